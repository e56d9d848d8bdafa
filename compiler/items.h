/* Item sets: from what is written to nodes of the plan.
 *
 * Everything here answers PLAN_NONE after an error it has reported (or that the parser has). */
#ifndef COMPILER_ITEMS_H
#define COMPILER_ITEMS_H

#include "compiler/check_parts.h"

/* The node of an item set. */
uint32_t items_node(struct check *check, const struct expr *expr);

/* The same, as a set that events refer to, in the author's words. */
uint32_t items_set(struct check *check, const struct expr *expr);

/* Every item: what `quantity` and `amount` alone are about. */
uint32_t items_all(struct check *check);

/* Whether the expression is an item set by its form, or names one. */
bool items_is_set(const struct check *check, const struct expr *expr);

/* Looks into every `let`, also those that nothing uses. */
void items_check_lets(struct check *check);

#endif
