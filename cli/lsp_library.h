/* The standard library as files that an editor can open, when somebody goes to where a template of it is declared: copies below
 * the user's cache directory, made when they are asked for, of what is inside this program. */
#ifndef CLI_LSP_LIBRARY_H
#define CLI_LSP_LIBRARY_H

#include "base/arena.h"
#include "lang/source.h"

/* "$XDG_CACHE_HOME/promo/VERSION", else below "$HOME/.cache"; NULL: neither is set, or no memory. */
const char *library_directory(struct arena *arena);

/* The path of the copy, which is written unless it is there and right. NULL: it cannot be. */
const char *library_copy(struct arena *arena, const char *directory, const struct source *source);

#endif
