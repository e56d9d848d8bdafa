#include "vm/best_basis.h"

#include <string.h>

enum { STEPS_A_PIVOT = 40 };

#define NOTHING ((int64_t)1 << (LINEAR_BITS - 26))

static inline bool is_something(int64_t number)
{
    return (uint64_t)number + NOTHING > 2 * (uint64_t)NOTHING;
}

void basis_find_row(struct linear *linear, uint32_t at)
{
    const struct linear_state *state = &linear->state;
    uint32_t rows = linear->rows, own = basis_own(linear), count = 0;
    const int64_t *inverse = state->inverse + at;
    uint64_t mask = 0;
    memset(linear->row, 0, rows * sizeof *linear->row);
    for (uint32_t i = 0; i < state->tight_count; i++) {
        uint32_t r = state->tight[i];
        int64_t number = inverse[(size_t)r * rows];
        bool something = is_something(number);
        linear->row[r] = something ? number : 0;
        linear->listed[count] = r;
        mask |= (uint64_t)something << r % 64;
        count += something;
    }
    if (state->basis[at] >= own) {
        linear->row[state->basis[at] - own] = BASIS_ONE;
        linear->listed[count++] = state->basis[at] - own;
        mask |= basis_row_bit(state->basis[at] - own);
    }
    linear->listed_count = count;
    linear->row_mask = mask;
}

void basis_find_direction(struct linear *linear, uint32_t variable)
{
    const struct linear_state *state = &linear->state;
    uint32_t rows = linear->rows, own = basis_own(linear);
    int64_t *direction = linear->direction;
    if (variable >= own) {
        memcpy(direction, state->inverse + (size_t)(variable - own) * rows, rows * sizeof *direction);
        return;
    }
    memset(direction, 0, rows * sizeof *direction);
    const struct linear_lists *lists = &linear->lists[variable];
    for (uint32_t i = lists->first_unit; i < lists[1].first_unit; i++) {
        uint32_t r = linear->units[i];
        const int64_t *inverse = state->inverse + (size_t)r * rows;
        if (state->places[r] != BEST_NONE)
            direction[state->places[r]] = basis_plus(direction[state->places[r]], BASIS_ONE);
        else
            for (uint32_t k = 0; k < rows; k++)
                direction[k] = basis_plus(direction[k], inverse[k]);
    }
    for (uint32_t i = lists->first_entry; i < lists[1].first_entry; i++) {
        const struct linear_entry *entry = &linear->entries[i];
        const int64_t *inverse = state->inverse + (size_t)entry->row * rows;
        uint32_t place = state->places[entry->row];
        if (place != BEST_NONE)
            direction[place] = basis_plus(direction[place], entry->amount);
        else
            for (uint32_t k = 0; k < rows; k++)
                direction[k] = basis_plus(direction[k], basis_times(inverse[k], entry->amount));
    }
}

void basis_raise(struct linear *linear, int64_t rise)
{
    for (uint32_t i = 0; i < linear->listed_count; i++) {
        uint32_t r = linear->listed[i];
        linear->state.prices[r] = basis_plus(linear->state.prices[r], basis_times(rise, linear->row[r]));
    }
}

/* The row will have nothing left: its row of the inverse is kept from here on. Until then it was a one where that stands. */
static void add_tight(struct linear *linear, uint32_t row, uint32_t at)
{
    struct linear_state *state = &linear->state;
    int64_t *inverse = state->inverse + (size_t)row * linear->rows;
    memset(inverse, 0, linear->rows * sizeof *inverse);
    inverse[at] = BASIS_ONE;
    state->tight[state->tight_count++] = row;
    state->places[row] = BEST_NONE;
}

/* What the row has left is basic at the place. */
static void remove_tight(struct linear_state *state, uint32_t row, uint32_t at)
{
    uint32_t i = 0;
    while (state->tight[i] != row)
        i++;
    state->tight[i] = state->tight[--state->tight_count];
    state->places[row] = at;
}

/* The places that move, and their levels after it. Returns the largest size of a direction's bits. */
static uint64_t move_levels(struct linear *linear, uint32_t at, int64_t step, uint32_t *moved)
{
    const int64_t *direction = linear->direction;
    uint64_t sizes = 1;
    uint32_t count = 0;
    for (uint32_t k = 0; k < linear->rows; k++)
        if (is_something(direction[k]) && k != at) {
            linear->moved[count++] = k;
            linear->state.levels[k] = basis_minus(linear->state.levels[k], basis_times(step, direction[k]));
            sizes |= (uint64_t)(direction[k] ^ direction[k] >> 63);
        }
    *moved = count;
    return sizes;
}

/* The rows listed less what the place's row was of them. Directions are shifted up as far as they have room, and rows by what
 * is missing, so that products are in whole words. */
static void move_inverse(struct linear *linear, uint32_t at, int64_t inverted, uint32_t moved, uint64_t sizes)
{
    enum { WHOLE = 64 - LINEAR_BITS };
    const promo_i128 half = (promo_i128)1 << 63; /* cut off instead of rounded, numbers that are equal would be so no longer */
    int room = __builtin_clzll(sizes) - 1, shift = room < WHOLE ? room : WHOLE;
    int64_t *direction = linear->direction;
    for (uint32_t m = 0; m < moved; m++)
        direction[linear->moved[m]] = (int64_t)((uint64_t)direction[linear->moved[m]] << shift);
    for (uint32_t i = 0; i < linear->listed_count; i++) {
        int64_t *inverse = linear->state.inverse + (size_t)linear->listed[i] * linear->rows;
        int64_t part = basis_times(linear->row[linear->listed[i]], inverted);
        int64_t shifted = (int64_t)((uint64_t)part << (WHOLE - shift));
        inverse[at] = part;
        for (uint32_t m = 0; m < moved; m++) {
            uint32_t k = linear->moved[m];
            inverse[k] = basis_minus(inverse[k], (int64_t)(((promo_i128)shifted * direction[k] + half) >> 64));
        }
    }
}

void basis_replace(struct linear *linear, uint32_t variable, uint32_t at, int64_t inverted, int64_t step, int64_t level)
{
    struct linear_state *state = &linear->state;
    uint32_t own = basis_own(linear), leaving = state->basis[at], moved;
    uint64_t sizes = move_levels(linear, at, step, &moved);
    if (leaving >= own)
        add_tight(linear, leaving - own, at);
    move_inverse(linear, at, inverted, moved, sizes);
    if (variable >= own)
        remove_tight(state, variable - own, at);
    state->levels[at] = level;
    state->flags[leaving] = LINEAR_AT_LOWER;
    state->flags[variable] = LINEAR_BASIC;
    state->basis[at] = variable;
}

int64_t basis_steps(const struct linear *linear)
{
    return ((int64_t)linear->variables + (int64_t)linear->rows * linear->rows / 4) / STEPS_A_PIVOT + 1;
}
