#include "compiler/compilation.h"

#include "compiler/check.h"
#include "compiler/check_tests.h"
#include "compiler/emit.h"
#include "compiler/import.h"
#include "compiler/read_file.h"
#include "lang/nearest.h"
#include "lang/parse.h"

static const struct hash_key PATHS_KEY = {0x7061746873, 0x6b6579};

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left to compile");
}

promo_status promo_compiler_new(promo_compiler **out, const promo_compile_options *options)
{
    const promo_allocator *alloc = alloc_or_default(options == NULL ? NULL : options->allocator);
    promo_compiler *compiler = alloc_zeroed(alloc, 1, sizeof *compiler);
    *out = compiler;
    if (compiler == NULL)
        return no_memory();
    compiler->alloc = alloc;
    if (options != NULL)
        compiler->options = *options;
    if (compiler->options.read == NULL) {
        compiler->options.read = read_file;
        compiler->options.done = read_file_done;
        compiler->options.context = (void *)(uintptr_t)alloc;
    }
    if (compiler->options.zoneinfo == NULL)
        compiler->options.zoneinfo = ZONE_DIRECTORY;
    sources_init(&compiler->sources, alloc);
    text_table_init(&compiler->paths, alloc, PATHS_KEY);
    diagnostics_init(&compiler->diags, &compiler->sources, alloc);
    arena_init(&compiler->arena, alloc);
    plan_init(&compiler->plan, alloc);
    trace_init(&compiler->trace, alloc);
    buffer_init(&compiler->rendered, alloc);
    return PROMO_OK;
}

void promo_compiler_free(promo_compiler *compiler)
{
    if (compiler == NULL)
        return;
    buffer_done(&compiler->rendered);
    VECTOR_DONE(&compiler->tests, compiler->alloc);
    trace_done(&compiler->trace);
    plan_done(&compiler->plan);
    VECTOR_DONE(&compiler->trees, compiler->alloc);
    arena_done(&compiler->arena);
    diagnostics_done(&compiler->diags);
    text_table_done(&compiler->paths);
    sources_done(&compiler->sources);
    alloc_release(compiler->alloc, compiler, 1, sizeof *compiler);
}

/* --- sources ------------------------------------------------------------------------------------------------------------ */

/* Takes the path as read, or says that it has been. The table borrows the normal form, which lives in the arena. */
static promo_status claim_path(promo_compiler *compiler, const char *path, bool *added)
{
    const char *normal = import_normal(&compiler->arena, text_from(path));
    if (normal == NULL || text_table_add(&compiler->paths, text_from(normal), added) == TEXT_TABLE_NONE)
        return no_memory();
    return PROMO_OK;
}

promo_status promo_compiler_text(promo_compiler *compiler, const char *path, const char *text, size_t size)
{
    bool added;
    const struct source *source;
    if (compiler->compiled)
        return error_set(PROMO_INVALID, "a compiler is used once");
    promo_status status = claim_path(compiler, path, &added);
    return status != PROMO_OK || !added ? status : sources_add(&compiler->sources, path, text, size, &source);
}

/* Reads a file that has been claimed. */
static promo_status add_file(promo_compiler *compiler, const char *path)
{
    const promo_compile_options *options = &compiler->options;
    const struct source *source;
    const char *bytes = NULL;
    size_t size = 0;
    promo_status status = options->read(options->context, path, &bytes, &size);
    if (status != PROMO_OK)
        return status;
    status = sources_add(&compiler->sources, path, bytes, size, &source);
    if (options->done != NULL)
        options->done(options->context, bytes, size);
    return status;
}

promo_status promo_compiler_file(promo_compiler *compiler, const char *path)
{
    bool added;
    if (compiler->compiled)
        return error_set(PROMO_INVALID, "a compiler is used once");
    promo_status status = claim_path(compiler, path, &added);
    return status != PROMO_OK || !added ? status : add_file(compiler, path);
}

/* --- imports ------------------------------------------------------------------------------------------------------------ */

static void unknown_library(promo_compiler *compiler, const struct word *name)
{
    struct diagnostic *diagnostic = diag_error(&compiler->diags, P0301, name->span, "there is no file `%.*s` to import",
                                               SHOWN(name->text));
    struct nearest nearest = nearest_to(name->text);
    for (unsigned long i = 0; i < STDLIB_FILE_COUNT; i++)
        nearest_offer(&nearest, text_from(STDLIB_FILES[i].name));
    if (nearest.best.bytes != NULL) {
        diag_help(diagnostic, "did you mean \"%.*s\"?", SHOWN(nearest.best));
        diag_suggest(diagnostic, (struct span){name->span.file, name->span.start + 1, name->span.end - 1}, nearest.best);
    } else if (name->text.length > 0 && name->text.bytes[0] == '/')
        diag_help(diagnostic, "files are named from this one on, such as \"./shoes\" or \"../season/shoes\"");
    else
        diag_help(diagnostic, "write \"./%.*s\" for a file beside this one, or \"std/...\" for the standard library",
                  SHOWN(name->text));
}

