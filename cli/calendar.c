#include "cli/calendar.h"

#include "base/calendar.h"
#include "base/columns.h"
#include "base/exact.h"
#include "runtime/page.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME_COLUMNS = 24, TIME_COLUMNS = 60, DAYS_BY_WEEK = 120, DAYS_BY_MONTH = 1100, LABEL_ROOM = 16 };

/* ---- What runs when ---- */

static int64_t day_of(const struct plan *plan, int64_t instant)
{
    int64_t local = instant + zone_offset_at(&plan->zone, instant);
    int64_t day = local / CALENDAR_DAY_SECONDS;
    return local % CALENDAR_DAY_SECONDS < 0 ? day - 1 : day;
}

/* The first of the month, of the year, or the Monday at or before a day. */
enum step { STEP_WEEK, STEP_MONTH, STEP_YEAR };

static enum step step_of(const struct calendar *calendar)
{
    int64_t days = calendar->last - calendar->first;
    return days <= DAYS_BY_WEEK ? STEP_WEEK : days <= DAYS_BY_MONTH ? STEP_MONTH : STEP_YEAR;
}

static int64_t step_start(int64_t day, enum step step)
{
    if (step == STEP_WEEK)
        return day - calendar_weekday(day);
    struct calendar_date date = calendar_date_of(day);
    return calendar_day(date.year, step == STEP_YEAR ? 1 : date.month, 1);
}

static int64_t step_next(int64_t day, enum step step)
{
    if (step == STEP_WEEK)
        return day + 7;
    struct calendar_date date = calendar_date_of(day);
    bool over = step == STEP_YEAR || date.month == 12;
    return calendar_day(date.year + over, over ? 1 : date.month + 1, 1);
}

static void widen(struct calendar *calendar, int64_t from, int64_t to)
{
    bool first = calendar->first == calendar->last;
    if (first || from < calendar->first)
        calendar->first = from;
    if (first || to > calendar->last)
        calendar->last = to;
}

/* Whole weeks, months or years. */
static void round_out(struct calendar *calendar)
{
    enum step step = step_of(calendar);
    int64_t end = step_start(calendar->last, step);
    calendar->first = step_start(calendar->first, step);
    calendar->last = end == calendar->last ? end : step_next(end, step);
}

static int compare_bars(const void *left, const void *right)
{
    const struct calendar_bar *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return a->promotion->number < b->promotion->number ? -1 : a->promotion->number > b->promotion->number;
}

void calendar_init(struct calendar *calendar, const struct plan *plan, const struct description_of_rules *rules,
                   const bool *chosen)
{
    *calendar = (struct calendar){.alloc = plan->alloc};
    for (size_t i = 0; i < rules->all.count && !calendar->failed; i++) {
        const struct described *promotion = &rules->all.items[i];
        struct plan_period runs = promotion->runs;
        if (promotion->kind != DESCRIBED_PROMOTION || !chosen[i] || runs.from >= runs.to)
            continue;
        struct calendar_bar bar = {promotion, 0, 0, runs.from == PLAN_SINCE_EVER, runs.to == PLAN_FOR_EVER};
        if (!bar.open_from) {
            bar.from = day_of(plan, runs.from);
            widen(calendar, bar.from, bar.from + 1);
        }
        if (!bar.open_to) {
            bar.to = day_of(plan, runs.to - 1) + 1;
            widen(calendar, bar.to - 1, bar.to);
        }
        calendar->failed = !VECTOR_PUSH(&calendar->bars, calendar->alloc, bar);
    }
    if (calendar->failed || calendar->first == calendar->last)
        return;
    round_out(calendar);
    for (size_t i = 0; i < calendar->bars.count; i++) {
        struct calendar_bar *bar = &calendar->bars.items[i];
        if (bar->open_from)
            bar->from = calendar->first;
        if (bar->open_to)
            bar->to = calendar->last;
    }
    qsort(calendar->bars.items, calendar->bars.count, sizeof *calendar->bars.items, compare_bars);
}

void calendar_done(struct calendar *calendar)
{
    VECTOR_DONE(&calendar->bars, calendar->alloc);
}

/* ---- Marks on the line of time ---- */

/* What stands at the begin of a step; of weeks only at each first in a month, for the months. */
static size_t label_of(int64_t day, enum step step, bool first, char label[LABEL_ROOM])
{
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct calendar_date date = calendar_date_of(day);
    int length;
    if (step == STEP_YEAR)
        length = snprintf(label, LABEL_ROOM, "%d", (int)date.year);
    else if (step == STEP_WEEK)
        length = snprintf(label, LABEL_ROOM, "%d %s", (int)date.day, MONTHS[date.month - 1]);
    else if (first || date.month == 1)
        length = snprintf(label, LABEL_ROOM, "%s %d", MONTHS[date.month - 1], (int)date.year);
    else
        length = snprintf(label, LABEL_ROOM, "%s", MONTHS[date.month - 1]);
    return length < 0 ? 0 : (size_t)length;
}

/* ---- On a terminal ---- */

static int64_t column_of(const struct calendar *calendar, int64_t day)
{
    return (day - calendar->first) * TIME_COLUMNS / (calendar->last - calendar->first);
}

