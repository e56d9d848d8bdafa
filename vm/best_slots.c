#include "vm/best_slots_parts.h"

#include "vm/best_columns.h"

#include <string.h>

/* Rows of a relaxation with slots; with more, it would take too long. */
enum { ROWS_MOST = 500 };

/* Whether each application takes off the same or each unit its own, whichever units it has. */
static bool is_separable(const struct model *model, uint32_t event, const struct best_benefit *price)
{
    const struct best_event *source = model->events[event].source;
    int64_t least_head = INT64_MAX, least_price = INT64_MAX, most_floor = 0, count = 0;
    if (price == NULL)
        return true;
    if (price->select != BEST_ALL)
        return false;
    if (price->form != BEST_OFF_SPREAD && price->form != BEST_PRICE_SUM)
        return true;
    for (uint32_t i = 0; i < slots_pick_count(source); i++) {
        struct row_walk walk = {.model = model, .event = &model->events[event], .set = pick_at(source, i)->set};
        uint32_t row;
        if (!slots_reward(source, i))
            continue;
        if (!add_i64(count, pick_at(source, i)->count, &count))
            return false;
        while (row_walk_next(&walk, &row)) {
            int64_t head = model_head(model->places[row].price, model->places[row].floor);
            least_head = head < least_head ? head : least_head;
            least_price = model->places[row].price < least_price ? model->places[row].price : least_price;
            most_floor = model->places[row].floor > most_floor ? model->places[row].floor : most_floor;
        }
    }
    /* an application whose units cost less than their sum is no offer: it may look like one only by its awards */
    bool gives = model->events[event].worth > 0 || model->events[event].awards > 0;
    if (price->form == BEST_PRICE_SUM)
        return (promo_i128)most_floor * count <= price->value && (!gives || (promo_i128)least_price * count >= price->value);
    return (promo_i128)least_head * count >= price->value;
}

/* Whether the cheapest or dearest one of them is what its price says, with nothing below it. */
static bool is_selection(const struct model *model, uint32_t event, const struct best_benefit *price)
{
    const struct best_event *source = model->events[event].source;
    bool each = price->form == BEST_PERCENT || price->form == BEST_OFF_EACH || price->form == BEST_PRICE_EACH;
    if (!each || price->count != 1 || slots_pick_count(source) != 1 || source->buys[0].count < 2)
        return false;
    struct row_walk walk = {.model = model, .event = &model->events[event], .set = source->buys[0].set};
    uint32_t row;
    while (row_walk_next(&walk, &row))
        if (model->places[row].floor > 0 || model->places[row].price <= 0)
            return false;
    return true;
}

bool slots_possible(const struct model *model, uint32_t event)
{
    const struct model_event *source = &model->events[event];
    const struct best_benefit *price = slots_price(model, event);
    bool tied = model->capped[source->promotion] || model->budgeted[source->promotion] ||
                model->problem->must_use == source->promotion;
    if (model->complete || model->slotless || tied || source->price_count > 1 || source->shipping || source->order)
        return false;
    uint32_t rows = model->capacity_count;
    for (uint32_t i = 0; i < slots_pick_count(source->source); i++) {
        const struct best_pick *pick = pick_at(source->source, i);
        if (pick->up_to || pick->different || pick->no_dearer)
            return false;
        rows += 2;
    }
    if (slots_select(price))
        rows += 2 * model->row_count + 1;
    return rows <= ROWS_MOST && (slots_select(price) ? is_selection(model, event, price) : is_separable(model, event, price));
}

/* Room for so many more rows, of no capacity: what one column takes of them others have to give. */
static promo_status add_rows(struct model *model, uint32_t count, uint32_t *first)
{
    int64_t *capacities = SCRATCH_CLEARED(model->scratch, (size_t)model->capacity_count + count, int64_t);
    if (capacities == NULL)
        return PROMO_NO_MEMORY;
    memcpy(capacities, model->capacities, model->capacity_count * sizeof *capacities);
    *first = model->capacity_count;
    model->capacities = capacities;
    model->capacity_count += count;
    return PROMO_OK;
}

/* An entry, unless it is of no row. */
static promo_status give(struct model *model, promo_status status, uint32_t row, int64_t amount)
{
    return status != PROMO_OK || row == BEST_NONE ? status : draft_entry(model, row, amount);
}

/* Off one unit of the row that the pick takes, in parts, before what is off the whole application. */
static promo_i128 unit_money(const struct model *model, uint32_t event, uint32_t pick, uint32_t row)
{
    const struct best_benefit *price = slots_price(model, event);
    if (price == NULL || !slots_reward(model->events[event].source, pick))
        return 0;
    if (price->form == BEST_PRICE_SUM)
        return (promo_i128)model->places[row].price * model->scale;
    return model_unit_money(model, price, model->places[row].price, model->places[row].floor);
}

