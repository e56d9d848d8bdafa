#include "bench/best_crowded.h"

static void fill_basket(struct maker *maker, uint32_t most_units)
{
    struct best_problem *problem = maker->problem;
    maker->category_count = problem->class_count / 3 + 1;
    maker->brand_count = problem->class_count / 4 + 1;
    for (uint32_t c = 0; c < problem->class_count; c++) {
        int64_t price = (int64_t)maker_between(maker, 1, 100) * 100 - 1;
        if (maker_below(maker, 5) == 0)
            price *= 4;
        maker->classes[c] = (struct best_class){
            .price = price, .count = maker_below(maker, 3) == 0 ? maker_between(maker, 2, most_units) : 1, .sku = c, .line = c};
        maker->categories[c] = maker_below(maker, maker->category_count);
        maker->brands[c] = maker_below(maker, maker->brand_count);
    }
    problem->shipping = 495;
}

void offer_crowded(struct maker *maker, uint32_t offer)
{
    const uint64_t *category = maker_category(maker, maker_below(maker, maker->category_count));
    const uint64_t *brand = maker_brand(maker, maker_below(maker, maker->brand_count));
    uint32_t lines[PARTS_MOST], kind = maker_below(maker, 100);
    if (kind < 28) {
        offer_percent(maker, offer, kind < 14 ? category : brand, maker_between(maker, 1, 5) * 5);
    } else if (kind < 36) {
        uint32_t percent = maker_between(maker, 2, 8) * 5, count = maker_between(maker, 1, 3);
        offer_chosen(maker, offer, category, (enum best_select)maker_between(maker, BEST_ANY, BEST_DEAREST), count, percent);
    } else if (kind < 52) {
        uint32_t percent = maker_between(maker, 2, 6) * 5;
        offer_multi_buy(maker, offer, category, maker_between(maker, 2, 4), percent);
    } else if (kind < 60) {
        offer_cheapest_free(maker, offer, brand, maker_between(maker, 3, 4));
    } else if (kind < 74) {
        maker_random_lines(maker, lines, 3);
        uint32_t percent = maker_between(maker, 2, 6) * 5;
        offer_bundle(maker, offer, lines, maker_between(maker, 2, 3), percent);
    } else if (kind < 80) {
        uint32_t percent = maker_between(maker, 2, 10) * 10;
        offer_buy_get(maker, offer, category, maker_between(maker, 1, 2), brand, percent);
    } else if (kind < 88) {
        offer_spread(maker, offer, brand, maker_between(maker, 1, 4) * 5);
    } else if (kind < 93) {
        offer_percent(maker, offer, category, maker_between(maker, 2, 6) * 5);
        maker->promotions[offer].cap = maker_between(maker, 5, 30) * 100;
    } else if (kind < 96) {
        offer_gift(maker, offer, category, maker_between(maker, 1, 3));
    } else if (kind < 98) {
        offer_shipping(maker, offer);
    } else {
        offer_order(maker, offer, maker_between(maker, 3, 10));
    }
}

static void offer_tangled(struct maker *maker, uint32_t offer)
{
    uint32_t lines[PARTS_MOST], kind = maker_below(maker, 100);
    uint32_t percent = maker_between(maker, 12, 30);
    if (kind < 45) {
        maker_random_lines(maker, lines, PARTS_MOST);
        offer_bundle(maker, offer, lines, maker_between(maker, 2, PARTS_MOST), percent);
    } else if (kind < 65) {
        uint32_t count = maker_between(maker, 2, 3);
        offer_multi_buy(maker, offer, maker_random_set(maker, maker_between(maker, 3, 6)), count, percent);
    } else if (kind < 75) {
        uint32_t count = maker_between(maker, 3, 4);
        offer_cheapest_free(maker, offer, maker_random_set(maker, maker_between(maker, 3, 6)), count);
    } else if (kind < 85) {
        const uint64_t *gotten = maker_random_set(maker, maker_between(maker, 2, 4));
        offer_buy_get(maker, offer, maker_random_set(maker, maker_between(maker, 2, 4)), 1, gotten, percent * 2);
    } else if (kind < 93) {
        offer_spread(maker, offer, maker_random_set(maker, maker_between(maker, 2, 5)), percent);
    } else if (kind < 97) {
        offer_percent(maker, offer, maker_random_set(maker, maker_between(maker, 3, 8)), percent);
        maker->promotions[offer].cap = maker_between(maker, 5, 30) * 100;
    } else {
        uint32_t count = maker_between(maker, 1, 3);
        offer_chosen(maker, offer, maker_random_set(maker, maker_between(maker, 3, 8)), BEST_ANY, count, percent);
    }
}

/* The basket, of 5 to 40 lines. */
static bool begin(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number, uint64_t family)
{
    uint64_t seed = number * 1000003 + offers * 17 + family;
    uint32_t lines = 5 + (uint32_t)(number * 7919 % 36);
    if (!maker_begin(maker, arena, lines, offers, seed))
        return false;
    fill_basket(maker, 4);
    return true;
}

bool crowded_make(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number)
{
    bool made = begin(maker, arena, offers, number, 0);
    for (uint32_t offer = 0; made && offer < offers; offer++)
        offer_crowded(maker, offer);
    return made;
}

bool tangled_make(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number)
{
    bool made = begin(maker, arena, offers, number, 1);
    for (uint32_t offer = 0; made && offer < offers; offer++)
        offer_tangled(maker, offer);
    return made;
}
