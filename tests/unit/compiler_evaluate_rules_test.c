/* Eligibility, the walk through events, layers, exclusive promotions and charges, sentence by sentence of the semantics. */
#include "tests/support/shop.h"

static void layers_work_on_what_remains_or_on_the_original(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "layers { one two three on original }\n"
                     "promotion a { layer one event e { give 50% off all items } }\n"
                     "promotion b { layer two event e { give 50% off all items } }\n"
                     "promotion c { layer three event e { give 50% off all items } }");
    shop_line(&shop, "A", NULL, 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "a", NULL), 500);
    assert_int_equal(given_by(result, "b", NULL), 250);
    assert_int_equal(given_by(result, "c", NULL), 250);
    assert_int_equal(result->total, 0);
    assert_int_equal(result->layer_count, 3);
    shop_close(&shop);
}

static void shipping_on_original_is_not_given_twice(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "layers { one two on original }\n"
                     "promotion a { layer one event e { give 50% off shipping } }\n"
                     "promotion b { layer two event e { give 60% off shipping } }");
    shop_line(&shop, "A", NULL, 1, 1000);
    promo_session_shipping(shop.session, "UPS", 500);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "a", NULL), 250);
    assert_int_equal(given_by(result, "b", NULL), 250);
    assert_int_equal(result->shipping, 0);
    shop_close(&shop);
}

static void stacked_promotions_see_what_those_before_have_left(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "layers { all stack }\n"
                     "promotion a { priority 2 event e { give 10% off all items } }\n"
                     "promotion b { priority 1 event e { give 5.00 off order } }\n"
                     "promotion c { priority 3 event e { when amount >= 10.00 give 1.00 off order } }");
    shop_line(&shop, "A", NULL, 1, 1500);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "b", NULL), 500);
    assert_int_equal(given_by(result, "a", NULL), 100);
    assert_int_equal(given_by(result, "c", NULL), 0);
    assert_string_equal(verdict_of(result, "c", NULL)->text, "`amount >= 10.00` does not hold: it is 9.00");
    shop_close(&shop);
}

static void sequences_follow_used_and_unused(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p {\n"
                     "  event both { when all { quantity of sku \"A\" >= 1 quantity of sku \"B\" >= 1 } give 20% off sku \"B\" }\n"
                     "  event one { give 10% off sku \"A\" }\n"
                     "  event last { give 1.00 off sku \"C\" }\n"
                     "  sequence { 1 event both used stop unused one 2 event one used last unused stop } }");
    shop_line(&shop, "A", NULL, 1, 1000);
    shop_line(&shop, "B", NULL, 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", "both"), 200);
    assert_int_equal(given_by(result, "p", "one"), 0);
    assert_int_equal(verdict_of(result, "p", "one")->kind, PROMO_NOT_USED);
    shop_line(&shop, "A", NULL, 1, 1000);
    shop_line(&shop, "C", NULL, 1, 1000);
    result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", "one"), 100);
    assert_int_equal(given_by(result, "p", "last"), 100);
    shop_close(&shop);
}

static void exclusive_events_stop_after_the_first_used(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { event three { buy 3 of tag \"t\" give them for 10.00 }\n"
                     "  event each { priority 200 give each of sku \"A\" for 7.50 } events exclusive }");
    assert_int_equal(promo_session_line(shop.session, &(promo_line){.sku = "A", .quantity = 3, .price = 800,
                                                                    .tags = (const char *const[]){"t"}, .tag_count = 1}),
                     PROMO_OK);
    assert_int_equal(given_by(shop_price(&shop), "p", "three"), 1400);
    assert_int_equal(promo_session_line(shop.session, &(promo_line){.sku = "A", .quantity = 3, .price = 300,
                                                                    .tags = (const char *const[]){"t"}, .tag_count = 1}),
                     PROMO_OK);
    assert_int_equal(shop_price(&shop)->discount, 0);
    assert_int_equal(promo_session_line(shop.session, &(promo_line){.sku = "A", .quantity = 2, .price = 800,
                                                                    .tags = (const char *const[]){"t"}, .tag_count = 1}),
                     PROMO_OK);
    assert_int_equal(given_by(shop_price(&shop), "p", "each"), 100);
    shop_close(&shop);
}

static void triggers_are_visited_only_when_named(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "loyalty stars { earn 1 point per 1.00 on order }\n"
                     "promotion p { event b { give 1.00 off order } event s on signup { give 100 points of stars } }");
    shop_line(&shop, "A", NULL, 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(result->discount, 100);
    assert_int_equal(result->award_count, 0);
    assert_int_equal(result->earned[0].points, 9);
    promo_session_trigger(shop.session, "signup");
    result = shop_price(&shop);
    assert_int_equal(result->discount, 0);
    assert_int_equal(award_of(result, "stars")->quantity, 100);
    assert_int_equal(result->earned_count, 0);
    assert_string_equal(verdict_of(result, "p", "b")->text, "it is for requests on `basket`, and this one is on `signup`");
    shop_close(&shop);
}

static void an_exclusive_promotion_stands_alone_if_it_saves_more(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion item { event e { give 10% off all items } }\n"
                     "promotion gift { type award event e { give gift 1 of sku \"USB\" } }\n"
                     "promotion fee { event e { charge 1.00 on order } }\n"
                     "promotion staff { exclusive event e { when quantity of sku \"B\" >= 1 give 30% off order } }\n"
                     "promotion equal { exclusive event e { give 10% off order } }");
    shop_line(&shop, "A", NULL, 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "item", NULL), 100);
    assert_int_equal(result->charges, 100);
    assert_non_null(award_of(result, "USB"));
    assert_int_equal(verdict_of(result, "equal", NULL)->kind, PROMO_OUTBID);
    assert_int_equal(verdict_of(result, "equal", NULL)->amount, 100);
    shop_line(&shop, "B", NULL, 1, 1000);
    promo_session_shipping(shop.session, NULL, 300);
    result = shop_price(&shop);
    assert_int_equal(given_by(result, "staff", NULL), 300);
    assert_int_equal(result->applied_count, 1);
    assert_int_equal(result->award_count, 0);
    assert_int_equal(result->charges, 0);
    assert_int_equal(result->total, 1000);
    assert_string_equal(result->applied[0].layer, "exclusive");
    assert_int_equal(verdict_of(result, "item", NULL)->kind, PROMO_OUTBID);
    assert_string_equal(verdict_of(result, "item", NULL)->rivals[0], "staff");
    assert_int_equal(verdict_of(result, "fee", NULL)->kind, PROMO_OUTBID);
    assert_int_equal(verdict_of(result, "gift", NULL)->kind, PROMO_OUTBID);
    shop_close(&shop);
}

