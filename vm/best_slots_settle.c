/* Applications of the slots that were chosen: units that an event takes are put together so that each application is an offer. */
#include "vm/best_slots_parts.h"

#include "vm/best_columns.h"

/* Units of a row that the chosen set takes for a pick; with a selection pick 1 is of those that are discounted. */
struct slot {
    uint32_t row, pick;
    int64_t units;
    bool gains; /* each of them loses money */
};

/* The copies of one event's slots, being put together. */
struct settling {
    struct model *model;
    uint32_t event;
    struct slot *slots;
    uint32_t slot_count;
    struct take *takes;
    bool mixes;      /* the cheapest units alone cost no more than the sum that they are to cost: dear ones go with them */
    int64_t *copies; /* by column, with those that are added */
    size_t copies_most;
};

/* Units of the slot that the takes from `first` on leave. */
static int64_t units_left(const struct settling *settling, uint32_t s, uint32_t first, uint32_t take_count)
{
    for (uint32_t t = first; t < take_count; t++)
        if (settling->takes[t].pick == s)
            return settling->slots[s].units - settling->takes[t].units;
    return settling->slots[s].units;
}

/* Adds units of the slot, at most so many, to the takes that begin at `first`. Returns how many. */
static int64_t take_slot(struct settling *settling, uint32_t s, int64_t most, uint32_t first, uint32_t *take_count)
{
    int64_t units = units_left(settling, s, first, *take_count);
    uint32_t t = first;
    units = units < most ? units : most;
    if (units <= 0)
        return 0;
    while (t < *take_count && settling->takes[t].pick != s)
        t++;
    if (t == *take_count)
        settling->takes[(*take_count)++] = (struct take){settling->slots[s].row, s, 0};
    settling->takes[t].units += units;
    return units;
}

/* The slot of the pick with units left that comes first: one that gains, one that does not, any; or by price. */
enum turn { TURN_GAINS, TURN_GAINS_NOTHING, TURN_ANY, TURN_DEAREST, TURN_CHEAPEST };

static uint32_t slot_in_turn(const struct settling *settling, uint32_t pick, enum turn turn, uint32_t first, uint32_t take_count)
{
    uint32_t best = BEST_NONE;
    for (uint32_t s = 0; s < settling->slot_count; s++) {
        const struct slot *slot = &settling->slots[s];
        if (slot->pick != pick || units_left(settling, s, first, take_count) == 0 ||
            (turn == TURN_GAINS && !slot->gains) || (turn == TURN_GAINS_NOTHING && slot->gains))
            continue;
        if (turn < TURN_DEAREST)
            return s;
        int64_t price = settling->model->places[slot->row].price;
        int64_t other = best == BEST_NONE ? price : settling->model->places[settling->slots[best].row].price;
        if (best == BEST_NONE || (turn == TURN_DEAREST ? price > other : price < other))
            best = s;
    }
    return best;
}

/* Takes `need` units from the slots of a pick, of each as often as `times` applications can have them alike. So that each
 * application is an offer, one that gains comes first (*gains: it has one), and then those that do not: of a sum, the dearest
 * and the cheapest. */
static uint32_t take_slots(struct settling *settling, uint32_t pick, int64_t need, uint32_t take_count, int64_t *times,
                           bool *gains)
{
    bool rewarded = slots_reward(settling->model->events[settling->event].source, pick);
    enum turn turns[] = {settling->mixes ? TURN_DEAREST : TURN_GAINS,
                         settling->mixes && rewarded ? TURN_CHEAPEST : TURN_GAINS_NOTHING, TURN_ANY};
    uint32_t first = take_count, s;
    if (rewarded && !*gains && (s = slot_in_turn(settling, pick, turns[0], first, take_count)) != BEST_NONE) {
        need -= take_slot(settling, s, 1, first, &take_count);
        *gains = true;
    }
    for (int i = 1; i < 3; i++)
        while (need > 0 && (s = slot_in_turn(settling, pick, turns[i], first, take_count)) != BEST_NONE)
            need -= take_slot(settling, s, need, first, &take_count);
    for (uint32_t t = first; t < take_count; t++) {
        int64_t alike = settling->slots[settling->takes[t].pick].units / settling->takes[t].units;
        *times = alike < *times ? alike : *times;
    }
    return need > 0 ? 0 : take_count;
}

/* One column for `times` applications that take these slots (the takes' picks are numbers of slots). */
static promo_status settle_takes(struct settling *settling, uint32_t take_count, int64_t times, bool selection)
{
    struct model *model = settling->model;
    uint32_t kept = 0;
    size_t columns = model->columns.count;
    for (uint32_t t = 0; t < take_count; t++) {
        struct take take = settling->takes[t];
        settling->slots[take.pick].units -= take.units * times;
        take.pick = selection ? 0 : settling->slots[take.pick].pick;
        uint32_t at = 0;
        while (at < kept && (settling->takes[at].row != take.row || settling->takes[at].pick != take.pick))
            at++;
        if (at < kept)
            settling->takes[at].units += take.units;
        else
            settling->takes[kept++] = take;
    }
    promo_status status = pattern_column(model, settling->event, settling->takes, kept);
    if (status == PROMO_OK && model->columns.count > columns && columns < settling->copies_most)
        settling->copies[columns] = times;
    return status;
}

