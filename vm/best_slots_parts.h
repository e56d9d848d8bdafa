/* What the files of slots share: vm/best_slots.c (which events can be made slots of, and their columns) and
 * vm/best_slots_settle.c (applications of those that were chosen). */
#ifndef VM_BEST_SLOTS_PARTS_H
#define VM_BEST_SLOTS_PARTS_H

#include "vm/best_slots.h"

/* The event's one benefit that is no award; NULL: it has none. */
static inline const struct best_benefit *slots_price(const struct model *model, uint32_t event)
{
    const struct best_event *source = model->events[event].source;
    for (uint32_t b = 0; b < source->benefit_count && model->events[event].price_count == 1; b++)
        if (source->benefits[b].form != BEST_AWARD)
            return &source->benefits[b];
    return NULL;
}

/* Whether the price is of the cheapest or dearest units of those taken: a selection. */
static inline bool slots_select(const struct best_benefit *price)
{
    return price != NULL && (price->select == BEST_CHEAPEST || price->select == BEST_DEAREST);
}

/* Whether the price is of the units that the pick takes. */
static inline bool slots_reward(const struct best_event *source, uint32_t pick)
{
    return pick >= source->buy_count || source->get_count == 0;
}

static inline uint32_t slots_pick_count(const struct best_event *source)
{
    return source->buy_count + source->get_count;
}

/* Whether a unit alone makes its application take money off; for a sum: whether it costs more than its part of it, as one of
 * them has to. */
bool slots_gain(const struct model *model, uint32_t event, uint32_t pick, uint32_t row);

#endif
