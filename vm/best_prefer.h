/* The preferred of a component's best sets, where there are too many to look at one by one.
 *
 * What sets are compared by after their weight (awards are part of it) is a list of linear forms: the value of one promotion
 * after the other, then the claimed units of one atom after the other. Some of them at a time become weights of a component
 * like the first, beside what must not be lost of what is best already, and that component is solved as any other (so a
 * preference is proven as a value is). What must not be lost is not the weight itself, whose size would leave bounds too
 * rough for anything beside it, but what sets lose against the bound at the prices at hand: columns that lose more than the
 * best set drop out, and the few losses that are left are small numbers. */
#ifndef VM_BEST_PREFER_H
#define VM_BEST_PREFER_H

#include "vm/best_component.h"

/* Replaces the component's set by the preferred one of its weight. The component is at its prices, and its set proven; parts
 * are exact. *finished: it is the preferred one; false, with a set at least as preferred, where the steps allowed or the work
 * limit do not suffice, or numbers become too large. */
promo_status component_prefer(struct component *component, int64_t steps, bool *finished);

#endif
