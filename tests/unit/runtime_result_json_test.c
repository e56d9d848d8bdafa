/* Results as JSON: every member, exact amounts, and text that needs escapes. */
#include "runtime/result_json.h"

#include "tests/support/allocators.h"
#include "tests/support/sample_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

struct fixture {
    unsigned char *bytes;
    promo_image *image;
};

static void fixture_start(struct fixture *fixture)
{
    struct builder builder;
    size_t size;
    sample_start(&builder);
    fixture->bytes = builder_finish(&builder, &size);
    builder_done(&builder);
    assert_int_equal(promo_image_load(&fixture->image, fixture->bytes, size, NULL), PROMO_OK);
}

static void fixture_stop(struct fixture *fixture)
{
    promo_image_free(fixture->image);
    free(fixture->bytes);
}

static const promo_discount DISCOUNTS[] = {{"shoe_week", "threshold", 1250}, {"vip", "all", 5}};
static const char *const RIVALS[] = {"shoe_week", "vip"};

static promo_result full_result(void)
{
    static const promo_line_result LINES[] = {
        {.id = "1", .sku = "A", .quantity = 2, .original = 10000, .total = 8745, .discounts = DISCOUNTS, .discount_count = 2},
        {.id = "x\"y", .sku = "caf\xc3\xa9\\", .quantity = 1, .original = 0, .total = 0},
    };
    static const promo_applied APPLIED[] = {{"shoe_week", "threshold", "products", 1, 1625}};
    static const promo_award AWARDS[] = {
        {PROMO_GIFT, "gift", "handsets", "USB-DISK", NULL, 1, 500},
        {PROMO_ALLOWANCE, "gift", "data", "data", "GB", 100, INT64_MIN},
        {PROMO_POINTS, "points", "double", "stars", NULL, 50, INT64_MIN},
        {PROMO_COUPON, "next", "sale", "summer", NULL, 1, INT64_MIN},
        {PROMO_CERTIFICATE, "next", "spend", "gift_card", NULL, 2, 1000},
    };
    static const promo_code_result CODES[] = {
        {"WELCOME10", "welcome10", false, false, "minimum"},
        {"XYZ", NULL, false, false, "unknown"},
        {"HELLO", "hello", true, true, NULL},
    };
    static const promo_hint HINTS[] = {
        {"ladder", "spend", true, 2000, "shoes", "10% off order"},
        {"socks", "ten", false, 3, NULL, NULL},
    };
    static const promo_layer_result LAYERS[] = {{"products", 1625, 1625, true, false}, {"orders", 100, 120, false, false}};
    static const promo_charge CHARGED[] = {{"express", "all", 250}};
    static const promo_payment PAYMENTS[] = {{"GC-1", "gift_card", NULL, 0, 700}, {NULL, NULL, "stars", 200, 200}};
    static const promo_earned EARNED[] = {{"stars", 118}, {"miles", 0}};
    static const promo_hold HOLDS[] = {{PROMO_HOLD_COUPON, "hello", "HELLO", 1}, {PROMO_HOLD_BUDGET_MONEY, "spring", NULL, 1625}};
    static const char *const STEPS[] = {"line 1: 12.5% off 130.00 is 16.25", "so \"much\""};
    static const promo_verdict VERDICTS[] = {
        {.kind = PROMO_APPLIED, .promotion = "shoe_week", .event = "threshold", .layer = "products", .amount = 1625,
         .text = "12.5% off shoes", .steps = STEPS, .step_count = 2},
        {.kind = PROMO_OUTBID, .promotion = "vip", .layer = "products", .amount = 1000, .rivals = RIVALS, .rival_count = 2,
         .has_next_best = true, .best = 1625, .next_best = 1210},
        {.kind = PROMO_OUTBID, .promotion = "alone", .layer = "products", .amount = 100, .text = "it stands alone",
         .has_next_best = true, .best = 1625, .next_best = INT64_MIN},
        {.kind = PROMO_NOT_USED, .promotion = "socks", .event = "ten", .layer = "products", .text = "quantity of socks is 7",
         .reason = "quantity of socks >= 10"},
        {.kind = PROMO_NOT_ELIGIBLE, .promotion = "old", .text = "its period ended", .reason = "period"},
    };
    return (promo_result){
        .id = "b-1", .subtotal = 13000, .discount = 1625, .shipping = 495, .charges = 250, .total = 12120, .due = 11220,
        .shipping_given = 495, .lines = LINES, .line_count = 2, .applied = APPLIED, .applied_count = 1, .awards = AWARDS,
        .award_count = 5, .codes = CODES, .code_count = 3, .hints = HINTS, .hint_count = 2, .layers = LAYERS,
        .layer_count = 2, .charged = CHARGED, .charged_count = 1, .payments = PAYMENTS, .payment_count = 2,
        .earned = EARNED, .earned_count = 2, .holds = HOLDS, .hold_count = 2, .verdicts = VERDICTS, .verdict_count = 5,
        .stats = {.candidates = 3, .microseconds_settle = 7},
    };
}

