/* An order of a search: its setting and lines; and pricing it, which is all that a search knows of what promotions do.
 *
 * Orders are written as the JSON that `promo run` reads and priced from that text, so that what a search found is what the
 * command gives. A till is one search's: it owns a pricer and buffers and counts the orders it has priced. */
#ifndef RUNTIME_ANALYSIS_ORDER_H
#define RUNTIME_ANALYSIS_ORDER_H

#include "runtime/analysis_goods.h"
#include "runtime/analysis_setting.h"

#include <promo/json.h>

enum { ORDER_LINES = 24, ORDER_UNITS = 100000 };

struct order_line {
    uint32_t item; /* of the goods */
    int64_t quantity;
};

struct order {
    struct setting setting;
    struct order_line lines[ORDER_LINES];
    uint32_t count;
};

/* More units of an item; false where there is no room for them. */
bool order_add(struct order *order, uint32_t item, int64_t quantity);

/* The lines of both, in the setting of the first. */
bool order_add_lines(struct order *order, const struct order *more);

/* Forgets lines without units. */
void order_tidy(struct order *order);

/* What an order took from limits and budgets, for one that comes after it. */
struct order_uses {
    struct buffer state; /* members of a state, without braces */
    bool codes;          /* the codes presented have been used */
};

struct till {
    const promo_image *image;
    const struct goods *goods;
    promo_json_pricer *pricer, *explainer; /* explainer: made when first asked for */
    struct buffer basket, state;
    uint64_t priced, most;                 /* orders; beyond `most` none is priced */
    uint64_t unproven;                     /* orders whose best set was not proven: they are passed over */
};

/* no_index: the image is a variant (runtime/analysis_variant.h). */
promo_status till_init(struct till *till, const promo_image *image, const struct goods *goods, uint64_t most, bool no_index);
void till_done(struct till *till);

static inline bool till_closed(const struct till *till)
{
    return till->priced >= till->most;
}

/* Prices the order, after those that `uses` tells of (NULL: none). *result is NULL where it cannot be priced as asked: it is
 * refused, too large, not proven, or the till is closed. The result is the till's until it prices again. PROMO_NO_MEMORY. */
promo_status till_price(struct till *till, const struct order *order, const struct order_uses *uses,
                        const promo_result **result);

/* The same with verdicts. */
promo_status till_explain(struct till *till, const struct order *order, const promo_result **result);

/* The basket and the state (no bytes: none is needed) as JSON, appended. */
void order_write(const struct order *order, const struct goods *goods, struct buffer *out);
void order_write_state(const struct order *order, const struct goods *goods, const struct order_uses *uses, struct buffer *out);

/* What the order that gave this result leaves to the next of the same customer. */
void order_uses_init(struct order_uses *uses);
void order_uses_done(struct order_uses *uses);
void order_uses_of(struct order_uses *uses, const struct order *order, const promo_image *image, const promo_result *result);

#endif
