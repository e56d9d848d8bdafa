/* The relaxation with more rows than before: the basis as it was, with what the new rows have left. */
#include "vm/best_basis.h"

#include <string.h>

/* Numbers before and after: the new rows come after the component's old ones, and before its purses. */
struct extension {
    const struct linear *old;
    struct linear *linear;
    uint32_t before, added;
    uint64_t mask; /* bits of the new rows */
};

static uint32_t moved_row(const struct extension *extension, uint32_t row)
{
    return row < extension->before ? row : row + extension->added;
}

static uint32_t moved_variable(const struct extension *extension, uint32_t variable)
{
    uint32_t own = basis_own(extension->old);
    return variable < own ? variable : own + moved_row(extension, variable - own);
}

/* What a column takes of the new rows, times `number`, off their numbers. */
static void take_off(const struct extension *extension, uint32_t column, int64_t number, int64_t *of_rows)
{
    const struct linear *linear = extension->linear;
    const struct linear_lists *lists = &linear->lists[column];
    uint32_t first = extension->before, end = first + extension->added;
    for (uint32_t i = lists->first_unit; i < lists[1].first_unit; i++) {
        uint32_t r = linear->units[i];
        if (r >= first && r < end)
            of_rows[r] = basis_minus(of_rows[r], number);
    }
    for (uint32_t i = lists->first_entry; i < lists[1].first_entry; i++) {
        const struct linear_entry *entry = &linear->entries[i];
        if (entry->row >= first && entry->row < end)
            of_rows[entry->row] = basis_minus(of_rows[entry->row], basis_times(number, entry->amount));
    }
}

/* The places of the old basis whose columns take anything of the new rows; how many. */
static uint32_t list_takers(const struct extension *extension, uint32_t *places)
{
    const struct linear *old = extension->old;
    uint32_t count = 0;
    for (uint32_t k = 0; k < old->rows; k++)
        if (old->state.basis[k] < old->columns && (extension->linear->masks[old->state.basis[k]] & extension->mask) != 0)
            places[count++] = k;
    return count;
}

/* The inverse of the old basis, and for each new row what the basic columns take of it. */
static void extend_inverse(const struct extension *extension)
{
    const struct linear *old = extension->old;
    const struct linear_state *state = &old->state;
    uint32_t before = extension->before, added = extension->added, *takers = extension->linear->moved;
    uint32_t count = list_takers(extension, takers);
    for (uint32_t i = 0; i < state->tight_count; i++) {
        const int64_t *from = state->inverse + (size_t)state->tight[i] * old->rows;
        uint32_t r = moved_row(extension, state->tight[i]);
        int64_t *to = extension->linear->state.inverse + (size_t)r * extension->linear->rows;
        memcpy(to, from, before * sizeof *to);
        memset(to + before, 0, added * sizeof *to);
        memcpy(to + before + added, from + before, (old->rows - before) * sizeof *to);
        for (uint32_t t = 0; t < count; t++)
            if (from[takers[t]] != 0)
                take_off(extension, state->basis[takers[t]], from[takers[t]], to);
    }
}

promo_status linear_add_rows(struct linear *linear, uint32_t before)
{
    const struct linear old = *linear;
    const struct component *component = old.component;
    struct extension extension = {&old, linear, before, component->row_count - before, 0};
    promo_status status = linear_begin(linear, old.component, &old);
    struct linear_state *state = &linear->state;
    uint32_t own = basis_own(&old);
    if (status != PROMO_OK)
        return status;
    for (uint32_t r = before; r < component->row_count; r++)
        extension.mask |= basis_row_bit(r);
    for (uint32_t variable = 0; variable < old.variables; variable++)
        state->flags[moved_variable(&extension, variable)] = old.state.flags[variable];
    for (uint32_t k = 0; k < old.rows; k++) {
        uint32_t place = moved_row(&extension, k), variable = moved_variable(&extension, old.state.basis[k]);
        state->basis[place] = variable;
        state->levels[place] = old.state.levels[k];
        state->prices[place] = old.state.prices[k];
    }
    for (uint32_t i = 0; i < old.state.tight_count; i++) {
        uint32_t r = moved_row(&extension, old.state.tight[i]);
        state->tight[state->tight_count++] = r;
        state->places[r] = BEST_NONE;
    }
    for (uint32_t k = 0; k < linear->rows; k++)
        if (state->basis[k] >= own)
            state->places[state->basis[k] - own] = k;
    extend_inverse(&extension);
    for (uint32_t j = 0; j < linear->columns; j++)
        if (component->values[j] != 0 && (linear->masks[j] & extension.mask) != 0)
            take_off(&extension, j, basis_bounded((promo_i128)component->values[j] << linear->scales[j]), state->levels);
    return PROMO_OK;
}
