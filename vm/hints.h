/* Hints: "20.00 more of shoes gives 10% off", for an event that only a quantity or an amount kept from being used.
 *
 * Visiting calls here when an event falls short, at the prices of its layer, of one thing only, and would then make an offer.
 * A shortfall is hinted only of what the basket has some of already, so that candidate selection loses none. */
#ifndef VM_HINTS_H
#define VM_HINTS_H

#include "vm/visit.h"

/* The criteria do not hold: adds a hint where one more measured thing would make them hold. */
promo_status hints_of_criteria(struct evaluation *evaluation, uint32_t event);

/* What the event measured is short of what it needs. `brief`: of its promotion, or NULL. */
promo_status hints_of_measure(struct evaluation *evaluation, uint32_t event, const struct image_brief *brief,
                              const struct measured *measured);

/* The set's text, or NULL where it is the whole basket. */
const char *hints_set_text(const struct evaluation *evaluation, uint32_t set);

#endif
