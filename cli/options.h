/* The command line read by the tables of cli/command.h. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/command.h"

/* What every verb takes, before or after its name. */
extern const struct option COMMON_OPTIONS[];
extern const size_t COMMON_OPTIONS_COUNT;

struct common_options {
    bool help, version;
    const char *color; /* NULL: not given */
};

/* Reads the words after the program's name. *verb is left NULL when there is none. Operands are collected in
 * invocation->operands, which has room for `count`. False: complained. */
bool options_parse(int count, char **words, struct common_options *common, struct invocation *invocation);

/* Gives back what options_parse collected in invocation->values; the operands are the caller's. */
void options_done(struct invocation *invocation);

/* The verb of that name; NULL: complained, with the name it may have been. */
const struct command *options_command(const char *name);

#endif
