#include "cli/lsp_workspace.h"

#include "cli/lsp_library.h"

#include <string.h>

void workspace_init(struct workspace *workspace)
{
    *workspace = (struct workspace){0};
    disk_init(&workspace->disk);
    arena_init(&workspace->listed_arena, NULL);
    arena_init(&workspace->arena, NULL);
    workspace->library = library_directory(&workspace->arena);
}

static void free_text(const char *text)
{
    alloc_release(&ALLOC_DEFAULT, (void *)(uintptr_t)text, strlen(text) + 1, 1);
}

void workspace_done(struct workspace *workspace)
{
    for (size_t i = 0; i < workspace->folders.items.count; i++)
        free_text(workspace->folders.items.items[i]);
    for (size_t i = 0; i < workspace->sets.count; i++)
        rule_set_free(workspace->sets.items[i]);
    for (size_t i = 0; i < workspace->gone.count; i++)
        rule_set_free(workspace->gone.items[i]);
    VECTOR_DONE(&workspace->folders.items, &ALLOC_DEFAULT);
    VECTOR_DONE(&workspace->sets, &ALLOC_DEFAULT);
    VECTOR_DONE(&workspace->gone, &ALLOC_DEFAULT);
    VECTOR_DONE(&workspace->listed.items, &ALLOC_DEFAULT);
    arena_done(&workspace->arena);
    arena_done(&workspace->listed_arena);
    documents_done(&workspace->documents);
    disk_done(&workspace->disk);
}

/* ---- Folders ---- */

static size_t folder_index(const struct workspace *workspace, const char *path)
{
    size_t i = 0;
    while (i < workspace->folders.items.count && strcmp(workspace->folders.items.items[i], path) != 0)
        i++;
    return i;
}

bool workspace_add_folder(struct workspace *workspace, const char *path)
{
    if (folder_index(workspace, path) < workspace->folders.items.count)
        return true;
    char *copy = alloc_array(&ALLOC_DEFAULT, strlen(path) + 1, 1);
    if (copy == NULL)
        return false;
    memcpy(copy, path, strlen(path) + 1);
    if (VECTOR_PUSH(&workspace->folders.items, &ALLOC_DEFAULT, copy))
        return true;
    free_text(copy);
    return false;
}

void workspace_remove_folder(struct workspace *workspace, const char *path)
{
    size_t i = folder_index(workspace, path);
    if (i == workspace->folders.items.count)
        return;
    free_text(workspace->folders.items.items[i]);
    workspace->folders.items.count--;
    memmove(workspace->folders.items.items + i, workspace->folders.items.items + i + 1,
            (workspace->folders.items.count - i) * sizeof *workspace->folders.items.items);
}

/* Whether a path lies below a directory. */
static bool lies_below(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    if (length > 0 && directory[length - 1] == '/')
        length--;
    return strncmp(path, directory, length) == 0 && path[length] == '/';
}

static bool in_folders(const struct workspace *workspace, const char *path)
{
    for (size_t i = 0; i < workspace->folders.items.count; i++)
        if (lies_below(path, workspace->folders.items.items[i]))
            return true;
    return false;
}

/* ---- Dividing ---- */

/* The rule sets to come, made beside those there are. */
struct division {
    struct workspace *workspace;
    struct path_list files; /* of one folder, in order */
    VECTOR(struct rule_set *) sets;
    bool failed;
};

static bool has_settings(struct workspace *workspace, const char *path)
{
    const struct document *document = documents_at_path(&workspace->documents, path);
    promo_status status;
    if (document != NULL)
        return text_has_settings(document_text(document));
    const struct disk_file *file = disk_read(&workspace->disk, path, &status);
    return file != NULL && file->settings;
}

static struct rule_set *new_set(struct division *division, const char *root)
{
    struct rule_set *set = rule_set_new(root);
    if (set != NULL && VECTOR_PUSH(&division->sets, &ALLOC_DEFAULT, set))
        return set;
    rule_set_free(set);
    division->failed = true;
    return NULL;
}

static void add_file(struct division *division, struct rule_set *set, const char *path)
{
    char *copy = set == NULL ? NULL : arena_copy(&set->arena, path, strlen(path));
    if (copy == NULL || !VECTOR_PUSH(&set->files.items, &ALLOC_DEFAULT, copy))
        division->failed = true;
}

