/* One component of the search: its columns and rows, its dual prices, and the walk through its sets.
 *
 * Made by best_search from columns of the model; numbers of rows, columns and promotions are the component's own. */
#ifndef VM_BEST_COMPONENT_H
#define VM_BEST_COMPONENT_H

#include "vm/best_model.h"

struct row_entry {
    uint32_t column;
    int64_t amount;
};

struct component_row {
    uint32_t model_row; /* BEST_NONE: made for a column that claims nothing, or for a clique (vm/best_cliques.h) */
    int64_t capacity;
    int64_t taken;      /* units that come before, of columns that are not the component's (vm/best_core.h) */
    int64_t price;      /* dual, fine */
    uint32_t first_entry, entry_count; /* in row_entries */
};

struct component_column {
    uint32_t model_column;
    uint32_t promotion;
    promo_i128 weight;
    promo_i128 money;        /* parts */
    int64_t fine;            /* the weight, fine, rounded up */
    int64_t cost;            /* reduced: what taking a copy loses against the bound; fine */
    int64_t of_cap, of_budget; /* its money as a part of its purses' norms, PURSE_BITS of fraction, rounded down */
    int64_t most;
    uint32_t first_entry, entry_count; /* in entries */
};

struct component_promotion {
    const struct best_promotion *source;
    uint32_t number;      /* in the problem; BEST_NONE: nobody's */
    uint32_t cap, budget; /* its purses, or BEST_NONE */
};

/* Prices and bounds are fine: weights times two to component.fine, so that they have as much of a fraction as 64 bits leave.
 * Weights of sets are always exact. */
enum { FINE_FEW = 20, FINE_MANY = 32, FINE_WIDTH = 60, PURSE_BITS = 60 };

/* What limits money: a budget, or a promotion's cap. What a cap cuts does not count in the budget behind it. */
struct purse {
    promo_i128 limit; /* parts */
    promo_i128 each;  /* weight of a part that is cut */
    uint32_t behind;  /* the budget behind a cap, or BEST_NONE */
    promo_i128 norm;  /* parts that `price` is for */
    promo_i128 full;  /* what so much money weighs, fine; -1: not exactly, or a budget behind the cap has a part of it */
    int64_t price;    /* dual, fine: at most what so much money weighs, together with the price behind it */
};

struct linear;

struct component {
    struct model *model;
    struct component_row *rows;
    struct row_entry *row_entries;
    struct component_column *columns;
    struct entry *entries;
    struct component_promotion *promotions; /* ascending */
    struct purse *purses;
    uint32_t row_count, column_count, promotion_count, purse_count;
    bool exclusions;
    bool slots;            /* columns give units of some rows to others: a set is admissible as a whole, not column by column */
    bool many;             /* copies: searched by the relaxation, and not by walks, however few columns there are */
    uint32_t must_use;     /* promotion of which a column has to be taken, or BEST_NONE */
    promo_i128 lattice;    /* every set's weight is a multiple of it */
    int fine;              /* see above; negative where weights are greater than 64 bits hold */
    int64_t priced;        /* what the prices bound every set by, fine */
    struct linear *linear; /* its relaxation at the optimum, or NULL where it is not worth its while */
    promo_i128 bound, best;
    uint32_t rounds;       /* how often copies were put aside (vm/best_bulk.h) */
    bool found;            /* `best` and `copies` are of a set */
    bool stopped;          /* the work limit struck */
    int64_t *copies;       /* of the best set, by column */
    int64_t *values;       /* how much of each column the relaxation takes, with LINEAR_BITS of fraction */
};

/* Of more copies than so, by all columns in question, what is preferred is not looked for by walks. */
enum { COMPONENT_COPIES = 100 };

/* A weight as fine as prices are, rounded down. */
static inline promo_i128 component_fine(const struct component *component, promo_i128 weight)
{
    return component->fine >= 0 ? weight * ((promo_i128)1 << component->fine) : weight >> -component->fine;
}

/* A bound that is below this leaves no room for a better set. */
static inline promo_i128 component_goal(const struct component *component)
{
    return component_fine(component, component->best + component->lattice);
}

/* Bounds beyond what any set can weigh are cut there. They bound all sets then, but what a set loses is not to be taken off them. */
#define COMPONENT_CUT ((int64_t)1 << 61)

static inline int64_t component_narrow(promo_i128 sum)
{
    return (int64_t)(sum < COMPONENT_CUT ? sum : COMPONENT_CUT);
}

/* The entries of each row, from those of the columns. */
void component_list_rows(struct component *component);

/* Prices rows and purses so that no column costs less than nothing, as low in sum as found; sets costs and `priced`.
 * `order`: all columns. */
promo_status component_price(struct component *component, const uint32_t *order);

/* The same, lower in sum, with rows that the relaxation lacks (vm/best_cliques.h), if it has an optimum that breaks any; *tightened
 * says so. */
promo_status component_tighten(struct component *component, const uint32_t *order, bool *tightened);

/* What a column costs at its rows' and purses' prices, fine, rounded down. */
int64_t component_column_price(const struct component *component, const struct component_column *column);

/* The relaxation's prices, made exact. */
void component_take_prices(struct component *component);

/* Prices of rows, then of purses, to be put back later. NULL: no memory. */
int64_t *component_keep_prices(const struct component *component);
void component_put_prices(struct component *component, const int64_t *prices);

/* The greatest number that both are multiples of; 0 is a multiple of any. */
promo_i128 component_divisor(promo_i128 a, promo_i128 b);

/* What all that there is of rows and purses costs at most, at the prices at hand, fine. */
promo_i128 component_total(const struct component *component);

/* The best set, of equals the preferred one, by whichever search is worth its while; `found` false where must_use cannot be
 * met. */
promo_status component_solve(struct component *component);

/* A best set, no worse than `start` (by column), whichever is preferred. */
promo_status component_improve(struct component *component, const int64_t *start);

/* Sets of equal weight: positive where `copies` are preferred to `others`. */
promo_status component_compare(struct component *component, const int64_t *copies, const int64_t *others, int *order);

/* The most copies that there can be of all these columns. */
promo_i128 component_copies(const struct component *component, const uint32_t *columns, uint32_t count);

/* The promotion, by the component's number, whose base the row's units have; BEST_NONE: they have none. */
uint32_t component_base_promotion(const struct component *component, uint32_t row);

/* Whether any unit that the column takes has a base. */
bool component_has_base(const struct component *component, const struct component_column *column);

/* Whether all sets of one weight that differ only in the columns listed are preferred alike. `gap` (fine) is what any of them
 * loses at the prices at hand, and less than what weights are multiples of. `labels`: room for as many numbers as there are rows. */
bool component_settled(const struct component *component, const uint32_t *columns, uint32_t count, promo_i128 gap,
                       uint32_t *labels);

/* Sets of equal weight: whether `copies` are preferred to the component's best. */
promo_status component_prefers(struct component *component, const int64_t *copies, bool *prefers);

#endif
