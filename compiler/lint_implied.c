#include "compiler/lint_implied.h"

enum { MOST_STEPS = 4096 }; /* of comparing the criteria of two events */

/* Of a group each child, or one, has to hold. The steps are counted: it ends. */
static bool holds_in(struct lint *lint, const struct plan_criterion *known, const struct plan_criterion *wanted,
                     unsigned *steps)
{
    if (text_equal(known->text, wanted->text))
        return true;
    if (*steps == 0)
        return false;
    --*steps;
    bool split = wanted->kind == PLAN_ALL;
    if (split || known->kind == PLAN_ANY) {
        const struct plan_criterion *first = split ? wanted->children : known->children;
        for (const struct plan_criterion *child = first; child != NULL; child = child->next)
            if (!holds_in(lint, split ? known : child, split ? child : wanted, steps))
                return false;
        return true;
    }
    const struct plan_criterion *parts = known->kind == PLAN_ALL ? known->children : NULL;
    for (const struct plan_criterion *child = parts; child != NULL; child = child->next)
        if (holds_in(lint, child, wanted, steps))
            return true;
    const struct plan_criterion *choice = wanted->kind == PLAN_ANY ? wanted->children : NULL;
    for (const struct plan_criterion *child = choice; child != NULL; child = child->next)
        if (holds_in(lint, known, child, steps))
            return true;
    return known->kind == PLAN_TEST && wanted->kind == PLAN_TEST && fact_key_equal(fact_key_of(known), fact_key_of(wanted)) &&
           allowed_within(fact_allowed(lint, known), fact_allowed(lint, wanted));
}

bool criteria_imply(struct lint *lint, const struct plan_criterion *known, const struct plan_criterion *wanted)
{
    unsigned steps = MOST_STEPS;
    return wanted == NULL || (known != NULL && holds_in(lint, known, wanted, &steps));
}
