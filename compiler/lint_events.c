/* Events beside each other in one promotion, and promotions that every basket has to look at. */
#include "compiler/check_parts.h"
#include "compiler/index_keys.h"
#include "compiler/lint_implied.h"
#include "compiler/set_within.h"

/* ---- Events that end the walk ---- */

/* Whether the event is used wherever its criteria hold and there is anything in the basket: an award, or a part of the whole
 * order. */
static bool is_used_where_it_holds(const struct plan_event *event)
{
    if (event->buy_count != 0 || event->every_amount != 0 || event->row_count != 0)
        return false;
    for (uint32_t i = 0; i < event->benefit_count; i++) {
        const struct plan_benefit *benefit = &event->benefits[i];
        bool is_award = benefit->kind >= PLAN_GIFT && benefit->kind <= PLAN_CERTIFICATE;
        bool of_order =
            benefit->scope == PLAN_SCOPE_ORDER && (benefit->kind == PLAN_PERCENT_OFF || benefit->kind == PLAN_OFF_SPREAD);
        if (is_award || (of_order && benefit->value > 0))
            return true;
    }
    return false;
}

static bool is_always_used(const struct plan_event *event)
{
    return event->when == NULL && is_used_where_it_holds(event);
}

static bool is_per_unit(const struct plan_benefit *benefit)
{
    return benefit->scope == PLAN_SCOPE_SET && benefit->kind <= PLAN_PRICE_EACH;
}

/* Whether each unit that the event takes something off gives the first one an offer, too. */
static bool has_units_of(const struct plan *plan, const struct plan_event *event, const struct plan_event *first)
{
    const struct plan_benefit *of_first = &first->benefits[0];
    bool plain = first->benefit_count == 1 && first->buy_count == 0 && first->every_amount == 0 && first->row_count == 0 &&
                 event->buy_count == 0 && event->every_amount == 0 && event->row_count == 0;
    if (!plain || !is_per_unit(of_first) || of_first->kind == PLAN_PRICE_EACH || of_first->value <= 0)
        return false;
    for (uint32_t i = 0; i < event->benefit_count; i++)
        if (!is_per_unit(&event->benefits[i]) || !set_within(plan, event->benefits[i].set, of_first->set))
            return false;
    return event->benefit_count != 0;
}

/* Whether the first one is used by every basket that the other is for. */
static bool is_used_before(struct lint *lint, const struct plan_event *first, const struct plan_event *event)
{
    return (is_used_where_it_holds(first) || has_units_of(lint->plan, event, first)) &&
           criteria_imply(lint, event->when, first->when);
}

/* The order in which `events exclusive` visits them. */
static bool comes_before(const struct plan_event *events, uint32_t a, uint32_t b)
{
    return events[a].priority != events[b].priority ? events[a].priority < events[b].priority : a < b;
}

static void look_at_walk(struct lint *lint, const struct plan_promotion *promotion)
{
    for (uint32_t i = 0; promotion->events_exclusive && i < promotion->event_count; i++)
        for (uint32_t j = 0; j < promotion->event_count; j++) {
            const struct plan_event *first = &promotion->events[j], *event = &promotion->events[i];
            if (i == j || first->trigger != event->trigger || !comes_before(promotion->events, j, i) ||
                !is_used_before(lint, first, event))
                continue;
            struct diagnostic *d = lint_report_in(lint, LINT_UNREACHABLE_EVENT, event->frame, event->from->event->name.span,
                                                  "event `%.*s` is never visited: `%.*s` comes before it and ends the walk",
                                                  SHOWN(event->name), SHOWN(first->name));
            bool always = is_always_used(first);
            diag_note(d, first->from->event->name.span,
                      always ? "every basket uses this one" : "every basket that the other is for uses this one");
            diag_help(d, always ? "give `%.*s` a criterion, or put it last" : "put it before `%.*s`", SHOWN(first->name));
            break;
        }
}

enum { MOST_COMPARED = 100 };

