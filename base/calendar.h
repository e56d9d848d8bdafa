/* The proleptic Gregorian calendar: days since 1970-01-01 to year, month and day, and back (the algorithms of Howard
 * Hinnant's "chrono-compatible low-level date algorithms"). Years from 1 to 9999 are what the project speaks of. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_FIRST_DAY (-719162) /* 0001-01-01 */
#define CALENDAR_LAST_DAY 2932896    /* 9999-12-31 */
#define CALENDAR_DAY_SECONDS 86400
#define CALENDAR_FIRST_INSTANT ((int64_t)CALENDAR_FIRST_DAY * CALENDAR_DAY_SECONDS)
#define CALENDAR_LAST_INSTANT ((int64_t)(CALENDAR_LAST_DAY + 1) * CALENDAR_DAY_SECONDS - 1)

struct calendar_date {
    int32_t year;
    uint8_t month, day; /* from 1 */
};

bool calendar_leap(int32_t year);

/* Days in a month (1 to 12). */
int calendar_month_days(int32_t year, int month);

/* The date must exist. */
int64_t calendar_day(int32_t year, int month, int day);

struct calendar_date calendar_date_of(int64_t day);

/* 0 is Monday. */
int calendar_weekday(int64_t day);

#endif
