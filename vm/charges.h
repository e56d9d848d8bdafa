/* Charges: what the used events of the final outcome add, each on the discounted prices, after everything else.
 *
 * An event that also gives something charges only where it was chosen. Fills evaluation->charged and marks in the outcome
 * which visits that only charge do so. */
#ifndef VM_CHARGES_H
#define VM_CHARGES_H

#include "vm/evaluation.h"

/* The charges whose items are chosen by price, which is the basket's own: found once for an image, and for each basket
 * before its layers. PROMO_OK, PROMO_NO_MEMORY, PROMO_OVERFLOW. */
promo_status charges_find_priced(struct evaluation *evaluation);
promo_status charges_match_priced(struct evaluation *evaluation);

/* Whether there is a unit that the charge, a benefit of the image, is on. */
bool charges_match(struct evaluation *evaluation, uint32_t benefit);

/* *total is their sum, minor units. */
promo_status charges_run(struct evaluation *evaluation, int64_t *total);

#endif
