/* The table of a shop's items: what they are found by, and what is refused. */
#include "base/catalogue.h"

#include "tests/support/allocators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const struct text SPORT[] = {{"shoes/sport/running", 19}, {"shoes/sport", 11}, {"sale", 4}};
static const struct text TAGS[] = {{"new", 3}, {"new", 3}};
static const struct catalogue_attribute SEASON[] = {{{"season", 6}, {"ss26", 4}}};

static struct catalogue_item item(const char *sku)
{
    return (struct catalogue_item){.sku = text_from(sku), .price = 100, .list_price = CATALOGUE_NONE, .cost = CATALOGUE_NONE,
                                   .min_price = CATALOGUE_NONE, .line = 7};
}

static promo_status fill(struct catalogue *catalogue)
{
    struct catalogue_item runner = item("RUNNER"), sock = item("SOCK"), plain = item("PLAIN");
    runner.name = TEXT("Runner");
    runner.brand = sock.brand = TEXT("Nike");
    runner.categories = SPORT;
    runner.category_count = 3;
    runner.tags = TAGS;
    runner.tag_count = 2;
    runner.attributes = SEASON;
    runner.attribute_count = 1;
    sock.categories = SPORT + 1;
    sock.category_count = 1;
    promo_status status = catalogue_add(catalogue, &runner);
    if (status == PROMO_OK)
        status = catalogue_add(catalogue, &sock);
    if (status == PROMO_OK)
        status = catalogue_add(catalogue, &plain);
    return status == PROMO_OK ? catalogue_close(catalogue) : status;
}

static void found(const struct catalogue *catalogue, enum catalogue_key key, const char *value, size_t count, uint32_t first)
{
    struct catalogue_found items = catalogue_find(catalogue, key, text_from(value));
    assert_int_equal(items.count, count);
    if (count != 0)
        assert_int_equal(items.items[0], first);
}

static void items_are_found_by_what_they_are(void **state)
{
    (void)state;
    struct catalogue catalogue;
    catalogue_init(&catalogue, NULL);
    assert_int_equal(fill(&catalogue), PROMO_OK);
    found(&catalogue, CATALOGUE_SKU, "SOCK", 1, 1);
    found(&catalogue, CATALOGUE_SKU, "sock", 0, 0);
    found(&catalogue, CATALOGUE_BRAND, "Nike", 2, 0);
    found(&catalogue, CATALOGUE_CATEGORY, "shoes", 2, 0);
    found(&catalogue, CATALOGUE_CATEGORY, "shoes/sport", 2, 0);
    found(&catalogue, CATALOGUE_CATEGORY, "shoes/sport/running", 1, 0);
    found(&catalogue, CATALOGUE_CATEGORY, "shoe", 0, 0);
    found(&catalogue, CATALOGUE_CATEGORY, "sale", 1, 0);
    found(&catalogue, CATALOGUE_TAG, "new", 1, 0);
    found(&catalogue, CATALOGUE_TAG, "", 0, 0);
    assert_true(catalogue_has_attribute(&catalogue, TEXT("season")));
    assert_false(catalogue_has_attribute(&catalogue, TEXT("colour")));
    assert_string_equal(catalogue.items.items[0].attributes[0].value.bytes, "ss26");
    assert_string_equal(catalogue.items.items[0].name.bytes, "Runner");
    assert_int_equal(catalogue.items.items[2].name.length, 0);
    catalogue_done(&catalogue);
}

static void a_repeated_sku_is_refused(void **state)
{
    (void)state;
    struct catalogue catalogue;
    struct catalogue_item again = item("A");
    catalogue_init(&catalogue, NULL);
    assert_int_equal(catalogue_add(&catalogue, &again), PROMO_OK);
    assert_int_equal(catalogue_add(&catalogue, &again), PROMO_CONFLICT);
    assert_string_equal(promo_last_error(), "`A` is on line 7 already");
    catalogue_done(&catalogue);
}

static void depth_is_limited(void **state)
{
    (void)state;
    char path[2 * CATALOGUE_CATEGORY_DEPTH + 2];
    for (size_t parts = CATALOGUE_CATEGORY_DEPTH; parts <= CATALOGUE_CATEGORY_DEPTH + 1; parts++) {
        struct catalogue catalogue;
        struct catalogue_item deep = item("A");
        for (size_t i = 0; i < 2 * parts; i++)
            path[i] = i % 2 == 0 ? 'c' : '/';
        struct text category = {path, 2 * parts - 1};
        deep.categories = &category;
        deep.category_count = 1;
        catalogue_init(&catalogue, NULL);
        assert_int_equal(catalogue_add(&catalogue, &deep), parts > CATALOGUE_CATEGORY_DEPTH ? PROMO_LIMIT : PROMO_OK);
        catalogue_done(&catalogue);
    }
}

static void an_empty_catalogue_has_nothing(void **state)
{
    (void)state;
    struct catalogue catalogue;
    catalogue_init(&catalogue, NULL);
    assert_int_equal(catalogue_close(&catalogue), PROMO_OK);
    found(&catalogue, CATALOGUE_SKU, "A", 0, 0);
    catalogue_done(&catalogue);
}

static void every_failing_allocation_is_survived(void **state)
{
    (void)state;
    promo_status status = PROMO_NO_MEMORY;
    for (long fails_after = 0; status == PROMO_NO_MEMORY; fails_after++) {
        struct counting counting;
        struct catalogue catalogue;
        counting_start(&counting, fails_after);
        catalogue_init(&catalogue, &counting.allocator);
        status = fill(&catalogue);
        catalogue_done(&catalogue);
        assert_int_equal(counting.live_bytes, 0);
        assert_true(fails_after < 1000);
    }
    assert_int_equal(status, PROMO_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_found_by_what_they_are), cmocka_unit_test(a_repeated_sku_is_refused),
        cmocka_unit_test(depth_is_limited),                 cmocka_unit_test(an_empty_catalogue_has_nothing),
        cmocka_unit_test(every_failing_allocation_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
