/* Branch and bound on the linear relaxation, for components whose gap is too wide to walk through.
 *
 * Depth first; each branch bounds the copies of one column that the relaxation would split, and takes the relaxation up
 * from where it was. The bound of a branch is computed exactly from its prices, and columns that cost more than the gap
 * are out of it. Sets as good as the best are looked at on the way, as long as that takes no great part of the steps. */
#ifndef VM_BEST_BRANCH_H
#define VM_BEST_BRANCH_H

#include "vm/best_set.h"

/* `order`: the component's columns, least cost first. *finished: the component's best is proven. If not, *bound (fine)
 * bounds what remained. *tied, where it is asked for: of all sets as good, the best is the preferred one. */
promo_status branch_component(struct set *set, const uint32_t *order, bool *finished, bool *tied, int64_t *bound);

#endif
