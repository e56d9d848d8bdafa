/* Any bytes as a rule file, through the whole compiler. What is refused has an error to show; what is accepted gives the same
 * image again, passes the verifier, and prices baskets to a clean end. */
#include "tests/support/foreign_image.h"

#include <promo/compile.h>

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Only the standard library can be imported. */
static promo_status no_file(void *context, const char *path, const char **bytes, size_t *size)
{
    (void)context;
    (void)path;
    (void)bytes;
    (void)size;
    return PROMO_NOT_FOUND;
}

static void expect(bool holds)
{
    if (!holds)
        abort();
}

/* Findings have a place in the source, and corrections are in order and apart. */
static void lint(promo_compiler *compiler)
{
    const promo_lint_setting settings[] = {{"untested-promotion", PROMO_LINT_WARNING}};
    const promo_lint_options options = {.settings = settings, .setting_count = 1, .has_at = true, .at = 1780272000};
    size_t count;
    expect(promo_compiler_lint(compiler, &options) == PROMO_OK);
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    for (size_t i = 0; i < count; i++) {
        expect(list[i].place.file != NULL && list[i].place.start <= list[i].place.end);
        for (size_t j = 0; j < list[i].edit_count; j++)
            expect(list[i].edits[j].place.start <= list[i].edits[j].place.end &&
                   (j == 0 || list[i].edits[j - 1].place.end <= list[i].edits[j].place.start));
    }
    expect(promo_compiler_render(compiler, PROMO_SARIF, false, 0) != NULL && promo_compiler_render(compiler, PROMO_JUNIT, false, 0) != NULL);
}

static void *compile(const uint8_t *data, size_t size, size_t *image_size)
{
    promo_compiler *compiler;
    promo_compile_options options = {.read = no_file};
    void *image;
    size_t count, errors = 0;
    expect(promo_compiler_new(&compiler, &options) == PROMO_OK);
    expect(promo_compiler_text(compiler, "fuzz.promo", (const char *)data, size) == PROMO_OK);
    promo_status status = promo_compiler_compile(compiler, &image, image_size);
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    for (size_t i = 0; i < count; i++)
        errors += list[i].severity == PROMO_ERROR;
    expect(status == PROMO_OK || status == PROMO_REJECTED);
    expect((status == PROMO_OK) == (image != NULL) && (status == PROMO_OK) == (errors == 0));
    expect(promo_compiler_render(compiler, PROMO_PEOPLE, false, 0) != NULL);
    if (status == PROMO_OK)
        lint(compiler);
    promo_compiler_free(compiler);
    return image;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t first_size, second_size;
    void *first = compile(data, size, &first_size);
    if (first == NULL)
        return 0;
    void *second = compile(data, size, &second_size);
    expect(second != NULL && first_size == second_size && memcmp(first, second, first_size) == 0);
    promo_image *image;
    promo_status status = promo_image_load(&image, first, first_size, NULL);
    if (status != PROMO_OK)
        fprintf(stderr, "%s\n", promo_last_error());
    expect(status == PROMO_OK);
    price_foreign_image(image, true);
    promo_image_free(image);
    promo_compiled_free(NULL, second, second_size);
    promo_compiled_free(NULL, first, first_size);
    return 0;
}
