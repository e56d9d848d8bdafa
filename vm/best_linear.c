#include "vm/best_linear.h"

#include <string.h>

enum {
    BITS = LINEAR_BITS,
    WEIGHT_BITS = 52, /* of the greatest weight, scaled */
    AMOUNT_BITS = 24, /* of units, as far as the relaxation knows */
    SMALL_AMOUNT = 256,
    GAINING_MOST = 8,
    STEPS_A_PIVOT = 16,
    PIVOTS_A_ROW = 12,
    PIVOTS_LEAST = 40
};

#define ONE ((int64_t)1 << BITS)
#define PIVOT_SMALLEST ((int64_t)1 << (BITS - 14))
#define FEASIBLE ((int64_t)1 << (BITS - 10)) /* what a level may be out of its bounds by */

/* Far from what a sound basis has; a number beyond says that it is not, and must not overflow. */
static int64_t bounded(promo_i128 value)
{
    const promo_i128 most = (promo_i128)1 << 61;
    return (int64_t)(value > most ? most : value < -most ? -most : value);
}

/* Sums and products of sound numbers are far below 64 bits. Others may wrap: what follows from them only steers. */
static inline int64_t plus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static inline int64_t minus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static inline int64_t times(int64_t a, int64_t b)
{
    return (int64_t)(uint64_t)(((promo_i128)a * b + ((int64_t)1 << (BITS - 1))) >> BITS);
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

static int64_t purse_amount(const struct linear *linear, promo_i128 money, uint32_t purse)
{
    promo_i128 norm = linear->component->purses[purse].norm;
    int shift = 0;
    while (money >> shift >= (promo_i128)1 << 80)
        shift++;
    norm = norm >> shift > 0 ? norm >> shift : 1;
    return at_most_bits(((money >> shift) << BITS) / norm, BITS + AMOUNT_BITS);
}

static struct linear_entry whole_entry(uint32_t row, int64_t units)
{
    int64_t amount = at_most_bits(units, AMOUNT_BITS);
    return (struct linear_entry){row, units < SMALL_AMOUNT && units > -SMALL_AMOUNT ? (int32_t)units : 0, amount * ONE};
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
            linear->entries[at++] = whole_entry(entry->row, entry->amount);
        }
        for (uint32_t i = 0; i < purse_count; i++)
            if (column->money > 0)
                linear->entries[at++] =
                    (struct linear_entry){rows + purses[i], 0, purse_amount(linear, column->money, purses[i])};
    }
    for (uint32_t i = 0; i < linear->cuts; i++) {
        uint32_t behind = component->purses[i].behind;
        linear->first_entries[linear->columns + i] = at;
        linear->entries[at++] = (struct linear_entry){rows + i, 0, -ONE};
        if (behind != BEST_NONE)
            linear->entries[at++] =
                (struct linear_entry){rows + behind, 0, -purse_amount(linear, component->purses[i].norm, behind)};
    }
    linear->first_entries[linear->columns + linear->cuts] = at;
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
        int64_t weight = component->columns[j].fine >> linear->shift;
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
}

