#include "runtime/instant.h"

#include "base/calendar.h"
#include "vm/image.h"

#include <stdio.h>

/* Exactly `count` digits. */
static bool take_digits(struct text *text, size_t count, unsigned *value)
{
    if (text->length < count)
        return false;
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text->bytes[i] < '0' || text->bytes[i] > '9')
            return false;
        *value = *value * 10 + (unsigned)(text->bytes[i] - '0');
    }
    text->bytes += count;
    text->length -= count;
    return true;
}

static bool take(struct text *text, char wanted)
{
    if (text->length == 0 || *text->bytes != wanted)
        return false;
    text->bytes++;
    text->length--;
    return true;
}

static bool take_date(struct text *text, int64_t *day)
{
    unsigned year, month, of_month;
    if (!take_digits(text, 4, &year) || !take(text, '-') || !take_digits(text, 2, &month) || !take(text, '-') ||
        !take_digits(text, 2, &of_month))
        return false;
    if (year < 1 || month < 1 || month > 12 || of_month < 1 ||
        of_month > (unsigned)calendar_month_days((int32_t)year, (int)month))
        return false;
    *day = calendar_day((int32_t)year, (int)month, (int)of_month);
    return true;
}

/* Seconds since midnight. A second 60 is a leap second: the first of the next minute. */
static bool take_time(struct text *text, int64_t *seconds)
{
    unsigned hour, minute, second = 0;
    if (!take_digits(text, 2, &hour) || !take(text, ':') || !take_digits(text, 2, &minute))
        return false;
    if (take(text, ':')) {
        unsigned ignored;
        if (!take_digits(text, 2, &second))
            return false;
        if (take(text, '.')) {
            if (!take_digits(text, 1, &ignored))
                return false;
            while (take_digits(text, 1, &ignored))
                continue;
        }
    }
    *seconds = (int64_t)hour * 3600 + (int64_t)minute * 60 + (int64_t)second;
    return hour < 24 && minute < 60 && second <= 60;
}

static bool take_zone(struct text *text, int64_t *offset)
{
    *offset = 0;
    if (take(text, 'Z') || take(text, 'z'))
        return true;
    bool west = take(text, '-');
    unsigned hours, minutes;
    if ((!west && !take(text, '+')) || !take_digits(text, 2, &hours) || !take(text, ':') ||
        !take_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset = ((int64_t)hours * 60 + (int64_t)minutes) * 60 * (west ? -1 : 1);
    return true;
}

/* The last transition, or the first, that is at or before the instant. */
static uint32_t transition_before(const struct image_view *image, int64_t instant)
{
    uint32_t low = 0, high = image->TRANSITIONS_COUNT;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->TRANSITIONS[middle].at <= instant)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? 0 : low - 1;
}

/* The first instant at which clocks show `local` or, in a gap, have passed it. Offsets are less than two days, so that it lies
 * after every transition that is so long before. */
static int64_t resolve_local(const struct image_view *image, int64_t local)
{
    enum { LONG_BEFORE = 2 * CALENDAR_DAY_SECONDS };
    int64_t offset = 0;
    uint32_t first = transition_before(image, local - LONG_BEFORE);
    for (uint32_t i = first; i < image->TRANSITIONS_COUNT; i++) {
        const struct image_transition *next = &image->TRANSITIONS[i];
        if (i != first && local - offset < next->at)
            break; /* reached before the clocks change */
        offset = next->offset;
        if (i != first && local - offset < next->at)
            return next->at; /* skipped by this change */
    }
    return local - offset;
}

bool date_parse(struct text text, int64_t *day)
{
    return take_date(&text, day) && text.length == 0;
}

bool instant_parse(struct text text, const struct image_view *image, int64_t *instant)
{
    int64_t day, seconds, offset;
    if (!take_date(&text, &day) || (!take(&text, 'T') && !take(&text, 't')) || !take_time(&text, &seconds))
        return false;
    int64_t local = day * CALENDAR_DAY_SECONDS + seconds;
    if (text.length == 0) {
        *instant = resolve_local(image, local);
        return true;
    }
    if (!take_zone(&text, &offset) || text.length != 0)
        return false;
    *instant = local - offset;
    return true;
}

void instant_print(int64_t instant, char out[INSTANT_ROOM])
{
    int64_t days = instant / CALENDAR_DAY_SECONDS, seconds = instant % CALENDAR_DAY_SECONDS;
    if (seconds < 0) {
        seconds += CALENDAR_DAY_SECONDS;
        days--;
    }
    struct calendar_date date = calendar_date_of(days);
    snprintf(out, INSTANT_ROOM, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)date.year, date.month, date.day,
             (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}
