/* The one column of an event each of whose picks has a single row to take its units of: a bundle of certain goods, or a `get`
 * beside a `buy`, as most are. There is nothing to choose, and so nothing to list, sort or try. */
#include "vm/best_columns.h"

/* The row that a pick takes all its units of; BEST_NONE: it has a choice, or nothing to take. */
static inline uint32_t only_row(const struct model *model, const struct best_pick *pick)
{
    const uint32_t *starts = model->class_atoms;
    const struct atom *atoms = model->atoms;
    uint32_t row = BEST_NONE;
    struct bits_walk walk = bits_walk(pick->set, model->problem->class_count);
    if (pick->up_to)
        return BEST_NONE;
    for (size_t c; bits_walk_next(&walk, &c);)
        for (const struct atom *atom = atoms + starts[c], *end = atoms + starts[c + 1]; atom < end; atom++) {
            if (row != BEST_NONE && row != atom->row)
                return BEST_NONE;
            row = atom->row;
        }
    return row;
}

/* What is known of the picks. */
struct listed {
    int64_t units;
    bool strict; /* not all units may be taken together */
};

/* The units that the picks take; false: there is a choice, or so many units that others may be made of them. */
static inline bool list_picks(const struct model *model, const struct best_event *source, struct take *take,
                              struct entry *entry, struct listed *listed)
{
    const struct best_pick *pick = source->buys;
    uint32_t picks = source->buy_count + source->get_count;
    int64_t left = APPLIED_UNITS;
    bool strict = false;
    for (uint32_t i = 0; i < picks; i++, pick++, take++, entry++) {
        if (i == source->buy_count)
            pick = source->gets;
        uint32_t row = only_row(model, pick);
        int64_t units = pick->count;
        if (row == BEST_NONE || units > left)
            return false;
        left -= units;
        strict |= pick->different || pick->no_dearer;
        take->row = row;
        take->pick = i;
        take->units = units;
        entry->row = row;
        entry->amount = units;
    }
    listed->units = APPLIED_UNITS - left;
    listed->strict = strict;
    return true;
}

/* Whether units may be taken so, but for how many there are. */
static bool is_allowed(const struct model *model, const struct best_event *source, const struct take *takes)
{
    int64_t least = INT64_MAX; /* price of a unit bought */
    for (uint32_t i = 0; i < source->buy_count; i++) {
        int64_t price = model->places[takes[i].row].price;
        if (source->buys[i].different && source->buys[i].count > 1)
            return false;
        least = price < least ? price : least;
    }
    for (uint32_t i = 0; i < source->get_count; i++) {
        const struct best_pick *pick = &source->gets[i];
        int64_t price = model->places[takes[source->buy_count + i].row].price;
        if ((pick->different && pick->count > 1) || (pick->no_dearer && price > least))
            return false;
    }
    return true;
}

/* Parts that a benefit takes off units together; less than nothing where it refuses. */
static promo_i128 money_together(const struct model *model, const struct best_benefit *price, const struct take *take,
                                 const struct take *end)
{
    promo_i128 prices = 0, heads = 0;
    for (; take < end; take++) {
        const struct place *place = &model->places[take->row];
        prices += (promo_i128)place->price * take->units;
        heads += (promo_i128)model_head(place->price, place->floor) * take->units;
    }
    promo_i128 amount = price->form == BEST_PRICE_SUM ? prices - price->value : price->value;
    return (amount < heads ? amount : heads) * model->scale;
}

/* The same where prices are small: at most APPLIED_UNITS of them fit 64 bits together. */
static inline promo_i128 cheap_together(const struct model *model, const struct best_benefit *price, const struct take *take,
                                        const struct take *end)
{
    int64_t prices = 0, heads = 0;
    for (; take < end; take++) {
        const struct place *place = &model->places[take->row];
        prices += place->price * take->units;
        heads += model_head(place->price, place->floor) * take->units;
    }
    int64_t amount = price->form == BEST_PRICE_SUM ? prices - price->value : price->value;
    return (promo_i128)(amount < heads ? amount : heads) * model->scale;
}

/* The same of a benefit that each of them gets. */
static promo_i128 money_each(const struct model *model, const struct best_benefit *price, const struct take *take,
                             const struct take *end)
{
    struct unit_rate rate = model_unit_rate(model, price);
    promo_i128 sum = 0;
    for (; take < end; take++)
        sum += unit_rate_money(&rate, model->places[take->row].price, model->places[take->row].floor) * take->units;
    return sum;
}

promo_status bundle_column(struct model *model, uint32_t number, bool *made)
{
    const struct model_event *event = &model->events[number];
    const struct best_event *source = event->source;
    const struct best_benefit *price = source->benefits;
    *made = false;
    if (source->benefit_count != 1 || event->price_count != 1 || event->shipping || price->select != BEST_ALL)
        return PROMO_OK;
    size_t picks = (size_t)source->buy_count + source->get_count;
    if (!VECTOR_RESERVE(&model->takes, model->alloc, picks) || !VECTOR_RESERVE(&model->entries, model->alloc, picks + 1))
        return PROMO_NO_MEMORY;
    struct take *takes = model->takes.items + model->takes.count;
    struct entry *entries = model->entries.items + model->entries.count;
    struct listed listed;
    if (!list_picks(model, source, takes, entries, &listed))
        return PROMO_OK;
    *made = true;
    if (!model_work(model, APPLICATION_STEPS + 3 * (int64_t)picks + listed.units)) {
        model->incomplete = true;
        return PROMO_OK;
    }
    bool together = price->form == BEST_PRICE_SUM || price->form == BEST_OFF_SPREAD;
    const struct take *end = takes + picks, *first = source->get_count > 0 ? end - source->get_count : takes;
    struct draft draft;
    draft_begin(model, &draft, number);
    if (together)
        draft.money = model->cheap ? cheap_together(model, price, first, end) : money_together(model, price, first, end);
    else
        draft.money = money_each(model, price, first, end);
    if (draft.money < 0 || (listed.strict && !is_allowed(model, source, takes)))
        return PROMO_OK;
    if (event->bounded)
        entries[picks] = (struct entry){event->limit_row, 1};
    model->takes.count += picks;
    model->entries.count += picks + event->bounded;
    return draft_finish(model, &draft);
}
