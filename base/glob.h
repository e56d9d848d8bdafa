/* Patterns of paths, as settings name files: `*` is anything but a slash, `?` one character but a slash, `**` any folders. */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/text.h"

/* Whether the whole path is of the pattern, or below a folder that is. Work is in proportion to both lengths multiplied. */
bool glob_matches(struct text pattern, struct text path);

#endif
