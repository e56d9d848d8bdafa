/* What the words in the tables of cli/command.h stand for: operands such as "RULES [BASKETS]", an option's "FILE" or "text|json".
 *
 * For whoever makes something of the tables: completions, manual pages. A word that is not known here is any file where it is
 * an operand, and any text where it is an option's. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include "base/text.h"
#include "cli/command.h"

enum argument_kind {
    ARGUMENT_TEXT,
    ARGUMENT_CHOICE, /* the word lists what it may be: "bash|zsh|fish" */
    ARGUMENT_FILE,
    ARGUMENT_RULES,  /* rule files, images, and folders of rule files */
    ARGUMENT_BASKETS,
    ARGUMENT_IMAGE,
    ARGUMENT_FOLDER,
    ARGUMENT_COMMAND,
    ARGUMENT_CODE,   /* of a diagnostic, or a lint */
    ARGUMENT_LINT,
    ARGUMENT_KINDS
};

struct argument {
    enum argument_kind kind;
    struct text word;
    bool optional, many; /* many: it may be given again, and is the last */
};

/* The command's n-th operand, from 0; false: it takes no more. What comes after the last that is named is like it, where more
 * are taken. */
bool argument_of_command(const struct command *command, size_t n, struct argument *out);

/* What an option takes; false: it is a flag. */
bool argument_of_option(const struct option *option, struct argument *out);

/* The next of the alternatives "a|b|c", which are shortened by it; false: there is none left. */
bool argument_choice(struct text *alternatives, struct text *choice);

#endif
