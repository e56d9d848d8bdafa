#include "vm/best_config.h"

#include "base/near.h"
#include "vm/best_apply.h"

#include <string.h>

enum { DEPTH_MOST = 2000, OFFERS_MOST = 64, LOTS_STEPS = 4 };

static const struct fraction ZERO = {0, 1};

/* The walk through the events of a group. */
struct visit {
    struct model *model;
    const uint32_t *events;
    uint32_t event_count;
    struct config_sink sink;
    promo_status status;
    bool stop;
    bool single;              /* one unit, events per unit only */
    bool whole;               /* offers need not hang together */
    bool needs_order;         /* goods are claimed only with an order offer */
    uint32_t anchors;         /* events whose offers claim several units */
    uint32_t last_anchor;
    uint32_t offer_count;     /* of several units, so far */
    uint32_t depth;
    struct fraction money, offer_money;
    int64_t worth, awards;
    bool order_used;
    int64_t *times;
    struct fraction *moneys;
    int64_t reach;            /* units of a lot that offers of several units can tie together */
    const struct take *previous; /* takes of the event's application before, by number of the lot */
    uint32_t previous_count;
};

static const struct model_event *event_at(const struct visit *visit, uint32_t i)
{
    return &visit->model->events[visit->events[i]];
}

static void fail(struct visit *visit, promo_status status)
{
    if (visit->status == PROMO_OK)
        visit->status = status;
    visit->stop = true;
}

/* Counts steps and depth; false where the walk has to end. */
static bool go_on(struct visit *visit, int64_t steps)
{
    if (!model_work(visit->model, steps) || visit->depth >= DEPTH_MOST) {
        visit->model->incomplete = true;
        visit->stop = true;
    }
    return !visit->stop;
}

static bool reserve_lots(struct visit *visit, size_t extra)
{
    bool has = VECTOR_RESERVE(&visit->model->lots, visit->model->alloc, extra);
    if (!has)
        fail(visit, PROMO_NO_MEMORY);
    return has;
}

/* The lots as they are, to come back to. */
struct saved {
    struct scratch_mark mark;
    struct lot *lots;
    size_t count, trace_count;
};

static bool save(struct visit *visit, struct saved *saved)
{
    struct lots *lots = &visit->model->lots;
    saved->mark = scratch_mark(visit->model->scratch);
    saved->count = lots->count;
    saved->trace_count = visit->model->traces.count;
    saved->lots = SCRATCH_ARRAY(visit->model->scratch, lots->count, struct lot);
    if (saved->lots == NULL) {
        fail(visit, PROMO_NO_MEMORY);
        return false;
    }
    if (lots->count > 0)
        memcpy(saved->lots, lots->items, lots->count * sizeof *saved->lots);
    return go_on(visit, (int64_t)lots->count / LOTS_STEPS + 1);
}

static void restore(struct visit *visit, const struct saved *saved)
{
    struct lots *lots = &visit->model->lots;
    if (saved->lots != NULL && saved->count > 0)
        memcpy(lots->items, saved->lots, saved->count * sizeof *saved->lots);
    lots->count = saved->count;
    visit->model->traces.count = saved->trace_count;
    scratch_rewind(visit->model->scratch, saved->mark);
}

static void visit_event(struct visit *visit, uint32_t i);

/* Whether all claimed lots hang together through offers of several units. */
static bool hangs_together(const struct visit *visit)
{
    const struct lots *lots = &visit->model->lots;
    uint64_t all = visit->offer_count == OFFERS_MOST ? UINT64_MAX : ((uint64_t)1 << visit->offer_count) - 1;
    uint64_t reached = 1, before = 0;
    if (visit->offer_count == 0)
        return false;
    while (before != reached) {
        before = reached;
        for (size_t i = 0; i < lots->count; i++)
            if ((lots->items[i].links & reached) != 0)
                reached |= lots->items[i].links;
    }
    for (size_t i = 0; i < lots->count; i++)
        if (lots->items[i].count > 0 && lots->items[i].trace != BEST_NONE && lots->items[i].links == 0)
            return false;
    return reached == all;
}

