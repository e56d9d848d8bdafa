/* What the client says of files: opened, changed, saved, closed, come and gone. */
#include "cli/lsp_methods.h"
#include "cli/lsp_uri.h"

#include <stdarg.h>

/* A line in the client's log. */
static void log_warning(struct server *server, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void log_warning(struct server *server, const char *format, ...)
{
    enum { WARNING = 2 };
    struct buffer text;
    va_list arguments;
    buffer_init(&text, NULL);
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    server_begin(server, "window/logMessage");
    tell_number(&server->w, "type", WARNING);
    tell_text(&server->w, "message", (struct text){text.bytes, text.length});
    server_end(server);
    buffer_done(&text);
}

static void list_again(struct server *server)
{
    bool cut = server->workspace.cut;
    server->failed |= !workspace_list(&server->workspace);
    if (server->workspace.cut && !cut)
        log_warning(server, "a folder has more than %d entries: not all rule files below it are known", LISTED_MOST);
}

void sync_open(struct server *server, const cJSON *params)
{
    const cJSON *item = member_at(params, "textDocument");
    const char *uri = member_string(item, "uri"), *text = member_string(item, "text");
    int64_t version = 0;
    member_int(item, "version", &version);
    if (uri == NULL || text == NULL) {
        log_warning(server, "a document was opened without its text");
        return;
    }
    struct document *document = documents_open(&server->workspace.documents, uri, version, text);
    if (document == NULL) {
        log_warning(server, "the document is too large: %.150s", uri);
        return;
    }
    list_again(server);
    workspace_changed(&server->workspace, document->path);
}

void sync_change(struct server *server, const cJSON *params)
{
    const char *uri = member_string(params, "textDocument.uri");
    struct document *document = uri == NULL ? NULL : documents_find(&server->workspace.documents, uri);
    if (document == NULL) {
        log_warning(server, "a document was changed that is not open");
        return;
    }
    bool settings = text_has_settings(document_text(document));
    member_int(params, "textDocument.version", &document->version);
    if (!document_change(document, member_at(params, "contentChanges"), server->encoding))
        log_warning(server, "a change of %.150s could not be made: open the document again", uri);
    if (settings != text_has_settings(document_text(document)))
        server->failed |= !workspace_divide(&server->workspace);
    workspace_changed(&server->workspace, document->path);
}

/* Imported files lie anywhere: whatever was compiled may be another now. */
static void all_changed(struct server *server)
{
    list_again(server);
    for (size_t i = 0; i < server->workspace.sets.count; i++) {
        struct rule_set *set = server->workspace.sets.items[i];
        set->stale = true;
        set->told_all = false;
        rule_set_forget_settings(set);
    }
}

void sync_save(struct server *server, const cJSON *params)
{
    (void)params;
    all_changed(server);
}

void sync_watched(struct server *server, const cJSON *params)
{
    (void)params;
    all_changed(server);
}

void sync_close(struct server *server, const cJSON *params)
{
    const char *uri = member_string(params, "textDocument.uri");
    struct document *document = uri == NULL ? NULL : documents_find(&server->workspace.documents, uri);
    if (document == NULL)
        return;
    workspace_changed(&server->workspace, document->path);
    documents_close(&server->workspace.documents, document);
    list_again(server);
}

void sync_folders(struct server *server, const cJSON *params)
{
    struct arena arena;
    arena_init(&arena, NULL);
    const cJSON *removed = member_at(params, "event.removed"), *added = member_at(params, "event.added");
    for (const cJSON *folder = removed == NULL ? NULL : removed->child; folder != NULL; folder = folder->next) {
        const char *uri = member_string(folder, "uri"), *path = uri == NULL ? NULL : uri_path(&arena, uri);
        if (path != NULL)
            workspace_remove_folder(&server->workspace, path);
    }
    for (const cJSON *folder = added == NULL ? NULL : added->child; folder != NULL; folder = folder->next) {
        const char *uri = member_string(folder, "uri"), *path = uri == NULL ? NULL : uri_path(&arena, uri);
        if (path != NULL)
            server->failed |= !workspace_add_folder(&server->workspace, path);
    }
    arena_done(&arena);
    list_again(server);
}
