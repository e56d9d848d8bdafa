#include "bench/best_instances.h"

#include "base/bits.h"

enum { EVENTS_MOST = 1, PARTS_MOST = 4 };

/* A layer in the making. */
struct maker {
    struct arena *arena;
    struct best_problem *problem;
    struct best_class *classes;
    struct best_promotion *promotions;
    uint64_t state;
    uint32_t *categories, *brands; /* by class */
    uint32_t category_count, brand_count;
};

static uint64_t next_random(struct maker *maker)
{
    maker->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = maker->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint32_t below(struct maker *maker, uint32_t count)
{
    return (uint32_t)((next_random(maker) >> 33) % count);
}

static uint32_t between(struct maker *maker, uint32_t least, uint32_t most)
{
    return least + below(maker, most - least + 1);
}

static bool begin(struct maker *maker, struct arena *arena, uint32_t lines, uint32_t offers, uint64_t seed)
{
    *maker = (struct maker){.arena = arena, .state = seed};
    maker->problem = ARENA_NEW(arena, struct best_problem);
    maker->classes = ARENA_ARRAY(arena, lines, struct best_class);
    maker->promotions = ARENA_ARRAY(arena, offers, struct best_promotion);
    maker->categories = ARENA_ARRAY(arena, lines, uint32_t);
    maker->brands = ARENA_ARRAY(arena, lines, uint32_t);
    if (maker->problem == NULL || maker->classes == NULL || maker->promotions == NULL || maker->categories == NULL ||
        maker->brands == NULL)
        return false;
    *maker->problem = (struct best_problem){.classes = maker->classes,
                                            .class_count = lines,
                                            .promotions = maker->promotions,
                                            .promotion_count = offers,
                                            .must_use = BEST_NONE,
                                            .work_limit = BEST_UNLIMITED};
    return true;
}

static uint64_t *empty_set(struct maker *maker)
{
    return ARENA_ARRAY(maker->arena, BITS_WORDS(maker->problem->class_count), uint64_t);
}

static const uint64_t *category_set(struct maker *maker, uint32_t category)
{
    uint64_t *set = empty_set(maker);
    for (uint32_t c = 0; c < maker->problem->class_count; c++)
        if (maker->categories[c] == category)
            bits_add(set, c);
    return set;
}

static const uint64_t *brand_set(struct maker *maker, uint32_t brand)
{
    uint64_t *set = empty_set(maker);
    for (uint32_t c = 0; c < maker->problem->class_count; c++)
        if (maker->brands[c] == brand)
            bits_add(set, c);
    return set;
}

static const uint64_t *random_set(struct maker *maker, uint32_t size)
{
    uint64_t *set = empty_set(maker);
    for (uint32_t i = 0; i < size; i++)
        bits_add(set, below(maker, maker->problem->class_count));
    return set;
}

static const uint64_t *line_set(struct maker *maker, uint32_t line)
{
    uint64_t *set = empty_set(maker);
    bits_add(set, line);
    return set;
}

/* What all units of a set cost. */
static int64_t set_price(const struct maker *maker, const uint64_t *set)
{
    int64_t sum = 0;
    for (size_t c = bits_next(set, maker->problem->class_count, 0); c < maker->problem->class_count;
         c = bits_next(set, maker->problem->class_count, c + 1))
        sum += maker->classes[c].price * maker->classes[c].count;
    return sum;
}

/* The price of an average unit. */
static int64_t average_price(const struct maker *maker, const uint64_t *set)
{
    int64_t units = 0;
    for (size_t c = bits_next(set, maker->problem->class_count, 0); c < maker->problem->class_count;
         c = bits_next(set, maker->problem->class_count, c + 1))
        units += maker->classes[c].count;
    return units == 0 ? 1000 : set_price(maker, set) / units;
}

static struct best_event *add_event(struct maker *maker, uint32_t offer)
{
    struct best_event *event = ARENA_NEW(maker->arena, struct best_event);
    event->limit = BEST_UNLIMITED;
    maker->promotions[offer] =
        (struct best_promotion){.events = event, .event_count = 1, .cap = BEST_UNLIMITED, .budget = BEST_NONE};
    return event;
}

static struct best_benefit *add_benefit(struct maker *maker, struct best_event *event, struct best_benefit benefit)
{
    struct best_benefit *copy = ARENA_NEW(maker->arena, struct best_benefit);
    *copy = benefit;
    event->benefits = copy;
    event->benefit_count = 1;
    return copy;
}

static void add_buys(struct maker *maker, struct best_event *event, const struct best_pick *picks, uint32_t count)
{
    struct best_pick *copies = ARENA_ARRAY(maker->arena, count, struct best_pick);
    for (uint32_t i = 0; i < count; i++)
        copies[i] = picks[i];
    event->buys = copies;
    event->buy_count = count;
}

static void percent_off(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_SET, .value = (int64_t)percent * 10000, .set = set});
}

