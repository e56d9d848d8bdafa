/* Diagnostics as people, programs and services read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/parsed.h"

static const struct render_options PLAIN = {false, 20};

typedef void renderer(struct buffer *, const struct diagnostics *, struct render_options);

static void assert_renders(renderer *render, struct parsed *p, struct render_options options, const char *expected)
{
    struct buffer out;
    buffer_init(&out, NULL);
    render(&out, &p->diags, options);
    assert_string_equal(buffer_cstring(&out), expected);
    buffer_done(&out);
}

static struct span span_of(uint32_t start, uint32_t end)
{
    return (struct span){0, start, end};
}

static void people_see_the_line_and_the_help(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let shoes = sku \"A\"\n\nlet x = shose\n");
    struct diagnostic *d = diag_error(&p->diags, P0011, span_of(29, 34), "no item set is named `%s`", "shose");
    diag_help(d, "did you mean `%s` (declared at %s)?", "shoes", diag_place(&p->diags, span_of(4, 9)));
    diagnostics_finish(&p->diags);
    assert_renders(render_people, p, PLAIN,
                   "shop.promo:3:9: error[P0011]: no item set is named `shose`\n"
                   "    3 | let x = shose\n"
                   "      |         ^^^^^ did you mean `shoes` (declared at shop.promo:1)?\n"
                   "1 error\n");
    parsed_free(p);
}

static void people_see_second_places_and_counts(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = b\nlet a = c\n");
    diag_note(diag_error(&p->diags, P0016, span_of(14, 15), "`a` is declared twice"), span_of(4, 5), "first here");
    diag_warning(&p->diags, P0013, span_of(8, 9), "a warning");
    diag_warning(&p->diags, P0013, SPAN_NONE, "nowhere");
    diagnostics_finish(&p->diags);
    assert_renders(render_people, p, (struct render_options){false, 2},
                   "shop.promo:1:9: warning[P0013]: a warning\n"
                   "    1 | let a = b\n"
                   "      |         ^\n"
                   "shop.promo:2:5: error[P0016]: `a` is declared twice\n"
                   "    2 | let a = c\n"
                   "      |     ^\n"
                   "    1 | let a = b\n"
                   "      |     - first here\n"
                   "1 error, 2 warnings (the first 2 are shown)\n");
    parsed_free(p);
}

/* Tabs are four columns, wide characters two; the carets stand below what they mean. */
static void carets_stand_below_the_text(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("\tlet \xE4\xBA\xAC = x\n");
    diagnostics_rewind(&p->diags, (struct diagnostics_mark){0});
    diag_error(&p->diags, P0011, span_of(11, 12), "here");
    assert_renders(render_people, p, PLAIN,
                   "shop.promo:1:10: error[P0011]: here\n"
                   "    1 |     let \xE4\xBA\xAC = x\n"
                   "      |              ^\n"
                   "1 error\n");
    parsed_free(p);
}

static void long_lines_are_cut_around_the_place(void **state)
{
    (void)state;
    char text[2001];
    memset(text, 'x', 2000);
    text[2000] = '\0';
    struct parsed *p = parsed_text(text);
    diagnostics_rewind(&p->diags, (struct diagnostics_mark){0});
    diag_error(&p->diags, P0011, span_of(1000, 1003), "here");
    struct buffer out;
    buffer_init(&out, NULL);
    render_people(&out, &p->diags, PLAIN);
    const char *shown = buffer_cstring(&out);
    assert_true(out.length < 600);
    const char *line = strstr(shown, "    1 | "), *caret = strstr(shown, "^^^");
    assert_non_null(line);
    assert_non_null(caret);
    assert_int_equal(caret - strchr(line, '\n') - 1, 8 + 3 + 60);
    buffer_done(&out);
    parsed_free(p);
}

