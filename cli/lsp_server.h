/* The language server: messages in, messages out, and what it keeps between them. Knows the protocol, not where bytes come from:
 * cli/lsp.c joins it to standard input and output, tests/fuzz/fuzz_lsp.c to any bytes.
 *
 * server_feed takes bytes as they come; server_step answers one message; when there is none left, server_settle compiles one
 * rule set that is stale and tells the client what is wrong with it. */
#ifndef CLI_LSP_SERVER_H
#define CLI_LSP_SERVER_H

#include "cli/lsp_frames.h"
#include "cli/lsp_json.h"
#include "cli/lsp_workspace.h"

enum server_life { SERVER_NEW, SERVER_STARTED, SERVER_RUNNING, SERVER_SHUT_DOWN, SERVER_ENDED };

/* What the client can do with answers. */
struct client {
    bool snippets;         /* completions with places to fill in */
    bool document_changes; /* edits that name the version they are for */
    bool symbol_tree;      /* symbols in symbols */
    bool action_literals;  /* code actions rather than commands */
    bool markdown;         /* in hovers */
    bool watching;         /* may be asked to watch files */
};

struct server {
    enum server_life life;
    bool orderly;          /* shut down before its end */
    struct frames frames;
    VECTOR(cJSON *) queue; /* messages read and not yet answered */
    size_t answered;       /* of these */
    enum position_encoding encoding;
    struct client client;
    struct workspace workspace;
    struct json_writer w;
    void (*send)(void *context, struct text message); /* header and body */
    void *context;
    int64_t asked;         /* number of the last request to the client */
    bool failed;           /* no memory: it cannot go on */
};

void server_init(struct server *server, void (*send)(void *context, struct text message), void *context);
void server_done(struct server *server);

void server_feed(struct server *server, const char *bytes, size_t size);

bool server_has_message(const struct server *server);

/* Whether there was a message. */
bool server_step(struct server *server);

/* Whether there was something to do. */
bool server_settle(struct server *server);

/* What can wait until nobody types: lints of large rule sets. Whether there is such work, and a piece of it. */
bool server_can_rest(const struct server *server);
bool server_rest(struct server *server);

/* ---- For the files that answer requests: cli/lsp_*.c ---- */

/* Errors of JSON-RPC and of the protocol. */
enum server_error {
    ERROR_PARSE = -32700,
    ERROR_INVALID_REQUEST = -32600,
    ERROR_METHOD_NOT_FOUND = -32601,
    ERROR_INVALID_PARAMS = -32602,
    ERROR_INTERNAL = -32603,
    ERROR_NOT_INITIALIZED = -32002,
    ERROR_REQUEST_FAILED = -32803,
    ERROR_CANCELLED = -32800
};

/* Writes the result of a request as the member "result" of server->w; false: *problem says why there is none. */
struct problem {
    enum server_error error;
    char message[256];
};

typedef bool server_request(struct server *server, const cJSON *params, struct problem *problem);
typedef void server_notification(struct server *server, const cJSON *params);

/* Says why and returns false. */
bool server_refuse(struct problem *problem, enum server_error error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A message to the client: begun with its method, then the members of its params, then ended and sent. */
void server_begin(struct server *server, const char *method);
void server_begin_request(struct server *server, const char *method);
void server_end(struct server *server);

/* The same, but sent only if it is not what *hash is of, or if it has to be. */
void server_end_news(struct server *server, uint64_t *hash, bool always);

/* "position": where a request points, in a rule set that is compiled. */
struct pointed {
    struct document *document;
    struct rule_set *set;
    struct snapshot *snapshot;
    uint32_t source;
    uint32_t offset;
};

/* The open document of params.textDocument; with its rule set compiled; and with params.position. False: refused. */
bool server_document(struct server *server, const cJSON *params, struct document **document, struct problem *problem);
bool server_compiled(struct server *server, const cJSON *params, struct pointed *pointed, struct problem *problem);
bool server_pointed(struct server *server, const cJSON *params, struct pointed *pointed, struct problem *problem);

/* The name that the place is in, in *symbols the index it is of; NULL: none, or no memory. */
const struct symbol_use *server_name_at(const struct pointed *pointed, struct symbols **symbols);

/* Members of the message at hand: a range of a text or of a source, and the URI by which the client knows a file. */
void server_write_range(struct server *server, const char *name, const struct lines *lines, size_t start, size_t end);
void server_write_span(struct server *server, const char *name, struct snapshot *snapshot, struct span span);
void server_path_uri(const struct server *server, struct buffer *out, const char *path);
void server_write_path_uri(struct server *server, const char *name, const char *path);

/* An element { uri, range } of an array; of the standard library a copy of the file is made that the client can open. */
void server_write_location(struct server *server, const char *name, struct snapshot *snapshot, struct span span);

/* Members of a WorkspaceEdit: for each file the edits { range, newText }, for the version that the client has. */
void server_begin_edits(struct server *server);
void server_begin_file_edits(struct server *server, const char *path);
void server_end_file_edits(struct server *server);
void server_end_edits(struct server *server);

#endif
