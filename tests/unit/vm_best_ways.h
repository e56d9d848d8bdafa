/* The ways to take one offer, by how many units of each piece of a class it takes: of a layer in which one class has many units.
 *
 * Found by the naive search, with as many units of each piece as an offer names, and what is left of it as one. Pieces are what no
 * offer tells apart: the cheapest or dearest units of the whole basket are always the same ones, so that a class is cut where these
 * end. Not covered are events of one promotion that share units, and such selections behind other benefits. */
#ifndef TESTS_VM_BEST_WAYS_H
#define TESTS_VM_BEST_WAYS_H

#include "vm_best_naive.h"

enum { WAYS = 400, SOURCES = 12 };

/* An event that makes offers. */
struct source {
    uint32_t promotion;
    int64_t limit, worth, awards;
};

struct way {
    uint32_t source;
    int64_t claims[NAIVE_UNITS + 1]; /* by piece; shipping comes after them */
    struct fraction money;
};

struct ways {
    const struct best_problem *problem;
    uint32_t many, twin; /* the class with many units, and the last one where nothing tells its units from them, or BEST_NONE */
    struct naive_piece pieces[NAIVE_UNITS]; /* by class; the twin's units are with those of the piece with many */
    uint32_t piece_count, many_piece;
    struct source sources[SOURCES];
    uint32_t source_count;
    struct way items[WAYS];
    uint32_t count;
    bool fits; /* covered */
};

static bool ways_ordered(const struct best_benefit *benefit)
{
    return benefit->form != BEST_AWARD && (benefit->select == BEST_CHEAPEST || benefit->select == BEST_DEAREST);
}

/* How many units of each class are among the first `limit` by the benefit's selection. */
static void ways_choose(const struct best_problem *problem, const struct best_benefit *benefit, int64_t limit, int64_t *chosen)
{
    unsigned open = 0;
    memset(chosen, 0, problem->class_count * sizeof *chosen);
    for (uint32_t c = 0; c < problem->class_count; c++)
        if ((benefit->scope == BEST_ON_ORDER || bits_has(benefit->set, c)) && problem->classes[c].price > problem->classes[c].floor)
            open |= 1u << c;
    while (open != 0 && limit > 0) {
        uint32_t first = BEST_NONE;
        for (uint32_t c = 0; c < problem->class_count; c++) {
            if ((open >> c & 1) == 0)
                continue;
            int64_t dearer = first == BEST_NONE ? 0 : problem->classes[c].price - problem->classes[first].price;
            if (first == BEST_NONE || (benefit->select == BEST_CHEAPEST ? dearer < 0 : dearer > 0))
                first = c;
        }
        chosen[first] = problem->classes[first].count < limit ? problem->classes[first].count : limit;
        limit -= chosen[first];
        open &= ~(1u << first);
    }
}

static int64_t ways_limit(const struct best_event *event, const struct best_benefit *benefit)
{
    bool counts = naive_per_unit(event) && event->limit < benefit->count;
    return counts ? event->limit : benefit->count;
}

/* Where classes are to be cut, bits of units. Only the first units are ever chosen where one class has many. */
static void ways_find_cuts(struct ways *ways, const struct best_event *event, uint64_t *cuts)
{
    const struct best_problem *problem = ways->problem;
    for (uint32_t b = 0; b < event->benefit_count; b++) {
        const struct best_benefit *benefit = &event->benefits[b];
        int64_t chosen[NAIVE_UNITS];
        if (ways_ordered(benefit) && benefit->scope == BEST_ON_THEM) /* a line between two is told from the second only */
            ways->fits = ways->fits && (ways->twin == BEST_NONE || ways->twin == ways->many + 1);
        if (!ways_ordered(benefit) || (benefit->scope != BEST_ON_SET && benefit->scope != BEST_ON_ORDER))
            continue;
        ways->fits = ways->fits && b == 0;
        ways_choose(problem, benefit, ways_limit(event, benefit), chosen);
        for (uint32_t c = 0; c < problem->class_count; c++) {
            bool all = chosen[c] == problem->classes[c].count, twins = ways->twin != BEST_NONE && (c == ways->many || c == ways->twin);
            ways->fits = ways->fits && (all || chosen[c] < 64) && !(all && twins);
            if (chosen[c] > 0 && !all && ways->fits)
                cuts[c] |= (uint64_t)1 << chosen[c];
        }
    }
}

static void ways_add_piece(struct ways *ways, uint32_t class, int64_t count)
{
    ways->fits = ways->fits && ways->piece_count < NAIVE_UNITS;
    if (ways->fits)
        ways->pieces[ways->piece_count++] = (struct naive_piece){class, count};
}

static void ways_cut(struct ways *ways)
{
    const struct best_problem *problem = ways->problem;
    uint64_t cuts[NAIVE_UNITS] = {0};
    for (uint32_t p = 0; p < problem->promotion_count; p++)
        for (uint32_t e = 0; e < problem->promotions[p].event_count; e++)
            ways_find_cuts(ways, &problem->promotions[p].events[e], cuts);
    for (uint32_t c = 0; c < problem->class_count; c++) {
        int64_t before = 0, count = problem->classes[c].count;
        if (c == ways->twin)
            continue;
        for (uint64_t rest = cuts[c]; rest != 0; rest &= rest - 1) {
            ways_add_piece(ways, c, __builtin_ctzll(rest) - before);
            before = __builtin_ctzll(rest);
        }
        ways->many_piece = c == ways->many ? ways->piece_count : ways->many_piece;
        ways_add_piece(ways, c, count - before + (c == ways->many && ways->twin != BEST_NONE ? problem->classes[ways->twin].count : 0));
    }
}

