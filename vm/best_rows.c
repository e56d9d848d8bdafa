/* Atoms, bases and rows: units that no offer tells apart are searched for as one. */
#include "vm/best_apply.h"
#include "vm/best_model.h"

#include <string.h>

/* At most so many units of a class are taken apart where a later event's selection has to tell them apart. */
enum { LABELLED_MOST = 16 };

struct unit_rate model_unit_rate(const struct model *model, const struct best_benefit *benefit)
{
    int64_t scale = model->scale;
    switch (benefit->form) {
    case BEST_PERCENT: { /* more than all is all: floors are not negative */
        int64_t millionths = benefit->value < EXACT_MILLION ? benefit->value : EXACT_MILLION;
        return (struct unit_rate){millionths / model->percent_part * model->finer, scale, 0};
    }
    case BEST_OFF_EACH: return (struct unit_rate){0, scale, (promo_i128)benefit->value * scale};
    case BEST_PRICE_EACH: return (struct unit_rate){scale, scale, -(promo_i128)benefit->value * scale};
    case BEST_OFF_SPREAD:
    case BEST_PRICE_SUM:
    case BEST_AWARD: break;
    }
    return (struct unit_rate){0, scale, 0};
}

struct place *model_class_places(struct model *model)
{
    const struct best_problem *problem = model->problem;
    struct place *places = SCRATCH_ARRAY(model->scratch, (size_t)problem->class_count + 1, struct place);
    if (places == NULL)
        return NULL;
    for (uint32_t c = 0; c < problem->class_count; c++) {
        const struct best_class *class = &problem->classes[c];
        places[c] = (struct place){c, class->sku, c, class->price, class->floor, class->count};
    }
    places[problem->class_count] =
        (struct place){.price = problem->shipping, .floor = problem->shipping_floor, .count = 1};
    return places;
}

/* The lots of a selection as spans, by class and in the order of their units. There is room for all of them. */
static void make_spans(const struct lots *lots, uint32_t class_count, struct span *spans, uint32_t *starts)
{
    for (size_t i = 0; i < lots->count; i++)
        if (lots->items[i].place < class_count)
            starts[lots->items[i].place + 2]++;
    for (uint32_t c = 0; c < class_count; c++)
        starts[c + 2] += starts[c + 1];
    for (size_t i = 0; i < lots->count; i++) {
        const struct lot *lot = &lots->items[i];
        if (lot->place < class_count)
            spans[starts[lot->place + 1]++] = (struct span){lot->place, lot->offset, lot->count, lot->links};
    }
    for (uint32_t i = 1; i < starts[class_count]; i++) {
        struct span moved = spans[i];
        uint32_t at = i;
        for (; at > starts[moved.class_index] && spans[at - 1].offset > moved.offset; at--)
            spans[at] = spans[at - 1];
        spans[at] = moved;
    }
}

/* Which units an event that selects from the whole basket takes, at the layer's prices: benefit after benefit, on what the
 * earlier benefits left. Of a lot a selection takes the first units. */
static promo_status choose_units(struct model *model, struct model_event *event, const struct place *places)
{
    uint32_t class_count = model->problem->class_count;
    uint32_t benefit_count = event->source->benefit_count;
    uint32_t capacity = class_count + 1 + benefit_count; /* a selection splits one lot at most */
    uint32_t *starts = SCRATCH_CLEARED(model->scratch, (size_t)class_count + 2, uint32_t);
    struct span *spans = SCRATCH_ARRAY(model->scratch, capacity, struct span);
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct lots lots = {SCRATCH_ARRAY(model->scratch, capacity, struct lot), 0, capacity};
    int64_t *quotas = SCRATCH_ARRAY(model->scratch, capacity, int64_t);
    uint32_t *order = SCRATCH_ARRAY(model->scratch, capacity, uint32_t);
    bool room = starts != NULL && spans != NULL && lots.items != NULL && quotas != NULL && order != NULL;
    promo_status status = room ? PROMO_OK : PROMO_NO_MEMORY;
    if (status == PROMO_OK) {
        for (uint32_t c = 0; c < class_count; c++)
            if (event->order || model_in_set(event->claims, c))
                lots.items[lots.count++] = (struct lot){
                    .place = c, .count = places[c].count, .left = {places[c].price, 1}, .off = {0, 1}};
    }
    for (uint32_t b = 0; status == PROMO_OK && b < benefit_count; b++) {
        struct best_benefit benefit = event->source->benefits[b];
        struct applied applied;
        if (event->kind == OFFER_PER_UNIT)
            benefit.count = event->limit;
        (void)model_work(model, (int64_t)lots.count);
        apply_quotas(places, class_count, event->source, &benefit, &lots, quotas, order);
        size_t covered = lots.count;
        for (size_t i = 0; i < covered; i++)
            lots.items[i].pick = quotas[i] > 0;
        status = apply_benefit(places, &benefit, &lots, quotas, &applied);
        for (size_t i = 0; i < covered; i++)
            if (lots.items[i].pick)
                lots.items[i].links |= (uint64_t)1 << b;
    }
    if (status == PROMO_OK)
        make_spans(&lots, class_count, spans, starts);
    event->spans = spans;
    event->class_spans = starts;
    scratch_rewind(model->scratch, mark);
    return status;
}

