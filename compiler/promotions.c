#include "compiler/promotions.h"

#include "compiler/choices.h"
#include "compiler/events.h"
#include "compiler/periods.h"
#include "compiler/properties.h"
#include "compiler/sequence.h"
#include "compiler/templates.h"
#include "compiler/values.h"

enum { DEFAULT_PRIORITY = 100, MOST_PROMOTIONS = 100000 };

static const struct span NOWHERE = {UINT32_MAX, 0, 0};

/* A promotion at hand: its clauses written out, and by kind the first of each. */
struct promotion {
    struct placed_clauses clauses;
    const struct placed_clause *first[CLAUSE_COUNT];
    struct limits_seen limits;
    struct schedules schedules;
    VECTOR(uint32_t) excludes;
    VECTOR(struct plan_event) events;
    VECTOR(struct span) event_spans;
    struct plan_promotion made;
};

/* Makes the clause's frame the one at hand. NULL: the promotion has no such clause. */
static const struct clause *enter(struct check *check, const struct promotion *promotion, enum clause_kind kind)
{
    const struct placed_clause *placed = promotion->first[kind];
    check->frame = placed == NULL ? NULL : placed->frame;
    return placed == NULL ? NULL : placed->clause;
}

/* A template may say what its promotion says already; the parser only sees one block at a time. */
static void find_first(struct check *check, struct promotion *promotion)
{
    for (size_t i = 0; i < promotion->clauses.list.count; i++) {
        const struct placed_clause *placed = &promotion->clauses.list.items[i];
        enum clause_kind kind = placed->clause->kind;
        const struct placed_clause *first = promotion->first[kind];
        if (first == NULL) {
            promotion->first[kind] = placed;
        } else if (!clause_info_get(kind)->repeatable && first->frame != placed->frame) {
            check->frame = placed->frame;
            struct diagnostic *d = check_error(check, P0016, placed->clause->span, "`%s` is given twice",
                                               clause_info_get(kind)->word);
            diag_note(d, first->clause->span, "here first");
        }
    }
    check->frame = NULL;
}

/* ---- Properties ---- */

static uint32_t named(struct check *check, const struct promotion *promotion, enum clause_kind clause_kind, enum name_kind kind)
{
    const struct clause *clause = enter(check, promotion, clause_kind);
    return clause == NULL ? PLAN_NONE : names_index(check, kind, &clause->word);
}

static void place_in_layer(struct check *check, struct promotion *promotion)
{
    const struct clause *layer = enter(check, promotion, CLAUSE_LAYER);
    const struct placed_clause *exclusive = promotion->first[CLAUSE_EXCLUSIVE];
    if (layer != NULL && exclusive != NULL) {
        struct diagnostic *d = check_error(check, P0218, exclusive->clause->span, "an exclusive promotion stands in no layer");
        diag_note(d, layer->span, "the layer is given here");
        diag_help(d, "leave out one of the two");
    }
    promotion->made.layer = 0;
    if (layer != NULL)
        promotion->made.layer = names_index(check, NAME_LAYER, &layer->word);
    if (exclusive != NULL)
        promotion->made.layer = PLAN_NONE;
}

static void require_coupon(struct check *check, struct promotion *promotion)
{
    const struct placed_clause *first = promotion->first[CLAUSE_REQUIRES];
    for (size_t i = 0; i < promotion->clauses.list.count && first != NULL; i++) {
        const struct placed_clause *placed = &promotion->clauses.list.items[i];
        if (placed->clause->kind != CLAUSE_REQUIRES || placed == first)
            continue;
        check->frame = placed->frame;
        struct diagnostic *d = check_error(check, P0016, placed->clause->span, "a promotion requires one coupon");
        diag_note(d, first->clause->span, "here first");
        diag_help(d, "a second one can be a criterion: `when coupon %.*s`", SHOWN(placed->clause->word.text));
    }
    uint32_t coupon = named(check, promotion, CLAUSE_REQUIRES, NAME_COUPON);
    promotion->made.coupon = coupon;
    if (coupon == PLAN_NONE || !check->plan->coupons.items[coupon].certificate)
        return;
    struct diagnostic *d =
        check_error(check, P0217, first->clause->word.span, "`%.*s` is a certificate, which pays and is not required",
                    SHOWN(check->plan->coupons.items[coupon].name));
    diag_help(d, "require a coupon of kind `discount`");
}

