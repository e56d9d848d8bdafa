/* Which units are alike: atoms that no offer tells apart become one row.
 *
 * Atoms are told apart by price, floor and base, and by the sets of events: so many sets at a time as a word has bits, so that all
 * of them are compared at once. Groups are named by their first atom. */
#include "vm/best_model.h"

#include <string.h>

enum { SETS_AT_ONCE = 64 };

struct merge {
    struct model *model;
    const struct row_base *bases; /* by atom */
    uint32_t *groups, *next; /* by atom, all alike at first; `next`: while they are parted */
    uint64_t *held;          /* by atom: bits of the sets at hand that hold its units */
    uint32_t *table;         /* of atoms by what is the same in a group: open addressing */
    size_t slots;            /* a power of two */
    uint32_t set_count;      /* sets at hand ... */
    uint64_t by_sku;         /* ... those whose units have to be of one sku to be alike ... */
    uint64_t labelled;       /* ... and those of which no two units are alike */
};

bool model_selects_them(const struct best_event *event)
{
    for (uint32_t b = 0; b < event->benefit_count; b++)
        if (event->benefits[b].scope == BEST_ON_THEM &&
            (event->benefits[b].select == BEST_CHEAPEST || event->benefits[b].select == BEST_DEAREST))
            return true;
    return false;
}

/* Where a selection goes by basket order among equal prices, and it matters which unit it meets first (units that a choice
 * of the same offer tells apart, or earlier events of the promotion; units of equal price and different floors), rows are
 * of one class. */
static bool labelled(const struct model *model, const struct model_event *event)
{
    bool matters = model->floors_differ || model->groups[event->group].linked;
    return event->unsettled || (matters && model_selects_them(event->source));
}

/* Whether two atoms of the same price, floor, base, group and sets are alike as far as these sets go. */
static inline bool same_sku(const struct merge *merge, uint32_t a, uint32_t b)
{
    const struct model *model = merge->model;
    return (merge->held[a] & merge->by_sku) == 0 || model->problem->classes[model->atoms[a].class_index].sku ==
                                                        model->problem->classes[model->atoms[b].class_index].sku;
}

/* Parts groups by price, floor, base and the sets at hand. */
static void part_groups(struct merge *merge)
{
    const struct best_class *classes = merge->model->problem->classes;
    const struct atom *atoms = merge->model->atoms;
    const struct row_base *bases = merge->bases;
    const uint64_t *held = merge->held;
    uint32_t *groups = merge->groups, *next = merge->next, *table = merge->table, count = merge->model->atom_count;
    uint64_t labelled = merge->labelled;
    size_t last = merge->slots - 1;
    memset(table, 0xff, merge->slots * sizeof *table);
    for (uint32_t a = 0; a < count; a++) {
        const struct best_class *class = &classes[atoms[a].class_index];
        uint64_t key = ((uint64_t)class->price ^ (uint64_t)groups[a] << 32 ^ (uint64_t)bases[a].event << 48) + held[a];
        next[a] = a;
        if ((held[a] & labelled) != 0)
            continue;
        key = (key ^ (uint64_t)class->floor << 24) * UINT64_C(0x9e3779b97f4a7c15);
        for (size_t slot = (key ^ key >> 32) & last;; slot = (slot + 1) & last) {
            uint32_t b = table[slot];
            if (b == BEST_NONE) {
                table[slot] = a;
                break;
            }
            const struct best_class *other = &classes[atoms[b].class_index];
            if (held[a] == held[b] && groups[a] == groups[b] && class->price == other->price && class->floor == other->floor &&
                bases[a].event == bases[b].event && same_sku(merge, a, b)) {
                next[a] = b;
                break;
            }
        }
    }
    merge->groups = next;
    merge->next = groups;
}

/* The next sets are compared with those before. */
static void next_sets(struct merge *merge)
{
    part_groups(merge);
    memset(merge->held, 0, merge->model->atom_count * sizeof *merge->held);
    merge->set_count = 0;
    merge->by_sku = merge->labelled = 0;
}

