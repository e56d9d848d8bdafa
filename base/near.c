#include "base/near.h"

enum { GRID_BITS = 62, EQUAL_BITS = 40 };

/* Multiples of 2^-62, without their sign. */
struct grid {
    promo_u128 parts;
    bool negative;
};

/* rest / denominator (rest < denominator < 2^127) to so many bits, the nearest. */
static promo_u128 binary_digits(promo_u128 rest, promo_u128 denominator, int bits)
{
    promo_u128 digits = 0;
    for (int i = 0; i < bits; i++) {
        rest <<= 1;
        digits <<= 1;
        if (rest >= denominator) {
            rest -= denominator;
            digits |= 1;
        }
    }
    return rest >= denominator - rest ? digits + 1 : digits;
}

static bool to_grid(struct fraction value, struct grid *out)
{
    out->negative = value.numerator < 0;
    promo_u128 size = out->negative ? (promo_u128)-value.numerator : (promo_u128)value.numerator;
    promo_u128 whole = size / (promo_u128)value.denominator;
    if (whole > INT64_MAX)
        return false;
    out->parts = (whole << GRID_BITS) + binary_digits(size % (promo_u128)value.denominator, (promo_u128)value.denominator, GRID_BITS);
    return true;
}

static bool from_grid(struct grid value, struct fraction *out)
{
    if (value.parts >> GRID_BITS > INT64_MAX)
        return false;
    promo_i128 parts = (promo_i128)value.parts;
    return fraction_make(value.negative ? -parts : parts, (promo_i128)1 << GRID_BITS, out);
}

bool near_add(struct fraction a, struct fraction b, struct fraction *out)
{
    struct grid left, right;
    if (fraction_add(a, b, out))
        return true;
    if (!to_grid(a, &left) || !to_grid(b, &right))
        return false;
    promo_i128 sum = left.negative ? -(promo_i128)left.parts : (promo_i128)left.parts;
    sum += right.negative ? -(promo_i128)right.parts : (promo_i128)right.parts;
    return from_grid((struct grid){(promo_u128)(sum < 0 ? -sum : sum), sum < 0}, out);
}

bool near_subtract(struct fraction a, struct fraction b, struct fraction *out)
{
    return near_add(a, (struct fraction){-b.numerator, b.denominator}, out);
}

bool near_multiply(struct fraction a, struct fraction b, struct fraction *out)
{
    struct grid left, right;
    if (fraction_multiply(a, b, out))
        return true;
    if (!to_grid(a, &left) || !to_grid(b, &right))
        return false;
    const promo_u128 below = ((promo_u128)1 << GRID_BITS) - 1;
    promo_u128 whole = (left.parts >> GRID_BITS) * (right.parts >> GRID_BITS);
    if (whole > INT64_MAX)
        return false;
    promo_u128 mixed = (left.parts >> GRID_BITS) * (right.parts & below) + (left.parts & below) * (right.parts >> GRID_BITS);
    promo_u128 last = ((left.parts & below) * (right.parts & below) + ((promo_u128)1 << (GRID_BITS - 1))) >> GRID_BITS;
    return from_grid((struct grid){(whole << GRID_BITS) + mixed + last, left.negative != right.negative}, out);
}

bool near_divide(struct fraction a, struct fraction b, struct fraction *out)
{
    struct grid left, right;
    if (fraction_divide(a, b, out))
        return true;
    if (!to_grid(a, &left) || !to_grid(b, &right) || right.parts == 0)
        return false;
    promo_u128 whole = left.parts / right.parts;
    if (whole > INT64_MAX)
        return false;
    promo_u128 parts = (whole << GRID_BITS) + binary_digits(left.parts % right.parts, right.parts, GRID_BITS);
    return from_grid((struct grid){parts, left.negative != right.negative}, out);
}

bool near_scale(struct fraction value, int64_t scale, promo_i128 *parts)
{
    struct fraction product, half = {1, 2};
    if (!near_multiply(value, fraction_whole(scale), &product) || !near_add(product, half, &product))
        return false;
    promo_i128 whole = product.numerator / product.denominator;
    *parts = product.numerator % product.denominator < 0 ? whole - 1 : whole;
    return true;
}

bool near_equal(struct fraction a, struct fraction b)
{
    const struct fraction least = {1, (promo_i128)1 << EQUAL_BITS};
    struct fraction difference;
    if (!near_subtract(a, b, &difference))
        return false;
    if (difference.numerator < 0)
        difference.numerator = -difference.numerator;
    return fraction_compare(difference, least) < 0;
}

struct fraction near_halves(struct fraction value)
{
    promo_i128 halves;
    struct fraction nearest;
    if (value.denominator <= 2 || !near_scale(value, 2, &halves) || !fraction_make(halves, 2, &nearest))
        return value;
    return near_equal(value, nearest) ? nearest : value;
}
