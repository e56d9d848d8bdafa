/* The walk through the sets of a component whose loss against the bound stays within the gap.
 *
 * What a set falls short of the bound by is a sum of small losses: reduced costs of its columns, priced units that stay
 * unused, money that is cut. At each step the row that the fewest columns can still use is decided, by copies of each of
 * them in turn, cheapest first, or by leaving the rest of it unused. Columns are bits, so that what a choice rules out
 * is a few words' work. Good where the gap is small; the component's prices stay as they are. */
#ifndef VM_BEST_WALK_H
#define VM_BEST_WALK_H

#include "vm/best_set.h"

enum walk_goal {
    WALK_BETTER, /* sets better than the component's best */
    WALK_EQUAL   /* also those as good, of which the preferred becomes the best */
};

/* All sets that add copies of the first `count` columns of the order, least cost first, to the set. `priced` bounds what
 * they weigh. *finished: every such set was seen within the steps. Afterwards the set is as before. */
promo_status walk_sets(struct set *set, const uint32_t *order, uint32_t count, enum walk_goal goal, int64_t steps,
                       bool *finished);

/* How many of the component's columns such a walk has to do with. */
uint32_t walk_columns(const struct component *component, const uint32_t *order, enum walk_goal goal);

#endif
