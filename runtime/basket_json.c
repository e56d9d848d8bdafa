#include "runtime/basket_json.h"

#include "runtime/decimal.h"
#include "runtime/instant.h"
#include "runtime/json_scan.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#define NO_INDEX SIZE_MAX

/* Where the reader is, for messages: list[index].member[element]; the list may also be the object `customer`. */
struct place {
    const char *list;
    size_t index;
    struct text member;
    size_t element;
};

struct reading {
    struct basket_reader *reader;
    struct json_scan scan;
    struct basket *basket;
    struct place place;
    struct line_input line;
    int64_t shipping;
    unsigned seen; /* known members of the open object, by number */
};

typedef promo_status read_member(struct reading *r, int argument);

struct member {
    struct text name;
    read_member *read;
    int argument;
};

struct schema {
    const struct member *members;
    unsigned count;
    enum field_owner owner; /* whose profile fields may stand beside them; OWNER_COUNT: nobody's */
};

#define MEMBER(name, read, argument) {{name, sizeof(name) - 1}, read, argument}

/* --- errors ------------------------------------------------------------------------------------------------------- */

enum { SHOWN_LENGTH = 64, PLACE_LENGTH = 192, MESSAGE_LENGTH = 256 };

static int shown_length(struct text text)
{
    size_t length = text.length;
    if (length > SHOWN_LENGTH)
        for (length = SHOWN_LENGTH; length > 0 && (text.bytes[length] & 0xc0) == 0x80; length--)
            continue;
    return (int)length;
}

static void print_place(const struct place *place, char out[PLACE_LENGTH])
{
    size_t used = 0;
    out[0] = '\0';
    if (place->list != NULL && place->index != NO_INDEX)
        used += (size_t)snprintf(out, PLACE_LENGTH, "%s[%zu]", place->list, place->index);
    else if (place->list != NULL)
        used += (size_t)snprintf(out, PLACE_LENGTH, "%s", place->list);
    if (place->member.bytes != NULL)
        used += (size_t)snprintf(out + used, PLACE_LENGTH - used, "%s%.*s", used == 0 ? "" : ".",
                                 shown_length(place->member), place->member.bytes);
    if (place->element != NO_INDEX)
        snprintf(out + used, PLACE_LENGTH - used, "[%zu]", place->element);
}

