/* Dates and instants as text, local ones across changes of the clock. */
#include "runtime/instant.h"

#include "vm/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* New York around 2026: forward on 8 March at 02:00 local, back on 1 November at 02:00 local. */
static const struct image_transition NEW_YORK[] = {
    {INT64_MIN, -18000},
    {1772953200, -14400},
    {1793512800, -18000},
};

static const struct image_view IMAGE = {.TRANSITIONS = NEW_YORK, .TRANSITIONS_COUNT = 3};
static const struct image_view UTC = {0};

static void instants_with_a_zone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t instant;
    } CASES[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-04-01T10:00:00-04:00", 1775052000},
        {"2026-04-01T14:00Z", 1775052000},
        {"2026-04-01t14:00:00z", 1775052000},
        {"2026-04-01T14:00:00.999Z", 1775052000},
        {"2026-04-01T23:30:00+09:30", 1775052000},
        {"2016-12-31T23:59:60Z", 1483228800},
        {"0001-01-01T00:00:00Z", -62135596800},
        {"9999-12-31T23:59:59Z", 253402300799},
        {"2024-02-29T00:00:00Z", 1709164800},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        int64_t instant = -1;
        if (!instant_parse(text_from(CASES[i].text), &IMAGE, &instant) || instant != CASES[i].instant)
            fail_msg("%s: %lld", CASES[i].text, (long long)instant);
    }
}

static void local_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t instant;
    } CASES[] = {
        {"2026-03-08T01:59:59", 1772953199},
        {"2026-03-08T02:00:00", 1772953200}, /* skipped: the first instant after the gap */
        {"2026-03-08T02:30", 1772953200},
        {"2026-03-08T03:00", 1772953200},
        {"2026-11-01T01:30", 1793511000},    /* twice: the earlier */
        {"2026-11-01T02:00", 1793516400},
        {"2026-07-01T12:00", 1782921600},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        int64_t instant = -1;
        if (!instant_parse(text_from(CASES[i].text), &IMAGE, &instant) || instant != CASES[i].instant)
            fail_msg("%s: %lld, not %lld", CASES[i].text, (long long)instant, (long long)CASES[i].instant);
    }
    int64_t instant;
    assert_true(instant_parse(TEXT("1970-01-02T00:00"), &UTC, &instant));
    assert_int_equal(instant, 86400);
}

static void what_is_no_instant(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "", "2026-04-01", "2026-04-01 10:00", "2026-04-01T", "2026-04-01T10", "2026-04-01T24:00", "2026-04-01T10:60",
        "2026-04-01T10:00:61", "2026-02-29T10:00", "2026-13-01T10:00", "2026-00-01T10:00", "2026-04-31T10:00",
        "0000-01-01T10:00", "2026-04-01T10:00:00+0400", "2026-04-01T10:00:00+24:00", "2026-04-01T10:00:00.", "1775052000",
        "2026-4-1T10:00", "2026-04-01T10:00Zx", "02026-04-01T10:00Z", "-2026-04-01T10:00Z", "2026-04-01T10:00:00.5.5Z",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        int64_t instant;
        if (instant_parse(text_from(CASES[i]), &IMAGE, &instant))
            fail_msg("%s is taken for an instant", CASES[i]);
    }
}

static void dates(void **state)
{
    (void)state;
    int64_t day;
    assert_true(date_parse(TEXT("1970-01-01"), &day));
    assert_int_equal(day, 0);
    assert_true(date_parse(TEXT("2000-02-29"), &day));
    assert_int_equal(day, 11016);
    assert_false(date_parse(TEXT("1900-02-29"), &day));
    assert_false(date_parse(TEXT("2026-04-01T10:00"), &day));
    assert_false(date_parse(TEXT("20260401"), &day));
}

static void printing(void **state)
{
    (void)state;
    char out[INSTANT_ROOM];
    instant_print(1775052000, out);
    assert_string_equal(out, "2026-04-01T14:00:00Z");
    instant_print(-1, out);
    assert_string_equal(out, "1969-12-31T23:59:59Z");
    instant_print(-62135596800, out);
    assert_string_equal(out, "0001-01-01T00:00:00Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_with_a_zone), cmocka_unit_test(local_times), cmocka_unit_test(what_is_no_instant),
        cmocka_unit_test(dates),                cmocka_unit_test(printing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
