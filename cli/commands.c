#include "cli/commands.h"

const struct command *const COMMANDS[] = {
    &CHECK_COMMAND, &COMPILE_COMMAND, &RUN_COMMAND,  &EXPLAIN_COMMAND,
    &TEST_COMMAND,  &DUMP_COMMAND,    &EXPLAIN_CODE_COMMAND, NULL,
};
