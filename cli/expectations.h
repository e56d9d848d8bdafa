/* What a test in the sources expects of a result, and what it got instead. */
#ifndef CLI_EXPECTATIONS_H
#define CLI_EXPECTATIONS_H

#include "base/text.h"
#include "compiler/tests.h"

#include <promo/vm.h>

/* Whether the result is as expected; where it is not, what it is instead is appended: "discount 12.50 by shoe_week". */
bool expectation_holds(const struct expectation *expectation, const promo_image *image, const promo_result *result,
                       struct buffer *actual);

#endif
