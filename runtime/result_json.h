/* Results as JSON (docs/json.md), one line without a line end, appended to a buffer.
 *
 * Amounts are decimal strings with the currency's decimals. A failed allocation is remembered by the buffer. The same
 * result gives the same bytes, except for the times in `stats`. */
#ifndef RUNTIME_RESULT_JSON_H
#define RUNTIME_RESULT_JSON_H

#include "base/text.h"

#include <promo/vm.h>

struct result_style {
    bool explain; /* `explanation`: the verdict on every promotion */
    bool stats;   /* `stats`: counts, and microseconds */
};

void result_write(struct buffer *out, const promo_image *image, const promo_result *result, struct result_style style);

/* The members of an object without braces, for results that carry more than a result: the caller writes `{`, these, `}`. */
void result_write_members(struct buffer *out, const promo_image *image, const promo_result *result,
                          struct result_style style);

/* Text in quotes, escaped as JSON asks. */
void json_write_text(struct buffer *out, struct text text);

#endif
