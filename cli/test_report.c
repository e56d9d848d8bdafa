#include "cli/test_report.h"

#include "compiler/compilation.h"

static const char *const GREEN = "\033[32m", *const RED = "\033[31m", *const PLAIN = "\033[0m";

static void colored(struct buffer *out, const struct test_run *run, const char *color, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void colored(struct buffer *out, const struct test_run *run, const char *color, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_string(out, run->colored ? color : "");
    buffer_vformat(out, format, arguments);
    buffer_string(out, run->colored ? PLAIN : "");
    va_end(arguments);
}

/* "tests.promo:12" */
static void place(struct buffer *out, const struct test_run *run, struct span span)
{
    const struct source *source = sources_get(&run->compiler->sources, span.file);
    if (source != NULL)
        buffer_format(out, "%s:%zu", source->path.bytes, source_place(source, span.start).line);
}

/* As it is written in the source: a line stays a line. */
static void put_name(struct buffer *out, const char *name)
{
    buffer_char(out, '"');
    for (; *name != '\0'; name++) {
        bool escaped = *name == '\n' || *name == '\t' || *name == '"' || *name == '\\';
        buffer_string(out, escaped ? "\\" : "");
        buffer_char(out, *name == '\n' ? 'n' : *name == '\t' ? 't' : *name);
    }
    buffer_char(out, '"');
}

static void indented(struct buffer *out, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        if (length != 0)
            buffer_repeat(out, ' ', 4);
        buffer_write(out, text, length);
        buffer_char(out, '\n');
        text += length + (text[length] == '\n');
    }
}

static void difference(struct buffer *out, const struct test_run *run, const struct checked *check)
{
    buffer_string(out, "  ");
    place(out, run, check->expectation->span);
    buffer_string(out, ":\n");
    colored(out, run, RED, "    - %s", check->expectation->text);
    buffer_char(out, '\n');
    colored(out, run, GREEN, "    + %s", check->actual);
    buffer_char(out, '\n');
}

static void test_text(struct buffer *out, const struct test_run *run, const struct tested *tested, bool quiet)
{
    bool passed = tested->outcome == TEST_PASSED;
    if (passed && quiet)
        return;
    colored(out, run, passed ? GREEN : RED, "%s", passed ? "ok     " : "FAILED ");
    buffer_char(out, ' ');
    place(out, run, tested->test->name_span);
    buffer_string(out, ": ");
    put_name(out, tested->test->name);
    buffer_char(out, '\n');
    for (size_t i = 0; i < tested->check_count; i++)
        if (tested->checks[i].actual != NULL)
            difference(out, run, &tested->checks[i]);
    if (tested->problem != NULL)
        buffer_format(out, "  the basket cannot be priced: %s\n", tested->problem);
    if (tested->why != NULL)
        indented(out, tested->why);
}

void test_report_text(struct buffer *out, const struct test_run *run, bool quiet)
{
    for (size_t i = 0; i < run->tests.count; i++)
        test_text(out, run, &run->tests.items[i], quiet);
    size_t count = run->tests.count, left_out = run->found - count, failed = run->failed + run->broken;
    buffer_format(out, "%zu %s: %zu passed, ", count, count == 1 ? "test" : "tests", run->passed);
    colored(out, run, failed == 0 ? "" : RED, "%zu failed", failed);
    if (left_out != 0)
        buffer_format(out, " (%zu left out)", left_out);
    buffer_char(out, '\n');
}

void test_report_diagnose(const struct test_run *run)
{
    struct diagnostics *diags = &run->compiler->diags;
    for (size_t i = 0; i < run->tests.count; i++) {
        const struct tested *tested = &run->tests.items[i];
        if (tested->outcome == TEST_BROKEN)
            diag_error(diags, P0702, tested->test->name_span, "test \"%s\": the basket cannot be priced: %s",
                       tested->test->name, tested->problem);
        for (size_t c = 0; c < tested->check_count; c++) {
            const struct checked *check = &tested->checks[c];
            if (check->actual != NULL)
                diag_error(diags, P0701, check->expectation->span, "test \"%s\" expected %s, got %s", tested->test->name,
                           check->expectation->text, check->actual);
        }
    }
    diagnostics_finish(diags);
}
