#include "compiler/phrases.h"

#include "base/calendar.h"
#include "base/columns.h"
#include "base/decimal.h"

static const char *const MONTHS[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
static const char *const WEEKDAYS[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const UNITS[] = {[PLAN_UNIT_NONE] = "time", [PLAN_MINUTES] = "minute", [PLAN_HOURS] = "hour",
                                    [PLAN_DAYS] = "day",       [PLAN_WEEKS] = "week",     [PLAN_MONTHS] = "month",
                                    [PLAN_YEARS] = "year"};

enum { ALL_DAYS = 0x7f };

/* ---- Numbers ---- */

static void grouped(struct buffer *out, int64_t value, int places)
{
    char digits[DECIMAL_GROUPED_ROOM];
    buffer_write(out, digits, decimal_print_grouped(value, places, digits));
}

void phrase_count(struct buffer *out, int64_t count)
{
    grouped(out, count, 0);
}

void phrase_counted(struct buffer *out, int64_t count, const char *noun)
{
    phrase_count(out, count);
    buffer_format(out, " %s%s", noun, count == 1 ? "" : "s");
}

void phrase_money(struct buffer *out, const struct plan *plan, int64_t amount)
{
    grouped(out, amount, plan->decimals);
    buffer_format(out, " %s", plan->currency);
}

void phrase_percent(struct buffer *out, int64_t millionths)
{
    char digits[DECIMAL_ROOM];
    buffer_write(out, digits, decimal_print_short(millionths, 4, digits));
    buffer_char(out, '%');
}

void phrase_duration(struct buffer *out, struct plan_duration duration)
{
    phrase_counted(out, duration.count, UNITS[duration.unit]);
}

/* ---- Dates and times ---- */

void phrase_date(struct buffer *out, int64_t day)
{
    struct calendar_date date = calendar_date_of(day);
    buffer_format(out, "%u %s %d", (unsigned)date.day, MONTHS[date.month - 1], (int)date.year);
}

void phrase_time(struct buffer *out, int64_t seconds)
{
    buffer_format(out, "%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
    if (seconds % 60 != 0)
        buffer_format(out, ":%02d", (int)(seconds % 60));
}

const char *phrase_weekday(int64_t weekday)
{
    return WEEKDAYS[weekday];
}

/* Days in a row are a range; it may wrap from Sunday to Monday. */
static unsigned next_run(uint32_t mask, unsigned from, unsigned *length)
{
    while ((mask >> from % 7 & 1) == 0)
        from++;
    *length = 0;
    while (*length < 7 && (mask >> (from + *length) % 7 & 1) != 0)
        ++*length;
    return from;
}

void phrase_weekdays(struct buffer *out, uint32_t mask)
{
    unsigned first = 0, left = 0, length, pieces = 0, told = 0;
    mask &= ALL_DAYS;
    if (mask == ALL_DAYS || mask == 0) {
        buffer_string(out, "every day");
        return;
    }
    if ((mask & 0x41) == 0x41) /* Sunday and Monday are one run: begin behind a gap */
        while ((mask >> first & 1) != 0)
            first++;
    for (unsigned i = 0; i < 7; i++)
        left += mask >> i & 1;
    for (unsigned at = first, rest = left; rest != 0; rest -= length, at += length) {
        at = next_run(mask, at, &length);
        pieces += length == 2 ? 2 : 1;
    }
    for (unsigned at = first; left != 0; left -= length, at += length) {
        at = next_run(mask, at, &length);
        phrase_between(out, told++, pieces, "and");
        buffer_string(out, WEEKDAYS[at % 7]);
        if (length == 2)
            phrase_between(out, told++, pieces, "and");
        else if (length > 2)
            buffer_string(out, " to ");
        if (length > 1)
            buffer_string(out, WEEKDAYS[(at + length - 1) % 7]);
    }
}

static int64_t floor_day(int64_t local)
{
    int64_t day = local / CALENDAR_DAY_SECONDS;
    return local % CALENDAR_DAY_SECONDS < 0 ? day - 1 : day;
}

static int64_t local_time(const struct plan *plan, int64_t instant)
{
    return instant + zone_offset_at(&plan->zone, instant);
}

void phrase_instant(struct buffer *out, const struct plan *plan, int64_t instant)
{
    int64_t local = local_time(plan, instant), day = floor_day(local);
    phrase_date(out, day);
    buffer_string(out, ", ");
    phrase_time(out, local - day * CALENDAR_DAY_SECONDS);
}

/* Whether a day of the zone begins, or (edge ZONE_END) ends, at the instant; *day is the one that begins then. */
static bool is_day_edge(const struct plan *plan, int64_t instant, enum zone_edge edge, int64_t *day)
{
    *day = floor_day(local_time(plan, instant));
    return zone_instant(&plan->zone, *day * CALENDAR_DAY_SECONDS, edge, NULL) == instant;
}

/* "1 March", where what follows names the year. */
static void date_before(struct buffer *out, int64_t from, int64_t last)
{
    struct calendar_date date = calendar_date_of(from), end = calendar_date_of(last);
    if (date.year == end.year && date.month == end.month)
        buffer_format(out, "%u", (unsigned)date.day);
    else if (date.year == end.year)
        buffer_format(out, "%u %s", (unsigned)date.day, MONTHS[date.month - 1]);
    else
        phrase_date(out, from);
}

void phrase_period(struct buffer *out, const struct plan *plan, struct plan_period period)
{
    bool since = period.from == PLAN_SINCE_EVER, ever = period.to == PLAN_FOR_EVER;
    int64_t first = 0, after = 0;
    bool days = (since || is_day_edge(plan, period.from, ZONE_START, &first)) &&
                (ever || is_day_edge(plan, period.to, ZONE_END, &after));
    if (since && ever) {
        buffer_string(out, "at any time");
        return;
    }
    if (days && !since && !ever && after == first + 1) {
        buffer_string(out, "on ");
        phrase_date(out, first);
        return;
    }
    if (!since) {
        buffer_string(out, "from ");
        if (!days)
            phrase_instant(out, plan, period.from);
        else if (ever)
            phrase_date(out, first);
        else
            date_before(out, first, after - 1);
        buffer_string(out, ever ? " on" : " to ");
    } else {
        buffer_string(out, "until ");
    }
    if (!ever && days)
        phrase_date(out, after - 1);
    else if (!ever)
        phrase_instant(out, plan, period.to);
}

/* ---- Texts and lists ---- */

void phrase_quoted(struct buffer *out, struct text text)
{
    buffer_string(out, "\xe2\x80\x9c");
    columns_put(out, text);
    buffer_string(out, "\xe2\x80\x9d");
}

void phrase_between(struct buffer *out, size_t index, size_t count, const char *last)
{
    if (index == 0)
        return;
    if (index + 1 == count)
        buffer_format(out, " %s ", last);
    else
        buffer_string(out, ", ");
}
