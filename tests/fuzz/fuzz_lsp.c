/* Any bytes as what a client says to the language server. The first byte chooses: the bytes as they come, headers and all; or
 * each line of them as a message, after a session has begun and a rule file is open. Whatever is sent back is a message with a
 * body of JSON, as long as its header says. */
#include "cli/lsp_server.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const BEGINNING[] = {
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":{\"textDocument\":{\"completion\":"
    "{\"completionItem\":{\"snippetSupport\":true}},\"codeAction\":{\"codeActionLiteralSupport\":{}}}}}}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"initialized\",\"params\":{}}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"x:a\",\"version\":1,\"text\":"
    "\"settings { currency USD }\\nprofile { customer.level : enum { low, high } }\\nlet shoes = category \\\"shoes\\\"\\n"
    "template t(goods : items, rate : percent = 5%) { event e { give rate off goods } }\\n"
    "promotion p \\\"\\ud83c\\udf81\\\" { event e { when customer.level == low give 5% off shose } use t(goods = shoes) }\\n\"}}}",
};

static void check_sent(void *context, struct text message)
{
    static const char HEADER[] = "Content-Length: ";
    (void)context;
    assert(message.length > sizeof HEADER && memcmp(message.bytes, HEADER, sizeof HEADER - 1) == 0);
    char *end; /* a number ends with its line */
    size_t length = strtoul(message.bytes + sizeof HEADER - 1, &end, 10);
    const char *body = end + 4;
    assert(memcmp(end, "\r\n\r\n", 4) == 0 && message.length == (size_t)(body - message.bytes) + length);
    cJSON *parsed = cJSON_ParseWithLength(body, length);
    assert(parsed != NULL && cJSON_IsObject(parsed));
    cJSON_Delete(parsed);
}

static void work(struct server *server)
{
    while (server_step(server) || server_settle(server) || server_rest(server)) {}
    assert(!server->failed);
}

static void say(struct server *server, const char *message, size_t length)
{
    char header[64];
    int size = snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", length);
    server_feed(server, header, (size_t)size);
    server_feed(server, message, length);
    work(server);
}

/* Files of this machine are nobody's business; nor is how else a letter can be written. */
static bool names_files(const char *bytes, size_t size)
{
    static const char *const WORDS[] = {"file:", "rootPath", "\\u00"};
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < sizeof WORDS / sizeof *WORDS; j++)
            if (size - i >= strlen(WORDS[j]) && strncasecmp(bytes + i, WORDS[j], strlen(WORDS[j])) == 0)
                return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct server server;
    const char *bytes = (const char *)data + 1;
    if (size == 0 || names_files(bytes, size - 1))
        return 0;
    server_init(&server, check_sent, NULL);
    server.workspace.library = NULL;
    if (data[0] & 1) {
        for (size_t i = 0; i < sizeof BEGINNING / sizeof *BEGINNING; i++)
            say(&server, BEGINNING[i], strlen(BEGINNING[i]));
        for (size_t at = 0; at < size - 1;) {
            const char *end = memchr(bytes + at, '\n', size - 1 - at);
            size_t length = end == NULL ? size - 1 - at : (size_t)(end - bytes) - at;
            say(&server, bytes + at, length);
            at += length + 1;
        }
    } else {
        server_feed(&server, bytes, size - 1);
        work(&server);
    }
    server_done(&server);
    return 0;
}