/* Ends are ascending, each once; the class's own end is not among them. */
static uint32_t add_end(int64_t *ends, uint32_t end_count, int64_t end, int64_t class_end)
{
    uint32_t at = 0;
    while (at < end_count && ends[at] < end)
        at++;
    if (end >= class_end || (at < end_count && ends[at] == end))
        return end_count;
    memmove(&ends[at + 1], &ends[at], (end_count - at) * sizeof *ends);
    ends[at] = end;
    return end_count + 1;
}

/* How many units of a class an offer can choose or select at most. No offer tells more of equal units apart: whichever it
 * takes, there is one like it that takes some of the first. */
static int64_t units_selected(const struct model_event *event)
{
    int64_t units = 0;
    for (uint32_t b = 0; b < event->source->benefit_count; b++) {
        const struct best_benefit *benefit = &event->source->benefits[b];
        if (benefit->select != BEST_ALL && !add_i64(units, benefit->count, &units))
            return INT64_MAX;
    }
    return units;
}

/* The same for the events together that select by what is chosen in the same offer. */
static int64_t units_told_apart(const struct model *model, const uint32_t *selecting, uint32_t selecting_count, uint32_t class_index)
{
    int64_t units = 0;
    for (uint32_t i = 0; i < selecting_count; i++) {
        const struct model_event *event = &model->events[selecting[i]];
        bool claims = event->unsettled && (event->order || model_in_set(event->claims, class_index));
        if (claims && !add_i64(units, units_selected(event), &units))
            return INT64_MAX;
    }
    return units;
}

/* How many pieces a class falls into, and where they end: at each selection's end, and after each of the first units in between
 * where a later event may have to tell them apart. */
static uint32_t class_ends(const struct model *model, const uint32_t *selecting, uint32_t selecting_count,
                           uint32_t class_index, int64_t *ends)
{
    int64_t count = model->problem->classes[class_index].count;
    uint32_t end_count = 0;
    for (uint32_t i = 0; i < selecting_count; i++) {
        const struct model_event *event = &model->events[selecting[i]];
        for (uint32_t s = 0; !event->unsettled && s < event->class_spans[class_index + 1] - event->class_spans[class_index]; s++) {
            const struct span *span = &event->spans[event->class_spans[class_index] + s];
            end_count = add_end(ends, end_count, span->offset + span->count, count);
        }
    }
    int64_t labelled = units_told_apart(model, selecting, selecting_count, class_index);
    labelled = labelled < LABELLED_MOST ? labelled : LABELLED_MOST;
    for (uint32_t piece = end_count + 1; piece > 0 && labelled > 0; piece--) {
        int64_t from = piece > 1 ? ends[piece - 2] : 0, to = piece - 1 < end_count ? ends[piece - 1] : count;
        for (int64_t unit = 1; unit <= labelled && from + unit < to; unit++)
            end_count = add_end(ends, end_count, from + unit, count);
    }
    ends[end_count++] = count;
    return end_count;
}

