#include "bench/best_greedy.h"

#include <string.h>

bool greedy_begin(struct greedy *greedy)
{
    greedy->solver = best_solver_new(NULL);
    arena_init(&greedy->arena, &ALLOC_DEFAULT);
    return greedy->solver != NULL;
}

void greedy_end(struct greedy *greedy)
{
    best_solver_free(greedy->solver);
    arena_done(&greedy->arena);
}

/* Units that the solution's promotion takes are no longer there. A class without units is one that costs nothing. */
static void take_units(struct greedy *greedy, struct best_problem *rest, const struct best_solution *solution)
{
    for (uint32_t i = 0; i < solution->piece_count; i++) {
        const struct best_piece *piece = &solution->pieces[i];
        if (piece->class_index == rest->class_count)
            rest->shipping = 0;
        else
            greedy->classes[piece->class_index].count -= piece->count;
    }
}

/* The solver wants no empty class: it gets a unit, of which no set knows. */
static void close_empty(struct greedy *greedy, const struct best_problem *rest)
{
    for (uint32_t c = 0; c < rest->class_count; c++)
        if (greedy->classes[c].count == 0) {
            greedy->classes[c].count = 1;
            greedy->classes[c].price = 0;
            greedy->classes[c].floor = 0;
            bits_add(greedy->closed, c);
        }
}

/* A set without the classes that have no units left. */
static const uint64_t *open_set(struct greedy *greedy, const struct best_problem *problem, const uint64_t *set)
{
    size_t words = BITS_WORDS(problem->class_count);
    uint64_t *open = ARENA_ARRAY(&greedy->arena, words, uint64_t);
    for (size_t w = 0; open != NULL && set != NULL && w < words; w++)
        open[w] = set[w] & ~greedy->closed[w];
    return set == NULL ? NULL : open;
}

static struct best_pick *open_picks(struct greedy *greedy, const struct best_problem *problem, const struct best_pick *picks,
                                    uint32_t count)
{
    struct best_pick *copies = ARENA_ARRAY(&greedy->arena, count, struct best_pick);
    for (uint32_t i = 0; copies != NULL && i < count; i++) {
        copies[i] = picks[i];
        copies[i].set = open_set(greedy, problem, picks[i].set);
    }
    return copies;
}

/* The promotion as it is for the units that are left. */
static const struct best_promotion *open_promotion(struct greedy *greedy, const struct best_problem *problem,
                                                   const struct best_promotion *promotion)
{
    struct best_promotion *copy = ARENA_NEW(&greedy->arena, struct best_promotion);
    struct best_event *events = ARENA_ARRAY(&greedy->arena, promotion->event_count, struct best_event);
    if (copy == NULL || events == NULL)
        return NULL;
    *copy = *promotion;
    copy->events = events;
    for (uint32_t e = 0; e < promotion->event_count; e++) {
        const struct best_event *source = &promotion->events[e];
        struct best_benefit *benefits = ARENA_ARRAY(&greedy->arena, source->benefit_count, struct best_benefit);
        events[e] = *source;
        events[e].buys = open_picks(greedy, problem, source->buys, source->buy_count);
        events[e].gets = open_picks(greedy, problem, source->gets, source->get_count);
        events[e].benefits = benefits;
        if (benefits == NULL || events[e].buys == NULL || events[e].gets == NULL)
            return NULL;
        for (uint32_t b = 0; b < source->benefit_count; b++) {
            benefits[b] = source->benefits[b];
            benefits[b].set = open_set(greedy, problem, source->benefits[b].set);
        }
    }
    return copy;
}

/* Whether units are gone that the promotion needs: one offer on a whole set, and a selection from the whole basket, are of
 * the units that they are of, and not of what others left. */
static bool is_spoilt(const struct greedy *greedy, const struct best_problem *problem, const struct best_promotion *promotion)
{
    for (uint32_t e = 0; e < promotion->event_count; e++) {
        const struct best_event *event = &promotion->events[e];
        for (uint32_t b = 0; b < event->benefit_count && event->buy_count == 0; b++) {
            const struct best_benefit *benefit = &event->benefits[b];
            bool each = benefit->form == BEST_PERCENT || benefit->form == BEST_OFF_EACH || benefit->form == BEST_PRICE_EACH;
            bool order = benefit->scope == BEST_ON_ORDER;
            bool loose = each && benefit->select != BEST_CHEAPEST && benefit->select != BEST_DEAREST && event->benefit_count == 1;
            if ((loose && !order) || (benefit->scope != BEST_ON_SET && !order))
                continue;
            for (uint32_t c = 0; c < problem->class_count; c++)
                if (greedy->classes[c].count != problem->classes[c].count ||
                    greedy->classes[c].price != problem->classes[c].price)
                    if (order || bits_has(benefit->set, c))
                        return true;
        }
    }
    return false;
}

promo_status greedy_value(struct greedy *greedy, const struct best_problem *problem, struct fraction *value)
{
    struct best_problem rest = *problem;
    if (problem->class_count > GREEDY_CLASSES)
        return PROMO_LIMIT;
    memcpy(greedy->classes, problem->classes, problem->class_count * sizeof *greedy->classes);
    rest.classes = greedy->classes;
    rest.promotion_count = 1;
    memset(greedy->closed, 0, sizeof greedy->closed);
    *value = (struct fraction){0, 1};
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        const struct best_solution *solution;
        if (is_spoilt(greedy, problem, &problem->promotions[p]))
            continue;
        arena_reset(&greedy->arena);
        rest.promotions = open_promotion(greedy, problem, &problem->promotions[p]);
        if (rest.promotions == NULL)
            return PROMO_NO_MEMORY;
        promo_status status = best_solve(greedy->solver, &rest, &solution);
        if (status != PROMO_OK)
            return status;
        if (!fraction_add(*value, solution->value, value))
            return PROMO_OVERFLOW;
        take_units(greedy, &rest, solution);
        close_empty(greedy, &rest);
    }
    return PROMO_OK;
}
