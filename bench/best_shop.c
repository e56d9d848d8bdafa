#include "bench/best_shop.h"

#include "base/bits.h"

/* Percent off, in steps of 5: what lowers single units, and what asks for several. Hard ones: any whole percentage. */
enum { LOW_LEAST = 1, LOW_MOST = 4, DEEP_LEAST = 4, DEEP_MOST = 8, HARD_LEAST = 5, HARD_MOST = 50 };
enum { RANGES_TOGETHER = 3, MULTI_BUYS_A_RANGE = 1, BUNDLES_A_RANGE = 2, LINES_MOST = 40 };

/* Merits are what a merchandiser would rank promotions by; the promotions are in their order in the end. */
struct shop {
    struct maker *maker;
    int64_t *merits;
    uint32_t multi_buys[LINES_MOST], bundles[LINES_MOST]; /* by range */
    uint32_t line, range;                                 /* that the promotion at hand is made for */
    const uint64_t *goods;                                /* the lines of that range */
    int64_t units;                                        /* of them */
};

/* Makes the promotion, and tells its merit. */
typedef int64_t make_kind(struct shop *shop, uint32_t offer);

struct kind {
    uint32_t share; /* of a hundred */
    make_kind *make;
};

static uint32_t percentage(struct shop *shop, uint32_t least, uint32_t most)
{
    return maker_between(shop->maker, least, most) * 5;
}

static int64_t price_of(const struct shop *shop, uint32_t line)
{
    return shop->maker->classes[line].price;
}

/* Lines of one range cost the same: most ranges have one, some up to eight. Of `several` lines in a hundred
 * there is more than one unit. */
static void fill_basket(struct maker *maker, uint32_t several)
{
    uint32_t left = 0, range = UINT32_MAX, category = 0;
    int64_t price = 0;
    for (uint32_t c = 0; c < maker->problem->class_count; c++) {
        if (left == 0) {
            uint32_t kind = maker_below(maker, 10);
            left = kind < 6 ? 1 : kind < 9 ? maker_between(maker, 2, 3) : maker_between(maker, 4, 8);
            range++;
            category += maker_below(maker, 2);
            price = (int64_t)maker_between(maker, 5, 100) * 10 - 1;
            if (maker_below(maker, 5) == 0)
                price *= 3;
        }
        left--;
        int64_t count = maker_below(maker, 100) < several ? maker_between(maker, 2, 4) : 1;
        maker->brands[c] = range;
        maker->categories[c] = category;
        maker->classes[c] = (struct best_class){.price = price, .count = count, .sku = c, .line = c};
    }
    maker->brand_count = range + 1;
    maker->category_count = category + 1;
}

static void look_at(struct shop *shop, uint32_t line)
{
    struct maker *maker = shop->maker;
    shop->line = line;
    shop->range = maker->brands[line];
    shop->goods = maker_brand(maker, shop->range);
    shop->units = 0;
    for (uint32_t c = 0; c < maker->problem->class_count; c++)
        if (bits_has(shop->goods, c))
            shop->units += maker->classes[c].count;
}

static int64_t ordinary_percent(struct shop *shop, uint32_t offer)
{
    uint32_t percent = percentage(shop, LOW_LEAST, LOW_MOST);
    offer_percent(shop->maker, offer, shop->goods, percent);
    return percent;
}

/* Shoppers who know the offer take a multiple of what it asks for. */
static uint32_t asked(int64_t units)
{
    for (uint32_t count = 3; count <= 4 && units > 4; count++)
        if (units % count == 0)
            return count;
    return units <= 7 ? (uint32_t)units : 2 + (uint32_t)(units % 2);
}

static bool takes_multi_buy(struct shop *shop)
{
    return shop->units > 1 && shop->multi_buys[shop->range]++ < MULTI_BUYS_A_RANGE;
}

static int64_t ordinary_multi_buy(struct shop *shop, uint32_t offer)
{
    uint32_t percent = percentage(shop, DEEP_LEAST, DEEP_MOST);
    if (!takes_multi_buy(shop))
        return ordinary_percent(shop, offer);
    offer_multi_buy(shop->maker, offer, shop->goods, asked(shop->units), percent);
    return percent;
}

