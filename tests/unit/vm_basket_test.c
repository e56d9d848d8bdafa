/* Baskets: what is taken, what is refused and by which words, what closing derives, and that memory is kept. */
#include "base/calendar.h"
#include "tests/support/allocators.h"
#include "tests/support/sample_image.h"
#include "vm/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct fixture {
    unsigned char *bytes;
    promo_image *image;
    struct counting counting;
    struct basket basket;
};

static int start(void **state)
{
    static struct fixture fixture;
    struct builder builder;
    size_t size;
    sample_start(&builder);
    fixture.bytes = builder_finish(&builder, &size);
    builder_done(&builder);
    counting_start(&fixture.counting, -1);
    *state = &fixture;
    return promo_image_load(&fixture.image, fixture.bytes, size, NULL) != PROMO_OK ||
           basket_init(&fixture.basket, fixture.image, &fixture.counting.allocator) != PROMO_OK;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    basket_done(&fixture->basket);
    promo_image_free(fixture->image);
    free(fixture->bytes);
    return fixture->counting.live_bytes != 0;
}

static struct line_input plain_line(const char *sku, int64_t quantity, int64_t price)
{
    return (struct line_input){.sku = text_from(sku), .quantity = quantity, .price = price,
                               .list_price = VALUE_MISSING, .cost = VALUE_MISSING, .min_price = VALUE_MISSING};
}

static promo_status add_line(struct basket *basket, struct line_input input)
{
    promo_status status = basket_line_open(basket);
    return status == PROMO_OK ? basket_line_close(basket, &input) : status;
}

static void assert_refused(promo_status status, promo_status expected, const char *words)
{
    assert_int_equal(status, expected);
    if (strstr(promo_last_error(), words) == NULL)
        fail_msg("`%s` does not speak of `%s`", promo_last_error(), words);
}

static const struct image_field *field(const struct fixture *fixture, enum field_owner owner, const char *name)
{
    const struct image_field *found = image_field_find(&fixture->image->view, owner, text_from(name));
    assert_non_null(found);
    return found;
}

static struct text text_of(const struct basket *basket, uint32_t number)
{
    return texts_get(&basket->texts, number);
}

/* --- texts ------------------------------------------------------------------------------------------------------------ */

static void equal_texts_have_equal_numbers(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    assert_int_equal(add_line(basket, plain_line("phone", 1, 100)), PROMO_OK);
    assert_int_equal(add_line(basket, plain_line("unheard of", 1, 100)), PROMO_OK);
    assert_int_equal(add_line(basket, plain_line("unheard of", 1, 100)), PROMO_OK);
    const struct basket_line *lines = basket->lines.items;
    assert_int_equal(lines[0].sku, texts_symbol(&fixture->image->view, TEXT("phone")));
    assert_true(lines[1].sku >= fixture->image->view.SYMBOLS_COUNT);
    assert_int_equal(lines[1].sku, lines[2].sku);
    assert_string_equal(text_of(basket, lines[2].sku).bytes, "unheard of");
}

static void slices_need_no_nul(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    const char input[] = "AAABBBphone";
    struct line_input line = plain_line("", 1, 1);
    line.sku = (struct text){input, 3};
    line.id = (struct text){input + 3, 3};
    assert_int_equal(add_line(basket, line), PROMO_OK);
    assert_string_equal(text_of(basket, basket->lines.items[0].sku).bytes, "AAA");
    assert_string_equal(basket_line_id(basket, 0), "BBB");
}

/* S34 text after NUL, and what else no text may hold. */
static void texts_that_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    struct text nul = {"WELCOME\0x", 9};
    assert_refused(basket_code(basket, nul), PROMO_INVALID, "coupons: the text has a control character");
    assert_refused(basket_id(basket, TEXT("a\nb")), PROMO_INVALID, "id");
    assert_refused(basket_fact(basket, FACT_CHANNEL, TEXT("web\x7f")), PROMO_INVALID, "channel");
    assert_refused(basket_customer(basket, TEXT("a\xc0\xaf")), PROMO_INVALID, "customer.id: the text is not well-formed");
    assert_refused(basket_customer(basket, TEXT("12345678\xE2\x80\xAE" "12345678")), PROMO_INVALID, "customer.id");
    assert_refused(basket_fact(basket, FACT_STORE, TEXT("12345678\xC2\x85")), PROMO_INVALID, "store");
    assert_int_equal(basket_id(basket, TEXT("caf\xC3\xA9 \xF0\x9F\x8E\x81 and more")), PROMO_OK);
    char long_text[BASKET_TEXT + 1];
    memset(long_text, 'x', sizeof long_text);
    assert_int_equal(basket_id(basket, (struct text){long_text, BASKET_TEXT}), PROMO_OK);
    assert_refused(basket_id(basket, (struct text){long_text, BASKET_TEXT + 1}), PROMO_LIMIT, "id");
}

