/* Which promotions no order makes apply: proven from the rules and the goods where that can be, else after a search that says
 * how many orders it looked at. Live ones have a witness in analysis->witnesses. */
#ifndef RUNTIME_ANALYSIS_DEAD_H
#define RUNTIME_ANALYSIS_DEAD_H

#include "runtime/analysis.h"

enum dead_why {
    DEAD_NEEDS,  /* its conditions exclude each other */
    DEAD_TIME,   /* none of its periods and schedules have an instant in common */
    DEAD_GOODS,  /* no item is in a set it needs */
    DEAD_OUTBID, /* used, but another promotion always gave more */
    DEAD_OPEN    /* no order was found */
};

struct dead_promotion {
    uint32_t promotion;
    enum dead_why why;
    bool proven;
    uint32_t set;              /* DEAD_GOODS: in SETS */
    const char *rival;         /* DEAD_OUTBID: a promotion that took its goods */
    const char *reason;        /* DEAD_OPEN: what the last order lacked, in words; NULL: not known */
    const struct order *order; /* where it is outbid, or comes near; NULL: none could be made */
    uint64_t priced;           /* orders made for it */
};

struct dead_answer {
    const struct dead_promotion *items; /* in the analysis's arena, in the order of the image */
    uint32_t count;
    uint32_t live, inactive; /* inactive: drafts, retired and obsolete ones, which are not looked at */
    uint32_t out_of_season;  /* not within the instants asked for */
    uint64_t priced;
};

promo_status analysis_dead(struct analysis *analysis, struct dead_answer *answer);

#endif
