#include "vm/best_linear.h"

#include <string.h>

enum {
    BITS = LINEAR_BITS,
    PRICE_BITS = LINEAR_PRICE_BITS,
    WEIGHT_BITS = 32, /* of the greatest weight, scaled */
    AMOUNT_BITS = 26,
    CAPACITY_BITS = 40,
    STEPS_A_PIVOT = 16,
    PIVOTS_A_ROW = 12,
    PIVOTS_LEAST = 40
};

#define ONE ((int64_t)1 << BITS)
#define PIVOT_SMALLEST ((int64_t)1 << (BITS - 14))
#define FEASIBLE ((promo_i128)1 << (BITS - 10)) /* what a level may be out of its bounds by */

/* Far from what a sound basis has; a number beyond says that it is not, and must not overflow. */
static int64_t bounded(promo_i128 value)
{
    const promo_i128 most = (promo_i128)1 << 61;
    return (int64_t)(value > most ? most : value < -most ? -most : value);
}

static int64_t times(int64_t a, int64_t b)
{
    return bounded(((promo_i128)a * b + ((int64_t)1 << (BITS - 1))) >> BITS);
}

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

/* Money of a purse that counts as 1 in its row: its limit, or a column's money where that is more. */
static void find_norms(struct linear *linear)
{
    struct component *component = linear->component;
    for (uint32_t i = 0; i < linear->cuts; i++)
        component->purses[i].norm = component->purses[i].limit > 0 ? component->purses[i].limit : 1;
    for (uint32_t j = 0; j < linear->columns && linear->cuts > 0; j++) {
        uint32_t purses[2], count = purses_of(component, j, purses);
        for (uint32_t i = 0; i < count; i++)
            if (component->columns[j].money > component->purses[purses[i]].norm)
                component->purses[purses[i]].norm = component->columns[j].money;
    }
}

static int64_t purse_amount(const struct linear *linear, promo_i128 money, uint32_t purse)
{
    promo_i128 norm = linear->component->purses[purse].norm;
    int shift = 0;
    while (money >> shift >= (promo_i128)1 << 80)
        shift++;
    norm = norm >> shift > 0 ? norm >> shift : 1;
    return at_most_bits(((money >> shift) << BITS) / norm, BITS + AMOUNT_BITS);
}

/* Columns take their rows' units, and their money of the purses that they are paid from. What a purse cuts is a variable
 * that gives room in it, and in the budget behind a cap, for what it costs. */
static void list_entries(struct linear *linear)
{
    const struct component *component = linear->component;
    uint32_t at = 0, rows = component->row_count;
    for (uint32_t j = 0; j < linear->columns; j++) {
        const struct component_column *column = &component->columns[j];
        uint32_t purses[2], purse_count = linear->cuts > 0 ? purses_of(component, j, purses) : 0;
        linear->first_entries[j] = at;
        for (uint32_t i = 0; i < column->entry_count; i++) {
            const struct entry *entry = &component->entries[column->first_entry + i];
            linear->entries[at++] =
                (struct linear_entry){entry->row, at_most_bits(entry->amount, AMOUNT_BITS) << BITS};
        }
        for (uint32_t i = 0; i < purse_count; i++)
            if (column->money > 0)
                linear->entries[at++] =
                    (struct linear_entry){rows + purses[i], purse_amount(linear, column->money, purses[i])};
    }
    for (uint32_t i = 0; i < linear->cuts; i++) {
        uint32_t behind = component->purses[i].behind;
        linear->first_entries[linear->columns + i] = at;
        linear->entries[at++] = (struct linear_entry){rows + i, -ONE};
        if (behind != BEST_NONE)
            linear->entries[at++] =
                (struct linear_entry){rows + behind, -purse_amount(linear, component->purses[i].norm, behind)};
    }
    linear->first_entries[linear->columns + linear->cuts] = at;
}

