/* Visiting a promotion's events: which of them are used, in the order of priority or along the sequence.
 *
 * The layer evaluation calls it for each eligible promotion, at the layer's prices; used events are appended to
 * evaluation->visits with their ladder's row and their number of full amounts. Semantics, "Which events are used". */
#ifndef VM_VISIT_H
#define VM_VISIT_H

#include "vm/evaluation.h"

/* Why a visited event is not used. */
enum miss {
    MISS_NOTHING,
    MISS_TRIGGER,  /* it is for other requests */
    MISS_CRITERIA, /* its criteria do not hold */
    MISS_LADDER,   /* what its ladder measures is below the first row */
    MISS_AMOUNT,   /* not one full amount */
    MISS_UNITS,    /* not the units that buy and get take */
    MISS_OFFER     /* nothing that it could take anything off */
};

/* What an event measured where that is why it is not used: of `set`, `seen`, short of `needed`. */
struct measured {
    enum measure measure;
    uint32_t set;
    int64_t seen, needed;
};

promo_status visit_promotion(struct evaluation *evaluation, uint32_t promotion, uint32_t layer);

/* The same, of a candidate of the index whose brief is decided: what the brief says need not be looked up elsewhere. */
promo_status visit_brief(struct evaluation *evaluation, uint32_t promotion, uint32_t layer);

#endif
