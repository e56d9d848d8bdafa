/* A shop for tests: rules compiled from text and a session to price baskets with; and what tests ask a result. */
#ifndef TESTS_SHOP_H
#define TESTS_SHOP_H

#include <promo/compile.h>
#include <promo/vm.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* 2026-04-01T10:00:00Z, a Wednesday. */
#define SHOP_AT 1775037600

struct shop {
    void *bytes;
    size_t size;
    promo_image *image;
    promo_session *session;
};

static inline void shop_open_with(struct shop *shop, const char *rules, const promo_session_options *options)
{
    promo_compiler *compiler;
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "test.promo", rules, strlen(rules)), PROMO_OK);
    promo_status status = promo_compiler_compile(compiler, &shop->bytes, &shop->size);
    if (status != PROMO_OK)
        print_error("%s\n%s\n", promo_last_error(), promo_compiler_render(compiler, PROMO_PEOPLE, false, 20));
    assert_int_equal(status, PROMO_OK);
    promo_compiler_free(compiler);
    assert_int_equal(promo_image_load(&shop->image, shop->bytes, shop->size, NULL), PROMO_OK);
    assert_int_equal(promo_session_new(&shop->session, shop->image, options), PROMO_OK);
}

/* Rules in dollars of New York unless they have settings of their own. */
static inline void shop_open(struct shop *shop, const char *rules)
{
    static char text[16384];
    snprintf(text, sizeof text, "%s%s", strstr(rules, "settings") == NULL ? "settings { currency USD }\n" : "", rules);
    shop_open_with(shop, text, &(promo_session_options){.explain = true});
}

static inline void shop_close(struct shop *shop)
{
    promo_session_free(shop->session);
    promo_image_free(shop->image);
    promo_compiled_free(NULL, shop->bytes, shop->size);
}

static inline void shop_line(struct shop *shop, const char *sku, const char *category, int64_t quantity, int64_t price)
{
    assert_int_equal(promo_session_line(shop->session, &(promo_line){.sku = sku, .category = category,
                                                                     .quantity = quantity, .price = price}),
                     PROMO_OK);
}

static inline const promo_result *shop_price(struct shop *shop)
{
    const promo_result *result;
    assert_int_equal(promo_session_at(shop->session, SHOP_AT), PROMO_OK);
    promo_status status = promo_session_price(shop->session, &result);
    if (status != PROMO_OK)
        print_error("%s\n", promo_last_error());
    assert_int_equal(status, PROMO_OK);
    int64_t lines = 0, discounts = 0;
    for (size_t i = 0; i < result->line_count; i++) {
        int64_t off = 0;
        for (size_t d = 0; d < result->lines[i].discount_count; d++)
            off += result->lines[i].discounts[d].amount;
        assert_int_equal(result->lines[i].original - off, result->lines[i].total);
        lines += result->lines[i].total;
        discounts += off;
    }
    assert_int_equal(result->discount, discounts + result->shipping_given - result->shipping);
    assert_int_equal(result->total, lines + result->shipping + result->charges);
    assert_int_equal(result->total, result->subtotal + result->shipping_given - result->discount + result->charges);
    return result;
}

/* Given by a promotion, or by one of its events. */
static inline int64_t given_by(const promo_result *result, const char *promotion, const char *event)
{
    int64_t sum = 0;
    for (size_t i = 0; i < result->applied_count; i++)
        if (strcmp(result->applied[i].promotion, promotion) == 0 &&
            (event == NULL || strcmp(result->applied[i].event, event) == 0))
            sum += result->applied[i].amount;
    return sum;
}

static inline const promo_award *award_of(const promo_result *result, const char *name)
{
    for (size_t i = 0; i < result->award_count; i++)
        if (strcmp(result->awards[i].name, name) == 0)
            return &result->awards[i];
    return NULL;
}

static inline const promo_verdict *verdict_of(const promo_result *result, const char *promotion, const char *event)
{
    for (size_t i = 0; i < result->verdict_count; i++) {
        const promo_verdict *verdict = &result->verdicts[i];
        if (strcmp(verdict->promotion, promotion) == 0 &&
            (event == NULL ? verdict->event == NULL : verdict->event != NULL && strcmp(verdict->event, event) == 0))
            return verdict;
    }
    return NULL;
}

static inline const promo_hold *hold_of(const promo_result *result, promo_hold_kind kind, const char *name)
{
    for (size_t i = 0; i < result->hold_count; i++)
        if (result->holds[i].kind == kind && strcmp(result->holds[i].name, name) == 0)
            return &result->holds[i];
    return NULL;
}

#endif
