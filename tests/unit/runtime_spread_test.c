/* Counts of amounts in fine steps, and percentiles from them. */
#include "runtime/spread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void every_amount_has_its_bucket(void **state)
{
    (void)state;
    size_t before = 0;
    for (int64_t value = 0; value < 200000; value++) {
        size_t bucket = spread_bucket(value);
        assert_true(bucket == before || bucket == before + 1);
        assert_true(spread_bucket_start(bucket) <= value);
        assert_true(value - spread_bucket_start(bucket) <= value / 8192);
        before = bucket;
    }
    for (int shift = 0; shift < 63; shift++)
        for (int64_t near = -1; near <= 1; near++) {
            int64_t value = ((int64_t)1 << shift) + near;
            size_t bucket = spread_bucket(value);
            assert_true(bucket < SPREAD_BUCKETS);
            assert_true(spread_bucket_start(bucket) <= value);
            assert_int_equal(spread_bucket(spread_bucket_start(bucket)), bucket);
        }
    assert_int_equal(spread_bucket(INT64_MAX), SPREAD_BUCKETS - 1);
}

static void percentiles_by_nearest_rank(void **state)
{
    (void)state;
    struct spread *spread = calloc(2, sizeof *spread);
    assert_int_equal(spread_percentile(&spread[0], 50), 0);
    for (int64_t value = 1; value <= 200; value++)
        spread_add(&spread[value % 2], value * 10);
    spread_merge(&spread[0], &spread[1]);
    assert_int_equal(spread[0].total, 200);
    assert_int_equal(spread_percentile(&spread[0], 1), 20);
    assert_int_equal(spread_percentile(&spread[0], 50), 1000);
    assert_int_equal(spread_percentile(&spread[0], 95), 1900);
    assert_int_equal(spread_percentile(&spread[0], 100), 2000);
    free(spread);
}

static void few_values(void **state)
{
    (void)state;
    struct spread *spread = calloc(1, sizeof *spread);
    spread_add(spread, 5265);
    assert_int_equal(spread_percentile(spread, 1), 5265);
    assert_int_equal(spread_percentile(spread, 100), 5265);
    spread_add(spread, 0);
    spread_add(spread, 0);
    assert_int_equal(spread_percentile(spread, 50), 0);
    assert_int_equal(spread_percentile(spread, 67), 5265);
    free(spread);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_amount_has_its_bucket),
        cmocka_unit_test(percentiles_by_nearest_rank),
        cmocka_unit_test(few_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