/* Whether the configuration claims a unit of goods. */
static bool claims_goods(const struct visit *visit)
{
    const struct lots *lots = &visit->model->lots;
    for (size_t i = 0; i < lots->count; i++)
        if (lots->items[i].count > 0 && lots->items[i].trace != BEST_NONE &&
            lots->items[i].place != visit->model->row_count)
            return true;
    return false;
}

static void finish(struct visit *visit)
{
    if (visit->needs_order && !visit->order_used && claims_goods(visit))
        return;
    bool used = false;
    for (uint32_t i = 0; i < visit->event_count; i++)
        used |= visit->times[i] > 0;
    if (!used)
        return;
    struct config_result result = {visit->money, visit->worth, visit->awards, visit->times, visit->moneys, visit->single};
    bool stop = false;
    promo_status status = visit->sink.accept(visit->sink.context, &result, &stop);
    if (status != PROMO_OK)
        fail(visit, status);
    visit->stop |= stop;
}

static bool add_trace(struct visit *visit, struct lot *lot, uint32_t event, bool gotten, struct fraction off)
{
    struct trace trace = {lot->trace, event, gotten, off};
    if (!VECTOR_PUSH(&visit->model->traces, visit->model->alloc, trace)) {
        fail(visit, PROMO_NO_MEMORY);
        return false;
    }
    lot->trace = (uint32_t)(visit->model->traces.count - 1);
    return true;
}

/* Gives `times` units of a lot the per-unit benefit, as a lot of their own at the end. */
static bool discount_units(struct visit *visit, uint32_t i, size_t at, int64_t times, struct fraction off)
{
    struct lots *lots = &visit->model->lots;
    if (!reserve_lots(visit, 1))
        return false;
    struct lot *lot = &lots->items[lots->count++];
    *lot = lots->items[at];
    lots->items[at].count -= times;
    lot->count = times;
    struct fraction sum;
    if (!near_subtract(lot->left, off, &lot->left) || !near_multiply(off, fraction_whole(times), &sum) ||
        !near_add(visit->money, sum, &visit->money) || !near_add(visit->moneys[i], sum, &visit->moneys[i])) {
        fail(visit, PROMO_OVERFLOW);
        return false;
    }
    visit->times[i] += times;
    return add_trace(visit, lot, visit->events[i], false, off);
}

/* How many units of each lot the per-unit event may take: its set, and its selection. */
static bool unit_quotas(struct visit *visit, uint32_t i, int64_t *quotas, uint32_t *order)
{
    const struct model *model = visit->model;
    const struct model_event *event = event_at(visit, i);
    struct best_benefit benefit = event->source->benefits[0];
    benefit.select = BEST_ALL;
    apply_quotas(model->places, model->row_count, event->source, &benefit, &model->lots, quotas, order);
    for (size_t l = 0; l < model->lots.count; l++) {
        const struct lot *lot = &model->lots.items[l];
        bool chosen = quotas[l] == 0 || model_chosen(event, model->places[lot->place].first_atom, UINT64_MAX);
        bool useless = !visit->single && !visit->whole && lot->links == 0 && visit->last_anchor < i;
        if (!chosen || useless)
            quotas[l] = 0;
    }
    return go_on(visit, (int64_t)model->lots.count);
}

