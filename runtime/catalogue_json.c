#include "runtime/catalogue_json.h"

#include "runtime/catalogue_csv.h"
#include "runtime/json_reader.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct reading {
    struct catalogue *catalogue;
    int decimals;
    uint32_t line;            /* of `counted` */
    const char *counted;      /* line ends are counted up to here */
    struct arena decoded;     /* of one item */
    VECTOR(struct text) categories, tags;
    VECTOR(struct catalogue_attribute) attributes;
    struct text attribute;    /* whose values are read */
    struct catalogue_item item;
};

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left");
}

static uint32_t line_at(struct reading *reading, const char *at)
{
    for (; reading->counted < at; reading->counted++)
        reading->line += *reading->counted == '\n';
    return reading->line;
}

static promo_status check_length(struct json_reader *r, struct text text)
{
    return text.length > CATALOGUE_TEXT ? json_refuse(r, "a text of at most 4096 bytes expected") : PROMO_OK;
}

enum item_text { ITEM_SKU, ITEM_NAME, ITEM_BRAND };

static promo_status item_text(struct json_reader *r, void *context, int argument)
{
    struct catalogue_item *item = &((struct reading *)context)->item;
    struct text *const TEXTS[] = {[ITEM_SKU] = &item->sku, [ITEM_NAME] = &item->name, [ITEM_BRAND] = &item->brand};
    promo_status status = json_read_text(r, TEXTS[argument]);
    return status == PROMO_OK ? check_length(r, *TEXTS[argument]) : status;
}

enum item_amount { ITEM_PRICE, ITEM_LIST_PRICE, ITEM_COST, ITEM_MIN_PRICE };

static promo_status item_amount(struct json_reader *r, void *context, int argument)
{
    struct reading *reading = context;
    struct catalogue_item *item = &reading->item;
    int64_t *const AMOUNTS[] = {[ITEM_PRICE] = &item->price, [ITEM_LIST_PRICE] = &item->list_price, [ITEM_COST] = &item->cost,
                                [ITEM_MIN_PRICE] = &item->min_price};
    promo_status status = json_read_scaled(r, reading->decimals, true, "an amount", AMOUNTS[argument]);
    return status == PROMO_OK && *AMOUNTS[argument] < 0 ? json_refuse(r, "expected an amount of 0 or more") : status;
}

static promo_status take_category(struct json_reader *r, void *context, struct text text)
{
    struct reading *reading = context;
    promo_status status = check_length(r, text);
    if (status == PROMO_OK && text.length != 0 && !VECTOR_PUSH(&reading->categories, reading->catalogue->alloc, text))
        status = no_memory();
    return status;
}

static promo_status take_tag(struct json_reader *r, void *context, struct text text)
{
    struct reading *reading = context;
    promo_status status = check_length(r, text);
    if (status == PROMO_OK && text.length != 0 && !VECTOR_PUSH(&reading->tags, reading->catalogue->alloc, text))
        status = no_memory();
    return status;
}

static promo_status item_categories(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_texts(r, take_category, context);
}

static promo_status item_tags(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    return json_read_texts(r, take_tag, context);
}

static promo_status take_attribute(struct json_reader *r, void *context, struct text value)
{
    struct reading *reading = context;
    promo_status status = check_length(r, value);
    if (status == PROMO_OK && value.length != 0 &&
        !VECTOR_PUSH(&reading->attributes, reading->catalogue->alloc, (struct catalogue_attribute){reading->attribute, value}))
        status = no_memory();
    return status;
}

/* Texts, numbers, true and false, and lists of texts; objects mean nothing to a rule. */
static promo_status item_attribute(struct json_reader *r, void *context, struct text name)
{
    struct reading *reading = context;
    struct text number;
    bool flag;
    promo_status status;
    reading->attribute = name;
    switch (json_peek(&r->scan)) {
    case JSON_STRING:
    case JSON_ARRAY: return json_read_texts(r, take_attribute, context);
    case JSON_NUMBER:
        if (!json_number(&r->scan, &number))
            return json_refuse(r, "%s", r->scan.problem);
        return take_attribute(r, context, number);
    case JSON_BOOL:
        status = json_read_bool(r, &flag);
        return status == PROMO_OK ? take_attribute(r, context, flag ? TEXT("true") : TEXT("false")) : status;
    default: return json_pass_over(r);
    }
}

