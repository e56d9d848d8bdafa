/* Points that the orders of a history earned, in lots that end one by one, as a store keeps them: the oldest are spent first, and
 * what a customer has earned is what the lots that have not ended were given.
 *
 * A customer's lots of one program are a list, from the oldest, in a pool for all. Lots that have ended are dropped when more is
 * earned; so a pool grows with what is earned while points live. Called by runtime/history. */
#ifndef RUNTIME_HISTORY_POINTS_H
#define RUNTIME_HISTORY_POINTS_H

#include "base/vector.h"

enum { HISTORY_NO_LOTS = 0 };

struct history_lot {
    int64_t expires; /* seconds since 1970; INT64_MAX: never */
    int64_t given, left;
    uint32_t next; /* HISTORY_NO_LOTS: it is the newest */
};

struct history_pool {
    VECTOR(struct history_lot) lots; /* the first stands for none */
    uint32_t unused;                 /* a list of those dropped */
};

/* What of a list counts at an instant. */
struct history_points {
    int64_t balance, earned;
};

void history_pool_done(struct history_pool *pool, const promo_allocator *alloc);

/* Lists are named by their first lot; HISTORY_NO_LOTS is the empty one. */
struct history_points history_points_at(const struct history_pool *pool, uint32_t list, int64_t at);

/* PROMO_NO_MEMORY, PROMO_OVERFLOW. */
promo_status history_points_earn(struct history_pool *pool, const promo_allocator *alloc, uint32_t *list, int64_t points,
                                 int64_t expires, int64_t at);

void history_points_spend(struct history_pool *pool, uint32_t list, int64_t points, int64_t at);

#endif
