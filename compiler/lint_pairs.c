/* Promotions that others of their layer leave nothing to win, and those that meet on the same items for a while.
 *
 * Promotions of one layer compete; that is what a layer is for. A finding needs more: another one has to give as much or more
 * on every unit, for every basket that the first one is for. Compared are benefits of one shape, so that the larger value is
 * the better one. They are put into buckets by shape and item set, and within one looked at from the best on. */
#include "compiler/check_parts.h"
#include "compiler/lint_contenders.h"
#include "compiler/lint_implied.h"
#include "compiler/set_within.h"

#include <stdlib.h>

enum {
    MOST_BETTER = 64,    /* that one promotion is compared with in a bucket */
    MOST_OF_SHAPE = 1000 /* where more are of one shape, sets are only compared with what they are made of */
};

/* ---- Who is as good ---- */

/* List within list: both ascending. */
static bool list_within(const struct plan *plan, uint32_t part, uint32_t whole)
{
    if (whole == PLAN_NONE || part == whole)
        return true;
    if (part == PLAN_NONE)
        return false;
    const struct plan_list *a = &plan->lists.items[part], *b = &plan->lists.items[whole];
    uint32_t j = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        while (j < b->count && b->values[j] < a->values[i])
            j++;
        if (j == b->count || b->values[j] != a->values[i])
            return false;
    }
    return true;
}

static bool same_schedules(const struct plan_promotion *a, const struct plan_promotion *b)
{
    bool same = a->schedule_count == b->schedule_count;
    for (uint32_t i = 0; same && i < a->schedule_count; i++)
        same = a->schedules[i].weekdays == b->schedules[i].weekdays && a->schedules[i].start == b->schedules[i].start &&
               a->schedules[i].end == b->schedules[i].end;
    return same;
}

/* Whether nothing but its criteria, period and places can keep the promotion from being given. */
static bool is_unbounded(const struct lint *lint, const struct plan_promotion *promotion)
{
    const struct plan_limits *limits = &promotion->limits;
    const struct plan_campaign *campaign =
        promotion->campaign == PLAN_NONE ? NULL : &lint->plan->campaigns.items[promotion->campaign];
    bool budgeted = campaign != NULL && (campaign->budget_money != PLAN_UNLIMITED ||
                                         campaign->budget_uses != PLAN_UNLIMITED || campaign->holdout != 0);
    return !budgeted && promotion->cap == PLAN_UNLIMITED && limits->total == PLAN_UNLIMITED &&
           limits->per_customer == PLAN_UNLIMITED && limits->per_day == PLAN_UNLIMITED;
}

static uint32_t campaign_channels(const struct lint *lint, const struct plan_promotion *promotion)
{
    return promotion->campaign == PLAN_NONE ? PLAN_NONE : lint->plan->campaigns.items[promotion->campaign].channels;
}

/* Whether `better` is for every basket, in places and persons, that `one` is for; of time nothing is said. */
static bool is_for_all_of(struct lint *lint, const struct contender *better, const struct contender *one)
{
    const struct plan *plan = lint->plan;
    const struct plan_promotion *a = better->promotion, *b = one->promotion;
    bool places = list_within(plan, b->channels, a->channels) && list_within(plan, b->stores, a->stores) &&
                  list_within(plan, b->regions, a->regions) &&
                  list_within(plan, campaign_channels(lint, b), campaign_channels(lint, a)) &&
                  (a->price_list == PLAN_NONE || a->price_list == b->price_list);
    bool persons =
        (a->audience == PLAN_NONE || a->audience == b->audience) && (a->coupon == PLAN_NONE || a->coupon == b->coupon);
    bool times = a->schedule_count == 0 || same_schedules(a, b);
    return places && persons && times && criteria_imply(lint, one->event->when, better->event->when);
}

/* Promotions that exclude others, or are excluded, may win for that. */
static void mark_excluding(const struct plan *plan, uint8_t *excluding)
{
    for (size_t i = 0; i < plan->promotions.count; i++)
        for (uint32_t j = 0; j < plan->promotions.items[i].exclude_count; j++)
            excluding[i] = excluding[plan->promotions.items[i].excludes[j]] = 1;
}

/* Ladders of one shape have equal steps. */
static bool has_better_steps(const struct contender *better, const struct contender *one)
{
    bool new_price = one->benefit->kind == PLAN_PRICE_EACH || one->benefit->kind == PLAN_PRICE_SUM;
    for (uint32_t i = 0; contender_is_ladder(one->event) && i < one->event->row_count; i++) {
        int64_t a = better->event->rows[i].benefits[0].value, b = one->event->rows[i].benefits[0].value;
        if (new_price ? a > b : a < b)
            return false;
    }
    return true;
}

