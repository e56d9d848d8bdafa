/* Baskets as JSON (docs/json.md) straight into a session's basket: one pass, no tree, nothing allocated per basket.
 *
 * A reader is one thread's scratch memory; the image must outlive it. The basket it fills is vm/basket.h's. Errors name
 * the member and what was expected ("lines[3].price: ...") in promo_last_error. After an error the basket holds what came
 * before it: clear it. */
#ifndef RUNTIME_BASKET_JSON_H
#define RUNTIME_BASKET_JSON_H

#include "base/arena.h"
#include "vm/basket.h"

struct basket_reader {
    const struct image_view *image;
    const promo_allocator *alloc;
    struct arena decoded;     /* strings with escapes, of the basket that is read */
    uint64_t *seen;           /* bits by owner: fields that the open object of that owner has had */
    size_t seen_words;        /* of one owner */
    size_t offset;            /* after a failure: where in the text, in bytes */
};

promo_status basket_reader_init(struct basket_reader *reader, const promo_image *image, const promo_allocator *alloc);
void basket_reader_done(struct basket_reader *reader);

/* PROMO_INVALID, PROMO_LIMIT, PROMO_OVERFLOW, PROMO_NO_MEMORY. The basket must be empty; the text is borrowed for the call. */
promo_status basket_read(struct basket_reader *reader, struct text json, struct basket *basket);

#endif
