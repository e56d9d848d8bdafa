#include "cli/lsp_rule_set.h"

#include "compiler/import.h"

#include <string.h>

/* ---- Snapshots ---- */

void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    for (size_t i = 0; i < snapshot->count && snapshot->lines != NULL; i++)
        lines_done(&snapshot->lines[i]);
    if (snapshot->indexed)
        symbols_done(&snapshot->symbols);
    promo_compiler_free(snapshot->compiler);
    arena_done(&snapshot->arena);
    alloc_release(&ALLOC_DEFAULT, snapshot, 1, sizeof *snapshot);
}

uint32_t snapshot_source(const struct snapshot *snapshot, const char *path)
{
    for (size_t i = 0; snapshot != NULL && i < snapshot->count; i++)
        if (snapshot->paths[i] != NULL && strcmp(snapshot->paths[i], path) == 0)
            return (uint32_t)i;
    return UINT32_MAX;
}

const struct lines *snapshot_lines(struct snapshot *snapshot, uint32_t source)
{
    if (source >= snapshot->count)
        return NULL;
    struct lines *lines = &snapshot->lines[source];
    if (lines->starts.count == 0 && !lines_find(lines, sources_get(&snapshot->compiler->sources, source)->text))
        return NULL;
    return lines;
}

struct symbols *snapshot_symbols(struct snapshot *snapshot)
{
    const struct promo_compiler *compiler = snapshot->compiler;
    if (!snapshot->indexed) {
        if (!symbols_build(&snapshot->symbols, &ALLOC_DEFAULT, compiler->trees.items, compiler->trees.count)) {
            symbols_done(&snapshot->symbols);
            return NULL;
        }
        snapshot->indexed = true;
    }
    return &snapshot->symbols;
}

/* ---- Sets ---- */

struct rule_set *rule_set_new(const char *root)
{
    struct rule_set *set = alloc_zeroed(&ALLOC_DEFAULT, 1, sizeof *set);
    if (set == NULL)
        return NULL;
    arena_init(&set->arena, NULL);
    set->stale = true;
    set->root = arena_copy(&set->arena, root, strlen(root));
    if (set->root != NULL)
        return set;
    rule_set_free(set);
    return NULL;
}

void told_done(struct told *told)
{
    if (told->path != NULL)
        alloc_release(&ALLOC_DEFAULT, told->path, strlen(told->path) + 1, 1);
    if (told->uri != NULL)
        alloc_release(&ALLOC_DEFAULT, told->uri, strlen(told->uri) + 1, 1);
}

void rule_set_free(struct rule_set *set)
{
    if (set == NULL)
        return;
    if (set->sound != set->now)
        snapshot_free(set->sound);
    snapshot_free(set->now);
    for (size_t i = 0; i < set->told.count; i++)
        told_done(&set->told.items[i]);
    VECTOR_DONE(&set->told, &ALLOC_DEFAULT);
    told_done(&set->told_settings);
    rule_set_forget_settings(set);
    VECTOR_DONE(&set->files.items, &ALLOC_DEFAULT);
    arena_done(&set->arena);
    alloc_release(&ALLOC_DEFAULT, set, 1, sizeof *set);
}

bool rule_set_has(const struct rule_set *set, const char *path)
{
    return path_list_has(&set->files, path) || snapshot_source(set->now, path) != UINT32_MAX;
}

/* ---- Compiling ---- */

/* What the compiler's reader works with. */
struct reading {
    const struct rule_set *set;
    const struct documents *documents;
    struct disk *disk;
    struct arena arena; /* absolute paths, for as long as one compilation */
};

/* "sets.promo" of the set in "/shop" is "/shop/sets.promo". */
static const char *absolute(const struct rule_set *set, struct arena *arena, const char *path)
{
    if (path[0] == '/' || set->root[0] == '\0')
        return arena_copy(arena, path, strlen(path));
    const char *joined = arena_format(arena, "%s/%s", set->root, path);
    return joined == NULL ? NULL : import_normal(arena, text_from(joined));
}

/* The part of an absolute path behind the set's directory; all of it where it lies elsewhere. */
static const char *relative(const struct rule_set *set, const char *path)
{
    size_t length = strlen(set->root);
    if (length == 0 || strncmp(path, set->root, length) != 0)
        return path;
    if (set->root[length - 1] == '/')
        return path + length;
    return path[length] == '/' ? path + length + 1 : path;
}

