/* Codes, payments, what a result holds, and what a session promises: no allocation, no failure that is not survived. */
#include "tests/support/allocators.h"
#include "tests/support/shop.h"

#define CLUB                                                                                                       \
    "loyalty stars { earn 1 point per 1.00 on order redeem 100 points for 1.00 tier silver from 500 points }\n"     \
    "coupon welcome { kind discount code \"WELCOME10\" minimum 50.00 valid 2026-01-01 .. 2026-12-31\n"              \
    "  limit 1 per customer limit 10 total }\n"                                                                    \
    "coupon old { kind discount code \"OLD\" valid 2025-01-01 .. 2025-12-31 }\n"                                    \
    "coupon later { kind discount code \"LATER\" valid 2027-01-01 .. 2027-12-31 }\n"                                \
    "coupon idle { kind discount code \"IDLE\" }\n"                                                                \
    "coupon thanks { kind discount codes \"THANKS-########\" valid for 90 days }\n"                                 \
    "coupon card { kind certificate codes \"GC-############\" }\n"                                                  \
    "promotion ten { requires coupon welcome event e { give 10% off order } }\n"                                   \
    "promotion thank { requires coupon thanks event e { give 5.00 off order } }\n"

static const promo_code_result *code_of(const promo_result *result, const char *code)
{
    for (size_t i = 0; i < result->code_count; i++)
        if (strcmp(result->codes[i].code, code) == 0)
            return &result->codes[i];
    return NULL;
}

static void check_code(const promo_result *result, const char *code, bool accepted, bool used, const char *reason)
{
    const promo_code_result *found = code_of(result, code);
    assert_non_null(found);
    assert_int_equal(found->accepted, accepted);
    assert_int_equal(found->used, used);
    if (reason == NULL)
        assert_null(found->reason);
    else
        assert_string_equal(found->reason, reason);
}

static void every_code_is_answered(void **state)
{
    (void)state;
    static const char *const CODES[] = {"welcome-10", "OLD", "LATER", "IDLE", "THANKS-12345678", "nonsense"};
    struct shop shop;
    shop_open(&shop, CLUB);
    promo_session_customer(shop.session, "c-1");
    for (size_t i = 0; i < 6; i++)
        promo_session_code(shop.session, CODES[i]);
    shop_line(&shop, "A", NULL, 1, 6000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(result->code_count, 6);
    check_code(result, "welcome-10", true, true, NULL);
    check_code(result, "OLD", false, false, "expired");
    check_code(result, "LATER", false, false, "not_yet_valid");
    check_code(result, "IDLE", true, false, "not_needed");
    check_code(result, "THANKS-12345678", false, false, "unknown");
    check_code(result, "nonsense", false, false, "unknown");
    assert_int_equal(result->discount, 600);
    assert_string_equal(hold_of(result, PROMO_HOLD_COUPON, "welcome")->code, "welcome-10");
    shop_close(&shop);
}

static void coupons_have_a_minimum_and_limits(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, CLUB);
    promo_session_customer(shop.session, "c-1");
    promo_session_code(shop.session, "WELCOME10");
    shop_line(&shop, "A", NULL, 1, 4999);
    check_code(shop_price(&shop), "WELCOME10", false, false, "minimum");
    promo_session_code(shop.session, "WELCOME10");
    shop_line(&shop, "A", NULL, 1, 5000);
    check_code(shop_price(&shop), "WELCOME10", false, false, "customer");
    static const promo_uses USES[] = {{3, 1, 0}, {10, 0, 0}};
    for (size_t i = 0; i < 2; i++) {
        promo_session_customer(shop.session, "c-1");
        promo_session_code(shop.session, "WELCOME10");
        promo_session_coupon_uses(shop.session, "welcome", USES[i]);
        shop_line(&shop, "A", NULL, 1, 5000);
        const promo_result *result = shop_price(&shop);
        check_code(result, "WELCOME10", false, false, "limit");
        assert_string_equal(verdict_of(result, "ten", NULL)->reason, "coupon");
    }
    shop_close(&shop);
}

