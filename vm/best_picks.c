#include "vm/best_picks.h"

static bool on_them(const struct best_benefit *benefit)
{
    return benefit->form != BEST_AWARD && benefit->scope == BEST_ON_THEM;
}

/* At most this much of a unit's discount counts: with `cheapest n of them`, where a dearer unit's discount is never smaller,
 * the n cheapest of N get at most n / N of what all would. */
static promo_i128 counted_part(const struct best_benefit *benefit, promo_i128 money, int64_t them)
{
    bool shrinks = benefit->select == BEST_CHEAPEST && them > benefit->count;
    if (!shrinks)
        return money;
    return (money * benefit->count + them - 1) / them;
}

/* The most that one of the price benefits can take off a unit, in parts. */
static promo_i128 most_of(const struct picks *picks, const struct best_benefit *benefit, const struct unit_rate *rate,
                          const struct place *place, int64_t them)
{
    if (!on_them(benefit))
        return 0;
    if (benefit->form == BEST_PRICE_SUM)
        return (promo_i128)place->price * rate->scale;
    promo_i128 money = unit_rate_money(rate, place->price, place->floor);
    return benefit == picks->price ? counted_part(benefit, money, them) : money;
}

/* The most that all of them together can take off. */
static promo_i128 most_off(const struct picks *picks, const struct place *place, int64_t them)
{
    promo_i128 sum = 0;
    if (picks->price != NULL)
        return most_of(picks, picks->price, &picks->rate, place, them);
    for (uint32_t b = 0; b < picks->source->benefit_count; b++) {
        struct unit_rate rate = model_unit_rate(picks->model, &picks->source->benefits[b]);
        sum += most_of(picks, &picks->source->benefits[b], &rate, place, them);
    }
    return sum;
}

/* Units that `them` has, where that is the same in every application and a dearer unit never gets less off; else 0. */
static int64_t steady_them(const struct picks *picks)
{
    const struct model *model = picks->model;
    int64_t them = 0;
    if (picks->price == NULL || !on_them(picks->price) || picks->price->select != BEST_CHEAPEST)
        return 0;
    for (uint32_t i = 0; i < picks->count; i++) {
        const struct pick_rows *pick = &picks->items[i];
        if (!pick->rewarded)
            continue;
        if (pick->pick->up_to || !add_i64(them, pick->pick->count, &them))
            return 0;
        for (uint32_t k = 0; k < pick->count; k++) {
            const struct place *place = &model->places[pick->rows[k].row];
            if (place->floor > 0 || place->price <= 0)
                return 0;
        }
    }
    return them;
}

static bool gains_more(const struct candidate *a, const struct candidate *b)
{
    return a->gain != b->gain ? a->gain > b->gain : a->row < b->row;
}

static void sift(struct candidate *rows, uint32_t at, uint32_t count)
{
    for (;;) {
        uint32_t least = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (gains_more(&rows[least], &rows[child]))
                least = child;
        if (least == at)
            return;
        struct candidate moved = rows[at];
        rows[at] = rows[least];
        rows[least] = moved;
        at = least;
    }
}

/* Most gain first. */
static void sort_candidates(struct candidate *rows, uint32_t count)
{
    if (count <= 12) {
        for (uint32_t i = 1; i < count; i++) {
            struct candidate moved = rows[i];
            uint32_t at = i;
            for (; at > 0 && gains_more(&moved, &rows[at - 1]); at--)
                rows[at] = rows[at - 1];
            rows[at] = moved;
        }
        return;
    }
    for (uint32_t i = count / 2; i-- > 0;)
        sift(rows, i, count);
    for (uint32_t end = count; end > 1; end--) {
        struct candidate moved = rows[0];
        rows[0] = rows[end - 1];
        rows[end - 1] = moved;
        sift(rows, 0, end - 1);
    }
}

static bool list_rows(struct picks *picks, struct pick_rows *pick)
{
    struct model *model = picks->model;
    size_t class_count = model->problem->class_count;
    pick->rows = SCRATCH_ARRAY(model->scratch, model->row_count, struct candidate);
    if (pick->rows == NULL)
        return false;
    pick->count = 0;
    struct bits_walk walk = bits_walk(pick->pick->set, class_count);
    for (size_t c; bits_walk_next(&walk, &c);)
        for (uint32_t a = model->class_atoms[c]; a < model->class_atoms[c + 1]; a++) {
            uint32_t row = model->atoms[a].row;
            if (model->places[row].first_atom == a)
                pick->rows[pick->count++] = (struct candidate){0, row};
        }
    (void)model_work(model, pick->count);
    return true;
}

