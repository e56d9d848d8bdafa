/* The goods that baskets are made of in a search, and which item sets of the rules each is in.
 *
 * Items that are in the same item sets are the same to the rules but for their prices: of each such kind the cheapest, the
 * dearest, those with the thinnest margin and a few more stand for the others. Item sets are computed by the interpreter, at
 * the items' own prices; sets that read prices may differ in later layers, which the search finds out by pricing. */
#ifndef RUNTIME_ANALYSIS_GOODS_H
#define RUNTIME_ANALYSIS_GOODS_H

#include "base/bits.h"
#include "base/catalogue.h"
#include "vm/loader.h"

enum { GOODS_PER_KIND = 12 };

struct goods_item {
    struct text json;     /* members of a basket's line, without braces and quantity */
    struct text sku, name;
    int64_t price, cost;  /* minor units; cost: CATALOGUE_NONE */
    uint32_t kind;
};

/* Items of a kind are in the sets of `sets`, bits over SETS. */
struct goods_kind {
    uint64_t *sets;
    uint32_t items[GOODS_PER_KIND]; /* in the catalogue, while reading */
    uint32_t count;
};

struct goods {
    const promo_allocator *alloc;
    struct arena arena;
    const promo_image *image;
    size_t told;          /* items of the catalogue */
    size_t unpriced;      /* of them without a price, which no basket is made of */
    size_t with_cost;     /* of the priced ones */
    size_t untakeable;    /* of them those that cost no more than their floor, so that nothing can be taken off */
    VECTOR(struct goods_kind) kinds;
    VECTOR(struct goods_item) items; /* ascending by price */
    uint32_t *starts, *by_set;       /* the items of set s: by_set[starts[s] .. starts[s + 1]), ascending by price */
};

/* Takes the priced items of a closed catalogue. PROMO_INVALID: an attribute is not what the profile says; the message names
 * the item. PROMO_NO_MEMORY. The catalogue must outlive the goods; `at` is for yearly dates. */
promo_status goods_init(struct goods *goods, const promo_image *image, const struct catalogue *catalogue, int64_t at,
                        const promo_allocator *alloc);
void goods_done(struct goods *goods);

static inline uint32_t goods_count_of_set(const struct goods *goods, uint32_t set)
{
    return goods->starts[set + 1] - goods->starts[set];
}

static inline bool goods_in_set(const struct goods *goods, uint32_t item, uint32_t set)
{
    return bits_has(goods->kinds.items[goods->items.items[item].kind].sets, set);
}

/* Fills an open catalogue with items that the rules speak of: their skus, categories, brands, tags and prices, alone and
 * together. */
promo_status goods_invent(struct catalogue *catalogue, const promo_image *image);

#endif