static void generated_codes_are_what_the_store_says(void **state)
{
    (void)state;
    static const struct {
        promo_code_state told;
        bool accepted;
        const char *reason;
    } CASES[] = {
        {{"thanks", SHOP_AT - 86400, 0, 0, false}, true, NULL},
        {{"thanks", SHOP_AT - 91 * 86400, 0, 0, false}, false, "expired"},
        {{"thanks", SHOP_AT - 86400, 1, 0, false}, false, "limit"},
        {{"thanks", SHOP_AT - 86400, 0, 0, true}, false, "revoked"},
        {{NULL, INT64_MIN, 0, 0, false}, false, "unknown"},
    };
    struct shop shop;
    shop_open(&shop, CLUB);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        promo_session_code(shop.session, "THANKS-12345678");
        promo_session_code_state(shop.session, "thanks12345678", &CASES[i].told);
        shop_line(&shop, "A", NULL, 1, 1000);
        const promo_result *result = shop_price(&shop);
        check_code(result, "THANKS-12345678", CASES[i].accepted, CASES[i].accepted, CASES[i].reason);
        assert_int_equal(result->discount, CASES[i].accepted ? 500 : 0);
    }
    shop_close(&shop);
}

static void an_outbid_code_says_so(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, CLUB "promotion half { event e { give 50% off order } }");
    promo_session_customer(shop.session, "c-1");
    promo_session_code(shop.session, "WELCOME10");
    shop_line(&shop, "A", NULL, 1, 6000);
    const promo_result *result = shop_price(&shop);
    check_code(result, "WELCOME10", true, false, "outbid");
    assert_null(hold_of(result, PROMO_HOLD_COUPON, "welcome"));
    shop_close(&shop);
}

static void certificates_and_points_pay(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, CLUB);
    promo_session_customer(shop.session, "c-1");
    promo_session_code(shop.session, "GC-111111111111");
    promo_session_code(shop.session, "GC-222222222222");
    promo_session_code_state(shop.session, "GC-111111111111",
                             &(promo_code_state){.coupon = "card", .issued = INT64_MIN, .balance = 700});
    promo_session_code_state(shop.session, "GC-222222222222",
                             &(promo_code_state){.coupon = "card", .issued = INT64_MIN, .balance = 5000});
    promo_session_points(shop.session, "stars", 1050, 1000, NULL);
    promo_session_redeem(shop.session, "stars", 5000);
    promo_session_line(shop.session, &(promo_line){.sku = "CARD", .quantity = 1, .price = 2000, .stored_value = true});
    shop_line(&shop, "A", NULL, 1, 3000);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(result->total, 5000);
    assert_int_equal(result->payment_count, 3);
    assert_int_equal(result->payments[0].amount, 700);
    assert_int_equal(result->payments[1].amount, 2300);
    assert_string_equal(result->payments[1].coupon, "card");
    assert_int_equal(result->payments[2].amount, 1000);
    assert_int_equal(result->payments[2].points, 1000);
    assert_int_equal(result->due, 1000);
    assert_int_equal(hold_of(result, PROMO_HOLD_POINTS, "stars")->amount, 1000);
    assert_int_equal(hold_of(result, PROMO_HOLD_CERTIFICATE, "card")->amount, 700);
    assert_int_equal(result->discount, 0);
    check_code(result, "GC-222222222222", true, true, NULL);
    shop_close(&shop);
}

static void a_payment_takes_no_more_than_is_due(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, CLUB);
    promo_session_points(shop.session, "stars", 100000, 0, NULL);
    promo_session_redeem(shop.session, "stars", 90000);
    shop_line(&shop, "A", NULL, 1, 333);
    const promo_result *result = shop_price(&shop);
    assert_int_equal(result->due, 0);
    assert_int_equal(result->payments[0].points, 333);
    assert_int_equal(result->total, 333);
    shop_close(&shop);
}

