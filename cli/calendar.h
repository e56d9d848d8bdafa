/* Which promotions run when, as a picture: a line of time with a bar for each.
 *
 * Days are those of the rule set's zone. Shown over the time from the first day on which one begins to the last on which one
 * ends; a promotion without a bound runs over the edge. */
#ifndef CLI_CALENDAR_H
#define CLI_CALENDAR_H

#include "base/arena.h"
#include "compiler/describe_rules.h"

struct calendar_bar {
    const struct described *promotion;
    int64_t from, to; /* days, half-open, inside the calendar's; open_... say where it goes on */
    bool open_from, open_to;
};

struct calendar {
    const promo_allocator *alloc;
    int64_t first, last; /* days, half-open; equal: none of the promotions has a bound */
    VECTOR(struct calendar_bar) bars;
    bool failed; /* no memory */
};

/* Of the promotions for which chosen[index in rules] holds. */
void calendar_init(struct calendar *calendar, const struct plan *plan, const struct description_of_rules *rules,
                   const bool *chosen);
void calendar_done(struct calendar *calendar);

/* For a terminal, or a block of code; nothing where no promotion has a bound. */
void calendar_text(struct buffer *out, const struct calendar *calendar);
void calendar_html(struct buffer *out, const struct calendar *calendar);

#endif