static int64_t ordinary_cheapest_free(struct shop *shop, uint32_t offer)
{
    if (!takes_multi_buy(shop))
        return ordinary_percent(shop, offer);
    offer_cheapest_free(shop->maker, offer, shop->goods, asked(shop->units));
    return 100 / asked(shop->units);
}

/* Two or three ranges that go together, one of each. */
static int64_t ordinary_bundle(struct shop *shop, uint32_t offer)
{
    struct maker *maker = shop->maker;
    const uint64_t *sets[RANGES_TOGETHER];
    uint32_t percent = percentage(shop, DEEP_LEAST, DEEP_MOST), asks = maker_between(maker, 2, RANGES_TOGETHER), count = 0;
    uint32_t first = shop->range / RANGES_TOGETHER * RANGES_TOGETHER;
    uint32_t without = asks < RANGES_TOGETHER ? maker_below(maker, RANGES_TOGETHER) : RANGES_TOGETHER;
    for (uint32_t i = 0; i < RANGES_TOGETHER; i++)
        if (i != without && first + i < maker->brand_count)
            sets[count++] = maker_brand(maker, first + i);
    if (count < 2 || shop->bundles[shop->range]++ >= BUNDLES_A_RANGE)
        return ordinary_percent(shop, offer);
    offer_bundle_of(maker, offer, sets, count, percent);
    return percent;
}

static int64_t ordinary_spread(struct shop *shop, uint32_t offer)
{
    uint32_t percent = 5 + percentage(shop, LOW_LEAST, LOW_MOST);
    offer_spread(shop->maker, offer, shop->goods, percent);
    return percent;
}

/* One of a range, and one of a range nearby for less. */
static int64_t ordinary_buy_get(struct shop *shop, uint32_t offer)
{
    struct maker *maker = shop->maker;
    uint32_t percent = 2 * percentage(shop, DEEP_LEAST, DEEP_MOST);
    uint32_t other = (shop->line + 1 + maker_below(maker, 4)) % maker->problem->class_count;
    offer_buy_get(maker, offer, shop->goods, 1, maker_brand(maker, maker->brands[other]), percent);
    return percent * price_of(shop, other) / (price_of(shop, other) + price_of(shop, shop->line));
}

/* Its cap may bind. */
static int64_t ordinary_capped(struct shop *shop, uint32_t offer)
{
    uint32_t percent = percentage(shop, LOW_LEAST, LOW_MOST), part = maker_between(shop->maker, 50, 120);
    int64_t full = shop->units * price_of(shop, shop->line) * percent / 100;
    offer_percent(shop->maker, offer, shop->goods, percent);
    shop->maker->promotions[offer].cap = full * part / 100;
    return part < 100 ? percent * part / 100 : percent;
}

static const struct kind ORDINARY[] = {
    {65, ordinary_percent}, {12, ordinary_multi_buy}, {6, ordinary_bundle}, {5, ordinary_cheapest_free},
    {5, ordinary_spread},   {3, ordinary_buy_get},    {4, ordinary_capped},
};

static uint32_t hard_percentage(struct shop *shop)
{
    return maker_between(shop->maker, HARD_LEAST, HARD_MOST);
}

/* Two to four lines from anywhere. */
struct some_lines {
    uint32_t lines[PARTS_MOST], count;
    const uint64_t *set;
    int64_t price; /* of a unit of each */
};

static struct some_lines some_lines(struct shop *shop)
{
    struct some_lines some = {.count = maker_between(shop->maker, 2, PARTS_MOST)};
    uint64_t *set = maker_empty_set(shop->maker);
    maker_random_lines(shop->maker, some.lines, some.count);
    for (uint32_t i = 0; i < some.count; i++) {
        bits_add(set, some.lines[i]);
        some.price += price_of(shop, some.lines[i]);
    }
    some.set = set;
    return some;
}

static int64_t hard_bundle(struct shop *shop, uint32_t offer)
{
    uint32_t percent = hard_percentage(shop);
    struct some_lines some = some_lines(shop);
    offer_bundle(shop->maker, offer, some.lines, some.count, percent);
    return some.price * percent;
}