/* Units that an application rewards. */
static int64_t rewarded_units(const struct best_event *source)
{
    int64_t units = 0;
    for (uint32_t i = 0; i < slots_pick_count(source); i++)
        if (slots_reward(source, i) && !add_i64(units, pick_at(source, i)->count, &units))
            return INT64_MAX;
    return units;
}

bool slots_gain(const struct model *model, uint32_t event, uint32_t pick, uint32_t row)
{
    const struct best_benefit *price = slots_price(model, event);
    promo_i128 money = unit_money(model, event, pick, row);
    if (price != NULL && price->form == BEST_PRICE_SUM)
        return money > 0 && (promo_i128)model->places[row].price * rewarded_units(model->events[event].source) > price->value;
    return money > 0;
}

/* Whether an application may have units that make it no offer, as none of them loses money and nothing else is given. */
static bool may_gain_nothing(const struct model *model, uint32_t event)
{
    const struct model_event *found = &model->events[event];
    const struct best_benefit *price = slots_price(model, event);
    if (price == NULL || price->form == BEST_OFF_SPREAD || found->worth > 0 || found->awards > 0)
        return false;
    for (uint32_t i = 0; i < slots_pick_count(found->source); i++) {
        struct row_walk walk = {.model = model, .event = found, .set = pick_at(found->source, i)->set};
        uint32_t row;
        while (slots_reward(found->source, i) && row_walk_next(&walk, &row))
            if (!slots_gain(model, event, i, row))
                return true;
    }
    return false;
}

/* Units of the rows of one pick, that `more` than the applications need do not fit and `fewer` are not enough. `gaining`, or
 * BEST_NONE: the row to which units give that make an application an offer. */
static promo_status make_units(struct model *model, uint32_t event, uint32_t pick, uint32_t more, uint32_t fewer,
                               uint32_t gaining, int64_t *units)
{
    const struct best_event *source = model->events[event].source;
    struct row_walk walk = {.model = model, .event = &model->events[event], .set = pick_at(source, pick)->set};
    promo_status status = PROMO_OK;
    uint32_t row;
    while (status == PROMO_OK && row_walk_next(&walk, &row)) {
        struct draft draft;
        draft_begin(model, &draft, event);
        draft.worth = draft.awards = 0;
        draft.money = unit_money(model, event, pick, row);
        status = draft_take(model, row, pick, 1);
        status = give(model, status, row, 1);
        status = give(model, status, more, 1);
        status = give(model, status, fewer, -1);
        status = give(model, status, slots_gain(model, event, pick, row) ? gaining : BEST_NONE, -1);
        if (status == PROMO_OK)
            status = draft_keep(model, &draft, model->capacities[row]);
        if (!add_i64(*units, model->capacities[row], units))
            return PROMO_OVERFLOW;
    }
    return status;
}

static promo_status make_separable(struct model *model, uint32_t event)
{
    const struct model_event *found = &model->events[event];
    const struct best_event *source = found->source;
    const struct best_benefit *price = slots_price(model, event);
    int64_t most = found->limit;
    uint32_t first = 0, gaining = BEST_NONE;
    promo_status status = add_rows(model, 2 * slots_pick_count(source), &first);
    if (status == PROMO_OK && may_gain_nothing(model, event))
        status = add_rows(model, 1, &gaining);
    for (uint32_t i = 0; status == PROMO_OK && i < slots_pick_count(source); i++) {
        int64_t units = 0;
        status = make_units(model, event, i, first + 2 * i, first + 2 * i + 1, gaining, &units);
        units /= pick_at(source, i)->count;
        most = units < most ? units : most;
    }
    struct draft draft;
    draft_begin(model, &draft, event);
    if (price != NULL && price->form == BEST_PRICE_SUM)
        draft.money = -(promo_i128)price->value * model->scale;
    if (price != NULL && price->form == BEST_OFF_SPREAD)
        draft.money = (promo_i128)price->value * model->scale;
    if (found->bounded)
        status = give(model, status, found->limit_row, 1);
    status = give(model, status, gaining, 1);
    for (uint32_t i = 0; i < slots_pick_count(source); i++) {
        status = give(model, status, first + 2 * i, -pick_at(source, i)->count);
        status = give(model, status, first + 2 * i + 1, pick_at(source, i)->count);
    }
    return status == PROMO_OK ? draft_keep(model, &draft, most) : status;
}

