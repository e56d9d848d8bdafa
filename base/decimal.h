/* Exact decimal text: amounts, rates and counts as people write them, to integers and back.
 *
 * Used by the JSON readers and writers, by what tells rules in words, and by the command. A value is an integer scaled by
 * 10^places: "12.50" with two places is 1250. The text is that of a JSON number (no sign `+`, no leading zeros, an exponent
 * is allowed); nothing is ever rounded: text that says more places than asked for is refused, also where the digits are
 * zeros. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/text.h"

enum decimal_verdict {
    DECIMAL_OK,
    DECIMAL_MALFORMED,       /* no number */
    DECIMAL_TOO_MANY_PLACES, /* more decimals than asked for */
    DECIMAL_OUT_OF_RANGE     /* beyond 2^63 - 1, either way */
};

enum { DECIMAL_MOST_PLACES = 18, DECIMAL_ROOM = 24 };

/* places: 0 to DECIMAL_MOST_PLACES. *value is untouched unless DECIMAL_OK. */
enum decimal_verdict decimal_parse(struct text text, int places, int64_t *value);

/* Writes the value with exactly `places` decimals, without a NUL, and returns the number of bytes. */
size_t decimal_print(int64_t value, int places, char out[DECIMAL_ROOM]);

/* The same without trailing zeros: "0.35", "2". For counts and measures, where places say nothing. */
size_t decimal_print_short(int64_t value, int places, char out[DECIMAL_ROOM]);

/* With a comma after each three digits of the whole part: "1,234.50". */
enum { DECIMAL_GROUPED_ROOM = 32 };
size_t decimal_print_grouped(int64_t value, int places, char out[DECIMAL_GROUPED_ROOM]);

#endif
