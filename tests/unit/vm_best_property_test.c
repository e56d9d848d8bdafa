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
    bool cut = false; /* where money is cut many sets are equal, and the search for the first of them is bounded */
    for (uint32_t p = 0; p < problem->promotion_count && layer.large; p++)
        cut |= problem->promotions[p].cap != BEST_UNLIMITED || problem->promotions[p].budget != BEST_NONE;
    for (uint32_t c = 0; c <= problem->class_count && !cut; c++)
        assert_int_equal(claims[c], naive.best.claims[c]);
}

static void check_layer(struct best_solver *solver)
{
    const struct best_solution *solution;
    if (!naive_solve(&naive, &layer.problem))
        return;
    assert_int_equal(best_solve(solver, &layer.problem, &solution), PROMO_OK);
    assert_true(solution->proven);
    assert_int_equal(solution->feasible, naive.best.found);
    if (!solution->feasible)
        return;
    assert_int_equal(naive_order(solution->value, naive.best.value), 0);
    assert_int_equal(naive_order(solution->bound, naive.best.value), 0);
    check_pieces(solution);
    check_uses(solution);
    if (layer.problem.ways_most == 0)
        check_preferred(solution);
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void check_ways(const struct random_shape *shape, uint64_t share, uint32_t ways_most)
{
    uint64_t seed = setting("BEST_SEED", 1), cases = setting("BEST_CASES", 4000) * share / 100;
    struct best_solver *solver = best_solver_new(NULL);
    assert_non_null(solver);
    for (uint64_t i = 0; i < cases; i++) {
        random_layer(&layer, seed + i, shape);
        layer.problem.ways_most = ways_most;
        fprintf(stderr, "\rseed %" PRIu64 " ", seed + i);
        check_layer(solver);
    }
    fprintf(stderr, "\n");
    best_solver_free(solver);
}

static void check_shape(const struct random_shape *shape, uint64_t share)
{
    check_ways(shape, share, 0);
}

static void single_events(void **state)
{
    (void)state;
    check_shape(&(struct random_shape){6, 4, 4, 1, 1, false, false, false}, 100);
}

static void floors_and_several_benefits(void **state)
{
    (void)state;
    check_shape(&(struct random_shape){5, 4, 3, 1, 3, true, false, false}, 100);
}

static void many_equals(void **state)
{
    (void)state;
    check_shape(&(struct random_shape){6, 5, 4, 1, 1, false, true, false}, 100);
}

static void several_events(void **state)
{
    (void)state;
    check_shape(&(struct random_shape){4, 3, 2, 3, 2, true, false, false}, 100);
}

static void fractions_that_outgrow_128_bits(void **state)
{
    (void)state;
    check_shape(&(struct random_shape){6, 6, 2, 3, 2, true, false, true}, 50);
}

static void several_events_of_equals(void **state)
{
    (void)state;
    check_shape(&(struct random_shape){4, 4, 3, 2, 1, true, true, false}, 50);
}

/* As if there were too many ways to list: of equals, any may be chosen. */
static void many_ways(void **state)
{
    (void)state;
    check_ways(&(struct random_shape){6, 4, 4, 1, 1, false, false, false}, 50, 1);
    check_ways(&(struct random_shape){6, 5, 4, 1, 1, false, true, false}, 50, 1);
    check_ways(&(struct random_shape){5, 4, 3, 2, 2, true, false, false}, 50, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_events),  cmocka_unit_test(floors_and_several_benefits),
        cmocka_unit_test(many_equals),    cmocka_unit_test(several_events),
        cmocka_unit_test(several_events_of_equals), cmocka_unit_test(fractions_that_outgrow_128_bits),
        cmocka_unit_test(many_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