/* S39 hash flooding: texts that fall together under the image's hash do not under the session's own. */
static void texts_chosen_to_collide_do_not(void **state)
{
    enum { CHOSEN = 1000, SHARED_BITS = 0xFFF };
    struct fixture *fixture = *state;
    struct texts *texts = &fixture->basket.texts;
    int chosen = 0;
    for (unsigned i = 0; chosen < CHOSEN; i++) {
        char room[16];
        int length = snprintf(room, sizeof room, "%u", i);
        struct text text = {room, (size_t)length};
        if ((hash_symbol(text) & SHARED_BITS) != 0)
            continue;
        assert_int_not_equal(texts_add(texts, text), TEXTS_NONE);
        chosen++;
    }
    const struct text_table *own = &texts->own;
    size_t longest = 0;
    for (size_t slot = 0; slot < own->slot_count; slot++) {
        if (own->slots[slot] == 0)
            continue;
        size_t home = (size_t)own->hashes[own->slots[slot] - 1] & (own->slot_count - 1);
        size_t distance = (slot - home) & (own->slot_count - 1);
        longest = distance > longest ? distance : longest;
    }
    assert_true(longest < 100);
}

/* --- lines ------------------------------------------------------------------------------------------------------------ */

/* S25 fractional and negative quantities: a fraction cannot be said here; the rest is refused at the member. */
static void bad_numbers_of_a_line_are_refused_at_the_member(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    assert_int_equal(add_line(basket, plain_line("A", 1000000, 100)), PROMO_OK);
    assert_refused(add_line(basket, plain_line("A", 0, 100)), PROMO_INVALID, "lines[1].qty");
    assert_refused(add_line(basket, plain_line("A", -1, 100)), PROMO_INVALID, "lines[1].qty");
    assert_refused(add_line(basket, plain_line("A", 1000001, 100)), PROMO_LIMIT, "lines[1].qty");
    assert_refused(add_line(basket, plain_line("A", 1, -1)), PROMO_INVALID, "lines[1].price");
    assert_refused(add_line(basket, plain_line("A", 1, VALUE_MISSING)), PROMO_INVALID, "lines[1].price");
    assert_refused(add_line(basket, plain_line(NULL, 1, 100)), PROMO_INVALID, "lines[1].sku");
    struct line_input line = plain_line("A", 1, 100);
    line.list_price = -5;
    assert_refused(add_line(basket, line), PROMO_INVALID, "lines[1].list_price");
    line = plain_line("A", 1, 100);
    line.cost = -5;
    assert_refused(add_line(basket, line), PROMO_INVALID, "lines[1].cost");
    line = plain_line("A", 1, 100);
    line.min_price = -5;
    assert_refused(add_line(basket, line), PROMO_INVALID, "lines[1].min_price");
    line = plain_line("A", 2, 100);
    line.measure = 1000;
    assert_refused(add_line(basket, line), PROMO_INVALID, "lines[1].qty");
    line = plain_line("A", 0, 100);
    line.measure = -1;
    assert_refused(add_line(basket, line), PROMO_INVALID, "lines[1].measure");
    assert_int_equal(basket->lines.count, 1);
}

static void sums_that_do_not_fit_are_overflows(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    assert_refused(add_line(basket, plain_line("A", 2, INT64_MAX)), PROMO_OVERFLOW, "lines[0].price");
    assert_int_equal(add_line(basket, plain_line("A", 1, INT64_MAX - 10)), PROMO_OK);
    assert_refused(add_line(basket, plain_line("A", 1, 11)), PROMO_OVERFLOW, "lines[1].price");
    assert_refused(basket_shipping(basket, 11), PROMO_OVERFLOW, "shipping.price");
    assert_int_equal(basket_shipping(basket, 10), PROMO_OK);
    assert_refused(add_line(basket, plain_line("A", 1, 1)), PROMO_OVERFLOW, "lines[1].price");
    assert_refused(basket_shipping(basket, -1), PROMO_INVALID, "shipping.price");
    struct line_input heavy = plain_line("A", 0, INT64_MAX);
    heavy.measure = 2000000;
    assert_refused(add_line(basket, heavy), PROMO_OVERFLOW, "lines[1].price");
    assert_int_equal(basket->subtotal, INT64_MAX - 10);
}

