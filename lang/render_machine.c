#include "lang/render.h"

static const char *const SEVERITIES[] = {"error", "warning", "note", "hint"};

static size_t shown_count(const struct diagnostics *diags, struct render_options options)
{
    return options.most != 0 && diags->list.count > options.most ? options.most : diags->list.count;
}

void render_json_string(struct buffer *out, struct text text)
{
    static const char HEX[] = "0123456789abcdef";
    buffer_char(out, '"');
    for (size_t at = 0; at < text.length;) {
        size_t bytes, plain = at;
        while (plain < text.length && text.bytes[plain] >= ' ' && text.bytes[plain] < 0x7F && text.bytes[plain] != '"' &&
               text.bytes[plain] != '\\')
            plain++;
        buffer_write(out, text.bytes + at, plain - at);
        at = plain;
        if (at == text.length)
            break;
        int32_t c = utf8_decode(text, at, &bytes);
        if (c == '"' || c == '\\') {
            buffer_char(out, '\\');
            buffer_char(out, (char)c);
        } else if (c == '\n') {
            buffer_string(out, "\\n");
        } else if (c >= 0 && (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029)) {
            buffer_string(out, "\\u");
            for (int shift = 12; shift >= 0; shift -= 4)
                buffer_char(out, HEX[c >> shift & 15]);
        } else if (c < 0) {
            buffer_string(out, "\xEF\xBF\xBD");
        } else {
            buffer_write(out, text.bytes + at, bytes);
        }
        at += bytes;
    }
    buffer_char(out, '"');
}

static void put_member(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, "\"%s\": ", name);
    render_json_string(out, text_from(value));
}

static void put_code(struct buffer *out, const struct diagnostic *d)
{
    if (diagnostic_name(d)[0] != '\0')
        buffer_format(out, "\"code\": \"%s\", ", diagnostic_name(d));
    if (d->lint != LINT_RULE_NONE)
        buffer_format(out, "\"category\": \"%s\", ", lint_category_name(lint_info_get(d->lint)->category));
}

/* ---- JSON ---- */

static void json_span(struct buffer *out, const struct diagnostics *diags, struct span span)
{
    const struct source *source = sources_get(diags->sources, span.file);
    if (source == NULL)
        return;
    struct place start = source_place(source, span.start), end = source_place(source, span.end);
    buffer_string(out, ", ");
    put_member(out, "file", source->path.bytes);
    buffer_format(out, ", \"line\": %zu, \"column\": %zu, \"end_line\": %zu, \"end_column\": %zu", start.line, start.column,
                  end.line, end.column);
}

static void json_diagnostic(struct buffer *out, const struct diagnostics *diags, const struct diagnostic *d)
{
    buffer_format(out, "{ \"severity\": \"%s\", ", SEVERITIES[d->severity]);
    put_code(out, d);
    put_member(out, "message", d->message);
    json_span(out, diags, d->span);
    if (d->help != NULL) {
        buffer_string(out, ", ");
        put_member(out, "help", d->help);
    }
    buffer_string(out, ", \"related\": [");
    for (const struct diagnostic_note *note = d->notes; note != NULL; note = note->next) {
        buffer_string(out, note == d->notes ? " { " : ", { ");
        put_member(out, "message", note->message);
        json_span(out, diags, note->span);
        buffer_string(out, " }");
    }
    buffer_string(out, d->notes == NULL ? "]" : " ]");
    if (d->fixes != NULL)
        buffer_string(out, ", \"fix\": [");
    for (const struct diagnostic_fix *fix = d->fixes; fix != NULL; fix = fix->next) {
        buffer_string(out, fix == d->fixes ? " { \"replacement\": " : ", { \"replacement\": ");
        render_json_string(out, fix->text);
        json_span(out, diags, fix->span);
        buffer_string(out, " }");
    }
    buffer_string(out, d->fixes == NULL ? " }" : " ] }");
}

void render_json(struct buffer *out, const struct diagnostics *diags, struct render_options options)
{
    size_t shown = shown_count(diags, options);
    buffer_string(out, "{ \"diagnostics\": [");
    for (size_t i = 0; i < shown; i++) {
        buffer_string(out, i == 0 ? "\n  " : ",\n  ");
        json_diagnostic(out, diags, diags->list.items[i]);
    }
    buffer_format(out, "%s], \"errors\": %zu, \"warnings\": %zu, \"notes\": %zu }\n", shown == 0 ? "" : "\n", diags->errors,
                  diags->warnings, diags->notes);
}

/* ---- SARIF 2.1.0 (OASIS, 2020) ---- */

