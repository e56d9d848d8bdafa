/* Parts of the search of a few columns, as nearly all of an ordinary basket are: all their sets are looked at.
 *
 * Called by best_search for each part, before it makes a component of it. */
#ifndef VM_BEST_SMALL_H
#define VM_BEST_SMALL_H

#include "vm/best_model.h"

/* The best set of the part's columns (`members`, by number), its copies written by column of the model. False where there are more
 * sets, or they are limited by more than units and a cap, or several are best: then nothing is written. */
bool small_solve(struct model *model, const uint32_t *members, uint32_t count, int64_t *copies, promo_i128 *best);

#endif
