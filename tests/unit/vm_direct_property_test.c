/* What is chosen without a search against the optimiser alone: the same uses, and after rounding the same amounts on the same
 * classes. DIRECT_SEED and DIRECT_CASES choose what is tried. */
#include "vm/direct.h"
#include "vm/settle.h"
#include "vm_best_random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct random_layer layer;

/* What each promotion of a layer is turned into. */
struct mixture {
    uint32_t per_unit, order; /* percent; the rest stays as it was */
    bool floors;
    uint32_t bundles; /* percent */
};

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void simplify(uint32_t p, bool order)
{
    static const enum best_form EACH[] = {BEST_PERCENT, BEST_OFF_EACH, BEST_PRICE_EACH};
    struct best_promotion *promotion = &layer.promotions[p];
    struct best_benefit *benefit = &layer.parts[p][0].benefits[0];
    promotion->event_count = 1;
    promotion->cap = BEST_UNLIMITED;
    promotion->budget = BEST_NONE;
    layer.events[p][0] = (struct best_event){.benefits = benefit, .benefit_count = 1, .limit = BEST_UNLIMITED};
    *benefit = (struct best_benefit){.form = EACH[random_below(&layer, 3)], .scope = BEST_ON_SET};
    if (order)
        *benefit = (struct best_benefit){.form = random_chance(&layer, 50) ? BEST_PERCENT : BEST_OFF_SPREAD, .scope = BEST_ON_ORDER};
    else
        benefit->set = random_set(&layer, random_chance(&layer, 30));
    benefit->value = benefit->form == BEST_PERCENT ? random_percent(&layer) : random_below(&layer, 8);
}

/* Some units of one class at a time, or now and then of several. */
static void bundle(uint32_t p)
{
    struct best_event *event = &layer.events[p][0];
    struct best_pick *buy = &layer.parts[p][0].buys[0];
    simplify(p, false);
    event->buys = buy;
    event->buy_count = 1;
    *buy = (struct best_pick){.set = random_set(&layer, false), .count = 1 + random_below(&layer, 3), .different = random_chance(&layer, 5)};
    if (random_chance(&layer, 85))
        *(uint64_t *)buy->set = (uint64_t)1 << random_below(&layer, layer.problem.class_count);
    struct best_benefit *benefit = &layer.parts[p][0].benefits[0];
    benefit->scope = BEST_ON_THEM;
    if (random_chance(&layer, 60)) {
        benefit->select = (enum best_select)(1 + random_below(&layer, 3));
        benefit->count = 1 + random_below(&layer, 3);
    }
}

static void mix(const struct mixture *mixture)
{
    bool excludes = random_chance(&layer, 10);
    for (uint32_t p = 0; p < layer.problem.promotion_count; p++) {
        if (!excludes)
            layer.promotions[p].exclude_count = 0;
        uint32_t draw = random_below(&layer, 100);
        if (draw < mixture->per_unit + mixture->order)
            simplify(p, draw >= mixture->per_unit);
        else if (draw < mixture->per_unit + mixture->order + mixture->bundles)
            bundle(p);
    }
    for (uint32_t c = 0; !mixture->floors && c < layer.problem.class_count; c++)
        layer.classes[c].floor = 0;
    if (mixture->bundles > 0 && random_chance(&layer, 50)) /* more units than any bundle takes */
        layer.classes[random_below(&layer, layer.problem.class_count)].count = 1 + random_below(&layer, 12);
    layer.problem.must_use = BEST_NONE;
}

static void compare_uses(const struct best_solution *direct, const struct best_solution *searched)
{
    assert_true(direct->proven && direct->feasible && searched->proven);
    assert_int_equal(fraction_compare(direct->value, searched->value), 0);
    assert_int_equal(fraction_compare(direct->bound, searched->bound), 0);
    assert_int_equal(direct->use_count, searched->use_count);
    for (uint32_t i = 0; i < direct->use_count; i++) {
        const struct best_use *a = &direct->uses[i], *b = &searched->uses[i];
        assert_int_equal(a->promotion, b->promotion);
        assert_int_equal(a->event, b->event);
        assert_int_equal(a->times, b->times);
        assert_int_equal(fraction_compare(a->money, b->money), 0);
        assert_int_equal(a->worth, b->worth);
        assert_int_equal(a->awards, b->awards);
    }
}

