/* One event of a promotion, from its clauses to the plan. */
#ifndef COMPILER_EVENTS_H
#define COMPILER_EVENTS_H

#include "compiler/check_parts.h"

/* The frame at hand is the event's. type_span: of the promotion's `type`, file UINT32_MAX where it is not written. */
struct plan_event events_of(struct check *check, const struct clause *clause, enum plan_promotion_type type,
                            struct span type_span);

#endif