/* Rows in the order that the selection leaves them: what it takes comes after what it passes over. */
static uint32_t selection_rows(const struct model *model, uint32_t event, uint32_t *rows)
{
    const struct best_event *source = model->events[event].source;
    bool cheapest = slots_price(model, event)->select == BEST_CHEAPEST;
    struct row_walk walk = {.model = model, .event = &model->events[event], .set = source->buys[0].set};
    uint32_t row, count = 0;
    while (row_walk_next(&walk, &row)) {
        uint32_t at = count++;
        int64_t price = model->places[row].price;
        for (; at > 0 && (cheapest ? model->places[rows[at - 1]].price < price : model->places[rows[at - 1]].price > price); at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
    return count;
}

/* The rows of a selection in the making: by price, the row that carries paid units on, and one that says how many units can
 * be discounted down to that price. */
struct selection {
    struct model *model;
    uint32_t event;
    uint32_t *rows, row_count;
    uint32_t *groups; /* by place in `rows`: units of one price */
    uint32_t group_count;
    uint32_t first_link, first_limit;
    uint32_t idle;    /* the row that paid units do not fit which no discounted unit needs */
    int64_t needed;   /* paid units for a discounted one */
    int64_t units;
};

static promo_status begin_selection(struct selection *selection, struct model *model, uint32_t event)
{
    *selection = (struct selection){.model = model, .event = event};
    selection->needed = model->events[event].source->buys[0].count - 1;
    selection->rows = SCRATCH_ARRAY(model->scratch, model->row_count, uint32_t);
    selection->groups = SCRATCH_ARRAY(model->scratch, model->row_count, uint32_t);
    if (selection->rows == NULL || selection->groups == NULL)
        return PROMO_NO_MEMORY;
    selection->row_count = selection_rows(model, event, selection->rows);
    for (uint32_t i = 0; i < selection->row_count; i++) {
        uint32_t row = selection->rows[i];
        selection->group_count += i > 0 && model->places[row].price != model->places[selection->rows[i - 1]].price;
        selection->groups[i] = selection->group_count;
    }
    selection->group_count++;
    promo_status status = add_rows(model, selection->group_count, &selection->first_link);
    if (status == PROMO_OK)
        status = add_rows(model, selection->group_count, &selection->first_limit);
    if (status == PROMO_OK)
        status = add_rows(model, 1, &selection->idle);
    for (uint32_t i = 0; status == PROMO_OK && i < selection->row_count; i++) {
        if (!add_i64(selection->units, model->capacities[selection->rows[i]], &selection->units))
            return PROMO_OVERFLOW;
        model->capacities[selection->first_limit + selection->groups[i]] = selection->units / (selection->needed + 1);
    }
    return status;
}

static promo_status make_paid(const struct selection *selection, uint32_t i)
{
    struct model *model = selection->model;
    struct draft draft;
    draft_begin(model, &draft, selection->event);
    draft.worth = draft.awards = 0;
    promo_status status = draft_take(model, selection->rows[i], 0, 1);
    status = give(model, status, selection->rows[i], 1);
    status = give(model, status, selection->first_link + selection->groups[i], -1);
    status = give(model, status, selection->idle, 1);
    return status == PROMO_OK ? draft_keep(model, &draft, model->capacities[selection->rows[i]]) : status;
}

static promo_status make_discounted(const struct selection *selection, uint32_t i)
{
    struct model *model = selection->model;
    const struct model_event *found = &model->events[selection->event];
    const struct place *place = &model->places[selection->rows[i]];
    int64_t most = model->capacities[selection->rows[i]];
    struct draft draft;
    draft_begin(model, &draft, selection->event);
    draft.money = model_unit_money(model, slots_price(model, selection->event), place->price, place->floor);
    if (draft.money == 0 && found->worth == 0 && found->awards == 0)
        return PROMO_OK; /* no offer */
    promo_status status = draft_take(model, selection->rows[i], 1, 1);
    status = give(model, status, selection->rows[i], 1);
    status = give(model, status, found->bounded ? found->limit_row : BEST_NONE, 1);
    status = give(model, status, selection->first_link + selection->groups[i], selection->needed);
    status = give(model, status, selection->idle, -selection->needed);
    for (uint32_t g = selection->groups[i]; g < selection->group_count; g++)
        status = give(model, status, selection->first_limit + g, 1);
    return status == PROMO_OK ? draft_keep(model, &draft, most < found->limit ? most : found->limit) : status;
}

/* Paid units that the prices so far do not need. */
static promo_status make_carried(const struct selection *selection, uint32_t group)
{
    struct model *model = selection->model;
    struct draft draft;
    draft_begin(model, &draft, selection->event);
    draft.worth = draft.awards = 0;
    promo_status status = give(model, PROMO_OK, selection->first_link + group, 1);
    status = give(model, status, selection->first_link + group + 1, -1);
    return status == PROMO_OK ? draft_keep(model, &draft, selection->units) : status;
}

static promo_status make_selection(struct model *model, uint32_t event)
{
    struct selection selection;
    promo_status status = begin_selection(&selection, model, event);
    for (uint32_t i = 0; status == PROMO_OK && i < selection.row_count; i++) {
        status = make_paid(&selection, i);
        if (status == PROMO_OK)
            status = make_discounted(&selection, i);
        bool more = i + 1 < selection.row_count && selection.groups[i + 1] != selection.groups[i];
        if (status == PROMO_OK && more)
            status = make_carried(&selection, selection.groups[i]);
    }
    return status;
}

promo_status slots_make(struct model *model, uint32_t event)
{
    return slots_select(slots_price(model, event)) ? make_selection(model, event) : make_separable(model, event);
}