static void each_lot(struct visit *visit, uint32_t i, size_t at, size_t end, const int64_t *quotas, int64_t rest)
{
    struct model *model = visit->model;
    while (at < end && quotas[at] == 0)
        at++;
    if (at == end) {
        visit_event(visit, i + 1);
        return;
    }
    const struct model_event *event = event_at(visit, i);
    struct lot before = model->lots.items[at];
    struct fraction off, money = visit->money, event_money = visit->moneys[i];
    if (!apply_discount(event->source->benefits, before.left, model->places[before.place].floor, &off)) {
        fail(visit, PROMO_OVERFLOW);
        return;
    }
    int64_t most = off.numerator == 0 ? 0 : quotas[at] < rest ? quotas[at] : rest;
    bool loose = !visit->single && !visit->whole && before.links == 0; /* has to be tied to others yet */
    if (loose && visit->reach < most)
        most = visit->reach;
    visit->depth++;
    for (int64_t times = most; times >= 0 && go_on(visit, 1); times--) {
        size_t lot_count = model->lots.count, trace_count = model->traces.count;
        if (times == 0 || discount_units(visit, i, at, times, off))
            each_lot(visit, i, at + 1, end, quotas, rest - times);
        model->lots.count = lot_count;
        model->lots.items[at] = before;
        model->traces.count = trace_count;
        visit->money = money;
        visit->moneys[i] = event_money;
        visit->times[i] -= times;
    }
    visit->depth--;
}

static void visit_units(struct visit *visit, uint32_t i)
{
    struct model *model = visit->model;
    struct scratch_mark mark = scratch_mark(model->scratch);
    size_t count = model->lots.count;
    int64_t *quotas = SCRATCH_ARRAY(model->scratch, count, int64_t);
    uint32_t *order = SCRATCH_ARRAY(model->scratch, count, uint32_t);
    if (quotas == NULL || order == NULL)
        fail(visit, PROMO_NO_MEMORY);
    else if (unit_quotas(visit, i, quotas, order))
        each_lot(visit, i, 0, count, quotas, event_at(visit, i)->limit);
    scratch_rewind(model->scratch, mark);
}

static void next_application(struct visit *visit, uint32_t i);

/* The offer at hand has all its benefits: it becomes part of the configuration. */
static void finish_offer(struct visit *visit, uint32_t i)
{
    struct lots *lots = &visit->model->lots;
    const struct model_event *event = event_at(visit, i);
    bool worthless = visit->offer_money.numerator == 0 && event->worth == 0 && event->awards == 0;
    if (worthless)
        return;
    if (visit->offer_count == OFFERS_MOST) {
        visit->model->incomplete = true;
        return;
    }
    struct saved saved;
    struct fraction money = visit->money, event_money = visit->moneys[i], offer_money = visit->offer_money;
    if (save(visit, &saved)) {
        for (size_t l = 0; l < lots->count && !visit->stop; l++) {
            struct lot *lot = &lots->items[l];
            if (lot->role == LOT_NONE)
                continue;
            add_trace(visit, lot, visit->events[i], lot->role == LOT_GOTTEN, lot->off);
            lot->links |= (uint64_t)1 << visit->offer_count;
            lot->role = LOT_NONE;
            lot->spent = true;
            lot->off = ZERO;
        }
        bool order_used = visit->order_used;
        visit->offer_count++;
        visit->times[i]++;
        visit->worth += event->worth;
        visit->awards += event->awards;
        visit->order_used |= event->order;
        if (!near_add(money, offer_money, &visit->money) || !near_add(event_money, offer_money, &visit->moneys[i]))
            fail(visit, PROMO_OVERFLOW);
        if (!visit->stop && event->kind == OFFER_REPEATED)
            next_application(visit, i);
        else if (!visit->stop)
            visit_event(visit, i + 1);
        visit->offer_count--;
        visit->times[i]--;
        visit->worth -= event->worth;
        visit->awards -= event->awards;
        visit->order_used = order_used;
        visit->money = money;
        visit->moneys[i] = event_money;
        visit->offer_money = offer_money;
    }
    restore(visit, &saved);
}

static void visit_benefit(struct visit *visit, uint32_t i, uint32_t b);

