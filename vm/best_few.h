/* The search through the sets of a component of few columns, as most are, without prices.
 *
 * Depth first, the heaviest column that still fits first: taken, then left out. What the columns left can add at most is summed
 * over groups of them: each column belongs to one row that it takes units of, or to its promotion's cap, and a group adds no
 * more than its row or cap lets it. That is a weak bound, but a step costs a tenth of one that follows prices, and setting up
 * costs less than the relaxation. */
#ifndef VM_BEST_FEW_H
#define VM_BEST_FEW_H

#include "vm/best_component.h"

/* The best set, of equals the preferred one. *finished false: the component is not of this kind, or it takes too many steps;
 * what was found is kept, and nothing is proven. */
promo_status few_solve(struct component *component, bool *finished);

#endif
