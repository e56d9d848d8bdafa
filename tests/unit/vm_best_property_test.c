/* The optimiser against exhaustive search: the same value, awards, preference among equals and claimed units, and an
 * admissible set behind it. BEST_SEED and BEST_CASES choose what is tried. */
#include "vm_best_naive.h"
#include "vm_best_random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct random_layer layer;
static struct naive naive;

static struct fraction sum_of(struct fraction a, struct fraction b)
{
    struct fraction sum;
    assert_true(near_add(a, b, &sum));
    return sum;
}

/* Units of one event, from the pieces. */
static int64_t units_of(const struct best_solution *solution, uint32_t promotion, uint32_t event, int role,
                        struct fraction *money)
{
    int64_t units = 0;
    *money = (struct fraction){0, 1};
    for (uint32_t i = 0; i < solution->piece_count; i++) {
        const struct best_piece *piece = &solution->pieces[i];
        for (uint32_t s = 0; s < piece->share_count; s++) {
            const struct best_share *share = &solution->shares[piece->first_share + s];
            struct fraction part;
            if (share->promotion != promotion || share->event != event || (role >= 0 && share->gotten != (role == 1)))
                continue;
            units += piece->count;
            assert_true(near_multiply(share->discount, fraction_whole(piece->count), &part));
            *money = sum_of(*money, part);
        }
    }
    return units;
}

static void check_pieces(const struct best_solution *solution)
{
    const struct best_problem *problem = &layer.problem;
    int64_t claimed[RANDOM_CLASSES + 1] = {0};
    uint32_t last = 0;
    for (uint32_t i = 0; i < solution->piece_count; i++) {
        const struct best_piece *piece = &solution->pieces[i];
        assert_true(piece->class_index <= problem->class_count && piece->class_index >= last && piece->count > 0);
        last = piece->class_index;
        claimed[piece->class_index] += piece->count;
        struct fraction off = {0, 1};
        assert_true(piece->share_count > 0);
        for (uint32_t s = 0; s < piece->share_count; s++) {
            const struct best_share *share = &solution->shares[piece->first_share + s];
            assert_int_equal(share->promotion, solution->shares[piece->first_share].promotion);
            if (s > 0)
                assert_true(share->event > share[-1].event);
            assert_true(share->discount.numerator >= 0);
            off = sum_of(off, share->discount);
        }
        bool shipping = piece->class_index == problem->class_count;
        int64_t price = shipping ? problem->shipping : problem->classes[piece->class_index].price;
        int64_t floor = shipping ? problem->shipping_floor : problem->classes[piece->class_index].floor;
        assert_true(naive_order(off, fraction_whole(price > floor ? price - floor : 0)) <= 0);
    }
    for (uint32_t c = 0; c <= problem->class_count; c++)
        assert_true(claimed[c] <= (c == problem->class_count ? 1 : problem->classes[c].count));
}

static void check_uses(const struct best_solution *solution)
{
    const struct best_problem *problem = &layer.problem;
    for (uint32_t i = 0; i < solution->use_count; i++) {
        const struct best_use *use = &solution->uses[i];
        const struct best_event *event = &problem->promotions[use->promotion].events[use->event];
        struct fraction money, unused;
        if (i > 0)
            assert_true(use->promotion > use[-1].promotion || (use->promotion == use[-1].promotion && use->event > use[-1].event));
        int64_t units = units_of(solution, use->promotion, use->event, -1, &money);
        assert_int_equal(naive_order(money, use->money), 0);
        assert_true(use->times > 0 && use->times <= event->limit);
        if (naive_per_unit(event))
            assert_int_equal(units, use->times);
        int64_t bought = 0, gotten = 0, spare = 0;
        for (uint32_t b = 0; b < event->buy_count; b++)
            bought += event->buys[b].count * use->times;
        for (uint32_t g = 0; g < event->get_count; g++) {
            gotten += event->gets[g].count * use->times;
            spare += event->gets[g].up_to ? (event->gets[g].count - 1) * use->times : 0;
        }
        int64_t got = units_of(solution, use->promotion, use->event, 1, &unused);
        if (event->buy_count > 0) {
            assert_true(got <= gotten && got >= gotten - spare);
            assert_true(units - got >= bought);
        }
        for (uint32_t k = 0; k < i; k++)
            for (uint32_t x = 0; x < problem->promotions[use->promotion].exclude_count; x++)
                assert_true(solution->uses[k].promotion != problem->promotions[use->promotion].excludes[x]);
    }
}

