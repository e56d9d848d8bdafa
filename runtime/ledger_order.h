/* An order in the store: found, its holds, its end without a sale. Reserve, commit and refund build on it. */
#ifndef RUNTIME_LEDGER_ORDER_H
#define RUNTIME_LEDGER_ORDER_H

#include "base/vector.h"
#include "runtime/answer.h"
#include "runtime/demand.h"
#include "runtime/ledger.h"

struct order {
    int64_t key; /* LEDGER_NO_ORDER: no such order */
    int64_t customer, at, expires, due;
    promo_order_state state;
    unsigned char content[DIGEST_SIZE];
    char currency[4];
    int32_t decimals;
};

promo_status order_find(struct store_link *link, const char *id, struct order *order);

struct hold {
    int64_t number, account, amount, money, returned;
    enum account_kind kind;
    bool once;
};

struct holds {
    VECTOR(struct hold) list; /* as they were taken */
    const promo_allocator *alloc;
};

promo_status holds_read(struct store_link *link, int64_t order, struct holds *holds);
void holds_done(struct holds *holds);

/* Certificates and points are stocks, everything else counts. */
bool account_is_stock(enum account_kind kind);

/* Gives back everything that a held order holds and marks it cancelled: by `operation`, cancel or expire. */
promo_status order_release(struct store_link *link, struct order *order, enum ledger_operation operation, int64_t at);

/* Releases held orders that have ended at `at`, the oldest first and at most `most`. *released: how many. */
promo_status orders_expire(struct store_link *link, int64_t at, int64_t most, int64_t *released);

/* Fills in state, instants, result, what was issued and every refund. */
promo_status order_show(struct store_link *link, const struct order *order, struct answer *answer);

/* The movements of one booking. */
promo_status booking_show(struct store_link *link, int64_t booking, struct answer *answer);

/* The facts of a committed order, for refunds and reports. */
promo_status facts_write(struct store_link *link, const struct order *order, const promo_demand *demand, int64_t at);

/* Issues what the demand says, and records it. */
promo_status order_issue(struct booking *booking, const struct order *order, const promo_demand *demand);

#endif
