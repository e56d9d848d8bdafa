/* The parts under the checker: equal lists and item sets are one in the plan, the table of currencies, POSIX rules of zones. */
#include "base/calendar.h"
#include "compiler/currency.h"
#include "compiler/plan.h"
#include "compiler/posix_zone.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint32_t selection(struct plan *plan, enum plan_node_kind kind, const char *text)
{
    int64_t symbol = plan_symbol(plan, text_from(text));
    return plan_node(plan, (struct plan_node){.kind = kind, .list = plan_list(plan, true, &symbol, 1)});
}

static void lists_are_sorted_and_unique(void **state)
{
    (void)state;
    struct plan plan;
    plan_init(&plan, NULL);
    uint32_t one = plan_list(&plan, false, (int64_t[]){3, 1, 2, 3, 1}, 5), two = plan_list(&plan, false, (int64_t[]){1, 2, 3}, 3);
    assert_int_equal(one, two);
    assert_int_equal(plan.lists.items[one].count, 3);
    assert_int_equal(plan.lists.items[one].values[0], 1);
    assert_int_equal(plan.lists.items[one].values[2], 3);
    assert_int_not_equal(plan_list(&plan, true, (int64_t[]){1, 2, 3}, 3), one);
    assert_int_equal(plan_list(&plan, false, (int64_t[]){0}, 0), plan_list(&plan, false, (int64_t[]){0}, 0));
    plan_done(&plan);
}

static void equal_sets_are_one_node(void **state)
{
    (void)state;
    struct plan plan;
    plan_init(&plan, NULL);
    uint32_t a = selection(&plan, PLAN_NODE_SKU, "A"), tag = selection(&plan, PLAN_NODE_TAG, "x");
    uint32_t b = selection(&plan, PLAN_NODE_SKU, "B"), all = plan_node(&plan, (struct plan_node){.kind = PLAN_NODE_ALL});
    assert_int_equal(selection(&plan, PLAN_NODE_SKU, "A"), a);
    uint32_t one = plan_node_of_members(&plan, PLAN_NODE_UNION, (uint32_t[]){a, tag, b}, 3);
    uint32_t two = plan_node_of_members(&plan, PLAN_NODE_UNION, (uint32_t[]){b, tag, tag, a}, 4);
    assert_int_equal(one, two);
    assert_int_equal(plan.nodes.items[one].member_count, 2); /* the skus are one selection */
    for (uint32_t i = 0; i < 2; i++)
        assert_true(plan.nodes.items[one].members[i] < one);
    assert_int_equal(plan_node_of_members(&plan, PLAN_NODE_UNION, (uint32_t[]){a, all}, 2), all);
    assert_int_equal(plan_node_of_members(&plan, PLAN_NODE_BOTH, (uint32_t[]){a, all}, 2), a);
    assert_int_equal(plan_node_of_members(&plan, PLAN_NODE_BOTH, (uint32_t[]){a, b}, 2),
                     plan_node_of_members(&plan, PLAN_NODE_BOTH, (uint32_t[]){b, a}, 2));
    assert_int_not_equal(plan_node_of_members(&plan, PLAN_NODE_EXCEPT, (uint32_t[]){a, b}, 2),
                         plan_node_of_members(&plan, PLAN_NODE_EXCEPT, (uint32_t[]){b, a}, 2));
    assert_int_equal(plan_node_of_members(&plan, PLAN_NODE_NOT, (uint32_t[]){PLAN_NONE}, 1), PLAN_NONE);
    plan_done(&plan);
}

static void sets_know_whether_they_read_prices(void **state)
{
    (void)state;
    struct plan plan;
    plan_init(&plan, NULL);
    uint32_t price = plan_node(&plan, (struct plan_node){.kind = PLAN_NODE_COMPARE, .attribute = PLAN_ATTRIBUTE_PRICE, .low = 5});
    uint32_t cost = plan_node(&plan, (struct plan_node){.kind = PLAN_NODE_COMPARE, .attribute = PLAN_ATTRIBUTE_COST, .low = 5});
    uint32_t both = plan_node_of_members(&plan, PLAN_NODE_BOTH, (uint32_t[]){price, cost}, 2);
    assert_true(plan.nodes.items[price].reads_price && plan.nodes.items[both].reads_price);
    assert_false(plan.nodes.items[cost].reads_price);
    plan_done(&plan);
}

static void currencies_are_in_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < CURRENCY_COUNT; i++)
        assert_true(text_compare(text_from(CURRENCIES[i - 1].code), text_from(CURRENCIES[i].code)) < 0);
    for (size_t i = 0; i < CURRENCY_COUNT; i++)
        assert_ptr_equal(currency_find(text_from(CURRENCIES[i].code)), &CURRENCIES[i]);
    assert_int_equal(currency_find(TEXT("JPY"))->decimals, 0);
    assert_int_equal(currency_find(TEXT("KWD"))->decimals, 3);
    assert_int_equal(currency_find(TEXT("EUR"))->decimals, 2);
    assert_null(currency_find(TEXT("XYZ")));
    assert_null(currency_find(TEXT("usd")));
    assert_null(currency_find(TEXT("")));
}

static int64_t utc(int year, int month, int day, int hour)
{
    return calendar_day(year, month, day) * CALENDAR_DAY_SECONDS + hour * 3600;
}

static void posix_rules(void **state)
{
    (void)state;
    struct posix_zone zone;
    assert_true(posix_zone_parse(&zone, TEXT("EST5EDT,M3.2.0,M11.1.0")));
    assert_int_equal(zone.offset, -5 * 3600);
    assert_int_equal(posix_zone_start(&zone, 2026), utc(2026, 3, 8, 7));
    assert_int_equal(posix_zone_end(&zone, 2026), utc(2026, 11, 1, 6));
    assert_true(posix_zone_parse(&zone, TEXT("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1")));
    assert_int_equal(zone.summer_offset, -2 * 3600);
    assert_int_equal(posix_zone_start(&zone, 2026), utc(2026, 3, 29, 1)); /* two hours before local midnight */
    assert_true(posix_zone_parse(&zone, TEXT("IST-1GMT0,M10.5.0,M3.5.0/1")));
    assert_int_equal(zone.summer_offset, 0);
    assert_true(posix_zone_parse(&zone, TEXT("AAA3BBB,J60,59")));
    assert_int_equal(posix_zone_start(&zone, 2028), utc(2028, 3, 1, 5)); /* J60 is 1 March in every year */
    assert_int_equal(posix_zone_end(&zone, 2028), utc(2028, 2, 29, 4));  /* day 59 from 0 is not */
    assert_true(posix_zone_parse(&zone, TEXT("UTC0")));
    assert_false(zone.has_summer);
    static const char *const WRONG[] = {"", "E5", "EST", "EST5EDT", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST25",
                                        "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,M11.1.0x", "<-03", "EST5EDT,J0,J1", "EST5EDT,J1/168,J2"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        if (posix_zone_parse(&zone, text_from(WRONG[i])))
            fail_msg("accepted: %s", WRONG[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_sorted_and_unique),
        cmocka_unit_test(equal_sets_are_one_node),
        cmocka_unit_test(sets_know_whether_they_read_prices),
        cmocka_unit_test(currencies_are_in_order),
        cmocka_unit_test(posix_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
