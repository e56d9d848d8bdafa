/* Exact numbers: checked 64- and 128-bit arithmetic, fractions, and the rounding modes of a rule set.
 *
 * Amounts are whole minor units when given and shown, fractions of them between; nothing here uses floating point.
 * Every operation that may overflow says so by returning false and leaves its output untouched. */
#ifndef BASE_EXACT_H
#define BASE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 promo_i128;
__extension__ typedef unsigned __int128 promo_u128;

/* A percentage, or any rate, is a count of millionths: 12.5% is 125000. */
#define EXACT_MILLION 1000000

static inline bool add_i64(int64_t a, int64_t b, int64_t *sum)
{
    int64_t result;
    if (__builtin_add_overflow(a, b, &result))
        return false;
    *sum = result;
    return true;
}

static inline bool multiply_i64(int64_t a, int64_t b, int64_t *product)
{
    int64_t result;
    if (__builtin_mul_overflow(a, b, &result))
        return false;
    *product = result;
    return true;
}

static inline bool add_i128(promo_i128 a, promo_i128 b, promo_i128 *sum)
{
    promo_i128 result;
    if (__builtin_add_overflow(a, b, &result))
        return false;
    *sum = result;
    return true;
}

struct wide_product {
    promo_i128 product;
    bool fits;
};

/* Of numbers that may be wider than 64 bits. */
__attribute__((cold)) struct wide_product multiply_wide(promo_i128 a, promo_i128 b);

static inline bool multiply_i128(promo_i128 a, promo_i128 b, promo_i128 *product)
{
    if ((int64_t)a != a || (int64_t)b != b) { /* hardly ever */
        struct wide_product wide = multiply_wide(a, b);
        if (wide.fits)
            *product = wide.product;
        return wide.fits;
    }
    *product = (promo_i128)(int64_t)a * (int64_t)b;
    return true;
}

/* The greatest number that both are multiples of, of two that are not negative; 0 is a multiple of any. */
promo_i128 common_divisor(promo_i128 a, promo_i128 b);

/* The order of the enumerators is the order in images. */
enum rounding { ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN, ROUND_UP, ROUND_DOWN };
enum { ROUNDING_COUNT = 5 };

/* numerator / denominator (> 0) to the nearest whole by the mode; half and up/down are away from and towards zero. */
promo_i128 round_quotient(promo_i128 numerator, promo_i128 denominator, enum rounding mode);

/* A fraction in lowest terms, denominator > 0. Zero is {0, 1}. */
struct fraction {
    promo_i128 numerator;
    promo_i128 denominator;
};

static inline struct fraction fraction_whole(int64_t value)
{
    return (struct fraction){value, 1};
}

/* Reduces; false where the denominator is zero. */
bool fraction_make(promo_i128 numerator, promo_i128 denominator, struct fraction *out);
bool fraction_add(struct fraction a, struct fraction b, struct fraction *out);
bool fraction_subtract(struct fraction a, struct fraction b, struct fraction *out);
bool fraction_multiply(struct fraction a, struct fraction b, struct fraction *out);
bool fraction_divide(struct fraction a, struct fraction b, struct fraction *out);

/* Negative, 0, positive; never overflows (continued fractions). */
int fraction_compare(struct fraction a, struct fraction b);

static inline struct fraction fraction_smaller(struct fraction a, struct fraction b)
{
    return fraction_compare(a, b) <= 0 ? a : b;
}

/* To whole minor units; false where that does not fit 64 bits. */
bool fraction_round(struct fraction value, enum rounding mode, int64_t *out);

#endif
