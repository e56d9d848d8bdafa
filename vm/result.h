/* The result of an evaluation as embedders see it (<promo/vm.h>), filled last from the final outcome.
 *
 * Its arrays lie in the evaluation's memory and are valid until the next evaluation. */
#ifndef VM_RESULT_H
#define VM_RESULT_H

#include "vm/evaluation.h"

/* What becomes of each line, and of shipping, in the final outcome: evaluation->lines and shipping_total. */
promo_status result_lines(struct evaluation *evaluation);

/* Total of everything, given the charges: minor units. */
promo_status result_total(const struct evaluation *evaluation, int64_t charges, int64_t *total);

promo_status result_fill(struct evaluation *evaluation, int64_t charges, int64_t total, int64_t due);

#endif
