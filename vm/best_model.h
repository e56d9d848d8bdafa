/* A problem prepared for the search: what offers compete for (rows) and what they can do (columns).
 *
 * Events are classified and grouped; units whose best unlimited per-unit offer is known carry it as their base, and
 * offers are worth only what they give beyond it; interchangeable units are one row. Weights are whole numbers: money
 * in `scale` parts of a minor unit, times `award_scale`, plus the number of awards, so that one number orders by value
 * and then by awards. Everything lives in the solver's scratch memory for one solve. */
#ifndef VM_BEST_MODEL_H
#define VM_BEST_MODEL_H

#include "base/bits.h"
#include "base/vector.h"
#include "vm/best.h"
#include "vm/best_scratch.h"

enum offer_kind {
    OFFER_PER_UNIT, /* an offer per unit */
    OFFER_ONCE,     /* one offer */
    OFFER_REPEATED  /* buy, get, every */
};

/* Units of one class that the same benefits of an event take: cheapest or dearest of the whole basket. */
struct span {
    uint32_t class_index;
    int64_t offset, count;
    uint64_t benefits;
};

struct model_event {
    const struct best_event *source;
    uint32_t promotion, event;
    uint32_t group;         /* BEST_NONE: makes no offers here, or is its promotion's loose one */
    enum offer_kind kind;
    bool order;             /* claims every unit */
    bool shipping;          /* claims shipping */
    bool goods;             /* claims units */
    bool selects;           /* cheapest or dearest of the whole basket */
    bool chooses;           /* any N, in an event that is one offer */
    bool unsettled;         /* what it selects depends on what is chosen in the same offer */
    bool bounded;           /* its limit may bind, and has a row */
    uint32_t price_count;   /* benefits that take money off */
    int64_t worth, awards;  /* of one application */
    int64_t limit;          /* with `any N`, the smaller of both */
    const uint64_t *claims; /* bits over classes that it may claim; NULL where it claims no set */
    const struct span *spans;    /* with a settled whole-basket selection: what its benefits take, by class */
    const uint32_t *class_spans; /* by class: its first span; one more at the end */
    const uint64_t *chosen; /* by atom: bits of the benefits that take its units; NULL without such a selection */
    uint32_t limit_row;     /* with `bounded` */
};

/* Events of one promotion that may share units, directly or through others. Mostly one event. */
struct model_group {
    uint32_t promotion;
    uint32_t first, count; /* in model.group_events, in the order visited */
    bool linked;           /* enumerated as configurations: several events, or a choice inside one offer */
    bool whole;            /* a configuration is all that the group does: at most one is used */
    uint32_t once_row;     /* the row that says so */
};

/* Units of one class that the same selections take: classes are split where a selection ends. */
struct atom {
    uint32_t class_index, row;
    int64_t offset, count;
    uint32_t next; /* the next atom of its row, in basket order, or BEST_NONE */
};

/* Where units lie while benefits are applied: rows, and shipping as the last. */
struct place {
    uint32_t class_index; /* for membership: that of its first atom */
    uint32_t sku;
    uint32_t first_atom;
    int64_t price, floor, count;
};

/* What the units of a row get when no column takes them. */
struct row_base {
    promo_i128 weight; /* of one unit */
    uint32_t event;    /* BEST_NONE: nothing */
};

struct entry {
    uint32_t row;
    int64_t amount;
};

/* Units that a pick takes of a row, in one application. */
struct take {
    uint32_t row;
    uint32_t pick; /* buys first, then gets */
    int64_t units;
};

struct column {
    promo_i128 weight;         /* beyond the base of the units it takes */
    promo_i128 money;          /* in `scale` parts of a minor unit, before caps */
    int64_t worth, awards;
    int64_t most;              /* copies that fit at all */
    int64_t first;             /* copies in the first set, where columns are not complete (vm/best_first.h) */
    uint32_t promotion, event; /* model event; of a configuration, its group's first */
    uint32_t rational;         /* in model.rationals: its money exactly; BEST_NONE: `money` is exact */
    bool linked;               /* a configuration: rebuilt by enumerating its group again */
    bool unit;                 /* a configuration of a single unit */
    bool slot;                 /* a unit or an application of an event that is not made of ways to apply it */
    uint32_t first_entry, entry_count; /* rows ascending */
    uint32_t first_take, take_count;
};

