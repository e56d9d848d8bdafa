/* A session keeps its memory: once it has priced the baskets of a shop, pricing them again asks for none, however the rules
 * are made. Counted from promo_session_new on, through the reader of baskets and the writer of results. */
#include "tests/support/allocators.h"

#include <promo/compile.h>
#include <promo/json.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_BASKETS = 40, LONGEST_BASKET = 1 << 16 };

struct baskets {
    char *texts[MOST_BASKETS];
    size_t count;
};

static void read_baskets(struct baskets *baskets, const char *path)
{
    static char line[LONGEST_BASKET];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    baskets->count = 0;
    while (baskets->count < MOST_BASKETS && fgets(line, sizeof line, file) != NULL) {
        char *copy = malloc(strlen(line) + 1);
        assert_non_null(copy);
        baskets->texts[baskets->count++] = strcpy(copy, line);
    }
    fclose(file);
    assert_true(baskets->count > 0);
}

static promo_image *open_rules(const char *const *paths, void **bytes, size_t *size)
{
    promo_compiler *compiler;
    promo_image *image;
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    for (; *paths != NULL; paths++)
        assert_int_equal(promo_compiler_file(compiler, *paths), PROMO_OK);
    assert_int_equal(promo_compiler_compile(compiler, bytes, size), PROMO_OK);
    promo_compiler_free(compiler);
    assert_int_equal(promo_image_load(&image, *bytes, *size, NULL), PROMO_OK);
    return image;
}

static int64_t price_all(promo_json_pricer *pricer, const struct baskets *baskets)
{
    int64_t discount = 0;
    for (size_t i = 0; i < baskets->count; i++) {
        const char *result;
        size_t length;
        assert_int_equal(promo_json_price(pricer, NULL, baskets->texts[i], strlen(baskets->texts[i]), &result, &length), PROMO_OK);
        discount += promo_json_result(pricer)->discount;
    }
    return discount;
}

static void check_shop(const char *const *rules, const char *basket_path, bool no_index)
{
    struct baskets baskets;
    struct counting memory;
    void *bytes;
    size_t size;
    promo_json_pricer *pricer;
    promo_image *image = open_rules(rules, &bytes, &size);
    read_baskets(&baskets, basket_path);
    counting_start(&memory, -1);
    promo_session_options options = {.allocator = &memory.allocator, .no_index = no_index};
    assert_int_equal(promo_json_pricer_new(&pricer, image, &options), PROMO_OK);
    int64_t discount = price_all(pricer, &baskets);
    price_all(pricer, &baskets);
    size_t before = memory.given;
    assert_int_equal(price_all(pricer, &baskets), discount);
    assert_true(before > 0 && discount > 0);
    assert_int_equal(memory.given, before);
    promo_json_pricer_free(pricer);
    assert_int_equal(memory.live_bytes, 0);
    promo_image_free(image);
    promo_compiled_free(NULL, bytes, size);
    for (size_t i = 0; i < baskets.count; i++)
        free(baskets.texts[i]);
}

static void a_gift_shop(void **state)
{
    (void)state;
    const char *const rules[] = {"examples/giftshop/settings.promo", "examples/giftshop/sets.promo", "examples/giftshop/goods.promo",
                                 "examples/giftshop/orders.promo", "examples/giftshop/delivery.promo",
                                 "examples/giftshop/members.promo", "examples/giftshop/staff.promo", NULL};
    check_shop(rules, "examples/giftshop/baskets.ndjson", false);
    check_shop(rules, "examples/giftshop/baskets.ndjson", true);
}

static void a_grocer(void **state)
{
    (void)state;
    const char *const rules[] = {"examples/grocer/settings.promo", "examples/grocer/multibuys.promo", "examples/grocer/members.promo", NULL};
    check_shop(rules, "examples/grocer/baskets.ndjson", false);
}

static void a_telecom_shop(void **state)
{
    (void)state;
    const char *const rules[] = {"examples/telecom/settings.promo", "examples/telecom/bundles.promo",
                                 "examples/telecom/allowances.promo", NULL};
    check_shop(rules, "examples/telecom/baskets.ndjson", false);
}

static void a_fashion_shop(void **state)
{
    (void)state;
    const char *const rules[] = {"examples/fashion/settings.promo", "examples/fashion/goods.promo", "examples/fashion/orders.promo", NULL};
    check_shop(rules, "examples/fashion/baskets.ndjson", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gift_shop),
        cmocka_unit_test(a_grocer),
        cmocka_unit_test(a_telecom_shop),
        cmocka_unit_test(a_fashion_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
