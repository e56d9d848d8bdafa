/* S37 deep nesting, S38 sizes: sources made to hurt are refused or compiled within counted limits. Each would take minutes or all
 * memory if anything were done twice for each pair, or once for each path. */
#include "tests/support/allocators.h"

#include "base/text.h"

#include <promo/compile.h>
#include <promo/vm.h>

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

/* So often the processor's time for an ordinary source of about their length, which slow machines and sanitizers stretch
 * alike; what is quadratic takes hundreds of times as long. */
enum { MOST_TIMES = 30, ORDINARY_PROMOTIONS = 30000 };

static clock_t ordinary; /* what that source took */

#define USD "settings { currency USD }\n"

/* Compiles and frees the text; expects the status and, of a rejected one, the code somewhere among the diagnostics. */
static void expect_end(struct buffer *text, promo_status expected, const char *code)
{
    struct counting memory;
    promo_compiler *compiler;
    void *bytes;
    size_t size, count;
    clock_t start = clock();
    counting_start(&memory, -1);
    promo_compile_options options = {.allocator = &memory.allocator};
    assert_false(text->failed);
    assert_int_equal(promo_compiler_new(&compiler, &options), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "hostile.promo", text->bytes, text->length), PROMO_OK);
    promo_status status = promo_compiler_compile(compiler, &bytes, &size);
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    bool found = code == NULL;
    for (size_t i = 0; i < count && !found; i++)
        found = strcmp(list[i].code, code) == 0;
    if (status != expected || !found)
        fail_msg("status %d, %zu diagnostics, first: %s", (int)status, count, count == 0 ? "none" : list[0].message);
    if (status == PROMO_OK) {
        promo_image *image;
        if (promo_image_load(&image, bytes, size, NULL) != PROMO_OK)
            fail_msg("%s", promo_last_error());
        promo_image_free(image);
    }
    promo_compiled_free(&memory.allocator, bytes, size);
    promo_compiler_free(compiler);
    assert_int_equal(memory.live_bytes, 0);
    clock_t took = clock() - start;
    if (ordinary == 0)
        ordinary = took;
    else if (took / MOST_TIMES > ordinary)
        fail_msg("%.1f s, where an ordinary source takes %.1f s", (double)took / CLOCKS_PER_SEC, (double)ordinary / CLOCKS_PER_SEC);
    buffer_done(text);
}

static struct buffer begin(void)
{
    struct buffer text;
    buffer_init(&text, NULL);
    buffer_string(&text, USD);
    return text;
}

/* First: the others are measured by it. */
static void an_ordinary_source(void **state)
{
    (void)state;
    struct buffer text = begin();
    for (int i = 0; i < ORDINARY_PROMOTIONS; i++)
        buffer_format(&text, "promotion p%d \"Number %d\" { event e { when amount >= %d.00  give 1%% off category \"c%d\" } }\n", i, i,
                      i % 100, i % 500);
    assert_true(text.length > 2000000);
    ordinary = 0;
    expect_end(&text, PROMO_OK, NULL);
    assert_true(ordinary > 0);
}

static void templates_that_double_at_each_level(void **state)
{
    (void)state;
    struct buffer text = begin();
    for (int i = 0; i < 15; i++)
        buffer_format(&text, "template t%d(g : items) { use t%d(g = g or g)  use t%d(g = g) }\n", i, i + 1, i + 1);
    buffer_string(&text, "template t15(g : items) { limit 1 total }\npromotion p { use t0(g = sku \"A\")  event e { give 1% off order } }\n");
    expect_end(&text, PROMO_REJECTED, "P0603");
}

static void sets_that_double_at_each_level(void **state)
{
    (void)state;
    struct buffer text = begin();
    buffer_string(&text, "let a0 = category \"x\" except tag \"y\"\n");
    for (int i = 1; i < 400; i++)
        buffer_format(&text, "let a%d = items all { a%d any { a%d price >= %d.00 } }\nlet b%d = a%d or a%d except tag \"t%d\"\n", i, i - 1, i - 1,
                      i, i, i, i - 1, i);
    buffer_string(&text, "promotion p { event e { give 1% off a399 } event f { give 1% off b399 } }\n");
    expect_end(&text, PROMO_OK, NULL);
}

