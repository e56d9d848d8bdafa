/* What a history of orders comes to: the summary of a run, and by whom, where, when, in which layer and campaign discounts were
 * given; how they spread; how often each promotion was outbid and by what; how budgets burn down. For `promo simulate`.
 *
 * Each thread adds to a simulation of its own; they are merged at the end. Sums are exact, and a merge in any order gives the
 * same. Memory grows with the names, segments, channels and days there are, not with the orders. */
#ifndef RUNTIME_SIMULATION_H
#define RUNTIME_SIMULATION_H

#include "runtime/spread.h"
#include "runtime/summary.h"
#include "vm/basket.h"

enum simulation_kind {
    SIMULATED_SEGMENT,
    SIMULATED_CHANNEL,
    SIMULATED_LAYER,
    SIMULATED_CAMPAIGN,
    SIMULATED_PROMOTION,
    SIMULATED_DAY,       /* name: 8 bytes, the day */
    SIMULATED_BUDGET,    /* a campaign's day: name: the day's 8 bytes, then the campaign's name */
    SIMULATED_OUTBID,    /* discount: what the promotion would have saved alone */
    SIMULATED_RIVAL,     /* name: the promotion, NUL, the one that took its place */
    SIMULATED_KINDS
};

/* Orders that have something in common. Segments: an order counts in each of its customer's. */
struct simulation_group {
    enum simulation_kind kind;
    struct text name;      /* empty: without one */
    uint64_t orders, discounted;
    int64_t goods, discount;
    uint64_t seen;         /* number + 1 of the last order added: each counts once */
};

enum { SIMULATION_SHARES = 21 };

struct simulation {
    struct summary summary;
    struct arena arena;
    struct text_table keys;
    VECTOR(struct simulation_group) groups;
    struct buffer key;
    struct spread amounts;                  /* discount of the orders that got one */
    uint64_t shares[SIMULATION_SHARES];     /* orders by discount on goods: none; then above 0 to 5%, above 5 to 10% ... */
    int64_t first_day, last_day;
    uint64_t unordered;                     /* orders earlier than the one before them: of a stream read by one thread */
    int64_t last_at;
};

promo_status simulation_init(struct simulation *simulation);
void simulation_done(struct simulation *simulation);

promo_status simulation_add(struct simulation *simulation, uint64_t number, const struct basket *basket,
                            const promo_result *result);
promo_status simulation_merge(struct simulation *simulation, const struct simulation *other);

/* The day of a DAY or BUDGET, and what follows it in the name. */
int64_t simulation_day(const struct simulation_group *group, struct text *rest);

#endif