static const char EXPECTED[] =
    "{\"basket\":\"b-1\",\"currency\":\"USD\",\"total\":\"121.20\",\"subtotal\":\"130.00\",\"discount\":\"16.25\","
    "\"shipping\":\"4.95\",\"charges\":\"2.50\",\"due\":\"112.20\",\"lines\":["
    "{\"id\":\"1\",\"sku\":\"A\",\"qty\":2,\"original\":\"100.00\",\"total\":\"87.45\",\"discounts\":["
    "{\"promotion\":\"shoe_week\",\"event\":\"threshold\",\"amount\":\"12.50\"},"
    "{\"promotion\":\"vip\",\"event\":\"all\",\"amount\":\"0.05\"}]},"
    "{\"id\":\"x\\\"y\",\"sku\":\"caf\xc3\xa9\\\\\",\"qty\":1,\"original\":\"0.00\",\"total\":\"0.00\",\"discounts\":[]}],"
    "\"applied\":[{\"promotion\":\"shoe_week\",\"event\":\"threshold\",\"layer\":\"products\",\"times\":1,\"amount\":\"16.25\"}],"
    "\"awards\":[{\"promotion\":\"gift\",\"event\":\"handsets\",\"gift\":\"USB-DISK\",\"worth\":\"5.00\",\"qty\":1},"
    "{\"promotion\":\"gift\",\"event\":\"data\",\"allowance\":\"data\",\"unit\":\"GB\",\"qty\":100},"
    "{\"promotion\":\"points\",\"event\":\"double\",\"points\":50,\"program\":\"stars\"},"
    "{\"promotion\":\"next\",\"event\":\"sale\",\"coupon\":\"summer\",\"qty\":1},"
    "{\"promotion\":\"next\",\"event\":\"spend\",\"certificate\":\"gift_card\",\"worth\":\"10.00\",\"qty\":2}],"
    "\"codes\":[{\"code\":\"WELCOME10\",\"coupon\":\"welcome10\",\"accepted\":false,\"used\":false,\"reason\":\"minimum\"},"
    "{\"code\":\"XYZ\",\"accepted\":false,\"used\":false,\"reason\":\"unknown\"},"
    "{\"code\":\"HELLO\",\"coupon\":\"hello\",\"accepted\":true,\"used\":true}],"
    "\"hints\":[{\"promotion\":\"ladder\",\"event\":\"spend\",\"needs\":{\"amount\":\"20.00\",\"of\":\"shoes\"},\"gives\":\"10% off order\"},"
    "{\"promotion\":\"socks\",\"event\":\"ten\",\"needs\":{\"quantity\":3}}],"
    "\"layers\":[{\"layer\":\"products\",\"value\":\"16.25\",\"proven\":true},"
    "{\"layer\":\"orders\",\"value\":\"1.00\",\"bound\":\"1.20\",\"proven\":false}],"
    "\"charged\":[{\"promotion\":\"express\",\"event\":\"all\",\"amount\":\"2.50\"}],"
    "\"payments\":[{\"amount\":\"7.00\",\"code\":\"GC-1\",\"coupon\":\"gift_card\"},"
    "{\"amount\":\"2.00\",\"program\":\"stars\",\"points\":200}],"
    "\"earned\":{\"stars\":118,\"miles\":0},"
    "\"holds\":[{\"kind\":\"coupon\",\"name\":\"hello\",\"code\":\"HELLO\",\"amount\":1},"
    "{\"kind\":\"budget_money\",\"name\":\"spring\",\"amount\":\"16.25\"}],"
    "\"image\":\"";