/* ---- What is said ---- */

static const char *value_words(struct lint *lint, const struct contender *contender)
{
    const char *value = contender->benefit->kind == PLAN_PERCENT_OFF ? lint_percent(lint, contender->benefit->value)
                                                                     : lint_money(lint, contender->benefit->value);
    if (!contender_is_ladder(contender->event))
        return value;
    const char *ladder = arena_format(&lint->arena, "%s on its first step", value);
    lint->failed |= ladder == NULL;
    return ladder == NULL ? value : ladder;
}

static void report_beaten(struct lint *lint, const struct contender *one, const struct contender *better)
{
    bool equal = one->value == better->value;
    struct diagnostic *d =
        lint_report(lint, LINT_NEVER_WINS, lint_name_of(one->promotion),
                    equal ? "promotion `%.*s` can never win: `%.*s` gives the same on its items, and comes first"
                          : "promotion `%.*s` can never win: `%.*s` gives more on all its items",
                    SHOWN(one->promotion->name), SHOWN(better->promotion->name));
    diag_note(d, lint_name_of(better->promotion), "this one gives %s, in the same layer", value_words(lint, better));
    diag_help(d, "put the two into different layers if both are meant, or restrict `%.*s`", SHOWN(better->promotion->name));
}

/* What is known of the parts of a promotion. */
struct parts_beaten {
    uint32_t open;                  /* that nobody beats */
    const struct contender *better; /* than the first part */
    bool several;                   /* are needed to beat all */
};

static void report_parts_beaten(struct lint *lint, const struct contender *one, const struct parts_beaten *beaten)
{
    struct text name = beaten->better->promotion->name;
    struct diagnostic *d =
        lint_report(lint, LINT_NEVER_WINS, lint_name_of(one->promotion),
                    beaten->several ? "promotion `%.*s` can never win: `%.*s` and others give as much or more on all its items"
                                    : "promotion `%.*s` can never win: `%.*s` gives as much or more on all its items",
                    SHOWN(one->promotion->name), SHOWN(name));
    diag_note(d, lint_name_of(beaten->better->promotion), "this one gives %s, in the same layer", value_words(lint, beaten->better));
    diag_help(d, "put them into different layers if all are meant, or restrict `%.*s`", SHOWN(name));
}

static void report_overlap(struct lint *lint, const struct contender *one, const struct contender *other)
{
    const struct contender *first = one->number < other->number ? one : other, *second = first == one ? other : one;
    struct plan_period a = lint_period(lint, one->promotion), b = lint_period(lint, other->promotion);
    int64_t from = a.from > b.from ? a.from : b.from, to = a.to < b.to ? a.to : b.to;
    const struct contender *equal = has_better_steps(first, second) ? first : second;
    const struct contender *winner = one->value > other->value ? one : other->value > one->value ? other : equal;
    struct diagnostic *d =
        to == PLAN_FOR_EVER
            ? lint_report(lint, LINT_OVERLAPPING_PROMOTIONS, lint_name_of(second->promotion),
                          "promotions `%.*s` and `%.*s` are for the same items from %s on, and only one can be given",
                          SHOWN(first->promotion->name), SHOWN(second->promotion->name), lint_day(lint, from))
            : lint_report(lint, LINT_OVERLAPPING_PROMOTIONS, lint_name_of(second->promotion),
                          "promotions `%.*s` and `%.*s` are for the same items until %s, and only one can be given",
                          SHOWN(first->promotion->name), SHOWN(second->promotion->name), lint_last_day(lint, to));
    diag_note(d, lint_name_of(first->promotion), "the other one");
    diag_help(d, "`%.*s` (%s) wins while both run; give them periods that do not meet if the other was meant",
              SHOWN(winner->promotion->name), value_words(lint, winner));
}

/* ---- Comparing ---- */

static bool period_within(struct plan_period part, struct plan_period whole)
{
    return whole.from <= part.from && part.to <= whole.to;
}

static bool comes_first(const struct contender *a, const struct contender *b)
{
    if (a->promotion->priority != b->promotion->priority)
        return a->promotion->priority < b->promotion->priority;
    return a->number < b->number;
}

static bool beats(struct contest *contest, const struct contender *better, const struct contender *one,
                  const uint8_t *excluding)
{
    struct lint *lint = contest->lint;
    if (!better->can_beat || better->promotion == one->promotion || better->value < one->value ||
        (better->value == one->value && !comes_first(better, one)))
        return false;
    return has_better_steps(better, one) && !excluding[better->number] && is_unbounded(lint, better->promotion) &&
           period_within(lint_period(lint, one->promotion), lint_period(lint, better->promotion)) &&
           is_for_all_of(lint, better, one);
}

