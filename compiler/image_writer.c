#include "compiler/image_writer.h"

static const struct hash_key WRITER_KEY = {0x696d616765, 0x777269746572};

static const size_t RECORD_SIZE[SECTION_COUNT] = {
#define SECTION(name, type) sizeof(type),
    IMAGE_SECTIONS(SECTION)
#undef SECTION
};

void image_writer_init(struct image_writer *writer, const promo_allocator *alloc)
{
    alloc = alloc_or_default(alloc);
    *writer = (struct image_writer){.alloc = alloc};
    for (size_t i = 0; i < SECTION_COUNT; i++)
        buffer_init(&writer->sections[i], alloc);
    text_table_init(&writer->texts, alloc, WRITER_KEY);
    text_table_init(&writer->constants, alloc, WRITER_KEY);
    arena_init(&writer->keys, alloc);
    image_writer_add(writer, SECTION_STRINGS, "", 1); /* the absent text */
}

void image_writer_done(struct image_writer *writer)
{
    for (size_t i = 0; i < SECTION_COUNT; i++)
        buffer_done(&writer->sections[i]);
    text_table_done(&writer->texts);
    text_table_done(&writer->constants);
    alloc_release(writer->alloc, writer->offsets, writer->offset_capacity, sizeof *writer->offsets);
    alloc_release(writer->alloc, writer->constant_at, writer->constant_capacity, sizeof *writer->constant_at);
    arena_done(&writer->keys);
}

static uint32_t writer_fail(struct image_writer *writer, promo_status status)
{
    if (writer->status == PROMO_OK)
        writer->status = status;
    return 0;
}

uint32_t image_writer_count(const struct image_writer *writer, enum image_section section)
{
    return (uint32_t)writer->counts[section];
}

uint32_t image_writer_add(struct image_writer *writer, enum image_section section, const void *records, size_t count)
{
    struct buffer *buffer = &writer->sections[section];
    size_t first = writer->counts[section];
    if (writer->status != PROMO_OK)
        return 0;
    if (count >= INDEX_NONE - first)
        return writer_fail(writer, PROMO_LIMIT);
    buffer_write(buffer, records, count * RECORD_SIZE[section]);
    if (buffer->failed)
        return writer_fail(writer, PROMO_NO_MEMORY);
    writer->counts[section] = first + count;
    return (uint32_t)first;
}

void *image_writer_at(struct image_writer *writer, enum image_section section, uint32_t index)
{
    if (writer->status != PROMO_OK)
        return NULL;
    return writer->sections[section].bytes + (size_t)index * RECORD_SIZE[section];
}

struct ref image_writer_text(struct image_writer *writer, struct text text)
{
    struct ref none = {0, 0};
    bool added;
    if (text.length == 0 || writer->status != PROMO_OK)
        return none;
    uint32_t number = text_table_add(&writer->texts, text, &added);
    if (number == TEXT_TABLE_NONE ||
        !alloc_grow(writer->alloc, (void **)&writer->offsets, &writer->offset_capacity, writer->texts.count,
                    sizeof *writer->offsets)) {
        writer_fail(writer, PROMO_NO_MEMORY);
        return none;
    }
    if (added) {
        writer->offsets[number] = image_writer_add(writer, SECTION_STRINGS, text.bytes, text.length);
        image_writer_add(writer, SECTION_STRINGS, "", 1);
    }
    return (struct ref){writer->offsets[number], (uint32_t)text.length};
}

uint32_t image_writer_constants(struct image_writer *writer, const int64_t *values, size_t count)
{
    if (writer->status != PROMO_OK)
        return 0;
    struct text key = {(const char *)values, count * sizeof *values};
    uint32_t number = text_table_find(&writer->constants, key);
    if (number != TEXT_TABLE_NONE)
        return writer->constant_at[number];
    key.bytes = arena_copy(&writer->keys, key.bytes, key.length);
    number = key.bytes == NULL ? TEXT_TABLE_NONE : text_table_add(&writer->constants, key, NULL);
    if (number == TEXT_TABLE_NONE ||
        !alloc_grow(writer->alloc, (void **)&writer->constant_at, &writer->constant_capacity, writer->constants.count,
                    sizeof *writer->constant_at))
        return writer_fail(writer, PROMO_NO_MEMORY);
    writer->constant_at[number] = image_writer_add(writer, SECTION_CONSTANTS, values, count);
    return writer->constant_at[number];
}

promo_status image_writer_finish(struct image_writer *writer, void **image, size_t *size)
{
    *image = NULL;
    *size = 0;
    if (writer->status != PROMO_OK)
        return writer->status;
    size_t total = sizeof(struct image_header);
    for (size_t i = 0; i < SECTION_COUNT; i++)
        total = image_start(total, RECORD_SIZE[i]) + writer->sections[i].length;
    total = image_start(total, 1);
    char *bytes = alloc_zeroed(writer->alloc, total, 1);
    if (bytes == NULL)
        return PROMO_NO_MEMORY;
    struct image_header *header = (struct image_header *)(void *)bytes;
    *header = (struct image_header){
        .magic = IMAGE_MAGIC, .version = IMAGE_VERSION, .section_count = SECTION_COUNT, .size = total};
    size_t at = sizeof *header;
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        const struct buffer *section = &writer->sections[i];
        at = image_start(at, RECORD_SIZE[i]);
        header->sections[i] = (struct image_section_entry){at, writer->counts[i]};
        if (section->length != 0)
            memcpy(bytes + at, section->bytes, section->length);
        at += section->length;
    }
    header->hash = hash_bytes((struct hash_key){0, 0}, bytes + sizeof *header, total - sizeof *header);
    *image = bytes;
    *size = total;
    return PROMO_OK;
}
