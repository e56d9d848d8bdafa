#include "runtime/analysis_time.h"

#include "base/calendar.h"
#include "vm/local.h"

#include <stdlib.h>

/* Weekly schedules repeat; what two weeks and a day do not have, no later day has, unless the clocks change. */
enum { DAYS_LOOKED_AT = 15, STARTS_MOST = 64 };

static bool schedule_has(const struct image_schedule *schedule, int64_t local)
{
    int64_t day = local / CALENDAR_DAY_SECONDS - (local % CALENDAR_DAY_SECONDS < 0);
    int64_t seconds = local - day * CALENDAR_DAY_SECONDS;
    int64_t end = schedule->end > schedule->start ? schedule->end : schedule->end + CALENDAR_DAY_SECONDS;
    for (int ago = 0; ago < 2; ago++) {
        int64_t now = seconds + ago * CALENDAR_DAY_SECONDS;
        if (schedule->weekdays >> calendar_weekday(day - ago) & 1 && schedule->start <= now && now < end)
            return true;
    }
    return false;
}

static bool suits(const struct image_view *image, const struct need *need, int64_t local)
{
    int64_t day = local / CALENDAR_DAY_SECONDS - (local % CALENDAR_DAY_SECONDS < 0);
    if (need->subject == NEED_FACT && need->index == FACT_WEEKDAY)
        return need_holds(image, need, calendar_weekday(day));
    if (need->subject == NEED_FACT && need->index == FACT_TIME)
        return need_holds(image, need, local - day * CALENDAR_DAY_SECONDS);
    if (need->subject != NEED_SCHEDULE)
        return true;
    for (int64_t i = 0; i < need->high; i++)
        if (schedule_has(&image->SCHEDULES[need->low + i], local))
            return true;
    return false;
}

static bool all_suit(const struct image_view *image, const struct needs *needs, int64_t local)
{
    for (uint32_t i = 0; i < needs->count; i++)
        if (!suits(image, &needs->items[i], local))
            return false;
    return true;
}

/* Seconds of the day at which something may begin to suit; what several ranges have in common begins where one of them does. */
struct starts {
    int64_t seconds[STARTS_MOST];
    size_t count;
    bool all; /* none was left out */
};

static void add_start(struct starts *starts, int64_t seconds)
{
    if (seconds < 0 || seconds >= CALENDAR_DAY_SECONDS)
        return;
    if (starts->count < STARTS_MOST)
        starts->seconds[starts->count++] = seconds;
    else
        starts->all = false;
}

static void add_starts_of(const struct image_view *image, const struct need *need, struct starts *starts)
{
    if (need->subject == NEED_SCHEDULE)
        for (int64_t i = 0; i < need->high; i++)
            add_start(starts, image->SCHEDULES[need->low + i].start);
    if (need->subject == NEED_FACT && need->index == FACT_TIME) {
        add_start(starts, need->low);
        add_start(starts, need->low + 1);
        add_start(starts, need->high);
        add_start(starts, need->high + 1);
    }
}

static int compare_seconds(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

struct setting_bounds time_period(const struct needs *needs, struct setting_bounds window)
{
    for (uint32_t i = 0; i < needs->count; i++) {
        const struct need *need = &needs->items[i];
        if (need->subject != NEED_INSTANT)
            continue;
        if (need->low > window.from)
            window.from = need->low;
        if (need->high < window.to - 1)
            window.to = need->high + 1;
    }
    return window;
}

/* The day that is looked at first where nothing says from when: 2026-01-01, or the last day before the end. */
static int64_t first_instant(struct setting_bounds window)
{
    const int64_t usual = calendar_day(2026, 1, 1) * CALENDAR_DAY_SECONDS;
    if (window.from > CALENDAR_FIRST_INSTANT)
        return window.from;
    return window.to > usual ? usual : window.to - CALENDAR_DAY_SECONDS * DAYS_LOOKED_AT;
}

/* Whether the clocks stay as they are from two days before to two days after. */
static bool steady(const struct image_view *view, int64_t from, int64_t to)
{
    enum { WHILE = 2 * CALENDAR_DAY_SECONDS };
    struct image_clock clock = image_clock_near(view, from, 0);
    return (clock.from == INT64_MIN || clock.from <= from - WHILE) && (clock.to == INT64_MAX || clock.to >= to + WHILE);
}

bool time_choose(const promo_image *image, const struct needs *needs, struct setting_bounds window, int64_t *at, bool *proven)
{
    const struct image_view *view = &image->view;
    struct starts starts = {.count = 0, .all = true};
    window = time_period(needs, window);
    *proven = window.from >= window.to;
    if (*proven)
        return false;
    *at = first_instant(window);
    if (all_suit(view, needs, *at + image_offset_at(view, *at)))
        return true;
    add_start(&starts, 0);
    for (uint32_t i = 0; i < needs->count; i++)
        add_starts_of(view, &needs->items[i], &starts);
    qsort(starts.seconds, starts.count, sizeof *starts.seconds, compare_seconds);
    int64_t local = *at + image_offset_at(view, *at);
    int64_t day = local / CALENDAR_DAY_SECONDS - (local % CALENDAR_DAY_SECONDS < 0);
    for (int64_t ahead = 0; ahead < DAYS_LOOKED_AT; ahead++)
        for (size_t i = 0; i < starts.count; i++) {
            int64_t clock = (day + ahead) * CALENDAR_DAY_SECONDS + starts.seconds[i];
            *at = local_instant(view, clock, false);
            if (*at >= window.from && *at < window.to && all_suit(view, needs, clock))
                return true;
        }
    *proven = starts.all && steady(view, first_instant(window), window.to);
    return false;
}
