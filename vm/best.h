/* The layer optimiser: of all admissible sets of offers of one layer, the one of greatest total value, with its proof.
 *
 * The layer evaluation (vm/layers) describes unit classes and the used events; this module chooses. It knows nothing of
 * images, baskets, criteria or rounding: everything is exact, in fractions of minor units. The problem and every array
 * it points at are borrowed for the call; the solution lives in the solver and is valid until its next solve. A solver
 * is one thread's scratch memory and allocates nothing once it has seen a problem of the same size. */
#ifndef VM_BEST_H
#define VM_BEST_H

#include "base/alloc.h"
#include "base/exact.h"

#define BEST_NONE UINT32_MAX
#define BEST_UNLIMITED INT64_MAX

/* Interchangeable units: of one basket line, at one price. Classes are in basket order. */
struct best_class {
    int64_t price; /* minor units, at the layer's prices */
    int64_t floor; /* no unit is discounted below it; what is left above it may be nothing */
    int64_t count; /* > 0 */
    uint32_t sku;  /* equal numbers: one sku (for `different`) */
    uint32_t line; /* basket line (for explanations and instance files) */
};

/* What a benefit does to the units it applies to. Values: see semantics, "Offers". */
enum best_form {
    BEST_PERCENT,    /* value: millionths of each unit's price, cut at each unit's floor, what it cannot take is lost */
    BEST_OFF_EACH,   /* value: minor units off each unit, at most what it has left above its floor */
    BEST_PRICE_EACH, /* value: each unit for this price; a unit at or below it gets nothing */
    BEST_OFF_SPREAD, /* value: minor units off all of them together, in proportion to price, redistributed around floors */
    BEST_PRICE_SUM,  /* value: all of them together for this price, spread the same way; no offer above what they cost */
    BEST_AWARD       /* takes nothing off: only `worth` and `awards` count */
};

enum best_scope {
    BEST_ON_SET,      /* `set` */
    BEST_ON_THEM,     /* the units of `get`, else of `buy`, of this application */
    BEST_ON_ORDER,    /* every unit, not shipping */
    BEST_ON_SHIPPING, /* shipping, as one unit with its own floor */
    BEST_ON_NOTHING   /* awards */
};

enum best_select { BEST_ALL, BEST_ANY, BEST_CHEAPEST, BEST_DEAREST };

struct best_benefit {
    enum best_form form;
    enum best_scope scope;
    enum best_select select; /* BEST_ANY: any `count` of the set; cheapest and dearest pass over units with nothing left */
    int64_t count;           /* with a select other than BEST_ALL */
    int64_t value;           /* by form */
    int64_t worth;           /* minor units that the awards count for; 0 for a price benefit */
    int64_t awards;          /* how many awards it gives: 0 for a price benefit */
    const uint64_t *set;     /* bits over classes, with BEST_ON_SET */
};

/* One `N of ITEMS` of buy or get. */
struct best_pick {
    const uint64_t *set;
    int64_t count;
    bool up_to;     /* as many as there are, at least one, at most count (get only) */
    bool different; /* no two units of one sku within this pick */
    bool no_dearer; /* each unit gotten costs at most what each unit bought costs (get only) */
};

/* A used event. Without picks, with exactly one price benefit on a set whose form is "each" or a percentage, and not `once`,
 * it makes an offer per unit, of which at most `limit` are taken; with `BEST_CHEAPEST`/`BEST_DEAREST` only those units of the
 * whole basket, ties in basket order. Without picks and otherwise, one offer: the benefits apply in order, each on what
 * the earlier ones left, and it claims the union of the units they apply to. With picks, an offer is one way to take
 * buy and get from distinct units; it may repeat while units last, at most `limit` times. */
struct best_event {
    const struct best_pick *buys;
    uint32_t buy_count;
    const struct best_pick *gets;
    uint32_t get_count;
    const struct best_benefit *benefits;
    uint32_t benefit_count;
    int64_t limit; /* units for a per-unit event, applications otherwise; BEST_UNLIMITED */
    bool once;     /* without picks: one offer in any case (`every 100.00 of X`), never one per unit */
};

/* Promotions are given in order of preference: priority, then declaration. Their events in the order visited. */
struct best_promotion {
    const struct best_event *events;
    uint32_t event_count;
    int64_t cap;              /* minor units of discount (without worth) it may still give; BEST_UNLIMITED */
    uint32_t budget;          /* index of its campaign's budget, or BEST_NONE */
    const uint32_t *excludes; /* promotions of this problem that may not be used beside it (given on both sides) */
    uint32_t exclude_count;
};

struct best_problem {
    const struct best_class *classes;
    uint32_t class_count;
    int64_t shipping; /* shipping's price at the layer's prices, minor units; claimed by at most one promotion */
    int64_t shipping_floor; /* it is not discounted below this: 0, more in a layer on original prices after a discount */
    const struct best_promotion *promotions;
    uint32_t promotion_count;
    const int64_t *budgets; /* minor units left of each campaign's budget */
    uint32_t budget_count;
    uint32_t must_use;  /* a promotion that the set has to use (for explanations), or BEST_NONE */
    uint32_t ways_most; /* with more ways to apply one event they are not listed one by one; 0: the usual number */
    uint32_t many;      /* units of one row, and copies of one column, are many from here on; 0: the usual number */
    int64_t work_limit; /* counted steps, the same on every platform; BEST_UNLIMITED */
};

/* What one event does to each unit of a piece. Money that a cap or a budget cuts is cut later, by the caller. */
struct best_share {
    uint32_t promotion, event;
    bool gotten;              /* taken by `get` (false: by `buy`, or claimed without picks) */
    struct fraction discount; /* off each unit; zero for a unit only claimed */
};

/* Units of one class that the same events claim; their shares in the order the events apply. Shipping: class_count. */
struct best_piece {
    uint32_t class_index;
    int64_t count;
    uint32_t first_share, share_count;
};

struct best_use {
    uint32_t promotion, event;
    int64_t times;         /* applications (units for a per-unit event) */
    struct fraction money; /* exact discount of all of them, before cap and budget */
    int64_t worth;
    int64_t awards;
};

struct best_solution {
    struct fraction value; /* discounts after caps and budgets, plus worth */
    struct fraction bound; /* no admissible set is worth more; equals value when proven */
    bool proven;
    bool feasible;         /* false only where must_use cannot be met; the rest is then empty */
    int64_t work;          /* steps counted */
    const struct best_use *uses; /* by promotion, then event; only used ones */
    uint32_t use_count;
    const struct best_piece *pieces; /* by class */
    uint32_t piece_count;
    const struct best_share *shares;
    uint32_t share_count;
};

struct best_solver;

struct best_solver *best_solver_new(const promo_allocator *alloc);
void best_solver_free(struct best_solver *solver);

/* PROMO_OK with *solution owned by the solver; PROMO_NO_MEMORY; PROMO_OVERFLOW where an amount is too large (fractions that
 * outgrow 128 bits are near ones, base/near.h). Among sets of equal value: the most awards; then, promotion by promotion in
 * order, the one that gives more value; then the one whose units come first in basket order, as far as steps for ties
 * suffice (docs/optimiser.md, "Ties"). Equal problems give equal solutions on every platform. */
promo_status best_solve(struct best_solver *solver, const struct best_problem *problem,
                        const struct best_solution **solution);

#endif
