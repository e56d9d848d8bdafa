/* The layer's best combination, found by trying everything: units one by one, every admissible set of offers straight
 * from the semantics, exact fractions. Slow on purpose and independent of the optimiser; for baskets of a few units. */
#ifndef TESTS_VM_BEST_NAIVE_H
#define TESTS_VM_BEST_NAIVE_H

#include "base/bits.h"
#include "base/near.h"
#include "vm/best.h"

#include <assert.h>
#include <string.h>

enum { NAIVE_UNITS = 12, NAIVE_PROMOTIONS = 8, NAIVE_EVENTS = 4, NAIVE_LEAVES = 400000, NAIVE_BUDGETS = 4 };

/* Units of a class that claims are counted for. */
struct naive_piece {
    uint32_t class_index;
    int64_t count;
};

/* One unit, or what is left of a piece: that stands together, and is only taken by what takes all units. */
struct naive_unit {
    uint32_t class_index, piece, sku;
    int64_t floor, count;
    struct fraction price;
};

/* What has been chosen so far. */
struct naive_state {
    int owner[NAIVE_UNITS + 1];
    struct fraction left[NAIVE_UNITS + 1];
    struct fraction money[NAIVE_PROMOTIONS];
    int64_t worth[NAIVE_PROMOTIONS], awards;
    bool used[NAIVE_PROMOTIONS];
};

struct naive_best {
    bool found;
    struct fraction value;
    int64_t awards;
    struct fraction values[NAIVE_PROMOTIONS];
    int64_t claims[NAIVE_UNITS + 1]; /* by class; shipping is last */
};

struct naive {
    const struct best_problem *problem;
    void (*leaf)(struct naive *naive, const struct naive_state *state); /* for each set */
    void *context;                                                      /* the leaf's */
    struct naive_unit units[NAIVE_UNITS + 1];
    int unit_count; /* shipping is the unit after them */
    struct naive_best best;
    long leaves;
};

/* One offer in the making. What it is for, and whether it is one at all, goes by the layer's prices (`made`: what its own
 * benefits leave of them); what it takes off, by what the promotion's earlier events left. */
struct naive_offer {
    struct fraction made[NAIVE_UNITS + 1];
    int event, promotion;
    const struct best_event *source;
    unsigned bought, gotten, claimed; /* bits of units */
    unsigned event_claimed;           /* by earlier applications of this event */
    struct fraction money;
    int64_t times;
    int previous_first; /* first unit of the application before it */
};

static const struct fraction NAIVE_ZERO = {0, 1};

static struct fraction naive_add(struct fraction a, struct fraction b)
{
    struct fraction sum = {0, 1};
    bool fits = near_add(a, b, &sum);
    assert(fits);
    (void)fits;
    return sum;
}

static struct fraction naive_minus(struct fraction a, struct fraction b)
{
    struct fraction rest = {0, 1};
    bool fits = near_subtract(a, b, &rest);
    assert(fits);
    (void)fits;
    return rest;
}

static struct fraction naive_times(struct fraction a, struct fraction b)
{
    struct fraction product = {0, 1};
    bool fits = near_multiply(a, b, &product);
    assert(fits);
    (void)fits;
    return product;
}

static struct fraction naive_over(struct fraction a, struct fraction b)
{
    struct fraction quotient = {0, 1};
    bool fits = near_divide(a, b, &quotient);
    assert(fits);
    (void)fits;
    return quotient;
}

static int naive_order(struct fraction a, struct fraction b)
{
    return near_equal(a, b) ? 0 : fraction_compare(a, b);
}

static int naive_sign(struct fraction a)
{
    return a.numerator > 0 ? 1 : a.numerator < 0 ? -1 : 0;
}

/* What a unit at that price may still lose. */
static struct fraction naive_head(const struct naive *naive, const struct fraction *left, int unit)
{
    struct fraction head = naive_minus(left[unit], fraction_whole(naive->units[unit].floor));
    return naive_sign(head) > 0 ? head : NAIVE_ZERO;
}

