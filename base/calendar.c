#include "base/calendar.h"

enum { ERA_YEARS = 400, ERA_DAYS = 146097, DAYS_TO_1970 = 719468 };

static int64_t divide_down(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

bool calendar_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int calendar_month_days(int32_t year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && calendar_leap(year) ? 29 : DAYS[month - 1];
}

/* Years begin in March, so that the leap day is the last; eras are 400 years. */
int64_t calendar_day(int32_t year, int month, int day)
{
    int64_t shifted = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = divide_down(shifted, ERA_YEARS);
    int64_t year_of_era = shifted - era * ERA_YEARS;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - DAYS_TO_1970;
}

struct calendar_date calendar_date_of(int64_t day)
{
    int64_t shifted = day + DAYS_TO_1970;
    int64_t era = divide_down(shifted, ERA_DAYS);
    int64_t day_of_era = shifted - era * ERA_DAYS;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    return (struct calendar_date){
        .year = (int32_t)(year_of_era + era * ERA_YEARS + (month <= 2)),
        .month = (uint8_t)month,
        .day = (uint8_t)(day_of_year - (153 * shifted_month + 2) / 5 + 1),
    };
}

int calendar_weekday(int64_t day)
{
    int64_t rest = (day + 3) % 7;
    return (int)(rest < 0 ? rest + 7 : rest);
}
