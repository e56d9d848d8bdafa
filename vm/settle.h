/* Rounding and allocation: what the chosen offers of one layer take off, in whole minor units.
 *
 * The layer evaluation (vm/layers) calls it with the optimiser's problem and solution. Each event's exact discount is
 * summed and rounded once, cut by cap and budget, and allocated to its units by largest remainder (semantics, "Rounding
 * and allocation"). Work and memory follow the number of pieces, never the quantity: units of a piece that get the odd
 * minor unit split from the others. The settlement lives in the settler until its next use. */
#ifndef VM_SETTLE_H
#define VM_SETTLE_H

#include "base/vector.h"
#include "vm/best.h"

/* Units of one class (the problem's class_count: shipping) that were claimed, and what each of them lost. */
struct settled_part {
    uint32_t class_index;
    int64_t count;
    int64_t taken;
};

/* One use of the solution, in the same order. */
struct settled_use {
    uint32_t promotion, event; /* of the problem */
    int64_t times;
    int64_t amount; /* minor units, after cap and budget */
    int64_t worth, awards;
};

/* What one use took off one class (or shipping) altogether; by use, then class. */
struct settled_share {
    uint32_t use;
    uint32_t class_index;
    int64_t amount;
};

struct settlement {
    const struct settled_part *parts;
    size_t part_count;
    const struct settled_use *uses;
    size_t use_count;
    const struct settled_share *shares;
    size_t share_count;
    int64_t discount; /* sum of the uses' amounts */
    int64_t worth;    /* sum of their worth */
};

struct settler_part;
struct settler_link;
struct settler_quota;

struct settler {
    const promo_allocator *alloc;
    struct settlement settlement;
    VECTOR(struct settler_part) work; /* by part */
    VECTOR(struct settler_link) links;
    VECTOR(struct settler_quota) quotas;
    VECTOR(struct settled_part) parts;
    VECTOR(struct settled_use) uses;
    VECTOR(struct settled_share) shares;
    VECTOR(uint32_t) heads; /* per use: its first link */
    VECTOR(uint32_t) tails;
    VECTOR(uint32_t) firsts; /* by promotion, if it is used: its first use */
    VECTOR(uint32_t) order; /* of quotas, by remainder */
    VECTOR(int64_t) caps;
    VECTOR(int64_t) budgets;
};

void settler_init(struct settler *settler, const promo_allocator *alloc);
void settler_done(struct settler *settler);

/* PROMO_OK with *settlement; PROMO_OVERFLOW; PROMO_NO_MEMORY. */
promo_status settle(struct settler *settler, const struct best_problem *problem, const struct best_solution *solution,
                    enum rounding mode, const struct settlement **settlement);

#endif
