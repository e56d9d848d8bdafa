/* What a result would use up: uses of coupons, promotions and budgets, money, certificates, points. The runtime holds and
 * books these; nothing here changes any state. */
#ifndef VM_HOLDS_H
#define VM_HOLDS_H

#include "vm/evaluation.h"

/* holds_list where there may be any. */
promo_status holds_of_outcome(struct evaluation *evaluation, const promo_hold **holds, size_t *count);

/* By kind, then in the order of the image (of codes: as presented), in scratch memory. */
static inline promo_status holds_list(struct evaluation *evaluation, const promo_hold **holds, size_t *count)
{
    const struct outcome *outcome = evaluation->final;
    bool none = outcome->uses.count == 0 && outcome->charges.count == 0 && evaluation->basket->codes.count == 0 &&
                evaluation->payments.count == 0;
    *holds = NULL;
    *count = 0;
    return none ? PROMO_OK : holds_of_outcome(evaluation, holds, count);
}

#endif