static void a_weighed_line_is_one_unit_at_the_rounded_price(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    struct line_input line = plain_line("CHEESE", 0, 1290);
    line.measure = 350000;
    line.list_price = 1490;
    line.min_price = 1001;
    assert_int_equal(add_line(basket, line), PROMO_OK);
    const struct basket_line *made = &basket->lines.items[0];
    assert_int_equal(made->quantity, 1);
    assert_int_equal(made->price, 452);      /* 451.5, half up */
    assert_int_equal(made->list_price, 522); /* 521.5 */
    assert_int_equal(made->floor, 350);      /* 350.35 */
    assert_int_equal(made->cost, VALUE_MISSING);
    assert_int_equal(basket->subtotal, 452);
}

static void ids_are_given_or_numbers_and_unique(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    struct line_input line = plain_line("A", 1, 100);
    line.id = TEXT("x");
    assert_int_equal(add_line(basket, line), PROMO_OK);
    assert_refused(add_line(basket, line), PROMO_INVALID, "lines[1].id");
    assert_int_equal(add_line(basket, plain_line("A", 1, 100)), PROMO_OK);
    basket_at(basket, 0);
    assert_int_equal(basket_close(basket), PROMO_OK);
    assert_string_equal(basket_line_id(basket, 0), "x");
    assert_string_equal(basket_line_id(basket, 1), "2");

    basket_clear(basket);
    line.id = TEXT("2");
    assert_int_equal(add_line(basket, line), PROMO_OK);
    assert_int_equal(add_line(basket, plain_line("A", 1, 100)), PROMO_OK);
    basket_at(basket, 0);
    assert_refused(basket_close(basket), PROMO_INVALID, "lines[1].id");
}

static void lines_and_texts_have_limits(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    for (int i = 0; i < BASKET_LINES; i++)
        assert_int_equal(add_line(basket, plain_line("A", 1, 1)), PROMO_OK);
    assert_refused(basket_line_open(basket), PROMO_LIMIT, "lines");
    basket_at(basket, 0);
    assert_int_equal(basket_close(basket), PROMO_OK);
    assert_string_equal(basket_line_id(basket, BASKET_LINES - 1), "10000");

    basket_clear(basket);
    assert_int_equal(basket_line_open(basket), PROMO_OK);
    char path[2 * BASKET_CATEGORY_DEPTH + 1];
    for (size_t i = 0; i < sizeof path; i++)
        path[i] = i % 2 == 0 ? 'a' : '/';
    assert_int_equal(basket_line_category(basket, (struct text){path, sizeof path - 2}), PROMO_OK);
    assert_refused(basket_line_category(basket, (struct text){path, sizeof path}), PROMO_LIMIT, "lines[0].category");
    for (int i = 0; i < BASKET_PER_LINE; i++)
        assert_int_equal(basket_line_tag(basket, TEXT("new")), PROMO_OK);
    assert_refused(basket_line_tag(basket, TEXT("new")), PROMO_LIMIT, "lines[0].tags");
    basket_line_drop(basket);
    for (int i = 0; i < BASKET_CODES; i++) {
        char code[16];
        snprintf(code, sizeof code, "%d", i);
        assert_int_equal(basket_code(basket, text_from(code)), PROMO_OK);
    }
    assert_int_equal(basket_code(basket, TEXT("17")), PROMO_OK); /* known already */
    assert_refused(basket_code(basket, TEXT("X")), PROMO_LIMIT, "coupons");
}

static void assert_term(const struct fixture *fixture, enum term_kind kind, const char *text, const char *lines)
{
    const struct basket *basket = &fixture->basket;
    const struct basket_term *term = basket_term_find(basket, kind, texts_symbol(&fixture->image->view, text_from(text)));
    char found[64] = "";
    const struct basket_occurrence *occurrences = basket->occurrences.items;
    for (uint32_t at = term != NULL ? term->first : INDEX_NONE; at != INDEX_NONE; at = occurrences[at].next) {
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%u ", (unsigned)occurrences[at].line);
    }
    assert_string_equal(found, lines);
}

