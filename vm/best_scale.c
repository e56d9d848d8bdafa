#include "vm/best_scale.h"

#include <limits.h>
#include <string.h>

enum {
    AMOUNT_MOST = 16,  /* units that a column takes of a row, where nothing is scaled */
    ROUNDS = 8,
    COLUMN_MOST = 24,
    CAPACITY_BITS = 24 /* of a row's units, scaled */
};

static bool is_large(const struct component *component)
{
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        for (uint32_t i = 0; i < column->entry_count; i++)
            if (component->entries[column->first_entry + i].amount > AMOUNT_MOST)
                return true;
    }
    return false;
}

static int between(int value, int least, int most)
{
    return value < least ? least : value < most ? value : most;
}

/* Of numbers seen so far, as powers of two. */
struct extent {
    int least, most;
};

static void add(struct extent *extent, int bits)
{
    extent->least = bits < extent->least ? bits : extent->least;
    extent->most = bits > extent->most ? bits : extent->most;
}

static int middle_of(const struct extent *extent)
{
    return extent->least > extent->most ? 0 : (extent->least + extent->most) / 2;
}

static int amount_bits(int64_t amount)
{
    return amount == 0 ? 0 : 63 - __builtin_clzll((uint64_t)(amount < 0 ? -amount : amount));
}

/* Columns as the rows are scaled; what they take then, in the extents of the rows. */
static void scale_columns(const struct component *component, const uint8_t *rows, uint8_t *columns,
                          struct extent *extents)
{
    for (uint32_t r = 0; r < component->row_count; r++)
        extents[r] = (struct extent){INT_MAX, INT_MIN};
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        const struct entry *entries = component->entries + column->first_entry;
        struct extent extent = {INT_MAX, INT_MIN};
        for (uint32_t i = 0; i < column->entry_count; i++)
            add(&extent, amount_bits(entries[i].amount) + rows[entries[i].row]);
        columns[j] = (uint8_t)between(middle_of(&extent), 0, COLUMN_MOST);
        for (uint32_t i = 0; i < column->entry_count; i++)
            add(&extents[entries[i].row], amount_bits(entries[i].amount) - columns[j]);
    }
}

promo_status scale_find(const struct component *component, uint8_t *columns, uint8_t *rows)
{
    uint32_t row_count = component->row_count;
    struct scratch *scratch = component->model->scratch;
    memset(columns, 0, component->column_count * sizeof *columns);
    memset(rows, 0, row_count * sizeof *rows);
    if (!is_large(component))
        return PROMO_OK;
    struct scratch_mark mark = scratch_mark(scratch);
    struct extent *extents = SCRATCH_ARRAY(scratch, row_count, struct extent);
    if (extents == NULL)
        return PROMO_NO_MEMORY;
    for (int round = 0; round < ROUNDS; round++) {
        scale_columns(component, rows, columns, extents);
        for (uint32_t r = 0; r < row_count; r++) {
            int room = CAPACITY_BITS - amount_bits(component->rows[r].capacity);
            rows[r] = (uint8_t)between(-middle_of(&extents[r]), 0, room > 0 ? room : 0);
        }
    }
    scale_columns(component, rows, columns, extents);
    component->model->work += component->column_count;
    scratch_rewind(scratch, mark);
    return PROMO_OK;
}
