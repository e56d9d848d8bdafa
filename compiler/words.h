/* What the author wrote, on one line: for explanations, hints and messages.
 *
 * Comments are dropped, white space is one space, and in a template the words of the arguments stand for its parameters. */
#ifndef COMPILER_WORDS_H
#define COMPILER_WORDS_H

#include "compiler/check_parts.h"

struct text words_of(struct check *check, struct span span);

/* With the parameters' own names: for messages, which are then the same for each use of a template. */
struct text words_written(struct check *check, struct span span);

/* The same, appended: spaced as the formatter has it on one line, however the author did. */
void words_append(struct check *check, struct buffer *out, struct span span);

/* The buffer's text, kept in the plan's arena; empty without memory. */
struct text words_keep(struct check *check, struct buffer *buffer);

#endif
