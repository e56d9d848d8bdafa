#include "base/exact.h"

static promo_i128 magnitude(promo_i128 value)
{
    return value < 0 ? -value : value;
}

/* One division brings both to the size of the smaller; from there halves and differences are cheaper (Stein 1967). */
static inline uint64_t common_divisor_64(uint64_t a, uint64_t b)
{
    if (b == 0)
        return a;
    a %= b;
    if (a == 0)
        return b;
    int shared = __builtin_ctzll(a | b);
    a >>= __builtin_ctzll(a);
    b >>= __builtin_ctzll(b);
    while (a != b) {
        uint64_t larger = a > b ? a : b, smaller = a > b ? b : a;
        a = larger - smaller;
        a >>= __builtin_ctzll(a);
        b = smaller;
    }
    return a << shared;
}

/* Nearly all numbers fit 64 bits, where a division costs a fraction of a 128-bit one. */
promo_i128 common_divisor(promo_i128 a, promo_i128 b)
{
    while (b > UINT64_MAX || (a > UINT64_MAX && b != 0)) {
        promo_i128 rest = a % b;
        a = b;
        b = rest;
    }
    return b == 0 ? a : (promo_i128)common_divisor_64((uint64_t)a, (uint64_t)b);
}

static bool fits_64(promo_i128 value)
{
    return value == (int64_t)value;
}

promo_i128 round_quotient(promo_i128 numerator, promo_i128 denominator, enum rounding mode)
{
    bool small = numerator >= 0 && numerator <= INT64_MAX && denominator <= INT64_MAX;
    promo_i128 whole = small ? (int64_t)numerator / (int64_t)denominator : numerator / denominator;
    promo_i128 rest = small ? (int64_t)numerator % (int64_t)denominator : magnitude(numerator % denominator);
    if (rest == 0)
        return whole;
    promo_i128 other = denominator - rest;
    bool away = false;
    switch (mode) {
    case ROUND_HALF_UP: away = rest >= other; break;
    case ROUND_HALF_DOWN: away = rest > other; break;
    case ROUND_HALF_EVEN: away = rest > other || (rest == other && whole % 2 != 0); break;
    case ROUND_UP: away = true; break;
    case ROUND_DOWN: away = false; break;
    }
    if (!away)
        return whole;
    return numerator < 0 ? whole - 1 : whole + 1;
}

struct wide_product multiply_wide(promo_i128 a, promo_i128 b)
{
    struct wide_product wide;
    wide.fits = !__builtin_mul_overflow(a, b, &wide.product);
    return wide;
}

/* The smallest value has no magnitude; it never arises from checked inputs, so it counts as an overflow. */
static bool representable(promo_i128 value)
{
    const promo_i128 smallest = -(promo_i128)(((promo_u128)1 << 127) - 1) - 1;
    return value != smallest;
}

/* Any numbers, in lowest terms. Apart, so that what nearly all numbers need is not slowed down by it. */
static __attribute__((noinline, cold)) bool reduce_wide(promo_i128 numerator, promo_i128 denominator, struct fraction *out)
{
    if (denominator == 0 || !representable(numerator) || !representable(denominator))
        return false;
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    promo_i128 divisor = common_divisor(magnitude(numerator), denominator);
    *out = divisor == 1 ? (struct fraction){numerator, denominator}
                        : (struct fraction){numerator / divisor, denominator / divisor};
    return true;
}

bool fraction_make(promo_i128 numerator, promo_i128 denominator, struct fraction *out)
{
    int64_t above = (int64_t)numerator, below = (int64_t)denominator;
    if (numerator != above || denominator != below || below <= 0 || above == INT64_MIN) /* hardly ever */
        return reduce_wide(numerator, denominator, out);
    int64_t divisor = (int64_t)common_divisor_64((uint64_t)(above < 0 ? -above : above), (uint64_t)below);
    if (divisor != 1) {
        above /= divisor;
        below /= divisor;
    }
    *out = (struct fraction){above, below};
    return true;
}

