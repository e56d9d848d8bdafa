#include "vm/best_pieces.h"

#include "base/near.h"
#include "vm/best_config.h"

#include <string.h>

static const struct fraction ZERO = {0, 1};

/* What has been done with each row's units so far, and with each event. */
struct builder {
    struct model *model;
    struct answer *answer;
    uint32_t *atoms;  /* by row: the atom whose units come next */
    int64_t *taken;   /* of that atom */
    struct tally *tallies; /* by model event */
    struct place *atom_places; /* NULL until asked for */
};

void answer_done(struct answer *answer, const promo_allocator *alloc)
{
    VECTOR_DONE(&answer->uses, alloc);
    VECTOR_DONE(&answer->pieces, alloc);
    VECTOR_DONE(&answer->unsorted, alloc);
    VECTOR_DONE(&answer->shares, alloc);
}

static bool add_times(struct fraction each, int64_t times, struct fraction *sum)
{
    struct fraction product;
    return near_multiply(each, fraction_whole(times), &product) && near_add(*sum, product, sum);
}

/* Units of an atom (the one after all: shipping) get the newest shares. */
static promo_status add_piece(struct builder *builder, uint32_t atom, int64_t count, uint32_t first_share)
{
    struct answer *answer = builder->answer;
    struct best_piece piece = {atom, count, first_share, (uint32_t)answer->shares.count - first_share};
    return VECTOR_PUSH(&answer->unsorted, builder->model->alloc, piece) ? PROMO_OK : PROMO_NO_MEMORY;
}

/* The next `count` units of a row get the newest shares, in basket order. */
static promo_status place_units(struct builder *builder, uint32_t row, int64_t count, uint32_t first_share)
{
    const struct model *model = builder->model;
    if (row == model->row_count)
        return add_piece(builder, model->atom_count, count, first_share);
    promo_status status = PROMO_OK;
    while (status == PROMO_OK && count > 0) {
        const struct atom *atom = &model->atoms[builder->atoms[row]];
        int64_t units = atom->count - builder->taken[row];
        units = units < count ? units : count;
        if (units > 0)
            status = add_piece(builder, builder->atoms[row], units, first_share);
        count -= units;
        builder->taken[row] += units;
        if (builder->taken[row] == atom->count && atom->next != BEST_NONE) {
            builder->atoms[row] = atom->next;
            builder->taken[row] = 0;
        }
    }
    return status;
}

static promo_status add_share(struct builder *builder, uint32_t event, bool gotten, struct fraction off)
{
    const struct model_event *source = &builder->model->events[event];
    struct best_share share = {source->promotion, source->event, gotten, off};
    return VECTOR_PUSH(&builder->answer->shares, builder->model->alloc, share) ? PROMO_OK : PROMO_NO_MEMORY;
}

/* The shares of a lot, in the order the events applied: a trace leads back from the last. */
static promo_status add_trace_shares(struct builder *builder, uint32_t trace)
{
    struct answer *answer = builder->answer;
    size_t first = answer->shares.count;
    promo_status status = PROMO_OK;
    for (; status == PROMO_OK && trace != BEST_NONE; trace = builder->model->traces.items[trace].before) {
        const struct trace *step = &builder->model->traces.items[trace];
        status = add_share(builder, step->event, step->gotten, step->off);
    }
    for (size_t low = first, high = answer->shares.count; status == PROMO_OK && low + 1 < high; low++) {
        struct best_share moved = answer->shares.items[low];
        answer->shares.items[low] = answer->shares.items[--high];
        answer->shares.items[high] = moved;
    }
    return status;
}

static promo_status count_use(struct builder *builder, uint32_t event, int64_t times, struct fraction money)
{
    struct tally *tally = &builder->tallies[event];
    if (!tally->other)
        tally->money = ZERO;
    tally->other = true;
    tally->times += times;
    return near_add(tally->money, money, &tally->money) ? PROMO_OK : PROMO_OVERFLOW;
}

