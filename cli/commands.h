/* Every verb, one line each; cli/commands.c has them in the order of `promo --help`. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/command.h"

extern const struct command CHECK_COMMAND;
extern const struct command LINT_COMMAND;
extern const struct command COMPILE_COMMAND;
extern const struct command RUN_COMMAND;
extern const struct command EXPLAIN_COMMAND;
extern const struct command ANALYSE_COMMAND;
extern const struct command SIMULATE_COMMAND;
extern const struct command TEST_COMMAND;
extern const struct command FMT_COMMAND;
extern const struct command LSP_COMMAND;
extern const struct command DESCRIBE_COMMAND;
extern const struct command DIFF_COMMAND;
extern const struct command DUMP_COMMAND;
extern const struct command EXPLAIN_CODE_COMMAND;
extern const struct command ORDER_COMMAND;
extern const struct command COUPON_COMMAND;
extern const struct command LOYALTY_COMMAND;
extern const struct command AUDIENCE_COMMAND;
extern const struct command STATE_COMMAND;
extern const struct command COMPLETIONS_COMMAND;
extern const struct command MAN_COMMAND;
extern const struct command HELP_COMMAND;

#endif
