/* What a result would use up: uses of coupons, promotions and budgets, money, certificates, points. The runtime holds and
 * books these; nothing here changes any state. */
#ifndef VM_HOLDS_H
#define VM_HOLDS_H

#include "vm/evaluation.h"

/* By kind, then in the order of the image (of codes: as presented), in scratch memory. */
promo_status holds_list(struct evaluation *evaluation, const promo_hold **holds, size_t *count);

#endif
