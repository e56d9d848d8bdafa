/* Templates: a promotion's clauses with every `use` written out in place.
 *
 * Each clause comes with the frame that binds the parameters it may name; whoever looks into a clause makes its frame the
 * one at hand (check->frame) first. */
#ifndef COMPILER_TEMPLATES_H
#define COMPILER_TEMPLATES_H

#include "compiler/check_parts.h"

struct placed_clauses {
    VECTOR(struct placed_clause) list;
    bool lost; /* a `use` could not be written out */
};

/* Appends the clauses of a promotion. Reports unknown templates, arguments that do not fit, and templates that use
 * themselves. The frames lie in the plan's arena. */
void templates_expand(struct check *check, const struct clause *clauses, struct placed_clauses *out);

/* Checks the parameters of a declaration by themselves. */
void templates_check(struct check *check, const struct declaration *declaration);

/* A frame in which every parameter is bound to something harmless: to look into a template that nobody uses. NULL: no memory. */
const struct frame *templates_trial(struct check *check, const struct declaration *declaration);

#endif
