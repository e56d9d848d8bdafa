/* Texts: order, UTF-8 both ways for every code point, distances, and buffers that remember a failure. */
#include "base/codes.h"
#include "base/text.h"
#include "tests/support/allocators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void order_is_bytewise_and_a_prefix_comes_first(void **state)
{
    (void)state;
    static const char *const ASCENDING[] = {"", "A", "AA", "AB", "B", "a", "\xC3\xA9"};
    enum { COUNT = sizeof ASCENDING / sizeof ASCENDING[0] };
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            struct text a = text_from(ASCENDING[i]), b = text_from(ASCENDING[j]);
            int order = text_compare(a, b);
            assert_int_equal(order < 0, i < j);
            assert_int_equal(order == 0, i == j);
            assert_int_equal(text_equal(a, b), i == j);
        }
    assert_int_equal(text_from(NULL).length, 0);
    assert_true(text_equal(text_from(NULL), TEXT("")));
}

static void every_code_point_is_written_and_read(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x110000; code++) {
        char bytes[4];
        size_t written = utf8_encode(code, bytes), read = 0;
        bool exists = code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
        assert_int_equal(written != 0, exists);
        if (exists) {
            assert_int_equal(utf8_decode((struct text){bytes, written}, 0, &read), code);
            assert_int_equal(read, written);
        }
    }
}

static void what_is_not_utf8_is_refused(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3\x28", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xF0\x9F\x8E",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        size_t bytes = 0;
        assert_int_equal(utf8_decode(text_from(WRONG[i]), 0, &bytes), -1);
        assert_int_equal(bytes, 1);
    }
}

static void distances(void **state)
{
    (void)state;
    static const struct { const char *a, *b; unsigned most, distance; } TABLE[] = {
        {"", "", 3, 0},           {"shoes", "shoes", 3, 0}, {"shose", "shoes", 3, 1}, {"shoe", "shoes", 3, 1},
        {"shoess", "shoes", 3, 1}, {"shoex", "shoes", 3, 1}, {"abc", "xyz", 3, 3},     {"abcd", "wxyz", 3, 4},
        {"", "abc", 3, 3},        {"ab", "ba", 0, 1},       {"kitten", "sitting", 5, 3},
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_int_equal(text_distance(text_from(TABLE[i].a), text_from(TABLE[i].b), TABLE[i].most), TABLE[i].distance);
        assert_int_equal(text_distance(text_from(TABLE[i].b), text_from(TABLE[i].a), TABLE[i].most), TABLE[i].distance);
    }
    char long_text[65] = {0};
    memset(long_text, 'x', 65);
    assert_int_equal(text_distance((struct text){long_text, 65}, TEXT("x"), 3), 4);
    assert_int_equal(text_distance((struct text){long_text, 64}, (struct text){long_text, 64}, 3), 0);
}

static void buffers_grow(void **state)
{
    (void)state;
    struct counting counting;
    struct buffer buffer;
    counting_start(&counting, -1);
    buffer_init(&buffer, &counting.allocator);
    assert_string_equal(buffer_cstring(&buffer), "");
    buffer_string(&buffer, "a");
    buffer_char(&buffer, 'b');
    buffer_text(&buffer, TEXT("cd"));
    buffer_repeat(&buffer, '-', 3);
    buffer_format(&buffer, "%d|%s", 42, "x");
    buffer_write(&buffer, NULL, 0);
    assert_string_equal(buffer_cstring(&buffer), "abcd---42|x");
    assert_int_equal(buffer.length, 11);
    buffer_clear(&buffer);
    for (int i = 0; i < 1000; i++)
        buffer_format(&buffer, "%04d", i);
    assert_int_equal(buffer.length, 4000);
    assert_memory_equal(buffer_cstring(&buffer) + 3996, "0999", 5);
    buffer_done(&buffer);
    assert_int_equal(counting.live_bytes, 0);
}

static void a_buffer_remembers_that_memory_failed(void **state)
{
    (void)state;
    for (long fails_after = 0; fails_after < 4; fails_after++) {
        struct counting counting;
        struct buffer buffer;
        counting_start(&counting, fails_after);
        buffer_init(&buffer, &counting.allocator);
        for (int i = 0; i < 100; i++)
            buffer_string(&buffer, "0123456789");
        buffer_string(&buffer, "");
        assert_true(buffer.failed);
        assert_null(buffer_cstring(&buffer));
        buffer_clear(&buffer);
        assert_false(buffer.failed);
        buffer_done(&buffer);
        assert_int_equal(counting.live_bytes, 0);
    }
}

static void codes_have_one_normal_form(void **state)
{
    (void)state;
    static const struct { const char *code, *normal; } TABLE[] = {
        {"WELCOME10", "WE1C0ME10"}, {"welcome-10", "WE1C0ME10"}, {"We1c0-me1O", "WE1C0ME10"}, {"a b", "A B"}, {"---", ""},
        {"iIlL", "1111"},           {"oO0", "000"},              {"\xC3\xA9-u", "\xC3\xA9U"}, {"", ""},
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        char normal[32] = {0};
        size_t length = code_normal(text_from(TABLE[i].code), normal);
        assert_int_equal(length, strlen(TABLE[i].normal));
        assert_string_equal(normal, TABLE[i].normal);
        char again[32] = {0};
        assert_int_equal(code_normal((struct text){normal, length}, again), length);
        assert_string_equal(again, normal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_bytewise_and_a_prefix_comes_first),
        cmocka_unit_test(every_code_point_is_written_and_read),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(distances),
        cmocka_unit_test(buffers_grow),
        cmocka_unit_test(a_buffer_remembers_that_memory_failed),
        cmocka_unit_test(codes_have_one_normal_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
