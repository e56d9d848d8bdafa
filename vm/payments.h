/* Payments: certificates and redeemed points, which reduce what is left to pay and are no discount.
 *
 * In the order presented, codes before points, each up to its balance. A gift card that is being bought (stored value) is
 * never paid by certificate. Fills evaluation->payments and marks the codes that paid. */
#ifndef VM_PAYMENTS_H
#define VM_PAYMENTS_H

#include "vm/evaluation.h"

/* payments_run of a basket that may pay so. */
promo_status payments_take(struct evaluation *evaluation, int64_t *due);

/* *due: what is left of `total` (minor units). */
static inline promo_status payments_run(struct evaluation *evaluation, int64_t total, int64_t *due)
{
    const struct basket *basket = evaluation->basket;
    *due = total;
    return basket->codes.count == 0 && basket->redeems.count == 0 ? PROMO_OK : payments_take(evaluation, due);
}

#endif
