/* A first set where the work limit strikes while columns are made: what each promotion in turn takes of what the earlier ones left,
 * the application that gives most before the others. What it gives is looked at alone, as by priority, and beyond what its units
 * give without it; the better of the two sets is kept.
 *
 * Where columns of a group are missing some are made, a few steps for each: in all as many as there are rows and events,
 * times rows, whatever the limit. So the answer is hardly ever worse than what goes by priority alone, at any limit: priority may
 * give units something that another discount beats, which is not made here, and choose otherwise among equals. */
#ifndef VM_BEST_FIRST_H
#define VM_BEST_FIRST_H

#include "vm/best_model.h"

/* `begins`: by open group its first column, and one more number at the end; columns are complete before number `struck`. Adds columns
 * and sets the copies of all of them that are in the first set. */
promo_status first_columns(struct model *model, const uint32_t *begins, uint32_t struck);

/* Whether the units of a column come before those of another in the basket: of equal ones, it is taken first. */
bool first_comes_before(const struct model *model, const struct column *a, const struct column *b);

#endif
