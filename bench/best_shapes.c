#include "bench/best_instances.h"

#include "base/bits.h"
#include "bench/best_crowded.h"

static bool flat_basket(struct maker *maker, struct arena *arena, uint32_t lines, uint32_t offers, int64_t price, int64_t step, int64_t count)
{
    if (!maker_begin(maker, arena, lines, offers, lines * 31 + offers))
        return false;
    for (uint32_t c = 0; c < lines; c++)
        maker->classes[c] = (struct best_class){.price = price + step * c, .count = count, .sku = c, .line = c};
    return true;
}

/* Every unit costs the same, and the sets overlap. */
static const struct best_problem *equal_prices(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 30, 30, 1000, 0, 2))
        return NULL;
    for (uint32_t offer = 0; offer < 30; offer++) {
        uint32_t percent = maker_between(&maker, 3, 6) * 5, count = maker_between(&maker, 2, 4);
        offer_multi_buy(&maker, offer, maker_random_set(&maker, 6), count, percent);
    }
    return maker.problem;
}

static const struct best_problem *identical_promotions(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 12, 60, 1000, 137, 3))
        return NULL;
    const uint64_t *set = maker_random_set(&maker, 20);
    for (uint32_t offer = 0; offer < 60; offer++) {
        offer_multi_buy(&maker, offer, set, 3, 20);
        ((struct best_event *)(uintptr_t)maker.promotions[offer].events)->limit = 1;
    }
    return maker.problem;
}

static const struct best_problem *twelve_of_forty(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 40, 6, 500, 61, 1))
        return NULL;
    uint64_t *all = maker_empty_set(&maker);
    for (uint32_t c = 0; c < 40; c++)
        bits_add(all, c);
    offer_multi_buy(&maker, 0, all, 12, 30);
    for (uint32_t offer = 1; offer < 5; offer++) {
        uint32_t lines[PARTS_MOST];
        maker_random_lines(&maker, lines, 3);
        offer_bundle(&maker, offer, lines, 3, 35);
    }
    offer_percent(&maker, 5, maker_random_set(&maker, 10), 20);
    return maker.problem;
}

static const struct best_problem *chained_bundles(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 40, 39, 1000, 53, 1))
        return NULL;
    for (uint32_t offer = 0; offer < 39; offer++)
        offer_bundle(&maker, offer, (uint32_t[]){offer, offer + 1}, 2, maker_between(&maker, 10, 30));
    return maker.problem;
}

static const struct best_problem *one_item(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 1, 200, 2599, 0, 10))
        return NULL;
    for (uint32_t offer = 0; offer < 200; offer++) {
        if (offer % 3 == 0) {
            offer_multi_buy(&maker, offer, maker_line(&maker, 0), 2 + offer % 5, 5 + offer % 20);
        } else {
            offer_percent(&maker, offer, maker_line(&maker, 0), 5 + offer % 20);
            ((struct best_event *)(uintptr_t)maker.promotions[offer].events)->limit = 1 + offer % 3;
        }
    }
    return maker.problem;
}

static const struct best_problem *a_million_each(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 12, 20, 700, 171, 1000000))
        return NULL;
    for (uint32_t c = 0; c < 12; c++) {
        maker.categories[c] = c % 4;
        maker.brands[c] = c % 3;
    }
    maker.category_count = 4;
    maker.brand_count = 3;
    for (uint32_t offer = 0; offer < 20; offer++)
        offer_crowded(&maker, offer);
    return maker.problem;
}

const struct instance_shape INSTANCE_SHAPES[] = {
    {"many equal prices", equal_prices},       {"60 identical promotions", identical_promotions},
    {"12 of 40 lines", twelve_of_forty},       {"bundles in a chain", chained_bundles},
    {"200 promotions on one item", one_item},  {"1,000,000 of each line", a_million_each},
};
const uint32_t INSTANCE_SHAPE_COUNT = sizeof INSTANCE_SHAPES / sizeof *INSTANCE_SHAPES;