/* Units that an earlier offer of the event claims make this one impossible. */
static bool any_spent(const struct lots *lots, const int64_t *quotas)
{
    for (size_t l = 0; l < lots->count; l++)
        if (quotas[l] > 0 && lots->items[l].spent)
            return true;
    return false;
}

/* Lots change between what is left of each price and what the offer was made by. */
static void exchange_seen(struct lots *lots)
{
    for (size_t l = 0; l < lots->count; l++) {
        struct fraction left = lots->items[l].left;
        lots->items[l].left = lots->items[l].seen;
        lots->items[l].seen = left;
    }
}

/* Applies the benefit at the prices the offer was made by, to know what its later benefits see; these lots' `left` are what
 * `seen` becomes. NULL: the visit has failed, or there is no such offer. */
static const struct lots *apply_unseen(struct visit *visit, const struct best_benefit *benefit, const int64_t *quotas)
{
    struct model *model = visit->model;
    size_t count = model->lots.count;
    struct lots *seen = SCRATCH_ARRAY(model->scratch, 1, struct lots);
    int64_t *open = SCRATCH_ARRAY(model->scratch, count, int64_t);
    struct lot *items = SCRATCH_ARRAY(model->scratch, 2 * count, struct lot);
    struct applied applied;
    if (seen == NULL || open == NULL || items == NULL) {
        fail(visit, PROMO_NO_MEMORY);
        return NULL;
    }
    memcpy(items, model->lots.items, count * sizeof *items);
    memcpy(open, quotas, count * sizeof *open);
    *seen = (struct lots){items, count, 2 * count};
    exchange_seen(seen);
    promo_status status = apply_benefit(model->places, benefit, seen, open, &applied);
    if (status != PROMO_OK)
        fail(visit, status);
    return status == PROMO_OK && !applied.refused ? seen : NULL;
}

/* What later benefits of the offer at hand see. */
static void keep_seen(struct lots *lots, const struct lots *seen)
{
    for (size_t l = 0; l < lots->count; l++)
        lots->items[l].seen = seen->items[l].left;
}

/* Whether it matters that the offer was made before earlier events of the promotion took their share: a price above what the
 * units cost is no offer, and benefits of one offer see what those before them left. */
static bool made_at_other_prices(const struct visit *visit, uint32_t i, const struct best_benefit *benefit)
{
    return i > 0 && (benefit->form == BEST_PRICE_SUM || event_at(visit, i)->price_count > 1);
}

static void take_quotas(struct visit *visit, uint32_t i, uint32_t b, const int64_t *quotas)
{
    struct model *model = visit->model;
    const struct best_benefit *benefit = &event_at(visit, i)->source->benefits[b];
    if (any_spent(&model->lots, quotas))
        return;
    struct saved saved;
    struct fraction offer_money = visit->offer_money;
    if (save(visit, &saved)) {
        int64_t *open = SCRATCH_ARRAY(model->scratch, saved.count, int64_t);
        bool made_before = made_at_other_prices(visit, i, benefit);
        const struct lots *seen = made_before ? apply_unseen(visit, benefit, quotas) : NULL;
        struct applied applied;
        if (open == NULL) {
            fail(visit, PROMO_NO_MEMORY);
        } else if ((seen != NULL || !made_before) && reserve_lots(visit, saved.count)) {
            memcpy(open, quotas, saved.count * sizeof *open);
            promo_status status = apply_benefit(model->places, benefit, &model->lots, open, &applied);
            if (status == PROMO_OK && !near_add(offer_money, applied.money, &visit->offer_money))
                status = PROMO_OVERFLOW;
            if (seen != NULL)
                keep_seen(&model->lots, seen);
            if (status != PROMO_OK)
                fail(visit, status);
            else if (!applied.refused || made_before)
                visit_benefit(visit, i, b + 1);
        }
    }
    visit->offer_money = offer_money;
    restore(visit, &saved);
}