static const struct json_known ITEM_MEMBERS[] = {
    JSON_KNOWN("sku", item_text, ITEM_SKU),
    JSON_KNOWN("name", item_text, ITEM_NAME),
    JSON_KNOWN("price", item_amount, ITEM_PRICE),
    JSON_KNOWN("category", item_categories, 0),
    JSON_KNOWN("categories", item_categories, 0),
    JSON_KNOWN("brand", item_text, ITEM_BRAND),
    JSON_KNOWN("tags", item_tags, 0),
    JSON_KNOWN("tag", item_tags, 0),
    JSON_KNOWN("list_price", item_amount, ITEM_LIST_PRICE),
    JSON_KNOWN("cost", item_amount, ITEM_COST),
    JSON_KNOWN("min_price", item_amount, ITEM_MIN_PRICE),
};

static const struct json_schema ITEM = {ITEM_MEMBERS, COUNT(ITEM_MEMBERS), item_attribute};

static promo_status close_item(struct json_reader *r, struct reading *reading)
{
    struct catalogue_item *item = &reading->item;
    if (item->sku.length == 0)
        return json_refuse_member(r, "sku", "missing: what the item is ordered by");
    item->categories = reading->categories.items;
    item->category_count = reading->categories.count;
    item->tags = reading->tags.items;
    item->tag_count = reading->tags.count;
    item->attributes = reading->attributes.items;
    item->attribute_count = reading->attributes.count;
    promo_status status = catalogue_add(reading->catalogue, item);
    if (status == PROMO_CONFLICT || status == PROMO_LIMIT) {
        char why[256];
        snprintf(why, sizeof why, "%s", promo_last_error());
        if (status == PROMO_CONFLICT)
            json_refuse_member(r, "sku", why);
        else
            json_refuse(r, "%s", why);
    }
    return status;
}

static promo_status take_item(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    struct reading *reading = context;
    arena_reset(&reading->decoded);
    json_skip_space(&r->scan);
    reading->item = (struct catalogue_item){.price = CATALOGUE_NONE, .list_price = CATALOGUE_NONE, .cost = CATALOGUE_NONE,
                                            .min_price = CATALOGUE_NONE, .line = line_at(reading, r->scan.at)};
    reading->categories.count = reading->tags.count = reading->attributes.count = 0;
    if (json_peek(&r->scan) != JSON_OBJECT)
        return json_refuse_kind(r, "an item, an object in braces");
    promo_status status = json_read_object(r, &ITEM, context, NULL);
    return status == PROMO_OK ? close_item(r, reading) : status;
}

/* One item after the other, each an object; white space between. */
static promo_status read_items(struct json_reader *r, struct reading *reading)
{
    promo_status status = PROMO_OK;
    while (status == PROMO_OK && !json_at_end(&r->scan))
        status = take_item(r, reading, 0);
    return status;
}

promo_status catalogue_read_json(struct catalogue *catalogue, const char *name, struct text text, int decimals)
{
    struct reading reading = {.catalogue = catalogue, .decimals = decimals, .line = 1,
                              .counted = text.bytes};
    struct json_reader r;
    promo_status status;
    arena_init(&reading.decoded, catalogue->alloc);
    json_reader_init(&r, text, NULL, &reading.decoded);
    if (json_peek(&r.scan) == JSON_OBJECT)
        status = read_items(&r, &reading);
    else {
        status = json_read_list(&r, "a list of items", take_item, &reading, 0);
        if (status == PROMO_OK && !json_at_end(&r.scan))
            status = json_refuse(&r, "expected nothing after the closing bracket");
    }
    if (status != PROMO_OK && status != PROMO_NO_MEMORY) {
        char why[512];
        snprintf(why, sizeof why, "%s", promo_last_error());
        error_set(status, "%s:%u: %s", name, (unsigned)line_at(&reading, r.scan.at), why);
    }
    VECTOR_DONE(&reading.categories, catalogue->alloc);
    VECTOR_DONE(&reading.tags, catalogue->alloc);
    VECTOR_DONE(&reading.attributes, catalogue->alloc);
    arena_done(&reading.decoded);
    return status;
}

promo_status catalogue_read(struct catalogue *catalogue, const char *name, struct text text, int decimals)
{
    if (text.length >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0)
        text = (struct text){text.bytes + 3, text.length - 3};
    size_t at = 0;
    while (at < text.length && json_is_space(text.bytes[at]))
        at++;
    bool json = at < text.length && (text.bytes[at] == '[' || text.bytes[at] == '{');
    return json ? catalogue_read_json(catalogue, name, text, decimals) : catalogue_read_csv(catalogue, name, text, decimals);
}
