#include "compiler/periods.h"

#include "base/calendar.h"
#include "compiler/choices.h"
#include "compiler/values.h"
#include "compiler/words.h"
#include "lang/nearest.h"

enum { WEEKDAY_COUNT = 7 };

bool weekday_of(struct check *check, const struct word *word, int64_t *weekday)
{
    struct nearest nearest = nearest_to(word->text);
    for (int i = 0; CHOICES_WEEKDAY[i] != NULL; i++) {
        if (text_equal(word->text, text_from(CHOICES_WEEKDAY[i]))) {
            *weekday = i;
            return true;
        }
        nearest_offer(&nearest, text_from(CHOICES_WEEKDAY[i]));
        if (word->text.length > 3 && memcmp(word->text.bytes, CHOICES_WEEKDAY[i], 3) == 0)
            nearest.best = text_from(CHOICES_WEEKDAY[i]); /* its full name */
    }
    struct diagnostic *d = check_error(check, P0104, word->span, "`%.*s` is no weekday", SHOWN(word->text));
    if (nearest.best.bytes != NULL) {
        diag_help(d, "did you mean `%.*s`? The weekdays are mon, tue, wed, thu, fri, sat and sun", SHOWN(nearest.best));
        diag_suggest(d, word->span, nearest.best);
    } else
        diag_help(d, "the weekdays are mon, tue, wed, thu, fri, sat and sun");
    return false;
}

/* ---- Periods ---- */

static int64_t midnight(const struct check *check, int64_t day, enum zone_edge edge)
{
    int64_t local = day * CALENDAR_DAY_SECONDS;
    return check->zone_known ? zone_instant(&check->plan->zone, local, edge, NULL) : local;
}

int64_t period_day_start(const struct check *check, int64_t day)
{
    return midnight(check, day, ZONE_START);
}

int64_t period_day_end(const struct check *check, int64_t day)
{
    return midnight(check, day + 1, ZONE_END);
}

static bool is_date(const struct check *check, const struct expr *expr)
{
    const struct binding *binding = value_binding(check, expr);
    if (binding != NULL)
        return binding->type == PARAMETER_DATE;
    return expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_DATE;
}

bool period_bound(struct check *check, const struct expr *expr, enum zone_edge edge, int64_t *instant)
{
    if (expr == NULL || expr->kind == EXPR_ERROR)
        return false;
    if (is_date(check, expr)) {
        int64_t day;
        if (!value_of(check, expr, PLAN_DATE, "a bound of a period", &day))
            return false;
        *instant = edge == ZONE_START ? period_day_start(check, day) : period_day_end(check, day);
        return true;
    }
    if (expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_INSTANT && !expr->literal->has_offset &&
        check->zone_known) {
        *instant = zone_instant(&check->plan->zone, expr->literal->value, edge, NULL);
        return true;
    }
    return value_of(check, expr, PLAN_INSTANT, "a bound of a period", instant);
}

bool period_of(struct check *check, const struct expr *range, struct plan_period *period)
{
    *period = (struct plan_period){PLAN_SINCE_EVER, PLAN_FOR_EVER};
    if (range == NULL || range->kind != EXPR_RANGE)
        return false;
    bool from = period_bound(check, range->left, ZONE_START, &period->from);
    bool to = range->right == NULL || period_bound(check, range->right, ZONE_END, &period->to);
    if (!from || !to || period->from < period->to)
        return from && to;
    struct diagnostic *d = check_error(check, P0401, range->span, "the period ends before it begins");
    diag_help(d, is_date(check, range->right) ? "the earlier date comes first; both days belong to the period"
                                              : "the earlier instant comes first; the last one does not belong to the period");
    return false;
}

/* ---- Schedules ---- */

/* From one weekday to another, over Sunday perhaps. */
static uint32_t days_between(int64_t first, int64_t last)
{
    uint32_t mask = 1u << last;
    for (int64_t day = first; day != last; day = (day + 1) % WEEKDAY_COUNT)
        mask |= 1u << day;
    return mask;
}

static bool mask_of_days(struct check *check, const struct expr *days, uint32_t *mask)
{
    bool known = true;
    *mask = days == NULL ? (1u << WEEKDAY_COUNT) - 1 : 0;
    for (const struct expr *day = days; day != NULL; day = day->next) {
        const struct expr *first = day->kind == EXPR_RANGE ? day->left : day;
        const struct expr *last = day->kind == EXPR_RANGE ? day->right : day;
        const struct word *first_word = value_single_word(first), *last_word = value_single_word(last);
        int64_t from, to;
        if (first_word == NULL || last_word == NULL) {
            known = false;
            continue;
        }
        bool from_known = weekday_of(check, first_word, &from);
        bool to_known = first == last ? from_known : weekday_of(check, last_word, &to);
        if (first == last)
            to = from;
        if (from_known && to_known)
            *mask |= days_between(from, to);
        else
            known = false;
    }
    return known;
}

static bool times_of(struct check *check, const struct expr *range, struct plan_schedule *schedule)
{
    int64_t start, end;
    if (range->kind != EXPR_RANGE || !value_of(check, range->left, PLAN_TIME, "the start of a schedule", &start) ||
        !value_of(check, range->right, PLAN_TIME, "the end of a schedule", &end))
        return false;
    if (start == end || start >= CALENDAR_DAY_SECONDS) {
        struct diagnostic *d = check_error(check, P0401, range->span, "no time lies between these two");
        diag_help(d, "the whole day is said by the weekdays alone; a range over midnight ends before it starts: "
                     "`22:00 .. 06:00`");
        return false;
    }
    schedule->start = (int32_t)start;
    schedule->end = (int32_t)end;
    return true;
}

void schedule_of(struct check *check, const struct schedule *schedule, struct schedules *out)
{
    struct plan_schedule each = {.start = 0, .end = CALENDAR_DAY_SECONDS};
    if (!mask_of_days(check, schedule->days, &each.weekdays))
        return;
    if (schedule->times == NULL)
        CHECK_PUSH(check, &out->list, each);
    for (const struct expr *range = schedule->times; range != NULL; range = range->next)
        if (times_of(check, range, &each))
            CHECK_PUSH(check, &out->list, each);
}