/* `every count of set for ...`: about `percent` off an average application. */
static void multi_buy(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    int64_t price = average_price(maker, set) * count * (100 - (int64_t)percent) / 100;
    add_buys(maker, event, &(struct best_pick){.set = set, .count = count}, 1);
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PRICE_SUM, .scope = BEST_ON_THEM, .value = price});
}

/* `every count of set: cheapest of them free`. */
static void cheapest_free(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count)
{
    struct best_event *event = add_event(maker, offer);
    add_buys(maker, event, &(struct best_pick){.set = set, .count = count}, 1);
    add_benefit(maker, event,
                (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_THEM, .select = BEST_CHEAPEST, .count = 1, .value = EXACT_MILLION});
}

/* One unit of each of `count` lines, `percent` off. */
static void bundle(struct maker *maker, uint32_t offer, const uint32_t *lines, uint32_t count, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    struct best_pick picks[PARTS_MOST];
    int64_t price = 0;
    for (uint32_t i = 0; i < count; i++) {
        picks[i] = (struct best_pick){.set = line_set(maker, lines[i]), .count = 1};
        price += maker->classes[lines[i]].price;
    }
    add_buys(maker, event, picks, count);
    add_benefit(maker, event,
                (struct best_benefit){.form = BEST_PRICE_SUM, .scope = BEST_ON_THEM, .value = price * (100 - (int64_t)percent) / 100});
}

static void random_lines(struct maker *maker, uint32_t *lines, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool again = true;
        while (again) {
            lines[i] = below(maker, maker->problem->class_count);
            again = false;
            for (uint32_t k = 0; k < i; k++)
                again |= lines[k] == lines[i];
        }
    }
}

/* Buy of one set, get of another for less. */
static void buy_get(struct maker *maker, uint32_t offer, const uint64_t *buy, uint32_t bought, const uint64_t *get, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    struct best_pick *gets = ARENA_NEW(maker->arena, struct best_pick);
    add_buys(maker, event, &(struct best_pick){.set = buy, .count = bought}, 1);
    *gets = (struct best_pick){.set = get, .count = 1};
    event->gets = gets;
    event->get_count = 1;
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_THEM, .value = (int64_t)percent * 10000});
}

static void spread_off(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    add_benefit(maker, event,
                (struct best_benefit){.form = BEST_OFF_SPREAD, .scope = BEST_ON_SET, .value = 1 + set_price(maker, set) * percent / 100, .set = set});
}

static void chosen_units(struct maker *maker, uint32_t offer, const uint64_t *set, enum best_select select, uint32_t count, uint32_t percent)
{
    percent_off(maker, offer, set, percent);
    struct best_benefit *benefit = (struct best_benefit *)(uintptr_t)maker->promotions[offer].events->benefits;
    benefit->select = select;
    benefit->count = count;
}

static void order_off(struct maker *maker, uint32_t offer, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_ORDER, .value = (int64_t)percent * 10000});
}