static void terms_say_which_lines_have_what(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    struct line_input phone = plain_line("phone", 1, 100), shoe = plain_line("shoes", 1, 100);
    shoe.brand = TEXT("nike");
    assert_int_equal(basket_line_open(basket), PROMO_OK);
    basket_line_category(basket, TEXT("shoes/sport/indoor"));
    basket_line_category(basket, TEXT("shoes"));
    basket_line_tag(basket, TEXT("new"));
    basket_line_tag(basket, TEXT("old"));
    assert_int_equal(basket_line_close(basket, &shoe), PROMO_OK);
    assert_int_equal(add_line(basket, phone), PROMO_OK);

    assert_int_equal(basket_line_open(basket), PROMO_OK); /* a dropped line leaves nothing */
    basket_line_tag(basket, TEXT("vip"));
    basket_line_drop(basket);

    struct line_input card = plain_line("phone", 1, 5000);
    card.stored_value = true;
    assert_int_equal(add_line(basket, card), PROMO_OK);
    assert_int_equal(basket_line_open(basket), PROMO_OK);
    basket_line_category(basket, TEXT("shoesmith/shoes"));
    basket_line_category(basket, TEXT("shoes/other"));
    assert_int_equal(basket_line_close(basket, &phone), PROMO_OK);
    basket_at(basket, 0);
    assert_int_equal(basket_close(basket), PROMO_OK);

    assert_term(fixture, TERM_SKU, "phone", "1 3 ");
    assert_term(fixture, TERM_SKU, "shoes", "0 ");
    assert_term(fixture, TERM_CATEGORY, "shoes", "0 3 ");
    assert_term(fixture, TERM_CATEGORY, "shoes/sport", "0 ");
    assert_term(fixture, TERM_BRAND, "nike", "0 ");
    assert_term(fixture, TERM_TAG, "new", "0 ");
    assert_term(fixture, TERM_TAG, "vip", "");
    assert_term(fixture, TERM_TAG, "nike", "");
    assert_int_equal(basket->kinds[TERM_CATEGORY].count, 2);
    assert_int_equal(basket->subtotal, 100 + 100 + 5000 + 100);
}

/* --- fields ------------------------------------------------------------------------------------------------------------- */

static void fields_have_the_types_the_profile_declares(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    const struct image_field *level = field(fixture, OWNER_CUSTOMER, "level"), *wrap = field(fixture, OWNER_ORDER, "gift_wrap"),
                             *birthday = field(fixture, OWNER_CUSTOMER, "birthday");
    assert_int_equal(basket->customer[level->slot], VALUE_MISSING);
    assert_int_equal(basket_field_text(basket, level, TEXT("gold")), PROMO_OK);
    assert_int_equal(basket->customer[level->slot], 1);
    assert_refused(basket_field_text(basket, level, TEXT("bronze")), PROMO_INVALID, "customer.level: one of the values");
    assert_refused(basket_field_integer(basket, level, 1), PROMO_INVALID, "customer.level");
    assert_refused(basket_field_integer(basket, wrap, 2), PROMO_INVALID, "gift_wrap: true or false");
    assert_refused(basket_field_text(basket, wrap, TEXT("yes")), PROMO_INVALID, "gift_wrap");
    assert_int_equal(basket_field_integer(basket, wrap, 1), PROMO_OK);
    assert_int_equal(basket->order[wrap->slot], 1);
    assert_refused(basket_field_integer(basket, birthday, CALENDAR_LAST_DAY + 1), PROMO_INVALID, "customer.birthday");
    assert_int_equal(basket_field_integer(basket, birthday, CALENDAR_LAST_DAY), PROMO_OK);
    basket_clear(basket);
    assert_int_equal(basket->customer[level->slot], VALUE_MISSING);
    assert_int_equal(basket->order[wrap->slot], VALUE_MISSING);
}

static void sets_gather_their_members(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    const struct image_field *likes = field(fixture, OWNER_CUSTOMER, "likes"), *materials = field(fixture, OWNER_ITEM, "materials");
    struct line_input line = plain_line("A", 1, 1);
    assert_false(basket_set_has(basket, basket->customer[likes->slot], 0)); /* list 0: "shoes" */
    basket_field_text(basket, likes, TEXT("tea"));
    assert_int_equal(basket_line_open(basket), PROMO_OK);
    basket_field_text(basket, materials, TEXT("wool"));
    basket_field_text(basket, likes, TEXT("shoes"));
    basket_field_text(basket, materials, TEXT("silk"));
    assert_int_equal(basket_line_close(basket, &line), PROMO_OK);
    assert_int_equal(add_line(basket, line), PROMO_OK);
    assert_true(basket_set_has(basket, basket->customer[likes->slot], 0));
    assert_false(basket_set_has(basket, basket_item_value(basket, 0, materials->slot), 0));
    assert_int_equal(basket_item_value(basket, 1, materials->slot), VALUE_MISSING);
    int64_t first = basket_item_value(basket, 0, materials->slot);
    assert_string_equal(text_of(basket, basket->members.items[first].text).bytes, "silk");
}