/* The exact money of a column that may be no whole number of parts. */
struct rational {
    uint32_t column;
    struct fraction money;
};

enum lot_role { LOT_NONE, LOT_CLAIMED, LOT_BOUGHT, LOT_GOTTEN };

/* Equal units of one place, while benefits are applied to them. */
struct lot {
    uint32_t place;
    uint32_t trace;       /* what earlier offers did to it, or BEST_NONE */
    uint64_t links;       /* bits of the offers of several units that claim it */
    enum lot_role role;   /* in the offer at hand */
    uint32_t pick;        /* and which pick took it */
    bool spent;           /* claimed by an earlier offer of the same event */
    int64_t count, offset; /* offset: units of the place that come before, where these are told apart */
    struct fraction left; /* what is left of the price */
    struct fraction seen; /* the same, had no earlier offer applied: what the offer at hand was made by */
    struct fraction off;  /* what the offer at hand took, of each unit */
};

struct lots {
    struct lot *items;
    size_t count, capacity;
};

/* What an offer of an event did to each unit of a lot; `before` is what an earlier offer did, or BEST_NONE. */
struct trace {
    uint32_t before, event;
    bool gotten;
    struct fraction off;
};

/* Bounds of a column before a change, while branches are looked at. */
struct change {
    uint32_t column;
    int64_t lower, upper;
};

/* Below two to this, millionths of an amount fit 64 bits, and so does what all units of one application cost. */
enum { MODEL_CHEAP_BITS = 40 };

struct model {
    const struct best_problem *problem;
    struct scratch *scratch;
    const promo_allocator *alloc;
    uint32_t order_promotion; /* the promotion whose order offer is taken, or BEST_NONE: none is */
    bool complete;            /* for other solvers: every offer of every event, nothing left out, no base */
    int64_t work, work_limit;
    bool incomplete;          /* a limit struck while columns were made */
    bool slotless;            /* no event is made slots of, however many ways there are to apply it */
    bool floors_differ;       /* between classes */
    bool cheap;               /* prices are below two to MODEL_CHEAP_BITS */
    struct row_base *class_bases; /* by class: what loose promotions give; weights are millionths of a minor unit */

    int64_t scale;           /* parts of a minor unit: enough for percentages, or `finer` times as many */
    int64_t percent_part;    /* millionths that every percentage is a multiple of */
    int64_t finer;
    promo_i128 award_scale;
    promo_i128 money_weight; /* of one minor unit: scale * award_scale */
    promo_i128 slack;        /* 0, or weight that two sets of equal value may differ by, where parts are rounded */

    struct model_event *events;
    uint32_t event_count;
    struct model_group *groups;
    uint32_t group_count;
    uint32_t *group_events;
    uint32_t grouped_count;  /* events in group_events */
    uint32_t *free_events;   /* not loose, but nothing ties their offers to others: part of the base */
    uint32_t free_count;
    uint32_t *open_groups;   /* the groups of all others */
    uint32_t open_count;
    bool selections;         /* there are events that select from the whole basket */
    bool orders;             /* there are order offers */
    bool *capped;            /* by promotion: its cap may bind */
    bool *budgeted;          /* by promotion: its budget may bind */
    bool *tied;              /* by promotion: more than units limits its columns: one of these, exclusions, or that it has to be used */

    struct place *places;
    struct row_base *bases;
    bool based;              /* there are bases */
    bool slots;              /* events have been made slots of */
    uint32_t row_count;      /* rows of units; shipping is the row after them */
    struct atom *atoms;
    uint32_t atom_count;
    uint32_t *class_atoms;   /* by class: its first atom; one more at the end */

    int64_t *capacities;     /* rows, shipping, then limits */
    uint32_t capacity_count;
    bool large;              /* some capacity counts as many */

    VECTOR(struct column) columns;
    VECTOR(struct entry) entries;
    VECTOR(struct take) takes;
    VECTOR(struct rational) rationals;
    VECTOR(struct trace) traces;
    VECTOR(struct change) changes;
    struct lots lots;                  /* of the configuration at hand */
    VECTOR(uint32_t) table;            /* of columns by what they claim */
    VECTOR(int64_t) states;            /* that a walk has seen ... */
    VECTOR(promo_i128) state_weights;  /* ... what the best set that came there weighs ... */
    VECTOR(uint32_t) state_table;      /* ... and where to find them */
};

