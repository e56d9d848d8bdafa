/* What analysis knows of rules without pricing: needs and when they exclude each other, instants, bounds and worst cases. */
#include "runtime/analysis_bound.h"
#include "runtime/analysis_time.h"
#include "runtime/analysis_variant.h"
#include "runtime/instant.h"

#include "tests/support/shop.h"

static const struct setting_bounds ALWAYS = {-62135596800, 253402300799, 1};

/* Whether every way to use the first event of the rules' last promotion contradicts itself. */
static bool hopeless(const char *when)
{
    char rules[1024];
    struct shop shop;
    struct arena arena;
    struct alternatives alternatives;
    snprintf(rules, sizeof rules,
             "settings { currency USD  timezone \"America/New_York\" }\n"
             "profile { customer.age : number  customer.level : enum { bronze, silver, gold } }\n"
             "promotion p { event e { when %s  give 5%% off order } }", when);
    shop_open(&shop, rules);
    arena_init(&arena, NULL);
    assert_true(needs_of_event(&shop.image->view, 0, &arena, &alternatives));
    bool all = alternatives.whole && alternatives.count != 0;
    for (uint32_t i = 0; i < alternatives.count; i++)
        all = all && needs_contradict(&shop.image->view, &alternatives.items[i]);
    arena_done(&arena);
    shop_close(&shop);
    return all;
}

static void criteria_that_exclude_each_other(void **state)
{
    (void)state;
    static const char *const NEVER[] = {
        "all { customer.age >= 65  customer.age < 18 }",
        "customer.age == 3 and customer.age != 3",
        "customer.age in { 1, 2 } and customer.age > 2",
        "customer.age in 10 .. 20 and not customer.age >= 10",
        "customer.level == gold and customer.level == silver",
        "channel == \"web\" and channel == \"store\"",
        "channel in { \"web\", \"app\" } and channel == \"store\"",
        "segment \"vip\" and not segment \"vip\"",
        "none { quantity >= 2  quantity < 2 }",
        "amount > 50.00 and amount <= 50.00",
        "amount > 50.00 and amount < 50.01",
        "any { all { segment \"a\"  not segment \"a\" }  all { quantity > 5  quantity < 3 } }",
        "not (quantity >= 1 or quantity < 1)",
        "quantity < 0",
    };
    static const char *const SOMETIMES[] = {
        "all { customer.age >= 18  customer.age < 65 }",
        "customer.age > 18 and customer.age < 20",
        "not customer.age >= 18 and not customer.age < 18", /* of unknown age */
        "customer.age in { 1, 2 } and customer.age > 1",
        "any { channel == \"web\"  channel == \"store\" }",
        "not channel == \"web\"",
        "segment \"vip\" and not segment \"trade\"",
        "amount > 50.00 and amount < 50.02",
        "quantity of sku \"A\" >= 3 and quantity of sku \"B\" < 3",
        "any { all { segment \"a\"  not segment \"a\" }  quantity > 5 }",
        "not (quantity >= 2 and quantity < 5)",
    };
    for (size_t i = 0; i < sizeof NEVER / sizeof *NEVER; i++)
        if (!hopeless(NEVER[i]))
            fail_msg("never holds, but that is not seen: %s", NEVER[i]);
    for (size_t i = 0; i < sizeof SOMETIMES / sizeof *SOMETIMES; i++)
        if (hopeless(SOMETIMES[i]))
            fail_msg("may hold, but is said never to: %s", SOMETIMES[i]);
}

/* The instant chosen for the first event, as text; "never" where that is proven, "none" where it is not. */
static const char *chosen(const char *properties, const char *when)
{
    static char text[INSTANT_ROOM];
    char rules[1024];
    struct shop shop;
    struct arena arena;
    struct alternatives alternatives;
    struct setting setting = {.customer = 0};
    bool proven;
    snprintf(rules, sizeof rules,
             "settings { currency USD  timezone \"America/New_York\" }\n"
             "promotion p { %s event e { %s%s give 5%% off order } }", properties, *when == '\0' ? "" : "when ", when);
    shop_open(&shop, rules);
    arena_init(&arena, NULL);
    assert_true(needs_of_event(&shop.image->view, 0, &arena, &alternatives));
    setting.needs = alternatives.items[0];
    snprintf(text, sizeof text, "none");
    if (setting_solve(&setting, shop.image, &ALWAYS, &proven))
        instant_print(setting.at, text);
    else if (proven)
        snprintf(text, sizeof text, "never");
    arena_done(&arena);
    shop_close(&shop);
    return text;
}

