/* The command line read by the tables of cli/command.h, and the help made from them. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/command.h"

/* What every verb takes, before or after its name. */
struct common_options {
    bool help, version;
    const char *color; /* NULL: not given */
};

/* Reads the words after the program's name. *verb is left NULL when there is none. Operands are collected in
 * invocation->operands, which has room for `count`. False: complained. */
bool options_parse(int count, char **words, struct common_options *common, struct invocation *invocation);

void options_help_all(void);
void options_help(const struct command *command);

#endif