/* Every way to choose `need` units within the quotas of lots [at, end). */
static void choose_any(struct visit *visit, uint32_t i, uint32_t b, int64_t *quotas, size_t at, size_t end, int64_t need)
{
    if (need == 0 || at == end) {
        struct scratch_mark mark = scratch_mark(visit->model->scratch);
        int64_t *chosen = SCRATCH_ARRAY(visit->model->scratch, end, int64_t);
        if (chosen == NULL) {
            fail(visit, PROMO_NO_MEMORY);
        } else {
            memcpy(chosen, quotas, end * sizeof *chosen);
            for (size_t l = at; l < end; l++)
                chosen[l] = 0;
            take_quotas(visit, i, b, chosen);
        }
        scratch_rewind(visit->model->scratch, mark);
        return;
    }
    int64_t quota = quotas[at], later = 0;
    for (size_t l = at + 1; l < end; l++)
        later += quotas[l] < need ? quotas[l] : need;
    visit->depth++;
    for (int64_t units = quota < need ? quota : need; units >= 0 && units + later >= need && go_on(visit, 1); units--) {
        quotas[at] = units;
        choose_any(visit, i, b, quotas, at + 1, end, need - units);
    }
    quotas[at] = quota;
    visit->depth--;
}

/* How many units of each lot the benefit may take. Those that it takes of the whole basket were named when the offer was
 * made, before anything was taken off; of `them` they are found now. */
static void find_quotas(struct visit *visit, uint32_t i, const struct best_benefit *benefit, int64_t *quotas, uint32_t *order)
{
    struct model *model = visit->model;
    const struct model_event *event = event_at(visit, i);
    struct best_benefit all = *benefit;
    bool named = event->chosen != NULL, seen = i > 0 && benefit->scope == BEST_ON_SET;
    uint64_t bit = named ? (uint64_t)1 << (benefit - event->source->benefits) : UINT64_MAX;
    if (named)
        all.select = BEST_ALL;
    if (seen)
        exchange_seen(&model->lots);
    apply_quotas(model->places, model->row_count, event->source, &all, &model->lots, quotas, order);
    if (seen)
        exchange_seen(&model->lots);
    for (size_t l = 0; l < model->lots.count && named; l++)
        if (quotas[l] > 0 && model->lots.items[l].place != model->row_count &&
            !model_chosen(event, model->places[model->lots.items[l].place].first_atom, bit))
            quotas[l] = 0;
}

/* The benefits of the offer at hand from number b on. */
static void visit_benefit(struct visit *visit, uint32_t i, uint32_t b)
{
    struct model *model = visit->model;
    const struct best_event *source = event_at(visit, i)->source;
    while (b < source->benefit_count && source->benefits[b].form == BEST_AWARD)
        b++;
    if (b == source->benefit_count) {
        finish_offer(visit, i);
        return;
    }
    const struct best_benefit *benefit = &source->benefits[b];
    struct scratch_mark mark = scratch_mark(model->scratch);
    size_t count = model->lots.count;
    int64_t *quotas = SCRATCH_ARRAY(model->scratch, count, int64_t);
    uint32_t *order = SCRATCH_ARRAY(model->scratch, count, uint32_t);
    if (quotas == NULL || order == NULL) {
        fail(visit, PROMO_NO_MEMORY);
    } else {
        find_quotas(visit, i, benefit, quotas, order);
        int64_t covered = 0;
        for (size_t l = 0; l < count; l++)
            covered += quotas[l];
        if (benefit->select == BEST_ANY && covered > benefit->count)
            choose_any(visit, i, b, quotas, 0, count, benefit->count);
        else
            take_quotas(visit, i, b, quotas);
    }
    scratch_rewind(model->scratch, mark);
}

static void begin_offer(struct visit *visit, uint32_t i)
{
    struct fraction before = visit->offer_money;
    struct lots *lots = &visit->model->lots;
    visit->offer_money = ZERO;
    for (size_t l = 0; l < lots->count; l++)
        lots->items[l].seen = fraction_whole(visit->model->places[lots->items[l].place].price);
    visit_benefit(visit, i, 0);
    visit->offer_money = before;
}

