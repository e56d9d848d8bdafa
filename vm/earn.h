/* Points that loyalty programs earn by themselves: for each full amount of the discounted goods, in requests on `basket`. */
#ifndef VM_EARN_H
#define VM_EARN_H

#include "vm/evaluation.h"

/* Fills evaluation->earned, in the order of the programs. */
promo_status earn_run(struct evaluation *evaluation);

#endif
