/* Charges: what the used events of the final outcome add, each on the discounted prices, after everything else.
 *
 * An event that also gives something charges only where it was chosen. Fills evaluation->charged and marks in the outcome
 * which visits that only charge do so. */
#ifndef VM_CHARGES_H
#define VM_CHARGES_H

#include "vm/evaluation.h"

/* charges_match_priced where the image has such. */
promo_status charges_match_each(struct evaluation *evaluation);

/* The charges whose items are chosen by price, which is the basket's own: found once for an image, and for each basket
 * before its layers. PROMO_OK, PROMO_NO_MEMORY, PROMO_OVERFLOW. */
promo_status charges_find_priced(struct evaluation *evaluation);
static inline promo_status charges_match_priced(struct evaluation *evaluation)
{
    return evaluation->priced_charges.count == 0 ? PROMO_OK : charges_match_each(evaluation);
}

/* Whether there is a unit that the charge, a benefit of the image, is on. */
bool charges_match(struct evaluation *evaluation, uint32_t benefit);

/* charges_run of an outcome that uses events, or only charges. */
promo_status charges_of_outcome(struct evaluation *evaluation, int64_t *total);

/* *total is their sum, minor units. */
static inline promo_status charges_run(struct evaluation *evaluation, int64_t *total)
{
    const struct outcome *outcome = evaluation->final;
    *total = 0;
    return outcome->uses.count == 0 && outcome->charges.count == 0 ? PROMO_OK : charges_of_outcome(evaluation, total);
}

#endif