static bool gives_for_sum(const struct best_event *event)
{
    for (uint32_t b = 0; b < event->benefit_count; b++)
        if (event->benefits[b].form == BEST_PRICE_SUM)
            return true;
    return false;
}

/* Where money is cut many sets are equal, and the search for the first of them is bounded: with rounded parts, and with slots,
 * also where promotions exclude each other.
 * Slots of a price for several units may also make up one application that is none. Of many copies, those beyond a cap are left for
 * the end. */
static bool may_miss_claims(void)
{
    const struct best_problem *problem = &layer.problem;
    for (uint32_t p = 0; p < problem->promotion_count && problem->many > 0; p++)
        if (problem->promotions[p].cap != BEST_UNLIMITED)
            return true;
    for (uint32_t p = 0; p < problem->promotion_count && (layer.large || problem->ways_most > 0); p++) {
        if (problem->promotions[p].cap != BEST_UNLIMITED || problem->promotions[p].budget != BEST_NONE ||
            problem->promotions[p].exclude_count > 0)
            return true;
        for (uint32_t e = 0; e < problem->promotions[p].event_count && problem->ways_most > 0; e++)
            if (gives_for_sum(&problem->promotions[p].events[e]))
                return true;
    }
    return false;
}

static void check_preferred(const struct best_solution *solution)
{
    const struct best_problem *problem = &layer.problem;
    struct fraction left[RANDOM_BUDGETS], value = {0, 1};
    int64_t claims[RANDOM_CLASSES + 1] = {0}, awards = 0;
    for (uint32_t b = 0; b < problem->budget_count; b++)
        left[b] = fraction_whole(problem->budgets[b]);
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        struct fraction money = {0, 1};
        int64_t worth = 0;
        for (uint32_t i = 0; i < solution->use_count; i++)
            if (solution->uses[i].promotion == p) {
                money = sum_of(money, solution->uses[i].money);
                worth += solution->uses[i].worth;
                awards += solution->uses[i].awards;
            }
        if (problem->promotions[p].cap != BEST_UNLIMITED)
            money = fraction_smaller(money, fraction_whole(problem->promotions[p].cap));
        if (problem->promotions[p].budget != BEST_NONE) {
            struct fraction *rest = &left[problem->promotions[p].budget];
            money = fraction_smaller(money, *rest);
            assert_true(near_subtract(*rest, money, rest));
        }
        money = sum_of(money, fraction_whole(worth));
        value = sum_of(value, money);
        assert_int_equal(naive_order(money, naive.best.values[p]), 0);
    }
    assert_int_equal(naive_order(value, solution->value), 0);
    assert_int_equal(awards, naive.best.awards);
    for (uint32_t i = 0; i < solution->piece_count; i++)
        claims[solution->pieces[i].class_index] += solution->pieces[i].count;
    for (uint32_t c = 0; c <= problem->class_count && !may_miss_claims(); c++)
        assert_int_equal(claims[c], naive.best.claims[c]);
}

static void check_solution(const struct best_solution *solution)
{
    assert_int_equal(solution->feasible, naive.best.found);
    if (!solution->feasible)
        return;
    assert_int_equal(naive_order(solution->value, naive.best.value), 0);
    assert_int_equal(naive_order(solution->bound, naive.best.value), 0);
    check_pieces(solution);
    check_uses(solution);
}

/* With so few steps components of few columns are searched by prices, as others are. The preferred of equal sets may take more. */
enum { STEPS_OF_PRICES = 7000 };

