/* Declarations around the promotions: settings, audiences, price lists, layers, campaigns. Coupons and loyalty programs
 * are in compiler/programs.h. Each appends exactly one record to the plan (of layers: one for each), whatever is wrong. */
#ifndef COMPILER_DECLARATIONS_H
#define COMPILER_DECLARATIONS_H

#include "compiler/check_parts.h"

/* Currency, zone, rounding and floor; first of all, as amounts and periods need them. */
void declarations_settings(struct check *check, const struct declaration *declaration);

void declarations_audience(struct check *check, const struct declaration *declaration);
void declarations_price_list(struct check *check, const struct declaration *declaration);
void declarations_layers(struct check *check, const struct declaration *declaration);
void declarations_campaign(struct check *check, const struct declaration *declaration);

#endif
