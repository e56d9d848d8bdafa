/* What criteria let pass, as sets of numbers: a fact is something a basket tells, and the values that are left for it.
 *
 * A test holds where its value is in a set of numbers; that a value is missing is one more way it may be. So `not`, `and` and
 * `or` of tests of one thing are operations on sets, and a contradiction is an empty one. What is not about one number, such as
 * a segment or a coupon, is a thing that is 0 or 1. */
#ifndef COMPILER_LINT_FACTS_H
#define COMPILER_LINT_FACTS_H

#include "compiler/lint_parts.h"

/* What a fact is about: an operand, or a test that stands for itself. */
struct fact_key {
    uint32_t kind, index;
    int64_t extra, more;
};

struct allowed {
    struct interval_set values;
    bool missing; /* passes where the value is missing, too */
};

struct fact {
    struct fact_key key;
    struct allowed allowed;
    const struct plan_criterion *from; /* that narrowed it last; NULL: the promotion itself */
    const char *by;                    /* from NULL: what of the promotion, such as "channels" */
};

struct facts {
    struct lint *lint;
    VECTOR(struct fact) list;
};

/* The subject of a test and what the test lets pass. */
struct fact_key fact_key_of(const struct plan_criterion *test);
bool fact_key_equal(struct fact_key a, struct fact_key b);
struct allowed fact_allowed(struct lint *lint, const struct plan_criterion *test);

/* A test that stands for itself, such as `is today`, needs its value all the same: the fact that it is there. false: the test is
 * of no value that could be missing. */
bool fact_of_presence(struct lint *lint, const struct plan_criterion *test, struct fact *out);

/* Every value there can be. */
struct allowed fact_domain(struct lint *lint, const struct plan_criterion *test);
struct allowed fact_negated(struct lint *lint, const struct plan_criterion *test, struct allowed allowed);
struct allowed fact_both(struct lint *lint, struct allowed a, struct allowed b);

static inline bool allowed_nothing(struct allowed allowed)
{
    return allowed.values.count == 0 && !allowed.missing;
}

static inline bool allowed_within(struct allowed part, struct allowed whole)
{
    return (!part.missing || whole.missing) && intervals_within(part.values, whole.values);
}

/* What is known of the key; NULL: nothing yet. */
const struct fact *facts_find(const struct facts *facts, struct fact_key key);
/* What is known of items within those of the key, or around them, and leaves it nothing; NULL: nothing does. */
const struct fact *facts_find_apart(const struct facts *facts, struct fact_key key, struct allowed allowed);
void facts_push(struct facts *facts, struct fact fact);

/* `by` of what `buy` and `every` take: it contradicts, and makes nothing needless. */
extern const char FACT_TAKEN[];

/* What a promotion demands before its criteria are looked at: channels, stores, regions, weekdays, a coupon, an audience;
 * and what the event takes. */
void facts_of_promotion(struct facts *facts, const struct plan_promotion *promotion, const struct plan_event *event);

#endif