static const char EXPLANATION[] =
    ",\"explanation\":[{\"promotion\":\"shoe_week\",\"event\":\"threshold\",\"layer\":\"products\",\"verdict\":\"applied\","
    "\"amount\":\"16.25\",\"text\":\"12.5% off shoes\",\"steps\":[\"line 1: 12.5% off 130.00 is 16.25\",\"so \\\"much\\\"\"]},"
    "{\"promotion\":\"vip\",\"layer\":\"products\",\"verdict\":\"outbid\",\"amount\":\"10.00\",\"best\":\"16.25\",\"next_best\":\"12.10\",\"rivals\":[\"shoe_week\",\"vip\"]},"
    "{\"promotion\":\"alone\",\"layer\":\"products\",\"verdict\":\"outbid\",\"amount\":\"1.00\",\"text\":\"it stands alone\","
    "\"best\":\"16.25\"},"
    "{\"promotion\":\"socks\",\"event\":\"ten\",\"layer\":\"products\",\"verdict\":\"not_used\","
    "\"reason\":\"quantity of socks >= 10\",\"text\":\"quantity of socks is 7\"},"
    "{\"promotion\":\"old\",\"verdict\":\"not_eligible\",\"reason\":\"period\",\"text\":\"its period ended\"}],"
    "\"stats\":{\"candidates\":3,\"events\":0,\"instructions\":0,\"offers\":0,\"work\":0,\"microseconds_select\":0,"
    "\"microseconds_match\":0,\"microseconds_choose\":0,\"microseconds_settle\":7}";

static void every_member_is_written(void **state)
{
    (void)state;
    struct fixture f;
    struct buffer out, expected;
    promo_result result = full_result();
    fixture_start(&f);
    for (int explained = 0; explained < 2; explained++) {
        buffer_init(&out, NULL);
        buffer_init(&expected, NULL);
        buffer_string(&expected, EXPECTED);
        buffer_format(&expected, "%016llx\"%s}", (unsigned long long)promo_image_hash(f.image), explained ? EXPLANATION : "");
        result_write(&out, f.image, &result, (struct result_style){.explain = explained, .stats = explained});
        assert_string_equal(buffer_cstring(&out), buffer_cstring(&expected));
        buffer_done(&out);
        buffer_done(&expected);
    }
    fixture_stop(&f);
}

static void an_empty_result(void **state)
{
    (void)state;
    struct fixture f;
    struct buffer out;
    promo_result result = {0};
    fixture_start(&f);
    buffer_init(&out, NULL);
    result_write(&out, f.image, &result, (struct result_style){0});
    const char *text = buffer_cstring(&out);
    assert_non_null(strstr(text, "{\"currency\":\"USD\",\"total\":\"0.00\""));
    assert_non_null(strstr(text, "\"lines\":[],\"applied\":[],\"awards\":[],\"codes\":[],\"hints\":[],\"layers\":[],"
                                 "\"charged\":[],\"payments\":[],\"earned\":{},\"holds\":[]"));
    buffer_done(&out);
    fixture_stop(&f);
}

static void text_is_escaped(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, NULL);
    json_write_text(&out, (struct text){"a\"b\\c\n\x01\x1f\x7f\xc3\xa9/", 12});
    assert_string_equal(buffer_cstring(&out), "\"a\\\"b\\\\c\\u000a\\u0001\\u001f\x7f\xc3\xa9/\"");
    buffer_done(&out);
}

/* Each byte that may need an escape, wherever it stands in a long text. */
static void every_byte_of_a_long_text_is_escaped(void **state)
{
    (void)state;
    enum { LENGTH = 27 };
    for (unsigned byte = 1; byte < 0x80; byte++)
        for (size_t at = 0; at < LENGTH; at++) {
            struct buffer out;
            char text[LENGTH], expected[LENGTH + 16], escape[8];
            bool plain = byte >= 0x20 && byte != '"' && byte != '\\';
            memset(text, '!', sizeof text); /* the lowest that needs none but a space */
            text[at] = (char)byte;
            snprintf(escape, sizeof escape, plain ? "%c" : byte < 0x20 ? "\\u%04x" : "\\%c", byte);
            snprintf(expected, sizeof expected, "\"%.*s%s%.*s\"", (int)at, text, escape, (int)(LENGTH - at - 1), text + at + 1);
            buffer_init(&out, NULL);
            json_write_text(&out, (struct text){text, sizeof text});
            assert_string_equal(buffer_cstring(&out), expected);
            buffer_done(&out);
        }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct fixture f;
    struct counting counting;
    promo_result result = full_result();
    bool failed = true;
    fixture_start(&f);
    for (long fails_after = 0; failed; fails_after++) {
        struct buffer out;
        assert_true(fails_after < 100);
        counting_start(&counting, fails_after);
        buffer_init(&out, &counting.allocator);
        result_write(&out, f.image, &result, (struct result_style){.explain = true, .stats = true});
        failed = out.failed;
        buffer_done(&out);
        assert_int_equal(counting.live_bytes, 0);
    }
    fixture_stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_is_written),
        cmocka_unit_test(an_empty_result),
        cmocka_unit_test(every_byte_of_a_long_text_is_escaped),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
