/* Small random layers with every kind of benefit and constraint, reproducible from a seed. */
#ifndef TESTS_VM_BEST_RANDOM_H
#define TESTS_VM_BEST_RANDOM_H

#include "vm/best.h"

#include <string.h>

enum {
    RANDOM_CLASSES = 16,
    RANDOM_PROMOTIONS = 6,
    RANDOM_EVENTS = 3,
    RANDOM_BENEFITS = 3,
    RANDOM_PICKS = 2,
    RANDOM_BUDGETS = 2
};

struct random_event {
    struct best_pick buys[RANDOM_PICKS], gets[RANDOM_PICKS];
    struct best_benefit benefits[RANDOM_BENEFITS];
};

struct random_layer {
    struct best_class classes[RANDOM_CLASSES];
    uint64_t sets[64];
    uint32_t set_count;
    struct best_promotion promotions[RANDOM_PROMOTIONS];
    struct best_event events[RANDOM_PROMOTIONS][RANDOM_EVENTS];
    struct random_event parts[RANDOM_PROMOTIONS][RANDOM_EVENTS];
    uint32_t excludes[RANDOM_PROMOTIONS][RANDOM_PROMOTIONS];
    int64_t budgets[RANDOM_BUDGETS];
    struct best_problem problem;
    uint64_t state;
    bool large;
};

/* What the layers of one test are like. */
struct random_shape {
    uint32_t units, classes, promotions, events, benefits;
    bool floors, ties;
    bool large; /* prices whose sums have nothing in common: exact fractions outgrow 128 bits */
};

