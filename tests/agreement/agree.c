/* The optimiser's optimum against GLPK's, on layers too large for exhaustive search, with every kind of benefit and limit.
 *
 *     agree [CASES [SEED]]
 *
 * Half of the cases are random layers (tests/unit/vm_best_random.h), half are of the bench's families (bench/best_instances); all of
 * them again with ten to a million times the units of a line, or of every line (bench/best_quantities). The program
 * that GLPK gets lists every offer as a variable, made by the code that makes the optimiser's own columns; what an offer is
 * worth and may claim is compared with exhaustive search elsewhere, what is chosen of them is compared here. Awards and the
 * order among sets of equal value have no part in an integer program. A case that differs is printed as an instance file. */
#include "bench/best_glpk.h"
#include "bench/best_quantities.h"
#include "tests/unit/vm_best_random.h"
#include "vm/best_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MOST = 1500 };

/* What a solve may take: steps here, seconds there. Of many units GLPK finds an optimum soon, or not at all. */
struct limits {
    int64_t work;
    double seconds;
};

static const struct limits USUAL = {20000000, 2}, OF_QUANTITIES = {200000, 0.1};

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

static double as_double(struct fraction amount)
{
    return (double)amount.numerator / (double)amount.denominator;
}

/* Equal where proven; without a proof GLPK's optimum is between what was found and its bound. */
static bool agrees(const struct best_solution *solution, enum glpk_end end, double optimum)
{
    double value = solution->feasible ? as_double(solution->value) : 0, bound = as_double(solution->bound);
    if (solution->proven)
        return solution->feasible == (end == GLPK_OPTIMAL) && glpk_agrees(value, optimum);
    bool within = end != GLPK_OPTIMAL || bound > optimum || glpk_agrees(bound, optimum);
    return within && (!solution->feasible || (end == GLPK_OPTIMAL && (value < optimum || glpk_agrees(value, optimum))));
}

static void compare(struct best_solver *solver, struct best_problem problem, bool quantities, struct tally *tally, const char *name)
{
    const struct limits *limits = quantities ? &OF_QUANTITIES : &USUAL;
    const struct best_solution *solution;
    double optimum, time;
    enum glpk_end end = glpk_solve(&problem, COLUMNS_MOST, limits->seconds, &optimum, &time);
    if (end == GLPK_TOO_LARGE || end == GLPK_GAVE_UP) {
        tally->skipped++;
        return;
    }
    problem.work_limit = limits->work;
    promo_status status = best_solve(solver, &problem, &solution);
    tally->compared++;
    note(tally, &problem);
    tally->unproven += status == PROMO_OK && !solution->proven;
    if (status == PROMO_OK && agrees(solution, end, optimum))
        return;
    tally->different++;
    fprintf(stderr, "--- %s: %s", name, promo_status_text(status));
    if (status == PROMO_OK)
        fprintf(stderr, " %s %.6f to %.6f here", solution->proven ? "proven" : "without proof", as_double(solution->value),
                as_double(solution->bound));
    fprintf(stderr, ", %.6f by GLPK\n", optimum);
    show(&problem);
}

/* What the families' layers are compared with, too: so many units, of a line or of every line. */
static const int64_t QUANTITIES[] = {10, 1000, 1000000};

enum { QUANTITY_COUNT = sizeof QUANTITIES / sizeof *QUANTITIES };

/* Limits, caps and budgets grow with the units or stay as they are. */
static void multiply_layer(struct random_layer *layer, int64_t times, bool one, bool limits)
{
    struct best_problem *problem = &layer->problem;
    for (uint32_t c = 0; c < problem->class_count; c++)
        if (!one || c == problem->class_count / 2)
            layer->classes[c].count *= times;
    for (uint32_t b = 0; b < problem->budget_count && limits; b++)
        layer->budgets[b] *= times;
    for (uint32_t p = 0; p < problem->promotion_count && limits; p++) {
        if (layer->promotions[p].cap != BEST_UNLIMITED)
            layer->promotions[p].cap *= times;
        for (uint32_t e = 0; e < layer->promotions[p].event_count; e++)
            if (layer->events[p][e].limit != BEST_UNLIMITED)
                layer->events[p][e].limit *= times;
    }
}

