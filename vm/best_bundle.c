/* The one column of an event each of whose picks has a single row to take its units of: a bundle of certain goods, or a `get`
 * beside a `buy`, as most are. There is nothing to choose, and so nothing to list, sort or try. */
#include "vm/best_columns.h"

struct bundle {
    struct model *model;
    const struct best_event *source;
    const struct best_benefit *price;
    struct entry *entries;
    struct take *takes;
    int64_t units;
    int64_t least; /* price of a unit bought */
    bool fits;
    bool together; /* the benefit is for all units together */
    struct unit_rate rate;
    promo_i128 prices, heads; /* of the units that it is for */
    promo_i128 each;          /* parts, where it is for each of them */
};

/* The row that a pick takes all its units of; BEST_NONE: it has a choice, or nothing to take. */
static inline uint32_t only_row(const struct model *model, const struct best_pick *pick)
{
    uint32_t only = BEST_NONE;
    struct bits_walk walk = bits_walk(pick->set, model->problem->class_count);
    for (size_t c; bits_walk_next(&walk, &c);)
        for (uint32_t a = model->class_atoms[c]; a < model->class_atoms[c + 1]; a++) {
            if (only != BEST_NONE && model->atoms[a].row != only)
                return BEST_NONE;
            only = model->atoms[a].row;
        }
    return pick->up_to ? BEST_NONE : only;
}

/* The units of the pick with that number; false: there is a choice, or so many units that others may be made of them. */
static inline bool add_pick(struct bundle *bundle, uint32_t number)
{
    const struct best_event *source = bundle->source;
    bool bought = number < source->buy_count;
    const struct best_pick *pick = bought ? &source->buys[number] : &source->gets[number - source->buy_count];
    uint32_t row = only_row(bundle->model, pick);
    if (row == BEST_NONE || pick->count > APPLIED_UNITS - bundle->units)
        return false;
    const struct place *place = &bundle->model->places[row];
    bundle->units += pick->count;
    bundle->fits &= (!pick->different || pick->count == 1) && (!pick->no_dearer || place->price <= bundle->least);
    if (bought && place->price < bundle->least)
        bundle->least = place->price;
    bundle->entries[number] = (struct entry){row, pick->count};
    bundle->takes[number] = (struct take){row, number, pick->count};
    if (bought && source->get_count > 0)
        return true;
    if (bundle->together) {
        bundle->prices += (promo_i128)place->price * pick->count;
        bundle->heads += (promo_i128)model_head(place->price, place->floor) * pick->count;
    } else {
        bundle->each += unit_rate_money(&bundle->rate, place->price, place->floor) * pick->count;
    }
    return true;
}

/* Parts that the benefit takes off; less than nothing where it refuses. */
static inline promo_i128 bundle_money(const struct bundle *bundle)
{
    if (!bundle->together)
        return bundle->each;
    promo_i128 value = bundle->price->value, amount = bundle->price->form == BEST_PRICE_SUM ? bundle->prices - value : value;
    return (amount < bundle->heads ? amount : bundle->heads) * bundle->model->scale;
}

promo_status bundle_column(struct model *model, uint32_t number, bool *made)
{
    const struct model_event *event = &model->events[number];
    const struct best_event *source = event->source;
    const struct best_benefit *price = source->benefits;
    uint32_t picks = source->buy_count + source->get_count;
    *made = false;
    if (source->benefit_count != 1 || event->price_count != 1 || event->shipping || price->select != BEST_ALL)
        return PROMO_OK;
    if (!VECTOR_RESERVE(&model->entries, model->alloc, (size_t)picks + 1) ||
        !VECTOR_RESERVE(&model->takes, model->alloc, picks))
        return PROMO_NO_MEMORY;
    struct bundle bundle;
    bundle.model = model;
    bundle.source = source;
    bundle.price = price;
    bundle.entries = model->entries.items + model->entries.count;
    bundle.takes = model->takes.items + model->takes.count;
    bundle.units = 0;
    bundle.least = INT64_MAX;
    bundle.fits = true;
    bundle.together = price->form == BEST_PRICE_SUM || price->form == BEST_OFF_SPREAD;
    if (!bundle.together)
        bundle.rate = model_unit_rate(model, price);
    bundle.prices = bundle.heads = bundle.each = 0;
    for (uint32_t i = 0; i < picks; i++)
        if (!add_pick(&bundle, i))
            return PROMO_OK;
    *made = true;
    if (!model_work(model, APPLICATION_STEPS + 3 * (int64_t)picks + bundle.units)) {
        model->incomplete = true;
        return PROMO_OK;
    }
    struct draft draft;
    draft_begin(model, &draft, number);
    draft.money = bundle_money(&bundle);
    if (!bundle.fits || draft.money < 0)
        return PROMO_OK;
    model->takes.count += picks;
    model->entries.count += picks;
    if (event->bounded)
        model->entries.items[model->entries.count++] = (struct entry){event->limit_row, 1};
    return draft_finish(model, &draft);
}
