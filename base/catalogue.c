#include "base/catalogue.h"

#include <assert.h>

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left");
}

void catalogue_init(struct catalogue *catalogue, const promo_allocator *alloc)
{
    *catalogue = (struct catalogue){.alloc = alloc_or_default(alloc)};
    /* Not secret, and different in each process where addresses are: strangers fill these tables (S39). */
    struct hash_key key = {(uint64_t)(uintptr_t)catalogue, (uint64_t)(uintptr_t)&catalogue_init};
    arena_init(&catalogue->arena, alloc);
    for (int i = 0; i < CATALOGUE_KEY_COUNT; i++)
        text_table_init(&catalogue->by[i].table, catalogue->alloc, key);
    text_table_init(&catalogue->names, catalogue->alloc, key);
}

void catalogue_done(struct catalogue *catalogue)
{
    for (int i = 0; i < CATALOGUE_KEY_COUNT; i++) {
        struct catalogue_values *values = &catalogue->by[i];
        VECTOR_DONE(&values->newest, catalogue->alloc);
        VECTOR_DONE(&values->postings, catalogue->alloc);
        text_table_done(&values->table);
    }
    text_table_done(&catalogue->names);
    VECTOR_DONE(&catalogue->items, catalogue->alloc);
    arena_done(&catalogue->arena);
}

/* The table's own copy of the text; no bytes without memory. */
static struct text keep(struct catalogue *catalogue, struct text_table *table, struct text text, uint32_t *number)
{
    *number = text_table_find(table, text);
    if (*number != TEXT_TABLE_NONE)
        return table->texts[*number];
    const char *copy = arena_copy(&catalogue->arena, text.bytes, text.length);
    if (copy == NULL)
        return (struct text){NULL, 0};
    struct text kept = {copy, text.length};
    *number = text_table_add(table, kept, NULL);
    return *number == TEXT_TABLE_NONE ? (struct text){NULL, 0} : kept;
}

/* Notes that the newest item has the value. */
static promo_status post(struct catalogue *catalogue, enum catalogue_key key, struct text text, struct text *kept)
{
    struct catalogue_values *values = &catalogue->by[key];
    uint32_t item = (uint32_t)catalogue->items.count, value;
    *kept = keep(catalogue, &values->table, text, &value);
    if (kept->bytes == NULL)
        return no_memory();
    if (value < values->newest.count && values->newest.items[value] == item)
        return PROMO_OK;
    if (value < values->newest.count)
        values->newest.items[value] = item;
    else if (!VECTOR_PUSH(&values->newest, catalogue->alloc, item))
        return no_memory();
    return VECTOR_PUSH(&values->postings, catalogue->alloc, (struct catalogue_posting){value, item}) ? PROMO_OK : no_memory();
}

static promo_status post_category(struct catalogue *catalogue, struct text path, struct text *kept)
{
    struct text parent;
    unsigned depth = 1;
    for (size_t i = 1; i < path.length; i++) {
        if (path.bytes[i] != '/')
            continue;
        if (++depth > CATALOGUE_CATEGORY_DEPTH)
            return error_set(PROMO_LIMIT, "a category has at most %d parts", CATALOGUE_CATEGORY_DEPTH);
        promo_status status = post(catalogue, CATALOGUE_CATEGORY, (struct text){path.bytes, i}, &parent);
        if (status != PROMO_OK)
            return status;
    }
    return post(catalogue, CATALOGUE_CATEGORY, path, kept);
}

static promo_status copy_texts(struct catalogue *catalogue, enum catalogue_key key, const struct text **texts, size_t count)
{
    struct text *copies = ARENA_ARRAY(&catalogue->arena, count, struct text);
    promo_status status = copies == NULL ? no_memory() : PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < count; i++)
        status = key == CATALOGUE_CATEGORY ? post_category(catalogue, (*texts)[i], &copies[i])
                                           : post(catalogue, key, (*texts)[i], &copies[i]);
    *texts = copies;
    return status;
}

static promo_status copy_attributes(struct catalogue *catalogue, struct catalogue_item *item)
{
    struct catalogue_attribute *copies = ARENA_ARRAY(&catalogue->arena, item->attribute_count, struct catalogue_attribute);
    if (copies == NULL)
        return no_memory();
    for (size_t i = 0; i < item->attribute_count; i++) {
        struct text value = item->attributes[i].value;
        uint32_t number;
        copies[i].name = keep(catalogue, &catalogue->names, item->attributes[i].name, &number);
        copies[i].value = (struct text){arena_copy(&catalogue->arena, value.bytes, value.length), value.length};
        if (copies[i].name.bytes == NULL || copies[i].value.bytes == NULL)
            return no_memory();
    }
    item->attributes = copies;
    return PROMO_OK;
}