static void scale_weights(struct linear *linear)
{
    const struct component *component = linear->component;
    promo_i128 greatest = 1;
    for (uint32_t j = 0; j < linear->columns; j++)
        if (component->columns[j].weight > greatest)
            greatest = component->columns[j].weight;
    linear->shift = 0;
    while (greatest >> linear->shift >= (promo_i128)1 << WEIGHT_BITS)
        linear->shift++;
    for (uint32_t j = 0; j < linear->columns; j++) {
        promo_i128 weight = component->columns[j].weight >> linear->shift;
        const promo_i128 least = -((promo_i128)1 << WEIGHT_BITS);
        linear->weights[j] = (int64_t)(weight > least ? weight : least);
    }
    for (uint32_t i = 0; i < linear->cuts; i++) {
        promo_i128 weight = (component->purses[i].norm * component->model->award_scale) >> linear->shift;
        linear->weights[linear->columns + i] = -at_most_bits(weight, WEIGHT_BITS + 4);
    }
    for (uint32_t r = 0; r < linear->rows; r++)
        linear->weights[linear->columns + linear->cuts + r] = 0;
    linear->tolerance = (int64_t)((greatest >> linear->shift) >> 20 << (PRICE_BITS - 4)) + 16;
}

/* A little more capacity than there is, differently for each row, so that no pivot is of no use. */
static promo_i128 starting_level(const struct linear *linear, uint32_t r)
{
    const struct component *component = linear->component;
    promo_i128 level = ONE;
    if (r < component->row_count)
        level = (promo_i128)at_most_bits(component->rows[r].capacity, CAPACITY_BITS) << BITS;
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
    state->levels = SCRATCH_ARRAY(scratch, rows, promo_i128);
    state->basis = SCRATCH_ARRAY(scratch, rows, uint32_t);
    state->flags = SCRATCH_ARRAY(scratch, linear->variables, uint8_t);
    bool has = state->inverse != NULL && state->prices != NULL && state->levels != NULL && state->basis != NULL &&
               state->flags != NULL;
    return has ? PROMO_OK : PROMO_NO_MEMORY;
}

void linear_copy(const struct linear *linear, struct linear_state *to, const struct linear_state *from)
{
    size_t rows = linear->rows;
    memcpy(to->inverse, from->inverse, rows * rows * sizeof *to->inverse);
    memcpy(to->prices, from->prices, rows * sizeof *to->prices);
    memcpy(to->levels, from->levels, rows * sizeof *to->levels);
    memcpy(to->basis, from->basis, rows * sizeof *to->basis);
    memcpy(to->flags, from->flags, linear->variables * sizeof *to->flags);
}

promo_status linear_begin(struct linear *linear, struct component *component)
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
    linear->entries = SCRATCH_ARRAY(scratch, entry_count, struct linear_entry);
    linear->first_entries = SCRATCH_ARRAY(scratch, (size_t)columns + cuts + 1, uint32_t);
    linear->lower = SCRATCH_CLEARED(scratch, columns, int64_t);
    linear->upper = SCRATCH_ARRAY(scratch, columns, int64_t);
    linear->direction = SCRATCH_ARRAY(scratch, linear->rows, int64_t);
    if (linear->weights == NULL || linear->entries == NULL || linear->first_entries == NULL ||
        linear->lower == NULL || linear->upper == NULL || linear->direction == NULL ||
        linear_state_new(linear, &linear->state) != PROMO_OK)
        return PROMO_NO_MEMORY;
    find_norms(linear);
    list_entries(linear);
    scale_weights(linear);
    memset(linear->state.inverse, 0, (size_t)linear->rows * linear->rows * sizeof *linear->state.inverse);
    memset(linear->state.prices, 0, linear->rows * sizeof *linear->state.prices);
    memset(linear->state.flags, 0, linear->variables * sizeof *linear->state.flags);
    for (uint32_t j = 0; j < columns; j++)
        linear->upper[j] = component->columns[j].most;
    for (uint32_t r = 0; r < linear->rows; r++) {
        linear->state.levels[r] = starting_level(linear, r);
        linear->state.inverse[(size_t)r * linear->rows + r] = ONE;
        linear->state.basis[r] = columns + cuts + r;
        linear->state.flags[columns + cuts + r] = LINEAR_BASIC;
    }
    return PROMO_OK;
}

