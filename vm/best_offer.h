/* One offer of an event: its benefits applied one after the other to the lots at hand, in every way to choose among them. */
#ifndef VM_BEST_OFFER_H
#define VM_BEST_OFFER_H

#include "vm/best_visit.h"

/* The offer of the event with that number of the group, by the units that have a role in it, or that its benefits choose. */
void offer_begin(struct visit *visit, uint32_t i);

#endif
