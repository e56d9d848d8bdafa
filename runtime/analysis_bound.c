#include "runtime/analysis_bound.h"

#include "base/exact.h"

/* The most that something takes, in millionths: of the units it claims, and besides of the whole order, from units that are
 * less than what it was measured by. */
struct rate {
    int64_t claimed, whole;
};

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* part / whole in millionths, rounded up; all of it where whole is 0. */
static int64_t quotient(int64_t part, int64_t whole)
{
    if (whole <= 0 || part >= whole)
        return SHARE_WHOLE;
    return (int64_t)round_quotient((promo_i128)part * SHARE_WHOLE, whole, ROUND_UP);
}

/* First a, then b of what a left. */
static int64_t one_after_other(int64_t a, int64_t b)
{
    return a + (int64_t)round_quotient((promo_i128)(SHARE_WHOLE - a) * b, SHARE_WHOLE, ROUND_UP);
}

/* --- one event ------------------------------------------------------------------------------------------------------- */

struct estimating {
    const struct analysis *analysis;
    const struct image_view *view;
    const struct image_event *event;
    bool own_prices;      /* the layer's prices are the basket's own */
    bool untouched;       /* nothing has been taken off any unit yet, and each has something left above its floor */
    int64_t least_amount; /* that the order has at the layer's prices when the event is used */
};

static int64_t dearest_of(const struct estimating *e, uint32_t set)
{
    const struct goods *goods = &e->analysis->goods;
    uint32_t count = goods_count_of_set(goods, set);
    if (e->analysis->invented || count == 0)
        return count == 0 && !e->analysis->invented && !e->view->SETS[set].reads_price ? 0 : INT64_MAX;
    return e->view->SETS[set].reads_price ? goods->items.items[goods->items.count - 1].price
                                          : goods->items.items[goods->by_set[goods->starts[set + 1] - 1]].price;
}

static int64_t cheapest_of(const struct estimating *e, uint32_t set)
{
    const struct goods *goods = &e->analysis->goods;
    if (e->analysis->invented || !e->own_prices || e->view->SETS[set].reads_price || goods_count_of_set(goods, set) == 0)
        return 0;
    return goods->items.items[goods->by_set[goods->starts[set]]].price;
}

static int64_t units_of(const struct estimating *e, struct span picks)
{
    int64_t units = 0;
    for (uint32_t i = 0; i < picks.count; i++) {
        const struct image_pick *pick = &e->view->PICKS[picks.first + i];
        units += pick->flags & PICK_UP_TO ? 1 : pick->count;
    }
    return units;
}

/* Of the units that buy and get take, the share that `count` units of them (the cheapest, or those gotten that are no dearer
 * than those bought) can be of the money. */
static int64_t share_of_them(const struct estimating *e, const struct image_benefit *benefit)
{
    int64_t bought = units_of(e, e->event->buys), gotten = units_of(e, e->event->gets);
    bool no_dearer = e->event->gets.count != 0, up_to = false;
    for (uint32_t i = 0; i < e->event->gets.count; i++) {
        no_dearer = no_dearer && e->view->PICKS[e->event->gets.first + i].flags & PICK_NO_DEARER;
        up_to = up_to || e->view->PICKS[e->event->gets.first + i].flags & PICK_UP_TO;
    }
    /* Cheapest passes over units that have nothing left: beside one of those, the dear one is the cheapest. */
    if (e->event->gets.count == 0 && benefit->select == SELECT_CHEAPEST && e->untouched)
        return quotient(benefit->count, bought);
    return no_dearer && !up_to ? quotient(gotten, bought + gotten) : SHARE_WHOLE;
}

static struct rate each(const struct estimating *e, const struct image_benefit *benefit, int64_t share)
{
    if (benefit->scope == SCOPE_THEM)
        share = (int64_t)round_quotient((promo_i128)share * share_of_them(e, benefit), SHARE_WHOLE, ROUND_UP);
    return (struct rate){share, 0};
}

/* Money off all of something together: known where the order has at least so much money. */
static struct rate spread(const struct estimating *e, const struct image_benefit *benefit)
{
    if (e->least_amount == 0)
        return (struct rate){SHARE_WHOLE, 0};
    int64_t share = quotient(benefit->value, e->least_amount);
    return benefit->scope == SCOPE_ORDER ? (struct rate){share, 0} : (struct rate){0, share};
}

