/* Questions about a rule set that are answered by looking for baskets: how far promotions stack, which orders are cheaper in
 * two, which promotions never apply and which keep others from applying (docs/analyse.md). One file a question:
 * analysis_stack, analysis_split, analysis_dead, analysis_conflict.
 *
 * An analysis is one thread's, which may be helped by others while it answers (runtime/analysis_branch.h). It begins with a survey: orders made from the recipes of every event, each priced once.
 * Every search draws from one generator of chances and counts the orders it prices: equal rules, goods, seed and work give
 * equal answers. Promotions are numbered as in the image. */
#ifndef RUNTIME_ANALYSIS_H
#define RUNTIME_ANALYSIS_H

#include "runtime/analysis_recipe.h"

struct analysis_options {
    int64_t from, to;  /* instants that are looked at; INT64_MIN and INT64_MAX: all */
    uint64_t work;     /* orders that each question may price; the survey likewise */
    uint64_t seed;
    unsigned jobs;     /* threads; 0 and 1: none but the caller's */
};

/* A share, or a quotient; whole > 0. */
struct score {
    int64_t part, whole;
};

/* Orders that stand out by a score, the best first, one for each set of promotions that applied. */
enum { POOL_MOST = 24 };

struct pooled {
    struct order order;
    struct score score;
    uint64_t applied; /* a hash of the promotions */
};

struct pool {
    struct pooled *items;
    uint32_t count;
};

enum { POOL_SHARE, POOL_LOSS, POOL_COUNT };

struct analysis {
    const promo_image *image;
    struct analysis_options options;
    bool bounded;              /* the instants are limited by the options */
    bool invented;             /* the goods are no catalogue's */
    struct goods goods;
    struct setting_bounds bounds;
    struct recipes recipes;
    struct till till, *helpers; /* helpers: of the threads that help */
    uint32_t helper_count;
    struct chance chance;
    struct arena arena;
    struct order **witnesses;  /* by promotion: an order that it applied to; NULL: none was found */
    struct pool pools[POOL_COUNT]; /* by share of the goods taken off; by loss against cost */
    uint64_t surveyed;         /* orders priced by the survey */
};

/* catalogue NULL: goods are invented from the rules. Takes the survey. PROMO_INVALID: an item that the profile refuses;
 * PROMO_NO_MEMORY. The image must outlive the analysis, the catalogue need not. */
promo_status analysis_init(struct analysis *analysis, const promo_image *image, const struct catalogue *catalogue,
                           const struct analysis_options *options);
void analysis_done(struct analysis *analysis);

/* Gives the next question its share of work. */
void analysis_begin(struct analysis *analysis);

/* Prices an order and takes note of what it shows; as till_price. */
promo_status analysis_price(struct analysis *analysis, const struct order *order, const promo_result **result);

/* The promotion by the name that a result has it by, or INDEX_NONE. */
uint32_t analysis_promotion(const struct analysis *analysis, const char *name);
const char *analysis_name(const struct analysis *analysis, uint32_t promotion);

/* Whether the promotion gave or charged anything. */
bool analysis_applied(const promo_result *result, const char *promotion);

/* Makes an order by a recipe alone. False: it cannot be made. */
bool analysis_make(struct analysis *analysis, const struct recipe *recipe, enum style style, struct order *order);

/* Adds to the order what the recipe wants, where its setting suits the order's, too. */
bool analysis_join(struct analysis *analysis, struct order *order, const struct recipe *recipe, enum style style);

/* Changes the order a little: a line's units, its item, a line more or less, its day or channel. */
void analysis_change(struct analysis *analysis, struct order *order);

/* Takes note of an order where it stands out. */
void pool_offer(struct pool *pool, const struct order *order, struct score score, uint64_t applied);

/* a compared with b: negative, 0, positive. */
int score_compare(struct score a, struct score b);

/* The share that was taken off the goods; how much less than the goods' cost is paid for them, of the cost (part may be
 * negative; whole 0: some cost is not known). */
struct score score_share(const promo_result *result);
struct score score_loss(const struct analysis *analysis, const struct order *order, const promo_result *result);

#endif
