/* Makes images for tests of the VM, record by record, without a compiler: sections grow as records are pushed, and
 * builder_finish lays them out and hashes them. Symbols are given sorted and once, before anything uses them. */
#ifndef TESTS_IMAGE_BUILDER_H
#define TESTS_IMAGE_BUILDER_H

#include "base/hash.h"
#include "vm/image.h"

#include <stdlib.h>
#include <string.h>

struct builder_section {
    unsigned char *bytes;
    size_t count, size, capacity; /* records, bytes of one, records there is room for */
};

struct builder {
    struct builder_section sections[SECTION_COUNT];
};

static inline void *builder_push(struct builder *builder, enum image_section section, const void *records, size_t count)
{
    struct builder_section *to = &builder->sections[section];
    if (to->bytes == NULL || to->count + count > to->capacity) {
        to->capacity = 2 * to->capacity + count;
        to->bytes = realloc(to->bytes, to->capacity * to->size);
        if (to->bytes == NULL)
            abort();
    }
    if (count != 0)
        memcpy(to->bytes + to->count * to->size, records, count * to->size);
    to->count += count;
    return to->bytes + (to->count - count) * to->size;
}

/* The same for one record; the result is its index. */
static inline uint32_t builder_add(struct builder *builder, enum image_section section, const void *record)
{
    builder_push(builder, section, record, 1);
    return (uint32_t)builder->sections[section].count - 1;
}

/* Appends one record given as an initialiser; the result is its index. */
#define PUSH(builder, section, type, ...) builder_add((builder), SECTION_##section, &(type)__VA_ARGS__)

/* A record pushed before, to be changed. */
#define RECORD(builder, section, type, index) (&((type *)(void *)(builder)->sections[SECTION_##section].bytes)[index])

static inline struct ref builder_text(struct builder *builder, const char *text)
{
    size_t length = strlen(text);
    if (length == 0)
        return (struct ref){0, 0};
    struct ref ref = {(uint32_t)builder->sections[SECTION_STRINGS].count, (uint32_t)length};
    builder_push(builder, SECTION_STRINGS, text, length + 1);
    return ref;
}

static inline uint32_t builder_symbol(const struct builder *builder, const char *text)
{
    const struct ref *symbols = (const void *)builder->sections[SECTION_SYMBOLS].bytes;
    for (uint32_t i = 0; i < builder->sections[SECTION_SYMBOLS].count; i++)
        if (strcmp((const char *)builder->sections[SECTION_STRINGS].bytes + symbols[i].offset, text) == 0)
            return i;
    abort();
}

static inline uint32_t builder_constant(struct builder *builder, int64_t value)
{
    return PUSH(builder, CONSTANTS, int64_t, {value});
}

static inline uint32_t builder_list(struct builder *builder, const int64_t *values, uint32_t count)
{
    struct span span = {(uint32_t)builder->sections[SECTION_LIST_VALUES].count, count};
    builder_push(builder, SECTION_LIST_VALUES, values, count);
    return PUSH(builder, LISTS, struct span, {span.first, span.count});
}

/* A list of one symbol. */
static inline uint32_t builder_list_of(struct builder *builder, const char *symbol)
{
    int64_t value = builder_symbol(builder, symbol);
    return builder_list(builder, &value, 1);
}

static inline struct span builder_code(struct builder *builder, const struct instruction *code, uint32_t count)
{
    struct span span = {(uint32_t)builder->sections[SECTION_CODE].count, count};
    builder_push(builder, SECTION_CODE, code, count);
    return span;
}

#define CODE(builder, ...)                                                                  \
    builder_code((builder), (const struct instruction[]){__VA_ARGS__},                       \
                 sizeof((const struct instruction[]){__VA_ARGS__}) / sizeof(struct instruction))

static inline uint32_t builder_set(struct builder *builder, struct span code, uint32_t reads_price)
{
    return PUSH(builder, SETS, struct image_set, {.code = code, .reads_price = reads_price});
}

static inline void builder_field(struct builder *builder, enum field_owner owner, const char *name, enum field_type type,
                                 uint32_t slot, struct span names)
{
    PUSH(builder, FIELDS, struct image_field,
         {.name = builder_text(builder, name), .owner = (uint8_t)owner, .type = (uint8_t)type, .slot = slot, .names = names});
}