static void check_layer(struct best_solver *solver)
{
    const struct best_solution *solution;
    int64_t work_limit = layer.problem.work_limit;
    if (!naive_solve(&naive, &layer.problem))
        return;
    assert_int_equal(best_solve(solver, &layer.problem, &solution), PROMO_OK);
    assert_true(solution->proven);
    check_solution(solution);
    if (solution->feasible)
        check_preferred(solution);
    layer.problem.work_limit = STEPS_OF_PRICES;
    assert_int_equal(best_solve(solver, &layer.problem, &solution), PROMO_OK);
    if (solution->proven && !layer.large)
        check_solution(solution);
    if (solution->feasible && solution->work < STEPS_OF_PRICES / 4)
        check_preferred(solution);
    layer.problem.work_limit = work_limit;
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void check_as(const struct random_shape *shape, uint64_t share, uint32_t ways_most, uint32_t many)
{
    uint64_t seed = setting("BEST_SEED", 1), cases = setting("BEST_CASES", 4000) * share / 100;
    struct best_solver *solver = best_solver_new(NULL);
    assert_non_null(solver);
    for (uint64_t i = 0; i < cases; i++) {
        random_layer(&layer, seed + i, shape);
        layer.problem.ways_most = ways_most;
        layer.problem.many = many;
        fprintf(stderr, "\rseed %" PRIu64 " ", seed + i);
        check_layer(solver);
    }
    fprintf(stderr, "\n");
    best_solver_free(solver);
}

static void check_shape(const struct random_shape *shape, uint64_t share)
{
    check_as(shape, share, 0, 0);
}

enum shape { SINGLE_EVENTS, FLOORS, EQUALS, SEVERAL_EVENTS, LARGE, SEVERAL_OF_EQUALS, WAYS_OF_SEVERAL, BY_PRIORITY };

static const struct random_shape SHAPES[] = {
    [SINGLE_EVENTS] = {6, 4, 4, 1, 1, false, false, false}, [FLOORS] = {5, 4, 3, 1, 3, true, false, false},
    [EQUALS] = {6, 5, 4, 1, 1, false, true, false},         [SEVERAL_EVENTS] = {4, 3, 2, 3, 2, true, false, false},
    [LARGE] = {6, 6, 2, 3, 2, true, false, true},           [SEVERAL_OF_EQUALS] = {4, 4, 3, 2, 1, true, true, false},
    [WAYS_OF_SEVERAL] = {5, 4, 3, 2, 2, true, false, false}, [BY_PRIORITY] = {9, 7, 5, 1, 1, false, false, true},
};

static void single_events(void **state)
{
    (void)state;
    check_shape(&SHAPES[SINGLE_EVENTS], 100);
}

static void floors_and_several_benefits(void **state)
{
    (void)state;
    check_shape(&SHAPES[FLOORS], 100);
}

static void many_equals(void **state)
{
    (void)state;
    check_shape(&SHAPES[EQUALS], 100);
}

static void several_events(void **state)
{
    (void)state;
    check_shape(&SHAPES[SEVERAL_EVENTS], 100);
}

static void fractions_that_outgrow_128_bits(void **state)
{
    (void)state;
    check_shape(&SHAPES[LARGE], 50);
}

static void several_events_of_equals(void **state)
{
    (void)state;
    check_shape(&SHAPES[SEVERAL_OF_EQUALS], 50);
}

/* As if there were too many ways to list. */
static void many_ways(void **state)
{
    (void)state;
    check_as(&SHAPES[SINGLE_EVENTS], 50, 1, 0);
    check_as(&SHAPES[EQUALS], 50, 1, 0);
    check_as(&SHAPES[WAYS_OF_SEVERAL], 50, 1, 0);
}

/* As if one unit were many. */
static void many_units(void **state)
{
    (void)state;
    check_as(&SHAPES[SINGLE_EVENTS], 50, 0, 1);
    check_as(&SHAPES[FLOORS], 50, 0, 1);
    check_as(&SHAPES[EQUALS], 50, 0, 1);
    check_as(&SHAPES[SEVERAL_EVENTS], 50, 0, 1);
    check_as(&SHAPES[LARGE], 25, 0, 1);
    check_as(&SHAPES[SINGLE_EVENTS], 50, 1, 1);
    check_as(&SHAPES[WAYS_OF_SEVERAL], 50, 1, 1);
}

/* What each promotion in turn takes of what the earlier ones left, one application after the other. False: not in this layer,
 * where money is cut, promotions exclude each other, an offer is of more than the units that are left, or an application has
 * several picks, so that there are many of equal value. */
static bool by_priority(struct fraction *value)
{
    const struct best_problem *problem = &layer.problem;
    struct best_class classes[RANDOM_CLASSES];
    memcpy(classes, problem->classes, problem->class_count * sizeof *classes);
    *value = (struct fraction){0, 1};
    if (problem->must_use != BEST_NONE)
        return false;
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        struct best_promotion promotion = problem->promotions[p];
        struct best_event event = promotion.events[0];
        const struct best_benefit *benefit = &event.benefits[0];
        if (promotion.cap != BEST_UNLIMITED || promotion.budget != BEST_NONE || promotion.exclude_count > 0 ||
            benefit->scope == BEST_ON_ORDER || benefit->scope == BEST_ON_SHIPPING || event.buy_count + event.get_count > 1 ||
            (event.buy_count == 0 && (!naive_per_unit(&event) || benefit->select != BEST_ALL)))
            return false;
        struct best_problem rest = *problem;
        rest.classes = classes;
        rest.promotions = &promotion;
        rest.promotion_count = 1;
        promotion.events = &event;
        int64_t applications = event.limit;
        event.limit = event.buy_count > 0 && applications > 1 ? 1 : applications;
        for (bool more = true; more && applications > 0; applications--) {
            if (!naive_solve(&naive, &rest))
                return false;
            *value = sum_of(*value, naive.best.value);
            more = event.buy_count > 0 && (naive.best.value.numerator > 0 || naive.best.awards > 0);
            for (uint32_t c = 0; c < problem->class_count; c++)
                classes[c].count -= naive.best.claims[c];
        }
    }
    return true;
}

