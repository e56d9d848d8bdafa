/* Criteria that can never hold, always hold, or say what others say already. */
#include "compiler/check_parts.h"
#include "compiler/lint_facts.h"

enum truth { NEVER, MAYBE, ALWAYS };

/* One event's criteria on the way through. */
struct walk {
    struct lint *lint;
    const struct plan_promotion *promotion;
    const struct plan_event *event;
};

static enum truth look(struct walk *walk, const struct plan_criterion *criterion, bool negated, struct facts *known);

/* ---- What is said of a test ---- */

static bool is_test(const struct plan_criterion *criterion)
{
    return criterion->kind == PLAN_TEST || (criterion->kind == PLAN_NOT && criterion->children->kind == PLAN_TEST);
}

/* The test itself, and whether it is negated. */
static const struct plan_criterion *test_of(const struct plan_criterion *criterion, bool *negated)
{
    if (criterion->kind == PLAN_NOT)
        *negated = !*negated;
    return criterion->kind == PLAN_NOT ? criterion->children : criterion;
}

/* What depends on an argument is the template's way to be general, and right elsewhere. */
static bool is_general(const struct walk *walk, const struct plan_criterion *criterion)
{
    const struct frame *frame = walk->event->frame;
    return frame != NULL &&
           (lint_has_parameter(frame, criterion->from) || lint_of_library(walk->lint, criterion->from->span));
}

static void note_fact(struct walk *walk, struct diagnostic *d, const struct fact *fact, const char *what)
{
    struct lint_spot spot = {NULL, lint_name_of(walk->promotion)};
    if (fact->from != NULL) {
        diag_note(d, fact->from->from->span, "%s", what);
        return;
    }
    static const struct {
        const char *by;
        enum clause_kind kind;
    } CLAUSES[] = {{"channels", CLAUSE_CHANNELS},    {"stores", CLAUSE_STORES},     {"regions", CLAUSE_REGIONS},
                   {"requires", CLAUSE_REQUIRES},    {"audience", CLAUSE_AUDIENCE}, {"schedule", CLAUSE_SCHEDULE},
                   {"price_list", CLAUSE_PRICE_LIST}};
    for (size_t i = 0; i < sizeof CLAUSES / sizeof *CLAUSES; i++)
        if (strcmp(fact->by, CLAUSES[i].by) == 0)
            spot = lint_spot(walk->promotion, CLAUSES[i].kind);
    const struct clause *own = walk->event->from->event->clauses;
    const struct clause *taken = clause_find(own, CLAUSE_BUY) != NULL ? clause_find(own, CLAUSE_BUY) : clause_find(own, CLAUSE_EVERY);
    if (fact->by == FACT_TAKEN && taken != NULL)
        spot.span = taken->span;
    diag_note(d, spot.span, "%s", what);
}

/* What is wanted of a criterion as written: that it holds, or inside a `none` that it does not. */
static const char *wanted(bool negated)
{
    return negated ? "can never fail" : "can never hold";
}

static void report_impossible(struct walk *walk, const struct plan_criterion *said, bool negated)
{
    struct text words = lint_words(walk->lint, said->from->span);
    struct diagnostic *d = lint_report_in(walk->lint, LINT_NEVER_HOLDS, walk->event->frame, said->from->span, "`%.*s` %s",
                                          SHOWN(words), wanted(negated));
    diag_help(d, "no basket has such a value; compare with one that there can be");
}

static void report_contradiction(struct walk *walk, const struct plan_criterion *said, bool negated, const struct fact *fact)
{
    struct text words = lint_words(walk->lint, said->from->span);
    struct diagnostic *d = lint_report_in(walk->lint, LINT_NEVER_HOLDS, walk->event->frame, said->from->span,
                                          "`%.*s` %s beside what else must hold", SHOWN(words), wanted(negated));
    note_fact(walk, d, fact,
              fact->by == FACT_TAKEN ? "the event takes this"
              : fact->from == NULL   ? "the promotion demands this"
                                     : "this must hold, too");
    diag_help(d, "no basket meets both; `any { ... }` asks for one of several");
}

