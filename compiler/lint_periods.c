/* Time: what is past, what never meets, and what the clocks do at its edges. */
#include "base/calendar.h"
#include "compiler/check_parts.h"
#include "compiler/lint_parts.h"

enum { LAST_MINUTE = CALENDAR_DAY_SECONDS - 60 };

/* Of a campaign or a coupon: its clause, or its name. */
static struct lint_spot spot_in(const struct name *name, enum clause_kind kind)
{
    const struct clause *clause = clause_find(name->declaration->clauses, kind);
    return (struct lint_spot){NULL, clause == NULL ? name->span : clause->span};
}

/* ---- The past ---- */

static void look_at_past(struct lint *lint, const char *what, const struct name *name, struct lint_spot spot,
                         struct plan_period period)
{
    if (!lint->options->has_at || period.to > lint->options->at || name == NULL)
        return;
    struct diagnostic *d =
        lint_report_in(lint, LINT_PAST_PERIOD, spot.frame, spot.span, "the last day of %s `%.*s` was %s", what,
                    SHOWN(name->text), lint_last_day(lint, period.to));
    diag_help(d, "delete it, write `status retired` into its promotions, or give it a new period");
}

/* ---- Periods that never meet ---- */

static bool is_empty(struct plan_period period)
{
    return period.from >= period.to;
}

static struct plan_period common(struct plan_period a, struct plan_period b)
{
    return (struct plan_period){a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to};
}

static void look_at_campaign_of(struct lint *lint, const struct plan_promotion *promotion)
{
    struct lint_spot own = lint_spot(promotion, CLAUSE_PERIOD);
    if (promotion->campaign == PLAN_NONE || !is_empty(lint_period(lint, promotion)))
        return;
    const struct name *campaign = lint_named(lint, NAME_CAMPAIGN, promotion->campaign);
    if (campaign == NULL)
        return;
    struct diagnostic *d = lint_report_in(lint, LINT_PERIODS_APART, own.frame, own.span,
                                       "the periods of promotion `%.*s` and its campaign `%.*s` have no day in common",
                                       SHOWN(promotion->name), SHOWN(campaign->text));
    diag_note(d, spot_in(campaign, CLAUSE_PERIOD).span,
              "the campaign's period");
    diag_help(d, "a promotion is given only while its campaign runs, too");
}

static void look_at_coupon_of(struct lint *lint, const struct plan_promotion *promotion)
{
    struct plan_period period = lint_period(lint, promotion);
    if (promotion->coupon == PLAN_NONE || is_empty(period))
        return;
    const struct plan_coupon *coupon = &lint->plan->coupons.items[promotion->coupon];
    const struct name *name = lint_named(lint, NAME_COUPON, promotion->coupon);
    if (name == NULL || !is_empty(common(period, coupon->valid)))
        return;
    struct lint_spot requires = lint_spot(promotion, CLAUSE_REQUIRES);
    struct diagnostic *d =
        lint_report_in(lint, LINT_PERIODS_APART, requires.frame, requires.span,
                    "coupon `%.*s` is never valid while promotion `%.*s` runs", SHOWN(name->text), SHOWN(promotion->name));
    diag_note(d, spot_in(name, CLAUSE_VALID).span, "it is valid then");
    diag_help(d, "let the coupon be valid in the promotion's period");
}

static void look_at_excluded(struct lint *lint, const struct plan_promotion *promotion)
{
    struct plan_period period = lint_period(lint, promotion);
    if (is_empty(period) || promotion->status != PLAN_ACTIVE)
        return;
    for (uint32_t i = 0; i < promotion->exclude_count; i++) {
        const struct plan_promotion *other = &lint->plan->promotions.items[promotion->excludes[i]];
        struct plan_period theirs = lint_period(lint, other);
        bool apart = other->status == PLAN_ACTIVE && !is_empty(theirs) && is_empty(common(period, theirs));
        if (!apart)
            continue;
        struct lint_spot excludes = lint_spot(promotion, CLAUSE_EXCLUDES);
        struct diagnostic *d = lint_report_in(
            lint, LINT_NEEDLESS_EXCLUDES, excludes.frame, excludes.span,
            "`%.*s` excludes `%.*s`, which never runs at the same time", SHOWN(promotion->name), SHOWN(other->name));
        diag_note(d, lint_spot(other, CLAUSE_PERIOD).span, "it runs then");
        diag_help(d, "leave it out, or correct one of the periods");
    }
}

