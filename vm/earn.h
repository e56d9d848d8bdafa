/* Points that loyalty programs earn by themselves: for each full amount of the discounted goods, in requests on `basket`. */
#ifndef VM_EARN_H
#define VM_EARN_H

#include "vm/evaluation.h"

/* earn_run with programs. */
promo_status earn_of_programs(struct evaluation *evaluation);

/* Fills evaluation->earned, in the order of the programs. */
static inline promo_status earn_run(struct evaluation *evaluation)
{
    return evaluation->view->PROGRAMS_COUNT == 0 ? PROMO_OK : earn_of_programs(evaluation);
}

#endif
