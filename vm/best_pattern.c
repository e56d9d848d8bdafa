/* The patterns of a lone `buy`, `get` or `every` event: ways to take its picks, by rows and never by units of quantity.
 *
 * Rows of a pick are tried in order of what a unit can gain at most beyond its base, so that whole branches end as soon as
 * even the best completion is worth no more than what the units give alone. */
#include "vm/best_columns.h"
#include "vm/best_picks.h"
#include "vm/best_slots.h"

#include <string.h>

enum {
    DEPTH_MOST = 2048,
    WAYS_MOST = 100,    /* with more ways to apply it, an event is made slots of ... */
    TRIED_MOST = 10000, /* ... or with more to look at, or more units in one application (APPLIED_UNITS) ... */
    WAYS_OF_MANY = 8,   /* ... or with more ways than this, where ... */
    ALIKE_LEAST = 8     /* ... so many units of a row are enough for several applications */
};

struct patterns {
    struct model *model;
    uint32_t event;
    struct picks picks;
    bool all;             /* what is worth less than its units give alone is wanted, too */
    struct take *takes;   /* of the application at hand */
    uint32_t take_count;
    struct take *sorted;  /* room to order takes by price */
    size_t ways_most;     /* with more ways it may have to be made slots of */
    bool too_many;
    int64_t tried;
    size_t first_column;
};

static void begin(struct patterns *patterns, struct model *model, uint32_t event)
{
    patterns->model = model;
    patterns->event = event;
    picks_begin(&patterns->picks, model, event);
    patterns->all = model->complete || model->problem->must_use == model->events[event].promotion;
    patterns->take_count = 0;
    patterns->too_many = false;
    patterns->tried = 0;
    patterns->first_column = model->columns.count;
}

/* Room for an application of so many takes. */
static bool make_room(struct patterns *patterns, int64_t takes)
{
    size_t count = (size_t)(takes < DEPTH_MOST ? takes : DEPTH_MOST);
    patterns->takes = SCRATCH_ARRAY(patterns->model->scratch, count, struct take);
    patterns->sorted = SCRATCH_ARRAY(patterns->model->scratch, count, struct take);
    return patterns->takes != NULL && patterns->sorted != NULL;
}

/* The units that `them` is, in the order that the selection looks at them; those with nothing left are passed over. */
static uint32_t sort_them(struct patterns *patterns, const struct best_benefit *benefit, uint32_t first)
{
    const struct model *model = patterns->model;
    uint32_t count = 0;
    for (uint32_t i = 0; i < patterns->take_count; i++) {
        const struct take *take = &patterns->takes[i];
        const struct place *place = &model->places[take->row];
        if (take->pick < first || place->price <= place->floor)
            continue;
        uint32_t at = count++;
        for (; at > 0; at--) {
            const struct place *other = &model->places[patterns->sorted[at - 1].row];
            promo_i128 order = (promo_i128)place->price - other->price;
            if (benefit->select == BEST_ANY && benefit->form == BEST_OFF_SPREAD)
                order = (promo_i128)model_head(other->price, other->floor) - model_head(place->price, place->floor);
            else if (benefit->select == BEST_ANY)
                order = unit_rate_money(&patterns->picks.rate, other->price, other->floor) -
                        unit_rate_money(&patterns->picks.rate, place->price, place->floor);
            else if (benefit->select == BEST_DEAREST)
                order = -order;
            if (order > 0 || (order == 0 && take->row >= patterns->sorted[at - 1].row))
                break;
            patterns->sorted[at] = patterns->sorted[at - 1];
        }
        patterns->sorted[at] = *take;
    }
    return count;
}

/* Parts that the one price benefit takes off the application at hand. */
static promo_i128 one_benefit_money(struct patterns *patterns, bool *refused)
{
    const struct model *model = patterns->model;
    const struct best_benefit *benefit = patterns->picks.price;
    bool all = benefit->select == BEST_ALL, together = benefit->form == BEST_OFF_SPREAD || benefit->form == BEST_PRICE_SUM;
    uint32_t first = patterns->picks.source->get_count > 0 ? patterns->picks.source->buy_count : 0;
    uint32_t count = all ? patterns->take_count : sort_them(patterns, benefit, first);
    const struct take *takes = all ? patterns->takes : patterns->sorted;
    int64_t need = all ? INT64_MAX : benefit->count;
    promo_i128 each = 0, heads = 0, prices = 0;
    for (uint32_t i = 0; i < count && need > 0; i++) {
        const struct place *place = &model->places[takes[i].row];
        if (takes[i].pick < first)
            continue;
        int64_t units = takes[i].units < need ? takes[i].units : need;
        need -= units;
        if (!together) {
            each += unit_rate_money(&patterns->picks.rate, place->price, place->floor) * units;
            continue;
        }
        heads += (promo_i128)model_head(place->price, place->floor) * units;
        prices += (promo_i128)place->price * units;
    }
    if (!together)
        return each;
    promo_i128 amount = benefit->form == BEST_PRICE_SUM ? prices - benefit->value : benefit->value;
    *refused = benefit->form == BEST_PRICE_SUM && amount < 0;
    return (amount < 0 ? 0 : amount < heads ? amount : heads) * model->scale;
}

