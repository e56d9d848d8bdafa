#include "cli/lint_fix.h"

#include "compiler/import.h"
#include "compiler/read_file.h"

#include <stdlib.h>

void fixes_init(struct fixes *fixes)
{
    *fixes = (struct fixes){0};
}

void fixes_done(struct fixes *fixes)
{
    for (size_t i = 0; i < fixes->files.count; i++) {
        buffer_done(&fixes->files.items[i].before);
        buffer_done(&fixes->files.items[i].after);
        free((char *)(uintptr_t)fixes->files.items[i].path);
    }
    VECTOR_DONE(&fixes->files, &ALLOC_DEFAULT);
}

static struct fixed_file *find(const struct fixes *fixes, const char *path)
{
    for (size_t i = 0; i < fixes->files.count; i++)
        if (strcmp(fixes->files.items[i].path, path) == 0)
            return &fixes->files.items[i];
    return NULL;
}

/* ---- Reading ---- */

static const char EMPTY[] = "";

static promo_status read_fixed(void *context, const char *path, const char **bytes, size_t *size)
{
    const struct fixed_file *file = find(context, path);
    if (file == NULL)
        return read_file((void *)(uintptr_t)&ALLOC_DEFAULT, path, bytes, size);
    *bytes = file->after.length == 0 ? EMPTY : file->after.bytes;
    *size = file->after.length;
    return PROMO_OK;
}

static void done_fixed(void *context, const char *bytes, size_t size)
{
    const struct fixes *fixes = context;
    for (size_t i = 0; i < fixes->files.count; i++)
        if (bytes == EMPTY || fixes->files.items[i].after.bytes == bytes)
            return;
    read_file_done((void *)(uintptr_t)&ALLOC_DEFAULT, bytes, size);
}

promo_compile_options fixes_options(struct fixes *fixes)
{
    return (promo_compile_options){.read = read_fixed, .done = done_fixed, .context = fixes};
}

/* ---- Applying ---- */

struct edits {
    VECTOR(const struct diagnostic_fix *) list;
};

static bool touch(struct span a, struct span b)
{
    return a.start <= b.end && b.start <= a.end;
}

/* Whether none of the correction's edits is at the place of one taken already; edits that touch could depend on each other. */
static bool fits(const struct edits *edits, const struct diagnostic *diagnostic)
{
    for (const struct diagnostic_fix *fix = diagnostic->fixes; fix != NULL; fix = fix->next)
        for (size_t i = edits->list.count; i-- > 0;)
            if (touch(edits->list.items[i]->span, fix->span))
                return false;
    return true;
}

static int compare_edits(const void *left, const void *right)
{
    const struct diagnostic_fix *a = *(const struct diagnostic_fix *const *)left,
                                *b = *(const struct diagnostic_fix *const *)right;
    return a->span.start < b->span.start ? -1 : a->span.start > b->span.start;
}

static struct fixed_file *file_of(struct fixes *fixes, const struct source *source)
{
    struct fixed_file *file = find(fixes, source->path.bytes);
    if (file != NULL)
        return file;
    struct fixed_file made = {.path = malloc(source->path.length + 1)};
    buffer_init(&made.before, NULL);
    buffer_init(&made.after, NULL);
    buffer_text(&made.before, source->text);
    if (made.path != NULL)
        memcpy((char *)(uintptr_t)made.path, source->path.bytes, source->path.length + 1);
    if (made.path != NULL && !made.before.failed && VECTOR_PUSH(&fixes->files, &ALLOC_DEFAULT, made))
        return &fixes->files.items[fixes->files.count - 1];
    free((char *)(uintptr_t)made.path);
    buffer_done(&made.before);
    return NULL;
}

/* The new text from the old one, which is the source's. */
static promo_status rewrite(struct fixes *fixes, const struct source *source, struct edits *edits)
{
    struct fixed_file *file = file_of(fixes, source);
    size_t at = 0;
    if (file == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    qsort(edits->list.items, edits->list.count, sizeof *edits->list.items, compare_edits);
    buffer_clear(&file->after);
    for (size_t i = 0; i < edits->list.count; i++) {
        const struct diagnostic_fix *edit = edits->list.items[i];
        buffer_write(&file->after, source->text.bytes + at, edit->span.start - at);
        buffer_text(&file->after, edit->text);
        at = edit->span.end;
    }
    buffer_write(&file->after, source->text.bytes + at, source->text.length - at);
    return file->after.failed ? error_set(PROMO_NO_MEMORY, "no memory left") : PROMO_OK;
}

static promo_status apply_to(struct fixes *fixes, promo_compiler *compiler, const struct source *source, size_t *count)
{
    struct edits edits = {0};
    promo_status status = PROMO_OK;
    size_t corrected = 0;
    for (size_t i = 0; status == PROMO_OK && i < compiler->diags.list.count; i++) {
        const struct diagnostic *diagnostic = compiler->diags.list.items[i];
        if (diagnostic->lint == LINT_RULE_NONE || diagnostic->fixes == NULL ||
            diagnostic->fixes->span.file != source->number || !fits(&edits, diagnostic))
            continue;
        for (const struct diagnostic_fix *fix = diagnostic->fixes; status == PROMO_OK && fix != NULL; fix = fix->next)
            if (!VECTOR_PUSH(&edits.list, &ALLOC_DEFAULT, fix))
                status = error_set(PROMO_NO_MEMORY, "no memory left");
        corrected++;
    }
    if (status == PROMO_OK && corrected != 0)
        status = rewrite(fixes, source, &edits);
    if (status == PROMO_OK)
        *count += corrected;
    VECTOR_DONE(&edits.list, &ALLOC_DEFAULT);
    return status;
}

promo_status fixes_apply(struct fixes *fixes, promo_compiler *compiler, size_t *count)
{
    promo_status status = PROMO_OK;
    *count = 0;
    for (uint32_t i = 0; status == PROMO_OK && i < compiler->sources.files.count; i++) {
        const struct source *source = sources_get(&compiler->sources, i);
        bool library = strncmp(source->path.bytes, "std/", 4) == 0 && import_library(source->path) != NULL;
        if (!library)
            status = apply_to(fixes, compiler, source, count);
    }
    return status;
}

promo_status fixes_copy(const struct fixes *from, struct fixes *to)
{
    fixes_init(to);
    to->applied = from->applied;
    for (size_t i = 0; i < from->files.count; i++) {
        const struct fixed_file *file = &from->files.items[i];
        struct fixed_file copy = {.path = malloc(strlen(file->path) + 1)};
        buffer_init(&copy.before, NULL);
        buffer_init(&copy.after, NULL);
        buffer_write(&copy.before, file->before.bytes, file->before.length);
        buffer_write(&copy.after, file->after.bytes, file->after.length);
        if (copy.path != NULL)
            memcpy((char *)(uintptr_t)copy.path, file->path, strlen(file->path) + 1);
        if (copy.path == NULL || copy.before.failed || copy.after.failed || !VECTOR_PUSH(&to->files, &ALLOC_DEFAULT, copy)) {
            free((char *)(uintptr_t)copy.path);
            buffer_done(&copy.before);
            buffer_done(&copy.after);
            fixes_done(to);
            fixes_init(to);
            return error_set(PROMO_NO_MEMORY, "no memory left");
        }
    }
    return PROMO_OK;
}
