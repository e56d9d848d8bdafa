/* Back to an optimum of the relaxation after a change of bounds: of the basic variables out of their bounds the one furthest
 * out leaves, measured along its row of the inverse (steepest edge: Forrest and Goldfarb 1992), and what enters is what keeps
 * all prices right. */
#include "vm/best_basis.h"

enum {
    PIVOTS_LEAST = 40,
    NEAR_SHARE = 4 /* what is out of its bounds by less than such a share of what is furthest out does not leave */
};

#define FEASIBLE (BASIS_ONE >> 10) /* what a level may be out of its bounds by */

static inline bool may_enter(const struct linear *linear, uint32_t variable)
{
    return linear->state.flags[variable] != LINEAR_BASIC &&
           (variable >= linear->columns || linear->lower[variable] != linear->upper[variable]);
}

/* Columns listed and cuts that may enter: neither basic nor held. */
static void list_entering(struct linear *linear, const uint32_t *open, uint32_t open_count)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < open_count; i++) {
        uint32_t j = open[i];
        linear->entering[count] = j;
        count += (linear->state.flags[j] != LINEAR_BASIC) & (linear->lower[j] != linear->upper[j]);
    }
    for (uint32_t variable = linear->columns; variable < basis_own(linear); variable++)
        if (may_enter(linear, variable))
            linear->entering[count++] = variable;
    linear->entering_count = count;
}

/* Whether a column or a cut takes anything of the rows found; else its effect is nothing. */
static inline bool is_touched(const struct linear *linear, uint32_t variable)
{
    return (linear->masks[variable] & linear->row_mask) != 0;
}

/* How far a basic variable is out of its bounds; negative: below. 0: not at all. */
static inline int64_t excess_of(const struct linear *linear, uint32_t k)
{
    uint32_t variable = linear->state.basis[k];
    int64_t level = linear->state.levels[k];
    if (variable >= linear->columns)
        return level < -FEASIBLE ? level : 0;
    int shift = LINEAR_BITS + linear->scales[variable];
    if (basis_plus(level, FEASIBLE) >> shift < linear->lower[variable])
        return basis_minus(level, basis_level(linear, variable, linear->lower[variable]));
    if (basis_minus(level, FEASIBLE + 1) >> shift >= linear->upper[variable])
        return basis_minus(level, basis_level(linear, variable, linear->upper[variable]));
    return 0;
}

/* The square of the length of a place's row of the inverse; at least 1. */
static int64_t square_length(const struct linear *linear, uint32_t at)
{
    enum { COARSE = 20 };
    const struct linear_state *state = &linear->state;
    const int64_t *inverse = state->inverse + at;
    uint64_t sum = state->basis[at] >= basis_own(linear) ? (uint64_t)1 << 2 * (LINEAR_BITS - COARSE) : 1;
    for (uint32_t i = 0; i < state->tight_count; i++) {
        int64_t number = inverse[(size_t)state->tight[i] * linear->rows] >> COARSE;
        sum += (uint64_t)number * (uint64_t)number; /* of a sound basis far from wrapping */
    }
    return (int64_t)(sum >> 2) + 1;
}

static int64_t size_of(int64_t number)
{
    return number >= 0 ? number : number > INT64_MIN ? -number : INT64_MAX;
}

/* The places whose variables are out of their bounds, in linear->moved, and by how much, in linear->direction; how many. */
static uint32_t list_infeasible(struct linear *linear, int64_t *largest)
{
    uint32_t count = 0;
    *largest = 0;
    for (uint32_t k = 0; k < linear->rows; k++) {
        int64_t excess = excess_of(linear, k);
        if (excess == 0)
            continue;
        linear->moved[count] = k;
        linear->direction[count++] = excess;
        *largest = size_of(excess) > *largest ? size_of(excess) : *largest;
    }
    return count;
}

/* The place that is left, or BEST_NONE; *excess as above. */
static uint32_t find_leaving(struct linear *linear, int64_t *excess)
{
    enum { COARSE = 20, MOST = INT32_MAX };
    int64_t largest, best_square = 0, best_length = 1;
    uint32_t count = list_infeasible(linear, &largest), best = BEST_NONE;
    for (uint32_t i = 0; i < count; i++) {
        int64_t size = size_of(linear->direction[i]);
        if (size < largest / NEAR_SHARE)
            continue;
        int64_t length = count > 1 ? square_length(linear, linear->moved[i]) : 1;
        size = size >> COARSE < MOST ? size >> COARSE : MOST;
        if ((promo_i128)size * size * best_length > (promo_i128)best_square * length) {
            best = linear->moved[i];
            *excess = linear->direction[i];
            best_square = size * size;
            best_length = length;
        }
    }
    return best;
}

