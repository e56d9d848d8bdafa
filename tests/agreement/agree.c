/* The optimiser's optimum against GLPK's, on layers too large for exhaustive search, with every kind of benefit and limit.
 *
 *     agree [CASES [SEED]]
 *
 * Half of the cases are random layers (tests/unit/vm_best_random.h), half are of the bench's families (bench/best_instances). The program
 * that GLPK gets lists every offer as a variable, made by the code that makes the optimiser's own columns; what an offer is
 * worth and may claim is compared with exhaustive search elsewhere, what is chosen of them is compared here. Awards and the
 * order among sets of equal value have no part in an integer program. A case that differs is printed as an instance file. */
#include "bench/best_glpk.h"
#include "bench/best_instances.h"
#include "tests/unit/vm_best_random.h"
#include "vm/best_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MOST = 1500, SECONDS_MOST = 2, WORK_MOST = 20000000 };

/* What the cases compared contain; each has to be there. */
enum feature {
    FLOORS, CAPS, BUDGETS, EXCLUSIONS, UNIT_LIMITS, LIMITS, SPREAD, ORDER, SHIPPING, CHOSEN, OF_THEM, SEVERAL_EVENTS,
    SEVERAL_BENEFITS, DIFFERENT, UP_TO, NO_DEARER, AWARDS, HAS_TO_BE_USED, LARGE_SUMS, FEATURES
};

static const char *const NAMES[FEATURES] = {
    "floors", "caps", "budgets", "exclusions", "limits of units", "limits of applications", "amounts spread", "order",
    "shipping", "chosen units", "chosen of them", "several events", "several benefits", "different", "up to", "no dearer",
    "awards", "has to be used", "large sums"};

struct tally {
    uint32_t with[FEATURES];
    uint32_t compared, different, skipped, unproven;
};

static void note_benefit(const struct best_event *event, const struct best_benefit *benefit, bool *has)
{
    bool selects = benefit->select == BEST_CHEAPEST || benefit->select == BEST_DEAREST;
    has[SPREAD] |= benefit->form == BEST_OFF_SPREAD || benefit->form == BEST_PRICE_SUM;
    has[ORDER] |= benefit->scope == BEST_ON_ORDER;
    has[SHIPPING] |= benefit->scope == BEST_ON_SHIPPING;
    has[CHOSEN] |= benefit->scope == BEST_ON_SET && selects;
    has[OF_THEM] |= benefit->scope == BEST_ON_THEM && selects;
    has[AWARDS] |= benefit->form == BEST_AWARD;
    has[SEVERAL_BENEFITS] |= event->benefit_count > 1;
}

static void note_event(const struct best_event *event, bool *has)
{
    if (event->limit != BEST_UNLIMITED)
        has[event->buy_count > 0 ? LIMITS : UNIT_LIMITS] = true;
    for (uint32_t i = 0; i < event->buy_count; i++)
        has[DIFFERENT] |= event->buys[i].different;
    for (uint32_t i = 0; i < event->get_count; i++) {
        has[UP_TO] |= event->gets[i].up_to;
        has[NO_DEARER] |= event->gets[i].no_dearer;
    }
    for (uint32_t b = 0; b < event->benefit_count; b++)
        note_benefit(event, &event->benefits[b], has);
}

static void note(struct tally *tally, const struct best_problem *problem)
{
    bool has[FEATURES] = {false};
    for (uint32_t c = 0; c < problem->class_count; c++) {
        has[FLOORS] |= problem->classes[c].floor > 0;
        has[LARGE_SUMS] |= problem->classes[c].price > 1000;
    }
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        const struct best_promotion *promotion = &problem->promotions[p];
        has[CAPS] |= promotion->cap != BEST_UNLIMITED;
        has[BUDGETS] |= promotion->budget != BEST_NONE;
        has[EXCLUSIONS] |= promotion->exclude_count > 0;
        has[SEVERAL_EVENTS] |= promotion->event_count > 1;
        for (uint32_t e = 0; e < promotion->event_count; e++)
            note_event(&promotion->events[e], has);
    }
    has[HAS_TO_BE_USED] = problem->must_use != BEST_NONE;
    for (int i = 0; i < FEATURES; i++)
        tally->with[i] += has[i];
}

