#include "compiler/events.h"

#include "compiler/benefits.h"
#include "compiler/criteria.h"
#include "compiler/items.h"
#include "compiler/values.h"
#include "compiler/words.h"

enum { DEFAULT_PRIORITY = 100, MOST_PICKS = 100, MOST_BENEFITS = 1000 };

static const struct span NOWHERE = {UINT32_MAX, 0, 0};

/* ---- What one application takes ---- */

static void picks_of(struct check *check, const struct clause *clause, const struct plan_pick **out, uint32_t *count)
{
    VECTOR(struct plan_pick) picks = {0};
    for (const struct pick *pick = clause->picks; pick != NULL; pick = pick->next) {
        struct plan_pick made;
        if (picks.count == MOST_PICKS) {
            check_error(check, P0602, pick->span, "more than %d picks in one clause", MOST_PICKS);
            break;
        }
        if (benefits_pick(check, pick, &made))
            CHECK_PUSH(check, &picks, made);
    }
    CHECK_KEEP(check, &picks, struct plan_pick, out, count);
}

static void every_of(struct check *check, const struct clause *every, struct plan_event *event)
{
    const struct pick *pick = every->picks;
    if (pick == NULL || pick->count == NULL)
        return;
    if (!value_is_money(check, pick->count)) {
        picks_of(check, every, &event->buys, &event->buy_count);
        return;
    }
    if (pick->different)
        check_error(check, P0209, pick->span, "an amount of money is counted over all the items: leave out `different`");
    event->every_set = items_set(check, pick->items);
    if (!value_money(check, pick->count, "the amount of `every`", &event->every_amount))
        return;
    if (event->every_amount == 0 && (check->frame == NULL || !check->frame->trial))
        check_error(check, P0206, pick->count->span, "the amount of `every` is more than nothing");
    if (event->every_set == PLAN_NONE)
        event->every_amount = 0;
}

static void takings_of(struct check *check, const struct event *from, struct plan_event *event,
                       struct benefit_context *context)
{
    const struct clause *buy = clause_find(from->clauses, CLAUSE_BUY), *every = clause_find(from->clauses, CLAUSE_EVERY);
    const struct clause *get = clause_find(from->clauses, CLAUSE_GET);
    context->takes_span = NOWHERE;
    if (buy != NULL && every != NULL) {
        struct diagnostic *d = check_error(check, P0210, every->span, "an event has `buy` or `every`, not both");
        diag_note(d, buy->span, "`buy` stands here");
        diag_help(d, "`every 5 of X` is `buy 5 of X`; make two events of it");
    }
    if (get != NULL && buy == NULL) {
        struct diagnostic *d = check_error(check, P0210, get->span, "`get` needs a `buy`");
        diag_help(d, "say what has to be bought, such as `buy 1 of all items`");
        context->takes_units = true; /* or `them` would be wrong as well */
        context->takes_span = get->span;
    }
    if (buy != NULL) {
        context->takes_units = true;
        context->takes_span = buy->span;
        picks_of(check, buy, &event->buys, &event->buy_count);
    } else if (every != NULL && every->picks != NULL) {
        context->takes_span = every->span;
        every_of(check, every, event);
        context->counts_amounts = every->picks->count != NULL && value_is_money(check, every->picks->count);
        context->takes_units = !context->counts_amounts;
    }
    if (get != NULL)
        picks_of(check, get, &event->gets, &event->get_count);
}

/* The units taken, in words: those gotten, else those bought. */
static struct text them_of(struct check *check, const struct event *from)
{
    const struct clause *clause = clause_find(from->clauses, CLAUSE_GET);
    if (clause == NULL)
        clause = clause_find(from->clauses, CLAUSE_BUY);
    if (clause == NULL)
        clause = clause_find(from->clauses, CLAUSE_EVERY);
    if (clause == NULL)
        return (struct text){NULL, 0};
    struct buffer words;
    buffer_init(&words, check->alloc);
    for (const struct pick *pick = clause->picks; pick != NULL; pick = pick->next) {
        if (words.length != 0)
            buffer_string(&words, " and ");
        words_append(check, &words, pick->span);
    }
    struct text kept = words_keep(check, &words);
    buffer_done(&words);
    return kept;
}

/* ---- What it gives ---- */

static bool gives(const struct clause *clause)
{
    return (clause->kind == CLAUSE_GIVE || clause->kind == CLAUSE_CHARGE) && clause->benefit != NULL;
}

/* Two ladders would be two rows at once. */
static void check_one_ladder(struct check *check, const struct clause *ladder)
{
    for (const struct clause *clause = ladder->next; clause != NULL; clause = clause->next) {
        if (!gives(clause) || clause->benefit->kind != BENEFIT_LADDER)
            continue;
        struct diagnostic *d = check_error(check, P0211, clause->span, "an event has one ladder");
        diag_note(d, ladder->span, "the first stands here");
        diag_help(d, "put this one into an event of its own");
    }
}

static const struct clause *ladder_of(const struct event *from)
{
    for (const struct clause *clause = from->clauses; clause != NULL; clause = clause->next)
        if (gives(clause) && clause->benefit->kind == BENEFIT_LADDER)
            return clause;
    return NULL;
}

/* The benefits of one row between those written before the ladder and those after it. */
static struct plan_row merged_row(struct check *check, int64_t step, const struct plan_benefit *all, size_t before,
                                  size_t count, const struct plan_row *row)
{
    size_t inside = row == NULL ? 0 : row->benefit_count;
    struct plan_benefit *benefits = CHECK_ARRAY(check, count + inside, struct plan_benefit);
    struct plan_row merged = {.from = step, .written = row == NULL ? NULL : row->written, .benefits = benefits};
    if (benefits == NULL)
        return merged;
    for (size_t i = 0; i < count + inside; i++)
        benefits[i] = i < before ? all[i] : i < before + inside ? row->benefits[i - before] : all[i - inside];
    merged.benefit_count = (uint32_t)(count + inside);
    return merged;
}

