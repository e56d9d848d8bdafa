/* The preferred of sets as good as the best, part by part: columns that hang together by rows, caps or what they are preferred by.
 *
 * Any set of each part goes with any of the others, so that none of them can give more than it does in the set at hand, and each has
 * a preferred set of its own. */
#ifndef VM_BEST_PARTS_H
#define VM_BEST_PARTS_H

#include "vm/best_set.h"

/* What is in question. By column of the component: */
struct parts {
    struct set *set;      /* as good as the best */
    const int64_t *lower; /* copies that all sets in question have ... */
    const int64_t *upper; /* ... and the most that any has */
    const int64_t *reduced; /* what a copy gains at the prices at hand */
    int64_t gap;          /* what the set falls short of the bound by */
};

/* Makes the preferred set the component's, if it is preferred to that; `columns`, which are sorted, are all those in question.
 * *settled: it was found; false: there is no telling without fixing more of them. *finished: false where the steps did not suffice. */
promo_status parts_prefer(const struct parts *parts, uint32_t *columns, uint32_t count, int64_t steps, bool *settled, bool *finished);

/* The same where the component's own set is at hand, at its prices: of the columns in question (`order`), none is fixed. `set` is empty,
 * and will be. *settled: false where budgets, exclusions or what has to be used tie parts together. */
promo_status parts_at_root(struct set *set, const uint32_t *order, uint32_t count, int64_t steps, bool *settled, bool *finished);

#endif