/* Units that only one of both is in are not alike; `benefits` take the units of the set that a selection leaves. */
static void tell_apart(struct merge *merge, const struct model_event *event, const uint64_t *set, uint64_t benefits, bool by_sku)
{
    const struct model *model = merge->model;
    const uint32_t *starts = model->class_atoms;
    size_t class_count = model->problem->class_count;
    if (set == NULL)
        return;
    if (merge->set_count == SETS_AT_ONCE)
        next_sets(merge);
    uint64_t *held = merge->held, bit = (uint64_t)1 << merge->set_count++;
    struct bits_walk walk = bits_walk(set, class_count);
    merge->by_sku |= by_sku ? bit : 0;
    merge->labelled |= labelled(model, event) ? bit : 0;
    if (model->atom_count == class_count && event->chosen == NULL) { /* an atom for each class */
        for (size_t c; bits_walk_next(&walk, &c);)
            held[c] |= bit;
        return;
    }
    for (size_t c; bits_walk_next(&walk, &c);)
        for (uint32_t a = starts[c], end = starts[c + 1]; a < end; a++)
            if (model_chosen(event, a, benefits))
                held[a] |= bit;
}

/* By each set of an event. */
static void part_by_event(struct merge *merge, const struct model_event *event)
{
    const struct best_event *source = event->source;
    for (uint32_t i = 0; i < source->buy_count; i++)
        tell_apart(merge, event, source->buys[i].set, UINT64_MAX, source->buys[i].different);
    for (uint32_t i = 0; i < source->get_count && event->kind == OFFER_REPEATED; i++)
        tell_apart(merge, event, source->gets[i].set, UINT64_MAX, source->gets[i].different);
    for (uint32_t b = 0; b < source->benefit_count; b++)
        if (source->benefits[b].scope == BEST_ON_SET)
            tell_apart(merge, event, source->benefits[b].set, event->chosen != NULL ? (uint64_t)1 << b : UINT64_MAX, false);
}

/* By all events that are not part of the base. */
static void part_by_events(struct merge *merge)
{
    const struct model *model = merge->model;
    for (uint32_t g = 0; g < model->open_count; g++) {
        const struct model_group *group = &model->groups[model->open_groups[g]];
        for (uint32_t i = 0; i < group->count; i++)
            part_by_event(merge, &model->events[model->group_events[group->first + i]]);
    }
    part_groups(merge);
}

/* The base of a row, by that of an atom; false: overflow. */
static inline bool weigh_base(const struct model *model, const struct row_base *base, struct row_base *weighed)
{
    bool small = base->weight == (int64_t)base->weight;
    weighed->event = base->event;
    weighed->weight = small ? (int64_t)base->weight / model->percent_part : base->weight / model->percent_part;
    return model->award_scale == 1 || multiply_i128(weighed->weight, model->award_scale, &weighed->weight);
}

/* A row for each group, in the order of their first atoms; *last: by row, the atom before the next that joins it. */
static bool number_rows(const struct merge *merge, uint32_t *last)
{
    struct model *model = merge->model;
    const struct best_class *classes = model->problem->classes;
    struct atom *atoms = model->atoms;
    struct place *places = model->places;
    uint32_t count = model->atom_count, row_count = 0;
    for (uint32_t a = 0; a < count; a++) {
        struct atom *atom = &atoms[a];
        uint32_t first = merge->groups[a];
        if (first == a) {
            const struct best_class *class = &classes[atom->class_index];
            atom->row = row_count++;
            places[atom->row] = (struct place){atom->class_index, class->sku, a, class->price, class->floor, atom->count};
            if (!weigh_base(model, &merge->bases[a], &model->bases[atom->row]))
                return false;
        } else {
            atom->row = atoms[first].row;
            atoms[last[atom->row]].next = a;
            if (!add_i64(places[atom->row].count, atom->count, &places[atom->row].count))
                return false;
        }
        last[atom->row] = a;
    }
    model->row_count = row_count;
    return true;
}

promo_status model_merge(struct model *model, const struct row_base *bases)
{
    struct scratch *scratch = model->scratch;
    struct scratch_mark mark = scratch_mark(scratch);
    struct merge merge = {.model = model, .bases = bases, .slots = 16};
    while (merge.slots < 2 * (size_t)model->atom_count)
        merge.slots *= 2;
    merge.groups = SCRATCH_CLEARED(scratch, model->atom_count, uint32_t);
    merge.next = SCRATCH_ARRAY(scratch, model->atom_count, uint32_t);
    merge.held = SCRATCH_CLEARED(scratch, model->atom_count, uint64_t);
    merge.table = SCRATCH_ARRAY(scratch, merge.slots, uint32_t);
    if (merge.groups == NULL || merge.next == NULL || merge.held == NULL || merge.table == NULL)
        return PROMO_NO_MEMORY;
    part_by_events(&merge);
    bool fits = number_rows(&merge, merge.next);
    scratch_rewind(scratch, mark);
    return fits ? PROMO_OK : PROMO_OVERFLOW;
}
