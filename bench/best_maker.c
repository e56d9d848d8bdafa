#include "bench/best_maker.h"

#include "base/bits.h"

static uint64_t next_random(struct maker *maker)
{
    maker->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = maker->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t maker_below(struct maker *maker, uint32_t count)
{
    return (uint32_t)((next_random(maker) >> 33) % count);
}

uint32_t maker_between(struct maker *maker, uint32_t least, uint32_t most)
{
    return least + maker_below(maker, most - least + 1);
}

bool maker_begin(struct maker *maker, struct arena *arena, uint32_t lines, uint32_t offers, uint64_t seed)
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

uint64_t *maker_empty_set(struct maker *maker)
{
    return ARENA_ARRAY(maker->arena, BITS_WORDS(maker->problem->class_count), uint64_t);
}

/* The lines that have that number: of a category, or of a brand. */
static const uint64_t *numbered_set(struct maker *maker, const uint32_t *numbers, uint32_t number)
{
    uint64_t *set = maker_empty_set(maker);
    for (uint32_t c = 0; c < maker->problem->class_count; c++)
        if (numbers[c] == number)
            bits_add(set, c);
    return set;
}

const uint64_t *maker_category(struct maker *maker, uint32_t category)
{
    return numbered_set(maker, maker->categories, category);
}

const uint64_t *maker_brand(struct maker *maker, uint32_t brand)
{
    return numbered_set(maker, maker->brands, brand);
}

const uint64_t *maker_random_set(struct maker *maker, uint32_t size)
{
    uint64_t *set = maker_empty_set(maker);
    for (uint32_t i = 0; i < size; i++)
        bits_add(set, maker_below(maker, maker->problem->class_count));
    return set;
}

const uint64_t *maker_line(struct maker *maker, uint32_t line)
{
    uint64_t *set = maker_empty_set(maker);
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

void offer_percent(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_SET, .value = (int64_t)percent * 10000, .set = set});
}

void offer_multi_buy(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    int64_t price = average_price(maker, set) * count * (100 - (int64_t)percent) / 100;
    add_buys(maker, event, &(struct best_pick){.set = set, .count = count}, 1);
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PRICE_SUM, .scope = BEST_ON_THEM, .value = price});
}

void offer_cheapest_free(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count)
{
    struct best_event *event = add_event(maker, offer);
    add_buys(maker, event, &(struct best_pick){.set = set, .count = count}, 1);
    add_benefit(maker, event,
                (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_THEM, .select = BEST_CHEAPEST, .count = 1, .value = EXACT_MILLION});
}

void offer_bundle_of(struct maker *maker, uint32_t offer, const uint64_t *const *sets, uint32_t count, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    struct best_pick picks[PARTS_MOST];
    int64_t price = 0;
    for (uint32_t i = 0; i < count; i++) {
        picks[i] = (struct best_pick){.set = sets[i], .count = 1};
        price += average_price(maker, sets[i]);
    }
    add_buys(maker, event, picks, count);
    add_benefit(maker, event,
                (struct best_benefit){.form = BEST_PRICE_SUM, .scope = BEST_ON_THEM, .value = price * (100 - (int64_t)percent) / 100});
}

void offer_bundle(struct maker *maker, uint32_t offer, const uint32_t *lines, uint32_t count, uint32_t percent)
{
    const uint64_t *sets[PARTS_MOST];
    for (uint32_t i = 0; i < count; i++)
        sets[i] = maker_line(maker, lines[i]);
    offer_bundle_of(maker, offer, sets, count, percent);
}

void maker_random_lines(struct maker *maker, uint32_t *lines, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool again = true;
        while (again) {
            lines[i] = maker_below(maker, maker->problem->class_count);
            again = false;
            for (uint32_t k = 0; k < i; k++)
                again |= lines[k] == lines[i];
        }
    }
}

void offer_buy_get(struct maker *maker, uint32_t offer, const uint64_t *buy, uint32_t bought, const uint64_t *get, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    struct best_pick *gets = ARENA_NEW(maker->arena, struct best_pick);
    add_buys(maker, event, &(struct best_pick){.set = buy, .count = bought}, 1);
    *gets = (struct best_pick){.set = get, .count = 1};
    event->gets = gets;
    event->get_count = 1;
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_THEM, .value = (int64_t)percent * 10000});
}

void offer_spread(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    add_benefit(maker, event,
                (struct best_benefit){.form = BEST_OFF_SPREAD, .scope = BEST_ON_SET, .value = 1 + set_price(maker, set) * percent / 100, .set = set});
}

void offer_chosen(struct maker *maker, uint32_t offer, const uint64_t *set, enum best_select select, uint32_t count, uint32_t percent)
{
    offer_percent(maker, offer, set, percent);
    struct best_benefit *benefit = (struct best_benefit *)(uintptr_t)maker->promotions[offer].events->benefits;
    benefit->select = select;
    benefit->count = count;
}

void offer_order(struct maker *maker, uint32_t offer, uint32_t percent)
{
    struct best_event *event = add_event(maker, offer);
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_ORDER, .value = (int64_t)percent * 10000});
}

void offer_shipping(struct maker *maker, uint32_t offer)
{
    struct best_event *event = add_event(maker, offer);
    add_benefit(maker, event, (struct best_benefit){.form = BEST_PERCENT, .scope = BEST_ON_SHIPPING, .value = EXACT_MILLION});
}

void offer_gift(struct maker *maker, uint32_t offer, const uint64_t *set, uint32_t count)
{
    struct best_event *event = add_event(maker, offer);
    add_buys(maker, event, &(struct best_pick){.set = set, .count = count}, 1);
    add_benefit(maker, event,
                (struct best_benefit){.form = BEST_AWARD, .scope = BEST_ON_NOTHING, .worth = maker_between(maker, 100, 900), .awards = 1});
    event->limit = 1;
}
