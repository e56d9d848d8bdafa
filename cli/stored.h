/* What the verbs that work on a store share: their second word (`promo order commit`), --store and --at, how a status ends
 * the command. */
#ifndef CLI_STORED_H
#define CLI_STORED_H

#include "cli/command.h"

#include <promo/store.h>

/* The first two options of each of these verbs. */
enum { STORED_STORE, STORED_AT, STORED_OPTIONS };

#define STORE_OPTION {"store", '\0', OPTION_TEXT, "STORE", "the store: a file", 0, 0}
#define AT_OPTION {"at", '\0', OPTION_TEXT, "INSTANT", "instead of the clock: 2026-03-01T17:00Z", 0, 0}

struct stored {
    const struct invocation *invocation;
    const char **operands; /* after the action's word */
    size_t count;
    promo_store *store;    /* NULL for actions that do not open it */
    const char *address;
    int64_t at;
};

struct action {
    const char *name;
    const char *operands; /* for the message of usage */
    size_t least, most;
    bool closed;          /* does not open the store */
    enum exit_code (*run)(struct stored *stored);
};

/* Finds the action that the first operand names, opens the store, runs it, closes. */
enum exit_code stored_run(const struct invocation *invocation, const struct action *actions, size_t count);

/* --at as an instant (of a date its midnight, UTC), or the clock; false: complained. */
bool stored_instant(const struct option_value *value, int64_t *at);

/* Complains about what went wrong: EXIT_FINDINGS for what cannot be (a conflict, nothing found), else EXIT_CANNOT. */
enum exit_code stored_failure(promo_status status);

/* Prints a line. */
enum exit_code stored_print(const char *line);

/* Prints an answer and says how the command ends; frees it. Without one, as stored_failure. */
enum exit_code stored_answer(promo_status status, promo_answer *answer, bool reservation);


#endif
