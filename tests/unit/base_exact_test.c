/* Exact numbers: rounding by its definition, fractions by the laws of arithmetic, and every overflow said. */
#include "base/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static uint64_t seed;

static uint64_t random_bits(void)
{
    seed += 0x9E3779B97F4A7C15u;
    uint64_t mixed = seed;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    return mixed ^ mixed >> 31;
}

/* Small and large magnitudes alike, of either sign. */
static int64_t random_number(unsigned most_bits)
{
    int64_t value = (int64_t)(random_bits() >> 1 >> (63 - random_bits() % (most_bits + 1)));
    return random_bits() % 2 == 0 ? value : -value;
}

static struct fraction random_fraction(unsigned most_bits)
{
    struct fraction made;
    int64_t denominator = 0;
    while (denominator == 0)
        denominator = random_number(most_bits);
    assert_true(fraction_make(random_number(most_bits), denominator, &made));
    return made;
}

static const promo_i128 LARGEST = (promo_i128)(((promo_u128)1 << 127) - 1);

static void rounding_by_its_table(void **state)
{
    (void)state;
    static const struct { int64_t numerator, half_up, half_even, half_down, up, down; } TABLE[] = {
        {0, 0, 0, 0, 0, 0},       {10, 1, 1, 1, 1, 1},      {11, 1, 1, 1, 2, 1},      {14, 1, 1, 1, 2, 1},
        {15, 2, 2, 1, 2, 1},      {16, 2, 2, 2, 2, 1},      {25, 3, 2, 2, 3, 2},      {5, 1, 0, 0, 1, 0},
        {-5, -1, 0, 0, -1, 0},    {-15, -2, -2, -1, -2, -1}, {-25, -3, -2, -2, -3, -2}, {-16, -2, -2, -2, -2, -1},
        {-11, -1, -1, -1, -2, -1}, {27450, 2745, 2745, 2745, 2745, 2745}, {27455, 2746, 2746, 2745, 2746, 2745},
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_true(round_quotient(TABLE[i].numerator, 10, ROUND_HALF_UP) == TABLE[i].half_up);
        assert_true(round_quotient(TABLE[i].numerator, 10, ROUND_HALF_EVEN) == TABLE[i].half_even);
        assert_true(round_quotient(TABLE[i].numerator, 10, ROUND_HALF_DOWN) == TABLE[i].half_down);
        assert_true(round_quotient(TABLE[i].numerator, 10, ROUND_UP) == TABLE[i].up);
        assert_true(round_quotient(TABLE[i].numerator, 10, ROUND_DOWN) == TABLE[i].down);
    }
}

/* S12 half cent: a rounded value is never further away than the mode allows, and its mirror image is its negative. */
static void rounding_is_near_and_symmetric(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        promo_i128 numerator = (promo_i128)random_number(62) * random_number(62);
        promo_i128 denominator = random_number(62);
        denominator = denominator < 0 ? -denominator : denominator + 1;
        for (int mode = 0; mode < ROUNDING_COUNT; mode++) {
            promo_i128 whole = round_quotient(numerator, denominator, (enum rounding)mode);
            promo_i128 error = whole * denominator - numerator, distance = error < 0 ? -error : error;
            assert_true(distance < denominator);
            if (mode <= ROUND_HALF_DOWN)
                assert_true(distance * 2 <= denominator);
            else
                assert_true(numerator == 0 || (mode == ROUND_UP) == ((error > 0) == (numerator > 0)) || error == 0);
            assert_true(round_quotient(-numerator, denominator, (enum rounding)mode) == -whole);
        }
    }
}

static void the_common_divisor_by_euclid(void **state)
{
    (void)state;
    assert_true(common_divisor(0, 0) == 0);
    assert_true(common_divisor(0, 7) == 7);
    assert_true(common_divisor(7, 0) == 7);
    assert_true(common_divisor(125000, EXACT_MILLION) == 125000);
    assert_true(common_divisor(LARGEST, LARGEST) == LARGEST);
    for (int i = 0; i < 100000; i++) {
        promo_i128 shared = llabs(random_number(i % 2 == 0 ? 62 : 20)), a = llabs(random_number(62)), b = llabs(random_number(62));
        promo_i128 x = shared * a, y = shared * b;
        promo_i128 got = common_divisor(x, y);
        while (y != 0) {
            promo_i128 rest = x % y;
            x = y;
            y = rest;
        }
        assert_true(got == x);
    }
}

static void fractions_are_in_lowest_terms(void **state)
{
    (void)state;
    struct fraction made;
    assert_true(fraction_make(6, -4, &made));
    assert_true(made.numerator == -3 && made.denominator == 2);
    assert_true(fraction_make(0, -7, &made));
    assert_true(made.numerator == 0 && made.denominator == 1);
    assert_false(fraction_make(1, 0, &made));
    assert_false(fraction_make(-LARGEST - 1, 1, &made));
    assert_true(fraction_make(-LARGEST, 1, &made));
}

static bool same(struct fraction a, struct fraction b)
{
    return a.numerator == b.numerator && a.denominator == b.denominator;
}