/* The same, each time for so many parts. */
static promo_status count_parts(struct builder *builder, uint32_t event, int64_t times, promo_i128 parts)
{
    struct tally *tally = &builder->tallies[event];
    tally->times += times;
    return multiply_i128(parts, times, &parts) && add_i128(tally->parts, parts, &tally->parts) ? PROMO_OK : PROMO_OVERFLOW;
}

/* `count` units of a row take a per-unit discount. */
static promo_status take_units(struct builder *builder, uint32_t event, uint32_t row, int64_t count)
{
    const struct model *model = builder->model;
    const struct place *place = &model->places[row];
    promo_i128 parts = model_unit_money(model, model->events[event].source->benefits, place->price, place->floor);
    struct fraction off;
    uint32_t first_share = (uint32_t)builder->answer->shares.count;
    if (count == 0)
        return PROMO_OK;
    if (!fraction_make(parts, model->scale, &off))
        return PROMO_OVERFLOW;
    promo_status status = add_share(builder, event, false, off);
    if (status == PROMO_OK)
        status = place_units(builder, row, count, first_share);
    return status == PROMO_OK ? count_parts(builder, event, count, parts) : status;
}

/* Finds the configuration of a column and places its lots, once for each copy. */
struct rebuild {
    struct builder *builder;
    const struct column *column;
    uint32_t first_event; /* in model.group_events; BEST_NONE: an application of the column's event */
    uint32_t event_count;
    int64_t copies;
    bool by_atom; /* the places of lots are atoms, not rows */
    bool found;
};

/* Units of the lot, in all copies: the next of its row, or of the atom that the lot is of. */
static promo_status place_lot(struct rebuild *rebuild, const struct lot *lot, uint32_t first_share)
{
    struct builder *builder = rebuild->builder;
    int64_t count = lot->count * rebuild->copies;
    return rebuild->by_atom ? add_piece(builder, lot->place, count, first_share)
                            : place_units(builder, lot->place, count, first_share);
}

static promo_status place_lots(struct rebuild *rebuild, const struct config_result *result)
{
    struct builder *builder = rebuild->builder;
    struct model *model = builder->model;
    promo_status status = PROMO_OK;
    for (size_t l = 0; status == PROMO_OK && l < model->lots.count; l++) {
        struct lot lot = model->lots.items[l];
        uint32_t first_share = (uint32_t)builder->answer->shares.count;
        if (lot.trace == BEST_NONE || lot.count == 0)
            continue;
        status = add_trace_shares(builder, lot.trace);
        if (status == PROMO_OK)
            status = place_lot(rebuild, &lot, first_share);
    }
    for (uint32_t i = 0; status == PROMO_OK && i < rebuild->event_count; i++) {
        uint32_t event =
            rebuild->first_event == BEST_NONE ? rebuild->column->event : model->group_events[rebuild->first_event + i];
        struct fraction money = ZERO;
        if (!add_times(result->moneys[i], rebuild->copies, &money))
            return PROMO_OVERFLOW;
        if (result->times[i] > 0)
            status = count_use(builder, event, result->times[i] * rebuild->copies, money);
    }
    return status;
}

static promo_status match(void *context, const struct config_result *result, bool *stop)
{
    struct rebuild *rebuild = context;
    struct model *model = rebuild->builder->model;
    bool same = false;
    promo_status status = PROMO_OK;
    if (rebuild->first_event == BEST_NONE) {
        same = model_same_money(model, rebuild->column, result->money);
    } else {
        status = config_same(model, model->events[rebuild->column->event].group, result, rebuild->column, &same);
    }
    if (status != PROMO_OK || !same)
        return status;
    *stop = rebuild->found = true;
    return place_lots(rebuild, result);
}

/* How often the next application takes its units from the same atoms: at least once, where some come from several. */
static int64_t alike_copies(const struct builder *builder, const struct take *takes, uint32_t take_count, int64_t most)
{
    for (uint32_t t = 0; t < take_count; t++) {
        const struct atom *atom = &builder->model->atoms[builder->atoms[takes[t].row]];
        int64_t units = 0;
        for (uint32_t other = 0; other < take_count; other++)
            units += takes[other].row == takes[t].row ? takes[other].units : 0;
        int64_t whole = (atom->count - builder->taken[takes[t].row]) / units;
        most = whole < most ? whole : most;
    }
    return most > 1 ? most : 1;
}

