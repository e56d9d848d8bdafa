/* A layer in the making: the basket, and one promotion of each kind that the bench has.
 *
 * For the families (best_shop, best_crowded) and the known shapes (best_shapes). Random numbers are its own, so that the
 * same seed gives the same layer everywhere, as long as no two are drawn among the arguments of one call: these have no
 * order. Everything lives in the arena; percentages are whole ones. */
#ifndef BENCH_BEST_MAKER_H
#define BENCH_BEST_MAKER_H

#include "base/arena.h"
#include "vm/best.h"

enum { PARTS_MOST = 4 };

struct maker {
    struct arena *arena;
    struct best_problem *problem;
    struct best_class *classes;
    struct best_promotion *promotions;
    uint64_t state;
    uint32_t *categories, *brands; /* by class */
    uint32_t category_count, brand_count;
};

/* False without memory. The classes and promotions are still to be filled in. */
bool maker_begin(struct maker *maker, struct arena *arena, uint32_t lines, uint32_t offers, uint64_t seed);

/* Random numbers: 0 to count - 1, or least to most. */
uint32_t maker_below(struct maker *maker, uint32_t count);
uint32_t maker_between(struct maker *maker, uint32_t least, uint32_t most);

/* Sets of lines. A random one has at most `size`. */
uint64_t *maker_empty_set(struct maker *maker);
const uint64_t *maker_category(struct maker *maker, uint32_t category);
const uint64_t *maker_brand(struct maker *maker, uint32_t brand);
const uint64_t *maker_line(struct maker *maker, uint32_t line);
const uint64_t *maker_random_set(struct maker *maker, uint32_t size);

/* `count` different lines. */
void maker_random_lines(struct maker *maker, uint32_t *lines, uint32_t count);

/* Each fills in the promotion numbered `offer`, with one event. */
void offer_percent(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t percent);
/* `every count of set for ...`: about `percent` off an average application. */
void offer_multi_buy(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count, uint32_t percent);
/* `every count of set: cheapest of them free`. */
void offer_cheapest_free(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count);
/* One unit of each of `count` sets, or lines, at most PARTS_MOST, `percent` off. */
void offer_bundle_of(struct maker *maker, uint32_t offer, const uint64_t *const *sets, uint32_t count, uint32_t percent);
void offer_bundle(struct maker *maker, uint32_t offer, const uint32_t *lines, uint32_t count, uint32_t percent);
/* Buy `bought` of one set, get one of another for `percent` less. */
void offer_buy_get(struct maker *maker, uint32_t offer, const uint64_t *buy, uint32_t bought, const uint64_t *get, uint32_t percent);
/* An amount off the set together, about `percent` of what it costs. */
void offer_spread(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t percent);
/* `percent` off any, the cheapest or the dearest `count` of the set. */
void offer_chosen(struct maker *maker, uint32_t offer, const uint64_t *set, enum best_select select, uint32_t count, uint32_t percent);
void offer_order(struct maker *maker, uint32_t offer, uint32_t percent);
void offer_shipping(struct maker *maker, uint32_t offer);
/* An award worth something for every `count` of the set, once. */
void offer_gift(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count);

#endif
