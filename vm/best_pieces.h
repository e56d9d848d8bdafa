/* From chosen columns to a solution: what each event does to the units of each class. */
#ifndef VM_BEST_PIECES_H
#define VM_BEST_PIECES_H

#include "vm/best_search.h"
#include "vm/best_value.h"

void answer_done(struct answer *answer, const promo_allocator *alloc);

/* Uses, pieces, shares, value and awards of the outcome; the bound and the proof are the caller's. */
promo_status answer_make(struct answer *answer, struct model *model, const struct outcome *outcome);

#endif
