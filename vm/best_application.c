#include "vm/best_application.h"

#include "vm/best_offer.h"

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
        offer_begin(visit, application->event);
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
    for (size_t at = from; at < application->lot_end && visit_goes_on(visit, 1); at++) {
        struct lot before = model->lots.items[at];
        int64_t most = units_free(visit, application, pick, at);
        for (int64_t units = most < need ? most : need; units > 0 && !visit->stop; units--) {
            size_t count = model->lots.count;
            if (!visit_reserve(visit, 1))
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

void application_begin(struct visit *visit, uint32_t i)
{
    struct model *model = visit->model;
    const struct best_event *source = event_at(visit, i)->source;
    struct scratch_mark mark = scratch_mark(model->scratch);
    size_t room = (model->lots.count + 1) * ((size_t)source->buy_count + source->get_count);
    struct application application = {i, model->lots.count, SCRATCH_ARRAY(model->scratch, room, struct take), 0};
    if (application.takes == NULL)
        visit_fail(visit, PROMO_NO_MEMORY);
    else if (visit_goes_on(visit, 1))
        take_picks(visit, &application, 0, 0, pick_at(source, 0)->count);
    scratch_rewind(model->scratch, mark);
}

void application_next(struct visit *visit, uint32_t i)
{
    const struct take *previous = visit->previous;
    uint32_t previous_count = visit->previous_count;
    visit_event(visit, i + 1);
    visit->previous = previous;
    visit->previous_count = previous_count;
    bool alone = !visit->whole && visit->anchors == 1;
    if (!visit->stop && !alone && visit->times[i] < event_at(visit, i)->limit)
        application_begin(visit, i);
}
