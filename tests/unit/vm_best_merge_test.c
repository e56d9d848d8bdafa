/* Which lines become one row of the search: those that no set of any offer tells apart, however many sets there are. */
#include "vm/best_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { LINES = 6, EVENTS = 200 };

static const uint64_t ALL = ((uint64_t)1 << LINES) - 1;

struct layer {
    struct best_class classes[LINES];
    uint64_t sets[EVENTS];
    struct best_pick picks[EVENTS];
    struct best_benefit benefit;
    struct best_event events[EVENTS];
    struct best_promotion promotions[EVENTS];
    struct best_problem problem;
};

static struct layer layer;

/* Lines of one price, and promotions that each buy one of any line. */
static void make_layer(uint32_t events)
{
    layer = (struct layer){.benefit = {.form = BEST_OFF_EACH, .scope = BEST_ON_THEM, .value = 10}};
    for (uint32_t c = 0; c < LINES; c++)
        layer.classes[c] = (struct best_class){.price = 100, .count = 2, .sku = c, .line = c};
    for (uint32_t e = 0; e < events; e++) {
        layer.sets[e] = ALL;
        layer.picks[e] = (struct best_pick){.set = &layer.sets[e], .count = 1};
        layer.events[e] = (struct best_event){
            .buys = &layer.picks[e], .buy_count = 1, .benefits = &layer.benefit, .benefit_count = 1, .limit = BEST_UNLIMITED};
        layer.promotions[e] = (struct best_promotion){
            .events = &layer.events[e], .event_count = 1, .cap = BEST_UNLIMITED, .budget = BEST_NONE};
    }
    layer.problem = (struct best_problem){.classes = layer.classes,
                                          .class_count = LINES,
                                          .promotions = layer.promotions,
                                          .promotion_count = events,
                                          .must_use = BEST_NONE,
                                          .work_limit = BEST_UNLIMITED};
}

/* `rows`: a digit for each line. */
static void expect_rows(const char *rows)
{
    struct scratch scratch;
    struct model model;
    scratch_init(&scratch, &ALLOC_DEFAULT);
    model_init(&model, &scratch, &ALLOC_DEFAULT);
    model.problem = &layer.problem;
    model.work_limit = BEST_UNLIMITED;
    assert_int_equal(model_events(&model), PROMO_OK);
    assert_int_equal(model_rows(&model), PROMO_OK);
    assert_int_equal(model.atom_count, LINES);
    for (uint32_t c = 0; c < LINES; c++)
        assert_int_equal(model.atoms[c].row, rows[c] - '0');
    model_done(&model);
    scratch_done(&scratch);
}

static void lines_of_the_same_sets_are_one_row(void **state)
{
    (void)state;
    make_layer(3);
    expect_rows("000000");
    layer.sets[0] = 0x0f; /* lines 0 to 3 */
    expect_rows("000011");
    layer.sets[1] = 0x18; /* lines 3 and 4 */
    expect_rows("000123");
    layer.classes[1].price = 90;
    layer.classes[2].floor = 10;
    expect_rows("012345");
}

static void any_of_many_sets_tells_apart(void **state)
{
    (void)state;
    for (uint32_t at = 0; at < EVENTS; at++) {
        make_layer(EVENTS);
        layer.sets[at] = (uint64_t)1 << 5;
        expect_rows("000001");
        layer.sets[(at + 64) % EVENTS] = 1;
        expect_rows("011112");
    }
}

static void different_units_are_told_apart_by_sku(void **state)
{
    (void)state;
    make_layer(70);
    layer.picks[65].different = true;
    layer.sets[65] = 0x0f;
    layer.classes[1].sku = layer.classes[0].sku;
    expect_rows("001233");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_the_same_sets_are_one_row),
        cmocka_unit_test(any_of_many_sets_tells_apart),
        cmocka_unit_test(different_units_are_told_apart_by_sku),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
