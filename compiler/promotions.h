/* Promotions: their properties, events and sequence. */
#ifndef COMPILER_PROMOTIONS_H
#define COMPILER_PROMOTIONS_H

#include "compiler/check_parts.h"

/* Appends the promotion to the plan; one is appended whatever is wrong with it. */
void promotions_check(struct check *check, const struct declaration *declaration);

/* Looks into a template that nothing uses, as far as that can be done without arguments. */
void promotions_check_template(struct check *check, const struct declaration *declaration);

#endif
