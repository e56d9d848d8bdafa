/* The sections of an image while it is written: records are added one after the other, texts and lists once each, and at
 * the end everything is laid out, padded with zeros and hashed. What is added in the same order gives the same bytes.
 *
 * Used by compiler/emit*.c. Without memory, or when a section would outgrow 32-bit indices, `status` says so and every
 * later addition does nothing; the caller looks once, at the end. */
#ifndef COMPILER_IMAGE_WRITER_H
#define COMPILER_IMAGE_WRITER_H

#include "base/arena.h"
#include "base/hash.h"
#include "vm/image.h"

struct image_writer {
    const promo_allocator *alloc;
    promo_status status; /* PROMO_OK, PROMO_NO_MEMORY or PROMO_LIMIT */
    struct buffer sections[SECTION_COUNT];
    size_t counts[SECTION_COUNT];
    struct text_table texts;     /* in STRINGS, by number */
    uint32_t *offsets;           /* of the texts */
    size_t offset_capacity;
    struct text_table constants; /* pairs and single ones, as bytes: see image_writer_constant */
    uint32_t *constant_at;
    size_t constant_capacity;
    struct arena keys;
};

void image_writer_init(struct image_writer *writer, const promo_allocator *alloc);
void image_writer_done(struct image_writer *writer);

/* Copies `count` records to the end of a section and returns the index of the first; 0 after a failure. */
uint32_t image_writer_add(struct image_writer *writer, enum image_section section, const void *records, size_t count);

/* As many records as there are. */
uint32_t image_writer_count(const struct image_writer *writer, enum image_section section);

/* A record that has been added, to be completed; valid until the next one is. NULL after a failure. */
void *image_writer_at(struct image_writer *writer, enum image_section section, uint32_t index);

/* The text in STRINGS; an empty one is {0, 0}. */
struct ref image_writer_text(struct image_writer *writer, struct text text);

/* Index of `count` (1 or 2) constants in a row. */
uint32_t image_writer_constants(struct image_writer *writer, const int64_t *values, size_t count);

/* Makes the image: 8-byte aligned bytes from the writer's allocator, the caller's. Otherwise the status. */
promo_status image_writer_finish(struct image_writer *writer, void **image, size_t *size);

#endif
