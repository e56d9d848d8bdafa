/* Rows that follow from others, and that the relaxation does not see: at most one of columns of which each leaves no room for a
 * copy of any other.
 *
 * Where one column takes all four units of a row and others take one each, the relaxation takes a half of the first beside two
 * whole ones of the others. Cliques of columns that conflict, by whatever rows, forbid it (M. W. Padberg, On the facial structure
 * of set packing polyhedra, 1973). They are looked for where the relaxation breaks them. */
#ifndef VM_BEST_CLIQUES_H
#define VM_BEST_CLIQUES_H

#include "vm/best_component.h"

/* Adds rows for cliques that the relaxation at hand breaks, and brings it back to its optimum, some times over; *tightened says
 * whether there were any. `order`: all columns. The component's values are the relaxation's, before and after. */
promo_status cliques_tighten(struct component *component, const uint32_t *order, bool *tightened);

#endif