/* As they are, or as if there were too many ways to list. */
static void check_work_limits(struct best_solver *solver, uint64_t seed, uint32_t ways_most)
{
    struct fraction least;
    random_layer(&layer, seed, &SHAPES[BY_PRIORITY]);
    layer.problem.ways_most = ways_most;
    fprintf(stderr, "\rseed %" PRIu64 " ", seed);
    if (!by_priority(&least) || !naive_solve(&naive, &layer.problem))
        return;
    for (int64_t limit = 1; limit < 10000; limit *= 3) {
        const struct best_solution *solution;
        layer.problem.work_limit = limit;
        assert_int_equal(best_solve(solver, &layer.problem, &solution), PROMO_OK);
        check_pieces(solution);
        check_uses(solution);
        assert_true(naive_order(solution->value, least) >= 0);
        assert_true(naive_order(solution->value, naive.best.value) <= 0);
        assert_true(naive_order(solution->bound, naive.best.value) >= 0);
    }
}

/* However few steps there are, what is found is admissible and within its bound, and worth no less than what goes by priority.
 * In the layers listed, what units give without an application made it look better than the one that priority takes. */
static void work_limits(void **state)
{
    static const uint64_t failed[] = {910460, 438272, 967383, 1040541};
    (void)state;
    uint64_t seed = setting("BEST_SEED", 1), cases = setting("BEST_CASES", 4000) / 4;
    struct best_solver *solver = best_solver_new(NULL);
    assert_non_null(solver);
    for (size_t i = 0; i < sizeof failed / sizeof failed[0]; i++)
        check_work_limits(solver, failed[i], 0);
    for (uint64_t i = 0; i < cases; i++)
        for (uint32_t ways_most = 0; ways_most < 2; ways_most++)
            check_work_limits(solver, seed + i, ways_most);
    fprintf(stderr, "\n");
    best_solver_free(solver);
}

