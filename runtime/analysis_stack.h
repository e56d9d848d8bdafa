/* How much can an order get off its goods, and can it be sold below cost? The largest found by joining recipes and changing
 * orders a little; and, from the rules alone, a share that no order gets more than. */
#ifndef RUNTIME_ANALYSIS_STACK_H
#define RUNTIME_ANALYSIS_STACK_H

#include "runtime/analysis.h"

struct stack_answer {
    bool found;         /* any order with a score at all */
    struct order order;
    struct score score; /* of POOL_SHARE: taken off, of the goods; of POOL_LOSS: the loss, of the goods' cost */
    uint64_t priced;
};

/* pool: POOL_SHARE or POOL_LOSS. */
promo_status analysis_stack(struct analysis *analysis, int pool, struct stack_answer *answer);

#endif