static void compare_random(struct best_solver *solver, uint64_t seed, bool quantities, struct tally *tally)
{
    static struct random_layer layer;
    static const struct random_shape SHAPES[] = {
        {30, 14, 6, 1, 1, false, false, false}, {24, 12, 6, 1, 2, true, false, true}, {30, 14, 6, 1, 1, false, true, false},
        {10, 8, 4, 3, 2, true, false, true},    {9, 8, 5, 2, 2, true, true, false},
    };
    char name[80];
    random_layer(&layer, seed, &SHAPES[seed % (sizeof SHAPES / sizeof *SHAPES)]);
    snprintf(name, sizeof name, "random %" PRIu64 "%s", seed, quantities ? ", more units" : "");
    if (quantities)
        multiply_layer(&layer, QUANTITIES[seed / 5 % QUANTITY_COUNT], seed / 7 % 2 == 0, seed / 11 % 2 == 0);
    compare(solver, layer.problem, quantities, tally, name);
}

static void compare_family(struct best_solver *solver, struct arena *arena, uint64_t seed, bool quantities, struct tally *tally)
{
    const struct instance_family *family = &INSTANCE_FAMILIES[seed / 2 % INSTANCE_FAMILY_COUNT];
    uint32_t offers = 5 + (uint32_t)(seed * 7 % 36);
    char name[100];
    arena_reset(arena);
    snprintf(name, sizeof name, "%s, %" PRIu32 " offers, number %" PRIu64 "%s", family->name, offers, seed, quantities ? ", more units" : "");
    struct best_problem problem = *instance_make(family, arena, offers, seed);
    int64_t number = QUANTITIES[seed / 5 % QUANTITY_COUNT];
    if (quantities)
        problem = *(seed / 7 % 2 == 0 ? quantities_of_one : quantities_of_all)(arena, &problem, number);
    compare(solver, problem, quantities, tally, name);
}

/* All cases; what failed. */
static uint32_t compare_all(struct best_solver *solver, uint64_t cases, uint64_t seed, bool quantities, uint32_t *passed)
{
    struct tally tally = {0};
    struct arena arena;
    uint32_t missing = 0;
    arena_init(&arena, &ALLOC_DEFAULT);
    for (uint64_t i = 0; i < cases; i++) {
        if (i % 2 == 0)
            compare_random(solver, seed + i, quantities, &tally);
        else
            compare_family(solver, &arena, seed + i, quantities, &tally);
    }
    arena_done(&arena);
    for (int i = 0; i < FEATURES; i++)
        if (tally.with[i] == 0) {
            fprintf(stderr, "no layer with %s was compared\n", NAMES[i]);
            missing++;
        }
    if (tally.compared < cases / 2) {
        fprintf(stderr, "only %" PRIu32 " of %" PRIu64 " were compared\n", tally.compared, cases);
        missing++;
    }
    printf("seed %" PRIu64 "%s: %" PRIu32 " too large or given up by GLPK, %" PRIu32 " without proof here\n", seed,
           quantities ? ", more units" : "", tally.skipped, tally.unproven);
    *passed += tally.compared - tally.different;
    return tally.different + missing;
}

int main(int argc, char **argv)
{
    uint64_t cases = argc > 1 ? strtoull(argv[1], NULL, 10) : 400, seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct best_solver *solver = best_solver_new(NULL);
    uint32_t passed = 0, failed = 0;
    if (solver == NULL)
        return 2;
    for (int quantities = 0; quantities < 2; quantities++)
        failed += compare_all(solver, cases, seed, quantities == 1, &passed);
    printf("%" PRIu32 " passed, %" PRIu32 " failed\n", passed, failed);
    best_solver_free(solver);
    return failed > 0;
}
