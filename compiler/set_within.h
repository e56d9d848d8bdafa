/* Whether one item set can hold nothing that another does not: the lints ask, of the plan's sets. Owns nothing. */
#ifndef COMPILER_SET_WITHIN_H
#define COMPILER_SET_WITHIN_H

#include "compiler/plan.h"

/* True only where it is certain by how the sets are written; PLAN_NONE is no set. */
bool set_within(const struct plan *plan, uint32_t part, uint32_t whole);

#endif