/* Whether an event of the list has to tell more units of a class apart than can be. */
static bool too_many_to_tell_apart(const struct model *model, const uint32_t *selecting, uint32_t selecting_count)
{
    for (uint32_t c = 0; c < model->problem->class_count; c++) {
        int64_t units = units_told_apart(model, selecting, selecting_count, c), count = model->problem->classes[c].count;
        if (units > LABELLED_MOST && count > LABELLED_MOST)
            return true;
    }
    return false;
}

/* By atom, which benefits of a settled selection take its units. */
static bool mark_chosen(struct model *model, struct model_event *event)
{
    uint64_t *chosen = SCRATCH_CLEARED(model->scratch, model->atom_count, uint64_t);
    if (chosen == NULL)
        return false;
    for (uint32_t c = 0; c < model->problem->class_count; c++) {
        uint32_t at = event->class_spans[c], end = event->class_spans[c + 1];
        for (uint32_t a = model->class_atoms[c]; a < model->class_atoms[c + 1] && at < end; a++) {
            while (at + 1 < end && event->spans[at + 1].offset <= model->atoms[a].offset)
                at++;
            chosen[a] = event->spans[at].benefits;
        }
    }
    event->chosen = chosen;
    return true;
}

/* Which events select from the whole basket, and what they take. *count of *selecting; *pieces: ends that a class may have. */
static promo_status list_selecting(struct model *model, uint32_t *selecting, uint32_t *count, size_t *pieces)
{
    struct place *places = NULL;
    *count = 0;
    bool unsettled = false;
    *pieces = 1;
    for (uint32_t e = 0; model->selections && e < model->event_count; e++) {
        struct model_event *event = &model->events[e];
        if (!event->selects || event->group == BEST_NONE)
            continue;
        selecting[(*count)++] = e;
        *pieces += event->source->benefit_count;
        if (event->unsettled) {
            unsettled |= model->groups[event->group].count > 1;
            continue;
        }
        if (places == NULL && (places = model_class_places(model)) == NULL)
            return PROMO_NO_MEMORY;
        promo_status status = choose_units(model, event, places);
        if (status != PROMO_OK)
            return status;
    }
    *pieces *= 1 + (size_t)LABELLED_MOST;
    model->incomplete |= unsettled && too_many_to_tell_apart(model, selecting, *count);
    if (*count != 0 && !model_work(model, (int64_t)*count * model->problem->class_count))
        model->incomplete = true;
    return PROMO_OK;
}

/* Each class an atom. */
static promo_status make_whole_atoms(struct model *model)
{
    const struct best_problem *problem = model->problem;
    model->atom_count = problem->class_count;
    model->atoms = SCRATCH_ARRAY(model->scratch, model->atom_count, struct atom);
    if (model->atoms == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t c = 0; c < problem->class_count; c++) {
        model->class_atoms[c] = c;
        model->atoms[c] = (struct atom){c, BEST_NONE, 0, problem->classes[c].count, BEST_NONE};
    }
    model->class_atoms[problem->class_count] = problem->class_count;
    return PROMO_OK;
}

static promo_status make_atoms(struct model *model)
{
    const struct best_problem *problem = model->problem;
    uint32_t selecting_count, *selecting = SCRATCH_ARRAY(model->scratch, model->event_count, uint32_t);
    size_t pieces;
    model->class_atoms = SCRATCH_ARRAY(model->scratch, (size_t)problem->class_count + 1, uint32_t);
    if (selecting == NULL || model->class_atoms == NULL)
        return PROMO_NO_MEMORY;
    promo_status status = list_selecting(model, selecting, &selecting_count, &pieces);
    if (status != PROMO_OK || selecting_count == 0)
        return status == PROMO_OK ? make_whole_atoms(model) : status;
    int64_t *ends = SCRATCH_ARRAY(model->scratch, pieces, int64_t);
    if (ends == NULL)
        return PROMO_NO_MEMORY;
    model->atom_count = 0;
    for (uint32_t c = 0; c < problem->class_count; c++) {
        model->class_atoms[c] = model->atom_count;
        model->atom_count += class_ends(model, selecting, selecting_count, c, ends);
    }
    model->class_atoms[problem->class_count] = model->atom_count;
    model->atoms = SCRATCH_ARRAY(model->scratch, model->atom_count, struct atom);
    if (model->atoms == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t c = 0, a = 0; c < problem->class_count; c++) {
        uint32_t end_count = class_ends(model, selecting, selecting_count, c, ends);
        for (uint32_t i = 0; i < end_count; i++, a++) {
            int64_t from = i == 0 ? 0 : ends[i - 1];
            model->atoms[a] = (struct atom){c, BEST_NONE, from, ends[i] - from, BEST_NONE};
        }
    }
    for (uint32_t i = 0; i < selecting_count; i++)
        if (model->events[selecting[i]].spans != NULL && !mark_chosen(model, &model->events[selecting[i]]))
            return PROMO_NO_MEMORY;
    return PROMO_OK;
}

