/* The layer's best combination where one class has many units, by a recurrence over how many of them are taken.
 *
 * The ways to take one offer are those that the naive search finds with some units of each class. Sets of them that have taken as
 * much of everything but the class with many units (units of others, limits, money up to caps and budgets, promotions that exclude
 * others) stand alike, and of these only the best counts: of n units it is the best of n - k units and a way that takes k. That is
 * gone through unit by unit; where all of it repeats, but for an amount that each standing grows by, it does so forever, and what a
 * million units bring is known. Exact, in whole parts of minor units, and independent of the optimiser.
 *
 * Not covered (solve says so): events of one promotion that share units, and what has too many ways or standings. */
#ifndef TESTS_VM_BEST_RECURRENCE_H
#define TESTS_VM_BEST_RECURRENCE_H

#include "vm_best_ways.h"

#include <stddef.h>

enum {
    STANDINGS = 2500,
    PLACES = 8192, /* of the table of standings */
    EDGES = 40000,
    TAKEN_MOST = NAIVE_UNITS, /* units of the class that a way takes, but for one that takes all */
    PERIODS = 24,
    RING = 2 * PERIODS + TAKEN_MOST + 1,
    DIRECT_MOST = 400, /* units gone through, at most */
    PARTS_MOST = 10000000,
    LABEL = 2 + NAIVE_PROMOTIONS
};

/* Value, awards, and each promotion's value, without money that a cap or a budget may cut. In parts; greater ones are better. */
struct label {
    int64_t at[LABEL]; /* first INT64_MIN: there is no such set */
};

struct standing {
    int64_t claims[NAIVE_UNITS + 1]; /* by piece, but of that with many units */
    int64_t times[SOURCES];
    int64_t money[NAIVE_PROMOTIONS]; /* as far as a cap or a budget may let through; 0 without these */
    int64_t used;                    /* bits of promotions that exclude others, or have to be used */
};

struct edge {
    uint32_t from, way, next;
};

struct outcome {
    bool found;
    struct label label;
    int64_t claims[NAIVE_UNITS + 1];
};

struct recurrence {
    struct ways ways;
    int64_t units; /* of the piece with many */
    struct label gains[WAYS];
    int64_t money[WAYS]; /* in parts */
    bool fits;
    int64_t parts;                    /* of a minor unit */
    int64_t passes[NAIVE_PROMOTIONS]; /* money that cap and budget let through, or BEST_UNLIMITED */
    struct standing standings[STANDINGS];
    uint32_t standing_count, table[PLACES];
    uint32_t order[STANDINGS];          /* those that use less first */
    struct label cut[STANDINGS];        /* money that is left when caps and budgets have cut it */
    struct edge edges[EDGES];           /* from number 1 on */
    uint32_t edge_count, edges_to[STANDINGS];
    struct label best[RING][STANDINGS]; /* of the last numbers of units */
    struct label growth[STANDINGS];     /* in each period */
    struct outcome outcome;
};

/* --- amounts ---------------------------------------------------------------------------------------------------------------- */

static void recurrence_find_parts(struct recurrence *r)
{
    r->parts = 1;
    for (uint32_t w = 0; w < r->ways.count && r->fits; w++) {
        promo_i128 denominator = r->ways.items[w].money.denominator;
        denominator /= common_divisor(denominator, r->parts);
        r->fits = denominator <= PARTS_MOST / r->parts;
        r->parts *= r->fits ? (int64_t)denominator : 1;
    }
}

static void recurrence_find_amounts(struct recurrence *r)
{
    const struct best_problem *problem = r->ways.problem;
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        const struct best_promotion *promotion = &problem->promotions[p];
        int64_t most = promotion->budget != BEST_NONE ? problem->budgets[promotion->budget] : BEST_UNLIMITED;
        most = promotion->cap < most ? promotion->cap : most;
        r->passes[p] = most != BEST_UNLIMITED ? most * r->parts : most;
    }
    for (uint32_t w = 0; w < r->ways.count; w++) {
        const struct way *way = &r->ways.items[w];
        const struct source *source = &r->ways.sources[way->source];
        struct label *gain = &r->gains[w];
        r->money[w] = (int64_t)(way->money.numerator * (r->parts / way->money.denominator));
        gain->at[0] = source->worth * r->parts + (r->passes[source->promotion] == BEST_UNLIMITED ? r->money[w] : 0);
        gain->at[1] = source->awards;
        gain->at[2 + source->promotion] = gain->at[0];
    }
}

/* --- standings -------------------------------------------------------------------------------------------------------------- */

