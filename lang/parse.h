/* One source to its syntax tree, with every independent error in it.
 *
 * The tree lives in the caller's arena and borrows texts from the source. It is always complete enough to be checked:
 * what could not be read is left out, so names declared after an error are still found. */
#ifndef LANG_PARSE_H
#define LANG_PARSE_H

#include "lang/ast.h"
#include "lang/diagnostic.h"

/* Blocks and parentheses inside each other; more is P0090. */
enum { PARSE_DEEPEST = 200 };

/* PROMO_OK also where the source has errors (diags has them then); PROMO_NO_MEMORY: *out is NULL. */
promo_status parse_source(struct arena *arena, const struct source *source, struct diagnostics *diags,
                          struct tree **out);

#endif
