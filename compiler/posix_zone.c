#include "compiler/posix_zone.h"

#include "base/calendar.h"

struct reader {
    struct text text;
    size_t at;
};

static char peek(const struct reader *reader)
{
    return reader->at < reader->text.length ? reader->text.bytes[reader->at] : '\0';
}

static bool take(struct reader *reader, char wanted)
{
    if (peek(reader) != wanted || wanted == '\0')
        return false;
    reader->at++;
    return true;
}

static bool take_number(struct reader *reader, int most, int *number)
{
    if (peek(reader) < '0' || peek(reader) > '9')
        return false;
    for (*number = 0; peek(reader) >= '0' && peek(reader) <= '9'; reader->at++) {
        *number = *number * 10 + (peek(reader) - '0');
        if (*number > most)
            return false;
    }
    return true;
}

/* `EST` or `<-03>`: at least three characters. */
static bool take_name(struct reader *reader)
{
    bool bracketed = take(reader, '<');
    size_t first = reader->at;
    for (;; reader->at++) {
        char c = peek(reader);
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(bracketed && ((c >= '0' && c <= '9') || c == '+' || c == '-')))
            break;
    }
    return reader->at - first >= 3 && (!bracketed || take(reader, '>'));
}

/* `[+-]hh[:mm[:ss]]` as seconds. */
static bool take_time(struct reader *reader, int most_hours, int32_t *seconds)
{
    bool negative = take(reader, '-');
    if (!negative)
        take(reader, '+');
    int hours, minutes = 0, rest = 0;
    if (!take_number(reader, most_hours, &hours))
        return false;
    if (take(reader, ':') && !take_number(reader, 59, &minutes))
        return false;
    if (take(reader, ':') && !take_number(reader, 59, &rest))
        return false;
    *seconds = hours * 3600 + minutes * 60 + rest;
    if (negative)
        *seconds = -*seconds;
    return true;
}

static bool take_day(struct reader *reader, struct posix_day *day)
{
    *day = (struct posix_day){.seconds = 2 * 3600};
    if (take(reader, 'M')) {
        day->kind = POSIX_WEEKDAY;
        if (!take_number(reader, 12, &day->month) || day->month < 1 || !take(reader, '.') ||
            !take_number(reader, 5, &day->week) || day->week < 1 || !take(reader, '.') ||
            !take_number(reader, 6, &day->weekday))
            return false;
    } else if (take(reader, 'J')) {
        day->kind = POSIX_JULIAN;
        if (!take_number(reader, 365, &day->day) || day->day < 1)
            return false;
    } else {
        day->kind = POSIX_YEAR_DAY;
        if (!take_number(reader, 365, &day->day))
            return false;
    }
    return !take(reader, '/') || take_time(reader, 167, &day->seconds);
}

bool posix_zone_parse(struct posix_zone *zone, struct text rule)
{
    struct reader reader = {rule, 0};
    *zone = (struct posix_zone){0};
    int32_t west;
    if (!take_name(&reader) || !take_time(&reader, 24, &west))
        return false;
    zone->offset = -west;
    zone->summer_offset = zone->offset + 3600;
    if (reader.at == rule.length)
        return true;
    zone->has_summer = true;
    if (!take_name(&reader))
        return false;
    if (peek(&reader) != ',') {
        if (!take_time(&reader, 24, &west))
            return false;
        zone->summer_offset = -west;
    }
    return take(&reader, ',') && take_day(&reader, &zone->start) && take(&reader, ',') &&
           take_day(&reader, &zone->end) && reader.at == rule.length;
}

/* Days since 1970-01-01. */
static int64_t day_in_year(const struct posix_day *day, int32_t year)
{
    int64_t new_year = calendar_day(year, 1, 1);
    if (day->kind == POSIX_YEAR_DAY)
        return new_year + day->day;
    if (day->kind == POSIX_JULIAN)
        return new_year + day->day - 1 + (calendar_leap(year) && day->day >= 60);
    int64_t first = calendar_day(year, day->month, 1);
    int first_weekday = (calendar_weekday(first) + 1) % 7;
    int64_t found = first + (day->weekday - first_weekday + 7) % 7 + 7 * (day->week - 1);
    if (found >= first + calendar_month_days(year, day->month))
        found -= 7;
    return found;
}

int64_t posix_zone_start(const struct posix_zone *zone, int32_t year)
{
    return day_in_year(&zone->start, year) * CALENDAR_DAY_SECONDS + zone->start.seconds - zone->offset;
}

int64_t posix_zone_end(const struct posix_zone *zone, int32_t year)
{
    return day_in_year(&zone->end, year) * CALENDAR_DAY_SECONDS + zone->end.seconds - zone->summer_offset;
}
