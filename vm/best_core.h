/* What is in question of a component where copies of the other columns are fixed: the columns left, and the rows that they take
 * units of.
 *
 * Made where sets are as good as the best, to find the preferred of them part by part (vm/best_parts.h), and where copies are put
 * aside (vm/best_bulk.h). */
#ifndef VM_BEST_CORE_H
#define VM_BEST_CORE_H

#include "vm/best_set.h"

struct core {
    struct component component;
    const uint32_t *columns; /* of the whole component, by column */
    uint32_t own;            /* columns in question: those that follow keep their copies (core_complete) */
    const int64_t *lower;    /* copies of those that are fixed */
    bool needy;              /* what is fixed needs columns that are in question: the core has no empty set, and is of no use */
};

/* Where budgets, exclusions or what has to be used tie the columns to those that are fixed, there is no core. */
bool core_possible(const struct component *component, const uint32_t *columns, uint32_t count);

/* `columns` may have copies from `lower` to `upper` (by column of the whole); all others those of the set, which is as good as
 * the best. Prices are the component's; `reduced` (by column of the whole) is what a copy gains at them, and `gap` what the
 * set falls short of the bound by. The core's set is the set's. */
promo_status core_make(struct core *core, const struct set *set, const uint32_t *columns, uint32_t count, const int64_t *lower,
                       const int64_t *upper, const int64_t *reduced, int64_t gap);

/* Makes a needy core again, with what needs the columns in question as further columns, which lose more than `gap` where they have fewer
 * copies than now. *whole: it has an empty set now. */
promo_status core_complete(struct core *core, struct set *set, const int64_t *upper, const int64_t *reduced, int64_t gap, bool *whole);

/* Whether the core's set leaves all copies that were to be kept. */
bool core_keeps(const struct core *core);

/* The core's set, and what is fixed, as copies of the whole component; `copies` are those that the core was made by. */
void core_copies(const struct core *core, int64_t *copies);

#endif