static void restrict_places(struct check *check, struct promotion *promotion)
{
    static const enum clause_kind KINDS[] = {CLAUSE_CHANNELS, CLAUSE_STORES, CLAUSE_REGIONS};
    struct plan_promotion *made = &promotion->made;
    uint32_t *const places[] = {&made->channels, &made->stores, &made->regions};
    const struct plan *plan = check->plan;
    for (int i = 0; i < 3; i++)
        *places[i] = property_places(check, enter(check, promotion, KINDS[i]));
    /* Channels of campaigns and price lists are in their own records; what else restricts them is the promotion's. */
    if (made->campaign != PLAN_NONE) {
        made->stores = property_common(check, made->stores, plan->campaigns.items[made->campaign].stores);
        made->regions = property_common(check, made->regions, plan->campaigns.items[made->campaign].regions);
    }
    if (made->price_list != PLAN_NONE) {
        made->stores = property_common(check, made->stores, plan->price_lists.items[made->price_list].stores);
        made->regions = property_common(check, made->regions, plan->price_lists.items[made->price_list].regions);
    }
}

static void exclude(struct check *check, struct promotion *promotion, const struct clause *clause)
{
    uint32_t own = (uint32_t)check->plan->promotions.count;
    for (const struct word *word = clause->words; word != NULL; word = word->next) {
        uint32_t other = names_index(check, NAME_PROMOTION, word);
        if (other == own)
            check_error(check, P0107, word->span, "a promotion does not exclude itself");
        else if (other != PLAN_NONE)
            CHECK_PUSH(check, &promotion->excludes, other);
    }
}

static void repeated_clauses(struct check *check, struct promotion *promotion)
{
    for (size_t i = 0; i < promotion->clauses.list.count; i++) {
        const struct clause *clause = promotion->clauses.list.items[i].clause;
        check->frame = promotion->clauses.list.items[i].frame;
        if (clause->kind == CLAUSE_SCHEDULE && clause->schedule != NULL)
            schedule_of(check, clause->schedule, &promotion->schedules);
        else if (clause->kind == CLAUSE_LIMIT)
            property_limit(check, clause, &promotion->limits, &promotion->made.limits);
        else if (clause->kind == CLAUSE_EXCLUDES)
            exclude(check, promotion, clause);
    }
}

static void properties(struct check *check, struct promotion *promotion)
{
    struct plan_promotion *made = &promotion->made;
    const struct clause *type = enter(check, promotion, CLAUSE_TYPE);
    int chosen = type == NULL ? -1 : property_choice(check, &type->word, "type of promotions", CHOICES_PROMOTION_TYPE);
    if (chosen >= 0)
        made->type = (enum plan_promotion_type)chosen;
    const struct clause *status = enter(check, promotion, CLAUSE_STATUS);
    chosen = status == NULL ? -1 : property_choice(check, &status->word, "status", CHOICES_PROMOTION_STATUS);
    if (chosen >= 0)
        made->status = (enum plan_status)chosen;
    const struct clause *priority = enter(check, promotion, CLAUSE_PRIORITY);
    if (priority != NULL)
        value_count(check, priority->value, 0, "a priority", &made->priority);
    const struct clause *period = enter(check, promotion, CLAUSE_PERIOD);
    if (period != NULL)
        period_of(check, period->value, &made->period);
    const struct clause *cap = enter(check, promotion, CLAUSE_CAP);
    if (cap != NULL)
        value_money(check, cap->value, "a cap", &made->cap);
    made->campaign = named(check, promotion, CLAUSE_CAMPAIGN, NAME_CAMPAIGN);
    made->audience = named(check, promotion, CLAUSE_AUDIENCE, NAME_AUDIENCE);
    made->price_list = named(check, promotion, CLAUSE_PRICE_LIST, NAME_PRICE_LIST);
    place_in_layer(check, promotion);
    require_coupon(check, promotion);
    restrict_places(check, promotion);
    repeated_clauses(check, promotion);
    made->events_exclusive = promotion->first[CLAUSE_EVENTS] != NULL;
}

/* ---- Events and sequence ---- */

static void add_event(struct check *check, struct promotion *promotion, const struct clause *clause, struct span type_span)
{
    const struct word *name = &clause->event->name;
    bool added = false;
    if (!word_given(name))
        return;
    uint32_t number = text_table_add(&check->local, name->text, &added);
    if (number == TEXT_TABLE_NONE) {
        check->failed = true;
    } else if (!added) {
        struct diagnostic *d = check_error(check, P0101, name->span, "this promotion has an event `%.*s` already",
                                           SHOWN(name->text));
        diag_note(d, promotion->event_spans.items[number], "declared here");
        diag_help(d, check->frame == NULL ? "give one of the two another name"
                                          : "a template can be used once in a promotion; use it in another one too");
    } else {
        CHECK_PUSH(check, &promotion->event_spans, name->span);
        CHECK_PUSH(check, &promotion->events, events_of(check, clause, promotion->made.type, type_span));
    }
}