/* Everything at once, for what holds of any basket. */
#define BUSY                                                                                                         \
    CLUB "promotion two { event e { buy 2 of category \"c\" give 50% off cheapest 1 of them } }\n"                    \
         "promotion gift { type award limit 3 total event e { when amount >= 10.00 give gift 1 of sku \"G\" } }\n"   \
         "promotion fee { event e { charge 2% on order } }\n"                                                        \
         "promotion free { event e { when amount >= 500.00 give shipping free } }\n"                                 \
         "promotion staff { exclusive event e { when customer.id == \"boss\" give 90% off order } }\n"

static const promo_result *price_busy(struct shop *shop)
{
    promo_session_customer(shop->session, "c-1");
    promo_session_code(shop->session, "WELCOME10");
    for (int i = 0; i < 12; i++)
        shop_line(shop, i % 2 ? "A" : "B", i % 3 ? "c" : "d", 1 + i, 500 + 37 * i);
    promo_session_shipping(shop->session, "UPS", 495);
    return shop_price(shop);
}

static void explaining_changes_nothing(void **state)
{
    (void)state;
    struct shop shops[2];
    shop_open_with(&shops[0], "settings { currency USD }\n" BUSY, &(promo_session_options){.explain = true, .no_index = true});
    shop_open_with(&shops[1], "settings { currency USD }\n" BUSY, &(promo_session_options){.stats = true});
    const promo_result *with = price_busy(&shops[0]), *without = price_busy(&shops[1]);
    assert_int_equal(with->total, without->total);
    assert_int_equal(with->stats.work, without->stats.work);
    assert_int_equal(with->applied_count, without->applied_count);
    assert_int_equal(with->hint_count, without->hint_count);
    assert_int_equal(without->verdict_count, 0);
    for (size_t i = 0; i < with->line_count; i++)
        assert_int_equal(with->lines[i].total, without->lines[i].total);
    for (size_t i = 0; i < with->verdict_count; i++)
        assert_non_null(with->verdicts[i].text);
    shop_close(&shops[0]);
    shop_close(&shops[1]);
}

static void after_the_first_baskets_nothing_is_allocated(void **state)
{
    (void)state;
    struct counting counting;
    struct shop shop;
    counting_start(&counting, -1);
    shop_open_with(&shop, "settings { currency USD }\n" BUSY, &(promo_session_options){.allocator = &counting.allocator});
    for (int i = 0; i < 3; i++)
        price_busy(&shop);
    size_t before = counting.given;
    for (int i = 0; i < 10; i++)
        price_busy(&shop);
    assert_int_equal(counting.given, before);
    shop_close(&shop);
    assert_int_equal(counting.live_bytes, 0);
}

/* A basket that may be refused anywhere for want of memory. */
static promo_status try_busy(promo_session *session, int64_t *total)
{
    const promo_result *result;
    promo_status status = promo_session_at(session, SHOP_AT);
    if (status == PROMO_OK)
        status = promo_session_customer(session, "c-1");
    if (status == PROMO_OK)
        status = promo_session_code(session, "WELCOME10");
    for (int i = 0; status == PROMO_OK && i < 4; i++)
        status = promo_session_line(session, &(promo_line){.sku = i % 2 ? "A" : "B", .category = "c", .quantity = 1 + i,
                                                           .price = 500 + 37 * i});
    if (status == PROMO_OK)
        status = promo_session_price(session, &result);
    if (status == PROMO_OK)
        *total = result->total;
    return status;
}

