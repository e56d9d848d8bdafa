/* Parts of the search with so few sets that looking at them one by one is quicker than pricing anything.
 *
 * Called by best_search for each part before it makes a component of it. */
#ifndef VM_BEST_SMALL_H
#define VM_BEST_SMALL_H

#include "vm/best_model.h"

enum { SMALL_COLUMNS = 8, SMALL_EQUALS = 16 };

/* The sets that weigh most, as copies of each column of the part. */
struct small_best {
    promo_i128 weight;
    uint32_t set_count;
    int64_t copies[SMALL_EQUALS][SMALL_COLUMNS];
};

/* The best sets of the part's columns (`members`, by number). False where sets are too many, or limited by more than units and caps.
 `rows`: BEST_NONE for each row of the model, before and after. */
bool small_solve(struct model *model, const uint32_t *members, uint32_t count, uint32_t *rows, struct small_best *best);

#endif
