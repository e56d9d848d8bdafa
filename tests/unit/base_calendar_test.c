/* The calendar: every day of ten thousand years by counting, and back. */
#include "base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void every_day_by_counting(void **state)
{
    (void)state;
    int64_t day = CALENDAR_FIRST_DAY;
    int weekday = 0; /* 0001-01-01 is a Monday */
    for (int32_t year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++)
            for (int of_month = 1; of_month <= calendar_month_days(year, month); of_month++, day++) {
                struct calendar_date date = calendar_date_of(day);
                if (calendar_day(year, month, of_month) != day || date.year != year || date.month != month ||
                    date.day != of_month || calendar_weekday(day) != weekday)
                    fail_msg("%d-%d-%d", (int)year, month, of_month);
                weekday = (weekday + 1) % 7;
            }
    assert_int_equal(day, CALENDAR_LAST_DAY + 1);
}

static void known_days(void **state)
{
    (void)state;
    assert_int_equal(calendar_day(1970, 1, 1), 0);
    assert_int_equal(calendar_weekday(0), 3); /* a Thursday */
    assert_int_equal(calendar_weekday(-1), 2);
    assert_int_equal(calendar_day(2000, 2, 29), 11016);
    assert_true(calendar_leap(2000));
    assert_false(calendar_leap(1900));
    assert_true(calendar_leap(2028));
    assert_false(calendar_leap(2026));
    assert_int_equal(calendar_month_days(1900, 2), 28);
    assert_int_equal(calendar_month_days(2000, 2), 29);
    assert_int_equal(CALENDAR_LAST_INSTANT / CALENDAR_DAY_SECONDS, CALENDAR_LAST_DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_by_counting),
        cmocka_unit_test(known_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
