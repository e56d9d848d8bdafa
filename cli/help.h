/* The help of the command, made from the tables of cli/command.h; on standard output. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"

void help_all(void);
void help_command(const struct command *command);

#endif
