/* Zones: the files of the system's database against its own C library, and the rule for local times that a clock change
 * skips or repeats. */
#include "compiler/zone.h"

#include "base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static int64_t local(int year, int month, int day, int hour, int minute)
{
    return calendar_day(year, month, day) * CALENDAR_DAY_SECONDS + hour * 3600 + minute * 60;
}

static void with_zone(const char *name, struct zone *zone)
{
    assert_int_equal(zone_read(zone, NULL, NULL, text_from(name)), PROMO_OK);
}

static void utc_needs_no_file(void **state)
{
    (void)state;
    struct zone zone;
    assert_int_equal(zone_read(&zone, NULL, "/nonexistent", TEXT("UTC")), PROMO_OK);
    assert_int_equal(zone.changes.count, 1);
    assert_int_equal(zone_instant(&zone, local(2026, 3, 1, 0, 0), ZONE_START, NULL), local(2026, 3, 1, 0, 0));
    zone_done(&zone);
}

/* S15: 02:30 on 8 March 2026 does not exist in New York. */
static void a_skipped_time_is_the_instant_after_the_gap(void **state)
{
    (void)state;
    struct zone zone;
    enum zone_oddity oddity;
    with_zone("America/New_York", &zone);
    int64_t gap = local(2026, 3, 8, 7, 0);
    assert_int_equal(zone_instant(&zone, local(2026, 3, 8, 2, 30), ZONE_START, &oddity), gap);
    assert_int_equal(oddity, ZONE_SKIPPED);
    assert_int_equal(zone_instant(&zone, local(2026, 3, 8, 2, 0), ZONE_END, &oddity), gap);
    assert_int_equal(oddity, ZONE_SKIPPED);
    assert_int_equal(zone_instant(&zone, local(2026, 3, 8, 3, 0), ZONE_START, &oddity), gap);
    assert_int_equal(oddity, ZONE_PLAIN);
    assert_int_equal(zone_instant(&zone, local(2026, 3, 8, 1, 59), ZONE_START, &oddity), gap - 60);
    assert_int_equal(oddity, ZONE_PLAIN);
    zone_done(&zone);
}

static void a_repeated_time_starts_early_and_ends_late(void **state)
{
    (void)state;
    struct zone zone;
    enum zone_oddity oddity;
    with_zone("America/New_York", &zone);
    assert_int_equal(zone_instant(&zone, local(2026, 11, 1, 1, 30), ZONE_START, &oddity), local(2026, 11, 1, 5, 30));
    assert_int_equal(oddity, ZONE_TWICE);
    assert_int_equal(zone_instant(&zone, local(2026, 11, 1, 1, 30), ZONE_END, &oddity), local(2026, 11, 1, 6, 30));
    assert_int_equal(oddity, ZONE_TWICE);
    assert_int_equal(zone_instant(&zone, local(2026, 11, 1, 2, 0), ZONE_END, &oddity), local(2026, 11, 1, 7, 0));
    assert_int_equal(oddity, ZONE_PLAIN);
    zone_done(&zone);
}

/* Clocks in Beirut went from 00:00 to 01:00 on 31 March 2019, and from 00:00 back to 23:00 on 27 October. */
static void a_day_without_midnight(void **state)
{
    (void)state;
    struct zone zone;
    enum zone_oddity oddity;
    with_zone("Asia/Beirut", &zone);
    assert_int_equal(zone_instant(&zone, local(2019, 3, 31, 0, 0), ZONE_START, &oddity), local(2019, 3, 30, 22, 0));
    assert_int_equal(oddity, ZONE_SKIPPED);
    assert_int_equal(zone_instant(&zone, local(2019, 10, 27, 0, 0), ZONE_END, &oddity), local(2019, 10, 26, 22, 0));
    assert_int_equal(oddity, ZONE_PLAIN);
    assert_int_equal(zone_instant(&zone, local(2019, 10, 26, 23, 30), ZONE_START, &oddity),
                     local(2019, 10, 26, 20, 30));
    assert_int_equal(oddity, ZONE_TWICE);
    zone_done(&zone);
}

/* Samoa had no 30 December 2011. */
static void a_missing_day(void **state)
{
    (void)state;
    struct zone zone;
    enum zone_oddity oddity;
    with_zone("Pacific/Apia", &zone);
    int64_t change = local(2011, 12, 30, 10, 0);
    assert_int_equal(zone_instant(&zone, local(2011, 12, 30, 15, 0), ZONE_START, &oddity), change);
    assert_int_equal(oddity, ZONE_SKIPPED);
    assert_int_equal(zone_instant(&zone, local(2011, 12, 31, 0, 0), ZONE_START, &oddity), change);
    assert_int_equal(oddity, ZONE_PLAIN);
    zone_done(&zone);
}

