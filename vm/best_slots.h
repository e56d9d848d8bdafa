/* Multi-buys as slots: where an event can be applied in very many ways, its columns are single units and applications, tied
 * together by rows of their own, instead of one column for each way.
 *
 * `N of a set` with a discount that is each unit's own, or one amount an application: units that are taken, and
 * applications that need N of them. `cheapest (or dearest) 1 of N`: units that are paid for and units that are discounted,
 * of which each needs N - 1 of the others at least as dear (as cheap). After the search the chosen units are put together
 * to applications again, as ordinary columns. */
#ifndef VM_BEST_SLOTS_H
#define VM_BEST_SLOTS_H

#include "vm/best_search.h"

/* Whether the event can be made slots of. */
bool slots_possible(const struct model *model, uint32_t event);

promo_status slots_make(struct model *model, uint32_t event);

/* Applications in the place of the slots that were chosen. */
promo_status slots_settle(struct model *model, struct outcome *outcome);

#endif