static void shipping_free(struct maker *maker, uint32_t offer)
{
    struct best_event *event = add_event(maker, offer);
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_SHIPPING, .value = EXACT_MILLION});
}

static void gift(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count)
{
    struct best_event *event = add_event(maker, offer);
    add_buys(maker, event, &(struct best_pick){.set = set, .count = count}, 1);
    add_benefit(maker, event,
                (struct best_benefit){.form = BEST_AWARD, .scope = BEST_ON_NOTHING, .worth = between(maker, 100, 900), .awards = 1});
    event->limit = 1;
}

static void fill_basket(struct maker *maker, uint32_t most_units)
{
    struct best_problem *problem = maker->problem;
    maker->category_count = problem->class_count / 3 + 1;
    maker->brand_count = problem->class_count / 4 + 1;
    for (uint32_t c = 0; c < problem->class_count; c++) {
        int64_t price = (int64_t)between(maker, 1, 100) * 100 - 1;
        if (below(maker, 5) == 0)
            price *= 4;
        maker->classes[c] = (struct best_class){
            .price = price, .count = below(maker, 3) == 0 ? between(maker, 2, most_units) : 1, .sku = c, .line = c};
        maker->categories[c] = below(maker, maker->category_count);
        maker->brands[c] = below(maker, maker->brand_count);
    }
    problem->shipping = 495;
}

static void ordinary_offer(struct maker *maker, uint32_t offer)
{
    const uint64_t *category = category_set(maker, below(maker, maker->category_count));
    const uint64_t *brand = brand_set(maker, below(maker, maker->brand_count));
    uint32_t lines[PARTS_MOST], kind = below(maker, 100);
    if (kind < 28) {
        percent_off(maker, offer, kind < 14 ? category : brand, between(maker, 1, 5) * 5);
    } else if (kind < 36) {
        chosen_units(maker, offer, category, (enum best_select)between(maker, BEST_ANY, BEST_DEAREST), between(maker, 1, 3), between(maker, 2, 8) * 5);
    } else if (kind < 52) {
        multi_buy(maker, offer, category, between(maker, 2, 4), between(maker, 2, 6) * 5);
    } else if (kind < 60) {
        cheapest_free(maker, offer, brand, between(maker, 3, 4));
    } else if (kind < 74) {
        random_lines(maker, lines, 3);
        bundle(maker, offer, lines, between(maker, 2, 3), between(maker, 2, 6) * 5);
    } else if (kind < 80) {
        buy_get(maker, offer, category, between(maker, 1, 2), brand, between(maker, 2, 10) * 10);
    } else if (kind < 88) {
        spread_off(maker, offer, brand, between(maker, 1, 4) * 5);
    } else if (kind < 93) {
        percent_off(maker, offer, category, between(maker, 2, 6) * 5);
        maker->promotions[offer].cap = between(maker, 5, 30) * 100;
    } else if (kind < 96) {
        gift(maker, offer, category, between(maker, 1, 3));
    } else if (kind < 98) {
        shipping_free(maker, offer);
    } else {
        order_off(maker, offer, between(maker, 3, 10));
    }
}

static void hard_offer(struct maker *maker, uint32_t offer)
{
    uint32_t lines[PARTS_MOST], kind = below(maker, 100);
    uint32_t percent = between(maker, 12, 30);
    if (kind < 45) {
        random_lines(maker, lines, PARTS_MOST);
        bundle(maker, offer, lines, between(maker, 2, PARTS_MOST), percent);
    } else if (kind < 65) {
        multi_buy(maker, offer, random_set(maker, between(maker, 3, 6)), between(maker, 2, 3), percent);
    } else if (kind < 75) {
        cheapest_free(maker, offer, random_set(maker, between(maker, 3, 6)), between(maker, 3, 4));
    } else if (kind < 85) {
        buy_get(maker, offer, random_set(maker, between(maker, 2, 4)), 1, random_set(maker, between(maker, 2, 4)), percent * 2);
    } else if (kind < 93) {
        spread_off(maker, offer, random_set(maker, between(maker, 2, 5)), percent);
    } else if (kind < 97) {
        percent_off(maker, offer, random_set(maker, between(maker, 3, 8)), percent);
        maker->promotions[offer].cap = between(maker, 5, 30) * 100;
    } else {
        chosen_units(maker, offer, random_set(maker, between(maker, 3, 8)), BEST_ANY, between(maker, 1, 3), percent);
    }
}

