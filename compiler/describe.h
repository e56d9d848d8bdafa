/* What rules say, in plain words: for the colleague who approves a promotion, for `promo describe` and `promo diff`, and
 * for editors that show it beside the source. Made from the plan, so that templates are written out and names looked up.
 *
 * A describer belongs to one plan, which must be whole or at least not `failed`; what an error left out is left out here
 * too. Item sets that a `let` names are told by that name; which lets were named since the last describe_forget is kept, so
 * that a page can say what they are. Functions that write to a buffer append words without a capital or a full stop.
 *
 * Descriptions are lines, each about one property: two versions of a rule set are compared line by line. */
#ifndef COMPILER_DESCRIBE_H
#define COMPILER_DESCRIBE_H

#include "base/arena.h"
#include "compiler/plan.h"

/* Promotion `one` is never given with `other`. */
struct exclusion {
    uint32_t one, other;
};

struct describer {
    const struct plan *plan;
    bool bare;               /* of other declarations only the name: for comparing, as they tell their own changes */
    size_t shown;            /* members of a list told, the others are counted; 0: all */
    uint32_t *let_of;        /* by node: the first let that is this set, or PLAN_NONE */
    bool *named;             /* by let: named since describe_forget */
    VECTOR(struct exclusion) exclusions; /* both ways, in order */
    VECTOR(uint32_t) names;  /* the lets named, in order of mention */
    bool failed;             /* no memory: what was named is not known wholly */
};

/* False: no memory. */
bool describer_init(struct describer *describer, const struct plan *plan, size_t shown);
void describer_done(struct describer *describer);

/* Forgets which lets were named. */
void describe_forget(struct describer *describer);

/* ---- Phrases ---- */

enum describe_number {
    DESCRIBE_ITEMS = 0,  /* "items tagged “new”" */
    DESCRIBE_EVERY = -1, /* "every item tagged “new”"; a number from 1 on: "2 items tagged “new”" */
    DESCRIBE_ITEM = -2   /* "item tagged “new”" */
};

/* An item set: by its let's name where it has one, "items of shoes". PLAN_NONE: nothing. */
void describe_items(struct describer *describer, struct buffer *out, uint32_t node, int64_t number);

/* The same, looking into the set even where a let names it: what the let stands for. */
void describe_set(struct describer *describer, struct buffer *out, uint32_t node);

/* A condition: "the customer is in segment “vip” and the goods cost at least 50.00 EUR". */
void describe_criterion(struct describer *describer, struct buffer *out, const struct plan_criterion *criterion);

/* A benefit of the event: "20% off the cheapest of them". */
void describe_benefit(struct describer *describer, struct buffer *out, const struct plan_event *event,
                      const struct plan_benefit *benefit);

/* One event as a sentence: "if ..., buy ...: 20% off them; at most 2 times per order". */
void describe_event(struct describer *describer, struct buffer *out, const struct plan_event *event);

/* ---- Descriptions ---- */

/* What a line is about. PART(name, what stands before its lines, the same for machines) */
#define DESCRIBE_PARTS(PART)                  \
    PART(STATUS, "Status", "status")          \
    PART(WHO, "Who", "who")                   \
    PART(WHEN, "When", "when")                \
    PART(WHERE, "Where", "where")             \
    PART(NEEDS, "Needs", "needs")             \
    PART(ORDER, "Offers", "offers")           \
    PART(OFFER, "Offer", "offer")             \
    PART(OFTEN, "How often", "how_often")     \
    PART(COMBINES, "Combines", "combines")    \
    PART(BUDGET, "Budget", "budget")          \
    PART(FACT, "About", "about")              \
    PART(MEANS, "Words", "words")

enum describe_part {
#define PART(name, heading, word) DESCRIBE_##name,
    DESCRIBE_PARTS(PART)
#undef PART
    DESCRIBE_PART_COUNT
};

/* "Who", "When" ... */
const char *describe_heading(enum describe_part part);

/* "who", "how_often": for machines. */
const char *describe_part_word(enum describe_part part);

struct description_line {
    enum describe_part part;
    struct text event, event_title; /* OFFER: the event; else empty */
    const char *property;           /* which property it is about: "period", "condition" */
    const char *follows;            /* OFFER: what joins it to an earlier line of its event: ", ", ": " */
    struct text words;
};

/* Lines in the order to be read; their texts lie in the caller's arena or are the plan's. */
struct description {
    const promo_allocator *alloc;
    struct arena *arena;
    VECTOR(struct description_line) lines;
    bool failed; /* no memory */
};

void description_init(struct description *description, const promo_allocator *alloc, struct arena *arena);
void description_done(struct description *description);

/* Each appends its lines. Of a promotion also DESCRIBE_MEANS lines, one for each let that it names. */
void describe_promotion(struct describer *describer, struct description *out, const struct plan_promotion *promotion);
void describe_settings(struct describer *describer, struct description *out);
void describe_let(struct describer *describer, struct description *out, const struct plan_let *let);
void describe_layer(struct describer *describer, struct description *out, uint32_t layer);
void describe_audience(struct describer *describer, struct description *out, const struct plan_audience *audience);
void describe_price_list(struct describer *describer, struct description *out, const struct plan_price_list *list);
void describe_campaign(struct describer *describer, struct description *out, const struct plan_campaign *campaign);
void describe_coupon(struct describer *describer, struct description *out, const struct plan_coupon *coupon);
void describe_program(struct describer *describer, struct description *out, const struct plan_program *program);

/* When the promotion can apply at all: its period and its campaign's. Empty where from >= to. */
struct plan_period describe_runs(const struct plan *plan, const struct plan_promotion *promotion);

#endif