static void compare_settlements(const struct settlement *direct, const struct settlement *searched)
{
    assert_int_equal(direct->discount, searched->discount);
    assert_int_equal(direct->share_count, searched->share_count);
    for (size_t i = 0; i < direct->share_count; i++)
        assert_memory_equal(&direct->shares[i], &searched->shares[i], sizeof direct->shares[i]);
    for (size_t i = 0; i < direct->use_count; i++)
        assert_int_equal(direct->uses[i].amount, searched->uses[i].amount);
}

static void check_mixture(const struct mixture *mixture, uint32_t promotions)
{
    static const struct random_shape SHAPES[] = {
        {6, 5, 0, 1, 1, true, true, false}, {6, 5, 0, 1, 1, false, false, false}, {5, 4, 0, 2, 2, true, false, false}};
    uint64_t seed = setting("DIRECT_SEED", 1), cases = setting("DIRECT_CASES", 3000);
    struct best_solver *solver = best_solver_new(NULL), *other = best_solver_new(NULL);
    struct direct direct;
    struct settler settler[2];
    direct_init(&direct, &ALLOC_DEFAULT);
    settler_init(&settler[0], NULL);
    settler_init(&settler[1], NULL);
    uint64_t found = 0;
    for (uint64_t i = 0; i < cases; i++) {
        struct random_shape shape = SHAPES[i % 3];
        const struct best_solution *solution, *searched;
        const struct settlement *settled, *expected;
        shape.promotions = promotions;
        random_layer(&layer, seed + i, &shape);
        mix(mixture);
        fprintf(stderr, "\rseed %" PRIu64 " ", seed + i);
        assert_int_equal(best_solve(other, &layer.problem, &searched), PROMO_OK);
        assert_int_equal(direct_solve(&direct, solver, &layer.problem, &solution), PROMO_OK);
        found += solution == &direct.solution && solution->use_count > 0;
        compare_uses(solution, searched);
        assert_int_equal(settle(&settler[0], &layer.problem, solution, ROUND_HALF_UP, &settled), PROMO_OK);
        assert_int_equal(settle(&settler[1], &layer.problem, searched, ROUND_HALF_UP, &expected), PROMO_OK);
        compare_settlements(settled, expected);
    }
    fprintf(stderr, "\n");
    assert_true(found > cases / 10); /* not all left to the optimiser */
    settler_done(&settler[0]);
    settler_done(&settler[1]);
    direct_done(&direct);
    best_solver_free(solver);
    best_solver_free(other);
}

static void units_take_the_best(void **state)
{
    (void)state;
    check_mixture(&(struct mixture){100, 0, true, 0}, 5);
}

static void what_competes_is_searched(void **state)
{
    (void)state;
    check_mixture(&(struct mixture){70, 3, true, 0}, 5);
}

static void the_best_order_offer_takes_all(void **state)
{
    (void)state;
    check_mixture(&(struct mixture){0, 100, false, 0}, 4);
}

static void order_offers_beside_units_are_searched(void **state)
{
    (void)state;
    check_mixture(&(struct mixture){88, 12, true, 0}, 3);
}

static void bundles_of_a_class_share_it_with_units(void **state)
{
    (void)state;
    check_mixture(&(struct mixture){45, 0, true, 55}, 5);
    check_mixture(&(struct mixture){30, 1, true, 50}, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_take_the_best),
        cmocka_unit_test(what_competes_is_searched),
        cmocka_unit_test(the_best_order_offer_takes_all),
        cmocka_unit_test(bundles_of_a_class_share_it_with_units),
        cmocka_unit_test(order_offers_beside_units_are_searched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
