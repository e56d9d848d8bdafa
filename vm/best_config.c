#include "vm/best_config.h"

#include "base/near.h"
#include "vm/best_application.h"
#include "vm/best_apply.h"
#include "vm/best_offer.h"

static const struct fraction ZERO = {0, 1};

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
        visit_fail(visit, status);
    visit->stop |= stop;
}

/* Gives `times` units of a lot the per-unit benefit, as a lot of their own at the end. */
static bool discount_units(struct visit *visit, uint32_t i, size_t at, int64_t times, struct fraction off)
{
    struct lots *lots = &visit->model->lots;
    if (!visit_reserve(visit, 1))
        return false;
    struct lot *lot = &lots->items[lots->count++];
    *lot = lots->items[at];
    lots->items[at].count -= times;
    lot->count = times;
    struct fraction sum;
    if (!near_subtract(lot->left, off, &lot->left) || !near_multiply(off, fraction_whole(times), &sum) ||
        !near_add(visit->money, sum, &visit->money) || !near_add(visit->moneys[i], sum, &visit->moneys[i])) {
        visit_fail(visit, PROMO_OVERFLOW);
        return false;
    }
    visit->times[i] += times;
    return visit_trace(visit, lot, visit->events[i], false, off);
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
    return visit_goes_on(visit, (int64_t)model->lots.count);
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
        visit_fail(visit, PROMO_OVERFLOW);
        return;
    }
    int64_t most = off.numerator == 0 ? 0 : quotas[at] < rest ? quotas[at] : rest;
    bool loose = !visit->single && !visit->whole && before.links == 0; /* has to be tied to others yet */
    if (loose && visit->reach < most)
        most = visit->reach;
    visit->depth++;
    for (int64_t times = most; times >= 0 && visit_goes_on(visit, 1); times--) {
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
        visit_fail(visit, PROMO_NO_MEMORY);
    else if (unit_quotas(visit, i, quotas, order))
        each_lot(visit, i, 0, count, quotas, event_at(visit, i)->limit);
    scratch_rewind(model->scratch, mark);
}

/* An event whose offers claim several units: without it, and with it. */
static void visit_anchor(struct visit *visit, uint32_t i)
{
    struct lots *lots = &visit->model->lots;
    struct saved saved;
    visit_event(visit, i + 1);
    if (visit->stop)
        return;
    if (visit_save(visit, &saved)) {
        for (size_t l = 0; l < lots->count; l++)
            lots->items[l].spent = false;
        visit->previous = NULL;
        visit->previous_count = 0;
        if (event_at(visit, i)->kind == OFFER_REPEATED)
            application_begin(visit, i);
        else
            offer_begin(visit, i);
    }
    visit_restore(visit, &saved);
}

void visit_event(struct visit *visit, uint32_t i)
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
        visit_fail(visit, PROMO_NO_MEMORY);
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
        if (touched && visit_goes_on(visit, 1))
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
        offer_begin(&visit, 0);
    scratch_rewind(model->scratch, mark);
    return visit.status;
}