/* The units of a take as units of atoms, added to `taken`; the row moves on by all copies of it. */
static void take_atoms(struct builder *builder, const struct take *take, int64_t copies, struct take *taken, uint32_t *count)
{
    const struct model *model = builder->model;
    for (int64_t rest = take->units; rest > 0;) {
        const struct atom *atom = &model->atoms[builder->atoms[take->row]];
        int64_t *used = &builder->taken[take->row];
        int64_t units = atom->count - *used < rest ? atom->count - *used : rest;
        if (units > 0)
            taken[(*count)++] = (struct take){builder->atoms[take->row], take->pick, units};
        rest -= units;
        *used += copies * units;
        if (*used == atom->count && atom->next != BEST_NONE) {
            builder->atoms[take->row] = atom->next;
            *used = 0;
        }
    }
}

/* The units of a column: of a repeated event its takes, of one that is a single offer what it claims. */
struct direct {
    const struct best_benefit *price; /* NULL where nothing takes money off */
    const struct take *takes;
    const struct entry *entries;      /* instead of takes */
    uint32_t count, first_got, first_rewarded;
    bool selects;
};

static struct take direct_take(const struct direct *direct, uint32_t t)
{
    if (direct->takes != NULL)
        return direct->takes[t];
    return (struct take){direct->entries[t].row, 0, direct->entries[t].amount};
}

/* Whether the units get what their prices alone say, all of them or the cheapest or dearest (`selects`), and nothing is
 * redistributed around floors. False where it takes more to find out. */
static bool is_direct(const struct model *model, const struct column *column, struct direct *direct)
{
    const struct model_event *event = &model->events[column->event];
    const struct best_event *source = event->source;
    bool repeated = event->kind == OFFER_REPEATED;
    *direct = (struct direct){.count = repeated ? column->take_count : column->entry_count};
    if (repeated)
        direct->takes = model->takes.items + column->first_take;
    else
        direct->entries = model->entries.items + column->first_entry;
    direct->first_got = repeated ? source->buy_count : UINT32_MAX;
    direct->first_rewarded = source->get_count > 0 && repeated ? source->buy_count : 0;
    if (column->linked || column->rational != BEST_NONE || event->price_count > 1 || (!repeated && event->price_count == 0))
        return false;
    for (uint32_t b = 0; b < source->benefit_count; b++)
        if (source->benefits[b].form != BEST_AWARD)
            direct->price = &source->benefits[b];
    if (direct->price != NULL && direct->price->select != BEST_ALL) {
        bool spreads = direct->price->form == BEST_OFF_SPREAD || direct->price->form == BEST_PRICE_SUM;
        direct->selects = repeated && direct->price->scope == BEST_ON_THEM && direct->price->select != BEST_ANY && !spreads;
        if (!direct->selects)
            return false;
    }
    if (direct->price != NULL && direct->price->scope == BEST_ON_SHIPPING)
        return false;
    for (uint32_t t = 0; t < direct->count; t++) {
        uint32_t row = direct_take(direct, t).row;
        if (row >= model->row_count || model->places[row].floor > 0)
            return false;
    }
    return direct->price == NULL || direct->price->scope != BEST_ON_ORDER || !repeated;
}

/* What one unit of a take gets off, where all that are rewarded cost `total`. */
static bool direct_off(const struct model *model, const struct column *column, const struct best_benefit *price,
                       int64_t unit_price, promo_i128 total, struct fraction *off)
{
    promo_i128 product;
    if (price->form != BEST_PRICE_SUM && price->form != BEST_OFF_SPREAD)
        return fraction_make(model_unit_money(model, price, unit_price, 0), model->scale, off);
    return multiply_i128(column->money, unit_price, &product) && multiply_i128(total, model->scale, &total) &&
           fraction_make(product, total > 0 ? total : 1, off);
}