/* --- codes and state ----------------------------------------------------------------------------------------------------- */

/* S08 same code, other case; S44 each spelling is kept, to be answered. */
static void other_spellings_of_a_code_are_repeats(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    assert_int_equal(basket_code(basket, TEXT("hello-10")), PROMO_OK);
    assert_int_equal(basket_code(basket, TEXT("HELLO10")), PROMO_OK);
    assert_int_equal(basket_code(basket, TEXT("Hello-IO")), PROMO_OK);
    assert_int_equal(basket_code(basket, TEXT("HELLO10")), PROMO_OK);
    assert_int_equal(basket_code(basket, TEXT("other")), PROMO_OK);
    basket_at(basket, 0);
    assert_int_equal(basket_close(basket), PROMO_OK);
    static const struct {
        const char *presented;
        uint32_t coupon;
        bool repeated;
    } EXPECTED[] = {{"hello-10", 0, false}, {"HELLO10", 0, true}, {"Hello-IO", 0, true}, {"other", INDEX_NONE, false}};
    assert_int_equal(basket->codes.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(basket->codes.items[i].presented, EXPECTED[i].presented);
        assert_int_equal(basket->codes.items[i].coupon, EXPECTED[i].coupon);
        assert_int_equal(basket->codes.items[i].repeated, EXPECTED[i].repeated);
    }
}

static void the_store_speaks_of_codes(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    struct code_input card = {.coupon = TEXT("card"), .issued = 77, .balance = 1000}, unknown = {.issued = VALUE_MISSING};
    assert_int_equal(basket_code_state(basket, TEXT("GC-7"), &card), PROMO_OK);
    assert_int_equal(basket_code_state(basket, TEXT("hello10"), &unknown), PROMO_OK);
    card.balance = 900;
    assert_int_equal(basket_code_state(basket, TEXT("gc7"), &card), PROMO_OK); /* the last word counts */
    assert_int_equal(basket_code(basket, TEXT("gc-7")), PROMO_OK);
    assert_int_equal(basket_code(basket, TEXT("hello10")), PROMO_OK);
    card.balance = -1;
    assert_refused(basket_code_state(basket, TEXT("GC-8"), &card), PROMO_INVALID, "state.codes");
    basket_at(basket, 0);
    assert_int_equal(basket_close(basket), PROMO_OK);
    assert_true(basket->codes.items[0].told);
    assert_int_equal(basket->codes.items[0].coupon, 1);
    assert_int_equal(basket->codes.items[0].balance, 900);
    assert_int_equal(basket->codes.items[0].issued, 77);
    assert_string_equal(basket->codes.items[0].presented, "gc-7");
    assert_int_equal(basket->codes.items[1].coupon, 0);
}

static void audiences_uses_and_points(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    promo_uses uses = {7, 1, 2};
    assert_false(basket->has_state);
    assert_int_equal(basket_uses_of_promotion(basket, SAMPLE_PAIR).total, 0);
    assert_int_equal(basket_promotion_uses(basket, TEXT("pair"), uses), PROMO_OK);
    assert_int_equal(basket_promotion_uses(basket, TEXT("unheard_of"), uses), PROMO_OK);
    assert_int_equal(basket_coupon_uses(basket, TEXT("card"), uses), PROMO_OK);
    assert_int_equal(basket_campaign_used(basket, TEXT("spring"), 500, 3), PROMO_OK);
    assert_int_equal(basket_points(basket, TEXT("stars"), 120, 1999, text_from(NULL)), PROMO_OK);
    assert_int_equal(basket_in_audience(basket, TEXT("regulars")), PROMO_OK);
    assert_int_equal(basket_customer(basket, TEXT("c-1")), PROMO_OK);
    assert_true(basket->has_state);
    assert_int_equal(basket_uses_of_promotion(basket, SAMPLE_PAIR).total, 7);
    assert_int_equal(basket_uses_of_promotion(basket, SAMPLE_LADDER).total, 0);
    assert_int_equal(basket_uses_of_coupon(basket, 1).day, 2);
    assert_int_equal(basket->campaign_uses[0].money, 500);
    assert_int_equal(basket->points[0].balance, 120);
    assert_int_equal(basket->points[0].tier, 0);
    assert_true(basket_is_in_audience(basket, 0));
    assert_true(basket_is_in_audience(basket, 1));
    basket_points(basket, TEXT("stars"), 120, 0, TEXT("gold"));
    assert_int_equal(basket->points[0].tier, 1);
    basket_points(basket, TEXT("stars"), 120, 499, text_from(NULL));
    assert_int_equal(basket->points[0].tier, VALUE_MISSING);
    uses.customer = -1;
    assert_refused(basket_promotion_uses(basket, TEXT("pair"), uses), PROMO_INVALID, "state.promotions");

    basket_clear(basket); /* S17 zombie promotion: nothing of the last basket is left */
    assert_false(basket->has_state);
    assert_int_equal(basket_uses_of_promotion(basket, SAMPLE_PAIR).total, 0);
    assert_int_equal(basket_uses_of_coupon(basket, 1).day, 0);
    assert_int_equal(basket->campaign_uses[0].money, 0);
    assert_int_equal(basket->points[0].balance, 0);
    assert_false(basket_is_in_audience(basket, 0));
    assert_false(basket_is_in_audience(basket, 1));
}

