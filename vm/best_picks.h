/* The picks of a `buy`, `get` or `every` event: the rows that each may take units of, and what a unit can gain at most. */
#ifndef VM_BEST_PICKS_H
#define VM_BEST_PICKS_H

#include "vm/best_model.h"

/* A row that a pick may take units of. */
struct candidate {
    promo_i128 gain; /* weight that a unit can add at most, less its base */
    uint32_t row;
};

struct pick_rows {
    const struct best_pick *pick;
    struct candidate *rows;
    uint32_t count;
    bool rewarded;        /* the benefits on `them` are for this pick's units */
    promo_i128 most_rest; /* gain of the best units of all picks after it */
};

struct picks {
    struct model *model;
    uint32_t event;
    const struct best_event *source;
    const struct best_benefit *price; /* the only price benefit, or NULL where there are none or several */
    struct unit_rate rate;            /* its own, where it has one */
    promo_i128 shipping;              /* parts off shipping */
    promo_i128 constant;              /* weight that every application has */
    struct pick_rows *items;
    uint32_t count;
    bool possible;                    /* each pick has rows */
    int64_t takes_most;               /* that an application can have */
};

/* What every application has to do with. */
void picks_begin(struct picks *picks, struct model *model, uint32_t event);

/* The rows of each pick, most gain first, and the constant; they live in the model's scratch memory. */
promo_status picks_list(struct picks *picks);

#endif
