/* What a store knows, read for one evaluation: each value as it would count at an instant. Holds of orders that have ended by
 * then no longer count, though nobody has booked that yet. Used inside store_read, so that everything is of one state. */
#ifndef RUNTIME_SNAPSHOT_H
#define RUNTIME_SNAPSHOT_H

#include "runtime/ledger.h"
#include "runtime/ledger_code.h"

struct snapshot {
    struct store_link *link;
    int64_t at, customer;
    bool any_ended; /* there are such holds */
};

/* customer NULL: unknown. */
promo_status snapshot_begin(struct snapshot *snapshot, struct store_link *link, const char *customer, int64_t at);

/* Held and used of one counter. */
promo_status snapshot_count(const struct snapshot *snapshot, enum account_kind kind, const char *name, int64_t part,
                            int64_t *count);

/* What the customer can redeem and has earned. */
promo_status snapshot_points(const struct snapshot *snapshot, const char *program, int64_t *balance, int64_t *earned);

/* The code, with its account as it would count. For a customer it is not for there is none (id 0). */
promo_status snapshot_code(const struct snapshot *snapshot, const char *code, struct code *found);

promo_status snapshot_in_audience(const struct snapshot *snapshot, const char *audience, const char *customer,
                                  bool *inside);

#endif