static promo_status application_money(struct patterns *patterns, struct draft *draft, bool *refused)
{
    const struct model_event *event = &patterns->model->events[patterns->event];
    const struct best_benefit *price = patterns->picks.price;
    if (event->price_count == 0)
        return PROMO_OK;
    bool two_goals = price != NULL && price->select == BEST_ANY && price->form == BEST_PRICE_SUM;
    if (price == NULL || two_goals) {
        draft->rational = true;
        return config_application(patterns->model, patterns->event, patterns->takes, patterns->take_count, &draft->exact,
                                  refused);
    }
    if (price->scope == BEST_ON_SHIPPING) {
        draft->money = patterns->picks.shipping;
        *refused = price->form == BEST_PRICE_SUM && patterns->model->problem->shipping < price->value;
    } else {
        draft->money = one_benefit_money(patterns, refused);
    }
    return PROMO_OK;
}

/* Whether an application may have several units of a row, and so may many: then ways are hard to choose among. */
static bool alike(const struct patterns *patterns)
{
    for (uint32_t i = 0; i < patterns->picks.count; i++) {
        const struct pick_rows *pick = &patterns->picks.items[i];
        for (uint32_t k = 0; k < pick->count; k++)
            if (patterns->model->capacities[pick->rows[k].row] >= ALIKE_LEAST &&
                patterns->model->capacities[pick->rows[k].row] / 2 >= pick->pick->count)
                return true;
    }
    return false;
}

/* With so many ways: whether the event is made slots of. If not, how many more ways there can be. */
static bool becomes_slots(struct patterns *patterns)
{
    bool few = patterns->ways_most == WAYS_OF_MANY && patterns->model->problem->ways_most == 0;
    if (few && !alike(patterns)) {
        patterns->ways_most = WAYS_MOST;
        return false;
    }
    patterns->ways_most = SIZE_MAX;
    return slots_possible(patterns->model, patterns->event);
}

static promo_status finish_application(struct patterns *patterns)
{
    struct model *model = patterns->model;
    const struct model_event *event = &model->events[patterns->event];
    struct draft draft;
    bool refused = false;
    draft_begin(model, &draft, patterns->event);
    patterns->too_many |= model->columns.count - patterns->first_column >= patterns->ways_most && becomes_slots(patterns);
    if (!model_work(model, APPLICATION_STEPS)) {
        model->incomplete = true;
        return PROMO_OK;
    }
    promo_status status = application_money(patterns, &draft, &refused);
    if (status != PROMO_OK || refused)
        return status;
    if (!VECTOR_RESERVE(&model->takes, model->alloc, patterns->take_count) ||
        !VECTOR_RESERVE(&model->entries, model->alloc, patterns->take_count))
        return PROMO_NO_MEMORY;
    for (uint32_t i = 0; i < patterns->take_count; i++) {
        const struct take *take = &patterns->takes[i];
        model->takes.items[model->takes.count++] = *take;
        model->entries.items[model->entries.count++] = (struct entry){take->row, take->units};
    }
    if (status == PROMO_OK && event->shipping)
        status = draft_entry(model, model->row_count, 1);
    if (status == PROMO_OK && event->bounded)
        status = draft_entry(model, event->limit_row, 1);
    return status == PROMO_OK ? draft_finish(model, &draft) : status;
}

/* How many units of the row the pick may still take, by the row, the sku and the price. A pick takes of a row once, so that
 * what is used of it was taken by earlier ones. */
static int64_t units_free(const struct patterns *patterns, uint32_t pick_number, uint32_t row)
{
    const struct model *model = patterns->model;
    const struct best_pick *pick = patterns->picks.items[pick_number].pick;
    int64_t free_units = model->capacities[row];
    if (pick_number == 0 && !pick->different)
        return free_units;
    for (uint32_t i = 0; i < patterns->take_count; i++) {
        const struct take *take = &patterns->takes[i];
        if (take->row == row)
            free_units -= take->units;
        if (pick->different && take->pick == pick_number && model->places[take->row].sku == model->places[row].sku)
            return 0;
        if (pick->no_dearer && take->pick < patterns->picks.source->buy_count &&
            model->places[row].price > model->places[take->row].price)
            return 0;
    }
    return pick->different && free_units > 1 ? 1 : free_units;
}

/* Whether even the best of the picks after this one leave the application worth less than what its units give alone. */
static inline bool is_hopeless(const struct patterns *patterns, const struct pick_rows *pick, promo_i128 weight)
{
    return weight + pick->most_rest + patterns->picks.constant < 0 && !patterns->all;
}