/* Labels that find room, each above the begin of its step. */
static void put_scale(struct buffer *out, const struct calendar *calendar, char marks[TIME_COLUMNS])
{
    enum step step = step_of(calendar);
    int64_t used = 0;
    memset(marks, 0, TIME_COLUMNS);
    buffer_repeat(out, ' ', NAME_COLUMNS + 1);
    for (int64_t day = calendar->first; day < calendar->last; day = step_next(day, step)) {
        char label[LABEL_ROOM];
        size_t length = label_of(day, step, day == calendar->first, label);
        int64_t column = column_of(calendar, day);
        marks[column] = 1;
        if (column < used || column + (int64_t)length > TIME_COLUMNS)
            continue;
        buffer_repeat(out, ' ', (size_t)(column - used));
        buffer_write(out, label, length);
        used = column + (int64_t)length + 1;
        if (used <= TIME_COLUMNS)
            buffer_char(out, ' ');
    }
    buffer_char(out, '\n');
}

/* The mark for a column that the bar covers wholly, or by a part only. */
static const char *covered(const struct calendar *calendar, const struct calendar_bar *bar, int64_t column)
{
    int64_t span = calendar->last - calendar->first;
    int64_t begin = column * span, end = begin + span; /* in days, times the columns */
    int64_t from = (bar->from - calendar->first) * TIME_COLUMNS, to = (bar->to - calendar->first) * TIME_COLUMNS;
    if (to <= begin || from >= end)
        return NULL;
    if (bar->open_from && column == 0)
        return "\xe2\x97\x84";
    if (bar->open_to && column == TIME_COLUMNS - 1)
        return "\xe2\x96\xba";
    if (!bar->promotion->live)
        return "\xe2\x96\x91";
    if (bar->promotion->scheduled)
        return "\xe2\x96\x92";
    bool first_half = from <= begin && to < begin + span / 2 + span % 2;
    bool second_half = from > begin + span / 2 && to >= end;
    return first_half ? "\xe2\x96\x8c" : second_half ? "\xe2\x96\x90" : "\xe2\x96\x88";
}

void calendar_text(struct buffer *out, const struct calendar *calendar)
{
    char marks[TIME_COLUMNS];
    bool scheduled = false, dead = false, open = false;
    if (calendar->first == calendar->last)
        return;
    put_scale(out, calendar, marks);
    for (size_t i = 0; i < calendar->bars.count; i++) {
        const struct calendar_bar *bar = &calendar->bars.items[i];
        columns_cut(out, bar->promotion->name, NAME_COLUMNS);
        buffer_char(out, ' ');
        for (int64_t column = 0; column < TIME_COLUMNS; column++) {
            const char *mark = covered(calendar, bar, column);
            buffer_string(out, mark != NULL ? mark : marks[column] ? "\xe2\x94\x8a" : "\xc2\xb7");
        }
        buffer_char(out, '\n');
        scheduled |= bar->promotion->scheduled && bar->promotion->live;
        dead |= !bar->promotion->live;
        open |= bar->open_from || bar->open_to;
    }
    if (!scheduled && !dead && !open)
        return;
    buffer_repeat(out, ' ', NAME_COLUMNS + 1);
    buffer_string(out, "\xe2\x96\x88 runs");
    buffer_string(out, scheduled ? "  \xe2\x96\x92 only at some times of the week" : "");
    buffer_string(out, dead ? "  \xe2\x96\x91 not active" : "");
    buffer_string(out, open ? "  \xe2\x97\x84 \xe2\x96\xba without a bound" : "");
    buffer_char(out, '\n');
}

/* ---- On a page ---- */

static void put_position(struct buffer *out, const struct calendar *calendar, int64_t from, int64_t to)
{
    int64_t span = calendar->last - calendar->first;
    buffer_string(out, " style=\"left:");
    page_percent(out, from - calendar->first, span);
    buffer_string(out, ";width:");
    page_percent(out, to - from, span);
    buffer_string(out, "\"");
}

static void put_html_scale(struct buffer *out, const struct calendar *calendar)
{
    enum { MOST_LABELS = 14 };
    enum step step = step_of(calendar);
    size_t steps = 0, number = 0;
    for (int64_t day = calendar->first; day < calendar->last; day = step_next(day, step))
        steps++;
    size_t every = (steps + MOST_LABELS - 1) / MOST_LABELS;
    buffer_string(out, "<div class=\"r\"><span class=\"n\"></span><div class=\"t\">");
    for (int64_t day = calendar->first; day < calendar->last; day = step_next(day, step), number++) {
        char label[LABEL_ROOM];
        size_t length = label_of(day, step, day == calendar->first, label);
        if (number % every != 0)
            continue;
        int64_t end = day;
        for (size_t i = 0; i < every && end < calendar->last; i++)
            end = step_next(end, step);
        buffer_string(out, "<i");
        put_position(out, calendar, day, end < calendar->last ? end : calendar->last);
        buffer_char(out, '>');
        buffer_write(out, label, length);
        buffer_string(out, "</i>");
    }
    buffer_string(out, "</div></div>\n");
}

void calendar_html(struct buffer *out, const struct calendar *calendar)
{
    if (calendar->first == calendar->last)
        return;
    buffer_string(out, "<div class=\"calendar\">\n");
    put_html_scale(out, calendar);
    for (size_t i = 0; i < calendar->bars.count; i++) {
        const struct calendar_bar *bar = &calendar->bars.items[i];
        buffer_string(out, "<div class=\"r\"><span class=\"n\"><bdi>");
        page_text(out, bar->promotion->name);
        buffer_string(out, "</bdi></span><div class=\"t\"><b");
        if (!bar->promotion->live)
            buffer_string(out, " class=\"off\"");
        else if (bar->promotion->scheduled)
            buffer_string(out, " class=\"part\"");
        put_position(out, calendar, bar->from, bar->to);
        buffer_string(out, "></b></div></div>\n");
    }
    buffer_string(out, "</div>\n<p class=\"soft\">Striped: only at some times of the week. Grey: not active.</p>\n");
}
