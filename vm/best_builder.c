#include "vm/best_builder.h"

promo_status builder_begin(struct builder *builder, struct model *model, struct answer *answer)
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

/* From as many atoms as it takes. */
static promo_status take_atoms(struct builder *builder, uint32_t row, int64_t count, uint32_t first_share)
{
    const struct model *model = builder->model;
    promo_status status = PROMO_OK;
    while (status == PROMO_OK && count > 0) {
        const struct atom *atom = &model->atoms[builder->atoms[row]];
        int64_t units = atom->count - builder->taken[row];
        units = units < count ? units : count;
        if (units > 0)
            status = builder_piece(builder, builder->atoms[row], units, first_share);
        count -= units;
        builder->taken[row] += units;
        if (builder->taken[row] == atom->count && atom->next != BEST_NONE) {
            builder->atoms[row] = atom->next;
            builder->taken[row] = 0;
        }
    }
    return status;
}

promo_status builder_units(struct builder *builder, uint32_t row, int64_t count, uint32_t first_share)
{
    const struct model *model = builder->model;
    if (row == model->row_count)
        return builder_piece(builder, model->atom_count, count, first_share);
    uint32_t a = builder->atoms[row];
    const struct atom *atom = &model->atoms[a];
    int64_t taken = builder->taken[row] + count;
    if (count == 0 || taken > atom->count || (taken == atom->count && atom->next != BEST_NONE))
        return take_atoms(builder, row, count, first_share);
    builder->taken[row] = taken;
    return builder_piece(builder, a, count, first_share);
}

promo_status builder_sort(struct builder *builder)
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