/* What all units and shipping cost above their floors; false: awards are worth something beside it. */
static bool whole_basket(struct fraction *value)
{
    const struct best_problem *problem = &layer.problem;
    int64_t sum = problem->shipping > problem->shipping_floor ? problem->shipping - problem->shipping_floor : 0;
    for (uint32_t c = 0; c < problem->class_count; c++)
        if (problem->classes[c].price > problem->classes[c].floor)
            sum += (problem->classes[c].price - problem->classes[c].floor) * problem->classes[c].count;
    *value = fraction_whole(sum);
    for (uint32_t p = 0; p < problem->promotion_count; p++)
        for (uint32_t e = 0; e < problem->promotions[p].event_count; e++)
            for (uint32_t b = 0; b < problem->promotions[p].events[e].benefit_count; b++)
                if (problem->promotions[p].events[e].benefits[b].worth > 0)
                    return false;
    return true;
}

static void check_large_quantities(struct best_solver *solver)
{
    const struct best_solution *solution;
    struct fraction most;
    for (uint32_t c = 0; c < layer.problem.class_count; c++)
        layer.classes[c].count *= 1000000;
    layer.problem.work_limit = 100000;
    assert_int_equal(best_solve(solver, &layer.problem, &solution), PROMO_OK);
    assert_true(solution->work < 5000000);
    if (!solution->feasible)
        return;
    check_pieces(solution);
    check_uses(solution);
    assert_true(naive_order(solution->bound, solution->value) >= 0);
    assert_true(!whole_basket(&most) || naive_order(solution->bound, most) <= 0);
}

/* A million units of each line take no more time than the steps say, and what is found of them is admissible; no bound is
 * more than the goods cost. */
static void large_quantities(void **state)
{
    static const enum shape shapes[] = {BY_PRIORITY, SINGLE_EVENTS, EQUALS};
    (void)state;
    uint64_t seed = setting("BEST_SEED", 1), cases = setting("BEST_CASES", 4000) / 10;
    struct best_solver *solver = best_solver_new(NULL);
    assert_non_null(solver);
    for (uint64_t i = 0; i < cases; i++)
        for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
            random_layer(&layer, seed + i, &SHAPES[shapes[s]]);
            fprintf(stderr, "\rseed %" PRIu64 " ", seed + i);
            check_large_quantities(solver);
        }
    fprintf(stderr, "\n");
    best_solver_free(solver);
}

/* Layers that were solved wrongly once: the value, or which of many equal sets is preferred. */
static void layers_that_failed(void **state)
{
    static const struct {
        enum shape shape;
        uint64_t seed;
        uint32_t ways_most;
    } failed[] = {
        {EQUALS, 50012, 0},        {EQUALS, 300786, 0},      {EQUALS, 198616, 0},    {LARGE, 50135, 0},
        {SINGLE_EVENTS, 1593, 1},  {SINGLE_EVENTS, 7011, 1}, {EQUALS, 1889, 1},      {EQUALS, 3132, 1},
        {SINGLE_EVENTS, 20584, 1}, {FLOORS, 38701, 1},       {EQUALS, 28887, 1},     {SEVERAL_EVENTS, 17732, 1},
        {WAYS_OF_SEVERAL, 8432, 1}, {LARGE, 2008714, 0},     {EQUALS, 2037066, 0},
    };
    (void)state;
    struct best_solver *solver = best_solver_new(NULL);
    assert_non_null(solver);
    for (size_t i = 0; i < sizeof failed / sizeof failed[0]; i++) {
        random_layer(&layer, failed[i].seed, &SHAPES[failed[i].shape]);
        layer.problem.ways_most = failed[i].ways_most;
        check_layer(solver);
    }
    best_solver_free(solver);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_events),  cmocka_unit_test(floors_and_several_benefits),
        cmocka_unit_test(many_equals),    cmocka_unit_test(several_events),
        cmocka_unit_test(several_events_of_equals), cmocka_unit_test(fractions_that_outgrow_128_bits),
        cmocka_unit_test(many_ways),      cmocka_unit_test(many_units),     cmocka_unit_test(layers_that_failed),
        cmocka_unit_test(work_limits),    cmocka_unit_test(large_quantities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
