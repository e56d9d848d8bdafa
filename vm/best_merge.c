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
    size_t words;            /* of a set, where each class is an atom; or 0 */
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

/* Atoms that the set holds, and a selection takes for these benefits, get the bit. */
static void hold_atoms(const struct merge *merge, const struct model_event *event, const uint64_t *set, uint64_t benefits, uint64_t bit)
{
    const struct model *model = merge->model;
    const uint32_t *starts = model->class_atoms;
    struct bits_walk walk = bits_walk(set, model->problem->class_count);
    for (size_t c; bits_walk_next(&walk, &c);)
        for (uint32_t a = starts[c], end = starts[c + 1]; a < end; a++)
            if (model_chosen(event, a, benefits))
                merge->held[a] |= bit;
}

/* The same with an atom for each class, and no selection. There is room for all bits of the set's last word. */
static inline void hold_classes(uint64_t *held, const uint64_t *set, size_t words, uint64_t bit)
{
    for (const uint64_t *end = set + words; set < end; set++, held += 64)
        for (uint64_t rest = *set; rest != 0; rest &= rest - 1)
            held[__builtin_ctzll(rest)] |= bit;
}

/* Units that only one of both is in are not alike; `benefits` take the units of the set that a selection leaves. */
static inline void tell_apart(struct merge *merge, const struct model_event *event, const uint64_t *set, uint64_t benefits, bool by_sku,
                              bool label)
{
    if (set == NULL)
        return;
    if (merge->set_count == SETS_AT_ONCE)
        next_sets(merge);
    uint64_t bit = (uint64_t)1 << merge->set_count++;
    if (by_sku)
        merge->by_sku |= bit;
    if (label)
        merge->labelled |= bit;
    if (merge->words > 0 && event->chosen == NULL)
        hold_classes(merge->held, set, merge->words, bit);
    else
        hold_atoms(merge, event, set, benefits, bit);
}

/* By each set of an event. */
static void part_by_event(struct merge *merge, const struct model_event *event)
{
    const struct best_event *source = event->source;
    const struct best_pick *pick = source->buys;
    bool label = labelled(merge->model, event);
    uint32_t picks = event->kind == OFFER_REPEATED ? source->buy_count + source->get_count : 0;
    for (uint32_t i = 0; i < picks; i++, pick++) {
        if (i == source->buy_count)
            pick = source->gets;
        tell_apart(merge, event, pick->set, UINT64_MAX, pick->different, label);
    }
    for (uint32_t b = 0; b < source->benefit_count; b++)
        if (source->benefits[b].scope == BEST_ON_SET)
            tell_apart(merge, event, source->benefits[b].set, event->chosen != NULL ? (uint64_t)1 << b : UINT64_MAX, false, label);
}

/* By all events that are not part of the base. */
static void part_by_events(struct merge *merge)
{
    const struct model *model = merge->model;
    const struct model_event *events = model->events;
    const uint32_t *numbers = model->group_events;
    for (uint32_t g = 0; g < model->open_count; g++) {
        const struct model_group *group = &model->groups[model->open_groups[g]];
        for (uint32_t i = 0; i < group->count; i++)
            part_by_event(merge, &events[numbers[group->first + i]]);
    }
    part_groups(merge);
}

/* The base of a row, by that of an atom; false: overflow. */
static bool weigh_base(struct model *model, const struct row_base *base, struct row_base *weighed)
{
    bool small = base->weight == (int64_t)base->weight;
    weighed->weight = small ? (int64_t)base->weight / model->percent_part : base->weight / model->percent_part;
    model->based = true;
    return model->award_scale == 1 || multiply_i128(weighed->weight, model->award_scale, &weighed->weight);
}

/* A row for each group, in the order of their first atoms; *last: by row, the atom before the next that joins it. */
static bool number_rows(const struct merge *merge, uint32_t *last)
{
    struct model *model = merge->model;
    const struct best_class *classes = model->problem->classes;
    const struct row_base *base = merge->bases;
    struct atom *atoms = model->atoms, *atom = atoms;
    struct place *places = model->places;
    struct row_base *bases = model->bases;
    uint32_t count = model->atom_count, row_count = 0;
    model->based = false;
    for (uint32_t a = 0; a < count; a++, atom++, base++) {
        uint32_t first = merge->groups[a], row = row_count;
        if (first == a) {
            const struct best_class *class = &classes[atom->class_index];
            row_count++;
            places[row] = (struct place){atom->class_index, class->sku, a, class->price, class->floor, atom->count};
            bases[row].weight = 0;
            bases[row].event = base->event;
            if (base->event != BEST_NONE && !weigh_base(model, base, &bases[row]))
                return false;
        } else {
            row = atoms[first].row;
            atoms[last[row]].next = a;
            if (!add_i64(places[row].count, atom->count, &places[row].count))
                return false;
        }
        atom->row = row;
        last[row] = a;
    }
    model->row_count = row_count;
    return true;
}

promo_status model_merge(struct model *model, const struct row_base *bases)
{
    struct scratch *scratch = model->scratch;
    struct scratch_mark mark = scratch_mark(scratch);
    struct merge merge = {.model = model, .bases = bases, .slots = 16};
    size_t words = BITS_WORDS(model->problem->class_count);
    bool whole = model->atom_count == model->problem->class_count;
    merge.words = whole ? words : 0;
    while (merge.slots < 2 * (size_t)model->atom_count)
        merge.slots *= 2;
    size_t atoms = model->atom_count;
    merge.groups = SCRATCH_ARRAY(scratch, 2 * atoms + merge.slots, uint32_t);
    merge.held = SCRATCH_CLEARED(scratch, whole ? 64 * words : atoms, uint64_t);
    if (merge.groups == NULL || merge.held == NULL)
        return PROMO_NO_MEMORY;
    merge.next = merge.groups + atoms;
    merge.table = merge.next + atoms;
    memset(merge.groups, 0, atoms * sizeof *merge.groups);
    part_by_events(&merge);
    bool fits = number_rows(&merge, merge.next);
    scratch_rewind(scratch, mark);
    return fits ? PROMO_OK : PROMO_OVERFLOW;
}
