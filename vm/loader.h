/* An opened image: the verified views of its sections, who owns its bytes, and tables to find its things by name.
 *
 * promo_image_open maps the file, promo_image_load borrows the caller's bytes; both verify everything once (vm/verify.h).
 * Afterwards an image never changes, and any number of threads read it. */
#ifndef VM_LOADER_H
#define VM_LOADER_H

#include "base/hash.h"
#include "vm/image.h"

#include <promo/vm.h>

/* What can be found by name. */
enum named { NAMED_PROMOTION, NAMED_CAMPAIGN, NAMED_COUPON, NAMED_PROGRAM, NAMED_AUDIENCE, NAMED_CODE, NAMED_COUNT };

/* Open addressing over records that have a name: index + 1, 0 is free; a power of two of them, or none. */
struct name_table {
    uint32_t *slots;
    uint32_t slot_count;
};

struct promo_image {
    struct image_view view;
    promo_allocator alloc;
    void *mapping; /* NULL: borrowed bytes */
    size_t mapping_size;
    struct hash_key key;
    struct name_table names[NAMED_COUNT];
};

/* The record's index, or INDEX_NONE. NAMED_CODE finds coupons by the normal form of their one public code. */
uint32_t image_find(const struct promo_image *image, enum named kind, struct text name);

/* The field in FIELDS, or NULL. */
const struct image_field *image_field_find(const struct image_view *image, enum field_owner owner, struct text name);

/* Seconds east of UTC at an instant, in the rule set's zone. */
int64_t image_offset_at(const struct image_view *image, int64_t instant);

/* The same, and the instants around it that have it, too: from <= at < to. */
struct image_clock {
    int64_t from, to, offset;
    uint32_t number; /* of the transition it begins with */
};

/* Looks first at the transition of that number, 0 for no idea, and at those beside it, where the next instant mostly is. */
struct image_clock image_clock_near(const struct image_view *image, int64_t instant, uint32_t number);

/* Whether the range of LIST_VALUES, that of a list, has the value: binary search. */
bool image_values_have(const struct image_view *image, struct span span, int64_t value);

static inline bool image_list_has(const struct image_view *image, uint32_t list, int64_t value)
{
    return image_values_have(image, image->LISTS[list], value);
}

#endif
