/* Configurations: what the events of one promotion that share units do together, enumerated with all their choices.
 *
 * The events are visited in order; each finds lots of units at what the earlier ones left of their price. A
 * configuration is one set of offers that hang together by shared units, so that those of one group can be combined
 * freely within their limits; only where a later event selects from the whole basket is it all that the group does.
 * Used to make columns, to weigh one application with several price benefits, and to find out again what a chosen
 * column did to each unit. */
#ifndef VM_BEST_CONFIG_H
#define VM_BEST_CONFIG_H

#include "vm/best_columns.h"

/* A finished configuration: its lots are model->lots, and their traces say what was done to them. */
struct config_result {
    struct fraction money;
    int64_t worth, awards;
    const int64_t *times;           /* by event of the group */
    const struct fraction *moneys;  /* the same */
    bool unit;                      /* of a single unit */
};

/* Called with each; *stop ends the enumeration. */
struct config_sink {
    promo_status (*accept)(void *context, const struct config_result *result, bool *stop);
    void *context;
};

promo_status config_visit_group(struct model *model, uint32_t group, struct config_sink sink);

/* One application of one event that takes `takes`. */
promo_status config_visit_application(struct model *model, uint32_t event, const struct take *takes,
                                      uint32_t take_count, struct config_sink sink);

/* Whether the column stands for the configuration at hand. */
promo_status config_same(struct model *model, uint32_t group, const struct config_result *result,
                         const struct column *column, bool *same);

#endif
