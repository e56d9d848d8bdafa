/* Is an order cheaper in two? Pairs of orders are looked at whose goods together make the whole; the second is placed after
 * the first by the same customer, who has then used what the first used of limits, codes and budgets. */
#ifndef RUNTIME_ANALYSIS_SPLIT_H
#define RUNTIME_ANALYSIS_SPLIT_H

#include "runtime/analysis.h"

struct split {
    struct order first, second; /* in the setting of the first */
    int64_t gain;      /* minor units less to pay for both than for the whole; the worth of gifts counts as money */
    int64_t rounding;  /* of that, what the rounding of each event once an order may make up */
    int64_t whole, paid_first, paid_second; /* totals */
};

struct split_answer {
    bool found;        /* a gain that is more than rounding */
    bool impossible;   /* proven from the rules that there is none */
    struct split split;
    uint64_t priced;
};

promo_status analysis_split(struct analysis *analysis, struct split_answer *answer);

/* The order of both. False: it is more than an order may be. */
bool split_whole(const struct split *split, struct order *whole);

#endif