static uint64_t random_next(struct random_layer *layer)
{
    layer->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = layer->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint32_t random_below(struct random_layer *layer, uint32_t count)
{
    return (uint32_t)(random_next(layer) >> 33) % count;
}

static bool random_chance(struct random_layer *layer, uint32_t percent)
{
    return random_below(layer, 100) < percent;
}

static const uint64_t *random_set(struct random_layer *layer, bool wide)
{
    uint64_t *set = &layer->sets[layer->set_count++];
    uint64_t all = ((uint64_t)1 << layer->problem.class_count) - 1;
    *set = random_next(layer) & all;
    if (wide)
        *set |= random_next(layer) & all;
    if (*set == 0)
        *set = (uint64_t)1 << random_below(layer, layer->problem.class_count);
    return set;
}

static int64_t random_percent(struct random_layer *layer)
{
    static const int64_t rates[] = {100000, 125000, 200000, 500000, 1000000, 333300};
    return rates[random_below(layer, 6)];
}

static int64_t random_money(struct random_layer *layer, uint32_t most)
{
    return 1 + random_below(layer, layer->large ? most * 5000 : most);
}

static struct best_benefit random_benefit(struct random_layer *layer, bool taken)
{
    struct best_benefit benefit = {.form = (enum best_form)random_below(layer, 5), .scope = taken ? BEST_ON_THEM : BEST_ON_SET};
    uint32_t where = random_below(layer, 100);
    if (where < 14)
        benefit = (struct best_benefit){.form = BEST_AWARD, .scope = BEST_ON_NOTHING, .worth = random_below(layer, 6), .awards = random_below(layer, 3)};
    else if (where < 22)
        benefit.scope = BEST_ON_SHIPPING;
    else if (where < 30)
        benefit.scope = BEST_ON_ORDER;
    if (benefit.form == BEST_PERCENT)
        benefit.value = random_percent(layer);
    else if (benefit.form != BEST_AWARD)
        benefit.value = random_money(layer, benefit.form == BEST_PRICE_SUM ? 14 : 7);
    if ((benefit.scope == BEST_ON_SET || benefit.scope == BEST_ON_THEM) && random_chance(layer, 35)) {
        benefit.select = (enum best_select)(1 + random_below(layer, 3));
        benefit.count = 1 + random_below(layer, 2);
    }
    if (benefit.scope == BEST_ON_SET)
        benefit.set = random_set(layer, benefit.form >= BEST_OFF_SPREAD);
    return benefit;
}

static struct best_pick random_pick(struct random_layer *layer, bool get)
{
    struct best_pick pick = {.set = random_set(layer, true), .count = 1 + random_below(layer, get ? 2 : 3)};
    pick.different = random_chance(layer, 15);
    pick.up_to = get && random_chance(layer, 25);
    pick.no_dearer = get && random_chance(layer, 25);
    return pick;
}

static void random_fill_event(struct random_layer *layer, const struct random_shape *shape, uint32_t p, uint32_t e)
{
    struct best_event *event = &layer->events[p][e];
    struct random_event *parts = &layer->parts[p][e];
    *event = (struct best_event){.buys = parts->buys, .gets = parts->gets, .benefits = parts->benefits, .limit = BEST_UNLIMITED};
    if (random_chance(layer, 40)) {
        event->buy_count = random_chance(layer, 75) ? 1 : 2;
        event->get_count = random_chance(layer, 45) ? 1 : 0;
    }
    for (uint32_t i = 0; i < event->buy_count; i++)
        parts->buys[i] = random_pick(layer, false);
    for (uint32_t i = 0; i < event->get_count; i++)
        parts->gets[i] = random_pick(layer, true);
    event->benefit_count = random_chance(layer, 75) ? 1 : 1 + random_below(layer, shape->benefits);
    for (uint32_t b = 0; b < event->benefit_count; b++)
        parts->benefits[b] = random_benefit(layer, event->buy_count > 0);
    if (random_chance(layer, 30))
        event->limit = random_below(layer, 4);
    event->once = event->buy_count == 0 && random_chance(layer, 5);
}

static void random_layer(struct random_layer *layer, uint64_t seed, const struct random_shape *shape)
{
    memset(layer, 0, sizeof *layer);
    layer->state = seed;
    layer->large = shape->large;
    struct best_problem *problem = &layer->problem;
    problem->class_count = 1 + random_below(layer, shape->classes);
    uint32_t rest = shape->units;
    uint32_t prices = shape->ties ? 3 : 12;
    for (uint32_t c = 0; c < problem->class_count; c++) {
        struct best_class *class = &layer->classes[c];
        uint32_t spare = rest - (problem->class_count - c - 1);
        class->price = random_below(layer, prices) * (shape->ties ? 4 : 1) + (random_chance(layer, 90) ? 1 : 0);
        if (shape->large)
            class->price = 1000 + random_below(layer, 90000);
        class->floor = shape->floors && random_chance(layer, 40) ? random_below(layer, (uint32_t)class->price + 2) : 0;
        class->count = 1 + random_below(layer, spare < 3 ? spare : 3);
        class->sku = random_below(layer, 3);
        class->line = c;
        rest -= (uint32_t)class->count;
    }
    problem->classes = layer->classes;
    problem->promotions = layer->promotions;
    problem->budgets = layer->budgets;
    problem->shipping = random_chance(layer, 50) ? random_below(layer, 8) : 0;
    problem->promotion_count = 1 + random_below(layer, shape->promotions);
    problem->budget_count = random_below(layer, 10) < 2 ? 1 + random_below(layer, RANDOM_BUDGETS) : 0;
    for (uint32_t b = 0; b < problem->budget_count; b++)
        layer->budgets[b] = shape->large ? random_money(layer, 9) : random_below(layer, 9);
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        struct best_promotion *promotion = &layer->promotions[p];
        promotion->events = layer->events[p];
        promotion->event_count = random_chance(layer, 60) ? 1 : 1 + random_below(layer, shape->events);
        promotion->cap = random_chance(layer, 20) ? random_money(layer, 8) : BEST_UNLIMITED;
        promotion->budget = problem->budget_count > 0 && random_chance(layer, 60) ? random_below(layer, problem->budget_count) : BEST_NONE;
        promotion->excludes = layer->excludes[p];
        for (uint32_t e = 0; e < promotion->event_count; e++)
            random_fill_event(layer, shape, p, e);
    }
    for (uint32_t p = 0; p < problem->promotion_count; p++)
        for (uint32_t q = 0; q < p; q++)
            if (random_chance(layer, 8)) {
                layer->excludes[p][layer->promotions[p].exclude_count++] = q;
                layer->excludes[q][layer->promotions[q].exclude_count++] = p;
            }
    problem->must_use = random_chance(layer, 10) ? random_below(layer, problem->promotion_count) : BEST_NONE;
    problem->work_limit = BEST_UNLIMITED;
}

#endif
