/* The one layout of a rule file, for `promo fmt`.
 *
 * Tokens stay as they are and in their order, and every comment is kept; only white space changes. What the author
 * decides is where a block is broken into lines (a line break after its brace) and where single empty lines stand.
 * Formatting what is formatted changes nothing. */
#ifndef LANG_FORMAT_H
#define LANG_FORMAT_H

#include "lang/diagnostic.h"

enum { FORMAT_WIDTH = 120, FORMAT_INDENT = 2 };

/* PROMO_REJECTED: the source has errors, which are in `diags`, and nothing is written. */
promo_status format_source(struct buffer *out, const struct source *source, struct diagnostics *diags);

#endif