static void segments_that_no_rule_names_are_dropped(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    uint32_t vip = texts_symbol(&fixture->image->view, TEXT("vip"));
    assert_int_equal(basket_segment(basket, TEXT("vip")), PROMO_OK);
    assert_int_equal(basket_segment(basket, TEXT("vip")), PROMO_OK);
    assert_int_equal(basket_segment(basket, TEXT("whatever")), PROMO_OK);
    assert_int_equal(basket->segments.count, 1);
    assert_true(basket_in_segment(basket, vip));
    basket_clear(basket);
    assert_false(basket_in_segment(basket, vip));
}

static void redeeming_names_a_program_once(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    assert_refused(basket_redeem(basket, TEXT("moons"), 5), PROMO_INVALID, "redeem_points");
    assert_refused(basket_redeem(basket, TEXT("stars"), -5), PROMO_INVALID, "redeem_points");
    assert_int_equal(basket_redeem(basket, TEXT("stars"), 5), PROMO_OK);
    assert_refused(basket_redeem(basket, TEXT("stars"), 5), PROMO_INVALID, "redeem_points");
}

/* --- time ---------------------------------------------------------------------------------------------------------------- */

static void an_instant_is_required_and_gives_the_local_day(void **state)
{
    struct fixture *fixture = *state;
    struct basket *basket = &fixture->basket;
    assert_refused(basket_close(basket), PROMO_INVALID, "at");
    assert_refused(basket_at(basket, INT64_MAX), PROMO_INVALID, "at");
    assert_int_equal(basket_at(basket, 1772495999), PROMO_OK); /* 2026-03-02T23:59:59Z, a Monday; the zone is one hour ahead */
    assert_int_equal(basket_close(basket), PROMO_OK);
    assert_int_equal(basket->today.offset, 3600);
    assert_int_equal(basket->today.year, 2026);
    assert_int_equal(basket->today.weekday, 1);
    assert_int_equal(basket->today.seconds, 3599);
    assert_int_equal(basket->facts[FACT_WEEKDAY], 1);
    assert_int_equal(basket->facts[FACT_TIME], 3599);
    assert_int_equal(basket->facts[FACT_TRIGGER], texts_symbol(&fixture->image->view, TEXT("basket")));
    basket_clear(basket);
    assert_int_equal(basket_at(basket, -1), PROMO_OK); /* 1969-12-31T23:59:59Z, before the zone's transition */
    assert_int_equal(basket_close(basket), PROMO_OK);
    assert_int_equal(basket->today.day, -1);
    assert_int_equal(basket->today.weekday, 2);
    assert_int_equal(basket->today.seconds, 86399);
}

static void yearly_dates(void **state)
{
    (void)state;
    struct basket_today new_year = {.day = calendar_day(2026, 1, 2), .year = 2026};
    assert_true(basket_is_today(&new_year, calendar_day(1990, 1, 2)));
    assert_false(basket_is_today(&new_year, calendar_day(2026, 1, 3)));
    assert_true(basket_is_within(&new_year, calendar_day(1990, 12, 28), 5)); /* over the year's end */
    assert_false(basket_is_within(&new_year, calendar_day(1990, 12, 28), 4));
    assert_true(basket_is_within(&new_year, calendar_day(1990, 1, 7), 5));
    assert_false(basket_is_within(&new_year, calendar_day(1990, 1, 8), 5));
    assert_false(basket_is_within(&new_year, calendar_day(1990, 1, 2), -1));
    assert_true(basket_is_within(&new_year, calendar_day(1990, 7, 1), 366));
    assert_false(basket_is_within(&new_year, VALUE_MISSING, 1000));
    assert_false(basket_is_within(&new_year, INT64_MAX, 1000));
    struct basket_today end_of_year = {.day = calendar_day(2026, 12, 31), .year = 2026};
    assert_true(basket_is_within(&end_of_year, calendar_day(1990, 1, 2), 2));
    int64_t leap_day = calendar_day(1992, 2, 29);
    struct basket_today february_28 = {.day = calendar_day(2026, 2, 28), .year = 2026},
                        leap_28 = {.day = calendar_day(2028, 2, 28), .year = 2028},
                        leap_29 = {.day = calendar_day(2028, 2, 29), .year = 2028};
    assert_true(basket_is_today(&february_28, leap_day));
    assert_false(basket_is_today(&leap_28, leap_day));
    assert_true(basket_is_today(&leap_29, leap_day));
}