/* Offers what a free event gives to all atoms that it claims. The greatest discount is the base; of equals the earliest promotion
 * and event. */
static void offer_bases(const struct model *model, uint32_t number, struct row_base *bases)
{
    const struct model_event *event = &model->events[number];
    struct unit_rate rate = model_unit_rate(model, event->source->benefits);
    struct bits_walk walk = bits_walk(event->claims, model->problem->class_count);
    for (size_t c; bits_walk_next(&walk, &c);) {
        const struct best_class *class = &model->problem->classes[c];
        promo_i128 money = unit_rate_money(&rate, class->price, class->floor) * model->percent_part;
        for (uint32_t a = model->class_atoms[c]; a < model->class_atoms[c + 1]; a++) {
            bool better = money > bases[a].weight || (money == bases[a].weight && money > 0 && number < bases[a].event);
            if (better && model_chosen(event, a, UINT64_MAX))
                bases[a] = (struct row_base){money, number};
        }
    }
}

/* The best free offer for each atom, in millionths. */
static struct row_base *atom_bases(struct model *model)
{
    struct row_base *bases = model->class_bases;
    if (model->atom_count != model->problem->class_count) {
        bases = SCRATCH_ARRAY(model->scratch, model->atom_count, struct row_base);
        for (uint32_t a = 0; bases != NULL && a < model->atom_count; a++)
            bases[a] = model->class_bases[model->atoms[a].class_index];
    }
    for (uint32_t i = 0; bases != NULL && i < model->free_count; i++)
        if (model->events[model->free_events[i]].claims != NULL)
            offer_bases(model, model->free_events[i], bases);
    return bases;
}

static promo_status make_capacities(struct model *model)
{
    model->capacities = SCRATCH_ARRAY(
        model->scratch, (size_t)model->row_count + 1 + model->event_count + model->group_count, int64_t);
    if (model->capacities == NULL)
        return PROMO_NO_MEMORY;
    struct model_event *events = model->events;
    int64_t *capacities = model->capacities, most = 1;
    uint32_t count = model->row_count;
    for (uint32_t r = 0; r < count; r++) {
        capacities[r] = model->places[r].count;
        most = capacities[r] > most ? capacities[r] : most;
    }
    model->places[count] = (struct place){.price = model->problem->shipping, .floor = model->problem->shipping_floor, .count = 1};
    capacities[count++] = 1;
    for (uint32_t g = 0; g < model->open_count; g++) {
        struct model_group *group = &model->groups[model->open_groups[g]];
        for (uint32_t i = 0; i < group->count; i++) {
            struct model_event *event = &events[model->group_events[group->first + i]];
            if (!event->bounded)
                continue;
            event->limit_row = count;
            capacities[count++] = event->limit;
            most = event->limit > most ? event->limit : most;
        }
        if (group->whole) {
            group->once_row = count;
            capacities[count++] = 1;
        }
    }
    model->capacity_count = count;
    model->large = most >= model_many(model);
    return PROMO_OK;
}

promo_status model_rows(struct model *model)
{
    promo_status status = make_atoms(model);
    if (status != PROMO_OK)
        return status;
    struct row_base *bases = atom_bases(model);
    model->places = SCRATCH_ARRAY(model->scratch, (size_t)model->atom_count + 1, struct place);
    model->bases = SCRATCH_ARRAY(model->scratch, model->atom_count, struct row_base);
    if (bases == NULL || model->places == NULL || model->bases == NULL)
        return PROMO_NO_MEMORY;
    status = model_merge(model, bases);
    return status == PROMO_OK ? make_capacities(model) : status;
}
