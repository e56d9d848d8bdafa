/* S36 crafted image: the images of the example shops with every byte changed in turn, hashed again. The loader refuses, or what
 * it accepts prices baskets to a clean end; run with sanitizers this finds what the verifier forgets. */
#include "tests/support/foreign_image.h"

#include <promo/compile.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct compiled {
    unsigned char *bytes;
    size_t size;
};

static struct compiled compile(const char *const *paths)
{
    promo_compiler *compiler;
    void *image;
    struct compiled compiled = {0};
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    for (size_t i = 0; paths[i] != NULL; i++)
        assert_int_equal(promo_compiler_file(compiler, paths[i]), PROMO_OK);
    if (promo_compiler_compile(compiler, &image, &compiled.size) != PROMO_OK)
        fail_msg("%s", promo_compiler_render(compiler, PROMO_PEOPLE, false, 5));
    promo_compiler_free(compiler);
    compiled.bytes = image;
    return compiled;
}

static void rehash(struct compiled image)
{
    struct image_header *header = (void *)image.bytes;
    header->hash = hash_bytes((struct hash_key){0, 0}, image.bytes + sizeof *header, image.size - sizeof *header);
}

/* Loads and prices; whether it was accepted. */
static bool try(struct compiled image)
{
    promo_image *loaded;
    rehash(image);
    promo_status status = promo_image_load(&loaded, image.bytes, image.size, NULL);
    assert_true(status == PROMO_OK || status == PROMO_CORRUPT || status == PROMO_LIMIT);
    if (status != PROMO_OK)
        return false;
    price_foreign_image(loaded, true);
    promo_image_free(loaded);
    return true;
}

/* Where texts, and the zone's instants and hours, lie: a change there is seldom damage. */
static bool is_plain(struct compiled image, size_t at)
{
    const struct image_header *header = (void *)image.bytes;
    static const struct { enum image_section section; size_t size; } PLAIN[] = {
        {SECTION_STRINGS, 1}, {SECTION_TRANSITIONS, sizeof(struct image_transition)}, {SECTION_CONSTANTS, 8},
    };
    for (size_t i = 0; i < sizeof PLAIN / sizeof PLAIN[0]; i++) {
        struct image_section_entry entry = header->sections[PLAIN[i].section];
        if (at >= entry.offset && at - entry.offset < entry.count * PLAIN[i].size)
            return true;
    }
    return false;
}

static void damage(struct compiled image)
{
    assert_true(try(image));
    size_t refused = 0, tried = 0;
    for (size_t at = sizeof(struct image_header); at < image.size; at++) {
        if (is_plain(image, at) && at % 64 != 0)
            continue;
        unsigned char before = image.bytes[at];
        unsigned char changes[] = {(unsigned char)(before ^ 1u << at % 8), (unsigned char)(before + 1), 0xFF, 0x00};
        for (size_t i = at % 2; i < sizeof changes; i += 2) {
            image.bytes[at] = changes[i];
            tried++;
            refused += !try(image);
        }
        image.bytes[at] = before;
    }
    assert_true(refused > tried / 4);
    assert_true(try(image));
}

static void a_club(void **state)
{
    (void)state;
    const char *const paths[] = {"examples/club/settings.promo", "examples/club/drive.promo", "examples/club/coupons.promo",
                                 "examples/club/after_sale.promo", NULL};
    struct compiled image = compile(paths);
    damage(image);
    promo_compiled_free(NULL, image.bytes, image.size);
}

static void a_telecom_shop(void **state)
{
    (void)state;
    const char *const paths[] = {"examples/telecom/settings.promo", "examples/telecom/bundles.promo",
                                 "examples/telecom/allowances.promo", NULL};
    struct compiled image = compile(paths);
    damage(image);
    promo_compiled_free(NULL, image.bytes, image.size);
}

static void a_fashion_shop(void **state)
{
    (void)state;
    const char *const paths[] = {"examples/fashion/settings.promo", "examples/fashion/goods.promo", "examples/fashion/orders.promo", NULL};
    struct compiled image = compile(paths);
    damage(image);
    promo_compiled_free(NULL, image.bytes, image.size);
}

/* Two 32-bit words of the image, anywhere, exchange their places, or one is copied onto the other: such changes look like
 * sound records more often than a changed bit does. */
static void words_at_the_wrong_place(void **state)
{
    (void)state;
    const char *const paths[] = {"examples/grocer/settings.promo", "examples/grocer/multibuys.promo", "examples/grocer/members.promo", NULL};
    struct compiled image = compile(paths);
    const char *given = getenv("SEED");
    uint64_t seed = given == NULL ? 1 : strtoull(given, NULL, 10);
    printf("SEED=%llu\n", (unsigned long long)seed);
    uint32_t *words = (void *)image.bytes;
    size_t first = sizeof(struct image_header) / 4, count = image.size / 4 - first;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t a = first + (size_t)(seed >> 40) % count, b = first + (size_t)(seed >> 16 & 0xFFFFFF) % count;
        uint32_t left = words[a], right = words[b];
        words[a] = right;
        if (i % 2 == 0)
            words[b] = left;
        try(image);
        words[a] = left;
        words[b] = right;
    }
    assert_true(try(image));
    promo_compiled_free(NULL, image.bytes, image.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_club),
        cmocka_unit_test(a_telecom_shop),
        cmocka_unit_test(a_fashion_shop),
        cmocka_unit_test(words_at_the_wrong_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