/* Reduced weight of a variable, with PRICE_BITS of fraction. */
static int64_t reduced_weight(const struct linear *linear, uint32_t variable)
{
    uint32_t own = linear->columns + linear->cuts;
    if (variable >= own)
        return -linear->state.prices[variable - own];
    promo_i128 price = 0;
    for (uint32_t i = linear->first_entries[variable]; i < linear->first_entries[variable + 1]; i++)
        price += (promo_i128)linear->state.prices[linear->entries[i].row] * linear->entries[i].amount;
    return bounded((promo_i128)linear->weights[variable] * ((int64_t)1 << PRICE_BITS) - (price >> BITS));
}

/* How the basic variables shrink as the variable grows. */
static void find_direction(struct linear *linear, uint32_t variable)
{
    uint32_t rows = linear->rows, own = linear->columns + linear->cuts;
    if (variable >= own) {
        memcpy(linear->direction, linear->state.inverse + (size_t)(variable - own) * rows,
               rows * sizeof *linear->direction);
        return;
    }
    memset(linear->direction, 0, rows * sizeof *linear->direction);
    for (uint32_t i = linear->first_entries[variable]; i < linear->first_entries[variable + 1]; i++) {
        const int64_t *inverse = linear->state.inverse + (size_t)linear->entries[i].row * rows;
        int64_t amount = linear->entries[i].amount;
        for (uint32_t k = 0; k < rows; k++)
            if (inverse[k] != 0)
                linear->direction[k] =
                    bounded((promo_i128)linear->direction[k] + (amount == ONE ? inverse[k] : times(inverse[k], amount)));
    }
}

/* The variable enters the basis in place `at`, at the level given; `gain` is its reduced weight. */
static void pivot(struct linear *linear, uint32_t variable, uint32_t at, int64_t gain, promo_i128 step, promo_i128 level)
{
    struct linear_state *state = &linear->state;
    uint32_t rows = linear->rows;
    int64_t divisor = linear->direction[at];
    int64_t rise = bounded((promo_i128)gain * ONE / divisor);
    for (uint32_t k = 0; k < rows; k++)
        if (linear->direction[k] != 0)
            state->levels[k] -= (step * linear->direction[k]) >> BITS;
    state->levels[at] = level;
    linear->direction[at] = 0;
    for (uint32_t r = 0; r < rows; r++) {
        int64_t *inverse = state->inverse + (size_t)r * rows;
        int64_t old = inverse[at];
        if (old == 0)
            continue;
        state->prices[r] = bounded((promo_i128)state->prices[r] + times(rise, old));
        int64_t part = divisor == ONE ? old : bounded((promo_i128)old * ONE / divisor);
        inverse[at] = part;
        for (uint32_t k = 0; k < rows; k++)
            if (linear->direction[k] != 0)
                inverse[k] = bounded((promo_i128)inverse[k] - times(part, linear->direction[k]));
    }
    state->flags[state->basis[at]] = 0;
    state->flags[variable] = LINEAR_BASIC;
    state->basis[at] = variable;
}

static int64_t pivot_steps(const struct linear *linear)
{
    return ((int64_t)linear->variables + (int64_t)linear->rows * linear->rows / 4) / STEPS_A_PIVOT + 1;
}

static uint32_t best_entering(const struct linear *linear, int64_t *gain)
{
    uint32_t best = BEST_NONE;
    *gain = linear->tolerance;
    for (uint32_t variable = 0; variable < linear->variables; variable++) {
        if (linear->state.flags[variable] == LINEAR_BASIC)
            continue;
        int64_t reduced = reduced_weight(linear, variable);
        if (reduced > *gain) {
            *gain = reduced;
            best = variable;
        }
    }
    return best;
}

