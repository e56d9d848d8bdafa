/* Decimal text to integers and back: exact, or refused with the reason. */
#include "base/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void what_is_exact_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int places;
        int64_t value;
    } CASES[] = {
        {"12.50", 2, 1250},   {"12.5", 2, 1250},    {"12", 2, 1200},      {"0", 2, 0},         {"-3.05", 2, -305},
        {"0.350", 6, 350000}, {"1e2", 2, 10000},    {"1.5E+1", 2, 1500},  {"125e-1", 1, 125},  {"-0", 2, 0},
        {"0e999999999999", 2, 0}, {"275", 0, 275},  {"1.234", 3, 1234},   {"92233720368547758.07", 2, INT64_MAX},
        {"-92233720368547758.07", 2, -INT64_MAX},   {"0.00", 2, 0},
        {"123456789012.34", 2, 12345678901234}, {"1234567890123.45", 2, 123456789012345}, {"999999999999999", 0, 999999999999999},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        int64_t value = -1;
        if (decimal_parse(text_from(CASES[i].text), CASES[i].places, &value) != DECIMAL_OK || value != CASES[i].value)
            fail_msg("%s: %lld", CASES[i].text, (long long)value);
    }
}

static void what_is_not_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int places;
        enum decimal_verdict verdict;
    } CASES[] = {
        {"", 2, DECIMAL_MALFORMED},      {"-", 2, DECIMAL_MALFORMED},      {"+1", 2, DECIMAL_MALFORMED},
        {".5", 2, DECIMAL_MALFORMED},    {"5.", 2, DECIMAL_MALFORMED},     {"01", 2, DECIMAL_MALFORMED},
        {"1,50", 2, DECIMAL_MALFORMED},  {" 1", 2, DECIMAL_MALFORMED},     {"1 ", 2, DECIMAL_MALFORMED},
        {"1e", 2, DECIMAL_MALFORMED},    {"1e+", 2, DECIMAL_MALFORMED},    {"0x10", 2, DECIMAL_MALFORMED},
        {"NaN", 2, DECIMAL_MALFORMED},   {"1.2.3", 2, DECIMAL_MALFORMED},  {"--1", 2, DECIMAL_MALFORMED},
        {"12.x0", 2, DECIMAL_MALFORMED}, {"12.0x", 2, DECIMAL_MALFORMED},  {"12x00", 2, DECIMAL_MALFORMED},
        {"1.005", 2, DECIMAL_TOO_MANY_PLACES}, {"10.50", 0, DECIMAL_TOO_MANY_PLACES}, {"1.000", 2, DECIMAL_TOO_MANY_PLACES},
        {"1e-3", 2, DECIMAL_TOO_MANY_PLACES},  {"1e-99999999999999999999", 2, DECIMAL_TOO_MANY_PLACES},
        {"92233720368547758.08", 2, DECIMAL_OUT_OF_RANGE}, {"-92233720368547758.08", 2, DECIMAL_OUT_OF_RANGE},
        {"1e99999999999999999999", 2, DECIMAL_OUT_OF_RANGE}, {"99999999999999999999999999", 0, DECIMAL_OUT_OF_RANGE},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        int64_t value = 77;
        enum decimal_verdict verdict = decimal_parse(text_from(CASES[i].text), CASES[i].places, &value);
        if (verdict != CASES[i].verdict || value != 77)
            fail_msg("`%s`: %d", CASES[i].text, (int)verdict);
    }
}

static void printing_is_the_inverse(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int places;
        const char *text, *shortest;
    } CASES[] = {
        {0, 2, "0.00", "0"},           {5, 2, "0.05", "0.05"},   {-5, 2, "-0.05", "-0.05"}, {1250, 2, "12.50", "12.5"},
        {100, 0, "100", "100"},        {350000, 6, "0.350000", "0.35"}, {1200, 2, "12.00", "12"},
        {INT64_MAX, 2, "92233720368547758.07", "92233720368547758.07"},
        {INT64_MIN, 3, "-9223372036854775.808", "-9223372036854775.808"},
        {7, 18, "0.000000000000000007", "0.000000000000000007"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char out[DECIMAL_ROOM];
        struct text text = {out, decimal_print(CASES[i].value, CASES[i].places, out)};
        assert_true(text_equal(text, text_from(CASES[i].text)));
        int64_t back;
        if (CASES[i].value != INT64_MIN) {
            assert_int_equal(decimal_parse(text, CASES[i].places, &back), DECIMAL_OK);
            assert_int_equal(back, CASES[i].value);
        }
        text.length = decimal_print_short(CASES[i].value, CASES[i].places, out);
        assert_true(text_equal(text, text_from(CASES[i].shortest)));
    }
}

static void grouped_digits(void **state)
{
    static const struct {
        int64_t value;
        int places;
        const char *text;
    } CASES[] = {{0, 2, "0.00"},       {99999, 2, "999.99"}, {100000, 2, "1,000.00"}, {-123456, 2, "-1,234.56"},
                 {-999, 0, "-999"},    {1234567, 0, "1,234,567"},
                 {INT64_MIN, 0, "-9,223,372,036,854,775,808"}, {INT64_MAX, 3, "9,223,372,036,854,775.807"}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char out[DECIMAL_GROUPED_ROOM + 1];
        out[decimal_print_grouped(CASES[i].value, CASES[i].places, out)] = '\0';
        assert_string_equal(out, CASES[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grouped_digits),
        cmocka_unit_test(what_is_exact_is_read),
        cmocka_unit_test(what_is_not_is_refused),
        cmocka_unit_test(printing_is_the_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
