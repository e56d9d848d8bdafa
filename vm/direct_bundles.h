/* Offers that take several units of one class at a time ("3 of a brand, the cheapest free", where one line is of the brand):
 * which of them, and how often, give most. Called by vm/direct.c, which owns the bundles, for each class that nothing else
 * but offers per unit wants. */
#ifndef VM_DIRECT_BUNDLES_H
#define VM_DIRECT_BUNDLES_H

#include "base/vector.h"

#include <stdint.h>

/* As many units as a class may have. */
enum { BUNDLE_UNITS = 64 };

struct direct_bundle {
    uint32_t promotion, class_index;
    int64_t taken;      /* units that one application claims */
    int64_t discounted; /* of those */
    int64_t amount;     /* off each of these, in parts of the promotion's denominator */
    int64_t value;      /* of an application, > 0; 64 of them fit */
    int64_t times;      /* chosen */
};

/* Sets `times` of the bundles, which are of one class of `units` units and in order of preference. Of all choices the one of
 * greatest value; among equals the one that gives the first bundle most, then the second ... False: no memory. */
bool bundles_choose(struct direct_bundle *bundles, size_t count, int64_t units, const promo_allocator *alloc, int64_t **table,
                    size_t *capacity);

#endif
