#include "vm/best_basis.h"
#include "vm/best_scale.h"

#include <string.h>

enum {
    WEIGHT_BITS = 52, /* of the greatest weight, scaled */
    AMOUNT_BITS = 24, /* of units, as far as the relaxation knows */
    UNITS_MOST = 4,   /* of a row, listed one by one */
    LOSS_MOST = 1 << 30
};

static int64_t at_most_bits(promo_i128 value, int bits)
{
    const promo_i128 most = (promo_i128)1 << bits;
    return (int64_t)(value < most ? value : most);
}

/* The purses that a column is paid from: a cap, a budget, both or none. */
static uint32_t purses_of(const struct component *component, uint32_t column, uint32_t purses[2])
{
    const struct component_promotion *promotion = &component->promotions[component->columns[column].promotion];
    uint32_t count = 0;
    if (promotion->cap != BEST_NONE)
        purses[count++] = promotion->cap;
    if (promotion->budget != BEST_NONE)
        purses[count++] = promotion->budget;
    return count;
}

static int64_t purse_amount(const struct linear *linear, promo_i128 money, uint32_t purse)
{
    promo_i128 norm = linear->component->purses[purse].norm;
    int shift = 0;
    while (money >> shift >= (promo_i128)1 << 80)
        shift++;
    norm = norm >> shift > 0 ? norm >> shift : 1;
    return at_most_bits(((money >> shift) << LINEAR_BITS) / norm, LINEAR_BITS + AMOUNT_BITS);
}

static uint64_t mask_of(const struct linear *linear, uint32_t variable)
{
    const struct linear_lists *lists = &linear->lists[variable];
    uint64_t mask = 0;
    for (uint32_t i = lists->first_unit; i < lists[1].first_unit; i++)
        mask |= basis_row_bit(linear->units[i]);
    for (uint32_t i = lists->first_entry; i < lists[1].first_entry; i++)
        mask |= basis_row_bit(linear->entries[i].row);
    return mask;
}

/* What a unit of the column's variable takes of a row. */
static int64_t scaled_amount(const struct linear *linear, uint32_t column, const struct entry *entry)
{
    int shift = LINEAR_BITS + linear->row_scales[entry->row] - linear->scales[column];
    return at_most_bits(entry->amount, AMOUNT_BITS) * ((int64_t)1 << shift);
}

/* Columns take their rows' units, and their money of the purses that they are paid from. What a purse cuts is a variable
 * that gives room in it, and in the budget behind a cap, for what it costs. */
static void list_entries(struct linear *linear)
{
    const struct component *component = linear->component;
    uint32_t at = 0, unit = 0, rows = component->row_count;
    for (uint32_t j = 0; j < linear->columns; j++) {
        const struct component_column *column = &component->columns[j];
        const struct entry *entry = component->entries + column->first_entry, *end = entry + column->entry_count;
        uint32_t purses[2], purse_count = linear->cuts > 0 ? purses_of(component, j, purses) : 0;
        linear->lists[j] = (struct linear_lists){unit, at};
        for (; entry < end; entry++)
            if (entry->amount > 0 && entry->amount <= UNITS_MOST && linear->scales[j] == linear->row_scales[entry->row])
                for (int64_t i = 0; i < entry->amount; i++)
                    linear->units[unit++] = entry->row;
            else
                linear->entries[at++] = (struct linear_entry){entry->row, scaled_amount(linear, j, entry)};
        for (uint32_t i = 0; i < purse_count; i++)
            if (column->money > 0)
                linear->entries[at++] =
                    (struct linear_entry){rows + purses[i], purse_amount(linear, column->money, purses[i]) >> linear->scales[j]};
    }
    for (uint32_t i = 0; i < linear->cuts; i++) {
        uint32_t behind = component->purses[i].behind;
        linear->lists[linear->columns + i] = (struct linear_lists){unit, at};
        linear->entries[at++] = (struct linear_entry){rows + i, -BASIS_ONE};
        if (behind != BEST_NONE)
            linear->entries[at++] =
                (struct linear_entry){rows + behind, -purse_amount(linear, component->purses[i].norm, behind)};
    }
    linear->lists[linear->columns + linear->cuts] = (struct linear_lists){unit, at};
    for (uint32_t variable = 0; variable < basis_own(linear); variable++)
        linear->masks[variable] = mask_of(linear, variable);
}

