/* The search through the sets of a component of few columns, as most are, without prices.
 *
 * Depth first: a column that still fits is taken, then left out. What the columns left can add at most is summed over groups of them, as
 * vm/best_few_bound.h says. Few columns go by weight, each in one group: that is a weak bound, but a step costs a tenth of one that
 * follows the relaxation's prices, and setting up costs less. With more columns rough prices pay: the bound is nearer, the first set
 * better, and the group that adds most by each of its columns is decided first. */
#ifndef VM_BEST_FEW_H
#define VM_BEST_FEW_H

#include "vm/best_component.h"

/* The best set, of equals the preferred one. *finished false: the component is not of this kind, or it takes too many steps;
 * what was found is kept, and nothing is proven. */
promo_status few_solve(struct component *component, bool *finished);

#endif
