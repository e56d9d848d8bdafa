/* The normal form of a coupon's code, in which codes are compared, stored and looked up: ASCII letters in upper case, without
 * dashes, `O` as `0`, `I` and `L` as `1`. One form for compiler, VM and stores. */
#ifndef BASE_CODES_H
#define BASE_CODES_H

#include "base/text.h"

/* Writes the normal form (at most code.length bytes, no NUL) and returns its length; it may be empty. */
size_t code_normal(struct text code, char *out);

#endif
