#include "runtime/basket_json.h"

#include "runtime/json_reader.h"

/* What the members of one basket are read into. */
struct reading {
    struct basket_reader *reader;
    struct basket *basket;
    struct line_input line; /* the open one */
    int64_t shipping;
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* --- what the profile declares -------------------------------------------------------------------------------------- */

struct field_target {
    struct basket *basket;
    const struct image_field *field;
};

static promo_status take_field_text(struct json_reader *r, void *context, struct text text)
{
    (void)r;
    const struct field_target *target = context;
    return basket_field_text(target->basket, target->field, text);
}

static promo_status read_flag(struct json_reader *r, int64_t *value)
{
    bool flag = false;
    promo_status status = json_read_bool(r, &flag);
    *value = flag;
    return status;
}

static promo_status read_integer(struct json_reader *r, enum field_type type, int64_t *value)
{
    switch (type) {
    case TYPE_BOOL: return read_flag(r, value);
    case TYPE_NUMBER: return json_read_whole(r, value);
    case TYPE_DECIMAL: return json_read_scaled(r, 6, true, "a decimal number", value);
    case TYPE_MONEY: return json_read_money(r, value);
    case TYPE_PERCENT: return json_read_scaled(r, 4, true, "a percentage", value);
    case TYPE_DATE: return json_read_date(r, value);
    default: return json_read_instant(r, value);
    }
}

static promo_status read_field(struct json_reader *r, struct basket *basket, const struct image_field *field)
{
    struct field_target target = {basket, field};
    struct text text;
    int64_t value = 0;
    promo_status status;
    if (field->type == TYPE_SET)
        return json_read_texts(r, take_field_text, &target);
    if (field->type == TYPE_TEXT || field->type == TYPE_ENUM) {
        status = json_read_text(r, &text);
        return status == PROMO_OK ? basket_field_text(basket, field, text) : status;
    }
    status = read_integer(r, (enum field_type)field->type, &value);
    return status == PROMO_OK ? basket_field_integer(basket, field, value) : status;
}

/* Before the members of an owner's object are read: none of its fields has been given. */
static void forget_fields(struct basket_reader *reader, enum field_owner owner)
{
    memset(reader->seen + owner * reader->seen_words, 0, reader->seen_words * sizeof *reader->seen);
}

static promo_status take_field(struct json_reader *r, struct reading *reading, enum field_owner owner, struct text name)
{
    const struct image_field *field = image_field_find(r->image, owner, name);
    if (field == NULL || json_peek(&r->scan) == JSON_NULL)
        return json_pass_over(r);
    uint64_t *seen = reading->reader->seen + owner * reading->reader->seen_words;
    if (bits_has(seen, field->slot))
        return json_refuse(r, "given twice");
    bits_add(seen, field->slot);
    return read_field(r, reading->basket, field);
}

static promo_status take_line_field(struct json_reader *r, void *context, struct text name)
{
    return take_field(r, context, OWNER_ITEM, name);
}

static promo_status take_customer_field(struct json_reader *r, void *context, struct text name)
{
    return take_field(r, context, OWNER_CUSTOMER, name);
}

static promo_status take_order_field(struct json_reader *r, void *context, struct text name)
{
    return take_field(r, context, OWNER_ORDER, name);
}

/* --- lines ---------------------------------------------------------------------------------------------------------- */

enum line_text { LINE_ID, LINE_SKU, LINE_BRAND };

static promo_status line_text(struct json_reader *r, void *context, int argument)
{
    struct line_input *line = &((struct reading *)context)->line;
    struct text *const TEXTS[] = {[LINE_ID] = &line->id, [LINE_SKU] = &line->sku, [LINE_BRAND] = &line->brand};
    return json_read_text(r, TEXTS[argument]);
}

enum line_amount { LINE_PRICE, LINE_LIST_PRICE, LINE_COST, LINE_MIN_PRICE };

static promo_status line_amount(struct json_reader *r, void *context, int argument)
{
    struct line_input *line = &((struct reading *)context)->line;
    int64_t *const AMOUNTS[] = {[LINE_PRICE] = &line->price, [LINE_LIST_PRICE] = &line->list_price,
                                [LINE_COST] = &line->cost, [LINE_MIN_PRICE] = &line->min_price};
    return json_read_price(r, AMOUNTS[argument]);
}

static promo_status line_quantity(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    int64_t *quantity = &((struct reading *)context)->line.quantity;
    promo_status status = json_read_whole(r, quantity);
    if (status == PROMO_OK && (*quantity < 1 || *quantity > BASKET_UNITS))
        status = json_refuse(r, "expected a quantity from 1 to %d, found %lld", BASKET_UNITS, (long long)*quantity);
    return status;
}

static promo_status line_measure(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    int64_t *measure = &((struct reading *)context)->line.measure;
    promo_status status = json_read_scaled(r, 6, true, "a measure", measure);
    if (status == PROMO_OK && *measure <= 0)
        status = json_refuse(r, "expected a measure of more than 0");
    return status;
}

static promo_status take_category(struct json_reader *r, void *context, struct text text)
{
    (void)r;
    return basket_line_category(((struct reading *)context)->basket, text);
}

static promo_status take_tag(struct json_reader *r, void *context, struct text text)
{
    (void)r;
    return basket_line_tag(((struct reading *)context)->basket, text);
}

static promo_status line_categories(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_texts(r, take_category, context);
}

static promo_status line_tags(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_texts(r, take_tag, context);
}

static promo_status line_stored_value(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_bool(r, &((struct reading *)context)->line.stored_value);
}

static const struct json_known LINE_MEMBERS[] = {
    JSON_KNOWN("id", line_text, LINE_ID),
    JSON_KNOWN("sku", line_text, LINE_SKU),
    JSON_KNOWN("qty", line_quantity, 0),
    JSON_KNOWN("price", line_amount, LINE_PRICE),
    JSON_KNOWN("category", line_categories, 0),
    JSON_KNOWN("brand", line_text, LINE_BRAND),
    JSON_KNOWN("tags", line_tags, 0),
    JSON_KNOWN("list_price", line_amount, LINE_LIST_PRICE),
    JSON_KNOWN("cost", line_amount, LINE_COST),
    JSON_KNOWN("min_price", line_amount, LINE_MIN_PRICE),
    JSON_KNOWN("measure", line_measure, 0),
    JSON_KNOWN("stored_value", line_stored_value, 0),
};

static const struct json_schema LINE = {LINE_MEMBERS, COUNT(LINE_MEMBERS), take_line_field};

static promo_status close_line(struct json_reader *r, struct reading *reading)
{
    struct line_input *line = &reading->line;
    if (line->sku.bytes == NULL)
        return json_refuse_member(r, "sku", "missing: what is sold, as text");
    if (line->price == VALUE_MISSING)
        return json_refuse_member(r, "price", "missing: the amount of one unit");
    if (line->quantity == 0 && line->measure == 0)
        return json_refuse_member(r, "qty", "missing: how many units, unless there is a `measure`");
    if (line->quantity > 1 && line->measure != 0)
        return json_refuse_member(r, "qty", "a line with a `measure` is one unit");
    if (line->measure != 0)
        line->quantity = 0;
    return basket_line_close(reading->basket, line);
}

static promo_status take_line(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    struct reading *reading = context;
    reading->line = (struct line_input){.price = VALUE_MISSING, .list_price = VALUE_MISSING, .cost = VALUE_MISSING,
                                        .min_price = VALUE_MISSING};
    forget_fields(reading->reader, OWNER_ITEM);
    promo_status status = basket_line_open(reading->basket);
    if (status == PROMO_OK)
        status = json_read_object(r, &LINE, context, NULL);
    return status == PROMO_OK ? close_line(r, reading) : status;
}

/* --- the customer, shipping, the order ------------------------------------------------------------------------------- */

static promo_status customer_id(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    struct text id;
    promo_status status = json_read_text(r, &id);
    return status == PROMO_OK ? basket_customer(((struct reading *)context)->basket, id) : status;
}

static promo_status take_segment(struct json_reader *r, void *context, struct text text)
{
    (void)r;
    return basket_segment(((struct reading *)context)->basket, text);
}

static promo_status customer_segments(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_texts(r, take_segment, context);
}

static const struct json_known CUSTOMER_MEMBERS[] = {
    JSON_KNOWN("id", customer_id, 0),
    JSON_KNOWN("segments", customer_segments, 0),
};

static const struct json_schema CUSTOMER = {CUSTOMER_MEMBERS, COUNT(CUSTOMER_MEMBERS), take_customer_field};

static promo_status order_customer(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    forget_fields(((struct reading *)context)->reader, OWNER_CUSTOMER);
    return json_read_object(r, &CUSTOMER, context, NULL);
}

static promo_status order_id(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    struct text id;
    promo_status status = json_read_text(r, &id);
    return status == PROMO_OK ? basket_id(((struct reading *)context)->basket, id) : status;
}

static promo_status order_at(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    int64_t instant;
    promo_status status = json_read_instant(r, &instant);
    return status == PROMO_OK ? basket_at(((struct reading *)context)->basket, instant) : status;
}

static promo_status order_fact(struct json_reader *r, void *context, int argument)
{
    struct text text;
    promo_status status = json_read_text(r, &text);
    return status == PROMO_OK ? basket_fact(((struct reading *)context)->basket, (enum fact)argument, text) : status;
}

static promo_status order_lines(struct json_reader *r, void *context, int argument)
{
    return json_read_list(r, "a list of lines", take_line, context, argument);
}

static promo_status take_code(struct json_reader *r, void *context, struct text text)
{
    (void)r;
    return basket_code(((struct reading *)context)->basket, text);
}

static promo_status order_coupons(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_texts(r, take_code, context);
}

static promo_status shipping_price(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_price(r, &((struct reading *)context)->shipping);
}

static const struct json_known SHIPPING_MEMBERS[] = {
    JSON_KNOWN("method", order_fact, FACT_SHIPPING_METHOD),
    JSON_KNOWN("price", shipping_price, 0),
};

static const struct json_schema SHIPPING = {SHIPPING_MEMBERS, COUNT(SHIPPING_MEMBERS), NULL};

/* An object, or just the price. */
static promo_status order_shipping(struct json_reader *r, void *context, int argument)
{
    struct reading *reading = context;
    promo_status status;
    reading->shipping = VALUE_MISSING;
    if (json_peek(&r->scan) == JSON_OBJECT)
        status = json_read_object(r, &SHIPPING, context, NULL);
    else
        status = shipping_price(r, context, argument);
    if (status == PROMO_OK && reading->shipping == VALUE_MISSING)
        status = json_refuse_member(r, "price", "missing: the amount of shipping");
    return status == PROMO_OK ? basket_shipping(reading->basket, reading->shipping) : status;
}

static promo_status take_redeemed(struct json_reader *r, void *context, struct text program)
{
    int64_t points;
    promo_status status = json_read_count(r, &points);
    return status == PROMO_OK ? basket_redeem(((struct reading *)context)->basket, program, points) : status;
}

static const struct json_schema REDEEMED = {NULL, 0, take_redeemed};

static promo_status order_redeemed(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_object(r, &REDEEMED, context, NULL);
}

enum order_member { ORDER_ID, ORDER_AT, ORDER_LINES };

static const struct json_known ORDER_MEMBERS[] = {
    [ORDER_ID] = JSON_KNOWN("id", order_id, 0),
    [ORDER_AT] = JSON_KNOWN("at", order_at, 0),
    [ORDER_LINES] = JSON_KNOWN("lines", order_lines, 0),
    JSON_KNOWN("trigger", order_fact, FACT_TRIGGER),
    JSON_KNOWN("channel", order_fact, FACT_CHANNEL),
    JSON_KNOWN("store", order_fact, FACT_STORE),
    JSON_KNOWN("region", order_fact, FACT_REGION),
    JSON_KNOWN("price_list", order_fact, FACT_PRICE_LIST),
    JSON_KNOWN("payment", order_fact, FACT_PAYMENT),
    JSON_KNOWN("customer", order_customer, 0),
    JSON_KNOWN("coupons", order_coupons, 0),
    JSON_KNOWN("shipping", order_shipping, 0),
    JSON_KNOWN("redeem_points", order_redeemed, 0),
};

static const struct json_schema ORDER = {ORDER_MEMBERS, COUNT(ORDER_MEMBERS), take_order_field};

static promo_status read_order(struct json_reader *r, struct reading *reading)
{
    unsigned seen;
    if (json_peek(&r->scan) != JSON_OBJECT)
        return json_refuse_kind(r, "a basket, an object in braces");
    forget_fields(reading->reader, OWNER_ORDER);
    promo_status status = json_read_object(r, &ORDER, reading, &seen);
    if (status != PROMO_OK)
        return status;
    if (!(seen >> ORDER_AT & 1))
        return json_refuse_member(r, "at", "missing: the instant of the order, such as 2026-03-01T17:00:00+02:00");
    if (!(seen >> ORDER_LINES & 1))
        return json_refuse_member(r, "lines", "missing: a list of lines, which may be empty");
    return json_read_end(r);
}

/* --- the reader ----------------------------------------------------------------------------------------------------- */

promo_status basket_reader_init(struct basket_reader *reader, const promo_image *image, const promo_allocator *alloc)
{
    const struct image_view *view = &image->view;
    size_t slots = 1;
    for (uint32_t i = 0; i < view->FIELDS_COUNT; i++)
        if (view->FIELDS[i].slot >= slots)
            slots = (size_t)view->FIELDS[i].slot + 1;
    *reader = (struct basket_reader){.image = view, .alloc = alloc_or_default(alloc), .seen_words = BITS_WORDS(slots)};
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
    struct reading reading = {.reader = reader, .basket = basket};
    struct json_reader r;
    arena_reset(&reader->decoded);
    json_reader_init(&r, json, reader->image, &reader->decoded);
    basket->texts_checked = true; /* the scanner refuses what a basket may not hold */
    promo_status status = read_order(&r, &reading);
    basket->texts_checked = false;
    reader->offset = (size_t)(r.scan.at - r.scan.start);
    return status;
}