/* --- memory -------------------------------------------------------------------------------------------------------------- */

static promo_status fill(struct fixture *fixture, int lines)
{
    struct basket *basket = &fixture->basket;
    promo_status status = basket_at(basket, 1772500000);
    if (status == PROMO_OK)
        status = basket_customer(basket, TEXT("customer 17"));
    for (int i = 0; status == PROMO_OK && i < lines; i++) {
        char sku[32];
        struct line_input line = plain_line(sku, 1 + i, 100);
        snprintf(sku, sizeof sku, "sku %d", i);
        line.sku = text_from(sku);
        line.brand = TEXT("nike");
        if (i % 2 == 0)
            line.id = line.sku;
        status = basket_line_open(basket);
        if (status == PROMO_OK)
            status = basket_line_category(basket, TEXT("shoes/sport"));
        if (status == PROMO_OK)
            status = basket_line_tag(basket, TEXT("new"));
        if (status == PROMO_OK)
            status = basket_field_text(basket, field(fixture, OWNER_ITEM, "materials"), TEXT("wool"));
        if (status == PROMO_OK)
            status = basket_line_close(basket, &line);
        else
            basket_line_drop(basket);
    }
    struct code_input known = {.coupon = TEXT("card"), .balance = 5};
    if (status == PROMO_OK)
        status = basket_code(basket, TEXT("some-code"));
    if (status == PROMO_OK)
        status = basket_code_state(basket, TEXT("some-code"), &known);
    if (status == PROMO_OK)
        status = basket_promotion_uses(basket, TEXT("pair"), (promo_uses){1, 1, 1});
    if (status == PROMO_OK)
        status = basket_segment(basket, TEXT("vip"));
    if (status == PROMO_OK)
        status = basket_redeem(basket, TEXT("stars"), 1);
    return status == PROMO_OK ? basket_close(basket) : status;
}

static void a_second_basket_of_a_size_allocates_nothing(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(fill(fixture, 100), PROMO_OK);
    size_t given = fixture->counting.given;
    for (int i = 0; i < 5; i++) {
        basket_clear(&fixture->basket);
        assert_int_equal(fill(fixture, 100 - i), PROMO_OK);
    }
    assert_int_equal(fixture->counting.given, given);
}

static void failing_allocations_are_survived(void **state)
{
    struct fixture *fixture = *state;
    long fails_after = 0;
    for (promo_status status = PROMO_NO_MEMORY; status == PROMO_NO_MEMORY; fails_after++) {
        basket_done(&fixture->basket);
        fixture->counting.fails_after = fails_after;
        status = basket_init(&fixture->basket, fixture->image, &fixture->counting.allocator);
        if (status == PROMO_OK)
            status = fill(fixture, 20);
        if (status != PROMO_OK)
            assert_int_equal(status, PROMO_NO_MEMORY);
        fixture->counting.fails_after = -1;
        if (status == PROMO_NO_MEMORY && fixture->basket.customer != NULL) {
            basket_clear(&fixture->basket); /* goes on when there is memory again */
            assert_int_equal(fill(fixture, 20), PROMO_OK);
        }
    }
    assert_true(fails_after > 20);
}

/* --- the public setters --------------------------------------------------------------------------------------------------- */

