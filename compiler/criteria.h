/* Criteria: the `when` of an event, from what is written to a tree of the plan. */
#ifndef COMPILER_CRITERIA_H
#define COMPILER_CRITERIA_H

#include "compiler/check_parts.h"

/* NULL after an error (which has been reported), or without memory. */
struct plan_criterion *criteria_of(struct check *check, const struct expr *when);

/* quantity, amount or lines of a set, or of the basket; false: reported. */
bool criteria_measure(struct check *check, const struct expr *measure, enum plan_measure *of, uint32_t *set);

#endif