static void ways_add(struct ways *ways, const struct way *way)
{
    for (uint32_t i = 0; i < ways->count; i++) {
        struct way *known = &ways->items[i];
        if (known->source != way->source || memcmp(known->claims, way->claims, sizeof way->claims) != 0)
            continue;
        if (naive_order(known->money, way->money) < 0)
            known->money = way->money;
        return;
    }
    ways->fits = ways->fits && ways->count < WAYS;
    if (ways->fits)
        ways->items[ways->count++] = *way;
}

/* A set of no more than one application. */
static void ways_leaf(struct naive *naive, const struct naive_state *state)
{
    struct ways *ways = naive->context;
    struct way way = {.source = ways->source_count, .money = state->money[0]};
    naive_count_claims(naive, state, way.claims);
    if (state->used[0])
        ways_add(ways, &way);
}

/* An offer per unit. */
static void ways_of_units(struct ways *ways, const struct best_event *event)
{
    const struct best_problem *problem = ways->problem;
    const struct best_benefit *benefit = &event->benefits[0];
    struct source *source = &ways->sources[ways->source_count];
    int64_t chosen[NAIVE_UNITS], before = 0;
    bool ordered = ways_ordered(benefit);
    source->limit = ordered ? BEST_UNLIMITED : benefit->select == BEST_ANY ? ways_limit(event, benefit) : event->limit;
    ways_choose(problem, benefit, ordered ? ways_limit(event, benefit) : BEST_UNLIMITED, chosen);
    for (uint32_t p = 0; p < ways->piece_count; p++) {
        uint32_t c = ways->pieces[p].class_index;
        const struct best_class *class = &problem->classes[c];
        struct fraction price = fraction_whole(class->price);
        before = p > 0 && ways->pieces[p - 1].class_index == c ? before + ways->pieces[p - 1].count : 0;
        if (before >= chosen[c])
            continue;
        struct way way = {.source = ways->source_count};
        way.money = naive_each(benefit, price, naive_minus(price, fraction_whole(class->floor)));
        way.claims[p] = 1;
        if (naive_sign(way.money) > 0)
            ways_add(ways, &way);
    }
}

/* Applications, found by the naive search of this event alone. Those that each take the same units are one at most. */
static void ways_of_event(struct ways *ways, struct naive *naive, const struct best_event *event)
{
    struct best_event once = *event;
    struct best_promotion promotion = {.events = &once, .event_count = 1, .cap = BEST_UNLIMITED, .budget = BEST_NONE};
    struct best_problem alone = *ways->problem;
    int64_t singles = 0;
    bool repeats = event->buy_count > 0;
    for (uint32_t i = 0; i < event->buy_count; i++)
        singles += event->buys[i].count;
    for (uint32_t i = 0; i < event->get_count; i++)
        singles += event->gets[i].count;
    for (uint32_t i = 0; i < event->benefit_count; i++) {
        const struct best_benefit *benefit = &event->benefits[i];
        singles += benefit->select != BEST_ALL ? benefit->count : 0;
        repeats = repeats && (!ways_ordered(benefit) || (benefit->scope != BEST_ON_SET && benefit->scope != BEST_ON_ORDER));
    }
    once.limit = 1;
    alone.promotions = &promotion;
    alone.promotion_count = 1;
    alone.must_use = BEST_NONE;
    ways->sources[ways->source_count].limit = repeats ? event->limit : 1;
    ways->fits = ways->fits && naive_begin(naive, &alone, ways->pieces, ways->piece_count, singles);
    naive->leaf = ways_leaf;
    naive->context = ways;
    ways->fits = ways->fits && naive_try(naive);
}

/* Units that an event may claim; shipping is the last. */
static uint64_t ways_touched(const struct best_problem *problem, const struct best_event *event)
{
    uint64_t units = 0, all = ((uint64_t)1 << problem->class_count) - 1;
    for (uint32_t i = 0; i < event->buy_count; i++)
        units |= event->buys[i].set[0];
    for (uint32_t i = 0; i < event->get_count; i++)
        units |= event->gets[i].set[0];
    for (uint32_t b = 0; b < event->benefit_count; b++) {
        const struct best_benefit *benefit = &event->benefits[b];
        units |= benefit->scope == BEST_ON_SET ? benefit->set[0] : benefit->scope == BEST_ON_ORDER ? all : 0;
        units |= benefit->scope == BEST_ON_SHIPPING ? all + 1 : 0;
    }
    return units;
}

/* False: not covered. `naive` is scratch. */
static bool ways_find(struct ways *ways, struct naive *naive, const struct best_problem *problem, uint32_t many, bool twin)
{
    *ways = (struct ways){.problem = problem, .many = many, .twin = twin ? problem->class_count - 1 : BEST_NONE};
    ways->fits = problem->class_count <= NAIVE_UNITS && problem->promotion_count <= NAIVE_PROMOTIONS;
    if (ways->fits)
        ways_cut(ways);
    for (uint32_t p = 0; p < problem->promotion_count && ways->fits; p++) {
        uint64_t touched = 0;
        for (uint32_t e = 0; e < problem->promotions[p].event_count; e++) {
            const struct best_event *event = &problem->promotions[p].events[e];
            uint64_t units = ways_touched(problem, event);
            ways->fits = ways->fits && (touched & units) == 0 && ways->source_count < SOURCES;
            touched |= units;
            if (!ways->fits || event->limit == 0)
                continue;
            struct source *source = &ways->sources[ways->source_count];
            *source = (struct source){.promotion = p};
            for (uint32_t b = 0; b < event->benefit_count; b++) {
                source->worth += event->benefits[b].worth;
                source->awards += event->benefits[b].awards;
            }
            if (naive_per_unit(event))
                ways_of_units(ways, event);
            else
                ways_of_event(ways, naive, event);
            ways->source_count++;
        }
    }
    return ways->fits;
}

#endif