/* ---- Schedules in their period ---- */

enum { ALL_WEEKDAYS = 7 };

static int64_t day_of(const struct lint *lint, int64_t instant)
{
    int64_t local = instant + zone_offset_at(&lint->plan->zone, instant);
    return local / CALENDAR_DAY_SECONDS - (local % CALENDAR_DAY_SECONDS < 0);
}

/* A schedule over midnight begins on the day before. */
static void look_at_schedules(struct lint *lint, const struct plan_promotion *promotion)
{
    struct plan_period period = lint_period(lint, promotion);
    if (promotion->schedule_count == 0 || is_empty(period) || period.from == PLAN_SINCE_EVER || period.to == PLAN_FOR_EVER)
        return;
    int64_t first = day_of(lint, period.from) - 1, last = day_of(lint, period.to - 1);
    if (last - first > ALL_WEEKDAYS)
        return;
    for (int64_t day = first; day <= last; day++)
        for (uint32_t i = 0; i < promotion->schedule_count; i++) {
            const struct plan_schedule *schedule = &promotion->schedules[i];
            bool reaches = day > first || schedule->end <= schedule->start;
            if (reaches && schedule->weekdays >> calendar_weekday(day) & 1)
                return;
        }
    struct lint_spot schedule = lint_spot(promotion, CLAUSE_SCHEDULE);
    struct diagnostic *d = lint_report_in(
        lint, LINT_SCHEDULE_OUTSIDE_PERIOD, schedule.frame, schedule.span,
        "promotion `%.*s` is never given: no day of its period is one of its schedule", SHOWN(promotion->name));
    diag_note(d, lint_spot(promotion, CLAUSE_PERIOD).span, "from %s to %s",
              lint_day(lint, period.from), lint_last_day(lint, period.to));
}

/* ---- Places that leave nothing ---- */

static void look_at_places(struct lint *lint, const struct plan_promotion *promotion)
{
    const struct {
        uint32_t list;
        enum clause_kind kind;
        const char *word;
    } places[] = {{promotion->stores, CLAUSE_STORES, "store"}, {promotion->regions, CLAUSE_REGIONS, "region"}};
    bool any;
    struct interval_set channels = lint_channels(lint, promotion, &any);
    const char *nothing = !any && channels.count == 0 ? "channel" : NULL;
    struct lint_spot place = lint_spot(promotion, CLAUSE_CHANNELS);
    for (size_t i = 0; i < sizeof places / sizeof *places && nothing == NULL; i++)
        if (places[i].list != PLAN_NONE && lint->plan->lists.items[places[i].list].count == 0) {
            nothing = places[i].word;
            place = lint_spot(promotion, places[i].kind);
        }
    if (nothing == NULL)
        return;
    struct diagnostic *d =
        lint_report_in(lint, LINT_PLACES_APART, place.frame, place.span,
                    "promotion `%.*s` is given nowhere: no %s is its own and its campaign's or price list's, too",
                    SHOWN(promotion->name), nothing);
    const struct name *campaign = lint_named(lint, NAME_CAMPAIGN, promotion->campaign);
    const struct name *price_list = lint_named(lint, NAME_PRICE_LIST, promotion->price_list);
    if (campaign != NULL)
        diag_note(d, campaign->span, "its campaign");
    if (price_list != NULL)
        diag_note(d, price_list->span, "its price list");
}

/* ---- The last minute ---- */

static const struct literal *literal_of(const struct expr *expr)
{
    return expr != NULL && expr->kind == EXPR_LITERAL ? expr->literal : NULL;
}

static int64_t second_of_day(int64_t local)
{
    int64_t second = local % CALENDAR_DAY_SECONDS;
    return second < 0 ? second + CALENDAR_DAY_SECONDS : second;
}

