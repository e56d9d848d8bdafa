/* The layers, first to last: eligible promotions are visited at the layer's prices, the best set of their offers is chosen
 * and settled, and what it leaves is what the next layer sees.
 *
 * Called once per basket by the evaluation; vm/exclusive runs single promotions through the same slice. */
#ifndef VM_LAYERS_H
#define VM_LAYERS_H

#include "vm/evaluation.h"

void outcome_init(struct outcome *outcome);
void outcome_done(struct outcome *outcome, const promo_allocator *alloc);

/* Empties it for another use; `given` is new and zero. */
promo_status outcome_start(struct evaluation *evaluation, struct outcome *outcome, uint32_t exclusive);

/* Fills evaluation->layers. */
promo_status layers_run(struct evaluation *evaluation);

/* One layer's (or an exclusive promotion's) competition of the candidates given, at the prices of the units as they are;
 * its worth and discount go into the outcome, and what it takes comes off the units. They are some of evaluation->candidates, in a
 * row. `layer` INDEX_NONE: exclusive. */
promo_status layers_compete(struct evaluation *evaluation, struct outcome *outcome, uint32_t layer,
                            const uint32_t *candidates, size_t count, struct outcome_layer *answer);

#endif
