/* promo lsp: the language server, on standard input and output. */
#include "cli/commands.h"
#include "cli/lsp_server.h"
#include "cli/terminal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Editors' plugins give it by habit; there is no other way to be spoken to. */
enum { LSP_STDIO };

static const struct option LSP_OPTIONS[] = {
    [LSP_STDIO] = {"stdio", '\0', OPTION_FLAG, NULL, "speak on standard input and output (always so)", 0, 0},
};

static void send_message(void *context, struct text message)
{
    (void)context;
    if (terminal_write(message) == PROMO_OK)
        (void)terminal_flush();
}

enum { PIECE = 1 << 16 };

enum { FOREVER = -1, QUIET = 300 }; /* milliseconds */

/* Reads what has come, and waits so long for something to come. False: there is no more. */
static bool receive(struct server *server, int wait)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    for (int ready; (ready = poll(&input, 1, wait)) != 0; wait = 0) {
        char piece[PIECE];
        if (ready < 0 && errno == EINTR)
            continue;
        ssize_t got = ready < 0 ? -1 : read(STDIN_FILENO, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        server_feed(server, piece, (size_t)got);
    }
    return true;
}

static enum exit_code serve(struct server *server)
{
    bool more = true;
    while (server->life != SERVER_ENDED && !server->failed && !terminal_failed()) {
        more = more && receive(server, 0);
        if (server_step(server) || server_settle(server))
            continue;
        if (!more)
            return EXIT_FINDINGS; /* the client has gone without a word */
        bool later = server_can_rest(server);
        more = receive(server, later ? QUIET : FOREVER);
        if (later && more && !server_has_message(server))
            server_rest(server);
    }
    if (server->failed)
        complain("no memory left");
    return server->failed ? EXIT_CANNOT : server->orderly ? EXIT_FINE : EXIT_FINDINGS;
}

static enum exit_code lsp(const struct invocation *invocation)
{
    struct server server;
    (void)invocation;
    if (isatty(STDIN_FILENO))
        complain("lsp speaks with editors, by the Language Server Protocol; Ctrl-D ends it");
    server_init(&server, send_message, NULL);
    enum exit_code code = serve(&server);
    server_done(&server);
    return code;
}

const struct command LSP_COMMAND = {
    .name = "lsp",
    .operands = "",
    .summary = "the language server, for editors",
    .details = "Speaks the Language Server Protocol on standard input and output; editors start it. Exits with 0 after an orderly\n"
               "end (shutdown, then exit), with 1 when the client goes without one.",
    .examples = "# the command that an editor is told to start\n"
                "promo lsp",
    OPTIONS_OF(LSP_OPTIONS),
    .least = 0,
    .most = 0,
    .run = lsp,
};
