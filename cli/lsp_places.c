/* What requests point at, and places in answers. */
#include "cli/lsp_library.h"
#include "cli/lsp_server.h"
#include "cli/lsp_uri.h"

bool server_document(struct server *server, const cJSON *params, struct document **document, struct problem *problem)
{
    const char *uri = member_string(params, "textDocument.uri");
    if (uri == NULL)
        return server_refuse(problem, ERROR_INVALID_PARAMS, "the request names no document");
    *document = documents_find(&server->workspace.documents, uri);
    return *document != NULL || server_refuse(problem, ERROR_INVALID_PARAMS, "the document is not open: %.150s", uri);
}

bool server_compiled(struct server *server, const cJSON *params, struct pointed *pointed, struct problem *problem)
{
    struct workspace *workspace = &server->workspace;
    if (!server_document(server, params, &pointed->document, problem))
        return false;
    pointed->set = workspace_set(workspace, pointed->document->path);
    if (pointed->set == NULL)
        return server_refuse(problem, ERROR_REQUEST_FAILED, "the document belongs to no rule set");
    if (!rule_set_refresh(pointed->set, &workspace->documents, &workspace->disk))
        return server_refuse(problem, ERROR_INTERNAL, "no memory left");
    pointed->snapshot = pointed->set->now;
    pointed->source = snapshot_source(pointed->snapshot, pointed->document->path);
    return pointed->source != UINT32_MAX ||
           server_refuse(problem, ERROR_REQUEST_FAILED, "the document was not compiled");
}

bool server_pointed(struct server *server, const cJSON *params, struct pointed *pointed, struct problem *problem)
{
    struct position position;
    if (!position_read(params, "position", &position))
        return server_refuse(problem, ERROR_INVALID_PARAMS, "the request has no position");
    if (!server_compiled(server, params, pointed, problem))
        return false;
    pointed->offset = (uint32_t)lines_offset(&pointed->document->lines, server->encoding, position);
    return true;
}

const struct symbol_use *server_name_at(const struct pointed *pointed, struct symbols **symbols)
{
    *symbols = snapshot_symbols(pointed->snapshot);
    return *symbols == NULL ? NULL : symbols_at(*symbols, pointed->source, pointed->offset);
}

static void write_position(struct server *server, const char *name, struct position position)
{
    tell_begin(&server->w, name, '{');
    tell_number(&server->w, "line", position.line);
    tell_number(&server->w, "character", position.character);
    tell_end(&server->w, '}');
}

void server_write_range(struct server *server, const char *name, const struct lines *lines, size_t start, size_t end)
{
    tell_begin(&server->w, name, '{');
    write_position(server, "start", lines_position(lines, server->encoding, start));
    write_position(server, "end", lines_position(lines, server->encoding, end));
    tell_end(&server->w, '}');
}

/* What points nowhere is shown at the start. */
static uint32_t first_line[] = {0};
static const struct lines NOWHERE = {.text = {"", 0}, .starts = {first_line, 1, 1}};

void server_write_span(struct server *server, const char *name, struct snapshot *snapshot, struct span span)
{
    const struct lines *lines = snapshot_lines(snapshot, span.file);
    if (lines == NULL) {
        lines = &NOWHERE;
        span.start = span.end = 0;
    }
    server_write_range(server, name, lines, span.start, span.end);
}

void server_path_uri(const struct server *server, struct buffer *out, const char *path)
{
    const struct document *document = documents_at_path(&server->workspace.documents, path);
    if (document != NULL)
        buffer_string(out, document->uri);
    else
        uri_write(out, path);
}

void server_write_path_uri(struct server *server, const char *name, const char *path)
{
    struct buffer uri;
    buffer_init(&uri, NULL);
    server_path_uri(server, &uri, path);
    server->failed |= uri.failed;
    tell_text(&server->w, name, (struct text){uri.bytes, uri.length});
    buffer_done(&uri);
}

void server_write_location(struct server *server, const char *name, struct snapshot *snapshot, struct span span)
{
    if (span.file >= snapshot->count)
        return;
    struct arena arena;
    arena_init(&arena, NULL);
    const char *path = snapshot->paths[span.file];
    if (path == NULL)
        path = library_copy(&arena, server->workspace.library, sources_get(&snapshot->compiler->sources, span.file));
    if (path != NULL) {
        tell_begin(&server->w, name, '{');
        server_write_path_uri(server, "uri", path);
        server_write_span(server, "range", snapshot, span);
        tell_end(&server->w, '}');
    }
    arena_done(&arena);
}

/* ---- Edits of several files: older clients know them by URI only, newer ones with the version they are for ---- */

void server_begin_edits(struct server *server)
{
    if (server->client.document_changes)
        tell_begin(&server->w, "documentChanges", '[');
    else
        tell_begin(&server->w, "changes", '{');
}

void server_begin_file_edits(struct server *server, const char *path)
{
    struct json_writer *w = &server->w;
    const struct document *document = documents_at_path(&server->workspace.documents, path);
    struct buffer uri;
    if (server->client.document_changes) {
        tell_begin(w, NULL, '{');
        tell_begin(w, "textDocument", '{');
        server_write_path_uri(server, "uri", path);
        if (document != NULL)
            tell_number(w, "version", document->version);
        else
            tell_null(w, "version");
        tell_end(w, '}');
        tell_begin(w, "edits", '[');
        return;
    }
    buffer_init(&uri, NULL);
    server_path_uri(server, &uri, path);
    const char *text = buffer_cstring(&uri);
    server->failed |= text == NULL;
    tell_begin(w, text == NULL ? "" : text, '[');
    buffer_done(&uri);
}

void server_end_file_edits(struct server *server)
{
    tell_end(&server->w, ']');
    if (server->client.document_changes)
        tell_end(&server->w, '}');
}

void server_end_edits(struct server *server)
{
    tell_end(&server->w, server->client.document_changes ? ']' : '}');
}