static uint32_t recurrence_standing(struct recurrence *r, const struct standing *standing)
{
    uint64_t hash = 0;
    const int64_t *words = (const int64_t *)(const void *)standing;
    for (size_t i = 0; i < sizeof *standing / sizeof *words; i++)
        hash = (hash ^ (uint64_t)words[i]) * UINT64_C(0x9e3779b97f4a7c15) ^ hash >> 29;
    for (uint64_t at = hash % PLACES;; at = (at + 1) % PLACES) {
        if (r->table[at] == 0) {
            r->fits = r->fits && r->standing_count < STANDINGS;
            if (!r->fits)
                return 0;
            r->standings[r->standing_count] = *standing;
            r->table[at] = ++r->standing_count;
        }
        if (memcmp(&r->standings[r->table[at] - 1], standing, sizeof *standing) == 0)
            return r->table[at] - 1;
    }
}

static bool recurrence_step(const struct recurrence *r, const struct standing *from, uint32_t w, struct standing *to)
{
    const struct ways *ways = &r->ways;
    const struct way *way = &ways->items[w];
    const struct source *source = &ways->sources[way->source];
    const struct best_promotion *promotion = &ways->problem->promotions[source->promotion];
    *to = *from;
    for (uint32_t p = 0; p <= ways->piece_count; p++) {
        to->claims[p] += p != ways->many_piece ? way->claims[p] : 0;
        if (to->claims[p] > (p < ways->piece_count ? ways->pieces[p].count : 1))
            return false;
    }
    if (source->limit != BEST_UNLIMITED && ++to->times[way->source] > source->limit)
        return false;
    for (uint32_t i = 0; i < promotion->exclude_count; i++)
        if ((from->used >> promotion->excludes[i] & 1) != 0)
            return false;
    if (promotion->exclude_count > 0 || ways->problem->must_use == source->promotion)
        to->used |= (int64_t)1 << source->promotion;
    if (r->passes[source->promotion] == BEST_UNLIMITED)
        return true;
    int64_t *money = &to->money[source->promotion];
    *money = *money + r->money[w] < r->passes[source->promotion] ? *money + r->money[w] : r->passes[source->promotion];
    return true;
}

static int64_t recurrence_takes(const struct recurrence *r, uint32_t w)
{
    return r->ways.items[w].claims[r->ways.many_piece];
}

static int64_t recurrence_rank(const struct standing *standing)
{
    int64_t rank = 0;
    for (uint32_t c = 0; c <= NAIVE_UNITS; c++)
        rank += standing->claims[c];
    for (uint32_t s = 0; s < SOURCES; s++)
        rank += standing->times[s];
    return rank;
}

/* What caps and budgets leave of the money. */
static void recurrence_cut(struct recurrence *r, uint32_t s)
{
    const struct best_problem *problem = r->ways.problem;
    int64_t left[NAIVE_BUDGETS];
    for (uint32_t b = 0; b < problem->budget_count; b++)
        left[b] = problem->budgets[b] * r->parts;
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        uint32_t budget = problem->promotions[p].budget;
        int64_t money = r->standings[s].money[p];
        if (budget != BEST_NONE) {
            money = money < left[budget] ? money : left[budget];
            left[budget] -= money;
        }
        r->cut[s].at[0] += money;
        r->cut[s].at[2 + p] += money;
    }
}

static void recurrence_find_standings(struct recurrence *r)
{
    struct standing next, none = {.used = 0};
    (void)recurrence_standing(r, &none);
    for (uint32_t w = 0; w < r->ways.count; w++)
        if (recurrence_takes(r, w) > TAKEN_MOST && recurrence_step(r, &none, w, &next))
            (void)recurrence_standing(r, &next);
    for (uint32_t s = 0; s < r->standing_count && r->fits; s++) {
        recurrence_cut(r, s);
        for (uint32_t w = 0; w < r->ways.count; w++) {
            if (recurrence_takes(r, w) > TAKEN_MOST || !recurrence_step(r, &r->standings[s], w, &next))
                continue;
            uint32_t to = recurrence_standing(r, &next);
            r->fits = r->fits && r->edge_count + 1 < EDGES;
            if (!r->fits)
                return;
            r->edges[++r->edge_count] = (struct edge){s, w, r->edges_to[to]};
            r->edges_to[to] = r->edge_count;
        }
    }
    for (int64_t rank = 0, placed = 0; placed < r->standing_count && r->fits; rank++)
        for (uint32_t s = 0; s < r->standing_count; s++)
            if (recurrence_rank(&r->standings[s]) == rank)
                r->order[placed++] = s;
}

/* --- the best of each number of units --------------------------------------------------------------------------------------- */

