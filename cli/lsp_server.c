#include "cli/lsp_server.h"

#include "cli/lsp_methods.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void server_init(struct server *server, void (*send)(void *context, struct text message), void *context)
{
    *server = (struct server){.send = send, .context = context};
    frames_init(&server->frames);
    workspace_init(&server->workspace);
    json_writer_init(&server->w);
}

void server_done(struct server *server)
{
    for (size_t i = server->answered; i < server->queue.count; i++)
        cJSON_Delete(server->queue.items[i]);
    VECTOR_DONE(&server->queue, &ALLOC_DEFAULT);
    json_writer_done(&server->w);
    workspace_done(&server->workspace);
    frames_done(&server->frames);
}

/* ---- Writing ---- */

static void send_written(struct server *server)
{
    struct buffer whole;
    struct text body = {server->w.out.bytes, server->w.out.length};
    buffer_init(&whole, NULL);
    buffer_format(&whole, "Content-Length: %zu\r\n\r\n", body.length);
    buffer_text(&whole, body);
    server->failed |= whole.failed || server->w.out.failed;
    if (!server->failed)
        server->send(server->context, (struct text){whole.bytes, whole.length});
    buffer_done(&whole);
}

static void begin_message(struct server *server)
{
    buffer_clear(&server->w.out);
    server->w.follows = false;
    tell_begin(&server->w, NULL, '{');
    tell_string(&server->w, "jsonrpc", "2.0");
}

void server_begin(struct server *server, const char *method)
{
    begin_message(server);
    tell_string(&server->w, "method", method);
    tell_begin(&server->w, "params", '{');
}

void server_begin_request(struct server *server, const char *method)
{
    begin_message(server);
    tell_number(&server->w, "id", ++server->asked);
    tell_string(&server->w, "method", method);
    tell_begin(&server->w, "params", '{');
}

void server_end(struct server *server)
{
    tell_end(&server->w, '}');
    tell_end(&server->w, '}');
    send_written(server);
}

void server_end_news(struct server *server, uint64_t *hash, bool always)
{
    static const struct hash_key KEY = {0x6d657373, 0x61676573};
    tell_end(&server->w, '}');
    tell_end(&server->w, '}');
    uint64_t now = hash_bytes(KEY, server->w.out.bytes, server->w.out.length);
    if (always || now != *hash)
        send_written(server);
    *hash = now;
}

static void write_id(struct server *server, const cJSON *id)
{
    if (cJSON_IsString(id))
        tell_string(&server->w, "id", id->valuestring);
    else if (cJSON_IsNumber(id)) {
        char number[64];
        snprintf(number, sizeof number, "%.17g", id->valuedouble);
        tell_raw(&server->w, "id", number);
    } else
        tell_null(&server->w, "id");
}

static void answer_error(struct server *server, const cJSON *id, enum server_error error, const char *message)
{
    begin_message(server);
    write_id(server, id);
    tell_begin(&server->w, "error", '{');
    tell_number(&server->w, "code", error);
    tell_string(&server->w, "message", message);
    tell_end(&server->w, '}');
    tell_end(&server->w, '}');
    send_written(server);
}