static bool has_more_than_charges(const struct plan_benefit *benefits, size_t count)
{
    while (count > 0 && benefits[count - 1].kind >= PLAN_CHARGE)
        count--;
    return count > 0;
}

/* What stands beside a ladder is given with each of its rows, and alone where none is reached; but a charge is part of an
 * outcome that gives something. */
static void merge_into_rows(struct check *check, const struct plan_benefit *all, size_t before, size_t count,
                            struct plan_event *event)
{
    bool alone = event->row_count != 0 && event->rows[0].from > 0 && has_more_than_charges(all, count);
    struct plan_row *rows = CHECK_ARRAY(check, event->row_count + alone, struct plan_row);
    if (rows == NULL)
        return;
    if (alone)
        rows[0] = merged_row(check, 0, all, before, count, NULL);
    for (uint32_t i = 0; i < event->row_count; i++)
        rows[i + alone] = merged_row(check, event->rows[i].from, all, before, count, &event->rows[i]);
    event->rows = rows;
    event->row_count += alone;
}

static void benefits_of_event(struct check *check, const struct clause *whole, const struct event *from,
                              const struct benefit_context *context, struct plan_event *event)
{
    VECTOR(struct plan_benefit) benefits = {0};
    const struct clause *ladder = ladder_of(from);
    bool any = false;
    size_t before = 0;
    struct buffer words;
    buffer_init(&words, check->alloc);
    check->them = them_of(check, from);
    for (const struct clause *clause = from->clauses; clause != NULL; clause = clause->next) {
        struct plan_benefit made;
        any |= clause->kind == CLAUSE_GIVE || clause->kind == CLAUSE_CHARGE;
        if (!gives(clause))
            continue;
        benefits_words(check, clause->benefit, &words);
        if (clause->benefit->kind == BENEFIT_LADDER) {
            before = benefits.count;
            if (clause == ladder)
                benefits_ladder(check, clause->benefit, context, event);
        } else if (benefits.count == MOST_BENEFITS) {
            check_error(check, P0602, clause->span, "more than %d benefits in one event", MOST_BENEFITS);
            break;
        } else if (benefits_of(check, clause->benefit, context, &made)) {
            CHECK_PUSH(check, &benefits, made);
        }
    }
    check->them = (struct text){NULL, 0};
    event->gives = words_keep(check, &words);
    buffer_done(&words);
    if (ladder != NULL) {
        check_one_ladder(check, ladder);
        if (benefits.count != 0)
            merge_into_rows(check, benefits.items, before, benefits.count, event);
        VECTOR_DONE(&benefits, check->alloc);
    } else {
        CHECK_KEEP(check, &benefits, struct plan_benefit, &event->benefits, &event->benefit_count);
    }
    if (!any && !check->damaged) {
        struct diagnostic *d = check_error(check, P0215, word_given(&from->name) ? from->name.span : whole->span,
                                           "this event gives nothing");
        diag_help(d, "add what it gives, such as `give 10%% off order`, or what it charges");
    }
}

/* ---- The event ---- */

static void limits_of_event(struct check *check, const struct event *from, struct plan_event *event)
{
    const struct clause *first = NULL;
    for (const struct clause *limit = clause_find(from->clauses, CLAUSE_LIMIT); limit != NULL; limit = clause_again(limit)) {
        if (limit->scope != SCOPE_ORDER && limit->scope != SCOPE_NONE) {
            struct diagnostic *d = check_error(check, P0216, limit->span, "an event is limited per order");
            diag_help(d, "put this limit into the promotion, outside its events");
            continue;
        }
        if (first != NULL)
            diag_note(check_error(check, P0016, limit->span, "the limit per order is given twice"), first->span, "here first");
        first = limit;
        value_count(check, limit->value, 1, "a limit", &event->limit);
    }
}

/* The `use` in the promotion itself that brings the event; nowhere where the promotion has it. */
static struct span use_of(const struct check *check)
{
    struct span span = SPAN_NONE;
    for (const struct frame *frame = check->frame; frame != NULL; frame = frame->outer)
        span = frame->use;
    return span;
}

static struct plan_place place_of(struct span span)
{
    return (struct plan_place){span.file, span.start, span.end};
}

struct plan_event events_of(struct check *check, const struct clause *clause, enum plan_promotion_type type,
                            struct span type_span)
{
    const struct event *from = clause->event;
    struct span use = use_of(check);
    struct plan_event event = {.from = clause,
                               .frame = check->frame,
                               .name = from->name.text,
                               .title = from->title.text,
                               .place = place_of(clause->span),
                               .use = place_of(use),
                               .line = check_line(check, use.file == SPAN_NONE.file ? clause->span : use),
                               .priority = DEFAULT_PRIORITY,
                               .limit = PLAN_UNLIMITED,
                               .every_set = PLAN_NONE,
                               .ladder_set = PLAN_NONE};
    struct benefit_context context = {.type = type, .type_span = type_span};
    const struct clause *priority = clause_find(from->clauses, CLAUSE_PRIORITY);
    const struct clause *when = clause_find(from->clauses, CLAUSE_WHEN);
    event.trigger = plan_symbol(check->plan, word_given(&from->trigger) ? from->trigger.text : TEXT("basket"));
    if (priority != NULL)
        value_count(check, priority->value, 0, "a priority", &event.priority);
    if (when != NULL)
        event.when = criteria_of(check, when->value);
    takings_of(check, from, &event, &context);
    benefits_of_event(check, clause, from, &context, &event);
    limits_of_event(check, from, &event);
    return event;
}
