/* One session's evaluation of baskets: everything that pricing keeps while it works, and from basket to basket.
 *
 * vm/session.c makes it and calls evaluation_run for each basket; the modules of the stages (eligible, visit, offers,
 * layers, settle, exclusive, charges, payments, earn, explain, result) are handed it. What a basket needs lives in
 * `scratch` or in vectors that keep their memory, so that after the first baskets nothing is allocated. */
#ifndef VM_EVALUATION_H
#define VM_EVALUATION_H

#include "base/arena.h"
#include "vm/basket.h"
#include "vm/direct.h"
#include "vm/index.h"
#include "vm/interpret.h"
#include "vm/settle.h"
#include "vm/units.h"
#include "vm/watch.h"

#include <promo/vm.h>

struct explanation; /* vm/explain.h */
struct coverage;    /* vm/coverage.h */

/* A used event, at the prices of the layer it was visited in. */
struct visit {
    uint32_t promotion, event;
    uint32_t layer;         /* INDEX_NONE: exclusive */
    struct span benefits;   /* of the event, or of the row its ladder reached */
    int64_t multiplier;     /* `every 100.00`: the full amounts; else 1 */
    const struct image_brief *brief; /* NULL: of a promotion that is not judged by its brief */
    bool gives;             /* it has a benefit that is no charge: it competes */
    bool discounts;         /* it has one that takes money off */
    bool charges;
};

/* What an outcome has of one visit. */
struct outcome_use {
    uint32_t visit;
    int64_t times;  /* applications, or units of a per-unit event */
    int64_t amount; /* minor units */
    int64_t awards; /* 0: gives none */
};

struct outcome_discount {
    uint32_t use;  /* in uses */
    uint32_t line; /* basket line; the number of lines: shipping */
    int64_t amount;
};

struct outcome_layer {
    uint32_t layer; /* INDEX_NONE: exclusive */
    int64_t value, bound;
    bool proven;
};

/* What would be given: by the layers, or by one exclusive promotion. */
struct outcome {
    VECTOR(struct outcome_use) uses;
    VECTOR(struct outcome_discount) discounts;
    VECTOR(struct outcome_layer) layers;
    VECTOR(uint32_t) charges;     /* visits that only charge, ascending */
    int64_t *given;               /* by campaign: money, minor units */
    uint32_t exclusive;           /* the promotion, or INDEX_NONE: the layers */
    int64_t discount, worth;      /* minor units */
};

/* A charge, a benefit of the image, on items that are chosen by price; whether the basket has such. */
struct priced_charge {
    uint32_t benefit;
    bool matches;
};

/* A posting that the basket's gates let through. */
struct index_passed {
    uint32_t promotion; /* with no bit of a kind if it is posted under the token's */
    uint32_t also;
};

struct code_answer {
    uint32_t coupon;    /* INDEX_NONE: not known */
    bool accepted, used;
    const char *reason; /* one word; NULL when accepted */
};

struct evaluation_payment {
    uint32_t code;    /* in codes, or INDEX_NONE: points */
    uint32_t program;
    int64_t points, amount;
};

struct evaluation {
    const promo_allocator *alloc;
    const promo_image *image;
    const struct image_view *view;
    const promo_session_options *options;
    const struct basket *basket;
    struct arena scratch;
    struct scene scene;
    struct best_solver *solver;
    struct direct direct;
    struct settler settler;
    struct units units;
    int64_t work_limit, work_left;

