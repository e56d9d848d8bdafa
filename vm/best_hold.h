/* What sets as good as the best have in common, by the prices of a component: columns that lose more than they do are out, and what
 * the others must not lose becomes weights, as small numbers as can be. */
#ifndef VM_BEST_HOLD_H
#define VM_BEST_HOLD_H

#include "vm/best_preferences.h"

/* By the prices of a component whose columns are `members`: which columns are out, and what the others hold. Its parts are
 * `parts` of the stages'. *exact: they hold all that is known; else prices are not exact enough to say what a set loses. */
promo_status hold_by_prices(struct prefer *prefer, struct component *priced, const uint32_t *members, promo_i128 parts, bool *exact);

/* The component's weights, as small as they can be. */
void hold_weights(struct prefer *prefer);

#endif
