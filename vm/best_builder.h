/* An answer in the making: pieces and shares are added to it, and what each event is used for is counted. */
#ifndef VM_BEST_BUILDER_H
#define VM_BEST_BUILDER_H

#include "vm/best_value.h"

/* What has been done with each row's units so far, and with each event. */
struct builder {
    struct model *model;
    struct answer *answer;
    uint32_t *atoms;           /* by row: the atom whose units come next */
    int64_t *taken;            /* of that atom */
    struct tally *tallies;     /* by model event */
    struct place *atom_places; /* NULL until asked for */
};

promo_status builder_begin(struct builder *builder, struct model *model, struct answer *answer);

static inline promo_status builder_share(struct builder *builder, uint32_t event, bool gotten, struct fraction off)
{
    const struct model_event *source = &builder->model->events[event];
    struct answer *answer = builder->answer;
    if (!VECTOR_RESERVE(&answer->shares, builder->model->alloc, 1))
        return PROMO_NO_MEMORY;
    struct best_share *share = &answer->shares.items[answer->shares.count++];
    share->promotion = source->promotion;
    share->event = source->event;
    share->gotten = gotten;
    share->discount = off;
    return PROMO_OK;
}

/* Units of an atom (the one after all: shipping) get the newest shares. */
static inline promo_status builder_piece(struct builder *builder, uint32_t atom, int64_t count, uint32_t first_share)
{
    struct answer *answer = builder->answer;
    if (!VECTOR_RESERVE(&answer->unsorted, builder->model->alloc, 1))
        return PROMO_NO_MEMORY;
    struct best_piece *piece = &answer->unsorted.items[answer->unsorted.count++];
    piece->class_index = atom;
    piece->count = count;
    piece->first_share = first_share;
    piece->share_count = (uint32_t)answer->shares.count - first_share;
    return PROMO_OK;
}

/* The next `count` units of a row get the newest shares, in basket order. */
promo_status builder_units(struct builder *builder, uint32_t row, int64_t count, uint32_t first_share);

/* An event is used so often, each time for so many parts. */
static inline promo_status builder_parts(struct builder *builder, uint32_t event, int64_t times, promo_i128 parts)
{
    struct tally *tally = &builder->tallies[event];
    tally->times += times;
    return multiply_i128(parts, times, &parts) && add_i128(tally->parts, parts, &tally->parts) ? PROMO_OK : PROMO_OVERFLOW;
}

/* Pieces by class, and in a class by the units that they are of: which of them gets an odd minor unit must not depend on how
 * units are spread over lines. */
promo_status builder_sort(struct builder *builder);

#endif