static void report_always(struct walk *walk, const struct plan_criterion *said, bool negated)
{
    struct text words = lint_words(walk->lint, said->from->span);
    if (is_general(walk, said))
        return;
    struct diagnostic *d = lint_report(walk->lint, LINT_ALWAYS_HOLDS, said->from->span, "`%.*s` %s", SHOWN(words),
                                       negated ? "fails for every basket, as it should" : "holds for every basket");
    diag_help(d, "leave it out, or compare with the value that was meant");
}

/* That a value is there is worth saying beside a comparison with it: not everybody knows that the comparison needs it. */
static bool says_missing(const struct plan_criterion *said)
{
    bool not = false;
    return is_test(said) && test_of(said, &not )->test == PLAN_TEST_MISSING;
}

static void report_redundant(struct walk *walk, const struct plan_criterion *test, const struct fact *fact)
{
    struct text words = lint_words(walk->lint, test->from->span);
    if (says_missing(test) || fact->by == FACT_TAKEN)
        return;
    if (is_general(walk, test) || (fact->from != NULL && is_general(walk, fact->from)))
        return;
    struct diagnostic *d = lint_report(walk->lint, LINT_REDUNDANT_CRITERION, test->from->span,
                                       "`%.*s` adds nothing to what else must hold", SHOWN(words));
    note_fact(walk, d, fact, fact->from == NULL ? "the promotion demands this" : "where this holds, so does the other");
    diag_help(d, "leave it out, or compare with the value that was meant");
}

/* ---- Tests ---- */

static struct allowed allowed_of(struct lint *lint, const struct plan_criterion *test, bool negated)
{
    struct allowed allowed = fact_allowed(lint, test);
    return negated ? fact_negated(lint, test, allowed) : allowed;
}

/* What a test is alone, and beside what is known. `said`: with the `not` before it, if there is one. */
static enum truth look_at_test(struct walk *walk, const struct plan_criterion *said, bool negated, struct facts *known)
{
    bool not = negated;
    const struct plan_criterion *test = test_of(said, &not );
    struct allowed allowed = allowed_of(walk->lint, test, not );
    if (allowed_nothing(allowed)) {
        report_impossible(walk, said, negated);
        return NEVER;
    }
    if (allowed_within(fact_domain(walk->lint, test), allowed)) {
        report_always(walk, said, negated);
        return ALWAYS;
    }
    struct fact there;
    bool needs_value = !not &&fact_of_presence(walk->lint, test, &there);
    const struct fact *value = needs_value ? facts_find(known, there.key) : NULL;
    if (value != NULL && value->allowed.values.count == 0) {
        report_contradiction(walk, said, negated, value);
        return NEVER;
    }
    const struct fact *apart = facts_find_apart(known, fact_key_of(test), allowed);
    if (apart != NULL) {
        report_contradiction(walk, said, negated, apart);
        return NEVER;
    }
    const struct fact *fact = facts_find(known, fact_key_of(test));
    if (fact == NULL)
        return MAYBE;
    if (allowed_nothing(fact_both(walk->lint, fact->allowed, allowed))) {
        report_contradiction(walk, said, negated, fact);
        return NEVER;
    }
    if (allowed_within(fact->allowed, allowed)) {
        report_redundant(walk, said, fact);
        return ALWAYS;
    }
    return MAYBE;
}

/* A test that must hold narrows what is known; one that said less before adds nothing any more. */
static void learn(struct walk *walk, const struct plan_criterion *said, bool negated, struct facts *known)
{
    const struct plan_criterion *test = test_of(said, &negated);
    struct allowed allowed = allowed_of(walk->lint, test, negated);
    const struct fact *fact = facts_find(known, fact_key_of(test));
    struct fact now = {fact_key_of(test), allowed, said, NULL};
    if (fact != NULL) {
        now.allowed = fact_both(walk->lint, fact->allowed, allowed);
        if (fact->from != NULL && allowed_within(allowed, fact->allowed))
            report_redundant(walk, fact->from, &now);
    }
    struct fact there;
    if (!negated && fact_of_presence(walk->lint, test, &there)) {
        const struct fact *value = facts_find(known, there.key);
        there.from = said;
        if (value != NULL)
            there.allowed = fact_both(walk->lint, value->allowed, there.allowed);
        facts_push(known, there);
    }
    facts_push(known, now); /* the newest is found first; a group that ends forgets what it added */
}

