/* Clauses that several declarations share: words from a fixed list, places, limits. */
#ifndef COMPILER_PROPERTIES_H
#define COMPILER_PROPERTIES_H

#include "compiler/check_parts.h"

/* The word's number in a list that ends with NULL, or -1, reported: "`%s` is no %s". */
int property_choice(struct check *check, const struct word *word, const char *what, const char *const *choices);

/* The words as a list of symbols; PLAN_NONE: not given, or wrong. */
uint32_t property_places(struct check *check, const struct clause *clause);

/* What both lists have; a list that is PLAN_NONE allows anything. */
uint32_t property_common(struct check *check, uint32_t one, uint32_t other);

/* One `limit` clause into the limits. `seen` remembers, by scope, the clause that said it. */
struct limits_seen {
    const struct clause *of[SCOPE_ORDER + 1];
};
void property_limit(struct check *check, const struct clause *clause, struct limits_seen *seen, struct plan_limits *limits);

extern const struct plan_limits PROPERTY_NO_LIMITS;

#endif
