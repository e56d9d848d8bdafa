/* The normal form of a coupon's code, in which codes are compared, stored and looked up: ASCII letters in upper case, without
 * dashes, `O` as `0`, `I` and `L` as `1`. One form for compiler, VM and stores. And how hard generated codes are to guess. */
#ifndef BASE_CODES_H
#define BASE_CODES_H

#include "base/text.h"

/* Writes the normal form (at most code.length bytes, no NUL) and returns its length; it may be empty. */
size_t code_normal(struct text code, char *out);

/* Of a pattern such as "SUMMER-########": every `#` is one of 32 characters, drawn at random, but the last, which checks them. */
int code_random_characters(struct text pattern);

/* How many codes so many random characters make; INT64_MAX: that many or more. */
int64_t code_space(int random);

/* The fewest random characters, from `random` on, with which one guess in `odds` or fewer hits one of `count` codes. */
int code_random_wanted(int random, int64_t count, int64_t odds);

#endif