/* Events that the walk of a sequence visits; `sharp`: not by the `unused` of one that is always used. Steps never run in a
 * circle. */
static void mark_reached(const struct plan_promotion *promotion, bool sharp, bool *reached)
{
    reached[promotion->steps[0].event] = true;
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t i = 0; i < promotion->step_count; i++) {
            const struct plan_step *step = &promotion->steps[i];
            bool skips = sharp && is_always_used(&promotion->events[step->event]);
            uint32_t next[] = {step->used, skips ? PLAN_NONE : step->unused};
            for (int way = 0; way < 2 && reached[step->event]; way++)
                if (next[way] != PLAN_NONE && !reached[next[way]])
                    grown = reached[next[way]] = true;
        }
    }
}

static void look_at_sequence(struct lint *lint, const struct plan_promotion *promotion)
{
    bool all[MOST_COMPARED] = {false}, sharp[MOST_COMPARED] = {false};
    if (promotion->step_count == 0 || promotion->event_count > MOST_COMPARED)
        return;
    for (uint32_t i = 1; i < promotion->event_count; i++)
        if (promotion->events[i].trigger != promotion->events[0].trigger)
            return; /* what is not asked for is not used */
    mark_reached(promotion, false, all);
    mark_reached(promotion, true, sharp);
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        const struct plan_event *event = &promotion->events[i];
        if (!all[i] || sharp[i])
            continue;
        struct diagnostic *d =
            lint_report_in(lint, LINT_UNREACHABLE_EVENT, event->frame, event->from->event->name.span,
                           "event `%.*s` is never visited: the walk comes to it where another is not used, and that always is",
                           SHOWN(event->name));
        for (uint32_t j = 0; j < promotion->step_count; j++)
            if (promotion->steps[j].unused == i)
                diag_note(d, promotion->events[promotion->steps[j].event].from->event->name.span, "every basket uses this one");
        diag_help(d, "give the event before it a criterion, or let its `used` lead here, too");
    }
}

/* ---- The same event twice ---- */

static bool same_benefits(const struct plan_event *a, const struct plan_event *b)
{
    bool same = a->benefit_count == b->benefit_count && a->row_count == 0 && b->row_count == 0;
    for (uint32_t i = 0; same && i < a->benefit_count; i++) {
        const struct plan_benefit *one = &a->benefits[i], *other = &b->benefits[i];
        same = one->kind == other->kind && one->scope == other->scope && one->select == other->select &&
               one->count == other->count && one->value == other->value && one->worth == other->worth &&
               one->reference == other->reference && (one->scope != PLAN_SCOPE_SET || one->set == other->set) &&
               text_equal(one->name, other->name) && text_equal(one->unit, other->unit);
    }
    return same;
}

static bool same_picks(const struct plan_pick *a, uint32_t a_count, const struct plan_pick *b, uint32_t b_count)
{
    bool same = a_count == b_count;
    for (uint32_t i = 0; same && i < a_count; i++)
        same = a[i].set == b[i].set && a[i].count == b[i].count && a[i].up_to == b[i].up_to &&
               a[i].different == b[i].different && a[i].no_dearer == b[i].no_dearer;
    return same;
}

static bool same_event(const struct plan_event *a, const struct plan_event *b)
{
    bool same_when = (a->when == NULL) == (b->when == NULL) && (a->when == NULL || text_equal(a->when->text, b->when->text));
    return same_when && a->trigger == b->trigger && a->every_amount == b->every_amount && a->every_set == b->every_set &&
           a->ladder_by == b->ladder_by && same_picks(a->buys, a->buy_count, b->buys, b->buy_count) &&
           same_picks(a->gets, a->get_count, b->gets, b->get_count) && same_benefits(a, b);
}

