/* What an answer is worth: uses, caps and budgets; and which of two answers is preferred.
 *
 * Answers are two buffers of the solver, so that the best so far outlives the look at another world. */
#ifndef VM_BEST_VALUE_H
#define VM_BEST_VALUE_H

#include "vm/best_model.h"

struct answer {
    struct best_solution solution;
    int64_t awards;
    VECTOR(struct best_use) uses;
    VECTOR(struct best_piece) pieces;
    VECTOR(struct best_piece) unsorted; /* class_index: still an atom */
    VECTOR(struct best_share) shares;
};

/* How often an event is used and for what, before caps and budgets. */
struct tally {
    int64_t times;
    bool other;            /* there is money that was not counted in whole parts */
    promo_i128 parts;      /* whole ones (model.scale) */
    struct fraction money; /* with `other` */
};

/* Uses, value and awards; `tallies` by model event. */
promo_status answer_value(struct answer *answer, struct model *model, const struct tally *tallies);

/* Whether `answer` is preferred to `other`: by value, awards, promotion after promotion, units in basket order. */
promo_status answer_prefers(const struct answer *answer, const struct answer *other, struct model *model, bool *prefers);

#endif
