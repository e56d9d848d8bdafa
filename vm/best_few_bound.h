/* What the columns left in a search of few columns (vm/best_few.h) can add at most.
 *
 * Each column's weight is split among groups that it belongs to: columns that share a row, or a cap. A group adds no more than its
 * row or cap lets through of its columns' parts, and the sum of that bounds every set. Where columns are few, each has all its
 * weight in one group. Where they are more, rows and caps are priced first: going round, each is given the price that makes the
 * bound least while the others' prices stay, in the middle where there are several (coordinate descent in the dual of the
 * relaxation). Some rounds come within a few percent of the relaxation, for the work of a few of its pivots. */
#ifndef VM_BEST_FEW_BOUND_H
#define VM_BEST_FEW_BOUND_H

#include "vm/best_component.h"

enum { FEW_COLUMNS = 64 /* and groups: the bits of a word */ };

/* By weight, the heaviest first. */
struct few_column {
    int64_t weight;
    int64_t money;      /* as it weighs where it is cut; 0 without a purse */
    int64_t most;
    const struct entry *entries;
    uint32_t entry_count;
    uint32_t number;    /* in the component */
    uint32_t purse;     /* or BEST_NONE */
    bool based;         /* with a purse: units have a base */
    uint64_t rivals;    /* columns that take units of the same rows, itself among them */
    uint64_t groups;    /* that it has a part of its weight in */
    uint32_t group_count; /* where they are priced */
    int64_t part;       /* of its weight, in its purse's group */
    int64_t uncut;      /* what is left of that part at the purse's price */
    int64_t gain;       /* what it weighs beyond the prices of what it takes */
};

/* A column's part in its row's group. */
struct few_share {
    uint64_t column;    /* its bit */
    int64_t all, units; /* of all copies that fit */
    int64_t unit;       /* what a unit weighs, rounded up */
    int64_t amount, copies;
};

enum few_kind {
    FEW_ONE,   /* a copy of one of its columns fits at most */
    FEW_WHOLE, /* the same, and their parts are their weights */
    FEW_ROW,
    FEW_PURSE
};

/* Columns that share what their row has, or their cap. */
struct few_group {
    uint64_t columns;
    enum few_kind kind;
    uint32_t number;          /* of the row or purse */
    struct few_share *shares; /* of a row: the most first; the last one has every column's bit and nothing in it */
    int64_t price;            /* of a copy, of a unit, or of money in FEW_PRICE-ths */
};

enum { FEW_PRICE = 256 /* what money in a purse costs at most */ };

struct few_bound {
    struct few_column *columns;
    uint32_t column_count;
    uint64_t **fitting;           /* by row: columns that fit what is left of it; a unit less is the word before */
    uint64_t **empty;             /* by row: those that fit where nothing is left */
    int64_t left[FEW_COLUMNS];    /* by purse: money that it still lets through, as it weighs; below zero: what is cut */
    struct few_group *groups;
    uint32_t group_count;
    uint64_t ones;                /* groups of which one copy fits at most */
    uint32_t ordered;             /* groups to be decided one by one, where columns are priced; or none */
};

/* Groups the columns, listed with what their rows have left, and all of it is. False: no memory. */
bool few_bound_begin(struct few_bound *bound, const struct component *component);

static inline int64_t few_left(const struct few_bound *bound, uint32_t row)
{
    return bound->fitting[row] - bound->empty[row];
}

/* What a group can add at most, and the columns that it is the sum of: while these are left, and as much of its row, it stays. */
struct few_part {
    int64_t most;
    uint64_t columns;
};

/* The same of a row or purse of several copies. */
struct few_part few_part_of_many(const struct few_bound *bound, const struct few_group *group, uint64_t columns);

/* What the group's columns among these can add. */
static inline struct few_part few_part_of(const struct few_bound *bound, const struct few_group *group, uint64_t columns)
{
    columns &= group->columns;
    if (columns == 0)
        return (struct few_part){0, 0};
    if (group->kind == FEW_WHOLE)
        return (struct few_part){bound->columns[__builtin_ctzll(columns)].weight, columns & -columns};
    if (group->kind != FEW_ONE)
        return few_part_of_many(bound, group, columns);
    const struct few_share *share = group->shares;
    while ((share->column & columns) == 0)
        share++;
    return (struct few_part){share->all, share->column & columns};
}

#endif
