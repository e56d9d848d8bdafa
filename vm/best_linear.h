/* The linear relaxation of a component: prices of its rows that bound every set nearly as low as any prices can.
 *
 * Revised simplex with bounds on the columns, in fixed-point integers so that it is the same on every platform: primal
 * from the empty set, dual after a change of bounds (Lemke 1954; the bounded ratio test as in Koberstein 2005). Its
 * numbers are approximate and only steer: whoever uses the prices computes an exact bound from them. */
#ifndef VM_BEST_LINEAR_H
#define VM_BEST_LINEAR_H

#include "vm/best_component.h"

enum { LINEAR_BITS = 36 }; /* of the fraction of amounts and of a column's value */

enum linear_flag { LINEAR_AT_LOWER, LINEAR_BASIC, LINEAR_AT_UPPER };
enum linear_end { LINEAR_OPTIMAL, LINEAR_IMPOSSIBLE, LINEAR_FALLEN, LINEAR_UNFINISHED };

struct linear_entry {
    uint32_t row;
    int64_t amount; /* LINEAR_BITS of fraction */
};

/* Where a variable's units and its other entries begin; they end where the next one's begin. */
struct linear_lists {
    uint32_t first_unit, first_entry;
};

/* A pivot that is left at new prices only. */
struct linear_delayed {
    uint32_t variable, at; /* the variable that enters (BEST_NONE: no pivot is left), and the place */
    int64_t excess;        /* of the one that leaves */
};

/* A basis and what follows from it: saved and restored as a whole. */
struct linear_state {
    int64_t *inverse;   /* of the basis, row after row of the component: inverse[row * rows + place]; only of tight rows: any
                           other has a one at the place of what it has left, and nothing else */
    int64_t *prices;    /* of rows, then of purses, scaled */
    int64_t *levels;    /* of the basic variables */
    uint32_t *basis;    /* variables: columns, then what each purse cuts, then what each row has left */
    uint32_t *places;   /* by row: the place of what it has left, or BEST_NONE ... */
    uint32_t *tight;    /* ... and the rows for which it is that */
    uint32_t tight_count;
    uint8_t *flags;     /* by variable */
    struct linear_delayed delayed;
};

struct linear {
    struct component *component;
    uint32_t rows;           /* the component's, then its purses */
    uint32_t columns, cuts, variables;
    int shift;               /* fine weights are divided by two to this */
    int64_t tolerance;       /* of a reduced weight */
    int coarse;              /* what losses are divided by two to, where they are compared */
    int64_t *weights;        /* by variable, scaled */
    uint32_t *units;         /* rows that columns take a few units of, each as often as there are units */
    struct linear_entry *entries; /* everything else that columns and cuts take */
    struct linear_lists *lists;   /* by column and cut; one more */
    uint64_t *masks;         /* by column and cut: bits of the rows that it takes anything of */
    int64_t *lower, *upper;  /* by column, copies */
    uint8_t *scales;         /* by column and cut: see vm/best_scale.h */
    uint8_t *row_scales;     /* by row and purse */
    struct linear_state state;
    int64_t *direction;      /* a column of the tableau: by place ... */
    uint32_t *moved;         /* ... and the places whose variables a pivot moves */
    int64_t *row;            /* a row of the inverse: by row ... */
    uint32_t *listed;        /* ... and the rows where it is not zero */
    uint32_t listed_count;
    uint64_t row_mask;       /* the same as bits */
    uint32_t *entering;      /* columns and cuts that may enter */
    uint32_t entering_count;
};

/* `old`: the relaxation before, with fewer rows, whose scales stay; or NULL. */
promo_status linear_begin(struct linear *linear, struct component *component, const struct linear *old);

/* The component has more rows than before, from number `before` on, that its columns take units of: the basis stays, with what each
 * of them has left. linear_dual goes on from there. */
promo_status linear_add_rows(struct linear *linear, uint32_t before);

/* From the empty set to the optimum of the relaxation. */
void linear_primal(struct linear *linear);

/* After linear_bound: back to an optimum, unless there is no solution within the bounds, or the optimum has fallen by more
 * than `room` (fine). Only the columns listed are looked at; all others are closed. */
enum linear_end linear_dual(struct linear *linear, const uint32_t *open, uint32_t open_count, int64_t room);

/* New bounds of a column. */
void linear_bound(struct linear *linear, uint32_t column, int64_t lower, int64_t upper);

/* The price of a row, fine and never negative. */
int64_t linear_row_price(const struct linear *linear, uint32_t row);

/* What a unit of a component's row counts in the row of the inverse at which linear_dual found that there is no solution, where its
 * sign is `sign`; never negative. */
promo_i128 linear_row_weight(const struct linear *linear, uint32_t row, int sign);

/* A purse's price made exact: never more than what its money weighs. The budget behind a cap has its price already. */
int64_t linear_purse_price(const struct linear *linear, uint32_t number);

/* What the bound falls by at least (scaled) when a basic column is held below or above the part of a copy that it is split
 * at: by the first step back to an optimum (Driebeek 1966). INT64_MAX: there is no such step. */
struct linear_penalties {
    int64_t below, above;
};

struct linear_penalties linear_penalties(struct linear *linear, uint32_t column, const uint32_t *open,
                                         uint32_t open_count);

/* How much of each column listed the relaxation takes. */
void linear_values(const struct linear *linear, const uint32_t *open, uint32_t open_count, int64_t *values);

promo_status linear_state_new(const struct linear *linear, struct linear_state *state);
void linear_copy(const struct linear *linear, struct linear_state *to, const struct linear_state *from);

#endif
