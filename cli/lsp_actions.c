/* What the editor can put right: the corrections of findings, and what somebody may have meant. */
#include "cli/lsp_methods.h"

#include <stdio.h>
#include <string.h>

/* Whether a kind of actions is wanted: "quickfix" where only "quickfix.x" is asked for is not. */
static bool is_wanted(const cJSON *params, const char *kind)
{
    const cJSON *only = member_at(params, "context.only");
    if (!cJSON_IsArray(only) || only->child == NULL)
        return true;
    for (const cJSON *item = only->child; item != NULL; item = item->next) {
        size_t length = cJSON_IsString(item) ? strlen(item->valuestring) : SIZE_MAX;
        if (length <= strlen(kind) && strncmp(kind, item->valuestring, length) == 0 &&
            (kind[length] == '\0' || kind[length] == '.'))
            return true;
    }
    return false;
}

static void write_edit(struct server *server, struct snapshot *snapshot, struct span span, struct text text)
{
    tell_begin(&server->w, NULL, '{');
    server_write_span(server, "range", snapshot, span);
    tell_text(&server->w, "newText", text);
    tell_end(&server->w, '}');
}

static void begin_action(struct server *server, const char *title, const char *kind, const char *path)
{
    tell_begin(&server->w, NULL, '{');
    tell_string(&server->w, "title", title);
    tell_string(&server->w, "kind", kind);
    tell_begin(&server->w, "edit", '{');
    server_begin_edits(server);
    server_begin_file_edits(server, path);
}

static void end_edit(struct server *server)
{
    server_end_file_edits(server);
    server_end_edits(server);
    tell_end(&server->w, '}');
}

/* ---- One finding ---- */

static void write_cause(struct server *server, struct snapshot *snapshot, const struct diagnostic *diagnostic, bool preferred)
{
    tell_begin(&server->w, "diagnostics", '[');
    publish_diagnostic(server, snapshot, diagnostic);
    tell_end(&server->w, ']');
    tell_bool(&server->w, "isPreferred", preferred);
    tell_end(&server->w, '}');
}

static void write_fix(struct server *server, struct snapshot *snapshot, const struct diagnostic *diagnostic, const char *path)
{
    char title[200];
    struct text text = diagnostic->fixes->text;
    bool short_one = diagnostic->fixes->next == NULL && text.length > 0 && text.length <= 60 &&
                     memchr(text.bytes, '\n', text.length) == NULL && strspn(text.bytes, " ") < text.length;
    if (short_one)
        snprintf(title, sizeof title, "Write `%.*s`", SHOWN(text));
    else
        snprintf(title, sizeof title, "Put it right: %.150s", diagnostic->help == NULL ? diagnostic->message : diagnostic->help);
    begin_action(server, title, "quickfix", path);
    for (const struct diagnostic_fix *fix = diagnostic->fixes; fix != NULL; fix = fix->next)
        write_edit(server, snapshot, fix->span, fix->text);
    end_edit(server);
    write_cause(server, snapshot, diagnostic, true);
}

static void write_suggestion(struct server *server, struct snapshot *snapshot, const struct diagnostic *diagnostic,
                             const char *path)
{
    char title[200];
    const struct diagnostic_suggestion *suggestion = &diagnostic->suggestion;
    size_t length = suggestion->text.length;
    bool whole_line = length > 0 && suggestion->text.bytes[length - 1] == '\n';
    snprintf(title, sizeof title, whole_line ? "Add `%.*s`" : "Change to `%.*s`", (int)(length > 100 ? 100 : length - whole_line),
             suggestion->text.bytes);
    begin_action(server, title, "quickfix", path);
    write_edit(server, snapshot, suggestion->span, suggestion->text);
    end_edit(server);
    write_cause(server, snapshot, diagnostic, diagnostic->fixes == NULL);
}

static bool touches(struct span span, uint32_t source, size_t start, size_t end)
{
    return span.file == source && span.start <= end && start <= span.end;
}

/* ---- All of a file ---- */

/* Fixes of two findings may be the same place: the first one is made. */
static void write_all(struct server *server, const struct pointed *pointed)
{
    const struct diagnostics *diags = &pointed->snapshot->compiler->diags;
    uint32_t behind = 0;
    begin_action(server, "Put right what is safe to", "source.fixAll.promo", pointed->document->path);
    for (size_t i = 0; i < diags->list.count; i++) {
        const struct diagnostic_fix *fixes = diags->list.items[i]->fixes;
        uint32_t last = behind;
        bool apart = fixes != NULL && fixes->span.file == pointed->source;
        for (const struct diagnostic_fix *fix = fixes; fix != NULL; fix = fix->next) {
            apart &= fix->span.start >= behind && !(fix->span.start == behind && behind != 0);
            last = fix->span.end > last ? fix->span.end : last;
        }
        for (const struct diagnostic_fix *fix = fixes; apart && fix != NULL; fix = fix->next)
            write_edit(server, pointed->snapshot, fix->span, fix->text);
        if (apart)
            behind = last;
    }
    end_edit(server);
    tell_end(&server->w, '}');
}

static bool has_fix(const struct pointed *pointed)
{
    const struct diagnostics *diags = &pointed->snapshot->compiler->diags;
    for (size_t i = 0; i < diags->list.count; i++)
        if (diags->list.items[i]->fixes != NULL && diags->list.items[i]->fixes->span.file == pointed->source)
            return true;
    return false;
}

bool actions_list(struct server *server, const cJSON *params, struct problem *problem)
{
    struct pointed pointed;
    struct position from, to;
    if (!position_read(params, "range.start", &from) || !position_read(params, "range.end", &to))
        return server_refuse(problem, ERROR_INVALID_PARAMS, "the request has no range");
    if (!server_compiled(server, params, &pointed, problem))
        return false;
    if (!rule_set_lint(pointed.set))
        return server_refuse(problem, ERROR_INTERNAL, "no memory left");
    const struct diagnostics *diags = &pointed.snapshot->compiler->diags;
    size_t start = lines_offset(&pointed.document->lines, server->encoding, from);
    size_t end = lines_offset(&pointed.document->lines, server->encoding, to);
    bool literals = server->client.action_literals; /* older clients know commands only, and there are none */
    tell_begin(&server->w, "result", '[');
    for (size_t i = 0; i < diags->list.count && literals && is_wanted(params, "quickfix"); i++) {
        const struct diagnostic *diagnostic = diags->list.items[i];
        if (!touches(diagnostic->span, pointed.source, start, end))
            continue;
        if (diagnostic->fixes != NULL && diagnostic->fixes->span.file == pointed.source)
            write_fix(server, pointed.snapshot, diagnostic, pointed.document->path);
        if (diagnostic->suggestion.text.bytes != NULL)
            write_suggestion(server, pointed.snapshot, diagnostic, pointed.document->path);
    }
    if (literals && is_wanted(params, "source.fixAll.promo") && has_fix(&pointed))
        write_all(server, &pointed);
    tell_end(&server->w, ']');
    return true;
}
