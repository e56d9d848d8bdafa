/* Columns whose units get what their prices alone say: no benefit has to be applied to find out. */
#ifndef VM_BEST_PLAIN_H
#define VM_BEST_PLAIN_H

#include "vm/best_builder.h"

/* The units of a column: of a repeated event its takes, of one that is a single offer what it claims. */
struct plain {
    const struct best_benefit *price; /* NULL where nothing takes money off */
    const struct take *takes;
    const struct entry *entries;      /* instead of takes */
    uint32_t count, first_got, first_rewarded;
    bool selects;                     /* the benefit is for the cheapest or dearest of them */
    bool together;                    /* it is one amount for all of them; otherwise ... */
    struct unit_rate rate;            /* ... each its own */
};

/* False where it takes more to find out. */
bool plain_find(const struct model *model, const struct column *column, struct plain *plain);

/* Places the units of so many copies, where all that are rewarded get a benefit. */
promo_status plain_place(struct builder *builder, const struct column *column, const struct plain *plain, int64_t copies);

/* Places an application whose benefit is for the cheapest or dearest of the units taken; takes are of atoms. */
promo_status plain_place_selected(struct builder *builder, const struct column *column, const struct plain *plain,
                                  const struct take *taken, uint32_t count, int64_t copies);

#endif