/* A variable whose entering moves the basic one. */
struct entering {
    uint32_t variable;
    uint32_t number;     /* in linear->entering; BEST_NONE: what a row has left */
    int64_t effect;      /* what one more of it takes off the basic one */
    int64_t reduced;
    uint64_t loss, size; /* coarse, so that products have 64 bits: what it costs, and its effect's size */
};

enum side { SIDE_DOWN, SIDE_UP }; /* where the basic variable is moved to */

static inline uint64_t coarse_loss(const struct linear *linear, int64_t loss)
{
    return loss < 0 ? 0 : loss >> linear->coarse < INT32_MAX ? (uint64_t)loss >> linear->coarse : INT32_MAX;
}

static inline uint64_t coarse_size(int64_t size)
{
    enum { COARSE = 12 };
    return size >> COARSE < UINT32_MAX ? (uint64_t)size >> COARSE : UINT32_MAX;
}

/* Of those that lose the same, the one that has to move least. */
static inline bool loses_less(const struct entering *one, const struct entering *other)
{
    uint64_t mine = one->loss * other->size, others = other->loss * one->size;
    return other->variable == BEST_NONE || mine < others || (mine == others && one->size > other->size);
}

/* A column or a cut, kept where it is the best that moves the basic variable to a side wanted. */
static inline void consider(const struct linear *linear, struct entering best[2], uint32_t number, int wanted)
{
    uint32_t variable = linear->entering[number];
    if (!is_touched(linear, variable))
        return;
    int64_t effect = basis_sum(linear, linear->row, variable), size = size_of(effect);
    bool upper = linear->state.flags[variable] == LINEAR_AT_UPPER;
    enum side side = (effect > 0) != upper ? SIDE_DOWN : SIDE_UP;
    if (size < BASIS_PIVOT || (wanted >> side & 1) == 0)
        return;
    int64_t reduced = basis_reduced(linear, variable);
    struct entering own = {variable, number, effect, reduced, coarse_loss(linear, upper ? reduced : -reduced), coarse_size(size)};
    if (loses_less(&own, &best[side]))
        best[side] = own;
}

/* The same of what a row has left. */
static inline void consider_left(const struct linear *linear, struct entering best[2], uint32_t row, int wanted)
{
    int64_t effect = linear->row[row], size = size_of(effect);
    enum side side = effect > 0 ? SIDE_DOWN : SIDE_UP;
    if (size < BASIS_PIVOT || (wanted >> side & 1) == 0 || linear->state.places[row] != BEST_NONE)
        return;
    int64_t price = linear->state.prices[row];
    struct entering own = {basis_own(linear) + row, BEST_NONE, effect, -price, coarse_loss(linear, price), coarse_size(size)};
    if (loses_less(&own, &best[side]))
        best[side] = own;
}

/* The listed variables that bring the basic one, whose row was found, to either side at the least loss. */
static void least_loss(const struct linear *linear, struct entering best[2], int wanted)
{
    best[SIDE_DOWN].variable = best[SIDE_UP].variable = BEST_NONE;
    for (uint32_t i = 0; i < linear->entering_count; i++)
        consider(linear, best, i, wanted);
    for (uint32_t i = 0; i < linear->listed_count; i++)
        consider_left(linear, best, linear->listed[i], wanted);
}

/* What prices rise by, times the row found, where the variable enters. */
static int64_t rise_of(const struct entering *entering)
{
    return basis_divided(entering->reduced, entering->effect);
}

/* What the optimum loses at least when the basic variable is moved by so much, and prices rise by `rise`. */
static int64_t fall_of(const struct entering *entering, int64_t rise, int64_t by)
{
    return entering->loss == 0 ? 0 : basis_bounded(((promo_i128)size_of(rise) * size_of(by)) >> LINEAR_BITS);
}