static void fractions_obey_the_laws(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct fraction a = random_fraction(18), b = random_fraction(18), c = random_fraction(18), left, right, other;
        assert_true(fraction_add(a, b, &left) && fraction_add(b, a, &right) && same(left, right));
        assert_true(fraction_add(left, c, &left) && fraction_add(b, c, &right) && fraction_add(a, right, &right));
        assert_true(same(left, right));
        assert_true(fraction_multiply(a, c, &left) && fraction_multiply(b, c, &right) && fraction_add(left, right, &left));
        assert_true(fraction_add(a, b, &right) && fraction_multiply(right, c, &right) && same(left, right));
        assert_true(fraction_subtract(a, b, &left) && fraction_add(left, b, &left) && same(left, a));
        assert_int_equal(fraction_divide(a, b, &other), b.numerator != 0);
        if (b.numerator != 0)
            assert_true(fraction_multiply(other, b, &other) && same(other, a));
        assert_true(fraction_subtract(a, b, &left));
        int order = fraction_compare(a, b);
        assert_int_equal(order > 0, left.numerator > 0);
        assert_int_equal(order < 0, left.numerator < 0);
        assert_true(same(fraction_smaller(a, b), order <= 0 ? a : b));
    }
}

/* Cross products of such fractions fit no 128 bits; comparing them must not need any. */
static void comparing_never_overflows(void **state)
{
    (void)state;
    struct fraction a = {LARGEST, LARGEST - 1}, b = {LARGEST - 1, LARGEST - 2}, smallest = {-LARGEST, 1}, largest = {LARGEST, 1};
    assert_true(fraction_compare(a, b) < 0);
    assert_true(fraction_compare(b, a) > 0);
    assert_true(fraction_compare(a, a) == 0);
    assert_true(fraction_compare(smallest, largest) < 0);
    assert_true(fraction_compare((struct fraction){-LARGEST, LARGEST - 1}, (struct fraction){-LARGEST + 1, LARGEST - 2}) > 0);
    assert_true(fraction_compare((struct fraction){-LARGEST, 2}, largest) < 0);
    for (int i = 0; i < 20000; i++) {
        promo_i128 shared = (promo_i128)random_number(60) * ((promo_i128)1 << 60) + random_number(60);
        promo_i128 above = (promo_i128)random_number(60) * ((promo_i128)1 << 60) + random_number(60), step = random_number(30);
        shared = shared < 0 ? -shared : shared + 1;
        struct fraction low = {above, shared}, high = {above + step, shared};
        int order = fraction_compare(low, high);
        assert_int_equal(order < 0, step > 0);
        assert_int_equal(order == 0, step == 0);
    }
}

static void what_does_not_fit_is_said_and_left_alone(void **state)
{
    (void)state;
    struct fraction huge = {LARGEST, 1}, tiny = {1, LARGEST}, out = {77, 1}, half = {LARGEST, 2};
    promo_i128 wide = 77;
    int64_t narrow = 77;
    assert_false(fraction_add(huge, huge, &out));
    assert_false(fraction_subtract((struct fraction){-LARGEST, 1}, huge, &out));
    assert_false(fraction_multiply(huge, (struct fraction){2, 1}, &out));
    assert_false(fraction_divide(huge, tiny, &out));
    assert_false(fraction_divide(huge, (struct fraction){0, 1}, &out));
    assert_false(fraction_add(tiny, half, &out));
    assert_false(add_i64(INT64_MAX, 1, &narrow));
    assert_false(multiply_i64(INT64_MIN, -1, &narrow));
    assert_false(add_i128(LARGEST, 1, &wide));
    assert_false(multiply_i128(LARGEST, 2, &wide));
    assert_false(fraction_round((struct fraction){(promo_i128)INT64_MAX + 1, 1}, ROUND_DOWN, &narrow));
    assert_false(fraction_round((struct fraction){(promo_i128)INT64_MIN - 1, 1}, ROUND_DOWN, &narrow));
    assert_true(out.numerator == 77 && out.denominator == 1 && wide == 77 && narrow == 77);
    assert_true(fraction_round((struct fraction){(promo_i128)INT64_MAX * 2 + 1, 2}, ROUND_DOWN, &narrow));
    assert_true(narrow == INT64_MAX);
    assert_true(fraction_multiply(huge, tiny, &out) && out.numerator == 1 && out.denominator == 1);
}

static int plant(void **state)
{
    (void)state;
    const char *given = getenv("SEED");
    seed = given == NULL ? 12 : strtoull(given, NULL, 10);
    printf("SEED=%llu\n", (unsigned long long)seed);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_by_its_table),
        cmocka_unit_test(rounding_is_near_and_symmetric),
        cmocka_unit_test(the_common_divisor_by_euclid),
        cmocka_unit_test(fractions_are_in_lowest_terms),
        cmocka_unit_test(fractions_obey_the_laws),
        cmocka_unit_test(comparing_never_overflows),
        cmocka_unit_test(what_does_not_fit_is_said_and_left_alone),
    };
    return cmocka_run_group_tests(tests, plant, NULL);
}
