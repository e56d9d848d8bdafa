/* What events offer and how a layer's best combination of it is settled, sentence by sentence of the semantics. */
#include "tests/support/shop.h"

static void a_percentage_of_a_set(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { event e { give 10% off category \"shoes\" } }");
    shop_line(&shop, "A", "shoes/sport", 2, 1995);
    shop_line(&shop, "B", "hats", 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(result->total, 4591);
    assert_int_equal(given_by(result, "p", "e"), 399);
    assert_int_equal(result->lines[0].discount_count, 1);
    assert_int_equal(result->layers[0].value, 399);
    assert_true(result->layers[0].proven);
    assert_string_equal(result->applied[0].layer, "main");
    assert_int_equal(result->applied[0].times, 2);
    shop_close(&shop);
}

static void limits_of_per_unit_events_count_units(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion a { event e { give 50% off sku \"A\" limit 2 per order } }\n"
                     "promotion b { event e { give 50% off 3 of sku \"B\" limit 2 per order } }\n"
                     "promotion c { event e { give cheapest 1 of category \"c\" free } }\n"
                     "promotion d { event e { give 10.00 off dearest 1 of category \"d\" } }");
    shop_line(&shop, "A", NULL, 5, 1000);
    shop_line(&shop, "B", NULL, 5, 1000);
    shop_line(&shop, "C", "c", 1, 300);
    shop_line(&shop, "C2", "c", 1, 200);
    shop_line(&shop, "D", "d", 1, 4000);
    shop_line(&shop, "D2", "d", 1, 5000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "a", NULL), 1000);
    assert_int_equal(given_by(result, "b", NULL), 1000);
    assert_int_equal(given_by(result, "c", NULL), 200);
    assert_int_equal(given_by(result, "d", NULL), 1000);
    assert_int_equal(result->lines[3].total, 0);
    assert_int_equal(result->lines[5].total, 4000);
    shop_close(&shop);
}

static void prices_and_amounts_of_each(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion a { event e { give each of sku { \"A\", \"B\" } for 7.50 } }\n"
                     "promotion b { event e { give 10.00 off each of category \"c\" } }");
    shop_line(&shop, "A", NULL, 3, 1000);
    shop_line(&shop, "B", NULL, 1, 500);
    shop_line(&shop, "C", "c", 1, 1200);
    shop_line(&shop, "D", "c", 1, 400);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "a", NULL), 750);
    assert_int_equal(given_by(result, "b", NULL), 1400);
    shop_close(&shop);
}

static void spread_money_goes_round_floors(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { event e { give 10.00 off category \"c\" } }");
    assert_int_equal(promo_session_line(shop.session, &(promo_line){.sku = "A", .category = "c", .quantity = 1,
                                                                    .price = 1000, .min_price = 800,
                                                                    .given = PROMO_HAS_MIN_PRICE}), PROMO_OK);
    shop_line(&shop, "B", "c", 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", NULL), 1000);
    assert_int_equal(result->lines[0].total, 800);
    assert_int_equal(result->lines[1].total, 200);
    shop_close(&shop);
}

static void what_no_unit_can_take_is_not_given(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "settings { currency USD floor 1.00 }\n"
                     "promotion p { event e { give 10.00 off category \"c\" } }\n"
                     "promotion q { event e { give 95% off category \"d\" } }");
    shop_line(&shop, "A", "c", 1, 300);
    shop_line(&shop, "B", "c", 1, 50);
    shop_line(&shop, "D", "d", 1, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", NULL), 200);
    assert_int_equal(given_by(result, "q", NULL), 900);
    assert_int_equal(result->lines[1].total, 50);
    shop_close(&shop);
}

static void bundles_at_a_price(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion outfit { event set {\n"
                     "  buy 1 of category \"shirt\", 1 of category \"trousers\", 1 of category \"tie\"\n"
                     "  give them for 99.00 } }");
    shop_line(&shop, "SHIRT", "shirt", 1, 4995);
    shop_line(&shop, "TROUSERS", "trousers", 1, 5995);
    shop_line(&shop, "TIE", "tie", 2, 1995);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "outfit", NULL), 3085);
    assert_int_equal(result->applied[0].times, 1);
    shop_close(&shop);
}

static void a_bundle_above_its_price_is_no_offer(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { event e { buy 2 of category \"c\" give them for 99.00 } }");
    shop_line(&shop, "A", "c", 2, 1000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(result->discount, 0);
    assert_int_equal(verdict_of(result, "p", NULL)->kind, PROMO_NOT_USED);
    shop_close(&shop);
}

static void buying_and_getting(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { event e { buy 1 of category \"plan\" get 1 of category \"device\" give 10% off them } }\n"
                     "promotion q { event e { buy 2 of category \"tops\" give 50% off cheapest 1 of them limit 2 per order } }\n"
                     "promotion r { event e { buy 1 of sku \"R\" get 1 of sku \"R\" no dearer give 100% off them } }");
    shop_line(&shop, "PLAN", "plan", 1, 5000);
    shop_line(&shop, "PHONE", "device", 2, 40000);
    shop_line(&shop, "TOP", "tops", 9, 1000);
    shop_line(&shop, "R", NULL, 3, 700);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", NULL), 4000);
    assert_int_equal(given_by(result, "q", NULL), 1000);
    assert_int_equal(given_by(result, "r", NULL), 700);
    shop_close(&shop);
}

static void every_so_many_units(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion socks { event fives { every 5 of category \"socks\" give 20% off them } }");
    shop_line(&shop, "SOCKS", "socks", 12, 499);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "socks", NULL), 998);
    assert_int_equal(result->total, 4990);
    shop_close(&shop);
}

static void every_full_amount(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "loyalty stars { earn 1 point per 1.00 on order }\n"
                     "coupon card { kind certificate codes \"GC-############\" }\n"
                     "promotion p { event e { every 100.00 of all items give 10.00 off order give 5 points of stars } }\n"
                     "promotion q { type award event e { every 100.00 of category \"c\" give certificate card worth 3.00\n"
                     "  limit 2 per order } }\n");
    shop_line(&shop, "A", "c", 1, 35000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", NULL), 3000);
    assert_int_equal(award_of(result, "stars")->quantity, 15);
    assert_int_equal(award_of(result, "card")->quantity, 1);
    assert_int_equal(award_of(result, "card")->worth, 600);
    assert_int_equal(result->earned_count, 1);
    assert_int_equal(result->earned[0].points, 320);
    shop_close(&shop);
}

static void the_last_row_reached(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion ladder { event spend { give by amount {\n"
                     "  from 100.00 give 5% off order from 200.00 give 10% off order } } }");
    static const int64_t PRICES[] = {9999, 10000, 19999, 20000}, GIVEN[] = {0, 500, 1000, 2000};
    for (size_t i = 0; i < 4; i++) {
        shop_line(&shop, "A", NULL, 1, PRICES[i]);
        assert_int_equal(given_by(shop_price(&shop), "ladder", NULL), GIVEN[i]);
    }
    shop_close(&shop);
}

static void the_best_combination_is_not_the_greedy_one(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion b2g1 { event e { buy 3 of category \"shoes\" give cheapest 1 of them free } }\n"
                     "promotion nike { event e { give 10% off brand \"Nike\" } }");
    assert_int_equal(promo_session_line(shop.session, &(promo_line){.sku = "N", .category = "shoes", .brand = "Nike",
                                                                    .quantity = 2, .price = 5000}), PROMO_OK);
    shop_line(&shop, "S", "shoes/sandals", 2, 3000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "b2g1", NULL), 3000);
    assert_int_equal(given_by(result, "nike", NULL), 500);
    shop_close(&shop);
}

static void events_of_one_promotion_share_units(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { event a { give 10% off all items } event b { give 5.00 off each of sku \"A\" } }");
    shop_line(&shop, "A", NULL, 1, 2000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", "a"), 200);
    assert_int_equal(given_by(result, "p", "b"), 500);
    shop_close(&shop);
}

static void order_offers_claim_every_unit_but_not_shipping(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion order { event e { give 20% off order } }\n"
                     "promotion item { event e { give 10% off all items } }\n"
                     "promotion delivery { event e { give shipping free } }");
    shop_line(&shop, "A", NULL, 1, 2000);
    promo_session_shipping(shop.session, "UPS", 495);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "order", NULL), 400);
    assert_int_equal(given_by(result, "item", NULL), 0);
    assert_int_equal(given_by(result, "delivery", NULL), 495);
    assert_int_equal(result->shipping, 0);
    assert_int_equal(result->shipping_given, 495);
    assert_int_equal(result->total, 1600);
    assert_int_equal(verdict_of(result, "item", NULL)->kind, PROMO_OUTBID);
    assert_int_equal(verdict_of(result, "item", NULL)->amount, 200);
    assert_int_equal(verdict_of(result, "item", NULL)->rival_count, 1);
    assert_string_equal(verdict_of(result, "item", NULL)->rivals[0], "order");
    shop_close(&shop);
}

static void caps_cut_the_rounded_discount(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { cap 2.50 per order event a { give 10% off sku \"A\" } event b { give 10% off sku \"B\" } }");
    shop_line(&shop, "A", NULL, 1, 2000);
    shop_line(&shop, "B", NULL, 1, 2000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", "a"), 200);
    assert_int_equal(given_by(result, "p", "b"), 50);
    shop_close(&shop);
}

static void budgets_are_shared_by_a_campaign_across_layers(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "layers { one two }\ncampaign c { budget 10.00 }\n"
                     "promotion p { campaign c layer one event e { give 6.00 off sku \"A\" } }\n"
                     "promotion q { campaign c layer two event e { give 6.00 off sku \"B\" } }");
    for (int told = 0; told < 3; told++) {
        static const int64_t FIRST[] = {600, 250, 0}, SECOND[] = {400, 0, 0}, USED[] = {0, 750, 1000};
        shop_line(&shop, "A", NULL, 1, 2000);
        shop_line(&shop, "B", NULL, 1, 2000);
        if (told > 0) {
            promo_session_state(shop.session);
            assert_int_equal(promo_session_campaign_used(shop.session, "c", USED[told], 1), PROMO_OK);
        }
        const promo_result *result = shop_price(&shop);
        assert_int_equal(given_by(result, "p", NULL), FIRST[told]);
        assert_int_equal(given_by(result, "q", NULL), SECOND[told]);
        if (told == 0)
            assert_int_equal(hold_of(result, PROMO_HOLD_BUDGET_MONEY, "c")->amount, 1000);
        if (told == 2)
            assert_string_equal(verdict_of(result, "p", NULL)->reason, "budget");
    }
    shop_close(&shop);
}

static void a_million_units_cost_what_ten_do(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, "promotion p { event e { buy 3 of sku \"A\" give cheapest 1 of them free } }\n"
                     "promotion q { layer main event e { give 1% off sku \"B\" } }");
    shop_line(&shop, "A", NULL, 1000000, 333);
    shop_line(&shop, "B", NULL, 1000000, 7);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(given_by(result, "p", NULL), 333333 * 333);
    assert_int_equal(given_by(result, "q", NULL), 70000);
    shop_close(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_percentage_of_a_set),
        cmocka_unit_test(limits_of_per_unit_events_count_units),
        cmocka_unit_test(prices_and_amounts_of_each),
        cmocka_unit_test(spread_money_goes_round_floors),
        cmocka_unit_test(what_no_unit_can_take_is_not_given),
        cmocka_unit_test(bundles_at_a_price),
        cmocka_unit_test(a_bundle_above_its_price_is_no_offer),
        cmocka_unit_test(buying_and_getting),
        cmocka_unit_test(every_so_many_units),
        cmocka_unit_test(every_full_amount),
        cmocka_unit_test(the_last_row_reached),
        cmocka_unit_test(the_best_combination_is_not_the_greedy_one),
        cmocka_unit_test(events_of_one_promotion_share_units),
        cmocka_unit_test(order_offers_claim_every_unit_but_not_shipping),
        cmocka_unit_test(caps_cut_the_rounded_discount),
        cmocka_unit_test(budgets_are_shared_by_a_campaign_across_layers),
        cmocka_unit_test(a_million_units_cost_what_ten_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
