/* Awards of the final outcome: gifts, allowances, points, coupons and certificates, once per application. */
#ifndef VM_AWARDS_H
#define VM_AWARDS_H

#include "vm/evaluation.h"

/* The awards of the final outcome in the order of its uses, in scratch memory. */
promo_status awards_list(struct evaluation *evaluation, const promo_award **awards, size_t *count);

#endif