static void a_long_chain_of_sets(void **state)
{
    (void)state;
    struct buffer text = begin();
    for (int i = 0; i < 50000; i++)
        buffer_format(&text, "let s%d = s%d or sku \"A%d\"\n", i, i + 1, i);
    buffer_string(&text, "let s50000 = sku \"Z\"\n");
    expect_end(&text, PROMO_REJECTED, "P0602");
}

static void deep_groups(void **state)
{
    (void)state;
    struct buffer text = begin();
    buffer_string(&text, "promotion p { event e { when ");
    for (int i = 0; i < 190; i++)
        buffer_string(&text, i % 2 == 0 ? "all { amount >= 1.00 not (" : "any { quantity >= 1 (");
    buffer_string(&text, "amount >= 2.00");
    for (int i = 0; i < 190; i++)
        buffer_string(&text, ") }");
    buffer_string(&text, " give 1% off order } }\n");
    expect_end(&text, PROMO_REJECTED, "P0090");
}

static void many_criteria(void **state)
{
    (void)state;
    struct buffer text = begin();
    buffer_string(&text, "promotion p { event e { when all {");
    for (int i = 0; i < 5000; i++)
        buffer_format(&text, " amount of sku \"S%d\" >= 1.00", i);
    buffer_string(&text, " } give 1% off order } }\n");
    expect_end(&text, PROMO_OK, NULL);
    text = begin();
    buffer_string(&text, "promotion p { event e { when all {");
    for (int i = 0; i < 20000; i++)
        buffer_string(&text, " amount >= 1.00");
    buffer_string(&text, " } give 1% off order } }\n");
    expect_end(&text, PROMO_REJECTED, "P0602");
}

static void many_events_on_one_line(void **state)
{
    (void)state;
    struct buffer text = begin();
    buffer_string(&text, "promotion p {");
    for (int i = 0; i < 9000; i++)
        buffer_format(&text, " event e%d { give 1.00 off sku \"S%d\" }", i, i);
    buffer_string(&text, " sequence {");
    for (int i = 0; i < 9000; i++)
        buffer_format(&text, " %d event e%d used e%d unused stop", i, i, i == 8999 ? 0 : i + 1);
    buffer_string(&text, " } }\n");
    expect_end(&text, PROMO_REJECTED, "P0502");
}

static void many_unknown_names(void **state)
{
    (void)state;
    struct buffer text = begin();
    for (int i = 0; i < 30000; i++)
        buffer_format(&text, "let known_name_%d = sku \"A\"\npromotion p%d { event e { give 1%% off unknown_name_%d } }\n", i, i, i);
    expect_end(&text, PROMO_REJECTED, "P0102");
}

static void long_lists(void **state)
{
    (void)state;
    struct buffer text = begin();
    buffer_string(&text, "promotion p { event e { give 1% off sku {");
    for (int i = 0; i < 200000; i++)
        buffer_format(&text, "%s\"SKU-%d\"", i == 0 ? "" : ",", i);
    buffer_string(&text, "} } }\n");
    expect_end(&text, PROMO_OK, NULL);
}

static void everything_excludes_everything(void **state)
{
    (void)state;
    struct buffer text = begin();
    for (int i = 0; i < 600; i++) {
        buffer_format(&text, "promotion p%d { event e { give 1%% off order }  excludes", i);
        for (int j = 0; j < 600; j++)
            if (j != i)
                buffer_format(&text, "%s p%d", j == (i == 0 ? 1 : 0) ? "" : ",", j);
        buffer_string(&text, " }\n");
    }
    expect_end(&text, PROMO_OK, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_source),
        cmocka_unit_test(templates_that_double_at_each_level),
        cmocka_unit_test(sets_that_double_at_each_level),
        cmocka_unit_test(a_long_chain_of_sets),
        cmocka_unit_test(deep_groups),
        cmocka_unit_test(many_criteria),
        cmocka_unit_test(many_events_on_one_line),
        cmocka_unit_test(many_unknown_names),
        cmocka_unit_test(long_lists),
        cmocka_unit_test(everything_excludes_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
