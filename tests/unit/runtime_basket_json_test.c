/* Baskets as JSON: what is read, and for everything that is wrong an error that names the member. */
#include "runtime/basket_json.h"

#include "tests/support/allocators.h"
#include "tests/support/sample_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* A reader and a basket for the sample image (customer.level, customer.likes, order.gift_wrap, item.season, ...). */
struct fixture {
    unsigned char *bytes;
    promo_image *image;
    struct basket basket;
    struct basket_reader reader;
};

static void fixture_start(struct fixture *fixture)
{
    struct builder builder;
    size_t size;
    sample_start(&builder);
    fixture->bytes = builder_finish(&builder, &size);
    builder_done(&builder);
    assert_int_equal(promo_image_load(&fixture->image, fixture->bytes, size, NULL), PROMO_OK);
    assert_int_equal(basket_init(&fixture->basket, fixture->image, &ALLOC_DEFAULT), PROMO_OK);
    assert_int_equal(basket_reader_init(&fixture->reader, fixture->image, NULL), PROMO_OK);
}

static void fixture_stop(struct fixture *fixture)
{
    basket_reader_done(&fixture->reader);
    basket_done(&fixture->basket);
    promo_image_free(fixture->image);
    free(fixture->bytes);
}

/* The text in a block of exactly its size, so that a sanitizer sees a step too far. */
static promo_status read_exact(struct fixture *fixture, const char *bytes, size_t length)
{
    char *copy = malloc(length == 0 ? 1 : length);
    if (length != 0)
        memcpy(copy, bytes, length);
    basket_clear(&fixture->basket);
    promo_status status = basket_read(&fixture->reader, (struct text){copy, length}, &fixture->basket);
    free(copy);
    return status;
}

static promo_status read(struct fixture *fixture, const char *json)
{
    return read_exact(fixture, json, strlen(json));
}

static const char *fact(const struct fixture *fixture, enum fact which)
{
    int64_t number = fixture->basket.facts[which];
    return number == VALUE_MISSING ? NULL : texts_get(&fixture->basket.texts, (uint32_t)number).bytes;
}

static const char FULL[] =
    "{ \"id\": \"b-1\", \"at\": \"2026-04-01T10:00:00-04:00\", \"trigger\": \"basket\", \"channel\": \"web\", \"store\": \"s-12\","
    "  \"region\": \"US-NY\", \"price_list\": \"us\", \"payment\": \"visa\","
    "  \"customer\": { \"id\": \"c-9\", \"birthday\": \"1990-04-03\", \"segments\": [\"vip\"], \"level\": \"gold\", \"orders\": 3,"
    "                  \"likes\": [\"phone\", \"shoes\"], \"unknown\": {\"deep\": [1, {\"x\": null}]} },"
    "  \"coupons\": [\"HELLO-10\"],"
    "  \"lines\": [ { \"id\": \"1\", \"sku\": \"A\", \"qty\": 2, \"price\": \"50.00\", \"list_price\": \"60.00\", \"cost\": \"20.00\","
    "                 \"min_price\": \"30.00\", \"category\": [\"shoes\", \"sale/spring\"], \"brand\": \"nike\", \"tags\": [\"new\"],"
    "                 \"season\": \"ss26\" },"
    "               { \"sku\": \"CHEESE\", \"measure\": \"0.350\", \"price\": 12.00, \"stored_value\": false } ],"
    "  \"shipping\": { \"method\": \"UPS\", \"price\": \"4.95\" }, \"gift_wrap\": true, \"redeem_points\": { \"stars\": 200 } }";

