/* From a basket to an order and back: what the store tells evaluation, and what a result asks of the store. Rules are
 * compiled here. */
#include "runtime/order.h"
#include "tests/support/stores.h"

#include <promo/compile.h>

#include <sqlite3.h>

static const char RULES[] =
    "settings { currency USD  timezone \"America/New_York\" }\n"
    "profile { order.note : text }\n"
    "layers { products orders delivery }\n"
    "coupon once { kind discount  code \"ONCE\"  limit 1 per customer  limit 3 total  limit 2 per day }\n"
    "coupon summer { kind discount  codes \"SUMMER-##########\"  valid for 90 days }\n"
    "coupon thanks { kind discount  codes \"THANKS-##########\"  valid for 1 months }\n"
    "coupon hello { kind discount  code \"HELLO\" }\n"
    "coupon gift { kind certificate  codes \"GC-############\"  valid for 2 years }\n"
    "loyalty stars { earn 1 point per 1.00 on order  redeem 100 points for 1.00  expire after 365 days\n"
    "  tier silver from 50 points  tier gold from 500 points }\n"
    "audience vip\n"
    "campaign members { budget 30.00  budget 5 uses  holdout 50% }\n"
    "campaign spring { budget 12.00 }\n"
    "promotion first { layer orders  requires coupon once  event ten { give 10.00 off order } }\n"
    "promotion sunny { layer orders  requires coupon summer  event five { give 5.00 off order } }\n"
    "promotion shoes { layer products  campaign spring  limit 2 per customer  event s { give 4.00 off category \"shoes\" } }\n"
    "promotion held { layer products  campaign members  event m { give 1.00 off category \"hats\" } }\n"
    "promotion ship { layer delivery  event free { when amount >= 200.00 give shipping free } }\n"
    "promotion inner { layer products  audience vip  event v { give 2.00 off category \"vip\" } }\n"
    "promotion tier { layer products  event t { when tier of stars >= gold give 3.00 off category \"gold\" } }\n"
    "promotion after { type award  event bought on purchase {\n"
    "  give coupon thanks give coupon hello give certificate gift worth 10.00 give 7 points of stars } }\n";

struct shop {
    struct place place;
    promo_image *image;
    promo_json_pricer *pricer;
    void *bytes;
    size_t size;
};

static int open_shop(void **state)
{
    struct shop *shop = calloc(1, sizeof *shop);
    promo_compiler *compiler;
    assert_ok(promo_compiler_new(&compiler, NULL));
    assert_ok(promo_compiler_text(compiler, "rules.promo", RULES, sizeof RULES - 1));
    promo_status status = promo_compiler_compile(compiler, &shop->bytes, &shop->size);
    if (status != PROMO_OK)
        fail_msg("%s", promo_compiler_render(compiler, PROMO_PEOPLE, false, 20));
    promo_compiler_free(compiler);
    assert_ok(promo_image_load(&shop->image, shop->bytes, shop->size, NULL));
    assert_ok(promo_json_pricer_new(&shop->pricer, shop->image, NULL));
    place_init(&shop->place);
    *state = shop;
    return 0;
}

static int close_shop(void **state)
{
    struct shop *shop = *state;
    promo_json_pricer_free(shop->pricer);
    promo_image_free(shop->image);
    promo_compiled_free(NULL, shop->bytes, shop->size);
    place_done(&shop->place);
    free(shop);
    return 0;
}

enum { NOON = 1772384400 }; /* 2026-03-01T12:00-05:00 */

/* A basket with one line; `more` are members of the order, each with its comma. */
static const char *basket(const char *customer, const char *more, const char *category, const char *price)
{
    static char text[2048];
    snprintf(text, sizeof text,
             "{\"at\":\"2026-03-01T12:00:00-05:00\",%s\"customer\":{\"id\":\"%s\"},\"lines\":[{\"id\":\"1\",\"sku\":\"A\",\"qty\":2,"
             "\"price\":\"%s\",\"cost\":\"2.50\",\"brand\":\"Acme\",\"category\":\"%s\"}],\"shipping\":\"5.00\"}",
             more, customer, price, category);
    return text;
}

