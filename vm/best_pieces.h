/* From chosen columns to a solution: what each event does to the units of each class.
 *
 * Answers are two buffers of the solver, so that the best so far outlives the look at another world. */
#ifndef VM_BEST_PIECES_H
#define VM_BEST_PIECES_H

#include "vm/best_search.h"

struct answer {
    struct best_solution solution;
    int64_t awards;
    VECTOR(struct best_use) uses;
    VECTOR(struct best_piece) pieces;
    VECTOR(struct best_piece) unsorted; /* class_index: still an atom */
    VECTOR(struct best_share) shares;
};

void answer_done(struct answer *answer, const promo_allocator *alloc);

/* Uses, pieces, shares, value and awards of the outcome; the bound and the proof are the caller's. */
promo_status answer_make(struct answer *answer, struct model *model, const struct outcome *outcome);

/* Whether `answer` is preferred to `other`: by value, awards, promotion after promotion, units in basket order. */
promo_status answer_prefers(const struct answer *answer, const struct answer *other, struct model *model, bool *prefers);

#endif
