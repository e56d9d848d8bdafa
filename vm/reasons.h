/* Why a visited event was not used, as a sentence with the values seen, and as the words of the criterion that failed.
 * Part of the explanation (vm/explain.c), which calls it while the scene is at the layer's prices. */
#ifndef VM_REASONS_H
#define VM_REASONS_H

#include "vm/eligible.h"
#include "vm/visit.h"

struct reason {
    const char *text; /* the sentence, without a full stop */
    const char *word; /* the criterion's or group's own words, or one word */
};

/* Why the promotion is not eligible, with what the basket has instead; NULL without memory. */
const char *reason_of_ineligible(struct evaluation *evaluation, uint32_t promotion, enum ineligible reason);

/* False without memory. */
bool reason_of_miss(struct evaluation *evaluation, uint32_t event, enum miss miss, const struct measured *measured,
                    struct reason *reason);

#endif