static struct fraction naive_each(const struct best_benefit *benefit, struct fraction left, struct fraction head)
{
    struct fraction off = NAIVE_ZERO;
    if (benefit->form == BEST_PERCENT)
        off = naive_times(left, (struct fraction){benefit->value, EXACT_MILLION});
    if (benefit->form == BEST_OFF_EACH)
        off = fraction_whole(benefit->value);
    if (benefit->form == BEST_PRICE_EACH)
        off = naive_minus(left, fraction_whole(benefit->value));
    if (naive_sign(off) <= 0)
        return NAIVE_ZERO;
    return fraction_smaller(off, head);
}

static void naive_promotion(struct naive *naive, const struct naive_state *state, int promotion);
static void naive_event(struct naive *naive, const struct naive_state *state, int promotion, int event);

static void naive_count_claims(const struct naive *naive, const struct naive_state *state, int64_t *claims)
{
    for (int u = 0; u <= naive->unit_count; u++)
        if (state->owner[u] >= 0)
            claims[naive->units[u].piece] += naive->units[u].count;
}

/* Negative: the second one is preferred. */
static int naive_compare(const struct best_problem *problem, const struct naive_best *a, const struct naive_best *b)
{
    int order = a->found && b->found ? naive_order(a->value, b->value) : (int)a->found - (int)b->found;
    if (order == 0)
        order = a->awards > b->awards ? 1 : a->awards < b->awards ? -1 : 0;
    for (uint32_t p = 0; order == 0 && p < problem->promotion_count; p++)
        order = naive_order(a->values[p], b->values[p]);
    for (uint32_t c = 0; order == 0 && c <= problem->class_count; c++)
        order = a->claims[c] > b->claims[c] ? 1 : a->claims[c] < b->claims[c] ? -1 : 0;
    return order;
}

/* A whole set: is it admissible, and better than the best so far? */
static void naive_leaf(struct naive *naive, const struct naive_state *state)
{
    const struct best_problem *problem = naive->problem;
    struct naive_best found = {.found = true, .value = NAIVE_ZERO, .awards = state->awards};
    struct fraction budgets[NAIVE_BUDGETS];
    for (uint32_t b = 0; b < problem->budget_count; b++)
        budgets[b] = fraction_whole(problem->budgets[b]);
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        const struct best_promotion *promotion = &problem->promotions[p];
        for (uint32_t i = 0; i < promotion->exclude_count; i++)
            if (state->used[p] && state->used[promotion->excludes[i]])
                return;
        struct fraction money = state->money[p];
        if (promotion->cap != BEST_UNLIMITED)
            money = fraction_smaller(money, fraction_whole(promotion->cap));
        if (promotion->budget != BEST_NONE) {
            money = fraction_smaller(money, budgets[promotion->budget]);
            budgets[promotion->budget] = naive_minus(budgets[promotion->budget], money);
        }
        found.values[p] = naive_add(money, fraction_whole(state->worth[p]));
        found.value = naive_add(found.value, found.values[p]);
    }
    if (problem->must_use != BEST_NONE && !state->used[problem->must_use])
        return;
    naive_count_claims(naive, state, found.claims);
    if (naive_compare(problem, &found, &naive->best) > 0)
        naive->best = found;
}

static void naive_claim(struct naive_state *state, struct naive *naive, int promotion, int unit)
{
    if (state->owner[unit] == promotion)
        return;
    state->owner[unit] = promotion;
    state->left[unit] = naive->units[unit].price;
}

static bool naive_free(const struct naive_state *state, int promotion, int unit)
{
    return state->owner[unit] < 0 || state->owner[unit] == promotion;
}

static bool naive_in(const struct naive *naive, const uint64_t *set, int unit)
{
    return unit < naive->unit_count && bits_has(set, naive->units[unit].class_index);
}

