/* Starting and ending: what client and server tell each other about themselves. */
#include "cli/lsp_methods.h"
#include "cli/lsp_uri.h"

#include <promo/status.h>

#include <stdlib.h>
#include <string.h>

static void read_client(struct client *client, const cJSON *params)
{
    const cJSON *text = member_at(params, "capabilities.textDocument"), *work = member_at(params, "capabilities.workspace");
    *client = (struct client){
        .snippets = member_true(text, "completion.completionItem.snippetSupport"),
        .document_changes = member_true(work, "workspaceEdit.documentChanges"),
        .symbol_tree = member_true(text, "documentSymbol.hierarchicalDocumentSymbolSupport"),
        .action_literals = member_at(text, "codeAction.codeActionLiteralSupport") != NULL,
        .markdown = member_has(text, "hover.contentFormat", "markdown"),
        .watching = member_true(work, "didChangeWatchedFiles.dynamicRegistration"),
    };
}

/* The client's order is not asked: bytes need no counting. */
static enum position_encoding choose_encoding(const cJSON *params)
{
    static const enum position_encoding BEST[] = {POSITIONS_UTF8, POSITIONS_UTF32};
    for (size_t i = 0; i < sizeof BEST / sizeof *BEST; i++)
        if (member_has(params, "capabilities.general.positionEncodings", position_encoding_name(BEST[i])))
            return BEST[i];
    return POSITIONS_UTF16;
}

static bool add_folder_uri(struct server *server, struct arena *arena, const char *uri)
{
    const char *path = uri == NULL ? NULL : uri_path(arena, uri);
    return path == NULL || workspace_add_folder(&server->workspace, path);
}

/* Folders, or what came before them in the protocol: one URI, or one path. */
static bool read_folders(struct server *server, const cJSON *params)
{
    struct arena arena;
    bool kept = true;
    const cJSON *folders = member_at(params, "workspaceFolders");
    arena_init(&arena, NULL);
    if (cJSON_IsArray(folders) && folders->child != NULL)
        for (const cJSON *folder = folders->child; folder != NULL; folder = folder->next)
            kept &= add_folder_uri(server, &arena, member_string(folder, "uri"));
    else if (member_string(params, "rootUri") != NULL)
        kept = add_folder_uri(server, &arena, member_string(params, "rootUri"));
    else if (member_string(params, "rootPath") != NULL && member_string(params, "rootPath")[0] == '/')
        kept = workspace_add_folder(&server->workspace, member_string(params, "rootPath"));
    arena_done(&arena);
    return kept && workspace_list(&server->workspace);
}

static void write_sync(struct json_writer *w)
{
    enum { INCREMENTAL = 2 };
    tell_begin(w, "textDocumentSync", '{');
    tell_bool(w, "openClose", true);
    tell_number(w, "change", INCREMENTAL);
    tell_begin(w, "save", '{');
    tell_bool(w, "includeText", false);
    tell_end(w, '}');
    tell_end(w, '}');
}

static void write_folders(struct json_writer *w)
{
    tell_begin(w, "workspace", '{');
    tell_begin(w, "workspaceFolders", '{');
    tell_bool(w, "supported", true);
    tell_bool(w, "changeNotifications", true);
    tell_end(w, '}');
    tell_end(w, '}');
}

/* Signs at which the client asks without being told to. */
static void write_triggers(struct json_writer *w, const char *provider, const char *const *signs)
{
    tell_begin(w, provider, '{');
    tell_begin(w, "triggerCharacters", '[');
    for (; *signs != NULL; signs++)
        tell_string(w, NULL, *signs);
    tell_end(w, ']');
    tell_end(w, '}');
}

/* What needs no options. */
static const char *const PROVIDERS[] = {"documentFormattingProvider", "documentRangeFormattingProvider", "definitionProvider",
                                        "referencesProvider", "documentHighlightProvider", "documentSymbolProvider",
                                        "workspaceSymbolProvider", "foldingRangeProvider", "hoverProvider"};

bool life_initialize(struct server *server, const cJSON *params, struct problem *problem)
{
    struct json_writer *w = &server->w;
    read_client(&server->client, params);
    server->encoding = choose_encoding(params);
    if (!read_folders(server, params))
        return server_refuse(problem, ERROR_INTERNAL, "no memory left");
    server->life = SERVER_STARTED;
    tell_begin(w, "result", '{');
    tell_begin(w, "capabilities", '{');
    tell_string(w, "positionEncoding", position_encoding_name(server->encoding));
    write_sync(w);
    for (size_t i = 0; i < sizeof PROVIDERS / sizeof *PROVIDERS; i++)
        tell_bool(w, PROVIDERS[i], true);
    tell_begin(w, "documentLinkProvider", '{');
    tell_end(w, '}');
    write_triggers(w, "completionProvider", (const char *const[]){"\"", ".", "(", "/", NULL});
    write_triggers(w, "signatureHelpProvider", (const char *const[]){"(", ",", NULL});
    tell_begin(w, "codeActionProvider", '{');
    tell_begin(w, "codeActionKinds", '[');
    tell_string(w, NULL, "quickfix");
    tell_string(w, NULL, "source.fixAll.promo");
    tell_end(w, ']');
    tell_end(w, '}');
    tell_begin(w, "renameProvider", '{');
    tell_bool(w, "prepareProvider", true);
    tell_end(w, '}');
    write_folders(w);
    tell_end(w, '}');
    tell_begin(w, "serverInfo", '{');
    tell_string(w, "name", "promo");
    tell_string(w, "version", promo_version());
    tell_end(w, '}');
    tell_end(w, '}');
    return true;
}

/* Asks a client that can to tell when rule files come, go or change beside those that are open. */
static const char *const WATCHED[] = {"**/*.promo", "**/promo.toml"};

static void ask_to_watch(struct server *server)
{
    struct json_writer *w = &server->w;
    server_begin_request(server, "client/registerCapability");
    tell_begin(w, "registrations", '[');
    tell_begin(w, NULL, '{');
    tell_string(w, "id", "rule-files");
    tell_string(w, "method", "workspace/didChangeWatchedFiles");
    tell_begin(w, "registerOptions", '{');
    tell_begin(w, "watchers", '[');
    for (size_t i = 0; i < sizeof WATCHED / sizeof *WATCHED; i++) {
        tell_begin(w, NULL, '{');
        tell_string(w, "globPattern", WATCHED[i]);
        tell_end(w, '}');
    }
    tell_end(w, ']');
    tell_end(w, '}');
    tell_end(w, '}');
    tell_end(w, ']');
    server_end(server);
}

void life_initialized(struct server *server, const cJSON *params)
{
    (void)params;
    if (server->life != SERVER_STARTED)
        return;
    server->life = SERVER_RUNNING;
    if (server->client.watching)
        ask_to_watch(server);
}

bool life_shutdown(struct server *server, const cJSON *params, struct problem *problem)
{
    (void)params;
    (void)problem;
    server->life = SERVER_SHUT_DOWN;
    tell_null(&server->w, "result");
    return true;
}

void life_exit(struct server *server, const cJSON *params)
{
    (void)params;
    server->orderly = server->life == SERVER_SHUT_DOWN;
    server->life = SERVER_ENDED;
}

void life_ignore(struct server *server, const cJSON *params)
{
    (void)server;
    (void)params;
}