static int64_t level_at_bound(const struct linear *linear, uint32_t variable)
{
    if (variable >= linear->columns)
        return 0;
    bool upper = linear->state.flags[variable] == LINEAR_AT_UPPER;
    return basis_level(linear, variable, upper ? linear->upper[variable] : linear->lower[variable]);
}

/* The variable enters at the place whose row was found. False: its direction is not what its effect was. */
static bool enter(struct linear *linear, uint32_t variable, uint32_t at, int64_t excess)
{
    struct linear_state *state = &linear->state;
    uint32_t leaving = state->basis[at];
    int64_t from = level_at_bound(linear, variable);
    basis_find_direction(linear, variable);
    if (linear->direction[at] > -BASIS_PIVOT / 2 && linear->direction[at] < BASIS_PIVOT / 2)
        return false;
    int64_t inverted = basis_divided(BASIS_ONE, linear->direction[at]);
    int64_t step = basis_bounded(((promo_i128)excess * inverted) >> LINEAR_BITS);
    basis_replace(linear, variable, at, inverted, step, basis_plus(from, step));
    state->flags[leaving] = excess > 0 ? LINEAR_AT_UPPER : LINEAR_AT_LOWER;
    return true;
}

/* What left may enter again, instead of what entered. */
static void exchange(struct linear *linear, const struct entering *entering, uint32_t leaving)
{
    bool may = leaving < basis_own(linear) && may_enter(linear, leaving);
    uint32_t number = entering->number == BEST_NONE ? linear->entering_count++ : entering->number;
    linear->entering[number] = may ? leaving : linear->entering[--linear->entering_count];
}

enum linear_end linear_dual(struct linear *linear, const uint32_t *open, uint32_t open_count, int64_t room)
{
    int64_t pivots = PIVOTS_LEAST + 2 * (int64_t)linear->rows, steps = basis_steps(linear);
    promo_i128 fallen = 0;
    struct linear_state *state = &linear->state;
    struct linear_delayed delayed = state->delayed;
    state->delayed.variable = BEST_NONE;
    if (delayed.variable != BEST_NONE) {
        basis_find_row(linear, delayed.at);
        if (!enter(linear, delayed.variable, delayed.at, delayed.excess))
            return LINEAR_UNFINISHED;
    }
    list_entering(linear, open, open_count);
    for (; pivots > 0 && model_work(linear->component->model, steps); pivots--) {
        int64_t excess = 0;
        uint32_t at = find_leaving(linear, &excess);
        if (at == BEST_NONE)
            return LINEAR_OPTIMAL;
        basis_find_row(linear, at);
        enum side side = excess > 0 ? SIDE_DOWN : SIDE_UP;
        struct entering best[2], *entering = &best[side];
        least_loss(linear, best, 1 << side);
        if (entering->variable == BEST_NONE)
            return LINEAR_IMPOSSIBLE;
        int64_t rise = rise_of(entering);
        basis_raise(linear, rise);
        fallen += fall_of(entering, rise, excess);
        if (fallen > room >> linear->shift) {
            state->delayed = (struct linear_delayed){entering->variable, at, excess};
            return LINEAR_FALLEN;
        }
        uint32_t leaving = state->basis[at];
        if (!enter(linear, entering->variable, at, excess))
            return LINEAR_UNFINISHED;
        exchange(linear, entering, leaving);
    }
    return LINEAR_UNFINISHED;
}

struct linear_penalties linear_penalties(struct linear *linear, uint32_t column, const uint32_t *open, uint32_t open_count)
{
    struct linear_penalties penalties = {INT64_MAX, INT64_MAX};
    uint32_t at = 0;
    while (at < linear->rows && linear->state.basis[at] != column)
        at++;
    if (at == linear->rows)
        return penalties;
    basis_find_row(linear, at);
    list_entering(linear, open, open_count);
    struct entering best[2];
    least_loss(linear, best, 1 << SIDE_DOWN | 1 << SIDE_UP);
    int64_t copy = BASIS_ONE << linear->scales[column], part = linear->state.levels[at] & (copy - 1);
    if (best[SIDE_DOWN].variable != BEST_NONE)
        penalties.below = fall_of(&best[SIDE_DOWN], rise_of(&best[SIDE_DOWN]), part);
    if (best[SIDE_UP].variable != BEST_NONE)
        penalties.above = fall_of(&best[SIDE_UP], rise_of(&best[SIDE_UP]), copy - part);
    return penalties;
}