static promo_status order(struct shop *shop, const char *id, const char *text, int64_t at, promo_answer **answer)
{
    return promo_json_reserve(shop->pricer, shop->place.store, id, at, 0, text, strlen(text), answer);
}

static const promo_result *price(struct shop *shop, const char *text, int64_t at)
{
    const char *result;
    size_t length;
    assert_ok(promo_json_price_in(shop->pricer, shop->place.store, at, text, strlen(text), &result, &length));
    return promo_json_result(shop->pricer);
}

static void sell_basket(struct shop *shop, const char *id, const char *text, int64_t at)
{
    promo_answer *answer;
    assert_ok(order(shop, id, text, at, &answer));
    promo_answer_free(answer);
    assert_ok(commit(shop->place.store, id, at));
}

static void limits_of_a_coupon(void **state)
{
    struct shop *shop = *state;
    static const struct {
        const char *id, *customer, *reason;
    } CASES[] = {{"a", "c-1", NULL}, {"b", "c-1", "limit"}, {"c", "c-2", NULL}, {"d", "c-3", "limit"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        promo_answer *answer;
        assert_ok(order(shop, CASES[i].id, basket(CASES[i].customer, "\"coupons\":[\"once\"],", "x", "50.00"), NOON, &answer));
        promo_answer_free(answer);
        const promo_result *result = promo_json_result(shop->pricer);
        assert_int_equal(result->codes[0].accepted, CASES[i].reason == NULL);
        if (CASES[i].reason != NULL)
            assert_string_equal(result->codes[0].reason, CASES[i].reason); /* by customer, then by day */
        assert_int_equal(result->discount, CASES[i].reason == NULL ? 1000 : 0);
    }
    /* Holds end: the coupon is there again. */
    assert_int_equal(price(shop, basket("c-1", "\"coupons\":[\"once\"],", "x", "50.00"), NOON + 900)->discount, 1000);
    assert_verified(shop->place.store);
}

static void limits_and_budgets_of_promotions(void **state)
{
    struct shop *shop = *state;
    for (int i = 0; i < 3; i++) {
        char id[32];
        snprintf(id, sizeof id, "o-%d", i);
        sell_basket(shop, id, basket("c-1", "", "shoes", "50.00"), NOON);
        assert_int_equal(promo_json_result(shop->pricer)->discount, i < 2 ? 400 : 0);
    }
    sell_basket(shop, "p", basket("c-2", "", "shoes", "50.00"), NOON);
    assert_int_equal(promo_json_result(shop->pricer)->discount, 400);
    assert_int_equal(price(shop, basket("c-3", "", "shoes", "50.00"), NOON)->discount, 0); /* 12.00 are given */
    assert_verified(shop->place.store);
}

/* The result was priced, and then another order took the last use: conflict, and the next pricing knows. */
static void something_ran_out_between_pricing_and_reserving(void **state)
{
    struct shop *shop = *state;
    promo_answer *answer;
    promo_session *session;
    promo_line line = {.sku = "A", .category = "x", .quantity = 1, .price = 5000};
    const promo_result *result;
    assert_ok(promo_session_new(&session, shop->image, NULL));
    for (int attempt = 0; attempt < 2; attempt++) {
        assert_ok(promo_session_at(session, NOON));
        assert_ok(promo_session_customer(session, "c-1"));
        assert_ok(promo_session_code(session, "ONCE"));
        assert_ok(promo_session_line(session, &line));
        assert_status(promo_session_reserve(session, shop->place.store, "o", NOON, 0, NULL, 0, NULL, &answer), PROMO_INVALID);
        assert_ok(promo_session_tell(session, shop->place.store, NOON));
        assert_ok(promo_session_price(session, &result));
        assert_int_equal(promo_result_total(result), attempt == 0 ? 4000 : 5000);
        if (attempt == 0)
            sell_basket(shop, "rival", basket("c-1", "\"coupons\":[\"ONCE\"],", "x", "50.00"), NOON);
        promo_status status = promo_session_reserve(session, shop->place.store, "o", NOON, 0, NULL, 0, NULL, &answer);
        assert_int_equal(status, attempt == 0 ? PROMO_CONFLICT : PROMO_OK);
        if (attempt == 0) {
            assert_int_equal(answer->shortage_count, 1);
            assert_string_equal(answer->shortages[0].kind, "coupon per customer");
            assert_non_null(strstr(promo_answer_json(answer, true), "\"reservation\":\"conflict\""));
        }
        promo_answer_free(answer);
    }
    promo_session_free(session);
    assert_verified(shop->place.store);
}

static void what_is_issued_is_usable(void **state)
{
    struct shop *shop = *state;
    promo_answer *answer;
    char thanks[PROMO_CODE_SIZE] = "", gift[PROMO_CODE_SIZE] = "", coupons[2 * PROMO_CODE_SIZE];
    assert_ok(order(shop, "o", basket("c-1", "\"trigger\":\"purchase\",", "x", "50.00"), NOON, &answer));
    promo_answer_free(answer);
    assert_ok(promo_store_commit(shop->place.store, "o", NOON, &answer));
    assert_int_equal(answer->issued_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const promo_issued *issued = &answer->issued[i];
        if (strcmp(issued->name, "thanks") == 0) {
            snprintf(thanks, sizeof thanks, "%s", issued->code);
            assert_int_equal(issued->expires, NOON + 31 * 86400 - 3600); /* 1 April, noon in New York, where clocks changed */
        } else if (strcmp(issued->name, "gift") == 0) {
            snprintf(gift, sizeof gift, "%s", issued->code);
            assert_int_equal(issued->worth, 1000);
        } else if (strcmp(issued->name, "hello") == 0) {
            assert_string_equal(issued->code, "HELLO");
        } else {
            assert_int_equal(issued->quantity, 7); /* `earn` is for baskets, the award for the purchase */
        }
    }
    promo_answer_free(answer);
    snprintf(coupons, sizeof coupons, "\"coupons\":[\"%s\"],", gift);
    const promo_result *result = price(shop, basket("c-2", coupons, "x", "3.00"), NOON);
    assert_int_equal(result->payments[0].amount, 1000);
    assert_int_equal(result->due, 100);
    snprintf(coupons, sizeof coupons, "\"coupons\":[\"%s\"],", thanks);
    assert_true(price(shop, basket("c-2", coupons, "x", "3.00"), NOON)->codes[0].accepted);
    assert_verified(shop->place.store);
}

static void points_tiers_and_audiences(void **state)
{
    struct shop *shop = *state;
    promo_store *store = shop->place.store;
    assert_ok(promo_store_adjust(store, NULL, "c-1", "stars", 500, PROMO_NEVER, "start", NOON));
    assert_int_equal(price(shop, basket("c-1", "", "gold", "50.00"), NOON)->discount, 300);
    assert_int_equal(price(shop, basket("c-2", "", "gold", "50.00"), NOON)->discount, 0);
    sell_basket(shop, "o", basket("c-1", "\"redeem_points\":{\"stars\":300},", "x", "50.00"), NOON);
    assert_int_equal(promo_json_result(shop->pricer)->due, 10500 - 300);
    assert_int_equal(points_of(store, "c-1", "stars", NOON).balance, 500 - 300 + 100);
    assert_int_equal(points_of(store, "c-1", "stars", NOON + 365 * 86400).earned, 500);
    sell_basket(shop, "p", basket("c-2", "\"redeem_points\":{\"stars\":300},", "x", "50.00"), NOON);
    assert_int_equal(promo_json_result(shop->pricer)->payment_count, 0);
    assert_ok(refund(store, "o", "r", "1", 2, NOON + 1, NULL));
    assert_int_equal(points_of(store, "c-1", "stars", NOON + 1).balance, 500 - 300); /* shipping was paid by what stays */
    assert_verified(store);
}

/* S43 channels drift: an order that another rule set priced says so. */
static void s43_channels_drift(void **state)
{
    struct shop *shop = *state;
    promo_answer *answer;
    static const char OTHER[] = "settings { currency USD }\npromotion p { event e { give 1.00 off order } }\n";
    promo_compiler *compiler;
    promo_image *image;
    promo_json_pricer *pricer;
    void *bytes;
    size_t size;
    char first[8192];
    const char *text = basket("c-1", "", "x", "50.00");
    assert_ok(promo_compiler_new(&compiler, NULL));
    assert_ok(promo_compiler_text(compiler, "other.promo", OTHER, sizeof OTHER - 1));
    assert_ok(promo_compiler_compile(compiler, &bytes, &size));
    promo_compiler_free(compiler);
    assert_ok(promo_image_load(&image, bytes, size, NULL));
    assert_ok(promo_json_pricer_new(&pricer, image, NULL));
    assert_ok(order(shop, "o", text, NOON, &answer));
    snprintf(first, sizeof first, "%s", answer->result);
    promo_answer_free(answer);
    assert_ok(promo_json_reserve(pricer, shop->place.store, "o", NOON + 1, 0, text, strlen(text), &answer));
    assert_true(answer->repeated && answer->other_rules);
    assert_string_equal(answer->result, first); /* the price that was shown */
    assert_non_null(strstr(promo_answer_json(answer, true), "\"other_rules\":true"));
    promo_answer_free(answer);
    promo_json_pricer_free(pricer);
    promo_image_free(image);
    promo_compiled_free(NULL, bytes, size);
}

/* S44 code that does nothing: every presented code is answered, and one that nothing needed is not used up. */
static void s44_code_that_does_nothing(void **state)
{
    struct shop *shop = *state;
    sell_basket(shop, "o", basket("c-1", "\"coupons\":[\"hello\",\"NONSENSE\",\"once\"],", "x", "50.00"), NOON);
    const promo_result *result = promo_json_result(shop->pricer);
    assert_int_equal(result->code_count, 3);
    assert_true(result->codes[0].accepted && !result->codes[0].used);
    assert_string_equal(result->codes[1].reason, "unknown");
    assert_true(result->codes[2].used);
    assert_int_equal(result->hold_count, 1);
}


static int64_t ask(struct shop *shop, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open(shop->place.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    int64_t value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

static void facts_are_left_for_reports(void **state)
{
    struct shop *shop = *state;
    int64_t held_out = 0;
    sell_basket(shop, "o", basket("c-1", "\"channel\":\"web\",\"store\":\"s-1\",\"coupons\":[\"once\"],", "shoes", "150.00"), NOON);
    assert_int_equal(ask(shop, "SELECT count(*) FROM sale WHERE channel = 'web' AND store = 's-1' AND day = 20513"), 1);
    assert_int_equal(ask(shop, "SELECT cost FROM sale"), 500);
    assert_int_equal(ask(shop, "SELECT sum(amount) FROM sale_given WHERE promotion = 'shoes' AND campaign = 'spring'"), 400);
    assert_int_equal(ask(shop, "SELECT amount FROM sale_given WHERE promotion = 'ship' AND line IS NULL"), 500);
    assert_int_equal(ask(shop, "SELECT sum(amount) FROM sale_given WHERE promotion = 'first'"), 1000);
    assert_int_equal(ask(shop, "SELECT count(*) FROM sale_coupon WHERE coupon = 'once'"), 1);
    assert_int_equal(ask(shop, "SELECT quantity FROM order_line WHERE brand = 'Acme'"), 2);
    for (int i = 0; i < 40; i++) {
        char id[32];
        snprintf(id, sizeof id, "h-%d", i);
        sell_basket(shop, id, basket(id, "", "hats", "50.00"), NOON);
        held_out += promo_json_result(shop->pricer)->discount == 0;
    }
    /* The budget allows five uses; the others' and the control group's baskets are dearer. */
    int64_t holdouts = ask(shop, "SELECT count(*) FROM sale_holdout WHERE campaign = 'members'");
    assert_in_range(holdouts, 10, 31);
    assert_int_equal(held_out, 35);
    assert_int_equal(ask(shop, "SELECT count(*) FROM sale_given g JOIN sale_holdout h ON h.orders = g.orders"
                               " AND h.campaign = g.campaign"), 0);
    assert_verified(shop->place.store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_shop, close_shop)
    const struct CMUnitTest tests[] = {
        TEST(limits_of_a_coupon),
        TEST(limits_and_budgets_of_promotions),
        TEST(something_ran_out_between_pricing_and_reserving),
        TEST(what_is_issued_is_usable),
        TEST(points_tiers_and_audiences),
        TEST(s43_channels_drift),
        TEST(s44_code_that_does_nothing),
        TEST(facts_are_left_for_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