static void instants_are_the_first_that_suit(void **state)
{
    (void)state;
    assert_string_equal(chosen("", ""), "2026-01-01T00:00:00Z");
    assert_string_equal(chosen("period 2026-06-01 .. 2026-06-05", ""), "2026-06-01T04:00:00Z");
    assert_string_equal(chosen("period 2026-06-01 .. 2026-06-30  schedule sat 10:00 .. 12:00", ""), "2026-06-06T14:00:00Z");
    assert_string_equal(chosen("period 2026-06-01 .. 2026-06-30  schedule fri 22:00 .. 02:00", "time < 01:00"),
                        "2026-06-06T04:00:00Z");
    assert_string_equal(chosen("period 2026-06-01T17:00 .. 2026-06-01T18:00  schedule mon 16:00 .. 20:00", ""),
                        "2026-06-01T21:00:00Z");
    assert_string_equal(chosen("schedule mon .. fri", "weekday in { sat, mon } and time >= 18:30"), "2026-01-05T23:30:00Z");
    assert_string_equal(chosen("period 2026-06-01 .. 2026-06-05  schedule sat, sun", ""), "never");
    assert_string_equal(chosen("period 2026-06-01 .. 2026-06-12  schedule mon 10:00 .. 12:00", "time >= 12:00"), "never");
    assert_string_equal(chosen("schedule mon 10:00 .. 12:00", "weekday == tue"), "none"); /* for ever is not looked at */
}

struct answers {
    struct shop shop;
    struct analysis analysis;
};

static void ask(struct answers *answers, const char *rules)
{
    struct analysis_options options = {INT64_MIN, INT64_MAX, 50, 1, 1};
    shop_open(&answers->shop, rules);
    assert_int_equal(analysis_init(&answers->analysis, answers->shop.image, NULL, &options), PROMO_OK);
}

static void answered(struct answers *answers)
{
    analysis_done(&answers->analysis);
    shop_close(&answers->shop);
}

static int64_t bound_of(const char *rules)
{
    struct answers answers;
    ask(&answers, rules);
    int64_t share = bound_share(&answers.analysis).share;
    answered(&answers);
    return share;
}

static void shares_are_bounded_by_layers(void **state)
{
    (void)state;
    static const struct {
        const char *rules;
        int64_t share;
    } CASES[] = {
        {"promotion a { event e { give 40% off all items } }", 400000},
        {"promotion a { event e { give 40% off all items } } promotion b { event e { give 25% off order } }", 400000},
        {"layers { x y } promotion a { layer x event e { give 40% off all items } } "
         "promotion b { layer y event e { give 25% off order } }", 550000},
        {"layers { x y on original } promotion a { layer x event e { give 40% off all items } } "
         "promotion b { layer y event e { give 25% off order } }", 650000},
        {"layers { x stack } promotion a { event e { give 50% off all items } } "
         "promotion b { event e { give 50% off order } }", 750000},
        {"promotion a { event e { give 10% off order } } promotion b { exclusive event e { give 30% off order } }", 300000},
        {"promotion a { event e { when amount >= 50.00 give 10.00 off order } }", 200000},
        {"promotion a { event e { when amount >= 50.00 and amount >= 80.00 give 10.00 off order } }", 125000},
        {"promotion a { event e { when any { amount >= 50.00 segment \"x\" } give 10.00 off order } }", 1000000},
        {"promotion a { event e { every 100.00 of all items give 10.00 off order } }", 100000},
        {"promotion a { event e { give by amount { from 100.00 give 5.00 off order from 200.00 give 20.00 off order } } }", 100000},
        {"promotion a { event e { buy 3 of all items give cheapest 1 of them free } }", 333334},
        /* Of two units of which one is free already, the other is the cheapest that has something left. */
        {"layers { x y } promotion a { layer x event e { buy 3 of all items give cheapest 1 of them free } } "
         "promotion b { layer y event e { buy 2 of all items give 50% off cheapest 1 of them } }", 666667},
        {"promotion a { event e { buy 1 of all items get 1 of all items no dearer give 50% off them } }", 250000},
        {"promotion a { event e { buy 1 of all items get 1 of all items give 50% off them } }", 500000},
        {"promotion a { event e { when amount >= 50.00 give 5.00 off sku \"A\" } } "
         "promotion b { event e { give 20% off sku \"B\" } }", 300000},
        {"promotion a { event e { give 5.00 off order } }", 1000000},
        {"coupon c { kind discount code \"C\" minimum 40.00 } "
         "promotion a { requires coupon c event e { give 10.00 off order } }", 250000},
        {"promotion a { event e { give shipping free } }", 0},
        {"promotion a { status draft event e { give 40% off all items } }", 0},
        {"promotion a { event e { when segment \"x\" and not segment \"x\" give 40% off all items } }", 0},
        {"promotion a { event one { give 10% off sku \"A\" } event two { give 10% off sku \"A\" } }", 190000},
        {"promotion a { events exclusive event one { give 10% off sku \"A\" } event two { give 20% off sku \"A\" } }", 200000},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        int64_t share = bound_of(CASES[i].rules);
        if (share != CASES[i].share)
            fail_msg("%lld, not %lld: %s", (long long)share, (long long)CASES[i].share, CASES[i].rules);
    }
}

