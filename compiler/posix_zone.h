/* The rule of a POSIX TZ string, as the footer of a TZif file has it: `EST5EDT,M3.2.0,M11.1.0`.
 *
 * With the extensions of RFC 8536: names in angle brackets, and times of a change from -167 to 167 hours. */
#ifndef COMPILER_POSIX_ZONE_H
#define COMPILER_POSIX_ZONE_H

#include "base/text.h"

enum posix_day_kind { POSIX_JULIAN, POSIX_YEAR_DAY, POSIX_WEEKDAY };

struct posix_day {
    enum posix_day_kind kind;
    int day;               /* JULIAN: 1 to 365, never 29 February; YEAR_DAY: 0 to 365 */
    int month, week;       /* WEEKDAY: week 1 to 5, 5 is the last */
    int weekday;           /* 0 is Sunday */
    int32_t seconds;       /* after local midnight, before the change */
};

struct posix_zone {
    int32_t offset, summer_offset; /* seconds east of UTC */
    bool has_summer;
    struct posix_day start, end; /* of summer time */
};

/* False where the text is no such rule. */
bool posix_zone_parse(struct posix_zone *zone, struct text rule);

/* The instants at which summer time starts and ends in a year. */
int64_t posix_zone_start(const struct posix_zone *zone, int32_t year);
int64_t posix_zone_end(const struct posix_zone *zone, int32_t year);

#endif