/* An empty rule set in a currency of two decimals: symbols (sorted, with "basket" among them), the fields every customer
 * has, one layer without promotions. */
static inline void builder_start(struct builder *builder, const char *const *symbols, size_t count)
{
    static const size_t SIZES[SECTION_COUNT] = {
#define SECTION(name, type) sizeof(type),
        IMAGE_SECTIONS(SECTION)
#undef SECTION
    };
    *builder = (struct builder){0};
    for (size_t i = 0; i < SECTION_COUNT; i++)
        builder->sections[i].size = SIZES[i];
    builder_push(builder, SECTION_STRINGS, "", 1);
    for (size_t i = 0; i < count; i++) {
        struct ref ref = builder_text(builder, symbols[i]);
        builder_push(builder, SECTION_SYMBOLS, &ref, 1);
    }
    PUSH(builder, SETTINGS, struct image_settings, {.currency = "USD", .decimals = 2, .timezone = builder_text(builder, "UTC")});
    builder_field(builder, OWNER_CUSTOMER, "id", TYPE_TEXT, 0, (struct span){0, 0});
    builder_field(builder, OWNER_CUSTOMER, "birthday", TYPE_DATE, 1, (struct span){0, 0});
    builder_field(builder, OWNER_CUSTOMER, "orders", TYPE_NUMBER, 2, (struct span){0, 0});
    PUSH(builder, LAYERS, struct image_layer, {.name = builder_text(builder, "main")});
}

static inline void builder_slots(struct builder *builder)
{
    size_t count = builder->sections[SECTION_SYMBOLS].count, slots = 2;
    while (slots < 2 * count)
        slots *= 2;
    uint32_t *table = calloc(slots, sizeof *table);
    if (table == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        struct ref ref = *RECORD(builder, SYMBOLS, struct ref, i);
        if (ref.length >= builder->sections[SECTION_STRINGS].count ||
            ref.offset > builder->sections[SECTION_STRINGS].count - ref.length)
            ref = (struct ref){0, 0}; /* a test broke it */
        struct text text = {(const char *)builder->sections[SECTION_STRINGS].bytes + ref.offset, ref.length};
        size_t slot = (size_t)hash_symbol(text) & (slots - 1);
        while (table[slot] != 0)
            slot = (slot + 1) & (slots - 1);
        table[slot] = (uint32_t)i + 1;
    }
    builder->sections[SECTION_SYMBOL_SLOTS].count = 0;
    builder_push(builder, SECTION_SYMBOL_SLOTS, table, slots);
    free(table);
}

/* Makes the stated hash that of the contents. */
static inline void image_rehash(unsigned char *bytes, size_t size)
{
    struct image_header *header = (void *)bytes;
    header->hash = hash_bytes((struct hash_key){0, 0}, bytes + sizeof *header, size - sizeof *header);
}

/* The image's bytes, for the caller to free; the builder keeps its records. */
static inline unsigned char *builder_finish(struct builder *builder, size_t *size)
{
    struct image_header header = {.magic = IMAGE_MAGIC, .version = IMAGE_VERSION, .section_count = SECTION_COUNT};
    builder_slots(builder);
    size_t end = sizeof header;
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        end = image_start(end, builder->sections[i].size);
        header.sections[i] = (struct image_section_entry){end, builder->sections[i].count};
        end += builder->sections[i].count * builder->sections[i].size;
    }
    end = image_start(end, 1);
    header.size = end;
    unsigned char *bytes = calloc(1, end);
    if (bytes == NULL)
        abort();
    memcpy(bytes, &header, sizeof header);
    for (size_t i = 0; i < SECTION_COUNT; i++)
        if (builder->sections[i].count != 0)
            memcpy(bytes + header.sections[i].offset, builder->sections[i].bytes,
                   builder->sections[i].count * builder->sections[i].size);
    image_rehash(bytes, end);
    *size = end;
    return bytes;
}

static inline void builder_done(struct builder *builder)
{
    for (size_t i = 0; i < SECTION_COUNT; i++)
        free(builder->sections[i].bytes);
}

#endif
