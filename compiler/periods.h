/* Periods and schedules: from local dates and times to instants and masks, in the rule set's zone. */
#ifndef COMPILER_PERIODS_H
#define COMPILER_PERIODS_H

#include "compiler/check_parts.h"

/* `2026-03-01 .. 2026-05-31`, instants, or `from` either. Reports one that ends before it begins. */
bool period_of(struct check *check, const struct expr *range, struct plan_period *period);

/* Appends a schedule for each range of times. */
struct schedules {
    VECTOR(struct plan_schedule) list;
};
void schedule_of(struct check *check, const struct schedule *schedule, struct schedules *out);

/* 0 is Monday; false: reported. */
bool weekday_of(struct check *check, const struct word *word, int64_t *weekday);

/* The instant of a date's begin, or of its end. */
int64_t period_day_start(const struct check *check, int64_t day);
int64_t period_day_end(const struct check *check, int64_t day);

/* A bound, in local time where it has no offset. */
bool period_bound(struct check *check, const struct expr *expr, enum zone_edge edge, int64_t *instant);

#endif