static void scale_weights(struct linear *linear)
{
    const struct component *component = linear->component;
    int64_t greatest = 1;
    for (uint32_t j = 0; j < linear->columns; j++)
        if (component->columns[j].fine > greatest)
            greatest = component->columns[j].fine;
    linear->shift = 0;
    while (greatest >> linear->shift >= (int64_t)1 << WEIGHT_BITS)
        linear->shift++;
    for (uint32_t j = 0; j < linear->columns; j++) {
        int64_t weight = component->columns[j].fine >> (linear->shift + linear->scales[j]);
        const int64_t least = -((int64_t)1 << WEIGHT_BITS);
        linear->weights[j] = weight > least ? weight : least;
    }
    for (uint32_t i = 0; i < linear->cuts; i++) {
        promo_i128 weight = component_fine(component, component->purses[i].norm * component->purses[i].each);
        linear->weights[linear->columns + i] = -at_most_bits(weight >> linear->shift, WEIGHT_BITS + 4);
    }
    for (uint32_t r = 0; r < linear->rows; r++)
        linear->weights[linear->columns + linear->cuts + r] = 0;
    linear->tolerance = (greatest >> linear->shift >> 24) + 16;
    linear->coarse = 0;
    while (greatest >> linear->shift >> linear->coarse > LOSS_MOST)
        linear->coarse++;
}

/* A little more capacity than there is, differently for each row, so that no pivot is of no use. */
static int64_t starting_level(const struct linear *linear, uint32_t r)
{
    const struct component *component = linear->component;
    int64_t level;
    if (r < component->row_count)
        level = at_most_bits(component->rows[r].capacity, AMOUNT_BITS) << (LINEAR_BITS + linear->row_scales[r]);
    else
        level = purse_amount(linear, component->purses[r - component->row_count].limit, r - component->row_count);
    return level + (((r + 1) * UINT32_C(2654435761)) >> 14);
}

promo_status linear_state_new(const struct linear *linear, struct linear_state *state)
{
    struct scratch *scratch = linear->component->model->scratch;
    size_t rows = linear->rows;
    state->inverse = SCRATCH_ARRAY(scratch, rows * rows, int64_t);
    state->prices = SCRATCH_ARRAY(scratch, rows, int64_t);
    state->levels = SCRATCH_ARRAY(scratch, rows, int64_t);
    state->basis = SCRATCH_ARRAY(scratch, rows, uint32_t);
    state->places = SCRATCH_ARRAY(scratch, rows, uint32_t);
    state->tight = SCRATCH_ARRAY(scratch, rows, uint32_t);
    state->flags = SCRATCH_ARRAY(scratch, linear->variables, uint8_t);
    bool has = state->inverse != NULL && state->prices != NULL && state->levels != NULL && state->basis != NULL &&
               state->places != NULL && state->tight != NULL && state->flags != NULL;
    return has ? PROMO_OK : PROMO_NO_MEMORY;
}

void linear_copy(const struct linear *linear, struct linear_state *to, const struct linear_state *from)
{
    size_t rows = linear->rows;
    for (uint32_t i = 0; i < from->tight_count; i++) {
        size_t first = from->tight[i] * rows;
        memcpy(to->inverse + first, from->inverse + first, rows * sizeof *to->inverse);
    }
    memcpy(to->prices, from->prices, rows * sizeof *to->prices);
    memcpy(to->levels, from->levels, rows * sizeof *to->levels);
    memcpy(to->basis, from->basis, rows * sizeof *to->basis);
    memcpy(to->places, from->places, rows * sizeof *to->places);
    memcpy(to->tight, from->tight, from->tight_count * sizeof *to->tight);
    to->tight_count = from->tight_count;
    to->delayed = from->delayed;
    memcpy(to->flags, from->flags, linear->variables * sizeof *to->flags);
}

/* As before, for the rows that there were. */
static promo_status find_scales(struct linear *linear, const struct linear *old)
{
    const struct component *component = linear->component;
    if (old == NULL)
        return scale_find(component, linear->scales, linear->row_scales);
    memcpy(linear->scales, old->scales, linear->columns * sizeof *linear->scales);
    memcpy(linear->row_scales, old->row_scales, (old->rows - old->cuts) * sizeof *linear->row_scales);
    return PROMO_OK;
}