bool fraction_add(struct fraction a, struct fraction b, struct fraction *out)
{
    if (a.denominator == 1 && b.denominator == 1) {
        struct fraction sum = {0, 1};
        if (!add_i128(a.numerator, b.numerator, &sum.numerator) || !representable(sum.numerator))
            return false;
        *out = sum;
        return true;
    }
    if (a.numerator == 0 || b.numerator == 0) {
        *out = a.numerator == 0 ? b : a;
        return true;
    }
    promo_i128 left, right, numerator, denominator;
    if (a.denominator == b.denominator)
        return add_i128(a.numerator, b.numerator, &numerator) && fraction_make(numerator, a.denominator, out);
    promo_i128 divisor = common_divisor(a.denominator, b.denominator);
    if (!multiply_i128(a.numerator, b.denominator / divisor, &left) ||
        !multiply_i128(b.numerator, a.denominator / divisor, &right) || !add_i128(left, right, &numerator) ||
        !multiply_i128(a.denominator, b.denominator / divisor, &denominator))
        return false;
    return fraction_make(numerator, denominator, out);
}

bool fraction_subtract(struct fraction a, struct fraction b, struct fraction *out)
{
    return fraction_add(a, (struct fraction){-b.numerator, b.denominator}, out);
}

bool fraction_multiply(struct fraction a, struct fraction b, struct fraction *out)
{
    if (a.numerator == 0 || b.numerator == 0) {
        *out = (struct fraction){0, 1};
        return true;
    }
    if (a.denominator == 1 && b.denominator == 1) {
        promo_i128 whole;
        if (!multiply_i128(a.numerator, b.numerator, &whole))
            return false;
        *out = (struct fraction){whole, 1};
        return true;
    }
    promo_i128 first = common_divisor(magnitude(a.numerator), b.denominator);
    promo_i128 second = common_divisor(magnitude(b.numerator), a.denominator);
    struct fraction product;
    if (!multiply_i128(a.numerator / first, b.numerator / second, &product.numerator) ||
        !multiply_i128(a.denominator / second, b.denominator / first, &product.denominator))
        return false;
    *out = product;
    return true;
}

bool fraction_divide(struct fraction a, struct fraction b, struct fraction *out)
{
    if (b.numerator == 0)
        return false;
    struct fraction inverse = {b.denominator, b.numerator};
    if (inverse.denominator < 0)
        inverse = (struct fraction){-inverse.numerator, -inverse.denominator};
    return fraction_multiply(a, inverse, out);
}

/* The whole below or at the quotient, and what is left above it: 0 <= rest < denominator. */
static promo_i128 floor_quotient(promo_i128 numerator, promo_i128 denominator, promo_i128 *rest)
{
    promo_i128 whole = numerator / denominator;
    *rest = numerator % denominator;
    if (*rest >= 0)
        return whole;
    *rest += denominator;
    return whole - 1;
}

int fraction_compare(struct fraction a, struct fraction b)
{
    if (fits_64(a.numerator) && fits_64(a.denominator) && fits_64(b.numerator) && fits_64(b.denominator)) {
        promo_i128 left = a.numerator * b.denominator, right = b.numerator * a.denominator;
        return left < right ? -1 : left > right;
    }
    int sign = 1;
    for (;;) {
        promo_i128 left_rest, right_rest;
        promo_i128 left = floor_quotient(a.numerator, a.denominator, &left_rest);
        promo_i128 right = floor_quotient(b.numerator, b.denominator, &right_rest);
        if (left != right)
            return left < right ? -sign : sign;
        if (left_rest == 0 || right_rest == 0)
            return left_rest == right_rest ? 0 : left_rest == 0 ? -sign : sign;
        a = (struct fraction){a.denominator, left_rest};
        b = (struct fraction){b.denominator, right_rest};
        sign = -sign;
    }
}

bool fraction_round(struct fraction value, enum rounding mode, int64_t *out)
{
    promo_i128 whole = round_quotient(value.numerator, value.denominator, mode);
    if (whole > INT64_MAX || whole < INT64_MIN)
        return false;
    *out = (int64_t)whole;
    return true;
}
