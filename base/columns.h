/* Text of strangers on a terminal: how many columns it takes, and written so that it cannot steer the terminal or turn the
 * direction of what stands beside it. */
#ifndef BASE_COLUMNS_H
#define BASE_COLUMNS_H

#include "base/text.h"

/* One character, made harmless, at *at (moves on); the columns it takes. `out` may be NULL: only measures. */
size_t columns_put_character(struct buffer *out, struct text text, size_t *at);

/* All of it, made harmless. */
void columns_put(struct buffer *out, struct text text);

/* The columns that columns_put takes. */
size_t columns_of(struct text text);

/* Filled with spaces up to a width; what is wider stays so. */
void columns_cell(struct buffer *out, struct text text, size_t columns);

/* Filled, or cut with a mark of omission, to exactly the width (2 or more). */
void columns_cut(struct buffer *out, struct text text, size_t columns);

/* Words on lines up to a width; those after the first are indented, where the first one already stands. */
void columns_wrap(struct buffer *out, struct text text, size_t indent, size_t columns);

#endif
