/* Values as people say them. */
#include "compiler/phrases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct plan plan;
static struct buffer out;

static int set_up(void **state)
{
    (void)state;
    plan_init(&plan, NULL);
    memcpy(plan.currency, "EUR", 4);
    plan.decimals = 2;
    buffer_init(&out, NULL);
    return zone_read(&plan.zone, NULL, ZONE_DIRECTORY, TEXT("Europe/Berlin")) == PROMO_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    buffer_done(&out);
    plan_done(&plan);
    return 0;
}

/* What was written since the last time. */
static const char *said(void)
{
    const char *text = buffer_cstring(&out);
    buffer_clear(&out);
    return text;
}

static void numbers(void **state)
{
    (void)state;
    phrase_count(&out, 1234567);
    assert_string_equal(said(), "1,234,567");
    phrase_count(&out, -999);
    assert_string_equal(said(), "-999");
    phrase_counted(&out, 1, "order");
    assert_string_equal(said(), "1 order");
    phrase_counted(&out, 0, "order");
    assert_string_equal(said(), "0 orders");
    phrase_money(&out, &plan, 123456789);
    assert_string_equal(said(), "1,234,567.89 EUR");
    phrase_money(&out, &plan, -100000);
    assert_string_equal(said(), "-1,000.00 EUR");
    phrase_money(&out, &plan, INT64_MAX);
    assert_string_equal(said(), "92,233,720,368,547,758.07 EUR");
    plan.decimals = 0;
    phrase_money(&out, &plan, 1000);
    assert_string_equal(said(), "1,000 EUR");
    plan.decimals = 2;
    phrase_percent(&out, 125000);
    assert_string_equal(said(), "12.5%");
    phrase_percent(&out, 1);
    assert_string_equal(said(), "0.0001%");
    phrase_percent(&out, 1000000);
    assert_string_equal(said(), "100%");
    phrase_duration(&out, (struct plan_duration){1, PLAN_WEEKS});
    assert_string_equal(said(), "1 week");
    phrase_duration(&out, (struct plan_duration){18, PLAN_MONTHS});
    assert_string_equal(said(), "18 months");
}

static void weekdays(void **state)
{
    static const struct {
        uint32_t mask;
        const char *words;
    } CASES[] = {{0x7f, "every day"},
                 {0x1f, "Monday to Friday"},
                 {0x60, "Saturday and Sunday"},
                 {0x41, "Sunday and Monday"},
                 {0x61, "Saturday to Monday"},
                 {0x5f, "Sunday to Friday"},
                 {0x01, "Monday"},
                 {0x15, "Monday, Wednesday and Friday"},
                 {0x4f, "Sunday to Thursday"},
                 {0x37, "Monday to Wednesday, Friday and Saturday"},
                 {0x6f, "Saturday to Thursday"}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        phrase_weekdays(&out, CASES[i].mask);
        assert_string_equal(said(), CASES[i].words);
    }
}

static int64_t at(int year, int month, int day, int hour)
{
    int64_t local = 0;
    for (int y = 1970; y < year; y++)
        local += y % 4 == 0 ? 366 : 365;
    static const int BEFORE[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    local += BEFORE[month - 1] + (month > 2 && year % 4 == 0) + day - 1;
    return zone_instant(&plan.zone, local * 86400 + hour * 3600, ZONE_START, NULL);
}

static void periods(void **state)
{
    const struct {
        int64_t from, to;
        const char *words;
    } CASES[] = {
        {PLAN_SINCE_EVER, PLAN_FOR_EVER, "at any time"},
        {at(2026, 3, 1, 0), at(2026, 6, 1, 0), "from 1 March to 31 May 2026"},
        {at(2026, 11, 1, 0), at(2026, 12, 1, 0), "from 1 to 30 November 2026"},
        {at(2025, 12, 1, 0), at(2026, 3, 1, 0), "from 1 December 2025 to 28 February 2026"},
        {at(2026, 7, 4, 0), at(2026, 7, 5, 0), "on 4 July 2026"},
        {PLAN_SINCE_EVER, at(2026, 6, 1, 0), "until 31 May 2026"},
        {at(2026, 3, 1, 0), PLAN_FOR_EVER, "from 1 March 2026 on"},
        {at(2026, 3, 1, 8), PLAN_FOR_EVER, "from 1 March 2026, 08:00 on"},
        {at(2026, 3, 1, 0), at(2026, 3, 2, 17), "from 1 March 2026, 00:00 to 2 March 2026, 17:00"},
        {PLAN_SINCE_EVER, at(2026, 7, 1, 12), "until 1 July 2026, 12:00"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        phrase_period(&out, &plan, (struct plan_period){CASES[i].from, CASES[i].to});
        assert_string_equal(said(), CASES[i].words);
    }
    phrase_date(&out, -1);
    assert_string_equal(said(), "31 December 1969");
    phrase_time(&out, 86400);
    assert_string_equal(said(), "24:00");
    phrase_time(&out, 61);
    assert_string_equal(said(), "00:01:01");
}

static void quoted(void **state)
{
    (void)state;
    phrase_quoted(&out, TEXT("a\nb\x1b[31m \xe2\x80\xae x \xff"));
    assert_string_equal(said(), "\xe2\x80\x9c"
                                "a\xef\xbf\xbd"
                                "b\xef\xbf\xbd[31m \xef\xbf\xbd x \xef\xbf\xbd\xe2\x80\x9d");
    for (size_t i = 0; i < 3; i++) {
        phrase_between(&out, i, 3, "or");
        buffer_char(&out, (char)('a' + i));
    }
    assert_string_equal(said(), "a, b or c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(weekdays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(periods, set_up, tear_down),
        cmocka_unit_test_setup_teardown(quoted, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
