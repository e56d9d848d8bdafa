/* What is wrong, file by file: every file of a rule set that has something, and every one that had. */
#include "cli/lsp_methods.h"

#include <string.h>

/* Nobody reads more, and each keystroke sends them all. */
enum { PUBLISHED_MOST = 250 };

static void write_related(struct server *server, struct snapshot *snapshot, const struct diagnostic *diagnostic)
{
    struct json_writer *w = &server->w;
    if (diagnostic->notes == NULL)
        return;
    tell_begin(w, "relatedInformation", '[');
    for (const struct diagnostic_note *note = diagnostic->notes; note != NULL; note = note->next) {
        if (note->span.file >= snapshot->count || snapshot->paths[note->span.file] == NULL)
            continue;
        tell_begin(w, NULL, '{');
        tell_begin(w, "location", '{');
        server_write_path_uri(server, "uri", snapshot->paths[note->span.file]);
        server_write_span(server, "range", snapshot, note->span);
        tell_end(w, '}');
        tell_string(w, "message", note->message);
        tell_end(w, '}');
    }
    tell_end(w, ']');
}

static void write_message(struct json_writer *w, const struct diagnostic *diagnostic)
{
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_string(&text, diagnostic->message);
    if (diagnostic->help != NULL)
        buffer_format(&text, "\n%s", diagnostic->help);
    tell_text(w, "message", (struct text){text.bytes, text.length});
    w->out.failed |= text.failed;
    buffer_done(&text);
}

enum { UNNECESSARY = 1 };

static const int SEVERITIES[] = {[SEVERITY_ERROR] = 1, [SEVERITY_WARNING] = 2, [SEVERITY_NOTE] = 3, [SEVERITY_HINT] = 4};

void publish_diagnostic(struct server *server, struct snapshot *snapshot, const struct diagnostic *diagnostic)
{
    struct json_writer *w = &server->w;
    tell_begin(w, NULL, '{');
    server_write_span(server, "range", snapshot, diagnostic->span);
    tell_number(w, "severity", SEVERITIES[diagnostic->severity]);
    if (diagnostic_name(diagnostic)[0] != '\0')
        tell_string(w, "code", diagnostic_name(diagnostic));
    tell_string(w, "source", "promo");
    if (strncmp(diagnostic_name(diagnostic), "unused-", 7) == 0) { /* editors show it faded */
        tell_begin(w, "tags", '[');
        tell_number(w, NULL, UNNECESSARY);
        tell_end(w, ']');
    }
    write_message(w, diagnostic);
    write_related(server, snapshot, diagnostic);
    tell_end(w, '}');
}

/* That a library has no settings is its nature. */
static bool is_told(const struct rule_set *set, const struct diagnostic *diagnostic)
{
    return !(set->library && diagnostic->code == P0110);
}

static void begin_file(struct server *server, const char *uri)
{
    const struct document *document = documents_find(&server->workspace.documents, uri);
    server_begin(server, "textDocument/publishDiagnostics");
    tell_string(&server->w, "uri", uri);
    if (document != NULL)
        tell_number(&server->w, "version", document->version);
    tell_begin(&server->w, "diagnostics", '[');
}

static void end_file(struct server *server)
{
    tell_end(&server->w, ']');
    server_end(server);
}

static void publish_empty(struct server *server, const char *uri)
{
    begin_file(server, uri);
    end_file(server);
}

/* Of many files most stay as they were, and only the open one is to be told again. */
static void publish_file(struct server *server, struct rule_set *set, uint32_t source, struct told *told)
{
    const struct diagnostics *diags = &set->now->compiler->diags;
    size_t written = 0;
    bool open = documents_find(&server->workspace.documents, told->uri) != NULL;
    begin_file(server, told->uri);
    for (size_t i = 0; i < diags->list.count && written < PUBLISHED_MOST; i++)
        if (diags->list.items[i]->span.file == source && is_told(set, diags->list.items[i])) {
            publish_diagnostic(server, set->now, diags->list.items[i]);
            written++;
        }
    tell_end(&server->w, ']');
    server_end_news(server, &told->hash, open);
}

/* ---- Which files the client was told of ---- */

static struct told *told_of(const struct rule_set *set, const char *path)
{
    for (size_t i = 0; i < set->told.count; i++)
        if (strcmp(set->told.items[i].path, path) == 0)
            return &set->told.items[i];
    return NULL;
}

static char *copy_text(const char *text)
{
    char *copy = alloc_array(&ALLOC_DEFAULT, strlen(text) + 1, 1);
    if (copy != NULL)
        memcpy(copy, text, strlen(text) + 1);
    return copy;
}

static struct told *remember(struct server *server, struct rule_set *set, const char *path, const char *uri)
{
    struct told told = {copy_text(path), copy_text(uri), 0};
    if (told.path != NULL && told.uri != NULL && VECTOR_PUSH(&set->told, &ALLOC_DEFAULT, told))
        return &set->told.items[set->told.count - 1];
    told_done(&told);
    server->failed = true;
    return NULL;
}

static void forget(struct rule_set *set, struct told *told)
{
    told_done(told);
    *told = set->told.items[--set->told.count];
}

static bool has_findings(const struct rule_set *set, uint32_t source)
{
    const struct diagnostics *diags = &set->now->compiler->diags;
    for (size_t i = 0; i < diags->list.count; i++)
        if (diags->list.items[i]->span.file == source && is_told(set, diags->list.items[i]))
            return true;
    return false;
}

