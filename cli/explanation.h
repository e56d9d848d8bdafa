/* A result with its verdicts as a page for people: what the basket comes to, then a paragraph for every promotion. */
#ifndef CLI_EXPLANATION_H
#define CLI_EXPLANATION_H

#include "base/text.h"

#include <promo/vm.h>

/* The result must have been priced with `explain`. */
void explanation_print(struct buffer *out, const promo_image *image, const promo_result *result, bool colored);

#endif
