/* Streams of baskets into records: lines, objects, lists, and what is broken in between. */
#include "runtime/records.h"

#include "tests/support/allocators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static FILE *stream_of(const char *text, size_t length)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    rewind(file);
    return file;
}

/* Every record as "line:text|". */
static void split(const char *text, size_t length, struct buffer *out)
{
    FILE *file = stream_of(text, length);
    struct record_source source;
    struct record_chunk chunk;
    record_source_init(&source, fileno(file), NULL);
    record_chunk_init(&chunk, NULL);
    do {
        assert_int_equal(record_source_next(&source, &chunk), PROMO_OK);
        for (size_t i = 0; i < chunk.records.count; i++) {
            const struct record *record = &chunk.records.items[i];
            buffer_format(out, "%d:%.*s|", (int)record->line, record->too_large ? 5 : (int)record->length,
                          record->too_large ? "LARGE" : chunk.text.bytes + record->offset);
        }
    } while (chunk.records.count != 0);
    record_chunk_done(&chunk);
    record_source_done(&source);
    fclose(file);
}

static void check(const char *text, const char *expected)
{
    struct buffer out;
    buffer_init(&out, NULL);
    split(text, strlen(text), &out);
    assert_string_equal(buffer_cstring(&out), expected);
    buffer_done(&out);
}

static void one_a_line(void **state)
{
    (void)state;
    check("{\"a\":1}\n{\"b\":2}\n", "1:{\"a\":1}|2:{\"b\":2}|");
    check("{\"a\":1}\n\n  \n{\"b\":2}", "1:{\"a\":1}|4:{\"b\":2}|");
    check("\xef\xbb\xbf{\"a\":1}\r\n{\"b\":2}\r\n", "1:{\"a\":1}|2:{\"b\":2}|");
    check("{}", "1:{}|");
    check("", "");
    check("\n \n", "");
}

static void a_bad_line_spoils_no_other(void **state)
{
    (void)state;
    check("{\"a\":1}\n{\"b\":\n{\"c\":3}\n", "1:{\"a\":1}|2:{\"b\":|3:{\"c\":3}|");
    check("{\"a\":1}\n{\"b\":\"x\n{\"c\":3}\n", "1:{\"a\":1}|2:{\"b\":\"x|3:{\"c\":3}|");
    check("{\"a\":1}\nhello\n{\"c\":3}\n", "1:{\"a\":1}|2:hello|3:{\"c\":3}|");
    check("{\"a\":1}\n}}}\n{\"c\":3}\n", "1:{\"a\":1}|2:}}}|3:{\"c\":3}|");
}

static void a_bad_first_line(void **state)
{
    (void)state;
    check("{\"a\":\"x\n{\"b\":2}\n{\"c\":3}\n", "1:{\"a\":\"x|2:{\"b\":2}|3:{\"c\":3}|");
    check("{\"a\":1\n{\"b\":2}\n{\"c\":3}\n", "1:{\"a\":1|2:{\"b\":2}|3:{\"c\":3}|");
    check("hello\n{\"b\":2}\n{\"c\":3}\n", "1:hello|2:{\"b\":2}|3:{\"c\":3}|");
}

static void objects_over_lines(void **state)
{
    (void)state;
    check("{\n \"a\": 1\n}\n{\n \"b\": \"}\"\n}\n", "1:{\n \"a\": 1\n}|4:{\n \"b\": \"}\"\n}|");
    check("{ \"a\": [\n{\"x\":1},\n{\"x\":2}\n] }\n", "1:{ \"a\": [\n{\"x\":1},\n{\"x\":2}\n] }|");
    check("{\"a\":1} {\"b\":2}\n{\"c\":3}", "1:{\"a\":1}|1:{\"b\":2}|2:{\"c\":3}|");
    check("{\"a\":\"\\\"}\\\\\"}", "1:{\"a\":\"\\\"}\\\\\"}|");
}

static void a_list_of_objects(void **state)
{
    (void)state;
    check("[\n{\"a\":1},\n{\"b\":2}\n]\n", "2:{\"a\":1}|3:{\"b\":2}|");
    check("[{\"a\":1},{\"b\":2}]", "1:{\"a\":1}|1:{\"b\":2}|");
    check("[]", "");
}

/* However the bytes fall on reads, the records are the same. */
static void records_over_many_reads(void **state)
{
    (void)state;
    struct buffer text, expected, out;
    buffer_init(&text, NULL);
    buffer_init(&expected, NULL);
    buffer_init(&out, NULL);
    for (int i = 0; i < 40; i++) {
        size_t before = text.length;
        buffer_format(&text, "{\"id\":\"%d\",\"pad\":\"", i);
        buffer_repeat(&text, (char)('a' + i % 26), (size_t)(i * 997));
        buffer_string(&text, "\"}");
        buffer_format(&expected, "%d:%.*s|", i + 1, (int)(text.length - before), text.bytes + before);
        buffer_char(&text, '\n');
    }
    split(text.bytes, text.length, &out);
    assert_string_equal(buffer_cstring(&out), buffer_cstring(&expected));
    buffer_done(&text);
    buffer_done(&expected);
    buffer_done(&out);
}

static void a_record_has_a_largest_size(void **state)
{
    (void)state;
    struct buffer text, out;
    buffer_init(&text, NULL);
    buffer_init(&out, NULL);
    buffer_string(&text, "{\"a\":1}\n{\"b\":\"");
    buffer_repeat(&text, 'b', RECORD_LARGEST + 100000);
    buffer_string(&text, "\"}\n{\"c\":3}\n");
    split(text.bytes, text.length, &out);
    assert_string_equal(buffer_cstring(&out), "1:{\"a\":1}|2:LARGE|3:{\"c\":3}|");
    buffer_done(&text);
    buffer_done(&out);
}

static void failures_are_told(void **state)
{
    (void)state;
    struct record_source source;
    struct record_chunk chunk;
    record_source_init(&source, -1, NULL);
    record_chunk_init(&chunk, NULL);
    assert_int_equal(record_source_next(&source, &chunk), PROMO_IO);
    record_chunk_done(&chunk);
    record_source_done(&source);
    for (long fails_after = 0; fails_after < 4; fails_after++) {
        struct counting counting;
        counting_start(&counting, fails_after);
        FILE *file = stream_of("{}\n{}\n{", 7);
        record_source_init(&source, fileno(file), &counting.allocator);
        record_chunk_init(&chunk, &counting.allocator);
        promo_status status = record_source_next(&source, &chunk);
        assert_true(status == PROMO_NO_MEMORY || (status == PROMO_OK && chunk.records.count == 2));
        record_chunk_done(&chunk);
        record_source_done(&source);
        fclose(file);
        assert_int_equal(counting.live_bytes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_a_line),          cmocka_unit_test(a_bad_line_spoils_no_other),
        cmocka_unit_test(a_bad_first_line),    cmocka_unit_test(objects_over_lines),
        cmocka_unit_test(a_list_of_objects),   cmocka_unit_test(records_over_many_reads),
        cmocka_unit_test(a_record_has_a_largest_size), cmocka_unit_test(failures_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
