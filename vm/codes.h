/* The codes a basket presents: which are accepted, and for those that are not, the reason in one word.
 *
 * codes_judge runs before eligibility; answers are in the order presented. An accepted code is used up only where
 * codes_use finds it needed by the final outcome. */
#ifndef VM_CODES_H
#define VM_CODES_H

#include "vm/evaluation.h"

/* codes_judge and codes_use of baskets with codes, or after one. */
promo_status codes_judge_each(struct evaluation *evaluation);
void codes_use_each(struct evaluation *evaluation);

/* Fills evaluation->codes and evaluation->accepted. PROMO_OK, PROMO_NO_MEMORY, PROMO_OVERFLOW. */
static inline promo_status codes_judge(struct evaluation *evaluation)
{
    bool none = evaluation->basket->codes.count == 0 && evaluation->accepted_coupons.count == 0;
    return none ? PROMO_OK : codes_judge_each(evaluation);
}

/* Marks the codes that the final outcome needs; of several codes of one coupon, the first accepted one. */
static inline void codes_use(struct evaluation *evaluation)
{
    if (evaluation->basket->codes.count != 0)
        codes_use_each(evaluation);
}

/* The reason of an accepted code that nothing used: "outbid" where a used event needed it, else "not_needed". */
const char *codes_idle_reason(const struct evaluation *evaluation, uint32_t code);

/* Seconds since 1970 at which a code issued then ceases to be valid; INT64_MAX: never. */
int64_t codes_expiry(const struct image_view *image, const struct image_coupon *coupon, int64_t issued);

#endif