static struct rate price_of_them(const struct estimating *e, const struct image_benefit *benefit)
{
    int64_t most = 0;
    const struct span picks = e->event->gets.count != 0 ? e->event->gets : e->event->buys;
    if (benefit->scope != SCOPE_THEM)
        return (struct rate){SHARE_WHOLE, 0};
    for (uint32_t i = 0; i < picks.count; i++) {
        const struct image_pick *pick = &e->view->PICKS[picks.first + i];
        int64_t dearest = dearest_of(e, pick->set), money;
        if (dearest == INT64_MAX || !multiply_i64(dearest, pick->count, &money) || !add_i64(most, money, &most))
            return (struct rate){SHARE_WHOLE, 0};
    }
    return (struct rate){most <= benefit->value ? 0 : quotient(most - benefit->value, most), 0};
}

static struct rate rate_of_benefit(const struct estimating *e, const struct image_benefit *benefit)
{
    int64_t price;
    if (benefit->scope == SCOPE_SHIPPING)
        return (struct rate){0, 0};
    switch ((enum benefit_kind)benefit->kind) {
    case BENEFIT_PERCENT: return each(e, benefit, smaller(benefit->value, SHARE_WHOLE));
    case BENEFIT_OFF_EACH:
        price = benefit->scope == SCOPE_SET ? cheapest_of(e, benefit->set) : 0;
        return each(e, benefit, quotient(benefit->value, price));
    case BENEFIT_PRICE_EACH:
        price = benefit->scope == SCOPE_SET ? dearest_of(e, benefit->set) : INT64_MAX;
        return each(e, benefit, price <= benefit->value ? 0
                                : price == INT64_MAX    ? SHARE_WHOLE
                                                        : quotient(price - benefit->value, price));
    case BENEFIT_OFF_SPREAD: return spread(e, benefit);
    case BENEFIT_PRICE_SUM: return price_of_them(e, benefit);
    default: return (struct rate){0, 0};
    }
}

static struct rate rate_of_benefits(const struct estimating *e, struct span benefits)
{
    struct rate sum = {0, 0};
    for (uint32_t i = 0; i < benefits.count; i++) {
        struct rate rate = rate_of_benefit(e, &e->view->BENEFITS[benefits.first + i]);
        sum.claimed = one_after_other(sum.claimed, rate.claimed);
        sum.whole = smaller(SHARE_WHOLE, sum.whole + rate.whole);
    }
    return sum;
}

/* The least that the order costs at the layer's prices in every way in which the event's criteria hold. `taken`: the most that
 * has been taken off by then. */
static int64_t least_amount(const struct analysis *analysis, uint32_t event, int64_t taken)
{
    const struct event_recipes *recipes = &analysis->recipes.by_event[event];
    int64_t least = INT64_MAX;
    struct alternatives alternatives;
    struct arena scratch;
    arena_init(&scratch, NULL);
    bool read = needs_of_event(&analysis->image->view, event, &scratch, &alternatives);
    for (uint32_t i = 0; read && i < alternatives.count; i++) {
        int64_t amount = 0, value;
        for (uint32_t j = 0; j < alternatives.items[i].count; j++) {
            enum need_subject subject = (enum need_subject)alternatives.items[i].items[j].subject;
            if ((subject != NEED_AMOUNT && subject != NEED_SUBTOTAL) ||
                !needs_value(&analysis->image->view, &alternatives.items[i], j, &value))
                continue;
            if (subject == NEED_SUBTOTAL)
                value = (int64_t)((promo_i128)value * (SHARE_WHOLE - taken) / SHARE_WHOLE);
            amount = larger(amount, value);
        }
        least = smaller(least, amount);
    }
    if (!read || !alternatives.whole || recipes->hopeless == HOPELESS_OPEN || least == INT64_MAX)
        least = 0;
    arena_done(&scratch);
    return least;
}

static struct rate rate_of_event(const struct analysis *analysis, uint32_t number, bool own_prices, bool untouched, int64_t taken)
{
    struct estimating e = {.analysis = analysis, .view = &analysis->image->view, .event = &analysis->image->view.EVENTS[number],
                           
