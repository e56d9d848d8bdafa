/* Large quantities: copies of columns that every best set has are found and put aside, and what is left is a component of its own,
 * as small as if there were few units.
 *
 * What a set may fall short of the bound by, to be as good as the best one known, does not grow with quantities; and what it loses
 * where it has fewer copies of a column than the relaxation takes grows with every copy (the dual simplex method says how fast). So
 * however many copies the relaxation takes, the best sets have all but some of them. */
#ifndef VM_BEST_BULK_H
#define VM_BEST_BULK_H

#include "vm/best_set.h"

/* The component at its prices, with a set found; `order` lists all columns. *solved: some copies were put aside, and the component
 * has its best set, or the best one found; else it is as before. */
promo_status bulk_solve(struct set *set, const uint32_t *order, bool *solved);

#endif