static promo_status check(const struct catalogue *catalogue, const struct catalogue_item *item)
{
    if (catalogue->items.count >= CATALOGUE_ITEMS)
        return error_set(PROMO_LIMIT, "a catalogue has at most %d items", CATALOGUE_ITEMS);
    if (item->category_count > CATALOGUE_PER_ITEM || item->tag_count > CATALOGUE_PER_ITEM ||
        item->attribute_count > CATALOGUE_PER_ITEM)
        return error_set(PROMO_LIMIT, "an item has at most %d categories, tags or attributes", CATALOGUE_PER_ITEM);
    uint32_t same = text_table_find(&catalogue->by[CATALOGUE_SKU].table, item->sku);
    if (same != TEXT_TABLE_NONE && !catalogue->skus_repeat)
        return error_set(PROMO_CONFLICT, "`%s` is on line %u already", catalogue->items.items[same].sku.bytes,
                         (unsigned)catalogue->items.items[same].line);
    return PROMO_OK;
}

promo_status catalogue_add(struct catalogue *catalogue, const struct catalogue_item *item)
{
    assert(!catalogue->closed);
    struct catalogue_item copy = *item;
    promo_status status = check(catalogue, item);
    if (status == PROMO_OK)
        status = post(catalogue, CATALOGUE_SKU, item->sku, &copy.sku);
    if (status == PROMO_OK && item->brand.length != 0)
        status = post(catalogue, CATALOGUE_BRAND, item->brand, &copy.brand);
    if (status == PROMO_OK)
        status = copy_texts(catalogue, CATALOGUE_CATEGORY, &copy.categories, item->category_count);
    if (status == PROMO_OK)
        status = copy_texts(catalogue, CATALOGUE_TAG, &copy.tags, item->tag_count);
    if (status == PROMO_OK)
        status = copy_attributes(catalogue, &copy);
    if (status == PROMO_OK && item->name.length != 0) {
        copy.name.bytes = arena_copy(&catalogue->arena, item->name.bytes, item->name.length);
        status = copy.name.bytes == NULL ? no_memory() : PROMO_OK;
    }
    if (status == PROMO_OK && !VECTOR_PUSH(&catalogue->items, catalogue->alloc, copy))
        status = no_memory();
    return status;
}

/* The postings come in order of items; counting sorts them by value and leaves that order. */
static promo_status sort_values(struct catalogue *catalogue, struct catalogue_values *values)
{
    size_t count = values->table.count;
    values->starts = ARENA_ARRAY(&catalogue->arena, count + 2, uint32_t);
    values->items = ARENA_ARRAY(&catalogue->arena, values->postings.count, uint32_t);
    if (values->starts == NULL || values->items == NULL)
        return no_memory();
    for (size_t i = 0; i < values->postings.count; i++)
        values->starts[values->postings.items[i].value + 2]++;
    for (size_t i = 2; i < count + 2; i++)
        values->starts[i] += values->starts[i - 1];
    for (size_t i = 0; i < values->postings.count; i++)
        values->items[values->starts[values->postings.items[i].value + 1]++] = values->postings.items[i].item;
    return PROMO_OK;
}

promo_status catalogue_close(struct catalogue *catalogue)
{
    assert(!catalogue->closed);
    for (int i = 0; i < CATALOGUE_KEY_COUNT; i++) {
        promo_status status = sort_values(catalogue, &catalogue->by[i]);
        if (status != PROMO_OK)
            return status;
    }
    catalogue->closed = true;
    return PROMO_OK;
}

struct catalogue_found catalogue_find(const struct catalogue *catalogue, enum catalogue_key key, struct text value)
{
    assert(catalogue->closed);
    const struct catalogue_values *values = &catalogue->by[key];
    uint32_t number = text_table_find(&values->table, value);
    if (number == TEXT_TABLE_NONE)
        return (struct catalogue_found){NULL, 0};
    uint32_t first = values->starts[number];
    return (struct catalogue_found){values->items + first, values->starts[number + 1] - first};
}

bool catalogue_has_attribute(const struct catalogue *catalogue, struct text name)
{
    return text_table_find(&catalogue->names, name) != TEXT_TABLE_NONE;
}
