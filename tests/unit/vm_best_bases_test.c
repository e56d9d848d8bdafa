/* What a unit gets alone, of several offers that nothing limits: the same whether amounts are small enough to be compared as
 * promotions are listed, or not. */
#include "vm/best.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { LINES = 4, OFFERS = 4 };

static const uint64_t SETS[OFFERS] = {0xf, 0x7, 0x6, 0xc};

static const struct best_benefit BENEFITS[OFFERS] = {
    {.form = BEST_PERCENT, .scope = BEST_ON_SET, .value = 100000, .set = &SETS[0]},
    {.form = BEST_OFF_EACH, .scope = BEST_ON_SET, .value = 100, .set = &SETS[1]},
    {.form = BEST_PRICE_EACH, .scope = BEST_ON_SET, .value = 850, .set = &SETS[2]},
    {.form = BEST_PERCENT, .scope = BEST_ON_SET, .value = 125000, .set = &SETS[3]},
};

/* The promotion of each of the first three lines' units, and a thousand times what it takes off; the last line costs that much. */
static void expect_bases(int64_t last_price, bool capped, const uint32_t *promotions, const int64_t *thousandths)
{
    struct best_class classes[LINES] = {{.price = 999, .count = 1},
                                        {.price = 1000, .count = 2, .sku = 1, .line = 1},
                                        {.price = 800, .count = 3, .sku = 2, .line = 2},
                                        {.price = last_price, .count = 1, .sku = 3, .line = 3}};
    struct best_event events[OFFERS];
    struct best_promotion offers[OFFERS];
    for (uint32_t p = 0; p < OFFERS; p++) {
        events[p] = (struct best_event){.benefits = &BENEFITS[p], .benefit_count = 1, .limit = BEST_UNLIMITED};
        offers[p] = (struct best_promotion){
            .events = &events[p], .event_count = 1, .cap = capped ? INT64_MAX / 4 : BEST_UNLIMITED, .budget = BEST_NONE};
    }
    struct best_problem problem = {.classes = classes,
                                   .class_count = LINES,
                                   .promotions = offers,
                                   .promotion_count = OFFERS,
                                   .must_use = BEST_NONE,
                                   .work_limit = BEST_UNLIMITED};
    struct best_solver *solver = best_solver_new(NULL);
    const struct best_solution *solution;
    assert_non_null(solver);
    assert_int_equal(best_solve(solver, &problem, &solution), PROMO_OK);
    assert_true(solution->proven);
    assert_int_equal(solution->piece_count, LINES);
    for (uint32_t c = 0; c + 1 < LINES; c++) {
        const struct best_share *share = &solution->shares[solution->pieces[c].first_share];
        assert_int_equal(solution->pieces[c].count, classes[c].count);
        assert_int_equal(share->promotion, promotions[c]);
        assert_true(share->discount.numerator * 1000 == thousandths[c] * share->discount.denominator);
    }
    best_solver_free(solver);
}

static void the_best_offer_is_the_same_beside_any_price(void **state)
{
    (void)state;
    const uint32_t promotions[] = {1, 2, 1};
    const int64_t thousandths[] = {100000, 150000, 100000};
    const int64_t prices[] = {1, ((int64_t)1 << 40) - 1, (int64_t)1 << 40, (int64_t)1 << 55};
    for (size_t i = 0; i < sizeof prices / sizeof *prices; i++) {
        expect_bases(prices[i], false, promotions, thousandths);
        expect_bases(prices[i], true, promotions, thousandths);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_best_offer_is_the_same_beside_any_price)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