/* The end of a range of instants or times does not belong to it. */
static void look_at_end(struct lint *lint, const struct expr *range)
{
    const struct expr *end = range == NULL || range->kind != EXPR_RANGE ? NULL : range->right;
    const struct literal *literal = literal_of(end);
    if (literal == NULL || (literal->kind != LITERAL_INSTANT && literal->kind != LITERAL_TIME))
        return;
    bool of_time = literal->kind == LITERAL_TIME;
    int64_t second = of_time ? literal->value : second_of_day(literal->value);
    if (second < LAST_MINUTE || second >= CALENDAR_DAY_SECONDS)
        return;
    struct text words = lint_source(lint, end->span);
    struct diagnostic *d = lint_report(lint, LINT_LAST_MINUTE, end->span,
                                       "the end does not belong to the range, so this leaves out the day's last %s",
                                       second == LAST_MINUTE ? "minute" : "second");
    const struct literal *start = literal_of(range->left);
    if (of_time) {
        diag_help(d, "write 24:00");
        diag_fix(d, end->span, TEXT("24:00"));
    } else if (start != NULL && start->kind == LITERAL_INSTANT && second_of_day(start->value) == 0 && words.length > 10)
        diag_help(d, "dates have whole days: `%.10s .. %.10s`", lint_source(lint, range->left->span).bytes, words.bytes);
    else
        diag_help(d, "write midnight of the next day");
}

static void look_at_ends(struct lint *lint, const struct clause *clauses)
{
    for (const struct clause *clause = clauses; clause != NULL; clause = clause->next) {
        if (clause->kind == CLAUSE_PERIOD || clause->kind == CLAUSE_VALID)
            look_at_end(lint, clause->value);
        if (clause->kind == CLAUSE_SCHEDULE && clause->schedule != NULL)
            for (const struct expr *times = clause->schedule->times; times != NULL; times = times->next)
                look_at_end(lint, times);
    }
}

/* ---- Clock changes ---- */

static void report_oddity(struct lint *lint, struct span span, enum zone_oddity oddity, bool starts)
{
    if (oddity == ZONE_PLAIN)
        return;
    struct text zone = lint->plan->timezone;
    struct diagnostic *d =
        lint_report(lint, LINT_CLOCK_CHANGE, span,
                    oddity == ZONE_SKIPPED ? "the clocks of %.*s skip this time" : "the clocks of %.*s show this time twice",
                    SHOWN(zone));
    if (oddity == ZONE_SKIPPED)
        diag_help(d, "the first instant after the gap is taken; write that one, or another time");
    else
        diag_help(d, "the %s of the two is taken; say which with an offset, or choose another time",
                  starts ? "earlier" : "later");
}

static void look_at_bound(struct lint *lint, const struct expr *bound, bool starts)
{
    const struct literal *literal = literal_of(bound);
    enum zone_oddity oddity = ZONE_PLAIN;
    if (literal == NULL || (literal->kind != LITERAL_DATE && (literal->kind != LITERAL_INSTANT || literal->has_offset)))
        return;
    int64_t local = literal->kind == LITERAL_INSTANT ? literal->value : (literal->value + !starts) * CALENDAR_DAY_SECONDS;
    zone_instant(&lint->plan->zone, local, starts ? ZONE_START : ZONE_END, &oddity);
    report_oddity(lint, bound->span, oddity, starts);
}

static void look_at_bounds(struct lint *lint, const struct clause *clauses)
{
    for (const struct clause *clause = clauses; clause != NULL; clause = clause->next)
        if ((clause->kind == CLAUSE_PERIOD || clause->kind == CLAUSE_VALID) && clause->value != NULL &&
            clause->value->kind == EXPR_RANGE) {
            look_at_bound(lint, clause->value->left, true);
            look_at_bound(lint, clause->value->right, false);
        }
}

/* Local times around a change: those skipped, or shown twice, [from, to) in seconds of the day it falls on. */
struct change {
    int64_t at, day;
    int64_t from, to;
    bool skipped;
};

static struct change change_of(const struct zone *zone, size_t index)
{
    const struct zone_change *now = &zone->changes.items[index], *before = now - 1;
    struct change change = {.at = now->at, .skipped = now->offset > before->offset};
    int64_t low = now->at + (change.skipped ? before->offset : now->offset);
    int64_t high = now->at + (change.skipped ? now->offset : before->offset);
    change.day = low / CALENDAR_DAY_SECONDS - (low % CALENDAR_DAY_SECONDS < 0);
    change.from = low - change.day * CALENDAR_DAY_SECONDS;
    change.to = high - change.day * CALENDAR_DAY_SECONDS;
    return change;
}

static bool is_inside(const struct change *change, int64_t second)
{
    return second >= change->from + change->skipped && second < change->to;
}