/* ---- Groups ---- */

/* All must hold: tests first, then the groups beside what the tests leave. */
static enum truth look_at_all(struct walk *walk, const struct plan_criterion *children, bool negated, struct facts *known)
{
    enum truth truth = ALWAYS;
    size_t before = known->list.count;
    for (const struct plan_criterion *child = children; child != NULL && truth != NEVER; child = child->next) {
        if (!is_test(child))
            continue;
        enum truth one = look_at_test(walk, child, negated, known);
        if (one == MAYBE)
            learn(walk, child, negated, known);
        truth = one < truth ? one : truth;
    }
    for (const struct plan_criterion *child = children; child != NULL && truth != NEVER; child = child->next) {
        if (is_test(child))
            continue;
        enum truth one = look(walk, child, negated, known);
        truth = one < truth ? one : truth;
    }
    known->list.count = before;
    return truth;
}

/* The tests that an alternative consists of: itself, or those of an `all`. */
static const struct plan_criterion *parts_of(const struct plan_criterion *alternative)
{
    return alternative->kind == PLAN_ALL ? alternative->children : alternative;
}

static const struct plan_criterion *next_part(const struct plan_criterion *alternative, const struct plan_criterion *part)
{
    return alternative->kind == PLAN_ALL ? part->next : NULL;
}

static bool implies_part(struct lint *lint, const struct plan_criterion *one, const struct plan_criterion *wanted)
{
    bool not_wanted = false;
    const struct plan_criterion *test = test_of(wanted, &not_wanted);
    struct allowed whole = allowed_of(lint, test, not_wanted);
    for (const struct plan_criterion *part = parts_of(one); part != NULL; part = next_part(one, part)) {
        bool not = false;
        if (!is_test(part))
            continue;
        const struct plan_criterion *of_part = test_of(part, &not );
        if (fact_key_equal(fact_key_of(of_part), fact_key_of(test)) && allowed_within(allowed_of(lint, of_part, not ), whole))
            return true;
    }
    return false;
}

/* Whether `other` holds wherever `one` does. */
static bool implies(struct lint *lint, const struct plan_criterion *one, const struct plan_criterion *other)
{
    for (const struct plan_criterion *part = parts_of(other); part != NULL; part = next_part(other, part))
        if (!is_test(part) || !implies_part(lint, one, part))
            return false;
    return true;
}

enum { MOST_ALTERNATIVES = 200 }; /* compared each with each */

static void look_for_shadows(struct walk *walk, const struct plan_criterion *children)
{
    size_t count = 0;
    for (const struct plan_criterion *child = children; child != NULL; child = child->next)
        count++;
    if (count > MOST_ALTERNATIVES)
        return;
    for (const struct plan_criterion *one = children; one != NULL; one = one->next) {
        bool later = false;
        for (const struct plan_criterion *other = children; other != NULL; other = other->next) {
            if (other == one) {
                later = true;
                continue;
            }
            /* Of two that say the same the later one is too many. */
            if (!implies(walk->lint, one, other) || (later && implies(walk->lint, other, one)))
                continue;
            if (is_general(walk, one) || is_general(walk, other))
                break;
            struct text words = lint_words(walk->lint, one->from->span);
            struct diagnostic *d =
                lint_report(walk->lint, LINT_SHADOWED_ALTERNATIVE, one->from->span,
                            "`%.*s` adds nothing: another alternative holds wherever it does", SHOWN(words));
            diag_note(d, other->from->span, "this one");
            diag_help(d, "leave out one of the two, or correct the value");
            break;
        }
    }
}

