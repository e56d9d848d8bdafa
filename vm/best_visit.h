/* The walk through the events of a group (vm/best_config.h), as its parts share it: what has been chosen so far, and how to come
 * back to it.
 *
 * best_config visits the events, best_offer applies the benefits of one offer, best_application chooses the units of one. Each
 * goes on with the next by a call, so that every way to choose is come to with its lots as they are then. */
#ifndef VM_BEST_VISIT_H
#define VM_BEST_VISIT_H

#include "vm/best_config.h"

enum { OFFERS_MOST = 64 }; /* of several units, in one configuration */

/* The walk through the events of a group. */
struct visit {
    struct model *model;
    const uint32_t *events;
    uint32_t event_count;
    struct config_sink sink;
    promo_status status;
    bool stop;
    bool single;              /* one unit, events per unit only */
    bool whole;               /* offers need not hang together */
    bool needs_order;         /* goods are claimed only with an order offer */
    uint32_t anchors;         /* events whose offers claim several units */
    uint32_t last_anchor;
    uint32_t offer_count;     /* of several units, so far */
    uint32_t depth;
    struct fraction money, offer_money;
    int64_t worth, awards;
    bool order_used;
    int64_t *times;
    struct fraction *moneys;
    int64_t reach;            /* units of a lot that offers of several units can tie together */
    const struct take *previous; /* takes of the event's application before, by number of the lot */
    uint32_t previous_count;
};

static inline const struct model_event *event_at(const struct visit *visit, uint32_t i)
{
    return &visit->model->events[visit->events[i]];
}

/* Ends the visit. */
void visit_fail(struct visit *visit, promo_status status);

/* Counts steps and depth; false where the walk has to end. */
bool visit_goes_on(struct visit *visit, int64_t steps);

/* Room for more lots; false ends the visit. */
bool visit_reserve(struct visit *visit, size_t extra);

/* The lots as they are, to come back to. */
struct saved {
    struct scratch_mark mark;
    struct lot *lots;
    size_t count, trace_count;
};

bool visit_save(struct visit *visit, struct saved *saved);
void visit_restore(struct visit *visit, const struct saved *saved);

/* An event did so much to each unit of the lot. */
bool visit_trace(struct visit *visit, struct lot *lot, uint32_t event, bool gotten, struct fraction off);

/* The event with that number of the group, and those after it. */
void visit_event(struct visit *visit, uint32_t i);

#endif