static promo_status fail(struct reading *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static promo_status fail(struct reading *r, const char *format, ...)
{
    char place[PLACE_LENGTH], message[MESSAGE_LENGTH];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    print_place(&r->place, place);
    return error_set(PROMO_INVALID, "%s%s%s", place, place[0] == '\0' ? "" : ": ", message);
}

static promo_status fail_scan(struct reading *r)
{
    if (r->scan.no_memory)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    return fail(r, "%s", r->scan.problem);
}

static promo_status fail_expected(struct reading *r, const char *expected)
{
    enum json_kind found = json_peek(&r->scan);
    if (found == JSON_NOTHING)
        return fail(r, json_at_end(&r->scan) ? "the text ends where %s should be" : "expected %s", expected);
    return fail(r, "expected %s, found %s", expected, json_kind_name(found));
}

/* --- values ------------------------------------------------------------------------------------------------------- */

static promo_status read_text(struct reading *r, struct text *out)
{
    if (json_peek(&r->scan) != JSON_STRING)
        return fail_expected(r, "text");
    return json_string(&r->scan, out) ? PROMO_OK : fail_scan(r);
}

/* A number, or (quoted) text that says one: never through floating point. `what` describes it for messages. */
static promo_status read_scaled(struct reading *r, int places, bool quoted, const char *what, int64_t *value)
{
    struct text text;
    enum json_kind kind = json_peek(&r->scan);
    if (kind != JSON_NUMBER && (kind != JSON_STRING || !quoted))
        return fail_expected(r, what);
    if (kind == JSON_NUMBER ? !json_number(&r->scan, &text) : !json_string(&r->scan, &text))
        return fail_scan(r);
    switch (decimal_parse(text, places, value)) {
    case DECIMAL_OK: return PROMO_OK;
    case DECIMAL_TOO_MANY_PLACES:
        if (places == 0)
            return fail(r, "expected %s without decimals, found %.*s", what, shown_length(text), text.bytes);
        return fail(r, "expected %s with at most %d decimals, found %.*s", what, places, shown_length(text), text.bytes);
    case DECIMAL_OUT_OF_RANGE: return fail(r, "%.*s is too large", shown_length(text), text.bytes);
    case DECIMAL_MALFORMED: break;
    }
    return fail(r, "expected %s, found `%.*s`", what, shown_length(text), text.bytes);
}

static promo_status read_money(struct reading *r, int64_t *value)
{
    return read_scaled(r, r->reader->image->SETTINGS->decimals, true, "an amount", value);
}

static promo_status read_whole(struct reading *r, int64_t *value)
{
    return read_scaled(r, 0, false, "a whole number", value);
}

static promo_status read_bool(struct reading *r, bool *value)
{
    if (json_peek(&r->scan) != JSON_BOOL)
        return fail_expected(r, "true or false");
    return json_bool(&r->scan, value) ? PROMO_OK : fail_scan(r);
}

static promo_status read_date(struct reading *r, int64_t *day)
{
    struct text text;
    promo_status status = read_text(r, &text);
    if (status == PROMO_OK && !date_parse(text, day))
        status = fail(r, "expected a date such as 2026-03-01, found `%.*s`", shown_length(text), text.bytes);
    return status;
}

static promo_status read_instant(struct reading *r, int64_t *instant)
{
    struct text text;
    promo_status status = read_text(r, &text);
    if (status == PROMO_OK && !instant_parse(text, r->reader->image, instant))
        status = fail(r, "expected an instant such as 2026-03-01T17:00:00+02:00, found `%.*s`", shown_length(text),
                      text.bytes);
    return status;
}

/* One text, or a list of them: `take` is called for each. */
typedef promo_status take_text(struct reading *r, struct text text, const void *context);

static promo_status read_texts(struct reading *r, take_text *take, const void *context)
{
    struct text text;
    enum json_kind kind = json_peek(&r->scan);
    if (kind == JSON_STRING)
        return json_string(&r->scan, &text) ? take(r, text, context) : fail_scan(r);
    if (kind != JSON_ARRAY)
        return fail_expected(r, "a list of texts");
    bool first = true;
    enum json_step step;
    promo_status status = PROMO_OK;
    r->place.element = 0;
    while ((step = json_element(&r->scan, &first)) == JSON_NEXT) {
        status = read_text(r, &text);
        if (status == PROMO_OK)
            status = take(r, text, context);
        if (status != PROMO_OK)
            return status;
        r->place.element++;
    }
    r->place.element = NO_INDEX;
    return step == JSON_DONE ? PROMO_OK : fail_scan(r);
}

/* --- objects ------------------------------------------------------------------------------------------------------ */

static promo_status take_field_member(struct reading *r, struct text text, const void *field)
{
    return basket_field_text(r->basket, field, text);
}

static promo_status read_field_text(struct reading *r, const struct image_field *field)
{
    struct text text;
    promo_status status = read_text(r, &text);
    return status == PROMO_OK ? basket_field_text(r->basket, field, text) : status;
}

static promo_status read_flag(struct reading *r, int64_t *value)
{
    bool flag = false;
    promo_status status = read_bool(r, &flag);
    *value = flag;
    return status;
}

static promo_status read_field_integer(struct reading *r, const struct image_field *field, int64_t *value)
{
    switch ((enum field_type)field->type) {
    case TYPE_BOOL: return read_flag(r, value);
    case TYPE_NUMBER: return read_whole(r, value);
    case TYPE_DECIMAL: return read_scaled(r, 6, true, "a decimal number", value);
    case TYPE_MONEY: return read_money(r, value);
    case TYPE_PERCENT: return read_scaled(r, 4, true, "a percentage", value);
    case TYPE_DATE: return read_date(r, value);
    default: return read_instant(r, value);
    }
}

/* A member that the profile declares. */
static promo_status read_field(struct reading *r, const struct image_field *field)
{
    uint64_t *seen = r->reader->seen + field->owner * r->reader->seen_words;
    if (bits_has(seen, field->slot))
        return fail(r, "given twice");
    bits_add(seen, field->slot);
    if (field->type == TYPE_SET)
        return read_texts(r, take_field_member, field);
    if (field->type == TYPE_TEXT || field->type == TYPE_ENUM)
        return read_field_text(r, field);
    int64_t value;
    promo_status status = read_field_integer(r, field, &value);
    return status == PROMO_OK ? basket_field_integer(r->basket, field, value) : status;
}

/* Members mostly come in one order: the one after the last found is tried first. */
static unsigned find_member(const struct schema *schema, struct text name, unsigned guess)
{
    for (unsigned i = 0; i < schema->count; i++) {
        unsigned number = (guess + i) % schema->count;
        if (text_equal(schema->members[number].name, name))
            return number;
    }
    return schema->count;
}

static promo_status read_known(struct reading *r, const struct member *member, unsigned number)
{
    if (r->seen >> number & 1)
        return fail(r, "given twice");
    if (json_peek(&r->scan) == JSON_NULL)
        return json_null(&r->scan) ? PROMO_OK : fail_scan(r);
    unsigned seen = r->seen | 1u << number;
    promo_status status = member->read(r, member->argument);
    r->seen = seen;
    return status;
}

/* null is the same as not giving the member, and what nobody declares is passed over. */
static promo_status read_other(struct reading *r, enum field_owner owner)
{
    const struct image_field *field =
        owner == OWNER_COUNT ? NULL : image_field_find(r->reader->image, owner, r->place.member);
    if (field != NULL && json_peek(&r->scan) != JSON_NULL)
        return read_field(r, field);
    return json_skip(&r->scan) ? PROMO_OK : fail_scan(r);
}

/* An object whose bracket json_peek has announced. Leaves the known members it had in r->seen. */
static promo_status read_object(struct reading *r, const struct schema *schema)
{
    bool first = true;
    unsigned guess = 0;
    enum json_step step;
    struct text name;
    r->seen = 0;
    if (schema->owner != OWNER_COUNT)
        memset(r->reader->seen + schema->owner * r->reader->seen_words, 0, r->reader->seen_words * sizeof *r->reader->seen);
    while ((step = json_member(&r->scan, &first, &name)) == JSON_NEXT) {
        unsigned number = find_member(schema, name, guess);
        r->place.member = name;
        promo_status status = number < schema->count ? read_known(r, &schema->members[number], number)
                                                     : read_other(r, schema->owner);
        if (status != PROMO_OK)
            return status;
        guess = number + 1;
    }
    r->place.member = (struct text){0};
    return step == JSON_DONE ? PROMO_OK : fail_scan(r);
}

static promo_status fail_missing(struct reading *r, const char *member, const char *what)
{
    r->place.member = text_from(member);
    return fail(r, "missing: %s", what);
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static promo_status line_id(struct reading *r, int argument)
{
    (void)argument;
    return read_text(r, &r->line.id);
}

static promo_status line_sku(struct reading *r, int argument)
{
    (void)argument;
    return read_text(r, &r->line.sku);
}

static promo_status line_brand(struct reading *r, int argument)
{
    (void)argument;
    return read_text(r, &r->line.brand);
}

static promo_status line_quantity(struct reading *r, int argument)
{
    (void)argument;
    promo_status status = read_whole(r, &r->line.quantity);
    if (status == PROMO_OK && (r->line.quantity < 1 || r->line.quantity > BASKET_UNITS))
        status = fail(r, "expected a quantity from 1 to %d, found %lld", BASKET_UNITS, (long long)r->line.quantity);
    return status;
}

static promo_status line_measure(struct reading *r, int argument)
{
    (void)argument;
    promo_status status = read_scaled(r, 6, true, "a measure", &r->line.measure);
    if (status == PROMO_OK && r->line.measure <= 0)
        status = fail(r, "a measure must be more than 0");
    return status;
}

enum line_amount { LINE_PRICE, LINE_LIST_PRICE, LINE_COST, LINE_MIN_PRICE };

static promo_status line_amount(struct reading *r, int argument)
{
    int64_t *const AMOUNT[] = {[LINE_PRICE] = &r->line.price, [LINE_LIST_PRICE] = &r->line.list_price,
                               [LINE_COST] = &r->line.cost, [LINE_MIN_PRICE] = &r->line.min_price};
    promo_status status = read_money(r, AMOUNT[argument]);
    if (status == PROMO_OK && *AMOUNT[argument] < 0)
        status = fail(r, "an amount must not be negative");
    return status;
}

static promo_status take_category(struct reading *r, struct text text, const void *context)
{
    (void)context;
    return basket_line_category(r->basket, text);
}

static promo_status line_category(struct reading *r, int argument)
{
    (void)argument;
    return read_texts(r, take_category, NULL);
}

static promo_status take_tag(struct reading *r, struct text text, const void *context)
{
    (void)context;
    return basket_line_tag(r->basket, text);
}

static promo_status line_tags(struct reading *r, int argument)
{
    (void)argument;
    return read_texts(r, take_tag, NULL);
}

static promo_status line_stored_value(struct reading *r, int argument)
{
    (void)argument;
    return read_bool(r, &r->line.stored_value);
}

static const struct member LINE_MEMBERS[] = {
    MEMBER("id", line_id, 0),
    MEMBER("sku", line_sku, 0),
    MEMBER("qty", line_quantity, 0),
    MEMBER("price", line_amount, LINE_PRICE),
    MEMBER("category", line_category, 0),
    MEMBER("brand", line_brand, 0),
    MEMBER("tags", line_tags, 0),
    MEMBER("list_price", line_amount, LINE_LIST_PRICE),
    MEMBER("cost", line_amount, LINE_COST),
    MEMBER("min_price", line_amount, LINE_MIN_PRICE),
    MEMBER("measure", line_measure, 0),
    MEMBER("stored_value", line_stored_value, 0),
};

static const struct schema LINE = {LINE_MEMBERS, sizeof LINE_MEMBERS / sizeof *LINE_MEMBERS, OWNER_ITEM};

static promo_status finish_line(struct reading *r)
{
    if (r->line.sku.bytes == NULL)
        return fail_missing(r, "sku", "what is sold, as text");
    if (r->line.price == VALUE_MISSING)
        return fail_missing(r, "price", "the amount of one unit");
    if (r->line.quantity == 0 && r->line.measure == 0)
        return fail_missing(r, "qty", "how many units, or give `measure`");
    if (r->line.quantity > 1 && r->line.measure != 0)
        return fail_missing(r, "measure", "a weighed line is one unit: leave out `qty`");
    if (r->line.measure != 0)
        r->line.quantity = 0;
    return basket_line_close(r->basket, &r->line);
}

static promo_status read_line(struct reading *r)
{
    if (json_peek(&r->scan) != JSON_OBJECT)
        return fail_expected(r, "an object");
    r->line = (struct line_input){.price = VALUE_MISSING, .list_price = VALUE_MISSING, .cost = VALUE_MISSING,
                                  .min_price = VALUE_MISSING};
    promo_status status = basket_line_open(r->basket);
    if (status == PROMO_OK)
        status = read_object(r, &LINE);
    if (status == PROMO_OK)
        status = finish_line(r);
    return status;
}

static promo_status order_lines(struct reading *r, int argument)
{
    (void)argument;
    if (json_peek(&r->scan) != JSON_ARRAY)
        return fail_expected(r, "a list of lines");
    bool first = true;
    enum json_step step;
    struct place outer = r->place;
    r->place = (struct place){.list = "lines", .index = 0, .element = NO_INDEX};
    while ((step = json_element(&r->scan, &first)) == JSON_NEXT) {
        promo_status status = read_line(r);
        if (status != PROMO_OK)
            return status;
        r->place.index++;
    }
    if (step != JSON_DONE)
        return fail_scan(r);
    r->place = outer;
    return PROMO_OK;
}

/* --- customer, shipping, the rest of the order --------------------------------------------------------------------- */

/* An object inside the order: the order's own marks are put aside while it is read. */
static promo_status read_inner(struct reading *r, const char *name, const struct schema *schema)
{
    struct place outer = r->place;
    r->place = (struct place){.list = name, .index = NO_INDEX, .element = NO_INDEX};
    promo_status status = read_object(r, schema);
    if (status == PROMO_OK)
        r->place = outer;
    return status;
}

static promo_status customer_id(struct reading *r, int argument)
{
    (void)argument;
    struct text id;
    promo_status status = read_text(r, &id);
    return status == PROMO_OK ? basket_customer(r->basket, id) : status;
}

static promo_status take_segment(struct reading *r, struct text text, const void *context)
{
    (void)context;
    return basket_segment(r->basket, text);
}

static promo_status customer_segments(struct reading *r, int argument)
{
    (void)argument;
    return read_texts(r, take_segment, NULL);
}

static const struct member CUSTOMER_MEMBERS[] = {
    MEMBER("id", customer_id, 0),
    MEMBER("segments", customer_segments, 0),
};

static const struct schema CUSTOMER = {CUSTOMER_MEMBERS, sizeof CUSTOMER_MEMBERS / sizeof *CUSTOMER_MEMBERS,
                                       OWNER_CUSTOMER};

static promo_status order_customer(struct reading *r, int argument)
{
    (void)argument;
    if (json_peek(&r->scan) != JSON_OBJECT)
        return fail_expected(r, "an object");
    return read_inner(r, "customer", &CUSTOMER);
}

static promo_status order_id(struct reading *r, int argument)
{
    (void)argument;
    struct text id;
    promo_status status = read_text(r, &id);
    return status == PROMO_OK ? basket_id(r->basket, id) : status;
}

static promo_status order_at(struct reading *r, int argument)
{
    (void)argument;
    int64_t instant;
    promo_status status = read_instant(r, &instant);
    return status == PROMO_OK ? basket_at(r->basket, instant) : status;
}

static promo_status order_fact(struct reading *r, int argument)
{
    struct text text;
    promo_status status = read_text(r, &text);
    return status == PROMO_OK ? basket_fact(r->basket, (enum fact)argument, text) : status;
}

static promo_status take_code(struct reading *r, struct text text, const void *context)
{
    (void)context;
    return basket_code(r->basket, text);
}

static promo_status order_coupons(struct reading *r, int argument)
{
    (void)argument;
    return read_texts(r, take_code, NULL);
}

static promo_status shipping_price(struct reading *r, int argument)
{
    (void)argument;
    promo_status status = read_money(r, &r->shipping);
    if (status == PROMO_OK && r->shipping < 0)
        status = fail(r, "an amount must not be negative");
    return status;
}

static const struct member SHIPPING_MEMBERS[] = {
    MEMBER("method", order_fact, FACT_SHIPPING_METHOD),
    MEMBER("price", shipping_price, 0),
};

static const struct schema SHIPPING = {SHIPPING_MEMBERS, sizeof SHIPPING_MEMBERS / sizeof *SHIPPING_MEMBERS, OWNER_COUNT};

static promo_status order_shipping(struct reading *r, int argument)
{
    r->shipping = VALUE_MISSING;
    promo_status status = json_peek(&r->scan) == JSON_OBJECT ? read_inner(r, "shipping", &SHIPPING)
                                                             : shipping_price(r, argument);
    if (status == PROMO_OK && r->shipping == VALUE_MISSING) {
        r->place = (struct place){.list = "shipping", .index = NO_INDEX, .element = NO_INDEX};
        status = fail_missing(r, "price", "the amount of shipping");
    }
    return status == PROMO_OK ? basket_shipping(r->basket, r->shipping) : status;
}

static promo_status order_redeem(struct reading *r, int argument)
{
    (void)argument;
    if (json_peek(&r->scan) != JSON_OBJECT)
        return fail_expected(r, "an object of programs and points");
    bool first = true;
    enum json_step step;
    struct text program;
    struct place outer = r->place;
    r->place = (struct place){.list = "redeem_points", .index = NO_INDEX, .element = NO_INDEX};
    while ((step = json_member(&r->scan, &first, &program)) == JSON_NEXT) {
        int64_t points;
        r->place.member = program;
        promo_status status = read_whole(r, &points);
        if (status == PROMO_OK)
            status = basket_redeem(r->basket, program, points);
        if (status != PROMO_OK)
            return status;
    }
    if (step != JSON_DONE)
        return fail_scan(r);
    r->place = outer;
    return PROMO_OK;
}

enum order_member { ORDER_ID, ORDER_AT, ORDER_LINES = 9 };

static const struct member ORDER_MEMBERS[] = {
    [ORDER_ID] = MEMBER("id", order_id, 0),
    [ORDER_AT] = MEMBER("at", order_at, 0),
    MEMBER("trigger", order_fact, FACT_TRIGGER),
    MEMBER("channel", order_fact, FACT_CHANNEL),
    MEMBER("store", order_fact, FACT_STORE),
    MEMBER("region", order_fact, FACT_REGION),
    MEMBER("price_list", order_fact, FACT_PRICE_LIST),
    MEMBER("payment", order_fact, FACT_PAYMENT),
    MEMBER("customer", order_customer, 0),
    [ORDER_LINES] = MEMBER("lines", order_lines, 0),
    MEMBER("shipping", order_shipping, 0),
    MEMBER("coupons", order_coupons, 0),
    MEMBER("redeem_points", order_redeem, 0),
};

static const struct schema ORDER = {ORDER_MEMBERS, sizeof ORDER_MEMBERS / sizeof *ORDER_MEMBERS, OWNER_ORDER};

static promo_status read_order(struct reading *r)
{
    if (json_peek(&r->scan) != JSON_OBJECT)
        return fail_expected(r, "a basket, an object in braces");
    promo_status status = read_object(r, &ORDER);
    if (status != PROMO_OK)
        return status;
    if (!(r->seen >> ORDER_AT & 1))
        return fail_missing(r, "at", "the instant of the order, such as 2026-03-01T17:00:00+02:00");
    if (!(r->seen >> ORDER_LINES & 1))
        return fail_missing(r, "lines", "a list of lines, which may be empty");
    if (!json_at_end(&r->scan))
        return fail(r, "expected nothing after the basket");
    return PROMO_OK;
}

/* --- the reader --------------------------------------------------------------------------------------------------- */

promo_status basket_reader_init(struct basket_reader *reader, const promo_image *image, const promo_allocator *alloc)
{
    size_t slots = 1;
    for (uint32_t i = 0; i < image->view.FIELDS_COUNT; i++)
        if (image->view.FIELDS[i].slot >= slots)
            slots = (size_t)image->view.FIELDS[i].slot + 1;
    *reader = (struct basket_reader){.image = &image->view, .alloc = alloc_or_default(alloc), .seen_words = BITS_WORDS(slots)};
    arena_init(&reader->decoded, reader->alloc);
    reader->seen = alloc_zeroed(reader->alloc, OWNER_COUNT * reader->seen_words, sizeof *reader->seen);
    return reader->seen != NULL ? PROMO_OK : error_set(PROMO_NO_MEMORY, "no memory left");
}

void basket_reader_done(struct basket_reader *reader)
{
    arena_done(&reader->decoded);
    alloc_release(reader->alloc, reader->seen, OWNER_COUNT * reader->seen_words, sizeof *reader->seen);
    reader->seen = NULL;
}

promo_status basket_read(struct basket_reader *reader, struct text json, struct basket *basket)
{
    struct reading r = {.reader = reader, .basket = basket, .place = {.index = NO_INDEX, .element = NO_INDEX}};
    arena_reset(&reader->decoded);
    json_scan_init(&r.scan, json, &reader->decoded);
    promo_status status = read_order(&r);
    reader->offset = (size_t)(r.scan.at - r.scan.start);
    return status;
}