    struct index_view index;     /* of the image, if it has one */
    bool steady_clock;           /* no change of the clocks near the basket's instant */
    VECTOR(uint32_t) candidates; /* promotions to look at, ascending */
    uint32_t first_exclusive;    /* promotions from it on are of no layer */
    size_t layered;              /* how many candidates are of one: they come first */
    size_t fetched;              /* how many have been asked for */
    bool briefed;                /* the index has chosen them, and the image has briefs */
    VECTOR(struct index_passed) passed; /* by their gates */
    uint64_t *marked;            /* bits over PROMOTIONS, all clear between baskets */
    uint64_t *marked_words;      /* bits over the words of `marked` */
    struct code_answer *codes;   /* one for each code presented; in scratch */
    uint64_t *accepted;          /* bits over COUPONS: those of accepted_coupons */
    VECTOR(uint32_t) accepted_coupons;
    char *holdout_room;          /* a campaign's name and a customer's id */
    size_t holdout_room_size;
    VECTOR(struct priced_charge) priced_charges; /* ascending; of the image */
    VECTOR(struct visit) visits;
    uint64_t *used;              /* bits over PROMOTIONS: in the outcome of the layers so far */
    struct outcome layers;
    struct outcome best_exclusive, trial;
    struct outcome *final;       /* one of these */
    promo_line_result *lines;    /* of the final outcome, by basket line */
    int64_t shipping_total;      /* of the final outcome */
    uint32_t scene_version;      /* of the units whose classes the scene has */
    bool last_choice;            /* nothing to come reads the prices that the choice at hand leaves */
    VECTOR(promo_hint) hints;
    VECTOR(promo_charge) charged;
    VECTOR(promo_earned) earned;
    VECTOR(struct evaluation_payment) payments;
    struct explanation *explanation; /* NULL: nobody asked */
    struct coverage *coverage;       /* NULL: nobody counts; borrowed */
    struct watch watch;
    promo_stats stats;
    promo_result result;
};

promo_status evaluation_new(struct evaluation **evaluation, const promo_image *image, const promo_allocator *alloc,
                            const promo_session_options *options);
void evaluation_free(struct evaluation *evaluation);

/* Prices a closed basket; evaluation->result is the answer until the next call. */
promo_status evaluation_run(struct evaluation *evaluation, const struct basket *basket);

/* Gives the scene the units' classes, if it has others. */
promo_status evaluation_scene(struct evaluation *evaluation);

/* Puts the scene at the basket's own prices, for what is chosen by them after the layers. */
promo_status evaluation_at_original(struct evaluation *evaluation);

promo_status evaluation_no_memory(void);
promo_status evaluation_overflow(const char *what);

/* Text of the image; NUL-terminated. */
static inline const char *evaluation_name(const struct evaluation *evaluation, struct ref ref)
{
    return evaluation->view->STRINGS + ref.offset;
}

/* No cap, no campaign, and excludes nothing; known without the promotion's record. */
static inline bool evaluation_is_free(const struct evaluation *evaluation, uint32_t promotion)
{
    return evaluation->view->BRIEFS_COUNT != 0 && (evaluation->view->BRIEFS[promotion].flags & BRIEF_FREE) != 0;
}

static inline const struct image_promotion *visit_promotion_of(const struct evaluation *evaluation, uint32_t visit)
{
    return &evaluation->view->PROMOTIONS[evaluation->visits.items[visit].promotion];
}

static inline const struct image_event *visit_event_of(const struct evaluation *evaluation, uint32_t visit)
{
    return &evaluation->view->EVENTS[evaluation->visits.items[visit].event];
}

static inline const char *visit_promotion_name(const struct evaluation *evaluation, uint32_t visit)
{
    const struct image_brief *brief = evaluation->visits.items[visit].brief;
    return evaluation->view->STRINGS + (brief != NULL ? brief->name : visit_promotion_of(evaluation, visit)->name.offset);
}

static inline const char *visit_event_name(const struct evaluation *evaluation, uint32_t visit)
{
    const struct image_brief *brief = evaluation->visits.items[visit].brief;
    return evaluation->view->STRINGS + (brief != NULL ? brief->event_name : visit_event_of(evaluation, visit)->name.offset);
}

static inline bool benefit_is_charge(const struct image_benefit *benefit)
{
    return benefit->kind == BENEFIT_CHARGE || benefit->kind == BENEFIT_CHARGE_PERCENT;
}

static inline bool benefit_is_award(const struct image_benefit *benefit)
{
    return benefit->kind >= BENEFIT_GIFT && benefit->kind <= BENEFIT_CERTIFICATE;
}

#endif
