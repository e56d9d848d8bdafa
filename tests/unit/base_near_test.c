/* Near fractions: exact where they fit, close where they do not, and never without a result for amounts of money. */
#include "base/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct fraction ODD = {1, ((promo_i128)1 << 89) - 1};    /* a prime */
static const struct fraction OTHER = {1, ((promo_i128)1 << 107) - 1}; /* another */

static double as_double(struct fraction value)
{
    return (double)value.numerator / (double)value.denominator;
}

static void what_fits_is_exact(void **state)
{
    struct fraction out;
    (void)state;
    assert_true(near_add((struct fraction){1, 3}, (struct fraction){1, 6}, &out));
    assert_true(out.numerator == 1 && out.denominator == 2);
    assert_true(near_divide((struct fraction){7, 2}, (struct fraction){-7, 3}, &out));
    assert_true(out.numerator == -3 && out.denominator == 2);
}

static void what_does_not_fit_is_near(void **state)
{
    struct fraction a, b, out;
    (void)state;
    assert_true(fraction_add(fraction_whole(1000), ODD, &a));
    assert_true(fraction_subtract(fraction_whole(-40), OTHER, &b));
    assert_false(fraction_add(a, b, &out) || fraction_multiply(a, b, &out) || fraction_divide(a, b, &out));
    assert_true(near_add(a, b, &out) && near_equal(out, fraction_whole(960)));
    assert_true(near_subtract(a, b, &out) && near_equal(out, fraction_whole(1040)));
    assert_true(near_multiply(a, b, &out) && near_equal(out, fraction_whole(-40000)));
    assert_true(near_divide(a, b, &out) && near_equal(out, fraction_whole(-25)));
    assert_true(near_divide(b, a, &out) && near_equal(out, (struct fraction){-1, 25}));
    assert_true(as_double(out) < -0.0399999 && as_double(out) > -0.0400001);
}

static void scaling_goes_to_the_nearest(void **state)
{
    promo_i128 parts;
    (void)state;
    assert_true(near_scale((struct fraction){2, 3}, 10, &parts) && parts == 7);
    assert_true(near_scale((struct fraction){-2, 3}, 10, &parts) && parts == -7);
    assert_true(near_scale((struct fraction){1, 4}, 10, &parts) && parts == 3);
    assert_true(near_scale(ODD, 1000, &parts) && parts == 0);
}

static void near_halves_are_halves(void **state)
{
    struct fraction almost, out;
    (void)state;
    assert_true(fraction_subtract((struct fraction){5, 2}, (struct fraction){1, (promo_i128)1 << 60}, &almost));
    out = near_halves(almost);
    assert_true(out.numerator == 5 && out.denominator == 2);
    out = near_halves((struct fraction){249, 100});
    assert_true(out.numerator == 249 && out.denominator == 100);
}

static void only_what_is_too_large_fails(void **state)
{
    const struct fraction huge = {(promo_i128)1 << 100, 1};
    struct fraction out;
    promo_i128 parts;
    (void)state;
    assert_false(near_multiply(huge, huge, &out));
    assert_false(near_divide(huge, ODD, &out));
    assert_false(near_divide(fraction_whole(1), fraction_whole(0), &out));
    assert_false(near_scale(huge, INT64_MAX, &parts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_exact),          cmocka_unit_test(what_does_not_fit_is_near),
        cmocka_unit_test(scaling_goes_to_the_nearest), cmocka_unit_test(near_halves_are_halves),
        cmocka_unit_test(only_what_is_too_large_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
