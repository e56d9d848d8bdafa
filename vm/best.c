#include "vm/best.h"

#include "vm/best_pieces.h"

#include <string.h>

struct best_solver {
    promo_allocator alloc;
    struct scratch scratch;
    struct model model;
    struct answer answers[2];
    bool unfinished_slots; /* the work limit struck where there are slots: their greedy sets are poor */
};

struct best_solver *best_solver_new(const promo_allocator *alloc)
{
    alloc = alloc_or_default(alloc);
    struct best_solver *solver = alloc_zeroed(alloc, 1, sizeof *solver);
    if (solver == NULL)
        return NULL;
    solver->alloc = *alloc;
    scratch_init(&solver->scratch, &solver->alloc);
    model_init(&solver->model, &solver->scratch, &solver->alloc);
    return solver;
}

void best_solver_free(struct best_solver *solver)
{
    if (solver == NULL)
        return;
    promo_allocator alloc = solver->alloc;
    model_done(&solver->model);
    for (int i = 0; i < 2; i++)
        answer_done(&solver->answers[i], &alloc);
    scratch_done(&solver->scratch);
    alloc_release(&alloc, solver, 1, sizeof *solver);
}

/* No set is worth more than all that units and shipping have above their floors, and all worths. */
static promo_status trivial_bound(const struct model *model, struct fraction *bound)
{
    const struct best_problem *problem = model->problem;
    promo_i128 sum = model_head(problem->shipping, problem->shipping_floor), units = 1, part;
    for (uint32_t c = 0; c < problem->class_count; c++) {
        const struct best_class *class = &problem->classes[c];
        sum += (promo_i128)model_head(class->price, class->floor) * class->count;
        units += class->count;
    }
    for (uint32_t e = 0; e < model->event_count; e++) {
        const struct model_event *event = &model->events[e];
        promo_i128 times = event->kind != OFFER_REPEATED ? 1 : event->limit < units ? event->limit : units;
        if (!multiply_i128(event->worth, times, &part) || !add_i128(sum, part, &sum))
            return PROMO_OVERFLOW;
    }
    *bound = (struct fraction){sum, 1};
    return PROMO_OK;
}

/* Weight of all units at their base. */
static bool base_weight(const struct model *model, promo_i128 *sum)
{
    *sum = 0;
    for (uint32_t row = 0; row < model->row_count; row++) {
        promo_i128 part;
        if (!multiply_i128(model->bases[row].weight, model->places[row].count, &part) || !add_i128(*sum, part, sum))
            return false;
    }
    return true;
}

static promo_status set_bound(struct answer *answer, const struct model *model, const struct outcome *outcome)
{
    promo_i128 base, weight;
    bool given_up = !outcome->feasible && model->work > model->work_limit; /* that it cannot be met is not known */
    answer->solution.proven = outcome->proven && !model->incomplete && !given_up;
    answer->solution.bound = answer->solution.value;
    if (answer->solution.proven)
        return PROMO_OK;
    struct fraction searched;
    promo_status status = trivial_bound(model, &answer->solution.bound);
    if (status != PROMO_OK || model->incomplete)
        return status;
    if (!base_weight(model, &base) || !add_i128(base, outcome->bound, &weight) || !add_i128(weight, model->slack, &weight) ||
        !fraction_make(weight, model->money_weight, &searched))
        return PROMO_OVERFLOW;
    answer->solution.bound = fraction_smaller(searched, answer->solution.bound);
    return PROMO_OK;
}

static bool has_slots(const struct model *model)
{
    for (size_t j = 0; j < model->columns.count; j++)
        if (model->columns.items[j].slot)
            return true;
    return false;
}

/* The best answer in one world: nobody's order offer, or that of one promotion. */
static promo_status solve_world(struct best_solver *solver, uint32_t order_promotion, struct answer *answer)
{
    struct model *model = &solver->model;
    struct outcome outcome;
    model->order_promotion = order_promotion;
    model->incomplete = false;
    promo_status status = model_events(model);
    if (status == PROMO_OK)
        status = model_rows(model);
    if (status == PROMO_OK)
        status = model_columns(model);
    if (status == PROMO_OK)
        status = search_model(model, &outcome);
    if (status != PROMO_OK)
        return status;
    solver->unfinished_slots |= !outcome.proven && has_slots(model);
    answer->solution.feasible = outcome.feasible;
    answer->solution.value = (struct fraction){0, 1};
    if (!outcome.feasible)
        answer->uses.count = answer->unsorted.count = answer->pieces.count = answer->shares.count = 0;
    else
        status = answer_make(answer, model, &outcome);
    return status == PROMO_OK ? set_bound(answer, model, &outcome) : status;
}