promo_status linear_begin(struct linear *linear, struct component *component, const struct linear *old)
{
    struct scratch *scratch = component->model->scratch;
    uint32_t columns = component->column_count, cuts = component->purse_count;
    *linear = (struct linear){.component = component, .columns = columns, .cuts = cuts};
    linear->rows = component->row_count + cuts;
    linear->variables = columns + cuts + linear->rows;
    size_t entry_count = 2 * (size_t)cuts;
    for (uint32_t j = 0; j < columns; j++)
        entry_count += component->columns[j].entry_count + (cuts > 0 ? 2 : 0);
    linear->weights = SCRATCH_ARRAY(scratch, linear->variables, int64_t);
    linear->units = SCRATCH_ARRAY(scratch, entry_count * UNITS_MOST, uint32_t);
    linear->entries = SCRATCH_ARRAY(scratch, entry_count, struct linear_entry);
    linear->lists = SCRATCH_ARRAY(scratch, (size_t)columns + cuts + 1, struct linear_lists);
    linear->masks = SCRATCH_ARRAY(scratch, (size_t)columns + cuts, uint64_t);
    linear->scales = SCRATCH_CLEARED(scratch, (size_t)columns + cuts, uint8_t);
    linear->row_scales = SCRATCH_CLEARED(scratch, linear->rows, uint8_t);
    linear->lower = SCRATCH_CLEARED(scratch, columns, int64_t);
    linear->upper = SCRATCH_ARRAY(scratch, columns, int64_t);
    linear->direction = SCRATCH_ARRAY(scratch, linear->rows, int64_t);
    linear->row = SCRATCH_ARRAY(scratch, linear->rows, int64_t);
    linear->moved = SCRATCH_ARRAY(scratch, linear->rows, uint32_t);
    linear->listed = SCRATCH_ARRAY(scratch, (size_t)linear->rows + 1, uint32_t);
    linear->entering = SCRATCH_ARRAY(scratch, (size_t)columns + cuts + 1, uint32_t);
    if (linear->weights == NULL || linear->units == NULL || linear->entries == NULL || linear->lists == NULL || linear->masks == NULL || linear->scales == NULL || linear->row_scales == NULL ||
        linear->lower == NULL || linear->upper == NULL || linear->direction == NULL || linear->row == NULL ||
        linear->moved == NULL || linear->listed == NULL || linear->entering == NULL ||
        find_scales(linear, old) != PROMO_OK || linear_state_new(linear, &linear->state) != PROMO_OK)
        return PROMO_NO_MEMORY;
    linear->state.tight_count = 0;
    linear->state.delayed.variable = BEST_NONE;
    list_entries(linear);
    scale_weights(linear);
    memset(linear->state.prices, 0, linear->rows * sizeof *linear->state.prices);
    memset(linear->state.flags, 0, linear->variables * sizeof *linear->state.flags);
    for (uint32_t j = 0; j < columns; j++)
        linear->upper[j] = component->columns[j].most;
    for (uint32_t r = 0; r < linear->rows; r++) {
        linear->state.levels[r] = starting_level(linear, r);
        linear->state.basis[r] = columns + cuts + r;
        linear->state.places[r] = r;
        linear->state.flags[columns + cuts + r] = LINEAR_BASIC;
    }
    return PROMO_OK;
}

void linear_bound(struct linear *linear, uint32_t column, int64_t lower, int64_t upper)
{
    uint8_t *flag = &linear->state.flags[column];
    if (*flag != LINEAR_BASIC) {
        int64_t before = *flag == LINEAR_AT_UPPER ? linear->upper[column] : linear->lower[column];
        int64_t after = *flag == LINEAR_AT_UPPER ? upper : lower;
        promo_i128 change = (promo_i128)(after - before) * ((int64_t)1 << linear->scales[column]);
        if (change != 0) {
            basis_find_direction(linear, column);
            for (uint32_t k = 0; k < linear->rows; k++)
                linear->state.levels[k] =
                    basis_bounded(linear->state.levels[k] - linear->direction[k] * change);
        }
    }
    linear->lower[column] = lower;
    linear->upper[column] = upper;
}

int64_t linear_row_price(const struct linear *linear, uint32_t row)
{
    int64_t price = linear->state.prices[row];
    int shift = linear->shift + linear->row_scales[row];
    return price > 0 && price < INT64_MAX >> (shift + 2) ? price << shift : 0;
}

promo_i128 linear_row_weight(const struct linear *linear, uint32_t row, int sign)
{
    const promo_i128 most = (promo_i128)1 << (LINEAR_BITS + 12); /* far from what a sound basis has */
    promo_i128 number = (promo_i128)linear->row[row] * sign;
    return number > 0 ? (number < most ? number : most) << linear->row_scales[row] : 0;
}

int64_t linear_purse_price(const struct linear *linear, uint32_t number)
{
    const struct component *component = linear->component;
    const struct purse *purse = &component->purses[number];
    int64_t price = linear_row_price(linear, component->row_count + number);
    promo_i128 most = component_fine(component, purse->norm * purse->each);
    if (purse->behind != BEST_NONE) {
        const struct purse *behind = &component->purses[purse->behind];
        promo_i128 product = 0;
        bool fits = multiply_i128(behind->price, purse->norm, &product);
        most = fits ? most - (product / behind->norm + 1) : 0;
    }
    if (most < 0)
        return 0;
    return price + ((promo_i128)linear->tolerance << linear->shift) < most ? price : (int64_t)most; /* what is cut is basic: nearly is all */
}

void linear_values(const struct linear *linear, const uint32_t *open, uint32_t open_count, int64_t *values)
{
    for (uint32_t i = 0; i < open_count; i++) {
        uint32_t j = open[i];
        int64_t copies = linear->state.flags[j] == LINEAR_AT_UPPER ? linear->upper[j] : linear->lower[j];
        values[j] = copies < (INT64_MAX >> LINEAR_BITS) ? copies << LINEAR_BITS : INT64_MAX;
    }
    for (uint32_t k = 0; k < linear->rows; k++) {
        uint32_t variable = linear->state.basis[k];
        int64_t level = linear->state.levels[k];
        if (variable < linear->columns)
            values[variable] = level < 0 ? 0 : level >> linear->scales[variable];
    }
}
