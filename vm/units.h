/* The units of a basket while it is priced: groups of interchangeable units, at what earlier layers have left.
 *
 * Owned by the evaluation of a session. units_layer gives the classes of a layer, in basket order, to the scene and the
 * optimiser; units_take splits them by what a settlement took. Groups of one line that have become equal are merged, so
 * there are never more than the distinct prices of each line. */
#ifndef VM_UNITS_H
#define VM_UNITS_H

#include "vm/basket.h"
#include "vm/settle.h"

struct unit_group {
    uint32_t line;
    int64_t count;
    int64_t remaining; /* minor units: after every discount so far */
    int64_t price;     /* at the layer: the same, or the basket's own less what this layer has taken */
};

struct units {
    const promo_allocator *alloc;
    VECTOR(struct unit_group) groups;
    VECTOR(struct unit_group) split; /* while taking */
    VECTOR(uint32_t) order;
    VECTOR(uint32_t) first_part, next_part;
    VECTOR(struct best_class) classes; /* of the groups, number by number */
    uint32_t version;       /* another one whenever the classes are made anew */
    bool waiting;           /* started, and nobody has asked for groups and classes yet */
    bool untouched;         /* nothing has been taken: every price is the basket's own */
    bool at_remaining;      /* every price is what remains */
    int64_t shipping;       /* what is left of shipping */
    int64_t shipping_price; /* at the layer */
};

void units_init(struct units *units, const promo_allocator *alloc);
void units_done(struct units *units);

/* Every line's units at the basket's own prices; stored value is left out. They are made by units_ready: most baskets
 * meet no promotion. */
static inline void units_start(struct units *units, const struct basket *basket)
{
    units->shipping = units->shipping_price = basket->shipping;
    units->waiting = units->untouched = units->at_remaining = true;
    units->version++;
}

/* Makes groups and classes if they wait for it. */
promo_status units_ready(struct units *units, const struct basket *basket);

/* Sets the prices a layer begins with and makes its classes. */
promo_status units_layer(struct units *units, const struct basket *basket, bool on_original);

/* Takes the settlement of a problem over these classes off the groups, and makes the classes that follow. */
promo_status units_take(struct units *units, const struct basket *basket, const struct settlement *settlement);

#endif
