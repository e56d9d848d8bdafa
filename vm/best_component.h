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
    uint32_t model_row; /* BEST_NONE: made for a column that claims nothing */
    int64_t capacity;
    promo_i128 price;   /* dual, with COMPONENT_FINE bits of fraction */
    uint32_t first_entry, entry_count; /* in row_entries */
};

struct component_column {
    uint32_t model_column;
    uint32_t promotion;
    promo_i128 weight;
    promo_i128 cost;         /* reduced: what taking a copy loses against the bound; as prices */
    promo_i128 money;        /* parts */
    int64_t most;
    uint32_t first_entry, entry_count; /* in entries */
};

struct component_promotion {
    uint32_t number;      /* in the problem */
    uint32_t cap, budget; /* its purses, or BEST_NONE */
};

/* Bits of fraction of dual prices, and of what is computed from them. */
enum { COMPONENT_FINE = 20 };

/* What limits money: a budget, or a promotion's cap. What a cap cuts does not count in the budget behind it. */
struct purse {
    promo_i128 limit; /* parts */
    uint32_t behind;  /* the budget behind a cap, or BEST_NONE */
    promo_i128 norm;  /* parts that `price` is for */
    promo_i128 price; /* dual, fine: at most what so much money weighs, together with the price behind it */
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
    uint32_t must_use;     /* promotion of which a column has to be taken, or BEST_NONE */
    promo_i128 lattice;    /* every set's weight is a multiple of it */
    promo_i128 priced;     /* what the prices bound every set by, fine */
    struct linear *linear; /* its relaxation at the optimum, or NULL where it is not worth its while */
    promo_i128 bound, best;
    bool found;            /* `best` and `copies` are of a set */
    bool stopped;          /* the work limit struck */
    int64_t *copies;       /* of the best set, by column */
    int64_t *values;       /* how much of each column the relaxation takes, with LINEAR_BITS of fraction */
};

/* A weight as fine as prices are. */
static inline promo_i128 component_fine(promo_i128 weight)
{
    return weight * ((promo_i128)1 << COMPONENT_FINE);
}

/* Prices rows and purses so that no column costs less than nothing, as low in sum as found; sets costs and `priced`. */
promo_status component_price(struct component *component);

/* What a column costs at its rows' and purses' prices, fine, rounded down. */
promo_i128 component_column_price(const struct component *component, const struct component_column *column);

/* The best set, by whichever search is worth its while; `found` false where must_use cannot be met. */
promo_status component_solve(struct component *component);

/* Sets of equal weight: whether `copies` are preferred to the component's best. */
promo_status component_prefers(struct component *component, const int64_t *copies, bool *prefers);

#endif