static const struct label NO_LABEL = {{INT64_MIN}};

static bool label_is(const struct label *label)
{
    return label->at[0] != INT64_MIN;
}

static int label_order(const struct label *a, const struct label *b)
{
    for (int i = 0; i < LABEL; i++)
        if (a->at[i] != b->at[i])
            return a->at[i] > b->at[i] ? 1 : -1;
    return 0;
}

static struct label label_add(const struct label *a, const struct label *b, int64_t times)
{
    struct label sum;
    for (int i = 0; i < LABEL; i++)
        sum.at[i] = a->at[i] + times * b->at[i];
    return sum;
}

static struct label *recurrence_at(struct recurrence *r, int64_t units)
{
    return r->best[units % RING];
}

/* A set of so many units, by the edge; none: NO_LABEL. */
static struct label recurrence_by(struct recurrence *r, const struct edge *edge, int64_t units)
{
    int64_t taken = recurrence_takes(r, edge->way);
    const struct label *from = taken <= units ? &recurrence_at(r, units - taken)[edge->from] : NULL;
    return from != NULL && label_is(from) ? label_add(from, &r->gains[edge->way], 1) : NO_LABEL;
}

static void recurrence_reach(struct recurrence *r, uint32_t s, int64_t units)
{
    struct label *best = &recurrence_at(r, units)[s];
    for (uint32_t e = r->edges_to[s]; e != 0; e = r->edges[e].next) {
        struct label label = recurrence_by(r, &r->edges[e], units);
        if (label_is(&label) && (!label_is(best) || label_order(&label, best) > 0))
            *best = label;
    }
}

/* A set of so many units of the piece with many; of two classes the first one's are claimed first. */
static void recurrence_offer(struct recurrence *r, uint32_t s, const struct label *label, int64_t units)
{
    const struct ways *ways = &r->ways;
    const struct best_problem *problem = ways->problem;
    const struct standing *standing = &r->standings[s];
    if (!label_is(label) || (problem->must_use != BEST_NONE && (standing->used >> problem->must_use & 1) == 0))
        return;
    struct outcome outcome = {.found = true, .label = label_add(label, &r->cut[s], 1)};
    int64_t second = ways->twin != BEST_NONE ? problem->classes[ways->twin].count - (r->units - units) : 0;
    second = second > 0 ? second : 0;
    for (uint32_t p = 0; p < ways->piece_count; p++)
        outcome.claims[ways->pieces[p].class_index] += p == ways->many_piece ? units - second : standing->claims[p];
    if (ways->twin != BEST_NONE)
        outcome.claims[ways->twin] = second;
    outcome.claims[problem->class_count] = standing->claims[ways->piece_count];
    int order = r->outcome.found ? label_order(&outcome.label, &r->outcome.label) : 1;
    for (uint32_t c = 0; order == 0 && c <= problem->class_count; c++)
        order = (outcome.claims[c] > r->outcome.claims[c]) - (outcome.claims[c] < r->outcome.claims[c]);
    if (order > 0)
        r->outcome = outcome;
}

static void recurrence_next(struct recurrence *r, int64_t units)
{
    struct label *best = recurrence_at(r, units);
    for (uint32_t i = 0; i < r->standing_count; i++) {
        uint32_t s = r->order[i];
        best[s] = units == 0 && s == 0 ? (struct label){{0}} : NO_LABEL;
        recurrence_reach(r, s, units);
        recurrence_offer(r, s, &best[s], units);
    }
}

/* An offer that takes all units of the class, and what goes beside it. */
static void recurrence_whole(struct recurrence *r)
{
    struct label *best = recurrence_at(r, 0);
    struct standing next;
    for (uint32_t s = 0; s < r->standing_count; s++)
        best[s] = NO_LABEL;
    for (uint32_t w = 0; w < r->ways.count; w++)
        if (recurrence_takes(r, w) > TAKEN_MOST && recurrence_step(r, &r->standings[0], w, &next)) {
            struct label *label = &best[recurrence_standing(r, &next)];
            if (!label_is(label) || label_order(&r->gains[w], label) > 0)
                *label = r->gains[w];
        }
    for (uint32_t i = 0; i < r->standing_count; i++) {
        uint32_t s = r->order[i];
        recurrence_reach(r, s, 0);
        recurrence_offer(r, s, &best[s], r->units);
    }
}

/* --- periods ---------------------------------------------------------------------------------------------------------------- */