/* Whether some units that were chosen may together cost no more than their sum price says. */
static bool needs_mixing(struct settling *settling)
{
    const struct best_event *source = settling->model->events[settling->event].source;
    const struct best_benefit *price = slots_price(settling->model, settling->event);
    promo_i128 sum = 0;
    if (price == NULL || price->form != BEST_PRICE_SUM)
        return false;
    for (uint32_t i = 0; i < slots_pick_count(source); i++) {
        uint32_t take_count = 0, s;
        int64_t need = pick_at(source, i)->count;
        while (slots_reward(source, i) && need > 0 &&
               (s = slot_in_turn(settling, i, TURN_CHEAPEST, 0, take_count)) != BEST_NONE) {
            int64_t units = take_slot(settling, s, need, 0, &take_count);
            sum += (promo_i128)units * settling->model->places[settling->slots[s].row].price;
            need -= units;
        }
    }
    return sum <= price->value;
}

static promo_status settle_separable(struct settling *settling, int64_t applications)
{
    const struct best_event *source = settling->model->events[settling->event].source;
    promo_status status = PROMO_OK;
    settling->mixes = needs_mixing(settling);
    while (status == PROMO_OK && applications > 0) {
        int64_t times = applications;
        uint32_t take_count = 0;
        bool gains = false;
        for (uint32_t i = 0; i < slots_pick_count(source); i++) {
            take_count = take_slots(settling, i, pick_at(source, i)->count, take_count, &times, &gains);
            if (take_count == 0)
                return PROMO_OK;
        }
        status = settle_takes(settling, take_count, times, false);
        applications -= times;
    }
    return status;
}

/* Slots are in the order of the selection, paid before discounted at each price. */
static promo_status settle_selection(struct settling *settling)
{
    const struct best_event *source = settling->model->events[settling->event].source;
    promo_status status = PROMO_OK;
    settling->mixes = false;
    for (uint32_t s = 0; status == PROMO_OK && s < settling->slot_count; s++)
        while (status == PROMO_OK && settling->slots[s].pick == 1 && settling->slots[s].units > 0) {
            int64_t times = settling->slots[s].units;
            bool gains = true;
            uint32_t take_count = take_slots(settling, 0, source->buys[0].count - 1, 0, &times, &gains);
            if (take_count == 0)
                return PROMO_OK;
            settling->takes[take_count++] = (struct take){settling->slots[s].row, s, 1};
            status = settle_takes(settling, take_count, times, true);
        }
    return status;
}

/* The slots of an event that were chosen; a selection's sorted by its order. */
static int64_t list_slots(struct settling *settling, const struct outcome *outcome, size_t column_count)
{
    const struct model *model = settling->model;
    const struct best_benefit *price = slots_price(model, settling->event);
    int64_t applications = 0;
    settling->slot_count = 0;
    for (size_t j = 0; j < column_count; j++) {
        const struct column *column = &model->columns.items[j];
        if (!column->slot || column->event != settling->event || outcome->copies[j] == 0)
            continue;
        if (column->take_count == 0) {
            applications = outcome->copies[j];
            continue;
        }
        const struct take *take = &model->takes.items[column->first_take];
        struct slot slot = {take->row, take->pick, outcome->copies[j], slots_gain(model, settling->event, take->pick, take->row)};
        uint32_t at = settling->slot_count++;
        for (; at > 0 && slots_select(price); at--) {
            const struct slot *other = &settling->slots[at - 1];
            int64_t one = model->places[other->row].price, mine = model->places[slot.row].price;
            bool after = one == mine ? other->pick > slot.pick : price->select == BEST_CHEAPEST ? one < mine : one > mine;
            if (!after)
                break;
            settling->slots[at] = *other;
        }
        settling->slots[at] = slot;
    }
    return applications;
}

promo_status slots_settle(struct model *model, struct outcome *outcome)
{
    size_t column_count = model->columns.count, slots = 0;
    if (!model->slots)
        return PROMO_OK;
    for (size_t j = 0; j < column_count; j++)
        slots += model->columns.items[j].slot;
    struct settling settling = {.model = model, .copies_most = column_count + 4 * slots};
    settling.copies = SCRATCH_CLEARED(model->scratch, settling.copies_most, int64_t);
    settling.slots = SCRATCH_ARRAY(model->scratch, slots, struct slot);
    settling.takes = SCRATCH_ARRAY(model->scratch, slots + 1, struct take);
    if (settling.copies == NULL || settling.slots == NULL || settling.takes == NULL)
        return PROMO_NO_MEMORY;
    promo_status status = PROMO_OK;
    int64_t work = model->work, limit = model->work_limit;
    model->work_limit = BEST_UNLIMITED; /* what was chosen is made, whatever that takes */
    for (size_t j = 0; j < column_count && status == PROMO_OK; j++) {
        const struct column *column = &model->columns.items[j];
        bool first = column->slot && (j == 0 || model->columns.items[j - 1].event != column->event);
        if (!column->slot)
            settling.copies[j] = outcome->copies[j];
        if (!first)
            continue;
        settling.event = column->event;
        bool selection = slots_select(slots_price(model, settling.event));
        int64_t applications = list_slots(&settling, outcome, column_count);
        status = selection ? settle_selection(&settling) : settle_separable(&settling, applications);
    }
    model->work_limit = limit;
    model->work = work;
    outcome->copies = settling.copies;
    return status;
}