static promo_status place_directly(struct builder *builder, const struct column *column, const struct direct *direct,
                                   int64_t copies)
{
    struct model *model = builder->model;
    promo_i128 total = 0;
    for (uint32_t t = 0; t < direct->count; t++) {
        struct take take = direct_take(direct, t);
        if (take.pick >= direct->first_rewarded)
            total += (promo_i128)model->places[take.row].price * take.units;
    }
    promo_status status = PROMO_OK;
    for (uint32_t t = 0; status == PROMO_OK && t < direct->count; t++) {
        struct take take = direct_take(direct, t);
        struct fraction off = ZERO;
        uint32_t first_share = (uint32_t)builder->answer->shares.count;
        if (direct->price != NULL && take.pick >= direct->first_rewarded &&
            !direct_off(model, column, direct->price, model->places[take.row].price, total, &off))
            return PROMO_OVERFLOW;
        status = add_share(builder, column->event, take.pick >= direct->first_got, off);
        if (status == PROMO_OK)
            status = place_units(builder, take.row, take.units * copies, first_share);
    }
    return status == PROMO_OK ? count_parts(builder, column->event, copies, column->money) : status;
}

/* How many units of each take the selection rewards: those with something left, cheapest or dearest first, then in basket
 * order. Takes are of atoms. */
static void select_units(const struct model *model, const struct direct *direct, const struct take *taken, uint32_t count,
                         uint32_t *order, int64_t *rewarded)
{
    uint32_t candidates = 0;
    bool dearest = direct->price->select == BEST_DEAREST;
    for (uint32_t t = 0; t < count; t++) {
        int64_t price = model->places[model->atoms[taken[t].row].row].price;
        rewarded[t] = 0;
        if (taken[t].pick < direct->first_rewarded || price <= 0)
            continue;
        uint32_t at = candidates++;
        for (; at > 0; at--) {
            const struct take *other = &taken[order[at - 1]];
            int64_t other_price = model->places[model->atoms[other->row].row].price;
            if (price == other_price ? other->row <= taken[t].row : (other_price < price) != dearest)
                break;
            order[at] = order[at - 1];
        }
        order[at] = t;
    }
    int64_t rest = direct->price->count;
    for (uint32_t i = 0; i < candidates; i++) {
        int64_t units = taken[order[i]].units;
        rewarded[order[i]] = units < rest ? units : rest;
        rest -= rewarded[order[i]];
    }
}

/* Units of one atom, in all copies. */
static promo_status place_taken(struct builder *builder, const struct column *column, const struct direct *direct,
                                const struct take *take, int64_t units, struct fraction off)
{
    uint32_t first_share = (uint32_t)builder->answer->shares.count;
    if (units == 0)
        return PROMO_OK;
    promo_status status = add_share(builder, column->event, take->pick >= direct->first_got, off);
    return status == PROMO_OK ? add_piece(builder, take->row, units, first_share) : status;
}

/* An application whose benefit is for the cheapest or dearest of the units taken. Those of a take that are left out come after
 * all others. */
static promo_status place_selected(struct rebuild *rebuild, const struct direct *direct, const struct take *taken, uint32_t count)
{
    struct builder *builder = rebuild->builder;
    const struct column *column = rebuild->column;
    struct model *model = builder->model;
    uint32_t *order = SCRATCH_ARRAY(model->scratch, count, uint32_t);
    int64_t *rewarded = SCRATCH_ARRAY(model->scratch, count, int64_t);
    promo_status status = order != NULL && rewarded != NULL ? PROMO_OK : PROMO_NO_MEMORY;
    if (status == PROMO_OK)
        select_units(model, direct, taken, count, order, rewarded);
    for (uint32_t t = 0; status == PROMO_OK && t < count; t++) {
        struct fraction off = ZERO;
        int64_t units = rewarded[t] > 0 ? rewarded[t] : taken[t].units, price = model->places[model->atoms[taken[t].row].row].price;
        if (rewarded[t] > 0 && !direct_off(model, column, direct->price, price, 0, &off))
            return PROMO_OVERFLOW;
        status = place_taken(builder, column, direct, &taken[t], units * rebuild->copies, off);
    }
    for (uint32_t t = 0; status == PROMO_OK && t < count; t++)
        if (rewarded[t] > 0)
            status = place_taken(builder, column, direct, &taken[t], (taken[t].units - rewarded[t]) * rebuild->copies, ZERO);
    return status == PROMO_OK ? count_parts(builder, column->event, rebuild->copies, column->money) : status;
}