/* The units a benefit speaks of, before its selection. */
static unsigned naive_scope(const struct naive *naive, const struct naive_offer *offer, const struct best_benefit *benefit)
{
    unsigned units = 0;
    for (int u = 0; u <= naive->unit_count; u++) {
        bool in = false;
        if (benefit->scope == BEST_ON_SET)
            in = naive_in(naive, benefit->set, u);
        else if (benefit->scope == BEST_ON_THEM)
            in = ((offer->source->get_count > 0 ? offer->gotten : offer->bought) >> u & 1) != 0;
        else if (benefit->scope == BEST_ON_ORDER)
            in = u < naive->unit_count;
        else if (benefit->scope == BEST_ON_SHIPPING)
            in = u == naive->unit_count;
        units |= in ? 1u << u : 0;
    }
    return units;
}

/* Of these single units, those with something left; with cheapest or dearest, the first `count`. */
static unsigned naive_select(const struct naive *naive, const struct fraction *left, unsigned units, enum best_select select,
                             int64_t count)
{
    unsigned chosen = 0, open = 0;
    for (int u = 0; u <= naive->unit_count; u++)
        if ((units >> u & 1) != 0 && naive->units[u].count == 1 && naive_sign(naive_head(naive, left, u)) > 0)
            open |= 1u << u;
    if (select == BEST_ANY)
        return open;
    for (; count > 0 && open != 0; count--) {
        int first = -1;
        for (int u = 0; u <= naive->unit_count; u++) {
            if ((open >> u & 1) == 0)
                continue;
            int order = first < 0 ? -1 : fraction_compare(left[u], left[first]);
            if (first < 0 || (select == BEST_CHEAPEST ? order < 0 : order > 0))
                first = u;
        }
        chosen |= 1u << first;
        open &= ~(1u << first);
    }
    return chosen;
}

/* The amount off or left of each unit, for all that stand together. */
static struct fraction naive_all(const struct naive *naive, int unit, struct fraction each)
{
    return naive->units[unit].count == 1 ? each : naive_times(each, fraction_whole(naive->units[unit].count));
}

static struct fraction naive_total(const struct naive *naive, const struct fraction *left, unsigned units)
{
    struct fraction total = NAIVE_ZERO;
    for (int u = 0; u <= naive->unit_count; u++)
        if ((units >> u & 1) != 0)
            total = naive_add(total, naive_all(naive, u, left[u]));
    return total;
}

/* An amount over units in proportion to price; what one cannot take goes to the others. */
static void naive_spread(const struct naive *naive, struct fraction *left, unsigned units, struct fraction amount,
                         struct fraction *money)
{
    while (units != 0 && naive_sign(amount) > 0) {
        struct fraction total = naive_total(naive, left, units), rest = amount, shares[NAIVE_UNITS + 1];
        if (naive_sign(total) <= 0)
            return;
        unsigned full = 0;
        for (int u = 0; u <= naive->unit_count; u++) {
            if ((units >> u & 1) == 0)
                continue;
            struct fraction head = naive_head(naive, left, u);
            shares[u] = naive_over(naive_times(amount, left[u]), total);
            if (fraction_compare(shares[u], head) >= 0) {
                full |= 1u << u;
                shares[u] = head;
            }
        }
        unsigned now = full != 0 ? full : units;
        for (int u = 0; u <= naive->unit_count; u++) {
            if ((now >> u & 1) == 0)
                continue;
            rest = naive_minus(rest, naive_all(naive, u, shares[u]));
            *money = naive_add(*money, naive_all(naive, u, shares[u]));
            left[u] = naive_minus(left[u], shares[u]);
        }
        if (full == 0)
            return;
        units &= ~full;
        amount = rest;
    }
}

