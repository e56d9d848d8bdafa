/* Exclusive promotions: each is evaluated alone, on the basket's own prices; the one that saves most stands in for the
 * layers where it saves strictly more. Called after the layers; sets evaluation->final. */
#ifndef VM_EXCLUSIVE_H
#define VM_EXCLUSIVE_H

#include "vm/evaluation.h"

/* exclusive_run with candidates. */
promo_status exclusive_try_each(struct evaluation *evaluation);

static inline promo_status exclusive_run(struct evaluation *evaluation)
{
    evaluation->final = &evaluation->layers;
    return evaluation->layered == evaluation->candidates.count ? PROMO_OK : exclusive_try_each(evaluation);
}

#endif
