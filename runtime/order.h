/* Between evaluation and ledger: what the store knows goes into a basket, what a result needs becomes a demand.
 *
 * Both read the image's own records (limits, validity, patterns), which the public result does not repeat. */
#ifndef RUNTIME_ORDER_H
#define RUNTIME_ORDER_H

#include <promo/order.h>

#include "base/arena.h"
#include "runtime/digest.h"
#include "vm/basket.h"

/* For readers of many baskets (batch_options.tell): `state` is a struct order_state. */
struct order_state {
    promo_store *store;
    int64_t at;
};
promo_status order_tell(const void *state, struct basket *basket);

/* The demand of a result, in the arena; it borrows from image, basket and result. */
struct order_priced {
    const struct evaluation *evaluation; /* of a session that has just priced */
    const promo_image *image;
    const struct basket *basket;
    const promo_result *result;
    int64_t at; /* of the reservation */
};
promo_status order_demand(const struct order_priced *priced, struct arena *arena, promo_demand *demand);

/* When what is issued at an instant with a validity of so many units (0: of any length) ends; INT64_MAX: never. */
int64_t order_expiry(const promo_image *image, int64_t count, uint8_t unit, int64_t at);

/* The day of an instant in the rule set's zone, since 1970-01-01. */
int64_t order_day(const promo_image *image, int64_t at);

/* Looks for an order that is held or committed already: *answer is NULL where there is none, and a new reservation may be
 * tried. PROMO_CONFLICT: it has other content. */
promo_status order_repeated(promo_store *store, const char *order, const unsigned char content[DIGEST_SIZE], int64_t at,
                            promo_answer **answer);

#endif