static void a_full_basket_is_read(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    if (read(&f, FULL) != PROMO_OK)
        fail_msg("%s", promo_last_error());
    assert_string_equal(f.basket.id, "b-1");
    assert_int_equal(f.basket.at, 1775052000);
    assert_string_equal(fact(&f, FACT_CHANNEL), "web");
    assert_string_equal(fact(&f, FACT_STORE), "s-12");
    assert_string_equal(fact(&f, FACT_REGION), "US-NY");
    assert_string_equal(fact(&f, FACT_PRICE_LIST), "us");
    assert_string_equal(fact(&f, FACT_PAYMENT), "visa");
    assert_string_equal(fact(&f, FACT_SHIPPING_METHOD), "UPS");
    assert_int_equal(f.basket.shipping, 495);
    assert_int_equal(f.basket.customer[CUSTOMER_BIRTHDAY], 7397);
    assert_int_equal(f.basket.customer[CUSTOMER_ORDERS], 3);
    assert_int_equal(f.basket.customer[3], 1); /* level: gold is the second */
    assert_int_equal(f.basket.order[0], 1);
    assert_int_equal(f.basket.segments.count, 1);
    assert_int_equal(f.basket.codes.count, 1);
    assert_string_equal(f.basket.codes.items[0].presented, "HELLO-10");
    assert_int_equal(f.basket.redeems.count, 1);
    assert_int_equal(f.basket.redeems.items[0].points, 200);
    assert_int_equal(f.basket.lines.count, 2);
    const struct basket_line *line = &f.basket.lines.items[0];
    assert_int_equal(line->quantity, 2);
    assert_int_equal(line->price, 5000);
    assert_int_equal(line->list_price, 6000);
    assert_int_equal(line->cost, 2000);
    assert_int_equal(line->floor, 3000);
    assert_int_equal(f.basket.lines.items[1].quantity, 1);
    assert_int_equal(f.basket.lines.items[1].price, 420);
    fixture_stop(&f);
}

