/* Whether criteria hold wherever others do. Pairs of promotions and of events are compared by it. Owns nothing. */
#ifndef COMPILER_LINT_IMPLIED_H
#define COMPILER_LINT_IMPLIED_H

#include "compiler/lint_facts.h"

/* True only where it is certain; what is negated must be written the same. NULL: no criteria. */
bool criteria_imply(struct lint *lint, const struct plan_criterion *known, const struct plan_criterion *wanted);

#endif
