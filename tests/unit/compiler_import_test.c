/* Imports: through the embedder's reader, each file once however it is spelled, cycles, the standard library, and files that
 * are not there. */
#include <promo/compile.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct file {
    const char *path, *text; /* text NULL: cannot be read */
    int reads;
};

struct disk {
    struct file *files;
    int open; /* read and not given back */
};

static promo_status disk_read(void *context, const char *path, const char **bytes, size_t *size)
{
    struct disk *disk = context;
    for (struct file *file = disk->files; file->path != NULL; file++) {
        if (strcmp(file->path, path) != 0)
            continue;
        file->reads++;
        if (file->text == NULL)
            return PROMO_IO;
        *bytes = file->text;
        *size = strlen(file->text);
        disk->open++;
        return PROMO_OK;
    }
    return PROMO_NOT_FOUND;
}

static void disk_done(void *context, const char *bytes, size_t size)
{
    struct disk *disk = context;
    assert_int_equal(strlen(bytes), size);
    disk->open--;
}

/* Compiles what the first file brings; the codes of its diagnostics, apart by spaces. */
static void expect_codes(struct file *files, const char *expected)
{
    struct disk disk = {.files = files};
    promo_compile_options options = {.read = disk_read, .done = disk_done, .context = &disk};
    promo_compiler *compiler;
    char found[200] = "";
    size_t count;
    assert_int_equal(promo_compiler_new(&compiler, &options), PROMO_OK);
    assert_int_equal(promo_compiler_file(compiler, files[0].path), PROMO_OK);
    promo_status status = promo_compiler_compile(compiler, NULL, NULL);
    const promo_diagnostic *list = promo_compiler_diagnostics(compiler, &count);
    for (size_t i = 0; i < count && strlen(found) + 8 < sizeof found; i++) {
        strcat(found, i == 0 ? "" : " ");
        strcat(found, list[i].code);
    }
    assert_string_equal(found, expected);
    assert_int_equal(status, count == 0 ? PROMO_OK : PROMO_REJECTED);
    assert_int_equal(disk.open, 0);
    promo_compiler_free(compiler);
}

static void beside_the_importing_file(void **state)
{
    (void)state;
    struct file files[] = {
        {"shop/main.promo", "import \"./sets\"\nimport \"../common/base.promo\"\npromotion p { event e { give 5% off shoes } }\n", 0},
        {"shop/sets.promo", "import \"./deep/boots\"\nlet shoes = boots or sku \"A\"\n", 0},
        {"shop/deep/boots.promo", "let boots = sku \"B\"\n", 0},
        {"common/base.promo", "settings { currency USD }\n", 0},
        {NULL, NULL, 0}};
    expect_codes(files, "");
    for (int i = 0; i < 4; i++)
        assert_int_equal(files[i].reads, 1);
}

static void each_file_once_and_cycles(void **state)
{
    (void)state;
    struct file files[] = {
        {"a.promo", "import \"./b\"\nimport \"./x/../b.promo\"\nimport \"././a\"\nsettings { currency USD }\n", 0},
        {"b.promo", "import \"./a\"\nimport \"./b\"\nlet shoes = sku \"A\"\npromotion p { event e { give 5% off shoes } }\n", 0},
        {NULL, NULL, 0}};
    expect_codes(files, "");
    assert_int_equal(files[0].reads, 1);
    assert_int_equal(files[1].reads, 1);
}

static void the_standard_library(void **state)
{
    (void)state;
    struct file files[] = {{"a.promo", "import \"std/bogo\"\nimport \"std/bogo\"\nsettings { currency USD }\n"
                                       "promotion p { use cheapest_free(goods = sku \"A\") }\n", 0},
                           {NULL, NULL, 0}};
    expect_codes(files, "");
}

/* What the missing file would have declared is not unknown as well. */
static void files_that_are_not_there(void **state)
{
    (void)state;
    struct file files[] = {
        {"a.promo", "import \"./nothing\"\nimport \"./locked\"\nimport \"std/bogof\"\nimport \"bogo\"\nsettings { currency USD }\n"
                    "promotion p { event e { give 5% off shoes } }\n", 0},
        {"locked.promo", NULL, 0},
        {NULL, NULL, 0}};
    expect_codes(files, "P0301 P0302 P0301 P0301");
}

static void a_file_that_the_caller_names_must_be_there(void **state)
{
    (void)state;
    struct file files[] = {{"locked.promo", NULL, 0}, {NULL, NULL, 0}};
    struct disk disk = {.files = files};
    promo_compile_options options = {.read = disk_read, .done = disk_done, .context = &disk};
    promo_compiler *compiler;
    assert_int_equal(promo_compiler_new(&compiler, &options), PROMO_OK);
    assert_int_equal(promo_compiler_file(compiler, "nothing.promo"), PROMO_NOT_FOUND);
    assert_int_equal(promo_compiler_file(compiler, "locked.promo"), PROMO_IO);
    promo_compiler_free(compiler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beside_the_importing_file),
        cmocka_unit_test(each_file_once_and_cycles),
        cmocka_unit_test(the_standard_library),
        cmocka_unit_test(files_that_are_not_there),
        cmocka_unit_test(a_file_that_the_caller_names_must_be_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
