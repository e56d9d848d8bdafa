/* Diagnostics as JUnit XML: a test suite for each file, in which a finding is a failed test and a note a passed one with a
 * word on it. A file without any is one test that passed. */
#include "lang/render.h"

static const char *const SEVERITIES[] = {"error", "warning", "note", "hint"};

static void put_attribute(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, " %s=\"", name);
    render_xml_text(out, text_from(value), true);
    buffer_char(out, '"');
}

static void put_case(struct buffer *out, const struct source *source, const struct diagnostic *d)
{
    const char *path = source == NULL ? "rules" : source->path.bytes;
    struct place place = {0};
    if (source != NULL)
        place = source_place(source, d->span.start);
    const char *name = diagnostic_name(d)[0] == '\0' ? "promo" : diagnostic_name(d);
    buffer_format(out, "    <testcase name=\"%s at line %zu\"", name, place.line);
    put_attribute(out, "classname", path);
    put_attribute(out, "file", path);
    buffer_format(out, " line=\"%zu\">", place.line);
    bool fails = d->severity == SEVERITY_ERROR || d->severity == SEVERITY_WARNING;
    buffer_string(out, fails ? "<failure" : "<system-out>");
    if (fails) {
        put_attribute(out, "message", d->message);
        put_attribute(out, "type", SEVERITIES[d->severity]);
        buffer_char(out, '>');
    }
    render_xml_text(out, text_from(path), false);
    buffer_format(out, ":%zu:%zu: %s[%s]: ", place.line, place.column, SEVERITIES[d->severity], name);
    render_xml_text(out, text_from(d->message), false);
    if (d->help != NULL) {
        buffer_char(out, '\n');
        render_xml_text(out, text_from(d->help), false);
    }
    buffer_string(out, fails ? "</failure></testcase>\n" : "</system-out></testcase>\n");
}

/* Diagnostics are sorted by file; `*at` is the first that is not of an earlier file. */
static void put_suite(struct buffer *out, const struct diagnostics *diags, const struct source *source, size_t *at, size_t shown)
{
    const char *path = source == NULL ? "rules" : source->path.bytes;
    uint32_t number = source == NULL ? UINT32_MAX : source->number;
    size_t first = *at, failures = 0;
    while (*at < shown && (source == NULL || diags->list.items[*at]->span.file == number))
        failures += diags->list.items[(*at)++]->severity <= SEVERITY_WARNING;
    buffer_string(out, "  <testsuite");
    put_attribute(out, "name", path);
    buffer_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", *at == first ? 1 : *at - first, failures);
    for (size_t i = first; i < *at; i++)
        put_case(out, source, diags->list.items[i]);
    if (*at == first) {
        buffer_string(out, "    <testcase name=\"no findings\"");
        put_attribute(out, "classname", path);
        put_attribute(out, "file", path);
        buffer_string(out, "/>\n");
    }
    buffer_string(out, "  </testsuite>\n");
}

void render_junit(struct buffer *out, const struct diagnostics *diags, struct render_options options)
{
    size_t shown = options.most != 0 && diags->list.count > options.most ? options.most : diags->list.count;
    size_t at = 0;
    buffer_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"promo\">\n");
    for (uint32_t i = 0; i < diags->sources->files.count; i++) {
        const struct source *source = sources_get(diags->sources, i);
        bool library = strncmp(source->path.bytes, "std/", 4) == 0;
        if (!library || (at < shown && diags->list.items[at]->span.file == i))
            put_suite(out, diags, source, &at, shown);
    }
    if (at < shown)
        put_suite(out, diags, NULL, &at, shown);
    buffer_string(out, "</testsuites>\n");
}