/* What the benefit does to exactly these units; false where its price is above what they cost. */
static bool naive_effect(const struct naive *naive, const struct best_benefit *benefit, struct fraction *left, unsigned units,
                         struct fraction *money)
{
    struct fraction amount = fraction_whole(benefit->value);
    if (benefit->form == BEST_PRICE_SUM)
        amount = naive_minus(naive_total(naive, left, units), amount);
    if (benefit->form == BEST_PRICE_SUM || benefit->form == BEST_OFF_SPREAD) {
        naive_spread(naive, left, units, amount, money);
        return naive_sign(amount) >= 0;
    }
    for (int u = 0; u <= naive->unit_count; u++)
        if ((units >> u & 1) != 0) {
            struct fraction off = naive_each(benefit, left[u], naive_head(naive, left, u));
            left[u] = naive_minus(left[u], off);
            *money = naive_add(*money, naive_all(naive, u, off));
        }
    return true;
}

static void naive_benefit(struct naive *naive, const struct naive_state *state, const struct naive_offer *offer, uint32_t b);

/* An offer begins with the layer's prices. */
static void naive_make(const struct naive *naive, struct naive_offer *offer)
{
    for (int u = 0; u <= naive->unit_count; u++)
        offer->made[u] = naive->units[u].price;
}

/* Applies one benefit to exactly these units, and goes on. */
static void naive_apply(struct naive *naive, const struct naive_state *before, const struct naive_offer *offer_before,
                        uint32_t b, unsigned units)
{
    struct naive_state state = *before;
    struct naive_offer offer = *offer_before;
    const struct best_benefit *benefit = &offer.source->benefits[b];
    for (int u = 0; u <= naive->unit_count; u++) {
        if ((units >> u & 1) == 0)
            continue;
        if (!naive_free(&state, offer.promotion, u) || (offer.event_claimed >> u & 1) != 0)
            return;
        naive_claim(&state, naive, offer.promotion, u);
        offer.claimed |= 1u << u;
    }
    struct fraction unused = NAIVE_ZERO;
    if (!naive_effect(naive, benefit, offer.made, units, &unused))
        return;
    (void)naive_effect(naive, benefit, state.left, units, &offer.money);
    naive_benefit(naive, &state, &offer, b + 1);
}

static void naive_applications(struct naive *naive, const struct naive_state *state, const struct naive_offer *offer);

static int naive_count(unsigned units)
{
    return __builtin_popcount(units);
}

static void naive_benefit(struct naive *naive, const struct naive_state *state, const struct naive_offer *offer, uint32_t b)
{
    const struct best_event *source = offer->source;
    if (b == source->benefit_count) {
        struct naive_state after = *state;
        int64_t worth = 0, awards = 0;
        for (uint32_t i = 0; i < source->benefit_count; i++) {
            worth += source->benefits[i].worth;
            awards += source->benefits[i].awards;
        }
        if (naive_sign(offer->money) == 0 && worth == 0 && awards == 0)
            return;
        after.money[offer->promotion] = naive_add(after.money[offer->promotion], offer->money);
        after.worth[offer->promotion] += worth;
        after.awards += awards;
        after.used[offer->promotion] = true;
        if (source->buy_count > 0) {
            struct naive_offer next = *offer;
            next.times++;
            next.event_claimed |= offer->claimed;
            next.previous_first = __builtin_ctz(offer->bought);
            naive_applications(naive, &after, &next);
        } else {
            naive_event(naive, &after, offer->promotion, offer->event + 1);
        }
        return;
    }
    const struct best_benefit *benefit = &source->benefits[b];
    if (benefit->form == BEST_AWARD) {
        naive_benefit(naive, state, offer, b + 1);
        return;
    }
    unsigned units = naive_scope(naive, offer, benefit);
    if (benefit->select == BEST_ALL) {
        naive_apply(naive, state, offer, b, units);
        return;
    }
    units = naive_select(naive, benefit->scope == BEST_ON_THEM ? state->left : offer->made, units, benefit->select,
                         benefit->count);
    int wanted = naive_count(units) < benefit->count ? naive_count(units) : (int)benefit->count;
    for (unsigned chosen = units;; chosen = (chosen - 1) & units) {
        if (naive_count(chosen) == wanted)
            naive_apply(naive, state, offer, b, chosen);
        if (chosen == 0)
            break;
    }
}