static void excluded_promotions_are_never_both_in_one_order(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "layers { one two }\n"
                     "promotion a { layer one excludes b event e { give 1.00 off sku \"A\" } }\n"
                     "promotion b { layer one event e { give 2.00 off sku \"B\" } }\n"
                     "promotion c { layer two excludes b event e { give 9.00 off sku \"B\" } }\n"
                     "promotion d { layer two excludes b event e { charge 1.00 on order } }");
    shop_line(&shop, "A", NULL, 1, 1000);
    shop_line(&shop, "B", NULL, 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "b", NULL), 200);
    assert_int_equal(given_by(result, "a", NULL), 0);
    assert_int_equal(given_by(result, "c", NULL), 0);
    assert_int_equal(result->charges, 0);
    assert_string_equal(verdict_of(result, "a", NULL)->rivals[0], "b");
    assert_string_equal(verdict_of(result, "c", NULL)->text, "it excludes `b`, which is used");
    shop_close(&shop);
}

static void charges_come_last_on_discounted_goods(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion half { event e { give 50% off sku \"A\" } }\n"
                     "promotion fees { event each { charge 2.50 on each of sku \"A\" } event wrap { charge 3% on order } }\n"
                     "promotion loser { event e { give 1.00 off sku \"A\" charge 7.00 on order } }");
    shop_line(&shop, "A", NULL, 2, 2000);
    promo_session_shipping(shop.session, NULL, 500);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(result->charges, 500 + 60);
    assert_int_equal(result->charged_count, 2);
    assert_int_equal(result->total, 2000 + 500 + 560);
    assert_int_equal(verdict_of(result, "fees", NULL)->kind, PROMO_APPLIED);
    shop_close(&shop);
}

static void properties_that_the_basket_lacks_do_not_match(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion channel { channels web event e { give 1.00 off order } }\n"
                     "promotion store { stores \"s-1\" event e { give 1.00 off order } }\n"
                     "promotion region { regions \"US-NY\" event e { give 1.00 off order } }\n"
                     "promotion limit { limit 1 per customer event e { give 1.00 off order } }\n"
                     "promotion draft { status draft event e { give 1.00 off order } }\n"
                     "promotion period { period 2025-01-01 .. 2025-12-31 event e { give 1.00 off order } }\n"
                     "promotion schedule { schedule thu 09:00 .. 11:00 event e { give 1.00 off order } }\n");
    shop_line(&shop, "A", NULL, 1, 1000);
    const promo_result *result = shop_price(&shop);
    static const char *const NAMES[] = {"channel", "store", "region", "limit", "draft", "period", "schedule"};
    static const char *const REASONS[] = {"channel", "store", "region", "customer", "status", "period", "schedule"};
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(verdict_of(result, NAMES[i], NULL)->kind, PROMO_NOT_ELIGIBLE);
        assert_string_equal(verdict_of(result, NAMES[i], NULL)->reason, REASONS[i]);
    }
    assert_int_equal(result->discount, 0);
    shop_close(&shop);
}