static void events(struct check *check, struct promotion *promotion, const struct declaration *declaration)
{
    const struct placed_clause *type = promotion->first[CLAUSE_TYPE];
    struct span type_span = type == NULL ? NOWHERE : type->clause->span;
    text_table_clear(&check->local);
    for (size_t i = 0; i < promotion->clauses.list.count && !check->failed; i++) {
        const struct placed_clause *placed = &promotion->clauses.list.items[i];
        check->frame = placed->frame;
        check->damaged = placed->frame == NULL ? declaration->damaged : placed->frame->declaration->damaged;
        if (placed->clause->kind == CLAUSE_EVENT && placed->clause->event != NULL)
            add_event(check, promotion, placed->clause, type_span);
    }
    check->frame = NULL;
    bool any = promotion->first[CLAUSE_EVENT] != NULL || clause_find(declaration->clauses, CLAUSE_USE) != NULL;
    if (!any && declaration->kind == DECLARATION_PROMOTION && word_given(&declaration->name) && !declaration->damaged) {
        struct diagnostic *d = check_error(check, P0215, declaration->name.span, "a promotion without an event does nothing");
        diag_help(d, "add an event, or use a template that has one");
    }
    CHECK_KEEP(check, &promotion->events, struct plan_event, &promotion->made.events, &promotion->made.event_count);
}

static void sequence(struct check *check, struct promotion *promotion)
{
    const struct clause *clause = enter(check, promotion, CLAUSE_SEQUENCE);
    const struct placed_clause *exclusive = promotion->first[CLAUSE_EVENTS];
    if (clause == NULL || check->failed)
        return;
    if (exclusive != NULL) {
        struct diagnostic *d = check_error(check, P0505, exclusive->clause->span,
                                           "a promotion has a sequence or `events exclusive`, not both");
        diag_note(d, clause->keyword, "the sequence stands here");
        diag_help(d, "the sequence says which event comes after which; leave out `events exclusive`");
    }
    sequence_of(check, clause, promotion->event_spans.items, &promotion->made);
}

/* ---- The whole ---- */

/* So that findings can point at them. */
static void keep_placed(struct check *check, struct promotion *promotion)
{
    VECTOR(struct placed_clause) placed = {0};
    for (size_t i = 0; i < promotion->clauses.list.count; i++) {
        const struct placed_clause *clause = &promotion->clauses.list.items[i];
        if (clause->frame != NULL && clause->clause->kind != CLAUSE_EVENT)
            CHECK_PUSH(check, &placed, *clause);
    }
    CHECK_KEEP(check, &placed, struct placed_clause, &promotion->made.placed, &promotion->made.placed_count);
}

/* Without its folders: an image says the same wherever its sources lie. */
static struct text name_of_file(struct text path)
{
    size_t start = path.length;
    while (start > 0 && path.bytes[start - 1] != '/')
        start--;
    return (struct text){path.bytes + start, path.length - start};
}

static void read_promotion(struct check *check, const struct declaration *declaration, const struct frame *frame,
                           struct promotion *promotion)
{
    const struct source *source = sources_get(check->sources, declaration->span.file);
    *promotion = (struct promotion){.made = {.declaration = declaration,
                                             .name = declaration->name.text,
                                             .title = declaration->title.text,
                                             .status = PLAN_ACTIVE,
                                             .type = PLAN_DISCOUNT,
                                             .priority = DEFAULT_PRIORITY,
                                             .period = {PLAN_SINCE_EVER, PLAN_FOR_EVER},
                                             .limits = PROPERTY_NO_LIMITS,
                                             .cap = PLAN_UNLIMITED}};
    if (source != NULL)
        promotion->made.file = name_of_file(source->path);
    promotion->made.line = check_line(check, declaration->span);
    check->frame = frame;
    templates_expand(check, declaration->clauses, &promotion->clauses);
    check->frame = NULL;
    promotion->made.events_missing = promotion->clauses.lost;
    find_first(check, promotion);
    properties(check, promotion);
    events(check, promotion, declaration);
    sequence(check, promotion);
    check->frame = NULL;
    keep_placed(check, promotion);
    struct plan_promotion *made = &promotion->made;
    CHECK_KEEP(check, &promotion->schedules.list, struct plan_schedule, &made->schedules, &made->schedule_count);
    CHECK_KEEP(check, &promotion->excludes, uint32_t, &made->excludes, &made->exclude_count);
    VECTOR_DONE(&promotion->event_spans, check->alloc);
    VECTOR_DONE(&promotion->clauses.list, check->alloc);
}

void promotions_check(struct check *check, const struct declaration *declaration)
{
    struct promotion promotion;
    if (check->plan->promotions.count == MOST_PROMOTIONS) {
        if (!check->overfull)
            check_error(check, P0601, declaration->span, "more than %d promotions in one rule set", MOST_PROMOTIONS);
        check->overfull = true;
        return;
    }
    read_promotion(check, declaration, NULL, &promotion);
    CHECK_PUSH(check, &check->plan->promotions, promotion.made);
}

void promotions_check_template(struct check *check, const struct declaration *declaration)
{
    struct promotion promotion;
    const struct frame *trial = templates_trial(check, declaration);
    if (trial != NULL)
        read_promotion(check, declaration, trial, &promotion);
}