/* A file cannot steer the terminal on which its errors are shown. */
static void control_characters_are_not_passed_on(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = \x1B[31m \xE2\x80\xAE\xFF\n");
    struct buffer out;
    buffer_init(&out, NULL);
    render_people(&out, &p->diags, PLAIN);
    const char *shown = buffer_cstring(&out);
    assert_true(p->diags.errors >= 3);
    assert_null(strchr(shown, '\x1B'));
    assert_null(strstr(shown, "\xE2\x80\xAE"));
    assert_null(strchr(shown, '\xFF'));
    buffer_done(&out);
    parsed_free(p);
}

static void colours_only_when_asked(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = \n");
    struct buffer out;
    buffer_init(&out, NULL);
    render_people(&out, &p->diags, (struct render_options){true, 0});
    assert_non_null(strstr(buffer_cstring(&out), "\033[1;31merror[P0011]:\033[0m"));
    buffer_done(&out);
    parsed_free(p);
}

static void nothing_to_say_is_nothing(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = b\n");
    assert_renders(render_people, p, PLAIN, "");
    assert_renders(render_github, p, PLAIN, "");
    assert_renders(render_json, p, PLAIN, "{ \"diagnostics\": [], \"errors\": 0, \"warnings\": 0, \"notes\": 0 }\n");
    parsed_free(p);
}

static void json_has_its_members(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("promotion \xC3\xA9 { pirority 1 }\n");
    diagnostics_rewind(&p->diags, (struct diagnostics_mark){0});
    struct diagnostic *d = diag_error(&p->diags, P0012, span_of(15, 23), "`pirority`\n\"\\\x01");
    diag_help(d, "help");
    diag_note(d, span_of(0, 9), "in this");
    diag_fix(d, span_of(15, 23), TEXT("priority"));
    assert_renders(render_json, p, PLAIN,
                   "{ \"diagnostics\": [\n"
                   "  { \"severity\": \"error\", \"code\": \"P0012\", \"message\": \"`pirority`\\n\\\"\\\\\\u0001\", "
                   "\"file\": \"shop.promo\", \"line\": 1, \"column\": 15, \"end_line\": 1, \"end_column\": 23, "
                   "\"help\": \"help\", \"related\": [ { \"message\": \"in this\", \"file\": \"shop.promo\", \"line\": 1, "
                   "\"column\": 1, \"end_line\": 1, \"end_column\": 10 } ], \"fix\": [ { \"replacement\": \"priority\", "
                   "\"file\": \"shop.promo\", \"line\": 1, \"column\": 15, \"end_line\": 1, \"end_column\": 23 } ] }\n"
                   "], \"errors\": 1, \"warnings\": 0, \"notes\": 0 }\n");
    parsed_free(p);
}

static void github_escapes_its_separators(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = b\n");
    diag_error(&p->diags, P0011, span_of(4, 5), "100%% of this\nand that: a, b");
    assert_renders(render_github, p, PLAIN,
                   "::error file=shop.promo,line=1,endLine=1,col=5,endColumn=6,title=P0011::100%25 of this%0Aand that: a, b\n");
    parsed_free(p);
}

/* Columns are counted in UTF-16 code units, and say so. */
static void sarif_counts_in_utf16(void **state)
{
    (void)state;
    struct parsed *p = parsed_text("let a = \"\xF0\x9F\x8E\x81\" \n");
    diagnostics_rewind(&p->diags, (struct diagnostics_mark){0});
    diag_error(&p->diags, P0011, span_of(8, 14), "here");
    struct buffer out;
    buffer_init(&out, NULL);
    render_sarif(&out, &p->diags, PLAIN);
    const char *sarif = buffer_cstring(&out);
    assert_non_null(strstr(sarif, "\"version\": \"2.1.0\""));
    assert_non_null(strstr(sarif, "\"columnKind\": \"utf16CodeUnits\""));
    assert_non_null(strstr(sarif, "\"startLine\": 1, \"startColumn\": 9, \"endLine\": 1, \"endColumn\": 13"));
    assert_non_null(strstr(sarif, "\"ruleId\": \"P0011\", \"ruleIndex\": 0, \"level\": \"error\""));
    buffer_done(&out);
    parsed_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_see_the_line_and_the_help),
        cmocka_unit_test(people_see_second_places_and_counts),
        cmocka_unit_test(carets_stand_below_the_text),
        cmocka_unit_test(long_lines_are_cut_around_the_place),
        cmocka_unit_test(control_characters_are_not_passed_on),
        cmocka_unit_test(colours_only_when_asked),
        cmocka_unit_test(nothing_to_say_is_nothing),
        cmocka_unit_test(json_has_its_members),
        cmocka_unit_test(github_escapes_its_separators),
        cmocka_unit_test(sarif_counts_in_utf16),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
