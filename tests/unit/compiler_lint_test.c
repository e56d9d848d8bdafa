/* Every lint by its page: it finds something in its bad example and nothing else is found there; in its good one nothing is. */
#include "base/catalogue.h"
#include "compiler/compilation.h"
#include "compiler/lint.h"
#include "tests/support/allocators.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { JUNE_2026 = 1780272000 };

/* The shop of the pages. */
static struct catalogue catalogue;

static int open_catalogue(void **state)
{
    (void)state;
    struct text category = TEXT("shoes/sport"), tag = TEXT("new");
    catalogue_init(&catalogue, NULL);
    struct catalogue_item runner = {.sku = TEXT("RUNNER"), .brand = TEXT("Nike"), .categories = &category, .category_count = 1,
                                    .tags = &tag, .tag_count = 1, .price = 5000, .cost = 3000,
                                    .list_price = CATALOGUE_NONE, .min_price = CATALOGUE_NONE};
    return catalogue_add(&catalogue, &runner) == PROMO_OK && catalogue_close(&catalogue) == PROMO_OK ? 0 : -1;
}

static int close_catalogue(void **state)
{
    (void)state;
    catalogue_done(&catalogue);
    return 0;
}

/* What a lint of the text finds: "name:line name:line". */
static promo_compiler *linted(const char *text, const struct lint_options *options)
{
    promo_compiler *compiler;
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "rules.promo", text, strlen(text)), PROMO_OK);
    promo_status status = compilation_lint(compiler, options);
    if (status != PROMO_OK)
        fail_msg("%s\n%s", promo_compiler_render(compiler, PROMO_PEOPLE, false, 0), text);
    return compiler;
}

/* Of the other pages the examples speak of goods that the shop does not sell. */
static bool needs_catalogue(enum lint_rule rule)
{
    return rule == LINT_UNKNOWN_ITEM || rule == LINT_UNKNOWN_CATEGORY || rule == LINT_UNKNOWN_BRAND || rule == LINT_UNKNOWN_TAG ||
           rule == LINT_BELOW_COST;
}

static struct lint_options options_for(enum lint_rule rule)
{
    struct lint_options options;
    lint_options_init(&options);
    options.has_at = true;
    options.at = JUNE_2026;
    if (rule != LINT_RULE_NONE && options.levels[rule] == LINT_OFF)
        options.levels[rule] = LINT_WARNING;
    if (needs_catalogue(rule))
        options.catalogue = &catalogue;
    return options;
}

static void each_bad_example_is_found(void **state)
{
    (void)state;
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++) {
        const struct lint_info *info = lint_info_get((enum lint_rule)rule);
        struct lint_options options = options_for((enum lint_rule)rule);
        promo_compiler *compiler = linted(info->bad, &options);
        if (compiler->diags.list.count == 0)
            fail_msg("%s: its bad example gives nothing", info->name);
        for (size_t i = 0; i < compiler->diags.list.count; i++)
            if ((int)compiler->diags.list.items[i]->lint != rule)
                fail_msg("%s: its bad example gives\n%s", info->name, promo_compiler_render(compiler, PROMO_PEOPLE, false, 0));
        promo_compiler_free(compiler);
    }
}

static void each_good_example_is_clean(void **state)
{
    (void)state;
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++) {
        const struct lint_info *info = lint_info_get((enum lint_rule)rule);
        struct lint_options options = options_for((enum lint_rule)rule);
        promo_compiler *compiler = linted(info->good, &options);
        if (compiler->diags.list.count != 0)
            fail_msg("%s: its good example gives\n%s", info->name, promo_compiler_render(compiler, PROMO_PEOPLE, false, 0));
        promo_compiler_free(compiler);
    }
}

static void names_and_categories_are_found_by_name(void **state)
{
    (void)state;
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++)
        assert_int_equal(lint_find(text_from(lint_info_get((enum lint_rule)rule)->name)), rule);
    assert_int_equal(lint_find(TEXT("no-such")), LINT_RULE_NONE);
    assert_int_equal(lint_category_find(TEXT("money")), LINT_MONEY);
    assert_int_equal(lint_category_find(TEXT("moneys")), LINT_CATEGORY_COUNT);
    assert_int_equal(lint_level_find(TEXT("off")), LINT_OFF);
    assert_int_equal(lint_level_find(TEXT("on")), LINT_LEVEL_COUNT);
}

