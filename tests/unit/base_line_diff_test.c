/* Differences line by line: applied to the first text they give the second, no shorter one exists, and they read well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/line_diff.h"
#include "tests/support/allocators.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINES_MOST = 14 };

static void diff_texts(struct buffer *out, const struct buffer *before, const struct buffer *after)
{
    line_diff(out, (struct text){before->bytes, before->length}, (struct text){after->bytes, after->length},
              (struct line_diff_options){"a", "b", false});
    assert_false(out->failed);
}

static void assert_diff(const char *before, const char *after, const char *expected)
{
    struct buffer out;
    buffer_init(&out, NULL);
    line_diff(&out, text_from(before), text_from(after), (struct line_diff_options){"a", "b", false});
    assert_string_equal(buffer_cstring(&out), expected);
    buffer_done(&out);
}

static void differences_read_as_patches(void **state)
{
    (void)state;
    assert_diff("a\n", "a\n", "");
    assert_diff("", "a\n", "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n");
    assert_diff("a\n", "", "--- a\n+++ b\n@@ -1 +0,0 @@\n-a\n");
    assert_diff("a\nb\nc\n", "a\nB\nc\n", "--- a\n+++ b\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
    assert_diff("a\nb", "a\nb\n", "--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
    assert_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
                "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    assert_diff("x\n1\n2\n3\n4\n5\n6\n7\ny\n", "1\n2\n3\n4\n5\n6\n7\n",
                "--- a\n+++ b\n@@ -1,4 +1,3 @@\n-x\n 1\n 2\n 3\n@@ -6,4 +5,3 @@\n 5\n 6\n 7\n-y\n");
}

static uint64_t random_next(uint64_t *seed, uint64_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (*seed >> 33) % below;
}

/* Lines of few letters, so that many are alike; the last may lack its end. */
static size_t write_random(struct buffer *out, uint64_t *seed, char lines[LINES_MOST])
{
    size_t count = random_next(seed, LINES_MOST + 1);
    for (size_t i = 0; i < count; i++) {
        lines[i] = (char)('a' + random_next(seed, 4));
        buffer_char(out, lines[i]);
        buffer_char(out, '\n');
    }
    if (count != 0 && random_next(seed, 8) == 0) {
        out->length--;
        lines[count - 1] = (char)(lines[count - 1] - 'a' + 'A');
    }
    return count;
}

static size_t longest_common(const char *a, size_t a_count, const char *b, size_t b_count)
{
    size_t table[LINES_MOST + 1][LINES_MOST + 1] = {{0}};
    for (size_t i = 1; i <= a_count; i++)
        for (size_t j = 1; j <= b_count; j++) {
            size_t skip = table[i - 1][j] > table[i][j - 1] ? table[i - 1][j] : table[i][j - 1];
            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : skip;
        }
    return table[a_count][b_count];
}

static const char *line_end(const char *at)
{
    return strchr(at, '\n') + 1;
}

/* Applies a patch as its format is defined, and counts the lines that it changes. */
static size_t apply(struct buffer *out, const char *before, const char *patch)
{
    size_t changes = 0, line = 1;
    const char *at = *patch == '\0' ? patch : line_end(line_end(patch));
    while (*at != '\0') {
        unsigned long first = strtoul(at + 4, NULL, 10), count = 1;
        const char *comma = strchr(at, ',');
        if (comma != NULL && comma < strchr(at, '+'))
            count = strtoul(comma + 1, NULL, 10);
        for (first += count == 0; line < first; line++) {
            const char *end = line_end(before);
            buffer_write(out, before, (size_t)(end - before));
            before = end;
        }
        for (at = line_end(at); *at != '\0' && *at != '@'; at = line_end(at)) {
            assert_true(*at == ' ' || *at == '-' || *at == '+');
            const char *end = line_end(at);
            bool bare = *end == '\\';
            size_t length = (size_t)(end - at) - 1 - bare;
            if (*at != '+') {
                assert_memory_equal(before, at + 1, length);
                before += length;
                line++;
            }
            if (*at != '-')
                buffer_write(out, at + 1, length);
            changes += *at != ' ';
            at = bare ? end : at;
        }
    }
    buffer_string(out, before);
    return changes;
}

static void the_shortest_patch_gives_the_second_text(void **state)
{
    (void)state;
    uint64_t seed = 20260401;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 20000; round++) {
        char one[LINES_MOST], other[LINES_MOST];
        struct buffer before, after, patch, patched;
        buffer_init(&before, NULL);
        buffer_init(&after, NULL);
        buffer_init(&patch, NULL);
        buffer_init(&patched, NULL);
        size_t one_count = write_random(&before, &seed, one), other_count = write_random(&after, &seed, other);
        diff_texts(&patch, &before, &after);
        size_t changes = apply(&patched, buffer_cstring(&before), buffer_cstring(&patch));
        assert_string_equal(buffer_cstring(&patched), buffer_cstring(&after));
        assert_int_equal(changes, one_count + other_count - 2 * longest_common(one, one_count, other, other_count));
        buffer_done(&before);
        buffer_done(&after);
        buffer_done(&patch);
        buffer_done(&patched);
    }
}

static void texts_that_have_nothing_in_common_are_replaced(void **state)
{
    (void)state;
    struct buffer before, after, patch, patched;
    buffer_init(&before, NULL);
    buffer_init(&after, NULL);
    buffer_init(&patch, NULL);
    buffer_init(&patched, NULL);
    for (int i = 0; i < 5000; i++) {
        buffer_format(&before, "before %d\n", i);
        buffer_format(&after, "after %d\n", i);
    }
    diff_texts(&patch, &before, &after);
    assert_int_equal(apply(&patched, buffer_cstring(&before), buffer_cstring(&patch)), 10000);
    assert_string_equal(buffer_cstring(&patched), buffer_cstring(&after));
    buffer_done(&before);
    buffer_done(&after);
    buffer_done(&patch);
    buffer_done(&patched);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    bool failed = true;
    long allowed = 0;
    for (; failed; allowed++) {
        struct counting counting;
        counting_start(&counting, allowed);
        struct buffer out;
        buffer_init(&out, &counting.allocator);
        line_diff(&out, TEXT("a\nb\nc\nd\n"), TEXT("b\nc\nx\nd\ny\n"), (struct line_diff_options){"a", "b", true});
        failed = out.failed;
        buffer_done(&out);
        assert_int_equal(counting.live_bytes, 0);
    }
    assert_true(allowed > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_read_as_patches),
        cmocka_unit_test(the_shortest_patch_gives_the_second_text),
        cmocka_unit_test(texts_that_have_nothing_in_common_are_replaced),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
