/* The branch at hand while a component is searched by branches, and the way to it: shared by what looks at branches
 * (best_branch), what splits them (best_split) and what looks for sets as good as the best in them (best_equals). */
#ifndef VM_BEST_NODE_H
#define VM_BEST_NODE_H

#include "vm/best_linear.h"
#include "vm/best_set.h"

/* Values this close to a whole number are taken for it. */
#define NODE_ALMOST ((int64_t)1 << (LINEAR_BITS - 6))
#define NODE_ONE ((int64_t)1 << LINEAR_BITS)

enum { NODE_TIE_STEPS = 6000, NODE_TIE_SHARE = 2 }; /* see branch_tie_steps */

enum split { SPLIT_UP_FIRST, SPLIT_DOWN_FIRST, SPLIT_PROMOTIONS };

struct branch_level {
    enum split split;
    uint32_t column;    /* or, of promotions, the one that goes first ... */
    uint32_t other;     /* ... and the one that goes then */
    int64_t whole;      /* at most so many copies on one side, at least one more on the other */
    int sides;          /* how many have been looked at */
    size_t change_count;
    int64_t bound;
    uint32_t *open;     /* columns that may be taken below */
    uint32_t open_count;
    struct linear_state state;
};

struct branch {
    struct component *component;
    struct set *set;
    struct linear *linear;
    const uint32_t *open; /* columns that may be taken in the branch at hand, least cost first */
    uint32_t open_count;
    uint32_t *by_value;
    int64_t *values;
    int64_t *reduced;  /* by column, fine: what a copy adds to the bound */
    uint32_t *labels;  /* by row: room to tell promotions apart */
    struct branch_level *levels;
    uint32_t level_count, level_states;
    int64_t nodes;
    bool ties;         /* sets as good as the best are looked for, too */
    int64_t work, tie_work; /* what the model had done before; what was done for such sets only */
    uint32_t walk_columns; /* branches of no more columns are walked through */
    bool whole;        /* the set just offered takes all that the branch has open */
    size_t changes;    /* of a search around this one */
    int64_t near;      /* branches with a lower bound are left for the next pass */
    struct linear_state root;
    bool unfinished;
    int64_t left_bound; /* of what was not looked at */
    promo_status status;
};

/* A bound that is below this ends a branch. */
static inline promo_i128 branch_goal(const struct branch *branch)
{
    const struct component *component = branch->component;
    promo_i128 goal = branch->ties ? component_fine(component, component->best) : component_goal(component);
    return component->found && goal > branch->near ? goal : branch->near;
}

static inline bool branch_hopeless(const struct branch *branch, int64_t bound)
{
    return bound < branch_goal(branch);
}

static inline bool branch_is_open(const struct branch *branch, uint32_t column)
{
    return branch->linear->lower[column] < branch->linear->upper[column];
}

/* Steps left for branches that can only hold sets as good as the best: some thousand, and a share of all others. */
static inline int64_t branch_tie_steps(const struct branch *branch)
{
    int64_t others = branch->component->model->work - branch->work - branch->tie_work;
    return NODE_TIE_STEPS + others / NODE_TIE_SHARE - branch->tie_work;
}

#endif