static void look_for_twins(struct lint *lint, const struct plan_promotion *promotion)
{
    for (uint32_t i = 1; i < promotion->event_count && promotion->event_count <= MOST_COMPARED; i++)
        for (uint32_t j = 0; j < i; j++) {
            const struct plan_event *event = &promotion->events[i], *first = &promotion->events[j];
            if (!same_event(event, first))
                continue;
            bool once = promotion->events_exclusive;
            struct diagnostic *d =
                lint_report_in(lint, LINT_DUPLICATE_EVENT, event->frame, event->from->event->name.span,
                               "event `%.*s` is the same as `%.*s`%s", SHOWN(event->name), SHOWN(first->name),
                               once || promotion->step_count != 0 ? "" : ", so both are given");
            diag_note(d, first->from->event->name.span, "this one");
            diag_help(d, "delete one of the two, or say what tells them apart");
            break;
        }
}

/* ---- The index ---- */

/* A rule set of so many promotions is one in which each that is looked at for nothing counts. */
enum { MANY_PROMOTIONS = 200 };

static bool is_measure(const struct plan_operand *operand)
{
    return operand->kind == PLAN_QUANTITY || operand->kind == PLAN_AMOUNT || operand->kind == PLAN_LINES;
}

/* "Some of it", said so that the index does not see it: `!= 0`, or `not` before `== 0` or `< 1`. NULL: there is none. */
static const struct plan_criterion *hidden_need(const struct plan_criterion *criterion, bool negated)
{
    if (criterion->kind == PLAN_TEST) {
        bool of_none =
            criterion->test == PLAN_TEST_COMPARE && is_measure(&criterion->left) && criterion->right.kind == PLAN_CONSTANT;
        int64_t value = criterion->right.value;
        bool hidden = negated ? (criterion->comparison == PLAN_EQUAL && value == 0) ||
                                    (criterion->comparison == PLAN_LESS && value == 1) ||
                                    (criterion->comparison == PLAN_AT_MOST && value == 0)
                              : criterion->comparison == PLAN_DIFFERENT && value == 0;
        return of_none && hidden ? criterion : NULL;
    }
    bool all = negated ? criterion->kind == PLAN_ANY : criterion->kind == PLAN_ALL;
    if (criterion->kind == PLAN_NOT || criterion->kind == PLAN_NEITHER)
        negated = !negated;
    else if (!all)
        return NULL;
    const struct plan_criterion *found = NULL;
    for (const struct plan_criterion *child = criterion->children; child != NULL && found == NULL; child = child->next)
        found = hidden_need(child, negated);
    return found;
}

static void report_hidden(struct lint *lint, const struct plan_promotion *promotion, const struct plan_event *event,
                          const struct plan_criterion *criterion)
{
    struct text words = lint_words(lint, criterion->from->left == NULL ? criterion->from->span : criterion->from->left->span);
    struct diagnostic *d = lint_report_in(
        lint, LINT_NOT_INDEXED, event->frame, criterion->from->span,
        "every basket has to look at promotion `%.*s`: the index does not see what this needs", SHOWN(promotion->name));
    diag_help(d, "write `%.*s > 0`, which says the same", SHOWN(words));
}

/* Whether it speaks of units of some set, anywhere. The checker bounds the depth. */
static bool speaks_of_goods(const struct lint *lint, const struct plan_criterion *criterion)
{
    if (criterion->kind == PLAN_TEST && is_measure(&criterion->left) && criterion->left.index != PLAN_NONE)
        return lint->plan->nodes.items[criterion->left.index].kind != PLAN_NODE_ALL;
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next)
        if (speaks_of_goods(lint, child))
            return true;
    return false;
}

/* Of a choice in which one alternative needs something, the first that needs nothing. NULL: each does, or none. */
static const struct plan_criterion *open_alternative(struct index_keys *keys, const struct plan_criterion *choice)
{
    const struct plan_criterion *open = NULL;
    bool selects = false;
    for (const struct plan_criterion *child = choice->children; child != NULL; child = child->next) {
        struct index_key key = index_key_of_criterion(keys, child);
        if (!index_key_is_none(&key))
            selects = true;
        else if (open == NULL)
            open = child;
    }
    return selects ? open : NULL;
}

