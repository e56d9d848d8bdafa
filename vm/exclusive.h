/* Exclusive promotions: each is evaluated alone, on the basket's own prices; the one that saves most stands in for the
 * layers where it saves strictly more. Called after the layers; sets evaluation->final. */
#ifndef VM_EXCLUSIVE_H
#define VM_EXCLUSIVE_H

#include "vm/evaluation.h"

promo_status exclusive_run(struct evaluation *evaluation);

#endif