/* Whether each standing's best of the last numbers of units is that of one period before, and its growth. */
static bool recurrence_repeats(struct recurrence *r, int64_t units, int period)
{
    for (uint32_t s = 0; s < r->standing_count; s++) {
        r->growth[s] = NO_LABEL;
        for (int64_t n = units; n > units - period - TAKEN_MOST; n--) {
            const struct label *now = &recurrence_at(r, n)[s], *before = &recurrence_at(r, n - period)[s];
            if (label_is(now) != label_is(before))
                return false;
            if (!label_is(now))
                continue;
            struct label growth = label_add(now, before, -1);
            if (label_is(&r->growth[s]) && label_order(&growth, &r->growth[s]) != 0)
                return false;
            r->growth[s] = growth;
        }
    }
    return true;
}

/* Whether the best one comes by a standing that grows as fast. */
static bool recurrence_keeps_up(struct recurrence *r, uint32_t s, int64_t units)
{
    bool keeps_up = !label_is(&recurrence_at(r, units)[s]);
    for (uint32_t e = r->edges_to[s]; e != 0 && !keeps_up; e = r->edges[e].next) {
        struct label label = recurrence_by(r, &r->edges[e], units);
        keeps_up = label_is(&label) && label_order(&label, &recurrence_at(r, units)[s]) == 0 &&
                   label_order(&r->growth[r->edges[e].from], &r->growth[s]) == 0;
    }
    return keeps_up;
}

/* That it repeats forever, by induction: no standing comes by one that grows faster, and each one's best, over one period, comes by
 * one that grows as fast. So one unit on, that way brings what it did a period before and the growth, and no other brings more. */
static bool recurrence_is_period(struct recurrence *r, int64_t units, int period)
{
    bool proven = recurrence_repeats(r, units, period);
    for (uint32_t s = 0; s < r->standing_count; s++)
        for (uint32_t e = r->edges_to[s]; e != 0 && proven; e = r->edges[e].next) {
            const struct label *from = &r->growth[r->edges[e].from], *to = &r->growth[s];
            proven = !label_is(from) || (label_is(to) && label_order(from, to) <= 0);
        }
    for (int64_t n = units; n > units - period && proven; n--)
        for (uint32_t s = 0; s < r->standing_count && proven; s++)
            proven = recurrence_keeps_up(r, s, n);
    return proven;
}

/* Of the numbers of units that lie whole periods apart the last one is best, or the first one is. */
static void recurrence_extrapolate(struct recurrence *r, int64_t units, int period)
{
    for (int64_t n = units; n > units - period; n--)
        for (uint32_t s = 0; s < r->standing_count; s++) {
            const struct label *best = &recurrence_at(r, n)[s];
            int64_t periods = (r->units - n) / period;
            if (!label_is(best))
                continue;
            struct label label = label_add(best, &r->growth[s], periods);
            recurrence_offer(r, s, &label, n + periods * period);
        }
}

/* False: too many units to go through, and no period. */
static bool recurrence_go(struct recurrence *r)
{
    for (int64_t n = 0; n <= r->units; n++) {
        if (n > DIRECT_MOST)
            return false;
        recurrence_next(r, n);
        if (n < RING || n % PERIODS != 0)
            continue;
        for (int period = 1; period <= PERIODS; period++)
            if (recurrence_is_period(r, n, period)) {
                recurrence_extrapolate(r, n, period);
                return true;
            }
    }
    return true;
}

/* The class numbered `many` has more units than the naive search can have, or it and the last class have, whose units nothing tells
 * apart; the first of them has more than offers name. Into the naive search's best set, which is scratch. False: not covered. */
static bool recurrence_solve(struct recurrence *r, struct naive *naive, const struct best_problem *problem, uint32_t many, bool twin)
{
    memset(r, 0, offsetof(struct recurrence, best));
    r->outcome.found = false;
    r->fits = ways_find(&r->ways, naive, problem, many, twin);
    if (r->fits)
        recurrence_find_parts(r);
    if (r->fits)
        recurrence_find_amounts(r);
    if (r->fits)
        recurrence_find_standings(r);
    r->units = r->ways.pieces[r->ways.many_piece].count;
    if (!r->fits || !recurrence_go(r))
        return false;
    recurrence_whole(r);
    naive->best = (struct naive_best){.found = r->outcome.found};
    if (!r->outcome.found)
        return true;
    struct fraction parts = fraction_whole(r->parts);
    naive->best.value = naive_over(fraction_whole(r->outcome.label.at[0]), parts);
    naive->best.awards = r->outcome.label.at[1];
    for (uint32_t p = 0; p < problem->promotion_count; p++)
        naive->best.values[p] = naive_over(fraction_whole(r->outcome.label.at[2 + p]), parts);
    memcpy(naive->best.claims, r->outcome.claims, sizeof r->outcome.claims);
    return true;
}

#endif
