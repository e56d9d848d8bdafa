/* What a shop sells, as a table: items in the order read, and which of them have a sku, category, brand or tag.
 *
 * Filled by the readers (runtime/catalogue_csv.h, runtime/catalogue_json.h) with catalogue_add, then closed once; after that
 * it is constant and may be shared by threads. It owns its texts, NUL-terminated; each value is kept once. Money is in minor
 * units of the currency that the reader was told. */
#ifndef BASE_CATALOGUE_H
#define BASE_CATALOGUE_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/vector.h"

#include <stdint.h>

enum {
    CATALOGUE_ITEMS = 1000000,    /* items */
    CATALOGUE_TEXT = 4096,        /* bytes of one text */
    CATALOGUE_PER_ITEM = 1000,    /* categories, and tags, and attributes of one item */
    CATALOGUE_CATEGORY_DEPTH = 32 /* parts of a category's path */
};

/* An amount that is not given. */
#define CATALOGUE_NONE INT64_MIN

/* Anything else that is told of an item, by its name: what a profile may declare as item.NAME. */
struct catalogue_attribute {
    struct text name, value;
};

struct catalogue_item {
    struct text sku;
    struct text name, brand;        /* no bytes: not given */
    const struct text *categories;  /* paths: "shoes/sport" */
    size_t category_count;
    const struct text *tags;
    size_t tag_count;
    int64_t price, list_price, cost, min_price; /* minor units, 0 or more; CATALOGUE_NONE */
    const struct catalogue_attribute *attributes; /* a name may come several times: the members of a set */
    size_t attribute_count;
    uint32_t line;                  /* where it is told of, from 1 */
};

/* What items are found by. An item is under each of its categories and under all that contain them. */
enum catalogue_key { CATALOGUE_SKU, CATALOGUE_CATEGORY, CATALOGUE_BRAND, CATALOGUE_TAG, CATALOGUE_KEY_COUNT };

/* A value of a key and an item that has it. */
struct catalogue_posting {
    uint32_t value, item;
};

/* The values of one key, numbered in the order they first came; once closed, the items of value v are
 * items[starts[v] .. starts[v + 1]), ascending, each once. */
struct catalogue_values {
    struct text_table table;
    VECTOR(uint32_t) newest;        /* by value: the last item that has it */
    VECTOR(struct catalogue_posting) postings;
    uint32_t *starts, *items;
};

struct catalogue {
    const promo_allocator *alloc;
    struct arena arena;
    VECTOR(struct catalogue_item) items;
    struct catalogue_values by[CATALOGUE_KEY_COUNT];
    struct text_table names;        /* of attributes */
    bool closed;
    bool skus_repeat;               /* set before the first item: a sku may come again, at another price */
};

/* Items of a catalogue by number; borrowed from it. */
struct catalogue_found {
    const uint32_t *items;
    size_t count;
};

/* allocator NULL: the C library's. */
void catalogue_init(struct catalogue *catalogue, const promo_allocator *alloc);
void catalogue_done(struct catalogue *catalogue);

/* Copies the item. PROMO_CONFLICT: a sku that is there already (unless skus_repeat), on the line the message says, and nothing was added. After
 * PROMO_LIMIT and PROMO_NO_MEMORY the catalogue is good for nothing but catalogue_done. */
promo_status catalogue_add(struct catalogue *catalogue, const struct catalogue_item *item);

/* Once, after the last item. PROMO_NO_MEMORY. */
promo_status catalogue_close(struct catalogue *catalogue);

/* The items with that sku, below that category, of that brand or with that tag; none: count 0. Exact, case and all. */
struct catalogue_found catalogue_find(const struct catalogue *catalogue, enum catalogue_key key, struct text value);

/* Whether some item has an attribute of that name. */
bool catalogue_has_attribute(const struct catalogue *catalogue, struct text name);

#endif
