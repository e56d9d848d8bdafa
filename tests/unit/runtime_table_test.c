/* Tables as text, CSV, JSON, Markdown and HTML: shares, sheets that run nothing, texts of strangers. */
#include "runtime/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct table_column COLUMNS[] = {{"name", "name"}, {"count", "count"}, {"amount", "amount"}, {"share", "share"},
                                              {"day", "day"}};

static struct table table;
static struct buffer out;

static int set_up(void **state)
{
    (void)state;
    table_init(&table, NULL, 2, "things", "Things", COLUMNS, 5);
    buffer_init(&out, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buffer_done(&out);
    table_done(&table);
    return 0;
}

static void add(const char *name, int64_t count, int64_t amount, int64_t part, int64_t whole)
{
    const struct cell cells[] = {cell_text(text_from(name)), cell_count(count), cell_money(amount), cell_share(part, whole),
                                 cell_day(20454)};
    table_row(&table, cells);
}

static void for_people(void **state)
{
    (void)state;
    add("one", 1234567, -123456, 1, 3);
    add("two\x1b[2J", 0, 5, INT64_MAX, INT64_MAX);
    add("three", 1, 0, 0, 0);
    table_write_text(&out, &table, 2);
    assert_string_equal(buffer_cstring(&out), "\nThings\n"
                                              "  name         count     amount   share  day\n"
                                              "  one      1,234,567  -1,234.56   33.3%  2026-01-01\n"
                                              "  two\xef\xbf\xbd[2J          0       0.05  100.0%  2026-01-01\n"
                                              "  ... and 1 more\n");
}

static void sheets(void **state)
{
    (void)state;
    add("=1+2", 1, 123456, 1, 3);
    add("a,\"b\"", 0, 0, 1, 2000000);
    add("-x", 0, 0, 2, 1);
    add("plain", 0, 0, 0, 0);
    table_write_csv(&out, &table);
    assert_string_equal(buffer_cstring(&out), "table,name,count,amount,share,day\r\n"
                                              "things,\"'=1+2\",1,1234.56,0.333333,2026-01-01\r\n"
                                              "things,\"a,\"\"b\"\"\",0,0.00,0.000001,2026-01-01\r\n"
                                              "things,\"'-x\",0,0.00,2,2026-01-01\r\n"
                                              "things,plain,0,0.00,,2026-01-01\r\n");
}

static void for_programs(void **state)
{
    (void)state;
    table_write_json(&out, &table);
    assert_string_equal(buffer_cstring(&out), "\"things\": []");
    buffer_clear(&out);
    add("a\"\n", 7, 100, 0, 0);
    table_write_json(&out, &table);
    assert_string_equal(buffer_cstring(&out), "\"things\": [\n    { \"name\": \"a\\\"\\u000a\", \"count\": 7, \"amount\": \"1.00\", "
                                              "\"share\": null, \"day\": \"2026-01-01\" } ]");
}

static void markup(void **state)
{
    (void)state;
    add("<b>|&", 1, 1, 1, 1);
    table_write_markdown(&out, &table, 0);
    assert_non_null(strstr(buffer_cstring(&out), "| \\<b\\>\\|\\& | 1 | 0.01 | 100.0% | 2026-01-01 |\n"));
    buffer_clear(&out);
    table_write_html(&out, &table, 0);
    assert_non_null(strstr(buffer_cstring(&out), "<bdi>&lt;b&gt;|&amp;</bdi>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(for_people, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sheets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(for_programs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(markup, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