static bool has_order_offer(const struct best_promotion *promotion)
{
    for (uint32_t e = 0; e < promotion->event_count; e++)
        for (uint32_t b = 0; b < promotion->events[e].benefit_count; b++) {
            const struct best_benefit *benefit = &promotion->events[e].benefits[b];
            if (benefit->scope == BEST_ON_ORDER && benefit->form != BEST_AWARD && promotion->events[e].limit > 0)
                return true;
        }
    return false;
}

static void finish(struct answer *answer, const struct model *model)
{
    struct best_solution *solution = &answer->solution;
    solution->uses = answer->uses.items;
    solution->use_count = (uint32_t)answer->uses.count;
    solution->pieces = answer->pieces.items;
    solution->piece_count = (uint32_t)answer->pieces.count;
    solution->shares = answer->shares.items;
    solution->share_count = (uint32_t)answer->shares.count;
    solution->work = model->work;
}

/* The better of two answers, and what bounds all that was looked at. */
struct choice {
    struct answer *best, *other;
    struct fraction bound;
    bool proven;
};

/* `other` becomes the best, if it is. */
static promo_status choose(struct choice *choice, struct model *model)
{
    bool prefers = true;
    promo_status status = PROMO_OK;
    if (!choice->other->solution.feasible)
        return PROMO_OK;
    if (choice->best->solution.feasible)
        status = answer_prefers(choice->other, choice->best, model, &prefers);
    if (status == PROMO_OK && prefers) {
        struct answer *moved = choice->best;
        choice->best = choice->other;
        choice->other = moved;
    }
    return status;
}

/* The worlds in which one promotion's order offer is taken. */
static promo_status solve_orders(struct best_solver *solver, struct choice *choice)
{
    struct model *model = &solver->model;
    const struct best_problem *problem = model->problem;
    promo_status status = PROMO_OK;
    for (uint32_t p = 0; status == PROMO_OK && model->orders && p < problem->promotion_count; p++) {
        const struct best_solution *best = &choice->best->solution, *other = &choice->other->solution;
        if (!has_order_offer(&problem->promotions[p]))
            continue;
        struct fraction most;
        bool hopeless = best->feasible && problem->must_use == BEST_NONE && model_world_most(model, p, &most) &&
                        fraction_compare(most, best->value) < 0;
        if (hopeless)
            continue;
        scratch_reset(&solver->scratch);
        status = solve_world(solver, p, choice->other);
        if (status != PROMO_OK || (!other->feasible && other->proven))
            continue;
        if (fraction_compare(other->bound, choice->bound) > 0)
            choice->bound = other->bound;
        choice->proven &= other->proven;
        status = choose(choice, model);
    }
    return status;
}

promo_status best_solve(struct best_solver *solver, const struct best_problem *problem,
                        const struct best_solution **solution)
{
    struct model *model = &solver->model;
    scratch_reset(&solver->scratch);
    model->problem = problem;
    model->work = 0;
    model->work_limit = problem->work_limit;
    model->slotless = solver->unfinished_slots = false;
    struct choice choice = {.best = &solver->answers[0], .other = &solver->answers[1]};
    promo_status status = solve_world(solver, BEST_NONE, choice.best);
    choice.bound = choice.best->solution.bound;
    choice.proven = choice.best->solution.proven;
    if (status == PROMO_OK)
        status = solve_orders(solver, &choice);
    if (status == PROMO_OK && solver->unfinished_slots && !choice.proven) {
        /* no steps are left: what each promotion in turn takes */
        model->slotless = true;
        scratch_reset(&solver->scratch);
        status = solve_world(solver, BEST_NONE, choice.other);
        if (status == PROMO_OK)
            status = choose(&choice, model);
    }
    if (status != PROMO_OK)
        return status;
    struct best_solution *best = &choice.best->solution;
    best->bound = choice.bound;
    best->proven = best->feasible ? fraction_compare(choice.bound, best->value) == 0 : choice.proven;
    finish(choice.best, model);
    *solution = best;
    return PROMO_OK;
}
