/* What holds of a solution of the random layer at hand, and that it is as good as the best one known. */
#ifndef TESTS_VM_BEST_CHECK_H
#define TESTS_VM_BEST_CHECK_H

#include "vm_best_naive.h"
#include "vm_best_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct random_layer layer;
static struct naive naive; /* its best set */

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
 * Slots of a price for several units may also make up one application that is none. Of many copies, those beyond a cap or a budget are
 * left for the end. */
static bool may_miss_claims(void)
{
    const struct best_problem *problem = &layer.problem;
    for (uint32_t p = 0; p < problem->promotion_count && problem->many > 0; p++)
        if (problem->promotions[p].cap != BEST_UNLIMITED || problem->promotions[p].budget != BEST_NONE)
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

/* What the solution gives, promotion by promotion, and claims; its value is not looked at. */
static struct naive_best best_of(const struct best_solution *solution)
{
    const struct best_problem *problem = &layer.problem;
    struct naive_best best = {.found = true, .value = {0, 1}};
    struct fraction left[RANDOM_BUDGETS];
    for (uint32_t b = 0; b < problem->budget_count; b++)
        left[b] = fraction_whole(problem->budgets[b]);
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        struct fraction money = {0, 1};
        int64_t worth = 0;
        for (uint32_t i = 0; i < solution->use_count; i++)
            if (solution->uses[i].promotion == p) {
                money = sum_of(money, solution->uses[i].money);
                worth += solution->uses[i].worth;
                best.awards += solution->uses[i].awards;
            }
        if (problem->promotions[p].cap != BEST_UNLIMITED)
            money = fraction_smaller(money, fraction_whole(problem->promotions[p].cap));
        if (problem->promotions[p].budget != BEST_NONE) {
            struct fraction *rest = &left[problem->promotions[p].budget];
            money = fraction_smaller(money, *rest);
            assert_true(near_subtract(*rest, money, rest));
        }
        best.values[p] = sum_of(money, fraction_whole(worth));
        best.value = sum_of(best.value, best.values[p]);
    }
    for (uint32_t i = 0; i < solution->piece_count; i++)
        best.claims[solution->pieces[i].class_index] += solution->pieces[i].count;
    return best;
}

/* Whether it is the preferred set of those as good as it. */
static bool is_preferred(const struct best_solution *solution)
{
    struct naive_best best = best_of(solution);
    assert_int_equal(naive_order(best.value, solution->value), 0);
    assert_int_equal(best.awards, naive.best.awards);
    if (may_miss_claims())
        memcpy(best.claims, naive.best.claims, sizeof best.claims);
    return naive_compare(&layer.problem, &best, &naive.best) == 0;
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

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

#endif