/* As an embedder asks for it. */
static void the_public_interface_lints_and_configures(void **state)
{
    (void)state;
    static const char RULES[] = "settings { currency USD }\n"
                                "promotion p { period 2026-01-01 .. 2026-01-31  events exclusive\n"
                                "  event e { when not not segment \"x\"  give 1% off tag \"a\" } }\n";
    const promo_lint_setting settings[] = {{"bugs", PROMO_LINT_ERROR}, {"needless-exclusive", PROMO_LINT_OFF}};
    const promo_lint_options options = {.settings = settings, .setting_count = 2, .has_at = true, .at = JUNE_2026};
    promo_compiler *compiler;
    size_t count;
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "rules.promo", RULES, strlen(RULES)), PROMO_OK);
    assert_int_equal(promo_compiler_compile(compiler, NULL, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_lint(compiler, &options), PROMO_OK);
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].code, "past-period");
    assert_string_equal(list[0].category, "bugs");
    assert_int_equal(list[0].severity, PROMO_ERROR);
    assert_int_equal(list[0].edit_count, 0);
    assert_string_equal(list[1].code, "double-negation");
    assert_int_equal(list[1].edit_count, 1);
    assert_string_equal(list[1].edits[0].replacement, "");
    assert_int_equal(list[1].edits[0].place.end - list[1].edits[0].place.start, strlen("not not "));
    assert_int_equal(promo_compiler_lint(compiler, NULL), PROMO_INVALID);
    promo_compiler_free(compiler);
}

static void the_public_interface_says_what_is_wrong(void **state)
{
    (void)state;
    static const char RULES[] = "settings { currency USD }\npromotion p { layer none  event e { give 1% off order } }\n";
    const promo_lint_setting settings[] = {{"never-hold", PROMO_LINT_ERROR}};
    const promo_lint_options options = {.settings = settings, .setting_count = 1};
    promo_compiler *compiler;
    size_t count;
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "rules.promo", RULES, strlen(RULES)), PROMO_OK);
    assert_int_equal(promo_compiler_lint(compiler, &options), PROMO_NOT_FOUND);
    assert_non_null(strstr(promo_last_error(), "never-hold"));
    assert_int_equal(promo_compiler_lint(compiler, NULL), PROMO_REJECTED);
    assert_non_null(promo_compiler_diagnostics(compiler, &count));
    assert_int_equal(count, 1);
    promo_compiler_free(compiler);
}

/* Every n-th allocation fails: the call says so, and nothing leaks. */
static promo_status linted_with(const char *text, const struct lint_options *options, long served)
{
    struct counting memory;
    promo_compiler *compiler;
    counting_start(&memory, served);
    promo_compile_options compile = {.allocator = &memory.allocator};
    promo_status status = promo_compiler_new(&compiler, &compile);
    if (status == PROMO_OK)
        status = promo_compiler_text(compiler, "rules.promo", text, strlen(text));
    if (status == PROMO_OK)
        status = compilation_lint(compiler, options);
    if (compiler != NULL)
        promo_compiler_free(compiler);
    assert_int_equal(memory.live_bytes, 0);
    return status;
}

static void lints_survive_each_failure(void **state)
{
    (void)state;
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++) {
        struct lint_options options = options_for((enum lint_rule)rule);
        const char *text = lint_info_get((enum lint_rule)rule)->bad;
        long served = 0;
        while (linted_with(text, &options, served) == PROMO_NO_MEMORY)
            served++;
        assert_int_equal(linted_with(text, &options, served), PROMO_OK);
        assert_true(served > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bad_example_is_found),
        cmocka_unit_test(each_good_example_is_clean),
        cmocka_unit_test(names_and_categories_are_found_by_name),
        cmocka_unit_test(the_public_interface_lints_and_configures),
        cmocka_unit_test(the_public_interface_says_what_is_wrong),
        cmocka_unit_test(lints_survive_each_failure),
    };
    return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
