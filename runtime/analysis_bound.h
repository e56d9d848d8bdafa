/* What the rules alone say of how much promotions can give: a share of the goods that no order gets more than, and the worst
 * case of each promotion an order and altogether. No basket is priced for it; it is never less than what pricing gives,
 * beside the rounding of each event once an order. */
#ifndef RUNTIME_ANALYSIS_BOUND_H
#define RUNTIME_ANALYSIS_BOUND_H

#include "runtime/analysis.h"

enum { SHARE_WHOLE = 1000000 };

struct share_bound {
    int64_t share;      /* millionths of the goods, rounded up; SHARE_WHOLE: the rules set no bound */
    uint32_t unbounded; /* a promotion that may take all of something; INDEX_NONE */
};

struct share_bound bound_share(const struct analysis *analysis);

/* Amounts in minor units; VALUE_UNLIMITED: it grows with the order, or nothing ends it. */
struct exposure {
    int64_t order;      /* the most it gives one order: its cap, or what its benefits add up to */
    int64_t total;      /* the most it gives altogether: by its limit or its campaign's budget */
};

struct exposure bound_exposure(const struct analysis *analysis, uint32_t promotion);

#endif
