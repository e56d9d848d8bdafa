/* Every lint by its page: it finds something in its bad example and nothing else is found there; in its good one nothing is. */
#include "base/catalogue.h"
#include "compiler/compilation.h"
#include "compiler/lint.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bad_example_is_found),
        cmocka_unit_test(each_good_example_is_clean),
        cmocka_unit_test(names_and_categories_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