/* Alternatives about one thing that leave nothing out. */
static bool leaves_nothing_out(struct walk *walk, const struct plan_criterion *children, bool negated)
{
    for (const struct plan_criterion *first = children; first != NULL; first = first->next) {
        bool not = negated;
        if (!is_test(first))
            continue;
        const struct plan_criterion *test = test_of(first, &not );
        struct allowed all = allowed_of(walk->lint, test, not );
        for (const struct plan_criterion *other = first->next; other != NULL; other = other->next) {
            bool other_not = negated;
            if (!is_test(other))
                continue;
            const struct plan_criterion *more = test_of(other, &other_not);
            struct allowed allowed = allowed_of(walk->lint, more, other_not);
            if (!fact_key_equal(fact_key_of(test), fact_key_of(more)))
                continue;
            all.values = intervals_either(&walk->lint->intervals, all.values, allowed.values);
            all.missing |= allowed.missing;
        }
        if (allowed_within(fact_domain(walk->lint, test), all))
            return true;
    }
    return false;
}

static void report_complete(struct walk *walk, const struct plan_criterion *group, bool negated)
{
    struct text words = lint_words(walk->lint, group->from->span);
    if (is_general(walk, group))
        return;
    struct diagnostic *d =
        lint_report(walk->lint, LINT_ALWAYS_HOLDS, group->from->span, "`%.*s` %s", SHOWN(words),
                    negated ? "can never all hold, so this lets every basket pass" : "leaves no basket out");
    diag_help(d, "`all { ... }` asks for each of them; or leave it out");
}

/* One must hold. What an alternative says is known only inside it. */
static enum truth look_at_any(struct walk *walk, const struct plan_criterion *group, bool negated, struct facts *known)
{
    const struct plan_criterion *children = group->children;
    size_t count = 0;
    enum truth truth = NEVER;
    for (const struct plan_criterion *child = children; child != NULL; child = child->next) {
        enum truth one = look(walk, child, negated, known);
        truth = one > truth ? one : truth;
        count++;
    }
    if (!negated)
        look_for_shadows(walk, children);
    if (truth == MAYBE && count <= MOST_ALTERNATIVES && leaves_nothing_out(walk, children, negated)) {
        report_complete(walk, group, negated);
        truth = ALWAYS;
    }
    return truth;
}

/* The checker bounds the depth. */
static enum truth look(struct walk *walk, const struct plan_criterion *criterion, bool negated, struct facts *known)
{
    if (is_test(criterion))
        return look_at_test(walk, criterion, negated, known);
    switch (criterion->kind) {
    case PLAN_NOT: return look(walk, criterion->children, !negated, known);
    case PLAN_ALL:
        return negated ? look_at_any(walk, criterion, true, known) : look_at_all(walk, criterion->children, false, known);
    case PLAN_ANY:
        return negated ? look_at_all(walk, criterion->children, true, known) : look_at_any(walk, criterion, false, known);
    default: /* none of them */
        return negated ? look_at_any(walk, criterion, false, known) : look_at_all(walk, criterion->children, true, known);
    }
}

static void look_at_event(struct lint *lint, const struct plan_promotion *promotion, const struct plan_event *event)
{
    struct walk walk = {lint, promotion, event};
    struct facts known = {.lint = lint};
    if (event->when == NULL)
        return;
    facts_of_promotion(&known, promotion, event);
    look(&walk, event->when, false, &known);
    VECTOR_DONE(&known.list, lint->compiler->alloc);
}

void lint_criteria(struct lint *lint)
{
    for (size_t i = 0; i < lint->plan->promotions.count && !lint->failed; i++) {
        const struct plan_promotion *promotion = &lint->plan->promotions.items[i];
        for (uint32_t j = 0; j < promotion->event_count; j++)
            look_at_event(lint, promotion, &promotion->events[j]);
        arena_reset(&lint->arena);
    }
}
