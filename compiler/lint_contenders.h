/* What the promotions of a plan have to give, benefit by benefit, as far as it can be compared; for compiler/lint_pairs.
 *
 * A promotion of one event with one benefit is compared as a whole. Of several a word can be said where each is so much off
 * each unit of a set: all may meet on one unit, so that it gets their sum at most (of new prices the lowest); and a unit goes
 * to one promotion of a layer. Whatever units the promotion had can then be had from those that give at least that much on
 * each of its sets, and these may have other events beside. */
#ifndef COMPILER_LINT_CONTENDERS_H
#define COMPILER_LINT_CONTENDERS_H

#include "base/vector.h"
#include "compiler/lint_parts.h"

struct contender {
    const struct plan_promotion *promotion;
    const struct plan_event *event;
    const struct plan_benefit *benefit;
    uint64_t shape;  /* equal: the values can be compared */
    uint32_t set;    /* of the benefit; PLAN_NONE */
    int64_t value;   /* larger is better */
    uint32_t number; /* in order of declaration */
    uint32_t part;   /* of the promotion, from 0 */
    bool alone;      /* the promotion has nothing else to give */
    bool judged;     /* a better one is looked for; value: of all parts together */
    bool can_beat;   /* value: its own */
};

struct contest {
    struct lint *lint;
    VECTOR(struct contender) list;
};

/* Lists what takes part, in order of declaration; without memory the lint has failed. */
void contest_fill(struct contest *contest);

bool contender_is_ladder(const struct plan_event *event);

#endif