static void the_public_setters_say_what_they_miss(void **state)
{
    struct fixture *fixture = *state;
    promo_session session = {.alloc = fixture->counting.allocator};
    assert_int_equal(basket_init(&session.basket, fixture->image, &session.alloc), PROMO_OK);
    promo_field level = {.name = "level", .type = PROMO_ENUM, .text = "gold"},
                wrong = {.name = "level", .type = PROMO_NUMBER, .integer = 1},
                undeclared = {.name = "shoe_size", .type = PROMO_NUMBER, .integer = 44},
                season = {.name = "season", .type = PROMO_TEXT, .text = "ss26"},
                no_text = {.name = "season", .type = PROMO_TEXT};
    assert_int_equal(promo_session_customer_field(&session, &level), PROMO_OK);
    assert_int_equal(session.basket.customer[3], 1);
    assert_refused(promo_session_customer_field(&session, &wrong), PROMO_INVALID, "level");
    assert_int_equal(promo_session_customer_field(&session, &undeclared), PROMO_OK);
    assert_refused(promo_session_id(&session, NULL), PROMO_INVALID, "id");
    assert_refused(promo_session_code(&session, NULL), PROMO_INVALID, "coupons");
    assert_refused(promo_session_segment(&session, NULL), PROMO_INVALID, "customer.segments");
    assert_int_equal(promo_session_channel(&session, "web"), PROMO_OK);
    assert_int_equal(session.basket.facts[FACT_CHANNEL], texts_symbol(&fixture->image->view, TEXT("web")));
    assert_int_equal(promo_session_channel(&session, NULL), PROMO_OK);
    assert_int_equal(session.basket.facts[FACT_CHANNEL], VALUE_MISSING);
    const char *categories[] = {"shoes/sport", "sale"}, *tags[] = {"new"};
    promo_line line = {.sku = "phone", .quantity = 2, .price = 100, .list_price = 150, .cost = 1, .given = PROMO_HAS_LIST_PRICE,
                       .categories = categories, .category_count = 2, .tags = tags, .tag_count = 1, .fields = &season,
                       .field_count = 1};
    assert_int_equal(promo_session_line(&session, &line), PROMO_OK);
    assert_int_equal(session.basket.lines.items[0].list_price, 150);
    assert_int_equal(session.basket.lines.items[0].cost, VALUE_MISSING);
    assert_true(basket_item_value(&session.basket, 0, 1) >= 0);
    line.fields = &no_text;
    assert_refused(promo_session_line(&session, &line), PROMO_INVALID, "season");
    line.field_count = 0;
    assert_int_equal(promo_session_line(&session, &line), PROMO_OK);
    assert_int_equal(session.basket.lines.count, 2);
    session.priced = true; /* the next setter begins a new basket */
    assert_int_equal(promo_session_birthday(&session, 7031), PROMO_OK);
    assert_int_equal(session.basket.lines.count, 0);
    assert_int_equal(session.basket.customer[CUSTOMER_BIRTHDAY], 7031);
    basket_done(&session.basket);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_texts_have_equal_numbers, start, stop),
        cmocka_unit_test_setup_teardown(slices_need_no_nul, start, stop),
        cmocka_unit_test_setup_teardown(texts_that_are_refused, start, stop),
        cmocka_unit_test_setup_teardown(texts_chosen_to_collide_do_not, start, stop),
        cmocka_unit_test_setup_teardown(bad_numbers_of_a_line_are_refused_at_the_member, start, stop),
        cmocka_unit_test_setup_teardown(sums_that_do_not_fit_are_overflows, start, stop),
        cmocka_unit_test_setup_teardown(a_weighed_line_is_one_unit_at_the_rounded_price, start, stop),
        cmocka_unit_test_setup_teardown(ids_are_given_or_numbers_and_unique, start, stop),
        cmocka_unit_test_setup_teardown(lines_and_texts_have_limits, start, stop),
        cmocka_unit_test_setup_teardown(terms_say_which_lines_have_what, start, stop),
        cmocka_unit_test_setup_teardown(fields_have_the_types_the_profile_declares, start, stop),
        cmocka_unit_test_setup_teardown(sets_gather_their_members, start, stop),
        cmocka_unit_test_setup_teardown(other_spellings_of_a_code_are_repeats, start, stop),
        cmocka_unit_test_setup_teardown(the_store_speaks_of_codes, start, stop),
        cmocka_unit_test_setup_teardown(audiences_uses_and_points, start, stop),
        cmocka_unit_test_setup_teardown(segments_that_no_rule_names_are_dropped, start, stop),
        cmocka_unit_test_setup_teardown(redeeming_names_a_program_once, start, stop),
        cmocka_unit_test_setup_teardown(an_instant_is_required_and_gives_the_local_day, start, stop),
        cmocka_unit_test(yearly_dates),
        cmocka_unit_test_setup_teardown(a_second_basket_of_a_size_allocates_nothing, start, stop),
        cmocka_unit_test_setup_teardown(failing_allocations_are_survived, start, stop),
        cmocka_unit_test_setup_teardown(the_public_setters_say_what_they_miss, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
