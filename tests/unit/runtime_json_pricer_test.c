/* The JSON interface for embedders: text in, text out, one pricer for many baskets, an image shared by threads. */
#include <promo/json.h>

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

static const char BASKET[] =
    "{\"id\":\"b-1\",\"at\":\"2026-04-01T10:00Z\",\"customer\":{\"id\":\"c-1\"},\"coupons\":[\"GC-0001\"],"
    "\"lines\":[{\"sku\":\"A\",\"qty\":2,\"price\":\"50.00\",\"category\":\"shoes\"}],\"shipping\":\"4.95\"}";

static const char STATE[] = "{\"codes\":{\"GC-0001\":{\"coupon\":\"card\",\"balance\":\"25.00\"}}}";

static promo_status price(promo_json_pricer *pricer, const promo_json_state *state, const char *basket, const char **text)
{
    size_t length = 0;
    promo_status status = promo_json_price(pricer, state, basket, strlen(basket), text, &length);
    if (status == PROMO_OK)
        assert_int_equal(length, strlen(*text));
    return status;
}

/* S43: the result says which rules it came of. */
static void S43_text_in_text_out(void **state)
{
    (void)state;
    struct fixture f;
    promo_json_pricer *pricer;
    const char *text;
    char hash[40];
    fixture_start(&f);
    assert_int_equal(promo_json_pricer_new(&pricer, f.image, NULL), PROMO_OK);
    assert_null(promo_json_result(pricer));
    assert_int_equal(price(pricer, NULL, BASKET, &text), PROMO_OK);
    assert_non_null(strstr(text, "{\"basket\":\"b-1\",\"currency\":\"USD\",\"total\":"));
    assert_null(strstr(text, "explanation"));
    snprintf(hash, sizeof hash, "\"image\":\"%016llx\"", (unsigned long long)promo_image_hash(f.image));
    assert_non_null(strstr(text, hash));
    const promo_result *result = promo_json_result(pricer);
    assert_int_equal(result->subtotal, 10000);
    assert_int_equal(result->total, result->subtotal + 495 - result->discount + result->charges);
    promo_json_pricer_free(pricer);
    fixture_stop(&f);
}

static void a_bad_basket_spoils_nothing(void **state)
{
    (void)state;
    struct fixture f;
    promo_json_pricer *pricer;
    const char *text;
    fixture_start(&f);
    assert_int_equal(promo_json_pricer_new(&pricer, f.image, NULL), PROMO_OK);
    assert_int_equal(price(pricer, NULL, BASKET, &text), PROMO_OK);
    char *first = malloc(strlen(text) + 1);
    memcpy(first, text, strlen(text) + 1);
    assert_int_equal(price(pricer, NULL, "{\"at\":\"2026-04-01T10:00Z\",\"lines\":[{}]}", &text), PROMO_INVALID);
    assert_string_equal(promo_last_error(), "lines[0].sku: missing: what is sold, as text");
    assert_null(promo_json_result(pricer));
    assert_int_equal(price(pricer, NULL, BASKET, &text), PROMO_OK);
    assert_string_equal(text, first);
    free(first);
    promo_json_pricer_free(pricer);
    fixture_stop(&f);
}

static void a_state_is_told(void **state)
{
    (void)state;
    struct fixture f;
    promo_json_pricer *pricer;
    promo_json_state *known;
    const char *text;
    fixture_start(&f);
    assert_int_equal(promo_json_state_read(&known, STATE, sizeof STATE - 1, f.image, NULL), PROMO_OK);
    assert_int_equal(promo_json_pricer_new(&pricer, f.image, &(promo_session_options){.explain = true}), PROMO_OK);
    assert_int_equal(price(pricer, known, BASKET, &text), PROMO_OK);
    assert_non_null(strstr(text, "\"payments\":[{\"amount\":\"25.00\",\"code\":\"GC-0001\",\"coupon\":\"card\"}]"));
    assert_non_null(strstr(text, "\"explanation\":["));
    assert_int_equal(price(pricer, NULL, BASKET, &text), PROMO_OK);
    assert_non_null(strstr(text, "\"payments\":[]"));
    promo_json_pricer_free(pricer);
    promo_json_state_free(known);
    assert_int_equal(promo_json_state_read(&known, "{", 1, f.image, NULL), PROMO_INVALID);
    assert_null(known);
    promo_json_state_free(known);
    fixture_stop(&f);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct fixture f;
    promo_status status = PROMO_NO_MEMORY;
    fixture_start(&f);
    for (long fails_after = 0; status != PROMO_OK; fails_after++) {
        struct counting counting;
        promo_json_pricer *pricer = NULL;
        promo_json_state *known = NULL;
        const char *text;
        assert_true(fails_after < 10000);
        counting_start(&counting, fails_after);
        status = promo_json_state_read(&known, STATE, sizeof STATE - 1, f.image, &counting.allocator);
        if (status == PROMO_OK)
            status = promo_json_pricer_new(&pricer, f.image, &(promo_session_options){.allocator = &counting.allocator});
        if (status == PROMO_OK)
            status = price(pricer, known, BASKET, &text);
        assert_true(status == PROMO_OK || status == PROMO_NO_MEMORY);
        promo_json_pricer_free(pricer);
        promo_json_state_free(known);
        assert_int_equal(counting.live_bytes, 0);
    }
    fixture_stop(&f);
}

static void pricing_allocates_nothing_once_warm(void **state)
{
    (void)state;
    struct fixture f;
    struct counting counting;
    promo_json_pricer *pricer;
    const char *text;
    fixture_start(&f);
    counting_start(&counting, -1);
    assert_int_equal(promo_json_pricer_new(&pricer, f.image, &(promo_session_options){.allocator = &counting.allocator}), PROMO_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(price(pricer, NULL, BASKET, &text), PROMO_OK);
    size_t given = counting.given;
    for (int i = 0; i < 10; i++)
        assert_int_equal(price(pricer, NULL, BASKET, &text), PROMO_OK);
    assert_int_equal(counting.given, given);
    promo_json_pricer_free(pricer);
    fixture_stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(S43_text_in_text_out),       cmocka_unit_test(a_bad_basket_spoils_nothing),
        cmocka_unit_test(a_state_is_told),            cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(pricing_allocates_nothing_once_warm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
