/* The search: which columns, and how many copies of each, are together of greatest weight.
 *
 * Columns that share no row, cap, budget or exclusion are components of their own. Each has dual prices of its rows,
 * which bound every set from above; what a set falls short of the bound by is the sum of small losses (a column's
 * reduced cost, a priced row's unused units, money that a cap cuts), so the search walks only through sets whose losses
 * stay within the gap to the best set known. */
#ifndef VM_BEST_SEARCH_H
#define VM_BEST_SEARCH_H

#include "vm/best_model.h"

struct outcome {
    int64_t *copies;   /* by column of the model */
    promo_i128 weight; /* of the chosen columns, after caps and budgets, beyond the base */
    promo_i128 bound;  /* no set weighs more */
    bool proven, feasible;
};

/* Copies lie in the model's scratch. Without proof where the work limit strikes. */
promo_status search_model(struct model *model, struct outcome *outcome);

#endif