/* For the same baskets at the same time, and neither period within the other: both have days of their own. */
static bool overlaps(struct contest *contest, const struct contender *one, const struct contender *other)
{
    struct lint *lint = contest->lint;
    struct plan_period a = lint_period(lint, one->promotion), b = lint_period(lint, other->promotion);
    bool meet = a.from < b.to && b.from < a.to;
    return meet && !period_within(a, b) && !period_within(b, a) &&
           (has_better_steps(one, other) || has_better_steps(other, one)) &&
           is_for_all_of(lint, one, other) && is_for_all_of(lint, other, one);
}

static int compare_contenders(const void *left, const void *right)
{
    const struct contender *a = left, *b = right;
    if (a->shape != b->shape)
        return a->shape < b->shape ? -1 : 1;
    if (a->set != b->set)
        return a->set < b->set ? -1 : 1;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return a->part != b->part ? (a->part < b->part ? -1 : 1) : a->can_beat - b->can_beat;
}

/* The first of the bucket, and where it ends. */
static size_t bucket_of(const struct contest *contest, uint64_t shape, uint32_t set, size_t *end)
{
    size_t low = 0, high = contest->list.count;
    const struct contender *items = contest->list.items;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool before = items[middle].shape < shape || (items[middle].shape == shape && items[middle].set < set);
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    for (*end = low; *end < contest->list.count && items[*end].shape == shape && items[*end].set == set;)
        ++*end;
    return low;
}

static const struct contender *find_better(struct contest *contest, const struct contender *one, uint32_t set,
                                           const uint8_t *excluding)
{
    size_t end, at = bucket_of(contest, one->shape, set, &end);
    for (unsigned looked = 0; at < end && looked < MOST_BETTER && contest->list.items[at].value >= one->value; at++, looked++)
        if (beats(contest, &contest->list.items[at], one, excluding))
            return &contest->list.items[at];
    return NULL;
}

static size_t shape_start(const struct contest *contest, uint64_t shape)
{
    size_t end;
    return bucket_of(contest, shape, 0, &end);
}

/* Sets that hold all that one holds. A choice of some units is only compared in one set. */
static const struct contender *find_better_above(struct contest *contest, const struct contender *one,
                                                 const uint8_t *excluding)
{
    const struct plan *plan = contest->lint->plan;
    const struct contender *better = find_better(contest, one, one->set, excluding);
    bool per_unit = one->benefit->kind <= PLAN_PRICE_EACH && one->benefit->select == PLAN_SELECT_ALL;
    if (better != NULL || one->set == PLAN_NONE || !per_unit)
        return better;
    const struct plan_node *node = &plan->nodes.items[one->set];
    uint32_t members = node->kind == PLAN_NODE_BOTH ? node->member_count : node->kind == PLAN_NODE_EXCEPT ? 1 : 0;
    for (uint32_t i = 0; i < members && better == NULL; i++)
        better = find_better(contest, one, node->members[i], excluding);
    for (uint32_t i = 0; i < plan->nodes.count && better == NULL; i++)
        if (plan->nodes.items[i].kind == PLAN_NODE_ALL) {
            better = find_better(contest, one, i, excluding);
            break;
        }
    size_t first = shape_start(contest, one->shape), end = first;
    while (end < contest->list.count && contest->list.items[end].shape == one->shape && end - first <= MOST_OF_SHAPE)
        end++;
    for (size_t i = first; i < end && end - first <= MOST_OF_SHAPE && better == NULL; i++) {
        const struct contender *other = &contest->list.items[i];
        if (other->set != one->set && other->value >= one->value && set_within(plan, one->set, other->set) &&
            beats(contest, other, one, excluding))
            better = other;
    }
    return better;
}

static void look_for_overlaps(struct contest *contest, size_t at, const uint8_t *beaten)
{
    const struct contender *one = &contest->list.items[at];
    for (size_t i = at + 1, looked = 0; i < contest->list.count && looked < MOST_BETTER; i++, looked++) {
        const struct contender *other = &contest->list.items[i];
        if (other->shape != one->shape || other->set != one->set)
            return;
        if (other->alone && !beaten[i] && overlaps(contest, one, other)) {
            report_overlap(contest->lint, one, other);
            return;
        }
    }
}

static void note_part(struct parts_beaten *promotion, const struct contender *one, const struct contender *better)
{
    promotion->open += better == NULL;
    if (better == NULL)
        return;
    promotion->several |= promotion->better != NULL && promotion->better->promotion != better->promotion;
    if (promotion->better == NULL || one->part == 0)
        promotion->better = better;
}

