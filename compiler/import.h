/* What an import names: a file of the standard library, or a path beside the importing file. */
#ifndef COMPILER_IMPORT_H
#define COMPILER_IMPORT_H

#include "base/arena.h"
#include "base/text.h"
#include "compiler/stdlib.h"

/* "a/./b/../c" as "a/c": what two spellings of one path have in common. Nothing is looked up. NULL without memory. */
const char *import_normal(struct arena *arena, struct text path);

/* The path of `import "./shoes"` in the file `from`: beside it, with .promo behind. NULL without memory. */
const char *import_path(struct arena *arena, struct text from, struct text name);

/* "./shoes" and "../common/sets" are paths; "std/bogo" is not. */
bool import_is_path(struct text name);

/* The file of the standard library, or NULL. */
const struct stdlib_file *import_library(struct text name);

/* The file of the standard library that declares a template of this name, or NULL. */
const struct stdlib_file *import_library_of(struct text template_name);

#endif
