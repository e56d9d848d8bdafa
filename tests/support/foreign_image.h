/* Prices a few baskets with an image of unknown origin, speaking in its own words, so that its sets, fields, codes and triggers
 * are met, and asserts what holds of any result. For fuzzing and for tests that damage images. */
#ifndef TESTS_FOREIGN_IMAGE_H
#define TESTS_FOREIGN_IMAGE_H

#include "vm/loader.h"
#include "vm/texts.h"

#include <promo/vm.h>

#include <assert.h>
#include <stdlib.h>

enum { FOREIGN_LINES = 12, FOREIGN_WORDS = 24 };

static inline void foreign_check(promo_status status)
{
    if (status != PROMO_OK)
        assert(promo_last_error()[0] != '\0');
}

static inline const char *foreign_word(const struct image_view *view, uint32_t number)
{
    return view->SYMBOLS_COUNT == 0 ? "word" : image_text(view, view->SYMBOLS[number % view->SYMBOLS_COUNT]).bytes;
}

/* A value that a field of that type may have. */
static inline promo_field foreign_value(const struct image_view *view, const struct image_field *field, uint32_t number)
{
    promo_field value = {.name = view->STRINGS + field->name.offset, .type = (promo_type)field->type, .integer = number % 3,
                         .text = foreign_word(view, number)};
    if (field->type == TYPE_BOOL)
        value.integer = number % 2;
    if (field->type == TYPE_ENUM)
        value.text = image_text(view, view->ENUM_NAMES[field->names.first + number % field->names.count]).bytes;
    return value;
}

static inline void foreign_lines(promo_session *session, const struct image_view *view, uint32_t first)
{
    static const int64_t PRICES[] = {0, 1, 99, 100, 1250, 4999, 5000, 20000, 333};
    promo_field fields[8];
    size_t field_count = 0;
    for (uint32_t i = 0; i < view->FIELDS_COUNT && field_count < 8; i++)
        if (view->FIELDS[i].owner == OWNER_ITEM)
            fields[field_count++] = foreign_value(view, &view->FIELDS[i], first + i);
    for (uint32_t i = 0; i < FOREIGN_LINES; i++) {
        uint32_t number = first + i * 3;
        const char *tags[] = {foreign_word(view, number + 3), foreign_word(view, number + 5)};
        promo_line line = {
            .sku = foreign_word(view, number), .category = foreign_word(view, number + 1), .brand = foreign_word(view, number + 2),
            .quantity = i % 5 == 4 ? 0 : 1 + i % 4 * 3, .measure = i % 5 == 4 ? 350000 : 0, .price = PRICES[number % 9],
            .list_price = 5000, .min_price = 90, .given = i % 3 == 0 ? PROMO_HAS_LIST_PRICE | PROMO_HAS_MIN_PRICE : 0,
            .tags = tags, .tag_count = 2, .stored_value = i == 7, .fields = fields, .field_count = i % 2 == 0 ? field_count : 0,
        };
        foreign_check(promo_session_line(session, &line));
    }
}

static inline void foreign_state(promo_session *session, const struct image_view *view)
{
    for (uint32_t i = 0; i < view->COUPONS_COUNT && i < FOREIGN_WORDS; i++) {
        const struct image_coupon *coupon = &view->COUPONS[i];
        const char *code = coupon->code.length != 0 ? view->STRINGS + coupon->code.offset : foreign_word(view, i);
        promo_code_state known = {.coupon = view->STRINGS + coupon->name.offset, .issued = 1700000000, .balance = 700};
        foreign_check(promo_session_code_state(session, code, &known));
    }
    for (uint32_t i = 0; i < view->PROGRAMS_COUNT && i < FOREIGN_WORDS; i++) {
        foreign_check(promo_session_points(session, view->STRINGS + view->PROGRAMS[i].name.offset, 700, 700, NULL));
        foreign_check(promo_session_redeem(session, view->STRINGS + view->PROGRAMS[i].name.offset, 300));
    }
    for (uint32_t i = 0; i < view->AUDIENCES_COUNT && i < FOREIGN_WORDS; i++)
        foreign_check(promo_session_in_audience(session, view->STRINGS + view->AUDIENCES[i].name.offset));
}

static inline void foreign_facts(promo_session *session, const struct image_view *view, uint32_t round)
{
    const char *trigger = "basket";
    if (view->EVENTS_COUNT != 0 && round != 0)
        trigger = foreign_word(view, view->EVENTS[round % view->EVENTS_COUNT].trigger);
    foreign_check(promo_session_at(session, round % 2 == 0 ? 1775044800 : 1772582400));
    foreign_check(promo_session_trigger(session, trigger));
    foreign_check(promo_session_channel(session, foreign_word(view, round + 4)));
    foreign_check(promo_session_store(session, foreign_word(view, round + 5)));
    foreign_check(promo_session_region(session, foreign_word(view, round + 6)));
    foreign_check(promo_session_price_list(session, foreign_word(view, round + 7)));
    foreign_check(promo_session_shipping(session, foreign_word(view, round + 8), 495));
    foreign_check(promo_session_customer(session, foreign_word(view, round)));
    foreign_check(promo_session_birthday(session, 11016));
    for (uint32_t i = 0; i < FOREIGN_WORDS; i++)
        foreign_check(promo_session_segment(session, foreign_word(view, i)));
    for (uint32_t i = 0; i < view->COUPONS_COUNT && i < FOREIGN_WORDS; i++) {
        struct ref code = view->COUPONS[i].code;
        foreign_check(promo_session_code(session, code.length != 0 ? view->STRINGS + code.offset : foreign_word(view, i)));
    }
    for (uint32_t i = 3; i < view->FIELDS_COUNT && i < FOREIGN_WORDS; i++) {
        promo_field value = foreign_value(view, &view->FIELDS[i], i + round);
        if (view->FIELDS[i].owner == OWNER_CUSTOMER)
            foreign_check(promo_session_customer_field(session, &value));
        if (view->FIELDS[i].owner == OWNER_ORDER)
            foreign_check(promo_session_order_field(session, &value));
    }
}

static inline void foreign_price(promo_session *session)
{
    const promo_result *result;
    promo_status status = promo_session_price(session, &result);
    foreign_check(status);
    if (status != PROMO_OK)
        return;
    int64_t lines = 0;
    for (size_t i = 0; i < result->line_count; i++) {
        assert(result->lines[i].total >= 0 && result->lines[i].total <= result->lines[i].original);
        lines += result->lines[i].total;
    }
    assert(result->discount >= 0 && result->charges >= 0 && result->due >= 0);
    assert(result->total == result->subtotal + result->shipping_given - result->discount + result->charges);
    assert(result->total == lines + result->shipping + result->charges);
}

static inline void price_foreign_image(const promo_image *image, bool explain)
{
    promo_session *session;
    promo_session_options options = {.work_limit = 20000, .explain = explain, .no_index = explain};
    if (promo_session_new(&session, image, &options) != PROMO_OK)
        return;
    for (uint32_t round = 0; round < 3; round++) {
        foreign_facts(session, &image->view, round);
        foreign_lines(session, &image->view, round * 7);
        if (round != 1)
            foreign_state(session, &image->view);
        foreign_price(session);
    }
    promo_session_free(session);
}

#endif