static void show(const struct best_problem *problem)
{
    struct buffer text;
    buffer_init(&text, &ALLOC_DEFAULT);
    best_file_write(&text, problem);
    fprintf(stderr, "%.*s", (int)text.length, text.bytes);
    buffer_done(&text);
}

static void compare(struct best_solver *solver, struct best_problem problem, struct tally *tally, const char *name)
{
    const struct best_solution *solution;
    double value, time;
    enum glpk_end end = glpk_solve(&problem, COLUMNS_MOST, SECONDS_MOST, &value, &time);
    if (end == GLPK_TOO_LARGE || end == GLPK_GAVE_UP) {
        tally->skipped++;
        return;
    }
    problem.work_limit = WORK_MOST;
    promo_status status = best_solve(solver, &problem, &solution);
    if (status == PROMO_OK && !solution->proven) {
        tally->unproven++;
        return;
    }
    double own = status != PROMO_OK || !solution->feasible
                     ? 0
                     : (double)solution->value.numerator / (double)solution->value.denominator;
    double close = 1e-6 * (own > 100 ? own : 100);
    tally->compared++;
    note(tally, &problem);
    if (status == PROMO_OK && solution->feasible == (end == GLPK_OPTIMAL) && value - own < close && own - value < close)
        return;
    tally->different++;
    fprintf(stderr, "--- %s: %s %.6f here, %.6f by GLPK\n", name, promo_status_text(status), own, value);
    show(&problem);
}

static void compare_random(struct best_solver *solver, uint64_t seed, struct tally *tally)
{
    static struct random_layer layer;
    static const struct random_shape SHAPES[] = {
        {30, 14, 6, 1, 1, false, false, false}, {24, 12, 6, 1, 2, true, false, true}, {30, 14, 6, 1, 1, false, true, false},
        {10, 8, 4, 3, 2, true, false, true},    {9, 8, 5, 2, 2, true, true, false},
    };
    char name[40];
    random_layer(&layer, seed, &SHAPES[seed % (sizeof SHAPES / sizeof *SHAPES)]);
    snprintf(name, sizeof name, "random %" PRIu64, seed);
    compare(solver, layer.problem, tally, name);
}

static void compare_family(struct best_solver *solver, struct arena *arena, uint64_t seed, struct tally *tally)
{
    const struct instance_family *family = &INSTANCE_FAMILIES[seed / 2 % INSTANCE_FAMILY_COUNT];
    uint32_t offers = 5 + (uint32_t)(seed * 7 % 36);
    char name[60];
    arena_reset(arena);
    snprintf(name, sizeof name, "%s, %" PRIu32 " offers, number %" PRIu64, family->name, offers, seed);
    compare(solver, *instance_make(family, arena, offers, seed), tally, name);
}

int main(int argc, char **argv)
{
    uint64_t cases = argc > 1 ? strtoull(argv[1], NULL, 10) : 400, seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct best_solver *solver = best_solver_new(NULL);
    struct arena arena;
    struct tally tally = {0};
    uint32_t missing = 0;
    arena_init(&arena, &ALLOC_DEFAULT);
    for (uint64_t i = 0; i < cases; i++) {
        if (i % 2 == 0)
            compare_random(solver, seed + i, &tally);
        else
            compare_family(solver, &arena, seed + i, &tally);
    }
    for (int i = 0; i < FEATURES; i++)
        if (tally.with[i] == 0) {
            fprintf(stderr, "no layer with %s was compared\n", NAMES[i]);
            missing++;
        }
    printf("seed %" PRIu64 ": %" PRIu32 " too large or given up by GLPK, %" PRIu32 " without proof here\n", seed, tally.skipped,
           tally.unproven);
    printf("%" PRIu32 " passed, %" PRIu32 " failed\n", tally.compared - tally.different, tally.different + missing);
    arena_done(&arena);
    best_solver_free(solver);
    return tally.different > 0 || missing > 0 || tally.compared < cases / 2;
}