static void each_failing_allocation_is_survived(void **state)
{
    (void)state;
    struct shop shop;
    int64_t expected = 0;
    shop_open(&shop, BUSY);
    assert_int_equal(try_busy(shop.session, &expected), PROMO_OK);
    bool succeeded = false;
    for (long n = 0; !succeeded; n++) {
        struct counting counting;
        promo_session *session;
        int64_t total = 0;
        counting_start(&counting, n);
        promo_session_options options = {.allocator = &counting.allocator, .explain = true};
        promo_status status = promo_session_new(&session, shop.image, &options);
        if (status == PROMO_OK) {
            status = try_busy(session, &total);
            succeeded = status == PROMO_OK;
            counting.fails_after = -1;
            promo_session_clear(session);
            assert_int_equal(try_busy(session, &total), PROMO_OK);
            assert_int_equal(total, expected);
        }
        assert_true(status == PROMO_OK || status == PROMO_NO_MEMORY);
        promo_session_free(session);
        assert_int_equal(counting.live_bytes, 0);
        assert_true(n < 10000);
    }
    shop_close(&shop);
}

static void sums_that_do_not_fit_are_an_error(void **state)
{
    (void)state;
    struct shop shop;
    const promo_result *result;
    shop_open(&shop, "promotion p { event e { charge 90_000_000_000_000.00 on each of all items } }");
    promo_session_at(shop.session, SHOP_AT);
    shop_line(&shop, "A", NULL, 1000000, 1000);
    assert_int_equal(promo_session_price(shop.session, &result), PROMO_OVERFLOW);
    assert_null(result);
    assert_true(strlen(promo_last_error()) > 0);
    shop_line(&shop, "A", NULL, 1, 1000);
    assert_int_equal(shop_price(&shop)->charges, 9000000000000000);
    shop_close(&shop);
}

static void a_basket_without_an_instant_is_refused(void **state)
{
    (void)state;
    struct shop shop;
    const promo_result *result;
    shop_open(&shop, "promotion p { event e { give 1.00 off order } }");
    shop_line(&shop, "A", NULL, 1, 1000);
    assert_int_equal(promo_session_price(shop.session, &result), PROMO_INVALID);
    assert_int_equal(shop_price(&shop)->line_count, 0);
    shop_close(&shop);
}

static void the_work_limit_is_never_silent(void **state)
{
    (void)state;
    struct shop shop;
    char rules[8192] = "settings { currency USD }\n";
    for (int i = 0; i < 30; i++)
        snprintf(rules + strlen(rules), sizeof rules - strlen(rules),
                 "promotion p%d { event e { buy 1 of sku \"S%d\", 1 of sku \"S%d\" give %d.00 off them } }\n", i, i % 10,
                 (i * 7 + 3) % 10 == i % 10 ? (i + 1) % 10 : (i * 7 + 3) % 10, 1 + i % 4);
    shop_open_with(&shop, rules, &(promo_session_options){.work_limit = 1});
    char skus[10][16];
    for (int i = 0; i < 10; i++) {
        snprintf(skus[i], sizeof skus[i], "S%d", i);
        shop_line(&shop, skus[i], NULL, 2, 1000 + 10 * i);
    }
    const promo_result *result = shop_price(&shop);
    assert_true(result->layers[0].proven ? result->layers[0].bound == result->layers[0].value
                                         : result->layers[0].bound >= result->layers[0].value);
    assert_false(result->layers[0].proven);
    shop_close(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_is_answered),
        cmocka_unit_test(coupons_have_a_minimum_and_limits),
        cmocka_unit_test(generated_codes_are_what_the_store_says),
        cmocka_unit_test(an_outbid_code_says_so),
        cmocka_unit_test(certificates_and_points_pay),
        cmocka_unit_test(a_payment_takes_no_more_than_is_due),
        cmocka_unit_test(explaining_changes_nothing),
        cmocka_unit_test(after_the_first_baskets_nothing_is_allocated),
        cmocka_unit_test(each_failing_allocation_is_survived),
        cmocka_unit_test(sums_that_do_not_fit_are_an_error),
        cmocka_unit_test(a_basket_without_an_instant_is_refused),
        cmocka_unit_test(the_work_limit_is_never_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