enum { CHANGES_LOOKED_AT = 4 };

/* The changes of the next two years, or of the promotion's time, at the edges of its schedules. */
static void look_at_clock(struct lint *lint, const struct plan_promotion *promotion)
{
    const struct zone *zone = &lint->plan->zone;
    struct plan_period period = lint_period(lint, promotion);
    int64_t from = period.from == PLAN_SINCE_EVER ? (lint->options->has_at ? lint->options->at : 0) : period.from;
    unsigned looked = 0;
    for (size_t i = 1; i < zone->changes.count && looked < CHANGES_LOOKED_AT; i++) {
        if (zone->changes.items[i].at < from || zone->changes.items[i].at >= period.to)
            continue;
        struct change change = change_of(zone, i);
        looked++;
        for (uint32_t j = 0; j < promotion->schedule_count; j++) {
            const struct plan_schedule *schedule = &promotion->schedules[j];
            bool wraps = schedule->end <= schedule->start;
            bool begins = schedule->weekdays >> calendar_weekday(change.day) & 1;
            bool ends = schedule->weekdays >> calendar_weekday(change.day - wraps) & 1;
            bool start_odd = begins && is_inside(&change, schedule->start),
                 end_odd = ends && is_inside(&change, schedule->end);
            if (!start_odd && !end_odd)
                continue;
            struct lint_spot spot = lint_spot(promotion, CLAUSE_SCHEDULE);
            struct diagnostic *d = lint_report_in(
                lint, LINT_CLOCK_CHANGE, spot.frame, spot.span,
                "the schedule %s at a time that the clocks of %.*s %s on %s", start_odd ? "starts" : "ends",
                SHOWN(lint->plan->timezone), change.skipped ? "skip" : "show twice",
                lint_day(lint, change.day * CALENDAR_DAY_SECONDS - zone->changes.items[i - 1].offset));
            diag_help(d, change.skipped
                             ? "the first instant after the gap is taken; choose a time before or after it"
                             : "of the two a start takes the earlier, an end the later; choose a time before or after them");
            return;
        }
    }
}

/* ---- The whole ---- */

static void look_at_promotion(struct lint *lint, const struct plan_promotion *promotion)
{
    const struct name *name = lint_named(lint, NAME_PROMOTION, (uint32_t)(promotion - lint->plan->promotions.items));
    if (promotion->status == PLAN_ACTIVE)
        look_at_past(lint, "promotion", name, lint_spot(promotion, CLAUSE_PERIOD), promotion->period);
    look_at_campaign_of(lint, promotion);
    look_at_coupon_of(lint, promotion);
    look_at_excluded(lint, promotion);
    look_at_schedules(lint, promotion);
    look_at_places(lint, promotion);
    if (promotion->schedule_count != 0 && promotion->status == PLAN_ACTIVE)
        look_at_clock(lint, promotion);
}

void lint_periods(struct lint *lint)
{
    const struct plan *plan = lint->plan;
    for (uint32_t i = 0; i < plan->campaigns.count; i++) {
        const struct name *name = lint_named(lint, NAME_CAMPAIGN, i);
        if (name != NULL)
            look_at_past(lint, "campaign", name, spot_in(name, CLAUSE_PERIOD), plan->campaigns.items[i].period);
    }
    for (uint32_t i = 0; i < plan->coupons.count; i++) {
        const struct name *name = lint_named(lint, NAME_COUPON, i);
        if (name != NULL)
            look_at_past(lint, "coupon", name, spot_in(name, CLAUSE_VALID), plan->coupons.items[i].valid);
    }
    for (size_t i = 0; i < plan->promotions.count && !lint->failed; i++) {
        look_at_promotion(lint, &plan->promotions.items[i]);
        arena_reset(&lint->arena);
    }
    for (size_t i = 0; i < lint->compiler->trees.count; i++)
        for (const struct declaration *declaration = lint->compiler->trees.items[i]->declarations; declaration != NULL;
             declaration = declaration->next)
            if (declaration->kind == DECLARATION_PROMOTION || declaration->kind == DECLARATION_CAMPAIGN ||
                declaration->kind == DECLARATION_COUPON) {
                look_at_ends(lint, declaration->clauses);
                look_at_bounds(lint, declaration->clauses);
            }
}
