/* A session's texts by number, so that texts are compared as numbers: the image's symbols keep their numbers 0 .. n-1,
 * whatever else a basket says is numbered from n on, in the order it comes.
 *
 * Texts of the basket are copied once, NUL-terminated, and live until texts_clear. The image's are borrowed. The table of
 * a basket's own texts is keyed, as strangers fill it; nothing that a result shows depends on the key. Memory is kept
 * from basket to basket. */
#ifndef VM_TEXTS_H
#define VM_TEXTS_H

#include "base/hash.h"
#include "vm/image.h"

struct texts_block;

struct texts {
    const promo_allocator *alloc;
    const struct image_view *image;
    struct text_table own;       /* number - SYMBOLS_COUNT */
    struct texts_block *blocks;  /* copies, in the order they fill; kept between baskets */
    struct texts_block *current; /* NULL: none in use yet */
    size_t used;                 /* bytes of the current block */
};

#define TEXTS_NONE UINT32_MAX

void texts_init(struct texts *texts, const promo_allocator *alloc, const struct image_view *image);
void texts_done(struct texts *texts);
void texts_clear(struct texts *texts);

/* A key for a table that strangers fill: not secret, but different each time, so that nobody knows where a text will fall. */
struct hash_key texts_key(const void *salt);

/* The symbol of the image, or TEXTS_NONE. */
uint32_t texts_symbol(const struct image_view *image, struct text text);

/* The text's number, a new one if it had none; TEXTS_NONE without memory. */
uint32_t texts_add(struct texts *texts, struct text text);

/* The text's number or, when neither the image nor this basket has it, TEXTS_NONE. */
uint32_t texts_find(const struct texts *texts, struct text text);

/* A NUL-terminated copy without a number; NULL without memory. */
const char *texts_copy(struct texts *texts, struct text text);

/* Of a number; NUL-terminated. */
struct text texts_get(const struct texts *texts, uint32_t number);

static inline struct text image_text(const struct image_view *image, struct ref ref)
{
    return (struct text){image->STRINGS + ref.offset, ref.length};
}

#endif
