/* The walk of few columns, as nearly all are: the columns that can still be taken are the bits of one word.
 *
 * The same walk as in vm/best_walk, for components without exclusions, slots and rounded parts, and without the memory of
 * states that pays in long walks: it gives way to that one after some hundred steps. */
#ifndef VM_BEST_PACKED_H
#define VM_BEST_PACKED_H

#include "vm/best_walk.h"

enum { PACKED_COLUMNS = 64 };

/* Whether the first `count` columns of an order can be walked through like this. */
bool packed_fits(const struct component *component, uint32_t count);

/* As walk_sets, from the empty set. *finished false: what was found is kept, and nothing is proven. */
promo_status packed_walk(struct set *set, const uint32_t *order, uint32_t count, enum walk_goal goal, int64_t steps,
                         bool *finished);

#endif
