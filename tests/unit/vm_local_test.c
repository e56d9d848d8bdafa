/* Local clock time: gaps, overlaps, and how long an issued code is valid across them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "vm/codes.h"
#include "vm/local.h"

/* New York in 2026: from 8 March 07:00Z four hours west, from 1 November 06:00Z five again. */
#define SPRING (((int64_t)20520) * 86400 + 7 * 3600)
#define AUTUMN (((int64_t)20758) * 86400 + 6 * 3600)

static const struct image_transition TRANSITIONS[] = {
    {INT64_MIN, -5 * 3600}, {SPRING, -4 * 3600}, {AUTUMN, -5 * 3600}};

static struct image_view new_york(void)
{
    struct image_view view = {0};
    view.TRANSITIONS = TRANSITIONS;
    view.TRANSITIONS_COUNT = 3;
    return view;
}

static int64_t local(int month, int day, int hour, int minute)
{
    return calendar_day(2026, month, day) * 86400 + hour * 3600 + minute * 60;
}

static void plain_times_have_one_instant(void **state)
{
    (void)state;
    struct image_view view = new_york();
    assert_int_equal(calendar_day(2026, 3, 8), 20520);
    assert_int_equal(calendar_day(2026, 11, 1), 20758);
    assert_int_equal(local_instant(&view, local(1, 15, 12, 0), false), local(1, 15, 17, 0));
    assert_int_equal(local_instant(&view, local(7, 15, 12, 0), true), local(7, 15, 16, 0));
    assert_int_equal(local_instant(&view, local(12, 15, 12, 0), true), local(12, 15, 17, 0));
}

static void a_skipped_time_is_the_first_instant_after_the_gap(void **state)
{
    (void)state;
    struct image_view view = new_york();
    assert_int_equal(local_instant(&view, local(3, 8, 2, 30), false), SPRING);
    assert_int_equal(local_instant(&view, local(3, 8, 2, 0), true), SPRING);
    assert_int_equal(local_instant(&view, local(3, 8, 1, 59), true), SPRING - 60);
    assert_int_equal(local_instant(&view, local(3, 8, 3, 0), true), SPRING);
}

static void a_time_shown_twice_starts_early_and_ends_late(void **state)
{
    (void)state;
    struct image_view view = new_york();
    assert_int_equal(local_instant(&view, local(11, 1, 1, 30), false), AUTUMN - 1800);
    assert_int_equal(local_instant(&view, local(11, 1, 1, 30), true), AUTUMN + 1800);
    assert_int_equal(local_instant(&view, local(11, 1, 2, 0), false), AUTUMN + 3600);
}

static void days_of_validity_are_calendar_days(void **state)
{
    (void)state;
    struct image_view view = new_york();
    struct image_coupon coupon = {.valid_count = 1, .valid_unit = UNIT_DAYS};
    int64_t issued = local(3, 7, 12, 0) + 5 * 3600;
    assert_int_equal(codes_expiry(&view, &coupon, issued), issued + 23 * 3600);
    coupon.valid_unit = UNIT_HOURS;
    coupon.valid_count = 24;
    assert_int_equal(codes_expiry(&view, &coupon, issued), issued + 24 * 3600);
    coupon = (struct image_coupon){.valid_count = 1, .valid_unit = UNIT_MONTHS};
    assert_int_equal(codes_expiry(&view, &coupon, local(1, 31, 12, 0) + 5 * 3600), local(2, 28, 12, 0) + 5 * 3600);
    coupon.valid_count = 0;
    assert_int_equal(codes_expiry(&view, &coupon, issued), INT64_MAX);
    coupon.valid_count = 2;
    assert_int_equal(codes_expiry(&view, &coupon, VALUE_MISSING), INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_times_have_one_instant),
        cmocka_unit_test(a_skipped_time_is_the_first_instant_after_the_gap),
        cmocka_unit_test(a_time_shown_twice_starts_early_and_ends_late),
        cmocka_unit_test(days_of_validity_are_calendar_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