/* A path as a URI reference: what may not stand in one is escaped. */
static void put_uri(struct buffer *out, struct text path)
{
    static const char HEX[] = "0123456789ABCDEF";
    buffer_char(out, '"');
    if (path.length > 0 && path.bytes[0] == '/')
        buffer_string(out, "file://");
    for (size_t i = 0; i < path.length; i++) {
        unsigned char byte = (unsigned char)path.bytes[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                     (byte != 0 && strchr("/-._~", byte) != NULL);
        if (plain) {
            buffer_char(out, (char)byte);
        } else {
            buffer_char(out, '%');
            buffer_char(out, HEX[byte >> 4]);
            buffer_char(out, HEX[byte & 15]);
        }
    }
    buffer_char(out, '"');
}

static void sarif_region(struct buffer *out, const char *name, const struct source *source, struct span span)
{
    struct place start = source_place(source, span.start), end = source_place(source, span.end);
    buffer_format(out,
                  "\"%s\": { \"startLine\": %zu, \"startColumn\": %zu, \"endLine\": %zu, \"endColumn\": %zu, "
                  "\"byteOffset\": %u, \"byteLength\": %u }",
                  name, start.line, start.column_utf16, end.line, end.column_utf16, span.start, span.end - span.start);
}

static void sarif_physical(struct buffer *out, const struct source *source, struct span span)
{
    buffer_string(out, "\"physicalLocation\": { \"artifactLocation\": { \"uri\": ");
    put_uri(out, source->path);
    buffer_string(out, " }, ");
    sarif_region(out, "region", source, span);
    buffer_string(out, " }");
}

static void sarif_message(struct buffer *out, const char *message, const char *help)
{
    struct buffer text;
    buffer_init(&text, out->alloc);
    buffer_format(&text, help == NULL ? "%s" : "%s (%s)", message, help);
    buffer_string(out, "\"message\": { \"text\": ");
    render_json_string(out, (struct text){text.bytes, text.length});
    buffer_string(out, " }");
    out->failed |= text.failed;
    buffer_done(&text);
}

/* Codes and lints are rules alike: codes first. */
enum { RULE_COUNT = CODE_COUNT + LINT_RULE_COUNT };

static size_t rule_of(const struct diagnostic *d)
{
    return d->lint != LINT_RULE_NONE ? (size_t)CODE_COUNT + d->lint : (size_t)d->code;
}

static void sarif_text(struct buffer *out, const char *member, const char *text)
{
    buffer_format(out, "\"%s\": { \"text\": ", member);
    render_json_string(out, text_from(text));
    buffer_string(out, " }");
}

static void sarif_rule(struct buffer *out, size_t rule)
{
    static const char *const LEVELS[] = {"none", "note", "warning", "error"};
    bool is_lint = rule >= CODE_COUNT;
    const struct code_info *code = code_info_get(is_lint ? CODE_NONE : (enum code)rule);
    const struct lint_info *lint = lint_info_get(is_lint ? (enum lint_rule)(rule - CODE_COUNT) : LINT_RULE_NONE);
    buffer_format(out, "{ \"id\": \"%s\", ", is_lint ? lint->name : code->name);
    sarif_text(out, "shortDescription", is_lint ? lint->title : code->title);
    buffer_string(out, ", ");
    sarif_text(out, "help", is_lint ? lint->page : code->page);
    if (is_lint)
        buffer_format(out, ", \"defaultConfiguration\": { \"enabled\": %s, \"level\": \"%s\" }, \"properties\": { \"tags\": [ \"%s\" ] }",
                      lint->level == LINT_OFF ? "false" : "true", LEVELS[lint->level], lint_category_name(lint->category));
    buffer_string(out, " }");
}

static void sarif_rules(struct buffer *out, const bool *used)
{
    bool first = true;
    for (size_t rule = 1; rule < RULE_COUNT; rule++) {
        if (!used[rule])
            continue;
        buffer_string(out, first ? "\n        " : ",\n        ");
        sarif_rule(out, rule);
        first = false;
    }
}

static void sarif_fixes(struct buffer *out, const struct diagnostics *diags, const struct diagnostic *d)
{
    const struct source *source = d->fixes == NULL ? NULL : sources_get(diags->sources, d->fixes->span.file);
    if (source == NULL)
        return;
    buffer_string(out, ", \"fixes\": [ { \"artifactChanges\": [ { \"artifactLocation\": { \"uri\": ");
    put_uri(out, source->path);
    buffer_string(out, " }, \"replacements\": [");
    for (const struct diagnostic_fix *fix = d->fixes; fix != NULL; fix = fix->next) {
        buffer_string(out, fix == d->fixes ? " { " : ", { ");
        sarif_region(out, "deletedRegion", source, fix->span);
        buffer_string(out, ", \"insertedContent\": { \"text\": ");
        render_json_string(out, fix->text);
        buffer_string(out, " } }");
    }
    buffer_string(out, " ] } ] } ]");
}

static void sarif_result(struct buffer *out, const struct diagnostics *diags, const struct diagnostic *d,
                         const size_t *rule_index)
{
    static const char *const LEVELS[] = {"error", "warning", "note", "note"};
    const struct source *source = sources_get(diags->sources, d->span.file);
    buffer_string(out, "      { ");
    if (rule_of(d) != 0)
        buffer_format(out, "\"ruleId\": \"%s\", \"ruleIndex\": %zu, ", diagnostic_name(d), rule_index[rule_of(d)]);
    buffer_format(out, "\"level\": \"%s\", ", LEVELS[d->severity]);
    sarif_message(out, d->message, d->help);
    if (source != NULL) {
        buffer_string(out, ", \"locations\": [ { ");
        sarif_physical(out, source, d->span);
        buffer_string(out, " } ]");
    }
    size_t related = 0;
    for (const struct diagnostic_note *note = d->notes; note != NULL; note = note->next) {
        const struct source *other = sources_get(diags->sources, note->span.file);
        if (other == NULL)
            continue;
        buffer_format(out, "%s{ \"id\": %zu, ", related == 0 ? ", \"relatedLocations\": [ " : ", ", related + 1);
        sarif_physical(out, other, note->span);
        buffer_string(out, ", ");
        sarif_message(out, note->message, NULL);
        buffer_string(out, " }");
        related++;
    }
    if (related > 0)
        buffer_string(out, " ]");
    sarif_fixes(out, diags, d);
    buffer_string(out, " }");
}

void render_sarif(struct buffer *out, const struct diagnostics *diags, struct render_options options)
{
    bool used[RULE_COUNT] = {false};
    size_t rule_index[RULE_COUNT] = {0}, shown = shown_count(diags, options), rules = 0;
    for (size_t i = 0; i < shown; i++)
        used[rule_of(diags->list.items[i])] = true;
    for (size_t rule = 1; rule < RULE_COUNT; rule++)
        rule_index[rule] = used[rule] ? rules++ : 0;
    buffer_format(out,
                  "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \"version\": \"2.1.0\",\n"
                  "  \"runs\": [ {\n    \"tool\": { \"driver\": { \"name\": \"promo\", \"version\": \"%s\", \"rules\": [",
                  PROMO_VERSION);
    sarif_rules(out, used);
    buffer_string(out, " ] } },\n    \"columnKind\": \"utf16CodeUnits\",\n    \"results\": [");
    for (size_t i = 0; i < shown; i++) {
        buffer_string(out, i == 0 ? "\n" : ",\n");
        sarif_result(out, diags, diags->list.items[i], rule_index);
    }
    buffer_string(out, shown == 0 ? "]\n  } ]\n}\n" : "\n    ]\n  } ]\n}\n");
}

/* ---- GitHub: workflow commands ---- */

static void put_escaped(struct buffer *out, const char *text, bool property)
{
    for (; *text != '\0'; text++) {
        if (*text == '%' || *text == '\r' || *text == '\n' || (property && (*text == ':' || *text == ',')))
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            buffer_char(out, *text);
    }
}

void render_github(struct buffer *out, const struct diagnostics *diags, struct render_options options)
{
    static const char *const COMMANDS[] = {"error", "warning", "notice", "notice"};
    size_t shown = shown_count(diags, options);
    for (size_t i = 0; i < shown; i++) {
        const struct diagnostic *d = diags->list.items[i];
        const struct source *source = sources_get(diags->sources, d->span.file);
        buffer_format(out, "::%s ", COMMANDS[d->severity]);
        if (source != NULL) {
            struct place start = source_place(source, d->span.start), end = source_place(source, d->span.end);
            buffer_string(out, "file=");
            put_escaped(out, source->path.bytes, true);
            buffer_format(out, ",line=%zu,endLine=%zu,col=%zu,endColumn=%zu,", start.line, end.line, start.column,
                          end.column);
        }
        buffer_string(out, "title=");
        put_escaped(out, diagnostic_name(d)[0] == '\0' ? "promo" : diagnostic_name(d), true);
        buffer_string(out, "::");
        put_escaped(out, d->message, false);
        if (d->help != NULL) {
            buffer_string(out, " (");
            put_escaped(out, d->help, false);
            buffer_char(out, ')');
        }
        buffer_char(out, '\n');
    }
}
