/* The tests as JSON and as JUnit's XML. */
#include "cli/test_report.h"

#include "compiler/compilation.h"
#include "lang/render.h"

static const struct source *source_of(const promo_compiler *compiler, struct span span)
{
    return sources_get(&compiler->sources, span.file);
}

/* ---- JSON ---- */

static void json_place(struct buffer *out, const struct test_run *run, struct span span)
{
    const struct source *source = source_of(run->compiler, span);
    buffer_string(out, "\"file\": ");
    render_json_string(out, source == NULL ? TEXT("") : source->path);
    buffer_format(out, ", \"line\": %zu", source == NULL ? 0 : source_place(source, span.start).line);
}

static void json_member(struct buffer *out, const char *name, const char *text)
{
    buffer_format(out, ", \"%s\": ", name);
    render_json_string(out, text_from(text));
}

static void json_test(struct buffer *out, const struct test_run *run, const struct tested *tested)
{
    static const char *const OUTCOMES[] = {
        [TEST_PASSED] = "passed", [TEST_FAILED] = "failed", [TEST_BROKEN] = "not priced"};
    buffer_string(out, "{ ");
    json_place(out, run, tested->test->name_span);
    json_member(out, "name", tested->test->name);
    json_member(out, "outcome", OUTCOMES[tested->outcome]);
    if (tested->problem != NULL)
        json_member(out, "problem", tested->problem);
    buffer_string(out, ", \"expectations\": [");
    for (size_t i = 0; i < tested->check_count; i++) {
        const struct checked *check = &tested->checks[i];
        buffer_string(out, i == 0 ? "\n    { " : ",\n    { ");
        json_place(out, run, check->expectation->span);
        buffer_format(out, ", \"holds\": %s", check->actual == NULL ? "true" : "false");
        json_member(out, "expected", check->expectation->text);
        if (check->actual != NULL)
            json_member(out, "actual", check->actual);
        buffer_string(out, " }");
    }
    buffer_string(out, tested->check_count == 0 ? "]" : " ]");
    if (tested->why != NULL)
        json_member(out, "why", tested->why);
    buffer_string(out, " }");
}

void test_report_json(struct buffer *out, const struct test_run *run)
{
    buffer_string(out, "\"tests\": [");
    for (size_t i = 0; i < run->tests.count; i++) {
        buffer_string(out, i == 0 ? "\n  " : ",\n  ");
        json_test(out, run, &run->tests.items[i]);
    }
    buffer_format(out, "%s], \"passed\": %zu, \"failed\": %zu", run->tests.count == 0 ? "" : "\n", run->passed,
                  run->failed + run->broken);
}

/* ---- JUnit ---- */

static void attribute(struct buffer *out, const char *name, struct text text)
{
    buffer_format(out, " %s=\"", name);
    render_xml_text(out, text, true);
    buffer_char(out, '"');
}

/* What went wrong in a test, a line for each expectation. */
static void went_wrong(struct buffer *out, const struct tested *tested)
{
    bool first = true;
    if (tested->problem != NULL)
        buffer_format(out, "the basket cannot be priced: %s", tested->problem);
    for (size_t i = 0; i < tested->check_count; i++) {
        const struct checked *check = &tested->checks[i];
        if (check->actual == NULL)
            continue;
        buffer_format(out, "%sexpected %s, got %s", first ? "" : "\n", check->expectation->text, check->actual);
        first = false;
    }
    if (tested->why != NULL)
        buffer_format(out, "\n\n%s", tested->why);
}

static void failure(struct buffer *out, const char *element, struct text message)
{
    struct text first = {message.bytes, 0};
    while (first.length < message.length && message.bytes[first.length] != '\n')
        first.length++;
    buffer_format(out, "      <%s", element);
    attribute(out, "message", first);
    buffer_char(out, '>');
    render_xml_text(out, message, false);
    buffer_format(out, "</%s>\n", element);
}

static void junit_case(struct buffer *out, const struct source *source, const struct tested *tested)
{
    struct buffer message;
    buffer_string(out, "    <testcase");
    attribute(out, "name", text_from(tested->test->name));
    attribute(out, "classname", source->path);
    attribute(out, "file", source->path);
    buffer_format(out, " line=\"%zu\"", source_place(source, tested->test->name_span.start).line);
    if (tested->outcome == TEST_PASSED) {
        buffer_string(out, "/>\n");
        return;
    }
    buffer_init(&message, out->alloc);
    went_wrong(&message, tested);
    buffer_string(out, ">\n");
    failure(out, tested->outcome == TEST_FAILED ? "failure" : "error", (struct text){message.bytes, message.length});
    buffer_string(out, "    </testcase>\n");
    out->failed |= message.failed;
    buffer_done(&message);
}

static void counts(struct buffer *out, size_t tests, size_t failures, size_t errors)
{
    buffer_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", tests, failures, errors);
}

/* The tests of one file, which stand in a row: from `first` on. Returns where the next file's begin. */
static size_t junit_suite(struct buffer *out, const struct test_run *run, size_t first)
{
    const struct tested *tests = run->tests.items;
    const struct source *source = source_of(run->compiler, tests[first].test->span);
    size_t end = first, failed = 0, broken = 0;
    for (; end < run->tests.count && source_of(run->compiler, tests[end].test->span) == source; end++) {
        failed += tests[end].outcome == TEST_FAILED;
        broken += tests[end].outcome == TEST_BROKEN;
    }
    if (source == NULL)
        return end;
    buffer_string(out, "  <testsuite");
    attribute(out, "name", source->path);
    counts(out, end - first, failed, broken);
    for (size_t i = first; i < end; i++)
        junit_case(out, source, &tests[i]);
    buffer_string(out, "  </testsuite>\n");
    return end;
}

/* Rules with errors have no tests yet: one case that says so. */
static void junit_rejected(struct buffer *out, const promo_compiler *compiler)
{
    struct buffer message;
    buffer_init(&message, out->alloc);
    render_people(&message, &compiler->diags, (struct render_options){false, DIAGNOSTICS_SHOWN});
    buffer_string(out, "  <testsuite name=\"the rule files\"");
    counts(out, 1, 0, 1);
    buffer_string(out, "    <testcase name=\"compile\" classname=\"the rule files\">\n");
    failure(out, "error", (struct text){message.bytes, message.length});
    buffer_string(out, "    </testcase>\n  </testsuite>\n");
    out->failed |= message.failed;
    buffer_done(&message);
}

void test_report_junit(struct buffer *out, const struct test_run *run, const promo_compiler *compiler)
{
    buffer_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"promo\"");
    if (run == NULL) {
        counts(out, 1, 0, 1);
        junit_rejected(out, compiler);
    } else {
        counts(out, run->tests.count, run->failed, run->broken);
        for (size_t i = 0; i < run->tests.count;)
            i = junit_suite(out, run, i);
    }
    buffer_string(out, "</testsuites>\n");
}
