/* Settings: what is read, and what is refused where. */
#include "lang/toml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct settings {
    struct sources sources;
    struct diagnostics diags;
    struct arena arena;
    struct toml_entry *entries;
};

static void settings_read(struct settings *settings, const char *text)
{
    const struct source *source;
    sources_init(&settings->sources, NULL);
    diagnostics_init(&settings->diags, &settings->sources, NULL);
    arena_init(&settings->arena, NULL);
    assert_int_equal(sources_add(&settings->sources, "promo.toml", text, strlen(text), &source), PROMO_OK);
    assert_int_equal(toml_parse(&settings->arena, source, &settings->diags, &settings->entries), PROMO_OK);
    diagnostics_finish(&settings->diags);
}

static void settings_done(struct settings *settings)
{
    arena_done(&settings->arena);
    diagnostics_done(&settings->diags);
    sources_done(&settings->sources);
}

static void put_value(char *out, size_t size, size_t *at, const struct toml_value *value)
{
    if (value->kind == TOML_TEXT)
        *at += (size_t)snprintf(out + *at, size - *at, "'%.*s'", (int)value->text.length, value->text.bytes);
    if (value->kind == TOML_NUMBER)
        *at += (size_t)snprintf(out + *at, size - *at, "%lld", (long long)value->number);
    if (value->kind == TOML_BOOL)
        *at += (size_t)snprintf(out + *at, size - *at, "%s", value->number != 0 ? "yes" : "no");
    if (value->kind == TOML_ARRAY) {
        *at += (size_t)snprintf(out + *at, size - *at, "[");
        for (const struct toml_value *item = value->items; item != NULL; item = item->next) {
            put_value(out, size, at, item);
            *at += (size_t)snprintf(out + *at, size - *at, ";");
        }
        *at += (size_t)snprintf(out + *at, size - *at, "]");
    }
}

/* Entries as "table|key=value", one a line. */
static void expect_read(const char *text, const char *expected)
{
    struct settings settings;
    char out[2000] = "";
    size_t at = 0;
    settings_read(&settings, text);
    if (settings.diags.errors != 0)
        fail_msg("%s\nis refused: %s", text, settings.diags.list.items[0]->message);
    for (const struct toml_entry *entry = settings.entries; entry != NULL; entry = entry->next) {
        at += (size_t)snprintf(out + at, sizeof out - at, "%.*s|%.*s=", (int)entry->table.length, entry->table.bytes,
                               (int)entry->key.length, entry->key.bytes);
        if (entry->value != NULL)
            put_value(out, sizeof out, &at, entry->value);
        at += (size_t)snprintf(out + at, sizeof out - at, "\n");
    }
    assert_string_equal(out, expected);
    settings_done(&settings);
}

static void expect_refused(const char *text, size_t line, size_t column, const char *message)
{
    struct settings settings;
    settings_read(&settings, text);
    if (settings.diags.errors == 0)
        fail_msg("%s\nis read", text);
    const struct diagnostic *first = settings.diags.list.items[0];
    struct place place = source_place(sources_get(&settings.sources, 0), first->span.start);
    if (strcmp(first->message, message) != 0 || place.line != line || place.column != column)
        fail_msg("%s\nat %zu:%zu: %s", text, place.line, place.column, first->message);
    settings_done(&settings);
}

static void what_settings_need_is_read(void **state)
{
    (void)state;
    expect_read("", "");
    expect_read("\xEF\xBB\xBF# nothing\r\n\n", "");
    expect_read("a = 1\nb-c_2 = -1_000\r\n\"d e\" = true # yes\nf.g . h = false", "|a=1\n|b-c_2=-1000\n|d e=yes\n|f.g.h=no\n");
    expect_read("[lint]\nfiles = [\"a\", 'b\\', # c\n\n  \"d\",\n]\n[ lint.rules ]\nx = []\n",
                "lint|=\nlint|files=['a';'b\\';'d';]\nlint.rules|=\nlint.rules|x=[]\n");
    expect_read("a = \"q\\\"\\\\\\n\\u00e9\\U0001F381\"\n", "|a='q\"\\\n\xC3\xA9\xF0\x9F\x8E\x81'\n");
    expect_read("a = [[1, 2], [3]]\n", "|a=[[1;2;];[3;];]\n");
}

static void what_is_not_read_is_refused_by_place(void **state)
{
    (void)state;
    expect_refused("a = 1\nb\n", 2, 2, "`=` is wanted here");
    expect_refused("a = \n", 1, 5, "a value is wanted here");
    expect_refused("a = yes\n", 1, 5, "a value is wanted here");
    expect_refused("a = 1 2\n", 1, 7, "something is left over on this line");
    expect_refused("a = \"b\n", 1, 7, "a text must end on its line");
    expect_refused("a = \"\\q\"\n", 1, 7, "not an escape");
    expect_refused("a = \"\\u00g0\"\n", 1, 10, "this character's number lacks a hexadecimal digit");
    expect_refused("a = \"\\uD800\"\n", 1, 12, "there is no character of this number");
    expect_refused("a = \"\"\"b\"\"\"\n", 1, 5, "texts of several lines are not read here");
    expect_refused("a = { b = 1 }\n", 1, 5, "inline tables are not read here");
    expect_refused("[[a]]\n", 1, 2, "arrays of tables are not read here");
    expect_refused("a = 1.5\n", 1, 6, "only whole numbers are read here");
    expect_refused("a = 2026-01-01\n", 1, 9, "only whole numbers are read here");
    expect_refused("a = [1, 2\n", 2, 1, "`,` or `]` is wanted here");
    expect_refused("a = 1\na = 2\n", 2, 1, "this key is given twice");
    expect_refused("[a]\n[a]\n", 2, 2, "this table is there already");
    expect_refused("[a\n", 1, 3, "`]` is wanted here");
    expect_refused("= 1\n", 1, 1, "a key is wanted here");
    expect_refused("a = 9999999999999999999\n", 1, 23, "this number is too large");
    expect_refused("a = [[[[[[[[[[1]]]]]]]]]]\n", 1, 14, "arrays are nested too deeply");
}

static void every_line_has_its_error(void **state)
{
    (void)state;
    struct settings settings;
    settings_read(&settings, "a\nb = 1\nc = \n[d\ne = 2\n");
    assert_int_equal(settings.diags.errors, 3);
    size_t entries = 0;
    for (const struct toml_entry *entry = settings.entries; entry != NULL; entry = entry->next)
        entries++;
    assert_int_equal(entries, 2);
    settings_done(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_settings_need_is_read),
        cmocka_unit_test(what_is_not_read_is_refused_by_place),
        cmocka_unit_test(every_line_has_its_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