static promo_status import_library_file(promo_compiler *compiler, const struct word *name)
{
    const struct stdlib_file *file = import_library(name->text);
    if (file == NULL) {
        unknown_library(compiler, name);
        return PROMO_OK;
    }
    bool added;
    const struct source *source;
    promo_status status = claim_path(compiler, file->name, &added);
    return status != PROMO_OK || !added ? status
                                        : sources_add(&compiler->sources, file->name, file->text, file->length, &source);
}

static promo_status import_beside(promo_compiler *compiler, const struct source *from, const struct word *name)
{
    bool added;
    if (strncmp(from->path.bytes, "std/", 4) == 0 && import_library(from->path) != NULL) {
        unknown_library(compiler, name);
        return PROMO_OK;
    }
    const char *path = import_path(&compiler->arena, from->path, name->text);
    promo_status status = path == NULL ? no_memory() : claim_path(compiler, path, &added);
    if (status != PROMO_OK || !added)
        return status;
    status = add_file(compiler, path);
    if (status == PROMO_NO_MEMORY)
        return status;
    if (status == PROMO_NOT_FOUND)
        diag_error(&compiler->diags, P0301, name->span, "there is no file `%s` to import", path);
    else if (status != PROMO_OK)
        diag_error(&compiler->diags, P0302, name->span, "the file `%s` cannot be read", path);
    return PROMO_OK;
}

static promo_status follow_imports(promo_compiler *compiler, const struct tree *tree)
{
    promo_status status = PROMO_OK;
    for (const struct declaration *declaration = tree->declarations; status == PROMO_OK && declaration != NULL;
         declaration = declaration->next) {
        if (declaration->kind != DECLARATION_IMPORT || !word_given(&declaration->name))
            continue;
        status = import_is_path(declaration->name.text) ? import_beside(compiler, tree->source, &declaration->name)
                                                        : import_library_file(compiler, &declaration->name);
    }
    return status;
}

/* Parses every source; imports add further ones behind those there are. */
static promo_status parse_all(promo_compiler *compiler)
{
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < compiler->sources.files.count; i++) {
        struct tree *tree = NULL;
        status = parse_source(&compiler->arena, sources_get(&compiler->sources, i), &compiler->diags, &tree);
        if (status == PROMO_OK && !VECTOR_PUSH(&compiler->trees, compiler->alloc, tree))
            status = no_memory();
        if (status == PROMO_OK)
            status = follow_imports(compiler, tree);
    }
    return status;
}

/* --- from trees to the image --------------------------------------------------------------------------------------------- */

static promo_status resolve_tests(promo_compiler *compiler)
{
    struct test_checker *checker = test_checker_new(&compiler->plan, &compiler->diags, &compiler->arena);
    bool kept = checker != NULL;
    for (size_t i = 0; kept && i < compiler->trees.count; i++)
        for (const struct declaration *declaration = compiler->trees.items[i]->declarations; kept && declaration != NULL;
             declaration = declaration->next) {
            struct test_case test;
            if (declaration->kind == DECLARATION_TEST && test_checker_add(checker, declaration, &test))
                kept = VECTOR_PUSH(&compiler->tests, compiler->alloc, test);
        }
    if (kept)
        kept = !test_checker_failed(checker);
    test_checker_free(checker);
    return kept ? PROMO_OK : no_memory();
}

/* Tests are looked into even where the rules have errors of their own, unless a file could not be read wholly or amounts
 * have no currency: then what a test misses may not be its mistake. */
static promo_status check_all(promo_compiler *compiler, bool image_wanted)
{
    size_t unread = compiler->diags.errors;
    check_rules(&compiler->plan, compiler->trees.items, compiler->trees.count, &compiler->diags, compiler->options.zoneinfo,
                image_wanted, &compiler->trace);
    if (compiler->plan.failed)
        return no_memory();
    return unread == 0 && compiler->plan.currency[0] != '\0' ? resolve_tests(compiler) : PROMO_OK;
}

promo_status promo_compiler_compile(promo_compiler *compiler, void **image, size_t *size)
{
    if (image != NULL)
        *image = NULL;
    if (compiler->compiled)
        return error_set(PROMO_INVALID, "a compiler is used once");
    compiler->compiled = true;
    promo_status status = parse_all(compiler);
    if (status == PROMO_OK)
        status = check_all(compiler, image != NULL);
    diagnostics_finish(&compiler->diags);
    if (status == PROMO_OK && diagnostics_failed(&compiler->diags))
        status = no_memory();
    if (status == PROMO_OK && compiler->diags.errors != 0)
        status = error_set(PROMO_REJECTED, "the rule files have errors");
    if (status == PROMO_OK && image != NULL)
        status = emit_image(&compiler->plan, compiler->alloc, image, size);
    return status;
}

void promo_compiled_free(const promo_allocator *allocator, void *image, size_t size)
{
    alloc_release(alloc_or_default(allocator), image, size, 1);
}

const struct test_case *compilation_tests(const promo_compiler *compiler, size_t *count)
{
    *count = compiler->tests.count;
    return compiler->tests.items;
}