const struct best_problem *instance_make(struct arena *arena, enum instance_kind kind, uint32_t offers, uint64_t number)
{
    struct maker maker;
    uint64_t seed = number * 1000003 + offers * 17 + (uint64_t)kind;
    uint32_t lines = 5 + (uint32_t)(number * 7919 % 36);
    if (!begin(&maker, arena, lines, offers, seed))
        return NULL;
    fill_basket(&maker, 4);
    for (uint32_t offer = 0; offer < offers; offer++)
        if (kind == INSTANCE_ORDINARY)
            ordinary_offer(&maker, offer);
        else
            hard_offer(&maker, offer);
    return maker.problem;
}

static bool flat_basket(struct maker *maker, struct arena *arena, uint32_t lines, uint32_t offers, int64_t price, int64_t step, int64_t count)
{
    if (!begin(maker, arena, lines, offers, lines * 31 + offers))
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
    for (uint32_t offer = 0; offer < 30; offer++)
        multi_buy(&maker, offer, random_set(&maker, 6), between(&maker, 2, 4), between(&maker, 3, 6) * 5);
    return maker.problem;
}

static const struct best_problem *identical_promotions(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 12, 60, 1000, 137, 3))
        return NULL;
    const uint64_t *set = random_set(&maker, 20);
    for (uint32_t offer = 0; offer < 60; offer++) {
        multi_buy(&maker, offer, set, 3, 20);
        ((struct best_event *)(uintptr_t)maker.promotions[offer].events)->limit = 1;
    }
    return maker.problem;
}

static const struct best_problem *twelve_of_forty(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 40, 6, 500, 61, 1))
        return NULL;
    uint64_t *all = empty_set(&maker);
    for (uint32_t c = 0; c < 40; c++)
        bits_add(all, c);
    multi_buy(&maker, 0, all, 12, 30);
    for (uint32_t offer = 1; offer < 5; offer++) {
        uint32_t lines[PARTS_MOST];
        random_lines(&maker, lines, 3);
        bundle(&maker, offer, lines, 3, 35);
    }
    percent_off(&maker, 5, random_set(&maker, 10), 20);
    return maker.problem;
}

static const struct best_problem *chained_bundles(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 40, 39, 1000, 53, 1))
        return NULL;
    for (uint32_t offer = 0; offer < 39; offer++)
        bundle(&maker, offer, (uint32_t[]){offer, offer + 1}, 2, between(&maker, 10, 30));
    return maker.problem;
}

static const struct best_problem *one_item(struct arena *arena)
{
    struct maker maker;
    if (!flat_basket(&maker, arena, 1, 200, 2599, 0, 10))
        return NULL;
    for (uint32_t offer = 0; offer < 200; offer++) {
        if (offer % 3 == 0) {
            multi_buy(&maker, offer, line_set(&maker, 0), 2 + offer % 5, 5 + offer % 20);
        } else {
            percent_off(&maker, offer, line_set(&maker, 0), 5 + offer % 20);
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
        ordinary_offer(&maker, offer);
    return maker.problem;
}

const struct instance_shape INSTANCE_SHAPES[] = {
    {"many equal prices", equal_prices},       {"60 identical promotions", identical_promotions},
    {"12 of 40 lines", twelve_of_forty},       {"bundles in a chain", chained_bundles},
    {"200 promotions on one item", one_item},  {"1,000,000 of each line", a_million_each},
};
const uint32_t INSTANCE_SHAPE_COUNT = sizeof INSTANCE_SHAPES / sizeof *INSTANCE_SHAPES;