/* Where the files below the directory that begins at `from` end; `length` is how much of their paths names it. */
static size_t below_end(const struct path_list *files, size_t from, size_t end, size_t length)
{
    size_t to = from;
    while (to < end && strncmp(files->items.items[to], files->items.items[from], length) == 0)
        to++;
    return to;
}

static size_t count_settings(struct division *division, size_t from, size_t end)
{
    size_t count = 0;
    for (size_t i = from; i < end; i++)
        count += has_settings(division->workspace, division->files.items.items[i]);
    return count;
}

/* Files from .. end lie below the directory that the first `length` bytes of their paths name, with the slash. Recursion goes
 * as deep as directories are listed. */
static void divide(struct division *division, size_t from, size_t end, size_t length)
{
    if (from == end)
        return;
    const char *const *paths = division->files.items.items;
    const char *root = arena_format(&division->workspace->listed_arena, "%.*s", (int)(length > 1 ? length - 1 : length), paths[from]);
    struct rule_set *own = root == NULL ? NULL : new_set(division, root);
    bool one = count_settings(division, from, end) <= 1, settings = false;
    for (size_t i = from; i < end && own != NULL;) {
        const char *slash = strchr(paths[i] + length, '/');
        size_t to = slash == NULL ? i + 1 : below_end(&division->files, i, end, (size_t)(slash - paths[i]) + 1);
        if (one || slash == NULL || count_settings(division, i, to) == 0) {
            settings |= slash == NULL && has_settings(division->workspace, paths[i]);
            for (; i < to; i++)
                add_file(division, own, paths[i]);
        } else
            divide(division, i, to, (size_t)(slash - paths[i]) + 1);
        i = to;
    }
    if (own != NULL)
        own->library = !one && !settings;
}

static void divide_folder(struct division *division, const char *folder)
{
    struct workspace *workspace = division->workspace;
    division->files.items.count = 0;
    for (size_t i = 0; i < workspace->listed.items.count; i++)
        if (lies_below(workspace->listed.items.items[i], folder))
            division->failed |= !VECTOR_PUSH(&division->files.items, &ALLOC_DEFAULT, workspace->listed.items.items[i]);
    for (size_t i = 0; i < workspace->documents.open.count; i++)
        if (workspace->documents.open.items[i]->is_file && lies_below(workspace->documents.open.items[i]->path, folder))
            division->failed |= !VECTOR_PUSH(&division->files.items, &ALLOC_DEFAULT, workspace->documents.open.items[i]->path);
    path_list_sort(&division->files);
    size_t length = strlen(folder);
    divide(division, 0, division->files.items.count, length + (folder[length - 1] != '/'));
}

static bool is_divided(const struct division *division, const char *path)
{
    for (size_t i = 0; i < division->sets.count; i++)
        if (path_list_has(&division->sets.items[i]->files, path))
            return true;
    return false;
}

/* The rule files beside a document, and the document. */
static void list_beside(struct division *division, const struct document *document, const char *directory)
{
    bool cut;
    division->files.items.count = 0;
    division->failed |= !disk_list(&division->files, &division->workspace->listed_arena, directory, false, &cut);
    for (size_t i = 0; i < division->workspace->documents.open.count; i++) {
        const struct document *other = division->workspace->documents.open.items[i];
        if (other == document || (other->is_file && lies_below(other->path, directory) &&
                                  strchr(other->path + strlen(directory) + 1, '/') == NULL))
            division->failed |= !VECTOR_PUSH(&division->files.items, &ALLOC_DEFAULT, other->path);
    }
    path_list_sort(&division->files);
}

static void divide_alone(struct division *division, const struct document *document)
{
    struct workspace *workspace = division->workspace;
    const char *slash = document->is_file ? strrchr(document->path, '/') : NULL;
    const char *root = slash == NULL ? "" : arena_format(&workspace->listed_arena, "%.*s", slash == document->path ? 1 : (int)(slash - document->path), document->path);
    bool library = workspace->library != NULL && lies_below(document->path, workspace->library);
    if (root == NULL) {
        division->failed = true;
        return;
    }
    division->files.items.count = 0;
    if (slash != NULL && !library)
        list_beside(division, document, root);
    bool together = division->files.items.count > 0 && count_settings(division, 0, division->files.items.count) <= 1;
    struct rule_set *set = new_set(division, root);
    for (size_t i = 0; together && i < division->files.items.count; i++)
        add_file(division, set, division->files.items.items[i]);
    if (!together)
        add_file(division, set, document->path);
    if (set != NULL)
        set->library = library;
}