static void a_leap_day(void **state)
{
    (void)state;
    struct zone zone;
    with_zone("Europe/Amsterdam", &zone);
    assert_int_equal(zone_instant(&zone, local(2028, 2, 29, 0, 0), ZONE_START, NULL), local(2028, 2, 28, 23, 0));
    assert_int_equal(zone_instant(&zone, local(2028, 3, 1, 0, 0), ZONE_END, NULL) -
                         zone_instant(&zone, local(2028, 2, 29, 0, 0), ZONE_START, NULL),
                     CALENDAR_DAY_SECONDS);
    zone_done(&zone);
}

/* Every half day of 130 years, in zones of every kind, as the C library has it. */
static void the_same_as_the_c_library(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"America/New_York", "Europe/Dublin",     "America/Sao_Paulo", "Australia/Lord_Howe",
                                        "Asia/Kathmandu",   "Africa/Casablanca", "Asia/Gaza",         "America/Havana",
                                        "Pacific/Apia",     "Etc/GMT-14",        "Europe/London",     "America/Nuuk",
                                        "EST5EDT",          "Pacific/Chatham",   "Antarctica/Troll"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct zone zone;
        with_zone(NAMES[i], &zone);
        setenv("TZ", NAMES[i], 1);
        tzset();
        for (int64_t at = local(1970, 1, 1, 0, 0); at < local(2100, 1, 1, 0, 0); at += 43200 - 17) {
            time_t instant = (time_t)at;
            struct tm shown;
            localtime_r(&instant, &shown);
            int64_t clock = local(shown.tm_year + 1900, shown.tm_mon + 1, shown.tm_mday, shown.tm_hour, shown.tm_min) +
                            shown.tm_sec;
            if (clock - at != zone_offset_at(&zone, at))
                fail_msg("%s at %lld: %lld seconds, here %d", NAMES[i], (long long)at, (long long)(clock - at),
                         (int)zone_offset_at(&zone, at));
            int64_t back = zone_instant(&zone, clock, ZONE_START, NULL);
            int64_t late = zone_instant(&zone, clock, ZONE_END, NULL);
            if (at != back && at != late)
                fail_msg("%s at %lld: comes back as %lld", NAMES[i], (long long)at, (long long)back);
        }
        for (size_t j = 1; j < zone.changes.count; j++)
            assert_true(zone.changes.items[j].at > zone.changes.items[j - 1].at &&
                        zone.changes.items[j].offset != zone.changes.items[j - 1].offset);
        zone_done(&zone);
    }
    unsetenv("TZ");
    tzset();
}

static void changes_go_on_to_2200(void **state)
{
    (void)state;
    struct zone zone;
    with_zone("America/New_York", &zone);
    struct zone_change last = zone.changes.items[zone.changes.count - 1];
    assert_int_equal(calendar_date_of(last.at / CALENDAR_DAY_SECONDS).year, 2200);
    assert_int_equal(last.offset, -5 * 3600);
    assert_int_equal(zone_offset_at(&zone, local(2199, 7, 1, 0, 0)), -4 * 3600);
    zone_done(&zone);
}

static void names_that_are_none(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"",         "/etc/passwd", "../../../etc/passwd", "Mars/Olympus", "Europe//London",
                                        "Europe/", "Europe",      "Europe/Amsterdam\n"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct zone zone;
        assert_int_not_equal(zone_read(&zone, NULL, NULL, text_from(NAMES[i])), PROMO_OK);
        assert_null(zone.changes.items);
    }
}

/* A file cut off or changed anywhere is read or refused, never read beyond. */
static void damaged_files(void **state)
{
    (void)state;
    FILE *file = fopen(ZONE_DIRECTORY "/America/New_York", "rb");
    assert_non_null(file);
    unsigned char bytes[8192];
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    struct zone zone;
    for (size_t cut = 0; cut < size; cut++) {
        unsigned char *exact = malloc(cut == 0 ? 1 : cut);
        assert_non_null(exact);
        memcpy(exact, bytes, cut);
        assert_int_equal(zone_parse(&zone, NULL, exact, cut), PROMO_CORRUPT);
        free(exact);
    }
    for (size_t i = 0; i < size; i++)
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] ^= (unsigned char)(1 << bit);
            if (zone_parse(&zone, NULL, bytes, size) == PROMO_OK)
                zone_done(&zone);
            bytes[i] ^= (unsigned char)(1 << bit);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utc_needs_no_file),
        cmocka_unit_test(a_skipped_time_is_the_instant_after_the_gap),
        cmocka_unit_test(a_repeated_time_starts_early_and_ends_late),
        cmocka_unit_test(a_day_without_midnight),
        cmocka_unit_test(a_missing_day),
        cmocka_unit_test(a_leap_day),
        cmocka_unit_test(the_same_as_the_c_library),
        cmocka_unit_test(changes_go_on_to_2200),
        cmocka_unit_test(names_that_are_none),
        cmocka_unit_test(damaged_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