/* The basic variable that first falls to zero, or BEST_NONE. */
static uint32_t first_at_zero(const struct linear *linear)
{
    uint32_t best = BEST_NONE;
    for (uint32_t k = 0; k < linear->rows; k++) {
        if (linear->direction[k] < PIVOT_SMALLEST)
            continue;
        if (best == BEST_NONE || linear->state.levels[k] * linear->direction[best] <
                                     linear->state.levels[best] * linear->direction[k])
            best = k;
    }
    return best;
}

void linear_primal(struct linear *linear)
{
    int64_t pivots = PIVOTS_LEAST + (int64_t)PIVOTS_A_ROW * linear->rows, steps = pivot_steps(linear), gain;
    for (; pivots > 0 && model_work(linear->component->model, steps); pivots--) {
        uint32_t variable = best_entering(linear, &gain);
        if (variable == BEST_NONE)
            return;
        find_direction(linear, variable);
        uint32_t at = first_at_zero(linear);
        if (at == BEST_NONE)
            return;
        promo_i128 level = linear->state.levels[at] < 0 ? 0 : (linear->state.levels[at] << BITS) / linear->direction[at];
        pivot(linear, variable, at, gain, level, level);
    }
}

static promo_i128 lower_level(const struct linear *linear, uint32_t variable)
{
    return variable < linear->columns ? (promo_i128)linear->lower[variable] << BITS : 0;
}

/* Negative: none. */
static promo_i128 upper_level(const struct linear *linear, uint32_t variable)
{
    return variable < linear->columns ? (promo_i128)linear->upper[variable] << BITS : -1;
}

/* The basic variable that is most out of its bounds; *excess is by how much it is above (negative: below). */
static uint32_t most_infeasible(const struct linear *linear, promo_i128 *excess)
{
    uint32_t worst = BEST_NONE;
    promo_i128 most = FEASIBLE;
    for (uint32_t k = 0; k < linear->rows; k++) {
        uint32_t variable = linear->state.basis[k];
        promo_i128 level = linear->state.levels[k], lower = lower_level(linear, variable);
        promo_i128 upper = upper_level(linear, variable);
        if (lower - level > most) {
            most = lower - level;
            *excess = -most;
            worst = k;
        }
        if (upper >= 0 && level - upper > most) {
            *excess = most = level - upper;
            worst = k;
        }
    }
    return worst;
}

/* What one more of a variable takes off the basic variable of place `at`, whose row of the inverse is in `direction`. */
static int64_t effect_of(const struct linear *linear, uint32_t variable)
{
    uint32_t own = linear->columns + linear->cuts;
    if (variable >= own)
        return linear->direction[variable - own];
    promo_i128 effect = 0;
    for (uint32_t i = linear->first_entries[variable]; i < linear->first_entries[variable + 1]; i++)
        effect += (promo_i128)linear->entries[i].amount * linear->direction[linear->entries[i].row];
    return bounded(effect >> BITS);
}

static bool is_fixed(const struct linear *linear, uint32_t variable)
{
    return variable < linear->columns && linear->lower[variable] == linear->upper[variable];
}

/* The variable whose entering brings the basic one back at the least loss. */
static uint32_t least_loss(const struct linear *linear, bool above)
{
    uint32_t best = BEST_NONE;
    int64_t best_loss = 0, best_size = 1;
    for (uint32_t variable = 0; variable < linear->variables; variable++) {
        uint8_t flag = linear->state.flags[variable];
        if (flag == LINEAR_BASIC || is_fixed(linear, variable))
            continue;
        int64_t effect = effect_of(linear, variable);
        bool helps = (effect > 0) == (above == (flag != LINEAR_AT_UPPER));
        int64_t size = effect < 0 ? -effect : effect;
        if (!helps || size < PIVOT_SMALLEST)
            continue;
        int64_t reduced = reduced_weight(linear, variable);
        int64_t loss = flag == LINEAR_AT_UPPER ? reduced : -reduced;
        loss = loss < 0 ? 0 : loss;
        promo_i128 mine = (promo_i128)loss * best_size, others = (promo_i128)best_loss * size;
        if (best == BEST_NONE || mine < others || (mine == others && size > best_size)) {
            best = variable;
            best_loss = loss;
            best_size = size;
        }
    }
    return best;
}