/* What a pick's best units gain together, each row up to its capacity. */
static promo_i128 most_gain(const struct picks *picks, const struct pick_rows *pick)
{
    promo_i128 sum = 0;
    int64_t need = pick->pick->count;
    for (uint32_t k = 0; k < pick->count && need > 0; k++) {
        const struct candidate *row = &pick->rows[k];
        bool wanted = !pick->pick->up_to || row->gain > 0 || need == pick->pick->count;
        if (!wanted)
            break;
        int64_t units = picks->model->capacities[row->row];
        units = pick->pick->up_to && row->gain <= 0 ? 1 : units < need ? units : need;
        sum += row->gain * units;
        need -= units;
    }
    return sum;
}

/* Shipping is one unit: what the benefits take off it is the same in every application (or at most this). */
static promo_i128 off_shipping(const struct picks *picks)
{
    const struct model *model = picks->model;
    promo_i128 sum = 0, all = (promo_i128)model->problem->shipping * model->scale;
    promo_i128 head = (promo_i128)model_head(model->problem->shipping, model->problem->shipping_floor) * model->scale;
    for (uint32_t b = 0; b < picks->source->benefit_count; b++) {
        const struct best_benefit *benefit = &picks->source->benefits[b];
        if (benefit->form == BEST_AWARD || benefit->scope != BEST_ON_SHIPPING)
            continue;
        promo_i128 off = model_unit_money(model, benefit, model->problem->shipping, model->problem->shipping_floor);
        if (benefit->form == BEST_OFF_SPREAD)
            off = (promo_i128)benefit->value * model->scale;
        if (benefit->form == BEST_PRICE_SUM)
            off = all - (promo_i128)benefit->value * model->scale;
        sum += off < 0 ? 0 : off;
    }
    return sum < head ? sum : head;
}

static promo_i128 constant_weight(const struct picks *picks)
{
    const struct model *model = picks->model;
    const struct model_event *event = &model->events[picks->event];
    promo_i128 weight = event->awards;
    if (picks->shipping != 0 || event->worth != 0)
        weight += picks->shipping * model->award_scale + event->worth * model->money_weight;
    for (uint32_t b = 0; b < picks->source->benefit_count; b++) {
        const struct best_benefit *benefit = &picks->source->benefits[b];
        if (on_them(benefit) && benefit->form == BEST_OFF_SPREAD)
            weight += benefit->value * model->money_weight;
        if (on_them(benefit) && benefit->form == BEST_PRICE_SUM)
            weight -= benefit->value * model->money_weight;
    }
    return weight;
}

void picks_begin(struct picks *picks, struct model *model, uint32_t number)
{
    const struct best_event *source = model->events[number].source;
    picks->model = model;
    picks->event = number;
    picks->source = source;
    picks->count = source->buy_count + source->get_count;
    picks->price = NULL;
    for (uint32_t b = 0; b < source->benefit_count && model->events[number].price_count == 1; b++)
        if (source->benefits[b].form != BEST_AWARD)
            picks->price = &source->benefits[b];
    if (picks->price != NULL)
        picks->rate = model_unit_rate(model, picks->price);
    picks->shipping = model->events[number].shipping ? off_shipping(picks) : 0;
}

/* What a unit of each row can gain, most first. */
static void find_gains(struct picks *picks, struct pick_rows *pick, int64_t them)
{
    const struct model *model = picks->model;
    for (uint32_t k = 0; k < pick->count; k++) {
        struct candidate *row = &pick->rows[k];
        row->gain = -model->bases[row->row].weight;
        if (pick->rewarded)
            row->gain += most_off(picks, &model->places[row->row], them) * model->award_scale;
    }
    sort_candidates(pick->rows, pick->count);
}

promo_status picks_list(struct picks *picks)
{
    struct model *model = picks->model;
    const struct best_event *source = picks->source;
    picks->possible = picks->count > 0;
    picks->takes_most = 0;
    picks->items = SCRATCH_ARRAY(model->scratch, picks->count, struct pick_rows);
    if (picks->items == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t i = 0; i < picks->count; i++) {
        struct pick_rows *pick = &picks->items[i];
        bool got = i >= source->buy_count;
        pick->pick = got ? &source->gets[i - source->buy_count] : &source->buys[i];
        pick->rewarded = got || source->get_count == 0;
        if (!list_rows(picks, pick))
            return PROMO_NO_MEMORY;
        picks->takes_most += pick->pick->count < pick->count ? pick->pick->count : pick->count;
        picks->possible &= pick->count > 0;
    }
    if (!picks->possible)
        return PROMO_OK;
    int64_t them = steady_them(picks);
    promo_i128 rest = 0;
    for (uint32_t i = picks->count; i-- > 0;) {
        struct pick_rows *pick = &picks->items[i];
        find_gains(picks, pick, them);
        pick->most_rest = rest;
        if (i > 0)
            rest += most_gain(picks, pick);
    }
    picks->constant = constant_weight(picks);
    return PROMO_OK;
}