static promo_status extend(struct patterns *patterns, uint32_t pick_number, uint32_t from, int64_t need,
                           promo_i128 weight);

static promo_status next_pick(struct patterns *patterns, uint32_t pick_number, promo_i128 weight)
{
    if (pick_number + 1 == patterns->picks.count)
        return finish_application(patterns);
    return extend(patterns, pick_number + 1, 0, patterns->picks.items[pick_number + 1].pick->count, weight);
}

/* Takes `need` more units for a pick from its rows [from, count); `weight` is what the units so far gain at most. */
static promo_status extend(struct patterns *patterns, uint32_t pick_number, uint32_t from, int64_t need,
                           promo_i128 weight)
{
    struct model *model = patterns->model;
    const struct pick_rows *pick = &patterns->picks.items[pick_number];
    bool up_to = pick->pick->up_to;
    promo_status status = PROMO_OK;
    (void)model_work(model, 1);
    if (need == 0 || (up_to && need < pick->pick->count))
        status = next_pick(patterns, pick_number, weight);
    if (patterns->take_count == DEPTH_MOST)
        model->incomplete |= need > 0;
    if (need == 0 || patterns->take_count == DEPTH_MOST)
        return status;
    for (uint32_t k = from; status == PROMO_OK && k < pick->count && !model->incomplete && !patterns->too_many; k++) {
        const struct candidate *row = &pick->rows[k];
        promo_i128 gain = up_to && row->gain < 0 ? row->gain : row->gain * need;
        if (is_hopeless(patterns, pick, weight + gain))
            break;
        patterns->too_many |= ++patterns->tried == TRIED_MOST && patterns->ways_most < SIZE_MAX && slots_possible(model, patterns->event);
        if (!model_work(model, 1))
            model->incomplete = true;
        int64_t most = units_free(patterns, pick_number, row->row);
        for (int64_t units = most < need ? most : need; status == PROMO_OK && units > 0; units--) {
            patterns->takes[patterns->take_count++] = (struct take){row->row, pick_number, units};
            status = extend(patterns, pick_number, k + 1, need - units, weight + row->gain * units);
            patterns->take_count--;
            if (model->incomplete || patterns->too_many)
                break;
        }
    }
    return status;
}

promo_status pattern_column(struct model *model, uint32_t event, const struct take *takes, uint32_t take_count)
{
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct patterns patterns;
    begin(&patterns, model, event);
    promo_status status = make_room(&patterns, take_count) ? PROMO_OK : PROMO_NO_MEMORY;
    if (status == PROMO_OK) {
        memcpy(patterns.takes, takes, take_count * sizeof *takes);
        patterns.take_count = take_count;
        patterns.ways_most = SIZE_MAX;
        status = finish_application(&patterns);
    }
    scratch_rewind(model->scratch, mark);
    return status;
}

static bool many_units(const struct best_event *source)
{
    int64_t units = 0;
    for (uint32_t i = 0; i < source->buy_count + source->get_count; i++)
        if (!add_i64(units, i < source->buy_count ? source->buys[i].count : source->gets[i - source->buy_count].count, &units))
            return true;
    return units > APPLIED_UNITS;
}

/* Those found before something ends it; what has ended it is with the patterns. */
static promo_status find_patterns(struct patterns *patterns, struct model *model, uint32_t event, size_t ways_most)
{
    begin(patterns, model, event);
    promo_status status = picks_list(&patterns->picks);
    if (status == PROMO_OK && !make_room(patterns, patterns->picks.takes_most))
        status = PROMO_NO_MEMORY;
    bool possible = status == PROMO_OK && patterns->picks.possible;
    patterns->ways_most = ways_most;
    patterns->too_many = possible && ways_most < SIZE_MAX && many_units(patterns->picks.source) && slots_possible(model, event);
    if (!possible || patterns->too_many)
        return status;
    return extend(patterns, 0, 0, patterns->picks.items[0].pick->count, 0);
}

promo_status pattern_first(struct model *model, uint32_t event)
{
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct patterns patterns;
    promo_status status = find_patterns(&patterns, model, event, SIZE_MAX);
    scratch_rewind(model->scratch, mark);
    return status;
}

promo_status pattern_columns(struct model *model, uint32_t event)
{
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct patterns patterns;
    size_t columns = model->columns.count, entries = model->entries.count, takes = model->takes.count;
    size_t ways_most = model->problem->ways_most > 0 ? model->problem->ways_most : WAYS_OF_MANY;
    promo_status status = find_patterns(&patterns, model, event, ways_most);
    scratch_rewind(model->scratch, mark);
    if (status != PROMO_OK || !patterns.too_many)
        return status;
    model->columns.count = columns;
    model->entries.count = entries;
    model->takes.count = takes;
    return slots_make(model, event);
}
