/* What a walk has seen: where it came to a state with nothing different left to choose, so that what it can add to the set is
 * the same again, only the better of the ways there has to go on. Kept while one walk lasts; its memory is the model's.
 *
 * Used where neither budgets nor something that has to be used make what is added depend on what was taken before. */
#ifndef VM_BEST_SEEN_H
#define VM_BEST_SEEN_H

#include "vm/best_set.h"

struct seen {
    struct set *set;
    const uint32_t *columns; /* that the walk chooses among */
    uint32_t column_count;
    size_t key_words;        /* of a state */
    int64_t *copies;         /* room for a set seen before */
    bool ties;               /* of sets of one weight the preferred goes on, not the first */
};

promo_status seen_begin(struct seen *seen, struct set *set, const uint32_t *columns, uint32_t count, size_t key_words,
                        bool ties);

/* Whether the set at hand has to go on from a state: not if an earlier one that weighs more, or is preferred to it, has. The
 * key is `key_words` words. */
promo_status seen_goes_on(struct seen *seen, const int64_t *key, bool *goes_on);

#endif