static void naive_pick(struct naive *naive, const struct naive_state *state, const struct naive_offer *offer, uint32_t pick,
                       int from, int64_t taken, unsigned here)
{
    const struct best_event *source = offer->source;
    if (naive->leaves > NAIVE_LEAVES)
        return;
    if (pick == source->buy_count + source->get_count) {
        if (__builtin_ctz(offer->bought) > offer->previous_first)
            naive_benefit(naive, state, offer, 0);
        return;
    }
    bool got = pick >= source->buy_count;
    const struct best_pick *wanted = got ? &source->gets[pick - source->buy_count] : &source->buys[pick];
    if (taken == wanted->count || (wanted->up_to && taken > 0))
        naive_pick(naive, state, offer, pick + 1, 0, 0, 0);
    if (taken == wanted->count)
        return;
    for (int u = from; u < naive->unit_count; u++) {
        if (!naive_in(naive, wanted->set, u) || naive->units[u].count != 1 || !naive_free(state, offer->promotion, u) ||
            ((offer->claimed | offer->event_claimed) >> u & 1) != 0)
            continue;
        bool fits = true;
        for (int v = 0; v < naive->unit_count && fits; v++) {
            if (wanted->different && (here >> v & 1) != 0)
                fits = naive->units[v].sku != naive->units[u].sku;
            if (fits && wanted->no_dearer && (offer->bought >> v & 1) != 0)
                fits = fraction_compare(naive->units[u].price, naive->units[v].price) <= 0;
        }
        if (!fits)
            continue;
        struct naive_state next = *state;
        struct naive_offer with = *offer;
        naive_claim(&next, naive, offer->promotion, u);
        with.claimed |= 1u << u;
        if (got)
            with.gotten |= 1u << u;
        else
            with.bought |= 1u << u;
        naive_pick(naive, &next, &with, pick, u + 1, taken + 1, here | 1u << u);
    }
}

static void naive_applications(struct naive *naive, const struct naive_state *state, const struct naive_offer *offer)
{
    naive_event(naive, state, offer->promotion, offer->event + 1);
    if (offer->times >= offer->source->limit)
        return;
    struct naive_offer next = *offer;
    next.bought = next.gotten = next.claimed = 0;
    next.money = NAIVE_ZERO;
    naive_make(naive, &next);
    naive_pick(naive, state, &next, 0, 0, 0, 0);
}

static bool naive_per_unit(const struct best_event *event)
{
    return !event->once && event->buy_count == 0 && event->benefit_count == 1 && event->benefits[0].scope == BEST_ON_SET &&
           event->benefits[0].form <= BEST_PRICE_EACH;
}

static void naive_units(struct naive *naive, const struct naive_state *state, int promotion, int event, int unit,
                        unsigned candidates, int64_t rest)
{
    const struct best_event *source = &naive->problem->promotions[promotion].events[event];
    if (unit == naive->unit_count) {
        naive_event(naive, state, promotion, event + 1);
        return;
    }
    naive_units(naive, state, promotion, event, unit + 1, candidates, rest);
    if ((candidates >> unit & 1) == 0 || rest == 0 || !naive_free(state, promotion, unit))
        return;
    struct naive_state next = *state;
    naive_claim(&next, naive, promotion, unit);
    struct fraction off =
        naive_each(&source->benefits[0], next.left[unit], naive_head(naive, next.left, unit));
    if (naive_sign(off) == 0)
        return;
    next.left[unit] = naive_minus(next.left[unit], off);
    next.money[promotion] = naive_add(next.money[promotion], off);
    next.used[promotion] = true;
    naive_units(naive, &next, promotion, event, unit + 1, candidates, rest - 1);
}