/* One application in the making: which units each pick takes. */
struct application {
    uint32_t event;      /* of the group */
    size_t lot_end;      /* lots that were there before */
    struct take *takes;  /* row: number of the lot */
    uint32_t take_count;
};

/* Of the ways to take the same applications in another order, one is visited: each at or after the one before it. */
static bool in_order(const struct visit *visit, const struct application *application)
{
    for (uint32_t t = 0; t < application->take_count && t < visit->previous_count; t++) {
        const struct take *take = &application->takes[t], *other = &visit->previous[t];
        if (take->pick != other->pick)
            return take->pick > other->pick;
        if (take->row != other->row)
            return take->row > other->row;
        if (take->units != other->units)
            return take->units < other->units;
    }
    return true;
}

static void take_picks(struct visit *visit, struct application *application, uint32_t pick, size_t from, int64_t need);

static const struct best_pick *pick_at(const struct best_event *event, uint32_t pick)
{
    return pick < event->buy_count ? &event->buys[pick] : &event->gets[pick - event->buy_count];
}

/* Units of the lot that the pick may take: not taken by this event, of another sku, no dearer. */
static int64_t units_free(const struct visit *visit, const struct application *application, uint32_t pick, size_t at)
{
    const struct model *model = visit->model;
    const struct best_event *source = event_at(visit, application->event)->source;
    const struct best_pick *wanted = pick_at(source, pick);
    const struct lot *lot = &model->lots.items[at];
    const struct place *place = &model->places[lot->place];
    if (lot->place == model->row_count || lot->spent || !model_in_set(wanted->set, place->class_index))
        return 0;
    for (size_t l = application->lot_end; l < model->lots.count; l++) {
        const struct lot *taken = &model->lots.items[l];
        if (wanted->different && taken->pick == pick && model->places[taken->place].sku == place->sku)
            return 0;
        if (wanted->no_dearer && taken->pick < source->buy_count && place->price > model->places[taken->place].price)
            return 0;
    }
    return wanted->different && lot->count > 1 ? 1 : lot->count;
}

static void take_done(struct visit *visit, struct application *application, uint32_t pick)
{
    const struct best_event *source = event_at(visit, application->event)->source;
    if (pick + 1 < source->buy_count + source->get_count) {
        take_picks(visit, application, pick + 1, 0, pick_at(source, pick + 1)->count);
    } else if (in_order(visit, application)) {
        const struct take *previous = visit->previous;
        uint32_t previous_count = visit->previous_count;
        visit->previous = application->takes;
        visit->previous_count = application->take_count;
        begin_offer(visit, application->event);
        visit->previous = previous;
        visit->previous_count = previous_count;
    }
}

static void take_picks(struct visit *visit, struct application *application, uint32_t pick, size_t from, int64_t need)
{
    struct model *model = visit->model;
    const struct best_event *source = event_at(visit, application->event)->source;
    const struct best_pick *wanted = pick_at(source, pick);
    if (need == 0 || (wanted->up_to && need < wanted->count))
        take_done(visit, application, pick);
    if (need == 0)
        return;
    visit->depth++;
    for (size_t at = from; at < application->lot_end && go_on(visit, 1); at++) {
        struct lot before = model->lots.items[at];
        int64_t most = units_free(visit, application, pick, at);
        for (int64_t units = most < need ? most : need; units > 0 && !visit->stop; units--) {
            size_t count = model->lots.count;
            if (!reserve_lots(visit, 1))
                break;
            struct lot *taken = &model->lots.items[model->lots.count++];
            *taken = before;
            taken->count = units;
            taken->role = pick < source->buy_count ? LOT_BOUGHT : LOT_GOTTEN;
            taken->pick = pick;
            model->lots.items[at].count -= units;
            application->takes[application->take_count++] = (struct take){(uint32_t)at, pick, units};
            take_picks(visit, application, pick, at + 1, need - units);
            application->take_count--;
            model->lots.count = count;
            model->lots.items[at] = before;
        }
    }
    visit->depth--;
}