static int64_t hard_multi_buy(struct shop *shop, uint32_t offer)
{
    uint32_t percent = hard_percentage(shop);
    struct some_lines some = some_lines(shop);
    offer_multi_buy(shop->maker, offer, some.set, some.count, percent);
    return some.price * percent;
}

static int64_t hard_spread(struct shop *shop, uint32_t offer)
{
    uint32_t percent = hard_percentage(shop);
    struct some_lines some = some_lines(shop);
    offer_spread(shop->maker, offer, some.set, percent);
    return some.price * percent;
}

static int64_t hard_buy_get(struct shop *shop, uint32_t offer)
{
    uint32_t percent = hard_percentage(shop);
    struct some_lines some = some_lines(shop);
    offer_buy_get(shop->maker, offer, maker_line(shop->maker, some.lines[0]), 1, maker_line(shop->maker, some.lines[1]), 2 * percent);
    return price_of(shop, some.lines[1]) * 2 * percent;
}

static int64_t hard_capped(struct shop *shop, uint32_t offer)
{
    uint32_t percent = hard_percentage(shop);
    struct some_lines some = some_lines(shop);
    offer_percent(shop->maker, offer, some.set, percent);
    shop->maker->promotions[offer].cap = 1 + some.price * percent / 200;
    return some.price * percent / 2;
}

static const struct kind HARD[] = {
    {55, hard_bundle}, {5, hard_multi_buy}, {28, hard_spread}, {8, hard_buy_get}, {4, hard_capped},
};

static int64_t make_offer(struct shop *shop, const struct kind *kinds, uint32_t offer)
{
    uint32_t drawn = maker_below(shop->maker, 100);
    look_at(shop, maker_below(shop->maker, shop->maker->problem->class_count));
    while (drawn >= kinds->share) {
        drawn -= kinds->share;
        kinds++;
    }
    return kinds->make(shop, offer);
}

/* The best come first. */
static void place_offer(struct shop *shop, uint32_t offer, int64_t merit)
{
    struct best_promotion *promotions = shop->maker->promotions, made = promotions[offer];
    for (; offer > 0 && shop->merits[offer - 1] < merit; offer--) {
        promotions[offer] = promotions[offer - 1];
        shop->merits[offer] = shop->merits[offer - 1];
    }
    promotions[offer] = made;
    shop->merits[offer] = merit;
}

/* What a family is made of. */
struct family {
    const struct kind *kinds;
    uint32_t several;                    /* see fill_basket */
    uint32_t offers_a_line, lines_least; /* the shortest basket: 5 lines and one for so many offers, up to so many */
    uint64_t seed;
};

/* Longer baskets meet more offers. */
static uint32_t line_count(const struct family *family, uint32_t offers, uint64_t number)
{
    uint32_t least = 5 + offers / family->offers_a_line, most = offers + 5 < LINES_MOST ? offers + 5 : LINES_MOST;
    least = least < family->lines_least ? least : family->lines_least;
    return least + (uint32_t)(number * 7919 % (most - least + 1));
}

static bool make_layer(struct maker *maker, struct arena *arena, const struct family *family, uint32_t offers, uint64_t number)
{
    struct shop shop = {.maker = maker, .merits = ARENA_ARRAY(arena, offers, int64_t)};
    uint64_t seed = number * 1000003 + offers * 17 + family->seed;
    if (shop.merits == NULL || !maker_begin(maker, arena, line_count(family, offers, number), offers, seed))
        return false;
    fill_basket(maker, family->several);
    for (uint32_t offer = 0; offer < offers; offer++)
        place_offer(&shop, offer, make_offer(&shop, family->kinds, offer));
    return true;
}

bool ordinary_make(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number)
{
    static const struct family family = {ORDINARY, .several = 15, .offers_a_line = 4, .lines_least = 30, .seed = 2};
    return make_layer(maker, arena, &family, offers, number);
}

bool hard_make(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number)
{
    static const struct family family = {HARD, .several = 45, .offers_a_line = 2, .lines_least = 40, .seed = 3};
    return make_layer(maker, arena, &family, offers, number);
}