enum linear_end linear_dual(struct linear *linear)
{
    int64_t pivots = PIVOTS_LEAST + 2 * (int64_t)linear->rows, steps = pivot_steps(linear);
    struct linear_state *state = &linear->state;
    for (; pivots > 0 && model_work(linear->component->model, steps); pivots--) {
        promo_i128 excess = 0;
        uint32_t at = most_infeasible(linear, &excess);
        if (at == BEST_NONE)
            return LINEAR_OPTIMAL;
        for (uint32_t r = 0; r < linear->rows; r++)
            linear->direction[r] = state->inverse[(size_t)r * linear->rows + at];
        uint32_t variable = least_loss(linear, excess > 0);
        if (variable == BEST_NONE)
            return LINEAR_IMPOSSIBLE;
        int64_t gain = reduced_weight(linear, variable);
        uint32_t leaving = state->basis[at];
        promo_i128 from = state->flags[variable] == LINEAR_AT_UPPER ? upper_level(linear, variable)
                                                                     : lower_level(linear, variable);
        find_direction(linear, variable);
        if (linear->direction[at] > -PIVOT_SMALLEST / 2 && linear->direction[at] < PIVOT_SMALLEST / 2)
            return LINEAR_UNFINISHED;
        promo_i128 step = excess * ONE / linear->direction[at];
        pivot(linear, variable, at, gain, step, from + step);
        state->flags[leaving] = excess > 0 ? LINEAR_AT_UPPER : LINEAR_AT_LOWER;
    }
    return LINEAR_UNFINISHED;
}

void linear_bound(struct linear *linear, uint32_t column, int64_t lower, int64_t upper)
{
    uint8_t *flag = &linear->state.flags[column];
    if (*flag != LINEAR_BASIC) {
        int64_t before = *flag == LINEAR_AT_UPPER ? linear->upper[column] : linear->lower[column];
        int64_t after = *flag == LINEAR_AT_UPPER ? upper : lower;
        if (before != after) {
            find_direction(linear, column);
            for (uint32_t k = 0; k < linear->rows; k++)
                linear->state.levels[k] -= (promo_i128)linear->direction[k] * (after - before);
        }
    }
    linear->lower[column] = lower;
    linear->upper[column] = upper;
}

promo_i128 linear_purse_price(const struct linear *linear, uint32_t number)
{
    const struct component *component = linear->component;
    const struct purse *purse = &component->purses[number];
    promo_i128 price = linear->state.prices[component->row_count + number] * ((promo_i128)1 << linear->shift);
    promo_i128 most = (purse->norm * component->model->award_scale) << COMPONENT_FINE;
    if (purse->behind != BEST_NONE) {
        const struct purse *behind = &component->purses[purse->behind];
        promo_i128 product = 0;
        bool fits = multiply_i128(behind->price, purse->norm, &product);
        most = fits ? most - (product / behind->norm + 1) : 0;
    }
    return price < 0 || most < 0 ? 0 : price < most ? price : most;
}

void linear_values(const struct linear *linear, int64_t *values)
{
    for (uint32_t j = 0; j < linear->columns; j++) {
        int64_t copies = linear->state.flags[j] == LINEAR_AT_UPPER ? linear->upper[j] : linear->lower[j];
        values[j] = copies < (INT64_MAX >> BITS) ? copies << BITS : INT64_MAX;
    }
    for (uint32_t k = 0; k < linear->rows; k++) {
        promo_i128 level = linear->state.levels[k];
        if (linear->state.basis[k] < linear->columns)
            values[linear->state.basis[k]] = level < 0 ? 0 : level < INT64_MAX ? (int64_t)level : INT64_MAX;
    }
}