/* Atoms and shipping as places, to tell the units of a row apart; NULL: no memory. */
static struct place *list_atom_places(const struct model *model)
{
    struct place *places = SCRATCH_ARRAY(model->scratch, (size_t)model->atom_count + 1, struct place);
    for (uint32_t a = 0; places != NULL && a < model->atom_count; a++) {
        places[a] = model->places[model->atoms[a].row];
        places[a].class_index = model->atoms[a].class_index;
        places[a].sku = model->problem->classes[places[a].class_index].sku;
        places[a].first_atom = a;
        places[a].count = model->atoms[a].count;
    }
    if (places != NULL)
        places[model->atom_count] = model->places[model->row_count];
    return places;
}

/* What an application does to the units taken, found out by applying its benefits. */
static promo_status visit_taken(struct rebuild *rebuild, const struct take *taken, uint32_t count, struct config_sink sink)
{
    struct builder *builder = rebuild->builder;
    struct model *model = builder->model;
    struct place *places = model->places;
    uint32_t row_count = model->row_count;
    model->places = builder->atom_places;
    model->row_count = model->atom_count;
    rebuild->found = false;
    promo_status status = config_visit_application(model, rebuild->column->event, taken, count, sink);
    model->places = places;
    model->row_count = row_count;
    return status == PROMO_OK && !rebuild->found ? PROMO_OVERFLOW : status;
}

/* Applications that select the cheapest or dearest of *them*: lines of one row are told apart again, so that ties among the
 * units taken go by basket order. */
static promo_status place_selecting(struct rebuild *rebuild, int64_t copies, const struct direct *direct, struct config_sink sink)
{
    struct builder *builder = rebuild->builder;
    struct model *model = builder->model;
    const struct column *column = rebuild->column;
    const struct take *takes = model->takes.items + column->first_take;
    promo_status status = PROMO_OK;
    if (direct == NULL && builder->atom_places == NULL)
        builder->atom_places = list_atom_places(model);
    if (direct == NULL && builder->atom_places == NULL)
        return PROMO_NO_MEMORY;
    for (; status == PROMO_OK && copies > 0; copies -= rebuild->copies) {
        struct scratch_mark mark = scratch_mark(model->scratch);
        struct take *taken = SCRATCH_ARRAY(model->scratch, (size_t)column->take_count + model->atom_count, struct take);
        uint32_t count = 0;
        if (taken == NULL)
            return PROMO_NO_MEMORY;
        rebuild->copies = alike_copies(builder, takes, column->take_count, copies);
        for (uint32_t t = 0; t < column->take_count; t++)
            take_atoms(builder, &takes[t], rebuild->copies, taken, &count);
        status = direct != NULL ? place_selected(rebuild, direct, taken, count) : visit_taken(rebuild, taken, count, sink);
        scratch_rewind(model->scratch, mark);
    }
    return status;
}

static promo_status place_column(struct builder *builder, const struct column *column, int64_t copies)
{
    struct model *model = builder->model;
    const struct model_event *event = &model->events[column->event];
    const struct model_group *group = &model->groups[event->group];
    if (event->kind == OFFER_PER_UNIT && !column->linked)
        return take_units(builder, column->event, model->entries.items[column->first_entry].row, copies);
    struct rebuild rebuild = {builder, column, group->first, group->count, copies, false, false};
    struct config_sink sink = {match, &rebuild};
    struct direct direct;
    promo_status status;
    if (is_direct(model, column, &direct))
        return direct.selects ? place_selecting(&rebuild, copies, &direct, sink)
                              : place_directly(builder, column, &direct, copies);
    if (event->kind == OFFER_REPEATED && !column->linked) {
        rebuild.first_event = BEST_NONE;
        rebuild.event_count = 1;
        rebuild.by_atom = model_selects_them(event->source);
        if (rebuild.by_atom)
            return place_selecting(&rebuild, copies, NULL, sink);
        status = config_visit_application(model, column->event, model->takes.items + column->first_take,
                                          column->take_count, sink);
    } else {
        status = config_visit_group(model, event->group, sink);
    }
    return status == PROMO_OK && !rebuild.found ? PROMO_OVERFLOW : status;
}