static void begin_application(struct visit *visit, uint32_t i)
{
    struct model *model = visit->model;
    const struct best_event *source = event_at(visit, i)->source;
    struct scratch_mark mark = scratch_mark(model->scratch);
    size_t room = (model->lots.count + 1) * ((size_t)source->buy_count + source->get_count);
    struct application application = {i, model->lots.count, SCRATCH_ARRAY(model->scratch, room, struct take), 0};
    if (application.takes == NULL)
        fail(visit, PROMO_NO_MEMORY);
    else if (go_on(visit, 1))
        take_picks(visit, &application, 0, 0, pick_at(source, 0)->count);
    scratch_rewind(model->scratch, mark);
}

/* After an application: no more of them, or another. */
static void next_application(struct visit *visit, uint32_t i)
{
    const struct take *previous = visit->previous;
    uint32_t previous_count = visit->previous_count;
    visit_event(visit, i + 1);
    visit->previous = previous;
    visit->previous_count = previous_count;
    bool alone = !visit->whole && visit->anchors == 1;
    if (!visit->stop && !alone && visit->times[i] < event_at(visit, i)->limit)
        begin_application(visit, i);
}

/* An event whose offers claim several units: without it, and with it. */
static void visit_anchor(struct visit *visit, uint32_t i)
{
    struct lots *lots = &visit->model->lots;
    struct saved saved;
    visit_event(visit, i + 1);
    if (visit->stop)
        return;
    if (save(visit, &saved)) {
        for (size_t l = 0; l < lots->count; l++)
            lots->items[l].spent = false;
        visit->previous = NULL;
        visit->previous_count = 0;
        if (event_at(visit, i)->kind == OFFER_REPEATED)
            begin_application(visit, i);
        else
            begin_offer(visit, i);
    }
    restore(visit, &saved);
}

static void visit_event(struct visit *visit, uint32_t i)
{
    if (visit->stop)
        return;
    visit->depth++;
    if (i == visit->last_anchor + 1 && !visit->single && !visit->whole && visit->anchors > 0 && !hangs_together(visit)) {
        visit->depth--;
        return;
    }
    if (i == visit->event_count) {
        finish(visit);
    } else if (event_at(visit, i)->kind == OFFER_PER_UNIT) {
        visit_units(visit, i);
    } else if (visit->single) {
        visit_event(visit, i + 1);
    } else {
        visit_anchor(visit, i);
    }
    visit->depth--;
}

static bool begin_visit(struct visit *visit, struct model *model, const uint32_t *events, uint32_t event_count,
                        struct config_sink sink)
{
    *visit = (struct visit){.model = model, .events = events, .event_count = event_count, .sink = sink};
    visit->money = visit->offer_money = ZERO;
    visit->times = SCRATCH_CLEARED(model->scratch, event_count, int64_t);
    visit->moneys = SCRATCH_ARRAY(model->scratch, event_count, struct fraction);
    if (visit->times == NULL || visit->moneys == NULL)
        return false;
    visit->reach = INT64_MAX;
    for (uint32_t i = 0; i < event_count; i++) {
        const struct model_event *event = event_at(visit, i);
        visit->moneys[i] = ZERO;
        if (event->kind == OFFER_PER_UNIT)
            continue;
        visit->anchors++;
        visit->last_anchor = i;
        visit->reach = 0;
        for (uint32_t pick = 0; pick < event->source->buy_count + event->source->get_count; pick++)
            if (!add_i64(visit->reach, pick_at(event->source, pick)->count, &visit->reach))
                visit->reach = INT64_MAX;
        if (event->kind == OFFER_ONCE || event->order)
            visit->reach = INT64_MAX;
    }
    if (visit->anchors > 1)
        visit->reach = INT64_MAX;
    model->lots.count = model->traces.count = 0;
    return true;
}