/* Says where criteria that need nothing look as if they did: by a choice of which one alternative needs nothing, or by goods
 * that are only forbidden. Who is left out, `not segment "staff"`, is no sign of a mistake. False: nothing of the kind. */
static bool report_unselected(struct lint *lint, struct index_keys *keys, const struct plan_promotion *promotion,
                              const struct plan_event *event, const struct plan_criterion *criterion)
{
    bool forbids = criterion->kind == PLAN_NOT || criterion->kind == PLAN_NEITHER;
    bool only_forbids = forbids && speaks_of_goods(lint, criterion);
    const struct plan_criterion *open = criterion->kind == PLAN_ANY ? open_alternative(keys, criterion) : NULL;
    if (open != NULL) {
        struct diagnostic *d =
            lint_report_in(lint, LINT_NOT_INDEXED, event->frame, open->from->span,
                           "every basket has to look at promotion `%.*s`: this alternative needs nothing that selects it",
                           SHOWN(promotion->name));
        diag_help(d, "give it a promotion of its own; the index then finds the other alternatives by what they need");
    } else if (only_forbids) {
        struct diagnostic *d = lint_report_in(
            lint, LINT_NOT_INDEXED, event->frame, criterion->from->span,
            "every basket has to look at promotion `%.*s`: it says which goods a basket must not have, and none that it must",
            SHOWN(promotion->name));
        diag_help(d, "say as well what is needed: a sku, category, brand, tag, segment, audience or coupon");
    }
    bool found = open != NULL || only_forbids;
    for (const struct plan_criterion *child = criterion->children; child != NULL && !found && !forbids; child = child->next)
        found = report_unselected(lint, keys, promotion, event, child);
    return found;
}

static void look_at_index(struct lint *lint)
{
    struct index_keys keys;
    struct arena arena;
    arena_init(&arena, lint->compiler->alloc);
    if (!index_keys_start(&keys, lint->plan, &arena, NULL))
        lint->failed = true;
    for (size_t i = 0; i < lint->plan->promotions.count && !lint->failed; i++) {
        const struct plan_promotion *promotion = &lint->plan->promotions.items[i];
        struct index_key key = index_key_of(&keys, promotion);
        if (!index_key_is_none(&key) || promotion->status != PLAN_ACTIVE)
            continue;
        bool found = false;
        for (uint32_t j = 0; j < promotion->event_count && !found; j++) {
            const struct plan_event *event = &promotion->events[j];
            const struct plan_criterion *hidden = event->when == NULL ? NULL : hidden_need(event->when, false);
            found = hidden != NULL;
            if (found)
                report_hidden(lint, promotion, event, hidden);
            else if (event->when != NULL && promotion->event_count == 1) /* else another event may be the one */
                found = report_unselected(lint, &keys, promotion, event, event->when);
        }
        if (found || lint->plan->promotions.count < MANY_PROMOTIONS)
            continue;
        struct diagnostic *d =
            lint_report(lint, LINT_NOT_INDEXED, lint_name_of(promotion),
                        "every basket has to look at promotion `%.*s`: nothing selects it", SHOWN(promotion->name));
        diag_help(d, "name a sku, category, brand, tag, segment, audience or coupon that each of its events needs");
        if (d->severity == SEVERITY_WARNING) /* it may be so by nature: an offer on every order */
            diagnostic_adopt(lint->diags, d, LINT_NOT_INDEXED, SEVERITY_NOTE);
    }
    lint->failed |= keys.failed;
    arena_done(&arena);
}

void lint_events(struct lint *lint)
{
    for (size_t i = 0; i < lint->plan->promotions.count; i++) {
        look_at_walk(lint, &lint->plan->promotions.items[i]);
        look_at_sequence(lint, &lint->plan->promotions.items[i]);
        look_for_twins(lint, &lint->plan->promotions.items[i]);
    }
    if (lint_is_on(lint, LINT_NOT_INDEXED))
        look_at_index(lint);
}