static promo_status read_current(void *context, const char *path, const char **bytes, size_t *size)
{
    struct reading *reading = context;
    const char *whole = absolute(reading->set, &reading->arena, path);
    if (whole == NULL)
        return PROMO_NO_MEMORY;
    const struct document *document = documents_at_path(reading->documents, whole);
    promo_status status = PROMO_OK;
    if (document != NULL) {
        *bytes = document_text(document).bytes;
        *size = document_text(document).length;
        return PROMO_OK;
    }
    if (reading->set->root[0] == '\0')
        return PROMO_NOT_FOUND; /* what is no file yet has nothing beside it */
    const struct disk_file *file = disk_read(reading->disk, whole, &status);
    if (file != NULL) {
        *bytes = file->text.bytes;
        *size = file->text.length;
    }
    return status;
}

/* A file that has gone since the list was made is left out: the next list will know. */
static promo_status add_files(struct rule_set *set, promo_compiler *compiler)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < set->files.items.count; i++) {
        status = promo_compiler_file(compiler, relative(set, set->files.items.items[i]));
        if (status == PROMO_NOT_FOUND || status == PROMO_IO || status == PROMO_LIMIT)
            status = PROMO_OK;
    }
    return status;
}

static bool has_form_errors(const promo_compiler *compiler)
{
    for (size_t i = 0; i < compiler->diags.list.count; i++) {
        const struct diagnostic *diagnostic = compiler->diags.list.items[i];
        if (diagnostic->severity == SEVERITY_ERROR && code_info_get(diagnostic->code)->name[1] == '0' &&
            code_info_get(diagnostic->code)->name[2] == '0')
            return true;
    }
    return false;
}

/* Takes the compiler over. */
static struct snapshot *snapshot_new(const struct rule_set *set, promo_compiler *compiler)
{
    struct snapshot *snapshot = alloc_zeroed(&ALLOC_DEFAULT, 1, sizeof *snapshot);
    if (snapshot == NULL) {
        promo_compiler_free(compiler);
        return NULL;
    }
    arena_init(&snapshot->arena, NULL);
    snapshot->compiler = compiler;
    snapshot->count = compiler->sources.files.count;
    snapshot->paths = ARENA_ARRAY(&snapshot->arena, snapshot->count, const char *);
    snapshot->lines = ARENA_ARRAY(&snapshot->arena, snapshot->count, struct lines);
    snapshot->sound = !has_form_errors(compiler);
    bool kept = snapshot->paths != NULL && snapshot->lines != NULL;
    for (size_t i = 0; kept && i < snapshot->count; i++) {
        const char *path = compiler->sources.files.items[i]->path.bytes;
        snapshot->size += compiler->sources.files.items[i]->text.length;
        if (import_library(text_from(path)) == NULL)
            kept = (snapshot->paths[i] = absolute(set, &snapshot->arena, path)) != NULL;
    }
    if (kept)
        return snapshot;
    snapshot_free(snapshot);
    return NULL;
}

static void install(struct rule_set *set, struct snapshot *snapshot)
{
    if (snapshot->sound) {
        if (set->sound != set->now)
            snapshot_free(set->sound);
        snapshot_free(set->now);
        set->sound = snapshot;
    } else if (set->now != set->sound)
        snapshot_free(set->now);
    set->now = snapshot;
    set->stale = set->told_all = false;
}

struct snapshot *rule_set_compile(struct rule_set *set, const struct documents *documents, struct disk *disk)
{
    struct reading reading = {.set = set, .documents = documents, .disk = disk};
    arena_init(&reading.arena, NULL);
    promo_compile_options options = {.read = read_current, .context = &reading};
    promo_compiler *compiler;
    struct snapshot *snapshot = NULL;
    promo_status status = promo_compiler_new(&compiler, &options);
    if (status == PROMO_OK)
        status = add_files(set, compiler);
    if (status == PROMO_OK)
        status = promo_compiler_compile(compiler, NULL, NULL);
    if (status == PROMO_OK || status == PROMO_REJECTED)
        snapshot = snapshot_new(set, compiler);
    else
        promo_compiler_free(compiler);
    arena_done(&reading.arena);
    return snapshot;
}

bool rule_set_refresh(struct rule_set *set, const struct documents *documents, struct disk *disk)
{
    if (!set->stale && set->now != NULL)
        return true;
    struct snapshot *snapshot = rule_set_compile(set, documents, disk);
    if (snapshot != NULL)
        install(set, snapshot);
    return snapshot != NULL;
}
