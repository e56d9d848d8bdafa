/* The state that a history of orders leaves, in memory: uses of promotions, coupons and codes, by all, by customer and by day,
 * campaigns' budgets, points. Each basket is told what those before it used up; what it gets is booked as if it had been
 * committed at once.
 *
 * For `promo simulate` and `promo diff`, which price a stream in order: a history belongs to one thread. It grows with the
 * customers, codes and days that limits ask about, and with the points that have not expired, not with the orders. What a snapshot told the basket before counts too.
 * Points that a snapshot told do not expire, and codes that promotions issue are nobody's. */
#ifndef RUNTIME_HISTORY_H
#define RUNTIME_HISTORY_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/vector.h"
#include "runtime/history_points.h"
#include "vm/basket.h"

/* What one customer, code or day has used of one thing. */
struct history_fact {
    int64_t uses;   /* of points: spent of those that a snapshot told */
    int64_t amount; /* of a certificate: spent */
    uint32_t lots;  /* of points: a list of `points` */
};

struct history_campaign {
    int64_t money, uses;
};

struct history {
    const promo_allocator *alloc;
    const promo_image *image;
    struct arena arena;                  /* keys of facts */
    struct text_table keys;              /* by number: facts */
    VECTOR(struct history_fact) facts;
    struct history_pool points;          /* that orders earned */
    struct buffer key;                   /* scratch */
    int64_t *promotions, *coupons;       /* uses in all, by index */
    struct history_campaign *campaigns;  /* by index */
    VECTOR(uint32_t) limited_promotions, limited_coupons, budgets;
    int64_t first_day;                   /* what a snapshot says of today is about this one */
    bool any;
};

/* Whether anything in the rule set asks what happened before; if not, baskets can be priced in any order. */
bool history_matters(const promo_image *image);

promo_status history_init(struct history *history, const promo_image *image, const promo_allocator *alloc);
void history_done(struct history *history);

/* After the basket has been filled, and after a snapshot has spoken. */
promo_status history_tell(struct history *history, struct basket *basket);

/* After the basket has been priced. PROMO_OVERFLOW, PROMO_NO_MEMORY. */
promo_status history_book(struct history *history, const struct basket *basket, const promo_result *result);

#endif
