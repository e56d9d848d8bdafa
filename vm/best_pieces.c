#include "vm/best_pieces.h"

#include "base/near.h"
#include "vm/best_config.h"
#include "vm/best_plain.h"

static const struct fraction ZERO = {0, 1};

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

/* The shares of a lot, in the order the events applied: a trace leads back from the last. */
static promo_status add_trace_shares(struct builder *builder, uint32_t trace)
{
    struct answer *answer = builder->answer;
    size_t first = answer->shares.count;
    promo_status status = PROMO_OK;
    for (; status == PROMO_OK && trace != BEST_NONE; trace = builder->model->traces.items[trace].before) {
        const struct trace *step = &builder->model->traces.items[trace];
        status = builder_share(builder, step->event, step->gotten, step->off);
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

/* `count` units of a row take a per-unit discount of so many parts. */
static promo_status take_units(struct builder *builder, uint32_t event, uint32_t row, int64_t count, promo_i128 parts)
{
    struct fraction off;
    uint32_t first_share = (uint32_t)builder->answer->shares.count;
    if (!model_minor(builder->model, parts, &off))
        return PROMO_OVERFLOW;
    promo_status status = builder_share(builder, event, false, off);
    if (status == PROMO_OK)
        status = builder_units(builder, row, count, first_share);
    return status == PROMO_OK ? builder_parts(builder, event, count, parts) : status;
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
    return rebuild->by_atom ? builder_piece(builder, lot->place, count, first_share)
                            : builder_units(builder, lot->place, count, first_share);
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
static promo_status place_selecting(struct rebuild *rebuild, int64_t copies, const struct plain *plain, struct config_sink sink)
{
    struct builder *builder = rebuild->builder;
    struct model *model = builder->model;
    const struct column *column = rebuild->column;
    const struct take *takes = model->takes.items + column->first_take;
    promo_status status = PROMO_OK;
    if (plain == NULL && builder->atom_places == NULL)
        builder->atom_places = list_atom_places(model);
    if (plain == NULL && builder->atom_places == NULL)
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
        status = plain != NULL ? plain_place_selected(builder, column, plain, taken, count, rebuild->copies) : visit_taken(rebuild, taken, count, sink);
        scratch_rewind(model->scratch, mark);
    }
    return status;
}

/* An application whose benefit selects, or one that it takes more to find out about. The column is a copy: looking may move them. */
static promo_status place_found(struct builder *builder, struct column column, int64_t copies, const struct plain *plain)
{
    struct model *model = builder->model;
    const struct model_event *event = &model->events[column.event];
    const struct model_group *group = &model->groups[event->group];
    struct rebuild rebuild = {builder, &column, group->first, group->count, copies, false, false};
    struct config_sink sink = {match, &rebuild};
    promo_status status;
    if (plain != NULL)
        return place_selecting(&rebuild, copies, plain, sink);
    if (event->kind == OFFER_REPEATED && !column.linked) {
        rebuild.first_event = BEST_NONE;
        rebuild.event_count = 1;
        rebuild.by_atom = model_selects_them(event->source);
        if (rebuild.by_atom)
            return place_selecting(&rebuild, copies, NULL, sink);
        status = config_visit_application(model, column.event, model->takes.items + column.first_take, column.take_count, sink);
    } else {
        status = config_visit_group(model, event->group, sink);
    }
    return status == PROMO_OK && !rebuild.found ? PROMO_OVERFLOW : status;
}

static promo_status place_column(struct builder *builder, const struct column *column, int64_t copies)
{
    struct model *model = builder->model;
    struct plain plain;
    if (model->events[column->event].kind == OFFER_PER_UNIT && !column->linked)
        return take_units(builder, column->event, model->entries.items[column->first_entry].row, copies, column->money);
    if (!plain_find(model, column, &plain))
        return place_found(builder, *column, copies, NULL);
    return plain.selects ? place_found(builder, *column, copies, &plain) : plain_place(builder, column, &plain, copies);
}

/* Units that no column took get their base. */
static promo_status place_bases(struct builder *builder)
{
    const struct model *model = builder->model;
    promo_status status = PROMO_OK;
    if (!model->based)
        return PROMO_OK;
    for (uint32_t row = 0; status == PROMO_OK && row < model->row_count; row++) {
        const struct row_base *base = &model->bases[row];
        int64_t rest = -builder->taken[row];
        if (base->event == BEST_NONE)
            continue;
        for (uint32_t a = builder->atoms[row]; a != BEST_NONE; a = model->atoms[a].next)
            rest += model->atoms[a].count;
        if (rest > 0)
            status = take_units(builder, base->event, row, rest,
                                model->award_scale == 1 ? base->weight : base->weight / model->award_scale);
    }
    return status;
}

promo_status answer_make(struct answer *answer, struct model *model, const struct outcome *outcome)
{
    struct builder builder;
    int64_t work = model->work, limit = model->work_limit;
    promo_status status = builder_begin(&builder, model, answer);
    model->work_limit = BEST_UNLIMITED; /* what was found once is found again */
    size_t column_count = model->columns.count;
    for (size_t j = 0; status == PROMO_OK && j < column_count; j++)
        if (outcome->copies[j] > 0)
            status = place_column(&builder, &model->columns.items[j], outcome->copies[j]);
    model->work_limit = limit;
    model->work = work;
    if (status == PROMO_OK)
        status = place_bases(&builder);
    if (status == PROMO_OK)
        status = builder_sort(&builder);
    return status == PROMO_OK ? answer_value(answer, model, builder.tallies) : status;
}