/* Counts steps; false when the work limit is reached. */
static inline bool model_work(struct model *model, int64_t steps)
{
    model->work += steps;
    return model->work <= model->work_limit;
}

/* So many units, or copies, are not gone through one by one. */
static inline int64_t model_many(const struct model *model)
{
    enum { MANY = 8 };
    return model->problem->many > 0 ? model->problem->many : MANY;
}

static inline const struct best_promotion *model_promotion(const struct model *model, uint32_t promotion)
{
    return &model->problem->promotions[promotion];
}

/* Keeps the lists' memory from problem to problem. */
void model_init(struct model *model, struct scratch *scratch, const promo_allocator *alloc);
void model_done(struct model *model);

/* Classifies and groups the events that make offers in this world: with an order promotion, only its goods and its order
 * offer; the others keep what claims no goods. Allocates limit rows' numbers later, with the rows. */
promo_status model_events(struct model *model);

/* No set with the order offer of a promotion takes off more than this. By the events of any world; false: unknown. */
bool model_world_most(const struct model *model, uint32_t promotion, struct fraction *most);

/* Splits classes into atoms, finds the base of each, and merges atoms that no offer tells apart into rows. */
promo_status model_rows(struct model *model);

/* The rows: groups of atoms that no offer tells apart. `bases` by atom, in millionths. */
promo_status model_merge(struct model *model, const struct row_base *bases);

/* The columns of every group. */
promo_status model_columns(struct model *model);

/* Classes and shipping as places, to look at without regard to rows; NULL: no memory. */
struct place *model_class_places(struct model *model);

/* Whether a benefit is for the cheapest or dearest of the units taken. */
bool model_selects_them(const struct best_event *event);

/* Whether the column takes off just that money. */
bool model_same_money(const struct model *model, const struct column *column, struct fraction money);

static inline int64_t model_head(int64_t price, int64_t floor)
{
    return price > floor ? price - floor : 0;
}

/* What a per-unit form takes off a unit, in parts (model.scale): factor * price + constant, at least nothing, at most what is
 * above the floor. */
struct unit_rate {
    int64_t factor, scale;
    promo_i128 constant;
};

/* Takes nothing off where the form is not per unit. */
struct unit_rate model_unit_rate(const struct model *model, const struct best_benefit *benefit);

static inline promo_i128 unit_rate_money(const struct unit_rate *rate, int64_t price, int64_t floor)
{
    promo_i128 head = (promo_i128)model_head(price, floor) * rate->scale;
    promo_i128 off = (promo_i128)price * rate->factor + rate->constant;
    return off <= 0 ? 0 : off < head ? off : head;
}

static inline promo_i128 model_unit_money(const struct model *model, const struct best_benefit *benefit, int64_t price,
                                          int64_t floor)
{
    struct unit_rate rate = model_unit_rate(model, benefit);
    return unit_rate_money(&rate, price, floor);
}

/* Parts as minor units. Where parts are no finer than percentages ask for, they have no other factors than two and five. */
static inline bool model_minor(const struct model *model, promo_i128 parts, struct fraction *amount)
{
    int64_t above = (int64_t)parts, below = model->scale;
    if (model->finer != 1 || parts != above)
        return fraction_make(parts, below, amount);
    int64_t whole = above / below;
    if (whole * below == above) { /* mostly */
        *amount = (struct fraction){whole, 1};
        return true;
    }
    int twos = __builtin_ctzll((uint64_t)above | (uint64_t)below);
    above /= (int64_t)1 << twos;
    below >>= twos;
    while (below % 5 == 0 && above % 5 == 0) {
        above /= 5;
        below /= 5;
    }
    *amount = (struct fraction){above, below};
    return true;
}

/* What is bought comes first, then what is gotten. */
static inline const struct best_pick *pick_at(const struct best_event *event, uint32_t pick)
{
    return pick < event->buy_count ? &event->buys[pick] : &event->gets[pick - event->buy_count];
}

static inline bool model_in_set(const uint64_t *set, uint32_t class_index)
{
    return set != NULL && bits_has(set, class_index);
}

/* Whether the units of an atom are among those that the benefits of a whole-basket selection take (bits of benefits). */
static inline bool model_chosen(const struct model_event *event, uint32_t atom, uint64_t benefits)
{
    return event->chosen == NULL || (event->chosen[atom] & benefits) != 0;
}

#endif
