/* Benefits applied to lots of units, in exact fractions: who gets how much off, at what is left of each price.
 *
 * This is the slow and general reading of the semantics; the search uses it where one offer has several price benefits or
 * several events share units, and when the chosen offers are turned into pieces. Lots belong to the caller. */
#ifndef VM_BEST_APPLY_H
#define VM_BEST_APPLY_H

#include "vm/best_model.h"

struct applied {
    struct fraction money;
    bool refused; /* `for M` that is not cheaper: no offer */
};

/* Off one unit at `left`, for the forms that are each unit's own. False: overflow. */
bool apply_discount(const struct best_benefit *benefit, struct fraction left, int64_t floor, struct fraction *off);

/* Whether the benefit speaks of the lot at all. */
bool apply_covers(const struct place *places, uint32_t shipping,
                  const struct best_event *event, const struct best_benefit *benefit, const struct lot *lot);

/* How many units of each lot the benefit applies to: all, or the cheapest or dearest. BEST_ANY gives the most that each
 * lot may have; the caller chooses. `order` is room for as many numbers as there are lots. */
void apply_quotas(const struct place *places, uint32_t shipping,
                  const struct best_event *event, const struct best_benefit *benefit, const struct lots *lots,
                  int64_t *quotas, uint32_t *order);

/* Applies the benefit to those units; lots split where only some of their units are meant (capacity for twice as many); the
 * quotas are used up.
 * Units claimed by an offer without picks become LOT_CLAIMED. */
promo_status apply_benefit(const struct place *places, const struct best_benefit *benefit, struct lots *lots,
                           int64_t *quotas, struct applied *applied);

#endif
