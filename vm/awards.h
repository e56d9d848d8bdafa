/* Awards of the final outcome: gifts, allowances, points, coupons and certificates, once per application. */
#ifndef VM_AWARDS_H
#define VM_AWARDS_H

#include "vm/evaluation.h"

/* awards_list of an outcome that uses events. */
promo_status awards_of_uses(struct evaluation *evaluation, const promo_award **awards, size_t *count);

/* The awards of the final outcome in the order of its uses, in scratch memory. */
static inline promo_status awards_list(struct evaluation *evaluation, const promo_award **awards, size_t *count)
{
    *awards = NULL;
    *count = 0;
    return evaluation->final->uses.count == 0 ? PROMO_OK : awards_of_uses(evaluation, awards, count);
}

#endif