static void compare_all(struct contest *contest, const uint8_t *excluding, uint8_t *beaten, struct parts_beaten *promotions)
{
    for (size_t i = 0; i < contest->list.count; i++) {
        const struct contender *one = &contest->list.items[i];
        if (!one->judged)
            continue;
        const struct contender *better = find_better_above(contest, one, excluding);
        beaten[i] = better != NULL;
        note_part(&promotions[one->number], one, better);
        if (one->alone && better != NULL)
            report_beaten(contest->lint, one, better);
    }
    for (size_t i = 0; i < contest->list.count; i++) {
        const struct contender *one = &contest->list.items[i];
        if (one->judged && !one->alone && one->part == 0 && promotions[one->number].open == 0)
            report_parts_beaten(contest->lint, one, &promotions[one->number]);
        if (one->alone && !beaten[i])
            look_for_overlaps(contest, i, beaten);
    }
}

/* ---- Another kind of benefit on the same items ---- */

/* A plain offer with a period of its own: on each unit of a set, without conditions. */
static bool is_plain(const struct contender *contender)
{
    const struct plan_benefit *benefit = contender->benefit;
    const struct plan_period *period = &contender->promotion->period;
    return contender->alone && contender->set != PLAN_NONE && benefit->kind <= PLAN_PRICE_EACH && benefit->select == PLAN_SELECT_ALL &&
           contender->event->when == NULL && contender->event->buy_count == 0 && !contender_is_ladder(contender->event) &&
           period->from != PLAN_SINCE_EVER &&
           period->to != PLAN_FOR_EVER;
}

static int compare_sets(const void *left, const void *right)
{
    const struct contender *a = left, *b = right;
    if (a->set != b->set)
        return a->set < b->set ? -1 : 1;
    if (a->promotion->layer != b->promotion->layer)
        return a->promotion->layer < b->promotion->layer ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static bool meet(struct lint *lint, const struct contender *one, const struct contender *other)
{
    struct plan_period a = lint_period(lint, one->promotion), b = lint_period(lint, other->promotion);
    return a.from < b.to && b.from < a.to && one->event->trigger == other->event->trigger &&
           is_for_all_of(lint, one, other) && is_for_all_of(lint, other, one);
}

/* The shopper gets the better of the two, which may be meant: a note. */
static void note_other_kinds(struct contest *contest)
{
    size_t kept = 0;
    struct contender *items = contest->list.items;
    for (size_t i = 0; i < contest->list.count; i++)
        if (is_plain(&items[i]))
            items[kept++] = items[i];
    if (kept > 1)
        qsort(items, kept, sizeof *items, compare_sets);
    for (size_t i = 1; i < kept; i++) {
        const struct contender *before = &items[i - 1], *now = &items[i];
        if (before->set != now->set || before->promotion->layer != now->promotion->layer ||
            before->benefit->kind == now->benefit->kind || !meet(contest->lint, before, now))
            continue;
        struct diagnostic *d =
            lint_report(contest->lint, LINT_OVERLAPPING_PROMOTIONS, lint_name_of(now->promotion),
                        "promotions `%.*s` and `%.*s` are for the same items at the same time, and only one can be given",
                        SHOWN(before->promotion->name), SHOWN(now->promotion->name));
        diag_note(d, lint_name_of(before->promotion), "the other one");
        diag_help(d, "which of the two saves more depends on the price; put them into different layers if both are meant");
        if (d->severity == SEVERITY_WARNING)
            diagnostic_adopt(contest->lint->diags, d, LINT_OVERLAPPING_PROMOTIONS, SEVERITY_NOTE);
    }
}

void lint_pairs(struct lint *lint)
{
    struct contest contest = {.lint = lint};
    const struct plan *plan = lint->plan;
    contest_fill(&contest);
    if (contest.list.count > 1)
        qsort(contest.list.items, contest.list.count, sizeof *contest.list.items, compare_contenders);
    uint8_t *excluding = ARENA_ARRAY(&lint->arena, plan->promotions.count, uint8_t);
    uint8_t *beaten = ARENA_ARRAY(&lint->arena, contest.list.count, uint8_t);
    struct parts_beaten *promotions = ARENA_ARRAY(&lint->arena, plan->promotions.count, struct parts_beaten);
    if (excluding == NULL || beaten == NULL || promotions == NULL)
        lint->failed = true;
    if (!lint->failed) {
        mark_excluding(plan, excluding);
        compare_all(&contest, excluding, beaten, promotions);
        note_other_kinds(&contest);
    }
    VECTOR_DONE(&contest.list, lint->compiler->alloc);
}
