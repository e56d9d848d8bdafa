/* Any bytes as an image: refused with a message, or verified and then priced with. The header's size and hash are put right
 * first, or no change would get past them. The baskets speak in the image's own words, so that its sets, fields, codes and
 * triggers are met. */
#include "vm/loader.h"
#include "vm/texts.h"

#include <promo/vm.h>

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES = 12, WORDS = 24 };

static void check(promo_status status)
{
    if (status != PROMO_OK)
        assert(promo_last_error()[0] != '\0');
}

static const char *word(const struct image_view *view, uint32_t number)
{
    return view->SYMBOLS_COUNT == 0 ? "word" : image_text(view, view->SYMBOLS[number % view->SYMBOLS_COUNT]).bytes;
}

/* A value that a field of that type may have. */
static promo_field value_of(const struct image_view *view, const struct image_field *field, uint32_t number)
{
    promo_field value = {.name = view->STRINGS + field->name.offset, .type = (promo_type)field->type, .integer = number % 3,
                         .text = word(view, number)};
    if (field->type == TYPE_BOOL)
        value.integer = number % 2;
    if (field->type == TYPE_ENUM)
        value.text = image_text(view, view->ENUM_NAMES[field->names.first + number % field->names.count]).bytes;
    return value;
}

static void add_lines(promo_session *session, const struct image_view *view, uint32_t first)
{
    static const int64_t PRICES[] = {0, 1, 99, 100, 1250, 4999, 5000, 20000, 333};
    promo_field fields[8];
    size_t field_count = 0;
    for (uint32_t i = 0; i < view->FIELDS_COUNT && field_count < 8; i++)
        if (view->FIELDS[i].owner == OWNER_ITEM)
            fields[field_count++] = value_of(view, &view->FIELDS[i], first + i);
    for (uint32_t i = 0; i < LINES; i++) {
        uint32_t number = first + i * 3;
        const char *tags[] = {word(view, number + 3), word(view, number + 5)};
        promo_line line = {
            .sku = word(view, number), .category = word(view, number + 1), .brand = word(view, number + 2),
            .quantity = i % 5 == 4 ? 0 : 1 + i % 4 * 3, .measure = i % 5 == 4 ? 350000 : 0, .price = PRICES[number % 9],
            .list_price = 5000, .min_price = 90, .given = i % 3 == 0 ? PROMO_HAS_LIST_PRICE | PROMO_HAS_MIN_PRICE : 0,
            .tags = tags, .tag_count = 2, .stored_value = i == 7, .fields = fields, .field_count = i % 2 == 0 ? field_count : 0,
        };
        check(promo_session_line(session, &line));
    }
}

static void add_state(promo_session *session, const struct image_view *view)
{
    for (uint32_t i = 0; i < view->COUPONS_COUNT && i < WORDS; i++) {
        const struct image_coupon *coupon = &view->COUPONS[i];
        const char *code = coupon->code.length != 0 ? view->STRINGS + coupon->code.offset : word(view, i);
        promo_code_state known = {.coupon = view->STRINGS + coupon->name.offset, .issued = 1700000000, .balance = 700};
        check(promo_session_code_state(session, code, &known));
    }
    for (uint32_t i = 0; i < view->PROGRAMS_COUNT && i < WORDS; i++) {
        check(promo_session_points(session, view->STRINGS + view->PROGRAMS[i].name.offset, 700, 700, NULL));
        check(promo_session_redeem(session, view->STRINGS + view->PROGRAMS[i].name.offset, 300));
    }
    for (uint32_t i = 0; i < view->AUDIENCES_COUNT && i < WORDS; i++)
        check(promo_session_in_audience(session, view->STRINGS + view->AUDIENCES[i].name.offset));
}

static void add_facts(promo_session *session, const struct image_view *view, uint32_t round)
{
    const char *trigger = "basket";
    if (view->EVENTS_COUNT != 0 && round != 0)
        trigger = word(view, view->EVENTS[round % view->EVENTS_COUNT].trigger);
    check(promo_session_at(session, round % 2 == 0 ? 1775044800 : 1772582400));
    check(promo_session_trigger(session, trigger));
    check(promo_session_channel(session, word(view, round + 4)));
    check(promo_session_store(session, word(view, round + 5)));
    check(promo_session_region(session, word(view, round + 6)));
    check(promo_session_price_list(session, word(view, round + 7)));
    check(promo_session_shipping(session, word(view, round + 8), 495));
    check(promo_session_customer(session, word(view, round)));
    check(promo_session_birthday(session, 11016));
    for (uint32_t i = 0; i < WORDS; i++)
        check(promo_session_segment(session, word(view, i)));
    for (uint32_t i = 0; i < view->COUPONS_COUNT && i < WORDS; i++) {
        struct ref code = view->COUPONS[i].code;
        check(promo_session_code(session, code.length != 0 ? view->STRINGS + code.offset : word(view, i)));
    }
    for (uint32_t i = 3; i < view->FIELDS_COUNT && i < WORDS; i++) {
        promo_field value = value_of(view, &view->FIELDS[i], i + round);
        if (view->FIELDS[i].owner == OWNER_CUSTOMER)
            check(promo_session_customer_field(session, &value));
        if (view->FIELDS[i].owner == OWNER_ORDER)
            check(promo_session_order_field(session, &value));
    }
}

static void price(promo_session *session)
{
    const promo_result *result;
    promo_status status = promo_session_price(session, &result);
    check(status);
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

static void price_baskets(const promo_image *image, bool explain)
{
    promo_session *session;
    promo_session_options options = {.work_limit = 20000, .explain = explain, .no_index = explain};
    if (promo_session_new(&session, image, &options) != PROMO_OK)
        return;
    for (uint32_t round = 0; round < 3; round++) {
        add_facts(session, &image->view, round);
        add_lines(session, &image->view, round * 7);
        if (round != 1)
            add_state(session, &image->view);
        price(session);
    }
    promo_session_free(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t padded = (size + 7) / 8 * 8;
    unsigned char *bytes = calloc(1, padded + 8);
    promo_image *image;
    if (bytes == NULL)
        return 0;
    if (size != 0)
        memcpy(bytes, data, size);
    if (padded >= sizeof(struct image_header)) {
        struct image_header *header = (void *)bytes;
        header->size = padded;
        header->hash = hash_bytes((struct hash_key){0, 0}, bytes + sizeof *header, padded - sizeof *header);
    }
    promo_status status = promo_image_load(&image, bytes, padded, NULL);
    check(status);
    if (status == PROMO_OK) {
        price_baskets(image, false);
        price_baskets(image, true);
        promo_image_free(image);
    }
    free(bytes);
    return 0;
}
