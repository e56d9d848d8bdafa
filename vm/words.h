/* Values as people read them: money in the rule set's currency, dates, percentages, names. For explanations only; results
 * carry numbers. Texts are made in the arena given; NULL without memory. */
#ifndef VM_WORDS_H
#define VM_WORDS_H

#include "base/arena.h"
#include "base/exact.h"
#include "vm/basket.h"

/* `field`: of SHOWN_ENUM in FIELDS, of SHOWN_TIER in PROGRAMS; otherwise unused. */
const char *words_value(struct arena *arena, const struct basket *basket, enum shown shown, uint32_t field, int64_t value);

const char *words_money(struct arena *arena, const struct image_view *image, int64_t amount);

/* An exact amount of minor units (0 or more), in up to six digits more than money has; `..` after what goes on. */
const char *words_fraction(struct arena *arena, const struct image_view *image, struct fraction value);

#endif
