/* Every diagnostic of the compiler has an example: the wrong sources give its code, and nothing else; the right ones give
 * nothing at all. */
#include "lang/diagnostic.h"

#include <promo/compile.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static promo_compiler *compiled(const char *text, promo_status *status)
{
    promo_compiler *compiler;
    void *image;
    size_t size;
    assert_int_equal(promo_compiler_new(&compiler, NULL), PROMO_OK);
    assert_int_equal(promo_compiler_text(compiler, "rules.promo", text, strlen(text)), PROMO_OK);
    *status = promo_compiler_compile(compiler, &image, &size);
    promo_compiled_free(NULL, image, size);
    return compiler;
}

static void wrong_sources_give_the_code(void **state)
{
    (void)state;
    size_t examples = 0;
    for (int code = P0101; code < CODE_COUNT; code++) {
        const struct code_info *info = code_info_get((enum code)code);
        promo_status status;
        size_t count;
        if (info->wrong[0] == '\0')
            continue;
        promo_compiler *compiler = compiled(info->wrong, &status);
        const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
        if (count == 0)
            fail_msg("%s: its example gives nothing", info->name);
        for (size_t i = 0; i < count; i++)
            if (strcmp(list[i].code, info->name) != 0)
                fail_msg("%s: its example gives %s: %s", info->name, list[i].code, list[i].message);
        assert_int_equal(status, list[0].severity == PROMO_ERROR ? PROMO_REJECTED : PROMO_OK);
        assert_non_null(list[0].place.file);
        assert_true(list[0].place.line >= 1 && list[0].place.end >= list[0].place.start);
        promo_compiler_free(compiler);
        examples++;
    }
    assert_true(examples >= 40);
}

static void right_sources_give_nothing(void **state)
{
    (void)state;
    for (int code = P0101; code < CODE_COUNT; code++) {
        const struct code_info *info = code_info_get((enum code)code);
        promo_status status;
        size_t count;
        if (info->right[0] == '\0')
            continue;
        promo_compiler *compiler = compiled(info->right, &status);
        const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
        if (count != 0)
            fail_msg("%s: its right example gives %s: %s", info->name, list[0].code, list[0].message);
        assert_int_equal(status, PROMO_OK);
        promo_compiler_free(compiler);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_sources_give_the_code),
        cmocka_unit_test(right_sources_give_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
