/* The JSON cursor: what it takes, what it refuses and why, on bytes that end anywhere. */
#include "runtime/json_scan.h"

#include "tests/support/allocators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* The text in a block of exactly its size, so that a sanitizer sees a step too far. */
static char *exact_copy(struct text text)
{
    char *copy = malloc(text.length == 0 ? 1 : text.length);
    if (text.length != 0)
        memcpy(copy, text.bytes, text.length);
    return copy;
}

/* Skips one value and what follows; NULL when the text is sound, else the problem. */
static const char *problem_of(struct text text)
{
    struct arena arena;
    struct json_scan scan;
    char *copy = exact_copy(text);
    arena_init(&arena, NULL);
    json_scan_init(&scan, (struct text){copy, text.length}, &arena);
    if (json_skip(&scan) && !json_at_end(&scan))
        json_fail(&scan, "more");
    const char *problem = scan.problem;
    arena_done(&arena);
    free(copy);
    return problem;
}

static void sound_values_are_skipped(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "{}", "[]", "null", "true", "false", "0", "-1.5e+10", "\"\"", " [ 1 , [ ] , { \"a\" : [ null ] } ] ",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83c\\udf81\"", "\"\xc3\xa9\xf0\x9f\x8e\x81\"", "{\"a\":{\"b\":{\"c\":[[[]]]}}}",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if (problem_of(text_from(CASES[i])) != NULL)
            fail_msg("%s: %s", CASES[i], problem_of(text_from(CASES[i])));
}

static void broken_values_are_refused(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "", " ", "{", "[", "}", "]", "{]", "[}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "[1,]", "[,1]", "[1 2]",
        "{\"a\":1 \"b\":2}", "nul", "tru", "falsy", "01", "-", "+1", "1.", ".5", "1e", "1-2", "--1", "\"", "\"a", "\"\\", "\"\\x\"",
        "\"\\u12\"", "\"\\u12g4\"", "\"\\ud83c\"", "\"\\udf81\"", "\"\\ud83c\\u0041\"", "\"\\u0000\"", "\"\n\"", "\"\x01\"",
        "\"\x7f\"", "\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "\"\xc0\xaf\"", "\"\xe2\x80\xae\"", "[1]]", "{}{}", "NaN", "Infinity",
        "// x", "\"\xf4\x90\x80\x80\"",
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if (problem_of(text_from(CASES[i])) == NULL)
            fail_msg("`%s` is taken", CASES[i]);
    assert_non_null(problem_of((struct text){"\"a\0b\"", 5}));
    assert_non_null(problem_of((struct text){"{}\0", 3}));
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    char text[2 * JSON_DEPTH + 3];
    memset(text, '[', JSON_DEPTH);
    memset(text + JSON_DEPTH, ']', JSON_DEPTH);
    assert_null(problem_of((struct text){text, 2 * JSON_DEPTH}));
    memset(text, '[', JSON_DEPTH + 1);
    memset(text + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
    assert_string_equal(problem_of((struct text){text, 2 * JSON_DEPTH + 2}), "nested too deeply");
    static char deep[1 << 20];
    memset(deep, '[', sizeof deep);
    assert_non_null(problem_of((struct text){deep, sizeof deep}));
}

static const char *read_string(struct text text, struct text *out, struct arena *arena)
{
    struct json_scan scan;
    json_scan_init(&scan, text, arena);
    return json_peek(&scan) == JSON_STRING && json_string(&scan, out) ? NULL : scan.problem;
}

static void strings_are_decoded(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"\"plain\"", "plain"},
        {"\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d"},
        {"\"\\u0041\\u00e9\\u20ac\\ud83c\\udf81z\"", "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\x81z"},
        {"\"0123456789abcdef\\u0041ghijklmnopqrstuvw\"", "0123456789abcdefAghijklmnopqrstuvw"},
        {"\"caf\xc3\xa9 \\u0026 \xf0\x9f\x8e\x81\"", "caf\xc3\xa9 & \xf0\x9f\x8e\x81"},
        {"\"\"", ""},
    };
    struct arena arena;
    arena_init(&arena, NULL);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct text out;
        assert_null(read_string(text_from(CASES[i][0]), &out, &arena));
        assert_true(text_equal(out, text_from(CASES[i][1])));
    }
    arena_done(&arena);
}

/* S34: nothing after a NUL, no control characters, raw or escaped. */
static void S34_controls_are_refused(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "\"a\\u0000b\"", "\"a\\nb\"", "\"\\u001f\"", "\"\\u007f\"", "\"\\u0085\"", "\"\\u202e\"", "\"\\u2066\"", "\"\xc2\x85\"",
        "\"\xe2\x80\xaa\"", "\"tab\there\"",
    };
    struct arena arena;
    arena_init(&arena, NULL);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct text out;
        if (read_string(text_from(CASES[i]), &out, &arena) == NULL)
            fail_msg("%s is taken", CASES[i]);
    }
    arena_done(&arena);
}

/* Every byte at every place of a plain run: only what ends it does. */
static void runs_end_where_they_should(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    for (unsigned byte = 0; byte < 0x80; byte++)
        for (size_t place = 1; place < 24; place++) {
            char text[26];
            memset(text, 'a', sizeof text);
            text[0] = text[25] = '"';
            text[place] = (char)byte;
            struct text out;
            const char *problem = read_string((struct text){text, sizeof text}, &out, &arena);
            if (byte < 0x20 || byte == 0x7f || byte == '\\')
                assert_non_null(problem);
            else {
                assert_null(problem);
                assert_int_equal(out.length, byte == '"' ? place - 1 : 24);
            }
        }
    arena_done(&arena);
}

static void decoding_survives_no_memory(void **state)
{
    (void)state;
    struct counting counting;
    counting_start(&counting, 0);
    struct arena arena;
    arena_init(&arena, &counting.allocator);
    struct json_scan scan;
    struct text out;
    json_scan_init(&scan, TEXT("\"a\\u0041\""), &arena);
    assert_int_equal(json_peek(&scan), JSON_STRING);
    assert_false(json_string(&scan, &out));
    assert_true(scan.no_memory);
    arena_done(&arena);
    assert_int_equal(counting.live_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_values_are_skipped),   cmocka_unit_test(broken_values_are_refused),
        cmocka_unit_test(depth_has_a_limit),          cmocka_unit_test(strings_are_decoded),
        cmocka_unit_test(S34_controls_are_refused),   cmocka_unit_test(runs_end_where_they_should),
        cmocka_unit_test(decoding_survives_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
