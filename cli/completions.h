/* The scripts that complete command lines, one writer for each shell; all of them read the tables of cli/command.h. */
#ifndef CLI_COMPLETIONS_H
#define CLI_COMPLETIONS_H

#include "cli/arguments.h"

void completions_bash(struct buffer *out);
void completions_zsh(struct buffer *out);
void completions_fish(struct buffer *out);

/* Every word that the argument may be, one space between two: choices, commands, codes or lints. False: it is something else. */
bool completions_words(struct buffer *out, const struct argument *argument, const char *escaped);

void completions_commands(struct buffer *out);

/* The text with a backslash before each byte of `escaped`; where the byte is a single quote in a POSIX shell's single quotes,
 * as it is written there. */
void completions_put(struct buffer *out, struct text text, const char *escaped);

#endif
