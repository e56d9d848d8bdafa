/* What the files of the describer share. */
#ifndef COMPILER_DESCRIBE_PARTS_H
#define COMPILER_DESCRIBE_PARTS_H

#include "compiler/describe.h"
#include "compiler/phrases.h"

/* What a value is of: an enum's field, a tier's program. */
struct told_type {
    enum plan_type type;
    uint32_t of; /* PLAN_NONE: of neither */
};

void describe_value(const struct describer *describer, struct buffer *out, struct told_type type, int64_t value);

/* "“a”, “b” or “c”": the members of a list. `last` is the word before the last one. */
void describe_list(const struct describer *describer, struct buffer *out, uint32_t list, struct told_type type,
                   const char *last);

/* "at least ", as values of the type say it; of EQUAL nothing. */
const char *describe_comparison(enum plan_comparison comparison, enum plan_type type);

/* "from 3 to 5": both bounds belong to it; a time's or an instant's end is told as the next second. */
void describe_range(const struct describer *describer, struct buffer *out, struct told_type type, int64_t low, int64_t high);

/* A name as words: underscores are spaces. */
void describe_name(struct buffer *out, struct text name);

/* Index of the first exclusion of a promotion, or of where it would stand. */
size_t describe_exclusions(const struct describer *describer, uint32_t promotion);

/* The name, and the title in parentheses where there is one. */
void describe_titled(const struct describer *describer, struct buffer *out, struct text name, struct text title);

/* ---- Events (compiler/describe_events.c) ---- */

/* What an event says, piece by piece; each writes nothing where the event has no such thing. */
struct event_piece {
    const char *property, *follows;
    void (*tell)(struct describer *describer, struct buffer *out, const struct plan_event *event);
};

enum { EVENT_PIECES = 5 };
extern const struct event_piece EVENT_PIECE[EVENT_PIECES];

/* ---- What promotions and other declarations have in common (compiler/describe_declarations.c) ---- */

/* "one public code, “WELCOME10”", "5,000 generated codes like “SUMMER-########”" */
void describe_codes(struct buffer *out, const struct plan_coupon *coupon);

/* Minimum, validity, limits: a line each. */
void describe_coupon_conditions(const struct plan *plan, struct description *out, const struct plan_coupon *coupon,
                                enum describe_part part);

/* "once per customer", "at most 10,000 times in all": a line each. */
void describe_limits(struct description *out, const struct plan_limits *limits, enum describe_part part);

/* A line "only in channels “web” and “app”" and `of` behind it; nothing for PLAN_NONE. */
void describe_places(struct describer *describer, struct description *out, uint32_t list, const char *noun,
                     const char *property, const char *of);

/* Budgets and holdout: a line each. */
void describe_budget(struct describer *describer, struct description *out, const struct plan_campaign *campaign);

/* ---- Lines ---- */

/* Takes what is in `words` as a line and clears it; nothing where it is empty. */
void description_add(struct description *description, enum describe_part part, const char *property, struct buffer *words);
void description_add_event(struct description *description, const struct plan_event *event, const struct event_piece *piece,
                           struct buffer *words);

#endif
