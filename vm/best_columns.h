/* Columns in the making: entries and takes are added to a draft, which is kept if it can be part of a best set.
 *
 * Called by what makes offers of one kind: columns (per unit, once), patterns (buy, get, every), configurations. */
#ifndef VM_BEST_COLUMNS_H
#define VM_BEST_COLUMNS_H

#include "vm/best_model.h"

struct draft {
    uint32_t event;      /* model event; of a configuration, its group's first */
    uint32_t promotion;
    bool linked, unit;
    bool rational;       /* `exact` is given instead of `money` */
    promo_i128 money;    /* parts */
    struct fraction exact; /* minor units */
    int64_t worth, awards;
    size_t first_entry, first_take;
};

static inline void draft_begin(struct model *model, struct draft *draft, uint32_t event)
{
    const struct model_event *source = &model->events[event];
    draft->event = event;
    draft->promotion = source->promotion;
    draft->linked = draft->unit = draft->rational = false;
    draft->money = 0;
    draft->exact = (struct fraction){0, 1};
    draft->worth = source->worth;
    draft->awards = source->awards;
    draft->first_entry = model->entries.count;
    draft->first_take = model->takes.count;
}

static inline promo_status draft_entry(struct model *model, uint32_t row, int64_t amount)
{
    return VECTOR_PUSH(&model->entries, model->alloc, (struct entry){row, amount}) ? PROMO_OK : PROMO_NO_MEMORY;
}

static inline promo_status draft_take(struct model *model, uint32_t row, uint32_t pick, int64_t units)
{
    return VECTOR_PUSH(&model->takes, model->alloc, (struct take){row, pick, units}) ? PROMO_OK : PROMO_NO_MEMORY;
}

/* Makes it a column, unless it is no offer, does not fit, or is not better than what its units give alone. */
promo_status draft_finish(struct model *model, struct draft *draft);

/* Makes it a column whatever it is worth, of which no more copies than `most` are used: a slot. */
promo_status draft_keep(struct model *model, struct draft *draft, int64_t most);

/* Visits the rows whose units the set holds (NULL: all rows) and a selection takes, in the order of their numbers. Begins
 * with all else zero. */
struct row_walk {
    const struct model *model;
    const struct model_event *event;
    const uint64_t *set;
    size_t next_class;
    uint32_t atom, atom_end;
};

static inline bool row_walk_next(struct row_walk *walk, uint32_t *row)
{
    const struct model *model = walk->model;
    size_t class_count = model->problem->class_count;
    for (;;) {
        while (walk->atom < walk->atom_end) {
            uint32_t a = walk->atom++;
            const struct atom *atom = &model->atoms[a];
            if (model->places[atom->row].first_atom == a && model_chosen(walk->event, a, UINT64_MAX)) {
                *row = atom->row;
                return true;
            }
        }
        size_t next = walk->set != NULL ? bits_next(walk->set, class_count, walk->next_class) : walk->next_class;
        if (next >= class_count)
            return false;
        walk->next_class = next + 1;
        walk->atom = model->class_atoms[next];
        walk->atom_end = model->class_atoms[next + 1];
    }
}

/* Whether it is the same as a column in what it claims, and in money; the draft is dropped. */
promo_status draft_same(struct model *model, struct draft *draft, const struct column *column, bool *same);

/* Steps that looking at an application counts; and how many units one may have, for ways to apply it to be columns. */
enum { APPLICATION_STEPS = 16, APPLIED_UNITS = 40 };

/* The column of a lone repeated event that can be applied in one way only. *made false: it is of another kind. */
promo_status bundle_column(struct model *model, uint32_t event, bool *made);

/* All offers of any other lone repeated event that may improve on what their units give alone. */
promo_status pattern_columns(struct model *model, uint32_t event);

/* Some of them, where there are no steps for all: those that the limit leaves time for. */
promo_status pattern_first(struct model *model, uint32_t event);

/* The column of one application of such an event, unless its units give as much alone. */
promo_status pattern_column(struct model *model, uint32_t event, const struct take *takes, uint32_t take_count);

/* All configurations of a linked group in which its offers hang together. */
promo_status config_columns(struct model *model, uint32_t group);

/* Exact money of one application with several price benefits; `takes` as in a column. The best of all choices. */
promo_status config_application(struct model *model, uint32_t event, const struct take *takes, uint32_t take_count,
                                struct fraction *money, bool *refused);

#endif