static void add_lot(struct visit *visit, uint32_t place, int64_t count)
{
    struct model *model = visit->model;
    struct lot lot = {.place = place,
                      .trace = BEST_NONE,
                      .count = count,
                      .left = fraction_whole(model->places[place].price),
                      .off = ZERO};
    if (!VECTOR_PUSH(&model->lots, model->alloc, lot))
        fail(visit, PROMO_NO_MEMORY);
}

/* Each row by itself, with the events that make an offer per unit. */
static void visit_single_units(struct visit *visit)
{
    struct model *model = visit->model;
    visit->single = true;
    for (uint32_t row = 0; row < model->row_count && !visit->stop; row++) {
        bool touched = false;
        for (uint32_t i = 0; i < visit->event_count; i++)
            touched |= event_at(visit, i)->kind == OFFER_PER_UNIT &&
                       model_in_set(event_at(visit, i)->claims, model->places[row].class_index);
        model->lots.count = model->traces.count = 0;
        if (touched)
            add_lot(visit, row, 1);
        if (touched && go_on(visit, 1))
            visit_event(visit, 0);
    }
    visit->single = false;
}

static void visit_all_lots(struct visit *visit)
{
    struct model *model = visit->model;
    bool shipping = false, order = false;
    for (uint32_t i = 0; i < visit->event_count; i++) {
        shipping |= event_at(visit, i)->shipping;
        order |= event_at(visit, i)->order;
    }
    model->lots.count = model->traces.count = 0;
    for (uint32_t row = 0; row < model->row_count; row++) {
        bool touched = order;
        for (uint32_t i = 0; i < visit->event_count && !touched; i++)
            touched = model_in_set(event_at(visit, i)->claims, model->places[row].class_index);
        if (touched)
            add_lot(visit, row, model->places[row].count);
    }
    if (shipping)
        add_lot(visit, model->row_count, 1);
    visit->needs_order = order && !model->complete;
    if (!visit->stop)
        visit_event(visit, 0);
}

promo_status config_visit_group(struct model *model, uint32_t group_number, struct config_sink sink)
{
    const struct model_group *group = &model->groups[group_number];
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct visit visit;
    bool order = false;
    if (!begin_visit(&visit, model, model->group_events + group->first, group->count, sink))
        return PROMO_NO_MEMORY;
    visit.whole = group->whole;
    for (uint32_t i = 0; i < group->count; i++)
        order |= event_at(&visit, i)->order;
    if (!group->whole && (!order || model->complete) && visit.anchors < group->count)
        visit_single_units(&visit);
    if (!visit.stop && (group->whole || visit.anchors > 0))
        visit_all_lots(&visit);
    scratch_rewind(model->scratch, mark);
    return visit.status;
}

promo_status config_visit_application(struct model *model, uint32_t event, const struct take *takes,
                                      uint32_t take_count, struct config_sink sink)
{
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct visit visit;
    if (!begin_visit(&visit, model, &event, 1, sink))
        return PROMO_NO_MEMORY;
    for (uint32_t t = 0; t < take_count; t++) {
        add_lot(&visit, takes[t].row, takes[t].units);
        if (visit.stop)
            break;
        struct lot *lot = &model->lots.items[t];
        lot->role = takes[t].pick < model->events[event].source->buy_count ? LOT_BOUGHT : LOT_GOTTEN;
        lot->pick = takes[t].pick;
    }
    if (!visit.stop && model->events[event].shipping)
        add_lot(&visit, model->row_count, 1);
    if (!visit.stop)
        begin_offer(&visit, 0);
    scratch_rewind(model->scratch, mark);
    return visit.status;
}