static void naive_event(struct naive *naive, const struct naive_state *state, int promotion, int event)
{
    const struct best_promotion *source = &naive->problem->promotions[promotion];
    if (naive->leaves > NAIVE_LEAVES)
        return;
    if (event == (int)source->event_count) {
        naive_promotion(naive, state, promotion + 1);
        return;
    }
    const struct best_event *offered = &source->events[event];
    struct naive_offer offer = {.event = event, .promotion = promotion, .source = offered, .money = {0, 1}, .previous_first = -1};
    naive_make(naive, &offer);
    if (naive_per_unit(offered)) {
        const struct best_benefit *benefit = &offered->benefits[0];
        int64_t limit = offered->limit;
        if (benefit->select != BEST_ALL && benefit->count < limit)
            limit = benefit->count;
        unsigned candidates = naive_scope(naive, &offer, benefit);
        if (benefit->select == BEST_CHEAPEST || benefit->select == BEST_DEAREST)
            candidates = naive_select(naive, offer.made, candidates, benefit->select, limit);
        naive_units(naive, state, promotion, event, 0, candidates, limit);
    } else if (offered->buy_count > 0) {
        naive_applications(naive, state, &offer);
    } else {
        naive_event(naive, state, promotion, event + 1);
        if (offered->limit > 0)
            naive_benefit(naive, state, &offer, 0);
    }
}

static void naive_promotion(struct naive *naive, const struct naive_state *state, int promotion)
{
    if (naive->leaves > NAIVE_LEAVES)
        return;
    if (promotion < (int)naive->problem->promotion_count) {
        naive_event(naive, state, promotion, 0);
        return;
    }
    naive->leaves++;
    naive->leaf(naive, state);
}

/* Pieces by class; at most so many units of each are single ones. False: those are too many. */
static bool naive_begin(struct naive *naive, const struct best_problem *problem, const struct naive_piece *pieces, uint32_t piece_count,
                        int64_t singles)
{
    memset(naive, 0, sizeof *naive);
    naive->problem = problem;
    for (uint32_t p = 0; p < piece_count; p++) {
        const struct best_class *class = &problem->classes[pieces[p].class_index];
        int64_t count;
        for (int64_t i = 0; i < pieces[p].count; i += count) {
            count = i < singles ? 1 : pieces[p].count - i;
            if (naive->unit_count == NAIVE_UNITS)
                return false;
            naive->units[naive->unit_count++] =
                (struct naive_unit){pieces[p].class_index, p, class->sku, class->floor, count, fraction_whole(class->price)};
        }
    }
    naive->units[naive->unit_count] = (struct naive_unit){problem->class_count, piece_count, 0, problem->shipping_floor, 1,
                                                          fraction_whole(problem->shipping)};
    return true;
}

/* Calls the leaf for each set. False: too many to try. */
static bool naive_try(struct naive *naive)
{
    struct naive_state state = {0};
    for (int u = 0; u <= naive->unit_count; u++)
        state.owner[u] = -1;
    for (int p = 0; p < NAIVE_PROMOTIONS; p++)
        state.money[p] = NAIVE_ZERO;
    naive_promotion(naive, &state, 0);
    return naive->leaves <= NAIVE_LEAVES;
}

/* False: too many sets to try. */
static inline bool naive_solve(struct naive *naive, const struct best_problem *problem)
{
    struct naive_piece pieces[NAIVE_UNITS];
    for (uint32_t c = 0; c < problem->class_count; c++)
        pieces[c] = (struct naive_piece){c, problem->classes[c].count};
    bool fits = naive_begin(naive, problem, pieces, problem->class_count, BEST_UNLIMITED);
    assert(fits);
    naive->leaf = naive_leaf;
    return fits && naive_try(naive);
}

#endif
