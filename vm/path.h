/* How the events of a promotion were visited: the steps of its sequence that were taken, and why an event was passed over.
 * Part of the explanation (vm/explain.c); sentences are in the evaluation's scratch memory, without full stops. */
#ifndef VM_PATH_H
#define VM_PATH_H

#include "vm/arithmetic.h"

/* Whether the event was used, in the layer its promotion is of. */
bool path_used(const struct evaluation *evaluation, uint32_t event);

/* A sentence for each step of the promotion's sequence that was taken; none without a sequence. */
promo_status path_tell(struct evaluation *evaluation, uint32_t promotion, struct sentences *out);

/* Why an event of an eligible promotion was not looked at; NULL without memory. */
const char *path_unvisited(struct evaluation *evaluation, uint32_t promotion, uint32_t event);

#endif
