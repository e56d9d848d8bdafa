/* A basis of the relaxation: what a step of the simplex method asks of it and does to it. For vm/best_linear.c,
 * vm/best_primal.c, vm/best_dual.c and vm/best_extend.c only.
 *
 * Most of the inverse is nothing. What should be nothing and is not, for rounding, is dropped: it would fill the inverse. */
#ifndef VM_BEST_BASIS_H
#define VM_BEST_BASIS_H

#include "vm/best_linear.h"

#define BASIS_ONE ((int64_t)1 << LINEAR_BITS)
#define BASIS_PIVOT ((int64_t)1 << (LINEAR_BITS - 14)) /* the smallest number to divide by */

/* Far from what a sound basis has; a number beyond says that it is not, and must not overflow. */
static inline int64_t basis_bounded(promo_i128 value)
{
    const promo_i128 most = (promo_i128)1 << 61;
    return (int64_t)(value > most ? most : value < -most ? -most : value);
}

/* Sums and products of sound numbers are far below 64 bits. Others may wrap: what follows from them only steers. */
static inline int64_t basis_plus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static inline int64_t basis_minus(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static inline int64_t basis_times(int64_t a, int64_t b)
{
    return (int64_t)(uint64_t)(((promo_i128)a * b + (BASIS_ONE >> 1)) >> LINEAR_BITS);
}

/* Most numbers that are divided by are one, and dividing takes long. */
static inline int64_t basis_divided(int64_t number, int64_t divisor)
{
    if (divisor == BASIS_ONE || divisor == -BASIS_ONE)
        return divisor < 0 ? basis_minus(0, number) : number;
    return basis_bounded((promo_i128)number * BASIS_ONE / divisor);
}

/* The first variable that says what a row has left: of row 0. */
static inline uint32_t basis_own(const struct linear *linear)
{
    return linear->columns + linear->cuts;
}

/* Copies of a column as the level of its variable. */
static inline int64_t basis_level(const struct linear *linear, uint32_t column, int64_t copies)
{
    int shift = LINEAR_BITS + linear->scales[column];
    return copies < (INT64_MAX >> (shift + 2)) ? copies << shift : INT64_MAX >> 2;
}

/* Rows as bits of a word, several to a bit where there are more rows. */
static inline uint64_t basis_row_bit(uint32_t row)
{
    return (uint64_t)1 << row % 64;
}

/* Numbers of rows summed up as a column, or what a purse cuts, takes of them. */
static inline int64_t basis_sum(const struct linear *linear, const int64_t *of_rows, uint32_t variable)
{
    const struct linear_lists *lists = &linear->lists[variable];
    const uint32_t *unit = linear->units + lists->first_unit, *last = linear->units + lists[1].first_unit;
    uint64_t sum = 0;
    for (; unit < last; unit++)
        sum += (uint64_t)of_rows[*unit];
    for (uint32_t i = lists->first_entry; i < lists[1].first_entry; i++)
        sum += (uint64_t)basis_times(of_rows[linear->entries[i].row], linear->entries[i].amount);
    return (int64_t)sum;
}

/* Reduced weight of a variable, scaled. */
static inline int64_t basis_reduced(const struct linear *linear, uint32_t variable)
{
    uint32_t own = basis_own(linear);
    if (variable >= own)
        return -linear->state.prices[variable - own];
    return basis_minus(linear->weights[variable], basis_sum(linear, linear->state.prices, variable));
}

/* The row of the inverse of place `at`, in linear->row: by row of the component, and those that are not zero listed. */
void basis_find_row(struct linear *linear, uint32_t at);

/* How the basic variables shrink as the variable grows, in linear->direction. */
void basis_find_direction(struct linear *linear, uint32_t variable);

/* Prices rise by so much of the row found. */
void basis_raise(struct linear *linear, int64_t rise);

/* The variable takes the place whose row was found, and the others move by `step` of the direction found, which is used up;
 * `inverted` is what divides by the direction at that place. */
void basis_replace(struct linear *linear, uint32_t variable, uint32_t at, int64_t inverted, int64_t step, int64_t level);

/* What a pivot counts as work. */
int64_t basis_steps(const struct linear *linear);

#endif