                           .own_prices = own_prices, .untouched = untouched && analysis->goods.untakeable == 0,
                           .least_amount = least_amount(analysis, number, taken)};
    int64_t least = e.least_amount;
    struct rate most = {0, 0};
    /* `every 100.00 of X` gives its benefits as often as there is that amount: of one amount each time. */
    if (e.event->every_amount != 0)
        e.least_amount = e.event->every_amount;
    if (e.event->rows.count == 0)
        return rate_of_benefits(&e, e.event->benefits);
    for (uint32_t i = 0; i < e.event->rows.count; i++) {
        const struct image_row *row = &e.view->ROWS[e.event->rows.first + i];
        e.least_amount = e.event->ladder_by == MEASURE_AMOUNT ? larger(least, row->from) : least;
        struct rate rate = rate_of_benefits(&e, row->benefits);
        most = (struct rate){larger(most.claimed, rate.claimed), larger(most.whole, rate.whole)};
    }
    return most;
}

/* --- promotions and layers ------------------------------------------------------------------------------------------- */

static bool counts(const struct analysis *analysis, uint32_t promotion)
{
    const struct image_promotion *record = &analysis->image->view.PROMOTIONS[promotion];
    if (record->status != STATUS_ACTIVE)
        return false;
    for (uint32_t i = 0; i < record->events.count; i++) {
        const struct event_recipes *event = &analysis->recipes.by_event[record->events.first + i];
        if (event->count != 0 || (event->hopeless != HOPELESS_NEEDS && event->hopeless != HOPELESS_TIME))
            return true;
    }
    return false;
}

/* Offers of one promotion may share units: each takes of what the earlier ones left. */
static struct rate rate_of_promotion(const struct analysis *analysis, uint32_t promotion, bool own_prices, bool untouched,
                                     int64_t taken, struct share_bound *bound)
{
    const struct image_promotion *record = &analysis->image->view.PROMOTIONS[promotion];
    struct rate sum = {0, 0};
    if (!counts(analysis, promotion))
        return sum;
    for (uint32_t i = 0; i < record->events.count; i++) {
        struct rate rate = rate_of_event(analysis, record->events.first + i, own_prices && i == 0, untouched && i == 0, taken);
        sum.claimed = record->events_exclusive ? larger(sum.claimed, rate.claimed) : one_after_other(sum.claimed, rate.claimed);
        sum.whole = smaller(SHARE_WHOLE, sum.whole + rate.whole);
    }
    if (sum.claimed + sum.whole >= SHARE_WHOLE && bound->unbounded == INDEX_NONE)
        bound->unbounded = promotion;
    return sum;
}

/* In a layer no unit is claimed by two promotions; where they stack, each takes of what the others left. */
static int64_t rate_of_layer(const struct analysis *analysis, uint32_t number, struct share_bound *bound)
{
    const struct image_layer *layer = &analysis->image->view.LAYERS[number];
    bool own_prices = number == 0 || layer->on_original;
    int64_t claimed = 0, whole = 0, before = layer->on_original ? 0 : bound->share;
    for (uint32_t i = 0; i < layer->promotions.count; i++) {
        int64_t taken = layer->stack ? one_after_other(before, smaller(SHARE_WHOLE, claimed + whole)) : before;
        bool first = !layer->stack || i == 0;
        struct rate rate = rate_of_promotion(analysis, layer->promotions.first + i, own_prices && first, number == 0 && first,
                                             taken, bound);
        claimed = layer->stack ? one_after_other(claimed, rate.claimed) : larger(claimed, rate.claimed);
        whole = smaller(SHARE_WHOLE, whole + rate.whole);
    }
    return smaller(SHARE_WHOLE, claimed + whole);
}

struct share_bound bound_share(const struct analysis *analysis)
{
    const struct image_view *view = &analysis->image->view;
    struct share_bound bound = {0, INDEX_NONE};
    for (uint32_t i = 0; i < view->LAYERS_COUNT; i++) {
        int64_t rate = rate_of_layer(analysis, i, &bound);
        bound.share = view->LAYERS[i].on_original ? smaller(SHARE_WHOLE, bound.share + rate) : one_after_other(bound.share, rate);
    }
    for (uint32_t i = 0; i < view->PROMOTIONS_COUNT; i++)
        if (view->PROMOTIONS[i].exclusive) {
            struct rate rate = rate_of_promotion(analysis, i, true, true, 0, &bound);
            bound.share = larger(bound.share, smaller(SHARE_WHOLE, rate.claimed + rate.whole));
        }
    return bound;
}

