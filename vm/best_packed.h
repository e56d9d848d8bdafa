/* The walk of few columns, as nearly all are: the columns that can still be taken are the bits of one word.
 *
 * As in vm/best_walk, for components without exclusions, slots and rounded parts; but at each step the prices of rows fall as far
 * as the candidates left allow, which raises what is lost. It keeps no memory of states, which pays in long walks: those are
 * left to vm/best_walk, or to branches. */
#ifndef VM_BEST_PACKED_H
#define VM_BEST_PACKED_H

#include "vm/best_walk.h"

enum { PACKED_COLUMNS = 64 };

/* Columns to add copies of to a set, by what they cost, least first. What a set loses against the bound is at least their
 * costs, the prices of units that stay unused, and money that is cut. */
struct packed_start {
    uint32_t columns[PACKED_COLUMNS];
    int64_t costs[PACKED_COLUMNS]; /* fine, not negative */
    int64_t most[PACKED_COLUMNS];  /* copies that may be added */
    uint32_t count;
    int64_t bound;                 /* of all sets made so, fine */
    int64_t near;                  /* sets that lose more are not looked for; INT64_MAX: all are */
    bool cheap;                    /* some column would cost less than nothing: rows without a price may be worth something */
};

/* Without columns; what these are is written when they are added, and not cleared before. */
static inline void packed_begin(struct packed_start *start, int64_t bound, int64_t near)
{
    start->count = 0;
    start->bound = bound;
    start->near = near;
    start->cheap = false;
}

/* Whether a component's sets can be walked through like this. */
bool packed_fits(const struct component *component, uint32_t count);

/* As walk_sets, from the set at hand. *finished false: what was found is kept, and nothing is proven. */
promo_status packed_walk(struct set *set, const struct packed_start *start, enum walk_goal goal, int64_t steps,
                         bool *finished);

#endif
