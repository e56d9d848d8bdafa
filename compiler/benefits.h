/* What events take and give: picks, benefits and ladders, from what is written to the plan. */
#ifndef COMPILER_BENEFITS_H
#define COMPILER_BENEFITS_H

#include "compiler/check_parts.h"

/* What the event around a benefit says of it. */
struct benefit_context {
    enum plan_promotion_type type;
    struct span type_span;  /* of `type`; file UINT32_MAX: not written */
    bool takes_units;       /* buy, or every N */
    bool counts_amounts;    /* every 100.00 */
    struct span takes_span; /* of the clause that does */
};

/* False: reported. */
bool benefits_pick(struct check *check, const struct pick *pick, struct plan_pick *out);

/* Anything but a ladder. */
bool benefits_of(struct check *check, const struct benefit *benefit, const struct benefit_context *context,
                 struct plan_benefit *out);

/* `by amount { ... }`: fills the event's ladder. */
void benefits_ladder(struct check *check, const struct benefit *ladder, const struct benefit_context *context,
                     struct plan_event *event);

/* "20% off them", in words: what hints and explanations say that the event gives. Appended, after ", " where text is there. */
void benefits_words(struct check *check, const struct benefit *benefit, struct buffer *out);

#endif