static void worst_cases_are_caps_limits_and_budgets(void **state)
{
    (void)state;
    static const struct {
        const char *rules;
        int64_t order, total;
    } CASES[] = {
        {"promotion a { event e { give 10% off order } }", VALUE_UNLIMITED, VALUE_UNLIMITED},
        {"promotion a { cap 25.00 per order event e { give 10% off order } }", 2500, VALUE_UNLIMITED},
        {"promotion a { cap 25.00 per order limit 10 total event e { give 10% off order } }", 2500, 25000},
        {"promotion a { event e { give 5.00 off order } }", 500, VALUE_UNLIMITED},
        {"promotion a { event e { give 5.00 off each of all items limit 3 per order } }", 1500, VALUE_UNLIMITED},
        {"promotion a { event e { give gift 2 of sku \"MUG\" worth 4.00 } }", 800, VALUE_UNLIMITED},
        {"promotion a { cap 3.00 per order event e { give 5.00 off order give gift 1 of sku \"MUG\" worth 4.00 } }", 700,
         VALUE_UNLIMITED}, /* a cap is for money only */
        {"promotion a { event e { buy 2 of all items give 3.00 off them limit 4 per order } }", 1200, VALUE_UNLIMITED},
        {"promotion a { event e { give by amount { from 10.00 give 1.00 off order from 20.00 give 3.00 off order } } }", 300,
         VALUE_UNLIMITED},
        {"campaign c { type purchase period 2026-01-01 .. 2026-12-31 budget 100.00 } "
         "promotion a { campaign c event e { give 10% off order } }", VALUE_UNLIMITED, 10000},
        {"coupon c { kind discount code \"C\" limit 20 total } "
         "promotion a { requires coupon c event e { give 5.00 off order } }", 500, 10000},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct answers answers;
        ask(&answers, CASES[i].rules);
        struct exposure exposure = bound_exposure(&answers.analysis, 0);
        if (exposure.order != CASES[i].order || exposure.total != CASES[i].total)
            fail_msg("%lld and %lld: %s", (long long)exposure.order, (long long)exposure.total, CASES[i].rules);
        answered(&answers);
    }
}

static void a_promotion_is_switched_off(void **state)
{
    (void)state;
    struct shop shop;
    struct variant variant;
    const promo_result *result;
    promo_session *session;
    shop_open(&shop, "promotion a { event e { give 40% off all items } } promotion b { event e { give 25% off all items } }");
    assert_int_equal(variant_without(&variant, shop.image, 0), PROMO_OK);
    assert_int_equal(promo_session_new(&session, variant.image, &(promo_session_options){.no_index = true}), PROMO_OK);
    assert_int_equal(promo_session_at(session, SHOP_AT), PROMO_OK);
    assert_int_equal(promo_session_line(session, &(promo_line){.sku = "A", .quantity = 1, .price = 1000}), PROMO_OK);
    assert_int_equal(promo_session_price(session, &result), PROMO_OK);
    assert_int_equal(result->total, 750);
    assert_int_equal(promo_image_promotions(variant.image), 2);
    promo_session_free(session);
    variant_done(&variant);
    shop_close(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(criteria_that_exclude_each_other), cmocka_unit_test(instants_are_the_first_that_suit),
        cmocka_unit_test(shares_are_bounded_by_layers),     cmocka_unit_test(worst_cases_are_caps_limits_and_budgets),
        cmocka_unit_test(a_promotion_is_switched_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