/* A little more capacity than there is, differently for each row, so that no pivot is of no use. */
static int64_t starting_level(const struct linear *linear, uint32_t r)
{
    const struct component *component = linear->component;
    int64_t level;
    if (r < component->row_count)
        level = at_most_bits(component->rows[r].capacity, AMOUNT_BITS) << BITS;
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
    linear->moved = SCRATCH_ARRAY(scratch, linear->rows, uint32_t);
    if (linear->weights == NULL || linear->entries == NULL || linear->first_entries == NULL ||
        linear->lower == NULL || linear->upper == NULL || linear->direction == NULL || linear->moved == NULL ||
        linear_state_new(linear, &linear->state) != PROMO_OK)
        return PROMO_NO_MEMORY;
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

/* What units of a variable's rows cost. */
static inline int64_t entries_price(const struct linear *linear, uint32_t variable)
{
    const int64_t *prices = linear->state.prices;
    const struct linear_entry *entry = linear->entries + linear->first_entries[variable];
    const struct linear_entry *end = linear->entries + linear->first_entries[variable + 1];
    uint64_t price = 0;
    for (; entry < end; entry++)
        price += entry->small != 0 ? (uint64_t)prices[entry->row] * (uint64_t)entry->small
                                   : (uint64_t)times(prices[entry->row], entry->amount);
    return (int64_t)price;
}

/* Reduced weight of a variable, scaled. */
static inline int64_t reduced_weight(const struct linear *linear, uint32_t variable)
{
    uint32_t own = linear->columns + linear->cuts;
    if (variable >= own)
        return -linear->state.prices[variable - own];
    return minus(linear->weights[variable], entries_price(linear, variable));
}

/* How the basic variables shrink as the variable grows. */
static void find_direction(struct linear *linear, uint32_t variable)
{
    uint32_t rows = linear->rows, own = linear->columns + linear->cuts;
    int64_t *direction = linear->direction;
    if (variable >= own) {
        memcpy(direction, linear->state.inverse + (size_t)(variable - own) * rows, rows * sizeof *direction);
        return;
    }
    memset(direction, 0, rows * sizeof *direction);
    for (uint32_t i = linear->first_entries[variable]; i < linear->first_entries[variable + 1]; i++) {
        const struct linear_entry *entry = &linear->entries[i];
        const int64_t *inverse = linear->state.inverse + (size_t)entry->row * rows;
        if (entry->small != 0)
            for (uint32_t k = 0; k < rows; k++)
                direction[k] = plus(direction[k], (int64_t)((uint64_t)inverse[k] * (uint64_t)entry->small));
        else
            for (uint32_t k = 0; k < rows; k++)
                direction[k] = plus(direction[k], times(inverse[k], entry->amount));
    }
}

/* The variable enters the basis in place `at`, at the level given; `gain` is its reduced weight. */
static void pivot(struct linear *linear, uint32_t variable, uint32_t at, int64_t gain, int64_t step, int64_t level)
{
    struct linear_state *state = &linear->state;
    const int64_t *direction = linear->direction;
    uint32_t rows = linear->rows, moved = 0;
    int64_t divisor = direction[at], rise = bounded((promo_i128)gain * ONE / divisor);
    int64_t inverted = divisor == ONE ? ONE : bounded((promo_i128)ONE * ONE / divisor);
    for (uint32_t k = 0; k < rows; k++)
        if (direction[k] != 0 && k != at) {
            linear->moved[moved++] = k;
            state->levels[k] = minus(state->levels[k], times(step, direction[k]));
        }
    state->levels[at] = level;
    for (uint32_t r = 0; r < rows; r++) {
        int64_t *inverse = state->inverse + (size_t)r * rows;
        int64_t old = inverse[at];
        if (old == 0)
            continue;
        state->prices[r] = plus(state->prices[r], times(rise, old));
        int64_t part = divisor == ONE ? old : times(old, inverted);
        inverse[at] = part;
        for (uint32_t i = 0; i < moved; i++) {
            uint32_t k = linear->moved[i];
            inverse[k] = minus(inverse[k], times(part, direction[k]));
        }
    }
    state->flags[state->basis[at]] = 0;
    state->flags[variable] = LINEAR_BASIC;
    state->basis[at] = variable;
}

static int64_t pivot_steps(const struct linear *linear)
{
    return ((int64_t)linear->variables + (int64_t)linear->rows * linear->rows / 4) / STEPS_A_PIVOT + 1;
}

/* Variables that gain, found when all were looked at last: the greatest gains of a few. */
struct gaining {
    uint32_t variables[GAINING_MOST];
    uint32_t count;
};

static void find_gaining(const struct linear *linear, struct gaining *gaining)
{
    int64_t gains[GAINING_MOST];
    gaining->count = 0;
    for (uint32_t variable = 0; variable < linear->variables; variable++) {
        if (linear->state.flags[variable] == LINEAR_BASIC)
            continue;
        int64_t gain = reduced_weight(linear, variable);
        if (gain <= linear->tolerance || (gaining->count == GAINING_MOST && gain <= gains[GAINING_MOST - 1]))
            continue;
        uint32_t at = gaining->count < GAINING_MOST ? gaining->count++ : GAINING_MOST - 1;
        for (; at > 0 && gains[at - 1] < gain; at--) {
            gains[at] = gains[at - 1];
            gaining->variables[at] = gaining->variables[at - 1];
        }
        gains[at] = gain;
        gaining->variables[at] = variable;
    }
}

static uint32_t best_gaining(const struct linear *linear, const struct gaining *gaining, int64_t *gain)
{
    uint32_t best = BEST_NONE;
    *gain = linear->tolerance;
    for (uint32_t i = 0; i < gaining->count; i++) {
        uint32_t variable = gaining->variables[i];
        int64_t reduced = linear->state.flags[variable] == LINEAR_BASIC ? 0 : reduced_weight(linear, variable);
        if (reduced > *gain) {
            *gain = reduced;
            best = variable;
        }
    }
    return best;
}

/* A variable that gains: of the few that gained most when all were looked at, or, when they do no more, of all. */
static uint32_t best_entering(const struct linear *linear, struct gaining *gaining, int64_t *gain)
{
    uint32_t best = best_gaining(linear, gaining, gain);
    if (best != BEST_NONE)
        return best;
    find_gaining(linear, gaining);
    return best_gaining(linear, gaining, gain);
}

/* The basic variable that first falls to zero, or BEST_NONE. */
static uint32_t first_at_zero(const struct linear *linear)
{
    uint32_t best = BEST_NONE;
    for (uint32_t k = 0; k < linear->rows; k++) {
        if (linear->direction[k] < PIVOT_SMALLEST)
            continue;
        if (best == BEST_NONE || (promo_i128)linear->state.levels[k] * linear->direction[best] <
                                     (promo_i128)linear->state.levels[best] * linear->direction[k])
            best = k;
    }
    return best;
}

void linear_primal(struct linear *linear)
{
    int64_t pivots = PIVOTS_LEAST + (int64_t)PIVOTS_A_ROW * linear->rows, steps = pivot_steps(linear), gain;
    struct gaining gaining = {.count = 0};
    for (; pivots > 0 && model_work(linear->component->model, steps); pivots--) {
        uint32_t variable = best_entering(linear, &gaining, &gain);
        if (variable == BEST_NONE)
            return;
        find_direction(linear, variable);
        uint32_t at = first_at_zero(linear);
        if (at == BEST_NONE)
            return;
        int64_t level = linear->state.levels[at] < 0
                            ? 0
                            : bounded((promo_i128)linear->state.levels[at] * ONE / linear->direction[at]);
        pivot(linear, variable, at, gain, level, level);
    }
}

static int64_t level_of(int64_t copies)
{
    return copies < (INT64_MAX >> (BITS + 2)) ? copies << BITS : INT64_MAX >> 2;
}

static int64_t lower_level(const struct linear *linear, uint32_t variable)
{
    return variable < linear->columns ? level_of(linear->lower[variable]) : 0;
}

/* Negative: none. */
static int64_t upper_level(const struct linear *linear, uint32_t variable)
{
    return variable < linear->columns ? level_of(linear->upper[variable]) : -1;
}

/* The basic variable that is most out of its bounds; *excess is by how much it is above (negative: below). */
static uint32_t most_infeasible(const struct linear *linear, int64_t *excess)
{
    uint32_t worst = BEST_NONE;
    int64_t most = FEASIBLE;
    for (uint32_t k = 0; k < linear->rows; k++) {
        uint32_t variable = linear->state.basis[k];
        int64_t level = linear->state.levels[k], lower = lower_level(linear, variable);
        int64_t upper = upper_level(linear, variable);
        if (minus(lower, level) > most) {
            most = minus(lower, level);
            *excess = -most;
            worst = k;
        }
        if (upper >= 0 && minus(level, upper) > most) {
            *excess = most = minus(level, upper);
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
    uint64_t effect = 0;
    for (uint32_t i = linear->first_entries[variable]; i < linear->first_entries[variable + 1]; i++) {
        const struct linear_entry *entry = &linear->entries[i];
        int64_t of_row = linear->direction[entry->row];
        effect += entry->small != 0 ? (uint64_t)of_row * (uint64_t)entry->small : (uint64_t)times(of_row, entry->amount);
    }
    return (int64_t)effect;
}

static bool is_fixed(const struct linear *linear, uint32_t variable)
{
    return variable < linear->columns && linear->lower[variable] == linear->upper[variable];
}

/* The variable whose entering brings the basic one back at the least loss. */
struct entering {
    uint32_t variable;
    int64_t loss, size; /* size: of its effect */
};

static inline void consider(const struct linear *linear, struct entering *best, uint32_t variable, bool above)
{
    uint8_t flag = linear->state.flags[variable];
    if (flag == LINEAR_BASIC || is_fixed(linear, variable))
        return;
    int64_t effect = effect_of(linear, variable), size = effect < 0 ? -effect : effect;
    bool helps = (effect > 0) == (above == (flag != LINEAR_AT_UPPER));
    if (!helps || size < PIVOT_SMALLEST)
        return;
    int64_t reduced = reduced_weight(linear, variable), loss = flag == LINEAR_AT_UPPER ? reduced : -reduced;
    loss = loss < 0 ? 0 : loss;
    if (best->variable != BEST_NONE) {
        promo_i128 mine = (promo_i128)loss * best->size, others = (promo_i128)best->loss * size;
        if (mine > others || (mine == others && size <= best->size))
            return;
    }
    *best = (struct entering){variable, loss, size};
}

static struct entering least_loss(const struct linear *linear, const uint32_t *open, uint32_t open_count, bool above)
{
    struct entering best = {BEST_NONE, 0, 1};
    for (uint32_t i = 0; i < open_count; i++)
        consider(linear, &best, open[i], above);
    for (uint32_t variable = linear->columns; variable < linear->variables; variable++)
        consider(linear, &best, variable, above);
    return best;
}

enum linear_end linear_dual(struct linear *linear, const uint32_t *open, uint32_t open_count, int64_t room)
{
    int64_t pivots = PIVOTS_LEAST + 2 * (int64_t)linear->rows, steps = pivot_steps(linear);
    promo_i128 fallen = 0;
    struct linear_state *state = &linear->state;
    for (; pivots > 0 && model_work(linear->component->model, steps); pivots--) {
        int64_t excess = 0;
        uint32_t at = most_infeasible(linear, &excess);
        if (at == BEST_NONE)
            return LINEAR_OPTIMAL;
        for (uint32_t r = 0; r < linear->rows; r++)
            linear->direction[r] = state->inverse[(size_t)r * linear->rows + at];
        struct entering entering = least_loss(linear, open, open_count, excess > 0);
        uint32_t variable = entering.variable;
        if (variable == BEST_NONE)
            return LINEAR_IMPOSSIBLE;
        int64_t gain = reduced_weight(linear, variable);
        uint32_t leaving = state->basis[at];
        int64_t from = state->flags[variable] == LINEAR_AT_UPPER ? upper_level(linear, variable)
                                                                  : lower_level(linear, variable);
        find_direction(linear, variable);
        if (linear->direction[at] > -PIVOT_SMALLEST / 2 && linear->direction[at] < PIVOT_SMALLEST / 2)
            return LINEAR_UNFINISHED;
        int64_t step = bounded((promo_i128)excess * ONE / linear->direction[at]);
        pivot(linear, variable, at, gain, step, plus(from, step));
        state->flags[leaving] = excess > 0 ? LINEAR_AT_UPPER : LINEAR_AT_LOWER;
        fallen += ((promo_i128)entering.loss * (step < 0 ? -step : step)) >> BITS;
        if (fallen > room >> linear->shift)
            return LINEAR_FALLEN;
    }
    return LINEAR_UNFINISHED;
}

/* Keeps the variable that loses least for what it does, on the side that it helps. */
static inline void consider_sides(const struct linear *linear, struct entering best[2], uint32_t variable)
{
    uint8_t flag = linear->state.flags[variable];
    if (flag == LINEAR_BASIC || is_fixed(linear, variable))
        return;
    int64_t effect = effect_of(linear, variable), size = effect < 0 ? -effect : effect;
    if (size < PIVOT_SMALLEST)
        return;
    int64_t reduced = reduced_weight(linear, variable), loss = flag == LINEAR_AT_UPPER ? reduced : -reduced;
    struct entering *side = &best[(effect > 0) == (flag != LINEAR_AT_UPPER) ? 0 : 1];
    loss = loss < 0 ? 0 : loss;
    if (side->variable == BEST_NONE || (promo_i128)loss * side->size < (promo_i128)side->loss * size)
        *side = (struct entering){variable, loss, size};
}

struct linear_penalties linear_penalties(struct linear *linear, uint32_t column, const uint32_t *open, uint32_t open_count)
{
    struct entering best[2] = {{BEST_NONE, 0, 1}, {BEST_NONE, 0, 1}};
    struct linear_penalties penalties = {INT64_MAX, INT64_MAX};
    uint32_t at = 0;
    while (at < linear->rows && linear->state.basis[at] != column)
        at++;
    if (at == linear->rows)
        return penalties;
    for (uint32_t r = 0; r < linear->rows; r++)
        linear->direction[r] = linear->state.inverse[(size_t)r * linear->rows + at];
    for (uint32_t i = 0; i < open_count; i++)
        consider_sides(linear, best, open[i]);
    for (uint32_t variable = linear->columns; variable < linear->variables; variable++)
        consider_sides(linear, best, variable);
    int64_t part = linear->state.levels[at] & (ONE - 1);
    if (best[0].variable != BEST_NONE)
        penalties.below = bounded((promo_i128)best[0].loss * part / best[0].size);
    if (best[1].variable != BEST_NONE)
        penalties.above = bounded((promo_i128)best[1].loss * (ONE - part) / best[1].size);
    return penalties;
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
                linear->state.levels[k] =
                    bounded(linear->state.levels[k] - (promo_i128)linear->direction[k] * (after - before));
        }
    }
    linear->lower[column] = lower;
    linear->upper[column] = upper;
}

int64_t linear_row_price(const struct linear *linear, uint32_t row)
{
    int64_t price = linear->state.prices[row];
    return price > 0 && price < INT64_MAX >> (linear->shift + 2) ? price << linear->shift : 0;
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
    return most < 0 ? 0 : price < most ? price : (int64_t)most;
}

void linear_values(const struct linear *linear, const uint32_t *open, uint32_t open_count, int64_t *values)
{
    for (uint32_t i = 0; i < open_count; i++) {
        uint32_t j = open[i];
        int64_t copies = linear->state.flags[j] == LINEAR_AT_UPPER ? linear->upper[j] : linear->lower[j];
        values[j] = copies < (INT64_MAX >> BITS) ? copies << BITS : INT64_MAX;
    }
    for (uint32_t k = 0; k < linear->rows; k++) {
        uint32_t variable = linear->state.basis[k];
        int64_t level = linear->state.levels[k];
        if (variable < linear->columns)
            values[variable] = level < 0 ? 0 : level;
    }
}