/* --- money ----------------------------------------------------------------------------------------------------------- */

/* What is given at most, once: taken off, which a cap and a budget of money end, and as gifts, which they do not.
 * VALUE_UNLIMITED: it goes by the price of the goods. */
struct given {
    int64_t off, worth;
};

static int64_t off_of_benefit(const struct image_benefit *benefit, int64_t limit)
{
    int64_t money;
    switch ((enum benefit_kind)benefit->kind) {
    case BENEFIT_OFF_SPREAD: return benefit->value;
    case BENEFIT_OFF_EACH:
        if (benefit->scope == SCOPE_SHIPPING)
            return benefit->value;
        if (benefit->select != SELECT_ALL && multiply_i64(benefit->value, benefit->count, &money))
            return money;
        return limit != VALUE_UNLIMITED && multiply_i64(benefit->value, limit, &money) ? money : VALUE_UNLIMITED;
    case BENEFIT_PERCENT:
    case BENEFIT_PRICE_EACH:
    case BENEFIT_PRICE_SUM: return VALUE_UNLIMITED;
    default: return 0;
    }
}

static int64_t worth_of_benefit(const struct image_benefit *benefit)
{
    int64_t worth;
    if (benefit->kind != BENEFIT_GIFT && benefit->kind != BENEFIT_CERTIFICATE)
        return 0;
    return multiply_i64(benefit->worth, larger(benefit->count, 1), &worth) ? worth : VALUE_UNLIMITED;
}

static int64_t add(int64_t a, int64_t b)
{
    int64_t sum;
    return a == VALUE_UNLIMITED || b == VALUE_UNLIMITED || !add_i64(a, b, &sum) ? VALUE_UNLIMITED : sum;
}

static int64_t times(int64_t a, int64_t b)
{
    int64_t product;
    if (a == 0 || b == 0)
        return 0;
    return a == VALUE_UNLIMITED || b == VALUE_UNLIMITED || !multiply_i64(a, b, &product) ? VALUE_UNLIMITED : product;
}

static struct given given_by_benefits(const struct image_view *view, struct span benefits, int64_t limit)
{
    struct given sum = {0, 0};
    for (uint32_t i = 0; i < benefits.count; i++) {
        const struct image_benefit *benefit = &view->BENEFITS[benefits.first + i];
        sum.off = add(sum.off, off_of_benefit(benefit, limit));
        sum.worth = add(sum.worth, worth_of_benefit(benefit));
    }
    return sum;
}

static struct given given_by_event(const struct image_view *view, const struct image_event *event)
{
    bool repeats = event->buys.count != 0 || event->every_amount != 0;
    struct given most = {0, 0};
    for (uint32_t i = 0; i < event->rows.count; i++) {
        struct given row = given_by_benefits(view, view->ROWS[event->rows.first + i].benefits, event->limit);
        most = (struct given){larger(most.off, row.off), larger(most.worth, row.worth)};
    }
    if (event->rows.count == 0)
        most = given_by_benefits(view, event->benefits, repeats ? VALUE_UNLIMITED : event->limit);
    return repeats ? (struct given){times(most.off, event->limit), times(most.worth, event->limit)} : most;
}

struct exposure bound_exposure(const struct analysis *analysis, uint32_t promotion)
{
    const struct image_view *view = &analysis->image->view;
    const struct image_promotion *record = &view->PROMOTIONS[promotion];
    struct given sum = {0, 0};
    struct exposure exposure;
    for (uint32_t i = 0; i < record->events.count; i++) {
        struct given event = given_by_event(view, &view->EVENTS[record->events.first + i]);
        sum = (struct given){add(sum.off, event.off), add(sum.worth, event.worth)};
    }
    exposure.order = add(smaller(sum.off, record->cap), sum.worth);
    exposure.total = times(exposure.order, record->limits.total);
    if (record->campaign != INDEX_NONE) {
        const struct image_campaign *campaign = &view->CAMPAIGNS[record->campaign];
        if (sum.worth == 0)
            exposure.total = smaller(exposure.total, campaign->budget_money);
        exposure.total = smaller(exposure.total, times(exposure.order, campaign->budget_uses));
    }
    if (record->coupon != INDEX_NONE)
        exposure.total = smaller(exposure.total, times(exposure.order, view->COUPONS[record->coupon].limits.total));
    return exposure;
}