bool server_refuse(struct problem *problem, enum server_error error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    problem->error = error;
    vsnprintf(problem->message, sizeof problem->message, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- Reading ---- */

static void read_message(struct server *server, struct text body)
{
    const char *end = NULL;
    cJSON *message = cJSON_ParseWithLengthOpts(body.bytes, body.length, &end, false);
    while (message != NULL && end < body.bytes + body.length && strchr(" \t\r\n", *end) != NULL && *end != '\0')
        end++;
    if (message == NULL || end != body.bytes + body.length)
        answer_error(server, NULL, ERROR_PARSE, "the message is no JSON");
    else if (VECTOR_PUSH(&server->queue, &ALLOC_DEFAULT, message))
        return;
    else
        server->failed = true;
    cJSON_Delete(message);
}

void server_feed(struct server *server, const char *bytes, size_t size)
{
    struct text body;
    const char *why;
    if (!frames_feed(&server->frames, bytes, size)) {
        server->failed = true;
        return;
    }
    for (;;) {
        enum frames_answer answer = frames_next(&server->frames, &body, &why);
        if (answer == FRAMES_MORE)
            return;
        if (answer == FRAMES_MESSAGE)
            read_message(server, body);
        else
            answer_error(server, NULL, ERROR_PARSE, why);
    }
}

/* ---- Answering ---- */

static const struct method {
    const char *name;
    server_request *request;
    server_notification *notification;
} METHODS[] = {
#define REQUEST(method, function) {method, function, NULL},
#define NOTIFICATION(method, function) {method, NULL, function},
#include "cli/lsp_methods.def"
#undef REQUEST
#undef NOTIFICATION
};

static const struct method *find_method(const char *name)
{
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++)
        if (strcmp(METHODS[i].name, name) == 0)
            return &METHODS[i];
    return NULL;
}

static bool same_id(const cJSON *a, const cJSON *b)
{
    if (cJSON_IsString(a) && cJSON_IsString(b))
        return strcmp(a->valuestring, b->valuestring) == 0;
    return cJSON_IsNumber(a) && cJSON_IsNumber(b) && a->valuedouble == b->valuedouble;
}

/* Whether a message further on in the queue takes the request back. */
static bool is_cancelled(const struct server *server, const cJSON *id)
{
    for (size_t i = server->answered; i < server->queue.count; i++) {
        const char *method = member_string(server->queue.items[i], "method");
        if (method != NULL && strcmp(method, "$/cancelRequest") == 0 &&
            same_id(id, member_at(server->queue.items[i], "params.id")))
            return true;
    }
    return false;
}

static void answer(struct server *server, const struct method *method, const cJSON *id, const cJSON *params)
{
    struct problem problem = {ERROR_INTERNAL, "no memory left"};
    begin_message(server);
    write_id(server, id);
    if (method->request(server, params, &problem)) {
        tell_end(&server->w, '}');
        send_written(server);
    } else
        answer_error(server, id, problem.error, problem.message);
}

static void take_request(struct server *server, const char *name, const cJSON *id, const cJSON *params)
{
    const struct method *method = find_method(name);
    bool starts = strcmp(name, "initialize") == 0;
    char message[160];
    if (server->life == SERVER_NEW && !starts)
        answer_error(server, id, ERROR_NOT_INITIALIZED, "the first request is `initialize`");
    else if (server->life == SERVER_SHUT_DOWN || (starts && server->life != SERVER_NEW))
        answer_error(server, id, ERROR_INVALID_REQUEST,
                     starts ? "`initialize` comes once" : "the server has been shut down");
    else if (method == NULL || method->request == NULL) {
        snprintf(message, sizeof message, "there is no request `%.80s`", name);
        answer_error(server, id, ERROR_METHOD_NOT_FOUND, message);
    } else if (is_cancelled(server, id))
        answer_error(server, id, ERROR_CANCELLED, "cancelled");
    else
        answer(server, method, id, params);
}

static void take_notification(struct server *server, const char *name, const cJSON *params)
{
    const struct method *method = find_method(name);
    if (method == NULL || method->notification == NULL)
        return;
    if (server->life == SERVER_STARTED || server->life == SERVER_RUNNING || strcmp(name, "exit") == 0)
        method->notification(server, params);
}

/* A message without a method is an answer to the server, which waits for none. */
static void take(struct server *server, const cJSON *message)
{
    const cJSON *id = member_at(message, "id");
    const char *method = member_string(message, "method");
    if (!cJSON_IsObject(message) || (id != NULL && !cJSON_IsString(id) && !cJSON_IsNumber(id) && !cJSON_IsNull(id)) ||
        (method == NULL && member_at(message, "result") == NULL && member_at(message, "error") == NULL))
        answer_error(server, NULL, ERROR_INVALID_REQUEST, "this is neither a request nor a notification");
    else if (method != NULL && id != NULL)
        take_request(server, method, id, member_at(message, "params"));
    else if (method != NULL)
        take_notification(server, method, member_at(message, "params"));
}

bool server_has_message(const struct server *server)
{
    return server->answered < server->queue.count && server->life != SERVER_ENDED;
}

bool server_step(struct server *server)
{
    if (!server_has_message(server))
        return false;
    cJSON *message = server->queue.items[server->answered++];
    take(server, message);
    cJSON_Delete(message);
    if (server->answered == server->queue.count)
        server->answered = server->queue.count = 0;
    return true;
}

/* Larger rule sets are linted when nobody types: lints may look at every pair of promotions. */
enum { LINTED_AT_ONCE = 1 << 19 };

bool server_settle(struct server *server)
{
    struct workspace *workspace = &server->workspace;
    if (server->life != SERVER_STARTED && server->life != SERVER_RUNNING)
        return false;
    if (workspace->gone.count > 0) {
        struct rule_set *set = workspace->gone.items[--workspace->gone.count];
        publish_nothing(server, set);
        rule_set_free(set);
        return true;
    }
    for (size_t i = 0; i < workspace->sets.count; i++) {
        struct rule_set *set = workspace->sets.items[i];
        if (!set->opened || set->told_all)
            continue;
        server->failed |= !rule_set_refresh(set, &workspace->documents, &workspace->disk) ||
                          (set->now->size <= LINTED_AT_ONCE && !rule_set_lint(set));
        if (!server->failed)
            publish_set(server, set);
        return !server->failed;
    }
    return false;
}

bool server_rest(struct server *server)
{
    struct workspace *workspace = &server->workspace;
    for (size_t i = 0; i < workspace->sets.count; i++) {
        struct rule_set *set = workspace->sets.items[i];
        if (!set->opened || !set->told_all || set->now->linted)
            continue;
        if (!rule_set_lint(set))
            server->failed = true;
        else
            publish_set(server, set);
        return true;
    }
    return false;
}

bool server_can_rest(const struct server *server)
{
    const struct workspace *workspace = &server->workspace;
    bool running = server->life == SERVER_STARTED || server->life == SERVER_RUNNING;
    for (size_t i = 0; running && i < workspace->sets.count; i++)
        if (workspace->sets.items[i]->opened && workspace->sets.items[i]->told_all && !workspace->sets.items[i]->now->linted)
            return true;
    return false;
}