/* Units that no column took get their base. */
static promo_status place_bases(struct builder *builder)
{
    const struct model *model = builder->model;
    promo_status status = PROMO_OK;
    for (uint32_t row = 0; status == PROMO_OK && row < model->row_count; row++) {
        uint32_t a = builder->atoms[row];
        int64_t rest = -builder->taken[row];
        for (; a != BEST_NONE; a = model->atoms[a].next)
            rest += model->atoms[a].count;
        if (model->bases[row].event != BEST_NONE && rest > 0)
            status = take_units(builder, model->bases[row].event, row, rest);
    }
    return status;
}

/* By class, and in a class by the units that pieces are of: which of them gets an odd minor unit must not depend on how units
 * are spread over lines. */
static promo_status sort_pieces(struct builder *builder)
{
    struct answer *answer = builder->answer;
    struct model *model = builder->model;
    uint32_t atom_count = model->atom_count;
    uint32_t *ends = SCRATCH_CLEARED(model->scratch, (size_t)atom_count + 2, uint32_t);
    answer->pieces.count = 0;
    if (ends == NULL || !VECTOR_RESERVE(&answer->pieces, model->alloc, answer->unsorted.count))
        return PROMO_NO_MEMORY;
    for (size_t i = 0; i < answer->unsorted.count; i++)
        ends[answer->unsorted.items[i].class_index + 1]++;
    for (uint32_t a = 0; a <= atom_count; a++)
        ends[a + 1] += ends[a];
    for (size_t i = 0; i < answer->unsorted.count; i++) {
        uint32_t atom = answer->unsorted.items[i].class_index;
        struct best_piece *piece = &answer->pieces.items[ends[atom]++];
        *piece = answer->unsorted.items[i];
        piece->class_index = atom < atom_count ? model->atoms[atom].class_index : model->problem->class_count;
    }
    answer->pieces.count = answer->unsorted.count;
    return PROMO_OK;
}

static promo_status begin(struct builder *builder, struct model *model, struct answer *answer)
{
    *builder = (struct builder){.model = model, .answer = answer};
    builder->atoms = SCRATCH_ARRAY(model->scratch, model->row_count, uint32_t);
    builder->taken = SCRATCH_CLEARED(model->scratch, model->row_count, int64_t);
    builder->tallies = SCRATCH_ARRAY(model->scratch, model->event_count, struct tally);
    if (builder->atoms == NULL || builder->taken == NULL || builder->tallies == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t row = 0; row < model->row_count; row++)
        builder->atoms[row] = model->places[row].first_atom;
    for (uint32_t e = 0; e < model->event_count; e++) {
        struct tally *tally = &builder->tallies[e];
        tally->times = 0;
        tally->other = false;
        tally->parts = 0;
    }
    answer->unsorted.count = answer->shares.count = 0;
    return PROMO_OK;
}

promo_status answer_make(struct answer *answer, struct model *model, const struct outcome *outcome)
{
    struct builder builder;
    int64_t work = model->work, limit = model->work_limit;
    promo_status status = begin(&builder, model, answer);
    model->work_limit = BEST_UNLIMITED; /* what was found once is found again */
    size_t column_count = model->columns.count;
    for (size_t j = 0; status == PROMO_OK && j < column_count; j++)
        if (outcome->copies[j] > 0) {
            struct column column = model->columns.items[j];
            status = place_column(&builder, &column, outcome->copies[j]);
        }
    model->work_limit = limit;
    model->work = work;
    if (status == PROMO_OK)
        status = place_bases(&builder);
    if (status == PROMO_OK)
        status = sort_pieces(&builder);
    return status == PROMO_OK ? answer_value(answer, model, builder.tallies) : status;
}
