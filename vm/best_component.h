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
    promo_i128 price;   /* dual */
    uint32_t first_entry, entry_count; /* in row_entries */
};

struct component_column {
    uint32_t model_column;
    uint32_t promotion;
    promo_i128 weight, cost; /* cost: reduced, what taking a copy loses against the bound */
    promo_i128 money;        /* parts */
    int64_t most;
    uint32_t first_entry, entry_count; /* in entries */
};

struct component_promotion {
    uint32_t number; /* in the problem */
    promo_i128 cap;  /* parts; negative: none */
    uint32_t budget; /* of the component, or BEST_NONE */
};

struct component {
    struct model *model;
    struct component_row *rows;
    struct row_entry *row_entries;
    struct component_column *columns;
    struct entry *entries;
    struct component_promotion *promotions; /* ascending */
    promo_i128 *budgets;                    /* parts left */
    uint32_t row_count, column_count, promotion_count, budget_count;
    bool purses;        /* some cap or budget may bind */
    bool exclusions;
    uint32_t must_use;  /* promotion of which a column has to be taken, or BEST_NONE */
    promo_i128 priced;  /* what the prices bound every set by */
    promo_i128 bound, best;
    bool found;         /* `best` and `copies` are of a set */
    bool stopped;       /* the work limit struck */
    int64_t *copies;    /* of the best set, by column */
};

/* Prices rows so that no column costs less than nothing, as low in sum as found; sets costs and `priced`. */
promo_status component_price(struct component *component);

/* The best set; `found` false where must_use cannot be met. */
promo_status component_walk(struct component *component);

/* Sets of equal weight: whether `copies` are preferred to the component's best. */
promo_status component_prefers(struct component *component, const int64_t *copies, bool *prefers);

#endif
