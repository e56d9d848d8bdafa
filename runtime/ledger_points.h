/* Loyalty points: lots with an end, spent oldest first.
 *
 * A lot whose points are taken back after they were spent goes below zero; the customer's balance is the sum over all lots
 * that have not ended, and over those below zero. Points that come in later settle what is below zero first. */
#ifndef RUNTIME_LEDGER_POINTS_H
#define RUNTIME_LEDGER_POINTS_H

#include "base/vector.h"
#include "runtime/ledger.h"

struct lots {
    VECTOR(struct account) items_of; /* oldest first */
    const promo_allocator *alloc;
};

promo_status lots_read(struct store_link *link, const char *program, int64_t customer, struct lots *lots);
void lots_done(struct lots *lots);

/* What can be redeemed at an instant; may be below zero. */
int64_t lots_balance(const struct lots *lots, int64_t at);

/* Opens a lot of this booking, or adds to it, then settles. *account: the lot. */
promo_status points_give(struct booking *booking, const char *program, int64_t customer, enum movement movement,
                         int64_t points, int64_t expires, int64_t *account);

/* Takes back points of a lot, spent or not, and settles. */
promo_status points_take_back(struct booking *booking, const char *program, int64_t customer, int64_t account,
                              int64_t points);

/* Gives redeemed points back, to the lot they came from or, where others have settled its debt, to those. */
promo_status points_restore(struct booking *booking, const char *program, int64_t customer, int64_t account,
                            int64_t points);

/* Takes points that the customer has, oldest first. *left: how many there are when they are not enough (nothing moved). */
promo_status points_deduct(struct booking *booking, const char *program, int64_t customer, int64_t points, int64_t *left,
                           bool *enough);

#endif
