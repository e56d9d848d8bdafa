/* The verbs of `promo` and their options as tables: dispatch, parsing and help all read the same ones.
 *
 * A verb is one file, cli/VERB.c, that defines its `struct command`; cli/commands.c lists them all. A verb's run returns an
 * exit code and prints its own messages with complain(). */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/vector.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum exit_code {
    EXIT_FINE = 0,     /* nothing wrong */
    EXIT_FINDINGS = 1, /* in what was looked at: an error in the source, a failing test */
    EXIT_CANNOT = 2,   /* the command could not do its work: usage, an unreadable file, bad input */
    EXIT_DEFECT = 70   /* the program is wrong */
};

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_NUMBER,
    OPTION_CHOICE,
    OPTION_TEXTS /* a text that may be given several times */
};

struct option {
    const char *name;           /* without dashes */
    char letter;                /* '\0': none */
    enum option_kind kind;
    const char *argument;       /* its name in the help: "FILE" ; of a choice: "text|json" */
    const char *help;
    int64_t least, most;        /* of a number */
};

/* What was given: at the option's index in its table. */
struct option_value {
    bool given;
    const char *text;   /* of texts and choices; NULL when not given; of OPTION_TEXTS the last */
    int64_t number;     /* of numbers; of choices the alternative's index, 0 when not given */
    VECTOR(const char *) texts; /* of OPTION_TEXTS, in the order given */
};

enum { OPTIONS_MOST = 32 };

struct invocation {
    const struct command *command;
    struct option_value values[OPTIONS_MOST];
    const char **operands;
    size_t operand_count;
};

struct command {
    const char *name;
    const char *operands;       /* "RULES [BASKETS]" */
    const char *summary;        /* a line */
    const char *details;        /* paragraphs; NULL */
    const char *examples;       /* command lines, each after a line "# what it does"; NULL */
    const struct option *options;
    size_t option_count;
    size_t least, most;         /* operands */
    enum exit_code (*run)(const struct invocation *invocation);
};

extern const struct command *const COMMANDS[]; /* ends in NULL */

#define OPTIONS_OF(table) .options = (table), .option_count = sizeof(table) / sizeof *(table)

#endif