/* Each file is spoken of by one rule set, also where several import it. */
static bool is_own(const struct server *server, const struct rule_set *set, const char *path)
{
    return workspace_set(&server->workspace, path) == set;
}

/* Whether the client is to hear of a source: it is open, or there is something wrong with it. */
static bool is_worth_telling(const struct server *server, const struct rule_set *set, uint32_t source)
{
    const char *path = source < set->now->count ? set->now->paths[source] : NULL;
    return path != NULL && is_own(server, set, path) &&
           (documents_at_path(&server->workspace.documents, path) != NULL || has_findings(set, source));
}

/* What the client heard before and is to forget; of a file that another set speaks of now, that set tells. */
static void take_back(struct server *server, struct rule_set *set)
{
    for (size_t i = set->told.count; i > 0; i--) {
        struct told *told = &set->told.items[i - 1];
        const struct rule_set *other = workspace_set(&server->workspace, told->path);
        if (is_worth_telling(server, set, snapshot_source(set->now, told->path)))
            continue;
        if (other == set || other == NULL)
            publish_empty(server, told->uri);
        forget(set, told);
    }
}

/* ---- Settings ---- */

static void publish_wrong_setting(struct server *server, const struct lines *lines, const char *uri,
                                  const struct diagnostic *diagnostic)
{
    struct json_writer *w = &server->w;
    tell_begin(w, NULL, '{');
    server_write_range(server, "range", lines, diagnostic->span.start, diagnostic->span.end);
    tell_number(w, "severity", SEVERITIES[diagnostic->severity]);
    tell_string(w, "source", "promo");
    write_message(w, diagnostic);
    if (diagnostic->notes != NULL)
        tell_begin(w, "relatedInformation", '[');
    for (const struct diagnostic_note *note = diagnostic->notes; note != NULL; note = note->next) {
        tell_begin(w, NULL, '{');
        tell_begin(w, "location", '{');
        tell_string(w, "uri", uri);
        server_write_range(server, "range", lines, note->span.start, note->span.end);
        tell_end(w, '}');
        tell_string(w, "message", note->message);
        tell_end(w, '}');
    }
    if (diagnostic->notes != NULL)
        tell_end(w, ']');
    tell_end(w, '}');
}

/* Several sets may go by one promo.toml: the first that speaks of it goes on to. */
static bool told_by_another(const struct server *server, const struct rule_set *set, const char *path)
{
    for (size_t i = 0; i < server->workspace.sets.count; i++) {
        const struct rule_set *other = server->workspace.sets.items[i];
        if (other != set && other->told_settings.path != NULL && strcmp(other->told_settings.path, path) == 0)
            return true;
    }
    return false;
}

static void take_back_settings(struct server *server, struct rule_set *set)
{
    publish_empty(server, set->told_settings.uri);
    told_done(&set->told_settings);
    set->told_settings = (struct told){0};
}

static void publish_settings(struct server *server, struct rule_set *set)
{
    const char *path;
    const struct diagnostics *wrong = rule_set_settings(set, &path);
    struct told *told = &set->told_settings;
    bool any = wrong != NULL && wrong->list.count != 0;
    struct lines lines = {0};
    struct buffer uri;
    if (told->path != NULL && (!any || strcmp(told->path, path) != 0))
        take_back_settings(server, set);
    if (!any || (told->path == NULL && told_by_another(server, set, path)))
        return;
    buffer_init(&uri, NULL);
    server_path_uri(server, &uri, path);
    const char *text = buffer_cstring(&uri);
    if (told->path == NULL && text != NULL)
        *told = (struct told){copy_text(path), copy_text(text), 0};
    if (told->path == NULL || told->uri == NULL || !lines_find(&lines, sources_get(wrong->sources, 0)->text))
        server->failed = true;
    else {
        begin_file(server, told->uri);
        for (size_t i = 0; i < wrong->list.count && i < PUBLISHED_MOST; i++)
            publish_wrong_setting(server, &lines, told->uri, wrong->list.items[i]);
        tell_end(&server->w, ']');
        server_end_news(server, &told->hash, false);
    }
    lines_done(&lines);
    buffer_done(&uri);
}

/* ---- All of a set ---- */

void publish_set(struct server *server, struct rule_set *set)
{
    publish_settings(server, set);
    take_back(server, set);
    for (uint32_t source = 0; source < set->now->count; source++) {
        struct buffer uri;
        if (!is_worth_telling(server, set, source))
            continue;
        struct told *told = told_of(set, set->now->paths[source]);
        buffer_init(&uri, NULL);
        server_path_uri(server, &uri, set->now->paths[source]);
        const char *text = buffer_cstring(&uri);
        if (told != NULL && text != NULL && strcmp(told->uri, text) != 0) { /* the client names it otherwise now */
            publish_empty(server, told->uri);
            forget(set, told);
            told = NULL;
        }
        if (text != NULL && told == NULL)
            told = remember(server, set, set->now->paths[source], text);
        if (told != NULL)
            publish_file(server, set, source, told);
        server->failed |= text == NULL;
        buffer_done(&uri);
    }
    set->told_all = true;
}

void publish_nothing(struct server *server, struct rule_set *set)
{
    for (size_t i = 0; i < set->told.count; i++)
        if (workspace_set(&server->workspace, set->told.items[i].path) == NULL)
            publish_empty(server, set->told.items[i].uri);
    if (set->told_settings.path == NULL)
        return;
    for (size_t i = 0; i < server->workspace.sets.count; i++) /* another one may have to speak of it now */
        server->workspace.sets.items[i]->told_all = false;
    take_back_settings(server, set);
}
