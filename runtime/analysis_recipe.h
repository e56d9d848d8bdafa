/* Recipes: how an order may be made that one event is used for. One event has a recipe for each way in which its criteria can
 * hold, and for each row of its ladder; each wants goods, at least so many units, lines or so much money of item sets.
 *
 * A recipe is filled in several styles: with the cheapest or the dearest goods, or any. What it promises is found out by
 * pricing. */
#ifndef RUNTIME_ANALYSIS_RECIPE_H
#define RUNTIME_ANALYSIS_RECIPE_H

#include "runtime/analysis_order.h"

enum { WANTS_MOST = 24 };

struct want {
    uint32_t set;        /* INDEX_NONE: any goods */
    enum measure measure;
    int64_t least;
    bool apart;          /* units of their own, beside those of other wants: what is bought and gotten */
    bool different;      /* no two of one sku */
};

struct recipe {
    uint32_t promotion, event;
    struct setting setting;
    struct want wants[WANTS_MOST];
    uint32_t want_count;
};

/* Why an event has no recipe. */
enum hopeless {
    HOPELESS_NOT,
    HOPELESS_NEEDS,  /* its conditions exclude each other, whatever the basket: proven */
    HOPELESS_TIME,   /* no instant within the bounds suits: proven */
    HOPELESS_GOODS,  /* no item of the goods is in a set that it needs: proven for those goods */
    HOPELESS_PRICES, /* the same of a set that reads prices, which earlier layers may change: nothing is proven */
    HOPELESS_OPEN    /* none was found; nothing is proven */
};

struct event_recipes {
    uint32_t first, count; /* in recipes */
    enum hopeless hopeless;
    uint32_t set;          /* HOPELESS_GOODS, HOPELESS_PRICES: in SETS */
};

struct recipes {
    struct arena arena;
    const promo_allocator *alloc;
    VECTOR(struct recipe) items;     /* by event */
    struct event_recipes *by_event;  /* of every event of an active promotion */
};

promo_status recipes_init(struct recipes *recipes, const struct goods *goods, const struct setting_bounds *bounds,
                          const promo_allocator *alloc);
void recipes_done(struct recipes *recipes);

/* A small generator of numbers, the same everywhere (SplitMix64, Steele, Lea and Flood, 2014). */
struct chance {
    uint64_t state;
};
uint64_t chance_next(struct chance *chance);
uint32_t chance_below(struct chance *chance, uint32_t most); /* most > 0 */

enum style { STYLE_CHEAPEST, STYLE_DEAREST, STYLE_MIDDLE, STYLE_ANY, STYLE_COUNT };

/* Adds what the recipe wants to the order's lines; units that are there count, and items that are there are preferred with
 * `together`. False: there are no such goods, or no room. The setting is left as it is. */
bool recipe_fill(const struct recipe *recipe, const struct goods *goods, enum style style, bool together, struct chance *chance,
                 struct order *order);

#endif
