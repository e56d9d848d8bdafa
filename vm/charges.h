/* Charges: what the used events of the final outcome add, each on the discounted prices, after everything else.
 *
 * An event that also gives something charges only where it was chosen. Fills evaluation->charged and marks in the outcome
 * which visits that only charge do so. */
#ifndef VM_CHARGES_H
#define VM_CHARGES_H

#include "vm/evaluation.h"

/* *total is their sum, minor units. */
promo_status charges_run(struct evaluation *evaluation, int64_t *total);

#endif
