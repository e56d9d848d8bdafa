/* What one promotion makes impossible: which others never apply in one order with it, and which never apply at all because of
 * it; proven where the rules say so, else after a search. */
#ifndef RUNTIME_ANALYSIS_CONFLICT_H
#define RUNTIME_ANALYSIS_CONFLICT_H

#include "runtime/analysis.h"

enum conflict_why {
    CONFLICT_EXCLUSIVE,    /* one of the two is exclusive: proven */
    CONFLICT_EXCLUDES,     /* one excludes the other: proven */
    CONFLICT_NEEDS,        /* no order meets the conditions of both: proven */
    CONFLICT_OUTBID,       /* no order was found; in one they compete, and one loses */
    CONFLICT_OPEN          /* no order was found */
};

struct conflict {
    uint32_t promotion;        /* the other */
    enum conflict_why why;
    bool proven;
    bool at_all;               /* the other applies to no order that was found, and would without the promotion */
    const struct order *order; /* where one of the two loses, or, at_all, where the other would apply; NULL */
    bool loses;                /* in that order it is the other that does not apply */
};

struct conflict_answer {
    const struct conflict *items; /* in the analysis's arena, in the order of the image */
    uint32_t count;
    uint32_t together;            /* promotions that some order has together with it */
    bool live;                    /* the promotion itself applies to some order */
    uint64_t priced;
};

promo_status analysis_conflict(struct analysis *analysis, uint32_t promotion, struct conflict_answer *answer);

#endif
