/* Values as people say them: "1,000.00 EUR", "12.5%", "1 March 2026", "90 days", "web, app and store".
 *
 * Used by what tells rules in words (compiler/describe.h). Everything is appended to the caller's buffer. */
#ifndef COMPILER_PHRASES_H
#define COMPILER_PHRASES_H

#include "compiler/plan.h"

/* "12,345" */
void phrase_count(struct buffer *out, int64_t count);

/* "1 order", "1,200 orders": the plural is the noun with an s. */
void phrase_counted(struct buffer *out, int64_t count, const char *noun);

/* Minor units, in the currency of the rule set: "1,234.50 EUR". */
void phrase_money(struct buffer *out, const struct plan *plan, int64_t amount);

/* Millionths: "12.5%". */
void phrase_percent(struct buffer *out, int64_t millionths);

/* "1 March 2026" of days since 1970-01-01. */
void phrase_date(struct buffer *out, int64_t day);

/* Seconds of the day: "17:00", "17:00:30", "24:00". */
void phrase_time(struct buffer *out, int64_t seconds);

/* "Monday" */
const char *phrase_weekday(int64_t weekday);

/* Bit 0 is Monday: "Monday to Friday and Sunday"; every day: "every day". */
void phrase_weekdays(struct buffer *out, uint32_t mask);

/* "90 days", "1 year" */
void phrase_duration(struct buffer *out, struct plan_duration duration);

/* Local time of the rule set: "1 March 2026, 17:00". */
void phrase_instant(struct buffer *out, const struct plan *plan, int64_t instant);

/* "from 1 March to 31 May 2026", "until 31 May 2026", "from 1 March 2026, 17:00 on". Whole days are told as days, the last
 * one included; PLAN_SINCE_EVER and PLAN_FOR_EVER on both sides: "at any time". */
void phrase_period(struct buffer *out, const struct plan *plan, struct plan_period period);

/* “text”, with the quotes of print, so that it differs from the words around it; made harmless. */
void phrase_quoted(struct buffer *out, struct text text);

/* What stands before element `index` of `count`: nothing, ", " or " and " (`last` says which word). */
void phrase_between(struct buffer *out, size_t index, size_t count, const char *last);

#endif
