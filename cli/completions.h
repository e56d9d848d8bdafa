/* The scripts that complete command lines, one writer for each shell; all of them read the tables of cli/command.h. */
#ifndef CLI_COMPLETIONS_H
#define CLI_COMPLETIONS_H

#include "base/text.h"

void completions_bash(struct buffer *out);
void completions_zsh(struct buffer *out);
void completions_fish(struct buffer *out);

/* Codes of diagnostics, or names of commands, one after the other. */
void completions_codes(struct buffer *out, const char *between);
void completions_commands(struct buffer *out, const char *between);

/* The text with a backslash before each byte of `escaped`; where the byte is a single quote in a POSIX shell's single quotes,
 * as it is written there. */
void completions_put(struct buffer *out, struct text text, const char *escaped);

#endif