static void variants_are_read(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[]}",
        "{\"lines\":[],\"at\":\"2026-04-01T10:00\"}",
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[],\"shipping\":4.95}",
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[],\"shipping\":\"0\"}",
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[],\"channel\":null,\"customer\":null,\"gift_wrap\":null}",
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[{\"sku\":\"A\",\"qty\":1,\"price\":0}]}",
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[{\"sku\":\"A\",\"qty\":1000000,\"price\":\"1e2\"}]}",
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[{\"sku\":\"\\u0041\",\"qty\":1,\"price\":1,\"category\":\"shoes\",\"tags\":\"new\"}]}",
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[{\"sku\":\"A\",\"qty\":1,\"measure\":2.5,\"price\":\"3.00\"}]}",
        "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[],\"note\":\"a\\nb\",\"x\":1e400,\"x\":{\"y\":[]}}",
        " \n{ \"\\u0061t\" : \"2026-04-01T10:00Z\" , \"lines\" : [ ] } \n",
    };
    struct fixture f;
    fixture_start(&f);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if (read(&f, CASES[i]) != PROMO_OK)
            fail_msg("%s: %s", CASES[i], promo_last_error());
    fixture_stop(&f);
}

#define BASKET(members) "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[]," members "}"
#define LINE(members) "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[{\"sku\":\"A\",\"qty\":1,\"price\":1},{" members "}]}"
#define GOODS "\"sku\":\"A\",\"qty\":1,\"price\":\"1.00\""

/* S25, and everything else that must not pass: each names its member. */
static void what_is_wrong_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *json, *names;
    } CASES[] = {
        {"", "a basket"}, {"[]", "a basket"}, {"7", "a basket"}, {"null", "a basket"}, {"nonsense", "a basket"},
        {"{", "member's name"}, {"{}", "at: missing"}, {"{\"lines\":[]}", "at: missing"},
        {"{\"at\":\"2026-04-01T10:00Z\"}", "lines: missing"},
        {"{\"at\":null,\"lines\":[]}", "at: missing"},
        {"{\"at\":\"2026-04-01T10:00Z\",\"lines\":null}", "lines: missing"},
        {"{\"at\":7,\"lines\":[]}", "at: expected text, found a number"},
        {"{\"at\":\"yesterday\",\"lines\":[]}", "at: expected an instant"},
        {"{\"at\":\"2026-02-30T10:00Z\",\"lines\":[]}", "at: expected an instant"},
        {"{\"at\":\"2026-04-01T10:00Z\",\"lines\":{}}", "lines: expected a list of lines, found an object"},
        {"{\"at\":\"2026-04-01T10:00Z\",\"lines\":[7]}", "lines[0]: expected an object"},
        {"{\"at\":\"2026-04-01T10:00Z\",\"lines\":[],}", "member's name"},
        {"{\"at\":\"2026-04-01T10:00Z\",\"lines\":[]} x", "nothing after"},
        {"{\"at\":\"2026-04-01T10:00Z\",\"lines\":[]}{}", "nothing after"},
        {"{\"at\":\"2026-04-01T10:00Z\" \"lines\":[]}", "expected `,`"},
        {BASKET("\"at\":\"2026-04-01T10:00Z\""), "at: given twice"},
        {BASKET("\"lines\":[]"), "lines: given twice"},
        {BASKET("\"channel\":7"), "channel: expected text, found a number"},
        {BASKET("\"channel\":[\"web\"]"), "channel: expected text, found a list"},
        {BASKET("\"channel\":\"a\\u0000b\""), "channel: text must not contain a NUL"},
        {BASKET("\"channel\":\"a\\nb\""), "channel: text must not contain control"},
        {BASKET("\"channel\":\"\xff\""), "channel: text is not valid UTF-8"},
        {BASKET("\"customer\":\"c-9\""), "customer: expected an object, found text"},
        {BASKET("\"customer\":{\"id\":7}"), "customer.id: expected text"},
        {BASKET("\"customer\":{\"id\":\"a\",\"id\":\"b\"}"), "customer.id: given twice"},
        {BASKET("\"customer\":{\"birthday\":\"1990-02-30\"}"), "customer.birthday: expected a date"},
        {BASKET("\"customer\":{\"segments\":[\"vip\",7]}"), "customer.segments[1]: expected text"},
        {BASKET("\"customer\":{\"segments\":7}"), "customer.segments: expected text or a list of texts"},
        {BASKET("\"customer\":{\"orders\":1.5}"), "customer.orders: expected a whole number"},
        {BASKET("\"customer\":{\"orders\":\"1\"}"), "customer.orders: expected a whole number, found text"},
        {BASKET("\"customer\":{\"orders\":1,\"orders\":2}"), "customer.orders: given twice"},
        {BASKET("\"customer\":{\"level\":\"platinum\"}"), "customer.level"},
        {BASKET("\"customer\":{\"level\":2}"), "customer.level: expected text"},
        {BASKET("\"gift_wrap\":\"yes\""), "gift_wrap: expected true or false, found text"},
        {BASKET("\"gift_wrap\":1"), "gift_wrap: expected true or false"},
        {BASKET("\"gift_wrap\":true,\"customer\":{},\"gift_wrap\":true"), "gift_wrap: given twice"},
        {BASKET("\"coupons\":[{}]"), "coupons[0]: expected text"},
        {BASKET("\"coupons\":7"), "coupons: expected"},
        {BASKET("\"shipping\":{}"), "shipping.price: missing"},
        {BASKET("\"shipping\":{\"method\":\"UPS\"}"), "shipping.price: missing"},
        {BASKET("\"shipping\":\"-1.00\""), "shipping: expected an amount of 0 or more"},
        {BASKET("\"shipping\":{\"price\":-1}"), "shipping.price: expected an amount of 0 or more"},
        {BASKET("\"shipping\":true"), "shipping: expected an amount, found true or false"},
        {BASKET("\"redeem_points\":{\"stars\":-5}"), "redeem_points.stars: expected a number of 0 or more"},
        {BASKET("\"redeem_points\":{\"stars\":1.5}"), "redeem_points.stars: expected a whole number"},
        {BASKET("\"redeem_points\":{\"stars\":1,\"stars\":1}"), "redeem_points"},
        {BASKET("\"redeem_points\":5"), "redeem_points: expected an object"},
        {BASKET("\"x\":[1,"), "expected"},
        {LINE("\"qty\":1,\"price\":1"), "lines[1].sku: missing"},
        {LINE("\"sku\":\"A\",\"qty\":1"), "lines[1].price: missing"},
        {LINE("\"sku\":\"A\",\"qty\":1,\"price\":null"), "lines[1].price: missing"},
        {LINE("\"sku\":\"A\",\"price\":1"), "lines[1].qty: missing"},
        {LINE("\"sku\":\"A\",\"price\":1,\"qty\":0"), "lines[1].qty: expected a quantity from 1"},
        {LINE("\"sku\":\"A\",\"price\":1,\"qty\":-1"), "lines[1].qty: expected a quantity from 1"},
        {LINE("\"sku\":\"A\",\"price\":1,\"qty\":1.5"), "lines[1].qty: expected a whole number without decimals"},
        {LINE("\"sku\":\"A\",\"price\":1,\"qty\":\"1\""), "lines[1].qty: expected a whole number, found text"},
        {LINE("\"sku\":\"A\",\"price\":1,\"qty\":1000000000"), "lines[1].qty: expected a quantity from 1 to 1000000"},
        {LINE("\"sku\":\"A\",\"price\":1,\"qty\":1000001"), "lines[1].qty: expected a quantity from 1 to 1000000"},
        {LINE("\"sku\":\"A\",\"price\":1,\"qty\":99999999999999999999"), "lines[1].qty: 99999999999999999999 is too large"},
        {LINE("\"sku\":\"A\",\"price\":1,\"qty\":2,\"measure\":\"0.5\""), "lines[1].qty: a line with a `measure`"},
        {LINE("\"sku\":\"A\",\"price\":1,\"measure\":0"), "lines[1].measure: expected a measure of more than 0"},
        {LINE("\"sku\":\"A\",\"price\":1,\"measure\":\"0.1234567\""), "lines[1].measure: expected a measure with at most 6"},
        {LINE("\"sku\":\"A\",\"qty\":1,\"price\":\"-1.00\""), "lines[1].price: expected an amount of 0 or more"},
        {LINE("\"sku\":\"A\",\"qty\":1,\"price\":\"1.005\""), "lines[1].price: expected an amount with at most 2 decimals, found 1.005"},
        {LINE("\"sku\":\"A\",\"qty\":1,\"price\":1.005"), "lines[1].price: expected an amount with at most 2 decimals"},
        {LINE("\"sku\":\"A\",\"qty\":1,\"price\":\"1,00\""), "lines[1].price: expected an amount, found `1,00`"},
        {LINE("\"sku\":\"A\",\"qty\":1,\"price\":\"\""), "lines[1].price: expected an amount"},
        {LINE("\"sku\":\"A\",\"qty\":1,\"price\":true"), "lines[1].price: expected an amount, found true or false"},
        {LINE("\"sku\":\"A\",\"qty\":1,\"price\":9223372036854775807"), "lines[1].price: 9223372036854775807 is too large"},
        {LINE(GOODS ",\"price\":2"), "lines[1].price: given twice"},
        {LINE(GOODS ",\"cost\":\"x\""), "lines[1].cost: expected an amount"},
        {LINE(GOODS ",\"list_price\":-1"), "lines[1].list_price: expected an amount of 0 or more"},
        {LINE(GOODS ",\"min_price\":-1"), "lines[1].min_price: expected an amount of 0 or more"},
        {LINE(GOODS ",\"category\":7"), "lines[1].category: expected text or a list"},
        {LINE(GOODS ",\"category\":[\"a\",[]]"), "lines[1].category[1]: expected text, found a list"},
        {LINE(GOODS ",\"tags\":[1]"), "lines[1].tags[0]: expected text"},
        {LINE(GOODS ",\"brand\":[]"), "lines[1].brand: expected text"},
        {LINE(GOODS ",\"stored_value\":1"), "lines[1].stored_value: expected true or false"},
        {LINE(GOODS ",\"season\":7"), "lines[1].season: expected text"},
        {LINE(GOODS ",\"season\":\"a\",\"season\":\"b\""), "lines[1].season: given twice"},
        {LINE(GOODS ",\"since\":\"1.1.2026\""), "lines[1].since: expected a date"},
        {LINE(GOODS ",\"id\":\"1\""), "lines[0].id"},
    };
    struct fixture f;
    fixture_start(&f);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        promo_status status = read(&f, CASES[i].json);
        if (status == PROMO_OK)
            status = basket_close(&f.basket);
        if (status == PROMO_OK || strstr(promo_last_error(), CASES[i].names) == NULL)
            fail_msg("%s: %s, not %s", CASES[i].json, status == PROMO_OK ? "taken" : promo_last_error(), CASES[i].names);
    }
    fixture_stop(&f);
}

static void a_repeated_line_id_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    assert_int_equal(read(&f, "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[{\"id\":\"x\"," GOODS "},{\"id\":\"x\"," GOODS "}]}"),
                     PROMO_INVALID);
    assert_non_null(strstr(promo_last_error(), "lines[1].id"));
    fixture_stop(&f);
}

/* A basket cut off anywhere is an error, and leaves the reader fit for the next. */
static void a_basket_cut_short(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    for (size_t length = 0; length < sizeof FULL - 1; length++)
        if (read_exact(&f, FULL, length) == PROMO_OK)
            fail_msg("%zu bytes are taken", length);
    assert_int_equal(read(&f, FULL), PROMO_OK);
    fixture_stop(&f);
}

/* Any one byte of it replaced by any other: an error or a basket, never a step outside. */
static void a_basket_with_one_byte_changed(void **state)
{
    (void)state;
    struct fixture f;
    char changed[sizeof FULL];
    fixture_start(&f);
    for (size_t at = 0; at < sizeof FULL - 1; at++)
        for (unsigned byte = 0; byte < 256; byte += 3) {
            memcpy(changed, FULL, sizeof FULL);
            changed[at] = (char)byte;
            promo_status status = read_exact(&f, changed, sizeof FULL - 1);
            assert_true(status == PROMO_OK || status == PROMO_INVALID || status == PROMO_LIMIT);
        }
    fixture_stop(&f);
}

static void ten_thousand_lines_and_one_more(void **state)
{
    (void)state;
    struct fixture f;
    struct buffer json;
    fixture_start(&f);
    for (int lines = BASKET_LINES; lines <= BASKET_LINES + 1; lines++) {
        buffer_init(&json, NULL);
        buffer_string(&json, "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[");
        for (int i = 0; i < lines; i++)
            buffer_format(&json, "%s{\"sku\":\"S%d\",\"qty\":1,\"price\":\"1.00\"}", i == 0 ? "" : ",", i);
        buffer_string(&json, "]}");
        promo_status status = read_exact(&f, json.bytes, json.length);
        assert_int_equal(status, lines <= BASKET_LINES ? PROMO_OK : PROMO_LIMIT);
        if (status != PROMO_OK)
            assert_non_null(strstr(promo_last_error(), "lines"));
        buffer_done(&json);
    }
    fixture_stop(&f);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct fixture f;
    fixture_start(&f);
    promo_status status = PROMO_NO_MEMORY;
    for (long fails_after = 0; status != PROMO_OK; fails_after++) {
        struct counting counting;
        struct basket basket;
        struct basket_reader reader;
        assert_true(fails_after < 10000);
        counting_start(&counting, fails_after);
        bool started = basket_init(&basket, f.image, &counting.allocator) == PROMO_OK;
        status = basket_reader_init(&reader, f.image, &counting.allocator);
        if (started && status == PROMO_OK)
            status = basket_read(&reader, (struct text){FULL, sizeof FULL - 1}, &basket);
        else
            status = PROMO_NO_MEMORY;
        assert_true(status == PROMO_OK || status == PROMO_NO_MEMORY);
        basket_reader_done(&reader);
        if (started)
            basket_done(&basket);
        assert_int_equal(counting.live_bytes, 0);
    }
    fixture_stop(&f);
}

/* The second basket of a size takes no memory. */
static void reading_allocates_nothing_once_warm(void **state)
{
    (void)state;
    struct fixture f;
    struct counting counting;
    struct basket basket;
    struct basket_reader reader;
    fixture_start(&f);
    counting_start(&counting, -1);
    assert_int_equal(basket_init(&basket, f.image, &counting.allocator), PROMO_OK);
    assert_int_equal(basket_reader_init(&reader, f.image, &counting.allocator), PROMO_OK);
    assert_int_equal(basket_read(&reader, (struct text){FULL, sizeof FULL - 1}, &basket), PROMO_OK);
    size_t given = counting.given;
    for (int i = 0; i < 3; i++) {
        basket_clear(&basket);
        assert_int_equal(basket_read(&reader, (struct text){FULL, sizeof FULL - 1}, &basket), PROMO_OK);
    }
    assert_int_equal(counting.given, given);
    basket_reader_done(&reader);
    basket_done(&basket);
    fixture_stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_basket_is_read),         cmocka_unit_test(variants_are_read),
        cmocka_unit_test(what_is_wrong_is_named),        cmocka_unit_test(a_repeated_line_id_is_refused),
        cmocka_unit_test(a_basket_cut_short),            cmocka_unit_test(a_basket_with_one_byte_changed),
        cmocka_unit_test(ten_thousand_lines_and_one_more), cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(reading_allocates_nothing_once_warm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