static void limits_are_used_up(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { limit 2 per customer limit 10 total limit 5 per day event e { give 1.00 off order } }");
    static const promo_uses USES[] = {{9, 1, 4}, {10, 1, 4}, {9, 2, 4}, {9, 1, 5}};
    for (size_t i = 0; i < 4; i++) {
        shop_line(&shop, "A", NULL, 1, 1000);
        promo_session_customer(shop.session, "c-1");
        promo_session_state(shop.session);
        promo_session_promotion_uses(shop.session, "p", USES[i]);
        const promo_result *result = shop_price(&shop);
        assert_int_equal(result->discount, i == 0 ? 100 : 0);
        if (i == 0)
            assert_int_equal(hold_of(result, PROMO_HOLD_PROMOTION, "p")->amount, 1);
        else
            assert_string_equal(verdict_of(result, "p", NULL)->reason, "limit");
    }
    shop_close(&shop);
}

static void the_control_group_is_stable(void **state)
{
    (void)state;
    struct shop shop;
    int held = 0;
    shop_open(&shop, "campaign c { holdout 25% }\npromotion p { campaign c event e { give 1.00 off order } }");
    for (int i = 0; i < 2000; i++) {
        char id[16];
        int64_t first = 0;
        snprintf(id, sizeof id, "c-%d", i);
        for (int again = 0; again < 2; again++) {
            promo_session_customer(shop.session, id);
            shop_line(&shop, "A", NULL, 1, 1000);
            int64_t discount = shop_price(&shop)->discount;
            assert_true(again == 0 || discount == first);
            first = discount;
        }
        held += first == 0;
    }
    assert_in_range(held, 430, 570);
    shop_line(&shop, "A", NULL, 1, 1000);
    assert_int_equal(shop_price(&shop)->discount, 100);
    shop_close(&shop);
}

static void stored_value_is_no_unit(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "loyalty stars { earn 1 point per 1.00 on order }\n"
                     "promotion p { event e { when quantity >= 2 give 10% off order } }\n"
                     "promotion q { event e { give 1.00 off all items charge 1% on order } }");
    promo_session_line(shop.session, &(promo_line){.sku = "CARD", .quantity = 3, .price = 5000, .stored_value = true});
    shop_line(&shop, "A", NULL, 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(result->discount, 100);
    assert_int_equal(result->lines[0].total, 15000);
    assert_int_equal(result->charges, 9);
    assert_int_equal(result->earned[0].points, 9);
    shop_close(&shop);
}

static void hints_tell_what_is_missing(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "let shoes = category \"shoes\"\n"
                     "promotion spend { event e { when all { amount of shoes >= 50.00 channel == \"web\" } give 10% off shoes } }\n"
                     "promotion two { event e { when any { quantity > 3 customer.id == \"x\" } give 1.00 off order } }\n"
                     "promotion ladder { event e { give by amount { from 100.00 give 5% off order } } }\n"
                     "promotion three { event e { buy 3 of shoes give cheapest 1 of them free } }\n"
                     "promotion every { type award event e { every 100.00 of shoes give gift 1 of sku \"G\" } }\n"
                     "promotion both { event e { when all { amount >= 100.00 quantity >= 9 } give 1.00 off order } }\n"
                     "promotion pair { event e { buy 3 of shoes get 1 of category \"hats\" give them for 1.00 } }\n"
                     "promotion rows { event e { give by amount { from 90.00 give 5% off category \"hats\" } } }\n"
                     "promotion hats { event e { when quantity of category \"hats\" >= 2 give 1.00 off order } }");
    promo_session_channel(shop.session, "web");
    shop_line(&shop, "A", "shoes", 2, 1500);
    const promo_result *result = shop_price(&shop);
    static const char *const NAMES[] = {"spend", "two", "ladder", "three", "every"};
    static const int64_t NEEDS[] = {2000, 2, 7000, 1, 7000};
    assert_int_equal(result->hint_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(result->hints[i].promotion, NAMES[i]);
        assert_int_equal(result->hints[i].needs, NEEDS[i]);
        assert_true(result->hints[i].is_amount == (NEEDS[i] > 100));
        assert_true((result->hints[i].of == NULL) == (i == 1 || i == 2));
    }
    assert_string_equal(result->hints[0].of, "shoes");
    shop_close(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_work_on_what_remains_or_on_the_original),
        cmocka_unit_test(shipping_on_original_is_not_given_twice),
        cmocka_unit_test(stacked_promotions_see_what_those_before_have_left),
        cmocka_unit_test(sequences_follow_used_and_unused),
        cmocka_unit_test(exclusive_events_stop_after_the_first_used),
        cmocka_unit_test(triggers_are_visited_only_when_named),
        cmocka_unit_test(an_exclusive_promotion_stands_alone_if_it_saves_more),
        cmocka_unit_test(excluded_promotions_are_never_both_in_one_order),
        cmocka_unit_test(charges_come_last_on_discounted_goods),
        cmocka_unit_test(properties_that_the_basket_lacks_do_not_match),
        cmocka_unit_test(limits_are_used_up),
        cmocka_unit_test(the_control_group_is_stable),
        cmocka_unit_test(stored_value_is_no_unit),
        cmocka_unit_test(hints_tell_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