static bool same_files(const struct rule_set *a, const struct rule_set *b)
{
    bool same = strcmp(a->root, b->root) == 0 && a->library == b->library && a->files.items.count == b->files.items.count;
    for (size_t i = 0; same && i < a->files.items.count; i++)
        same = strcmp(a->files.items.items[i], b->files.items.items[i]) == 0;
    return same;
}

/* Whether one is the other, with files more or less. */
static bool is_successor(const struct rule_set *fresh, const struct rule_set *old)
{
    bool common = false;
    for (size_t i = 0; i < old->files.items.count && !common; i++)
        common = path_list_has(&fresh->files, old->files.items.items[i]);
    return common && strcmp(old->root, fresh->root) == 0;
}

/* A set that is still there stays as it was, with what was compiled. One that has changed keeps its snapshot until the next. */
static void keep_old(struct workspace *workspace, struct rule_set **fresh)
{
    for (size_t i = 0; i < workspace->sets.count; i++) {
        struct rule_set *old = workspace->sets.items[i];
        if (old == NULL || !is_successor(*fresh, old))
            continue;
        workspace->sets.items[i] = NULL;
        if (!same_files(old, *fresh)) {
            struct rule_set turned = *old;
            old->arena = (*fresh)->arena;
            old->root = (*fresh)->root;
            old->files = (*fresh)->files;
            old->library = (*fresh)->library;
            old->stale = true;
            old->told_all = false;
            (*fresh)->arena = turned.arena;
            (*fresh)->root = turned.root;
            (*fresh)->files = turned.files;
        }
        rule_set_free(*fresh);
        *fresh = old;
        return;
    }
}

static void mark_opened(struct workspace *workspace)
{
    for (size_t i = 0; i < workspace->documents.open.count; i++) {
        struct rule_set *set = workspace_set(workspace, workspace->documents.open.items[i]->path);
        if (set != NULL)
            set->opened = true;
    }
}

bool workspace_divide(struct workspace *workspace)
{
    struct division division = {.workspace = workspace};
    for (size_t i = 0; i < workspace->folders.items.count; i++)
        divide_folder(&division, workspace->folders.items.items[i]);
    for (size_t i = 0; i < workspace->documents.open.count; i++) {
        const struct document *document = workspace->documents.open.items[i];
        if (!in_folders(workspace, document->path) && !is_divided(&division, document->path))
            divide_alone(&division, document);
    }
    for (size_t i = 0; i < division.sets.count; i++)
        keep_old(workspace, &division.sets.items[i]);
    for (size_t i = 0; i < workspace->sets.count; i++)
        if (workspace->sets.items[i] != NULL && !VECTOR_PUSH(&workspace->gone, &ALLOC_DEFAULT, workspace->sets.items[i]))
            rule_set_free(workspace->sets.items[i]);
    VECTOR_DONE(&workspace->sets, &ALLOC_DEFAULT);
    workspace->sets.items = division.sets.items;
    workspace->sets.count = division.sets.count;
    workspace->sets.capacity = division.sets.capacity;
    VECTOR_DONE(&division.files.items, &ALLOC_DEFAULT);
    mark_opened(workspace);
    return !division.failed;
}

bool workspace_list(struct workspace *workspace)
{
    bool kept = true;
    workspace->listed.items.count = 0;
    workspace->cut = false;
    arena_reset(&workspace->listed_arena);
    for (size_t i = 0; i < workspace->folders.items.count; i++) {
        bool cut;
        kept &= disk_list(&workspace->listed, &workspace->listed_arena, workspace->folders.items.items[i], true, &cut);
        workspace->cut |= cut;
    }
    path_list_sort(&workspace->listed);
    return workspace_divide(workspace) && kept;
}

/* ---- Finding ---- */

void workspace_changed(struct workspace *workspace, const char *path)
{
    for (size_t i = 0; i < workspace->sets.count; i++)
        if (rule_set_has(workspace->sets.items[i], path)) {
            workspace->sets.items[i]->stale = true;
            workspace->sets.items[i]->told_all = false;
        }
}

struct rule_set *workspace_set(const struct workspace *workspace, const char *path)
{
    for (size_t i = 0; i < workspace->sets.count; i++)
        if (path_list_has(&workspace->sets.items[i]->files, path))
            return workspace->sets.items[i];
    for (size_t i = 0; i < workspace->sets.count; i++)
        if (rule_set_has(workspace->sets.items[i], path))
            return workspace->sets.items[i];
    return NULL;
}
