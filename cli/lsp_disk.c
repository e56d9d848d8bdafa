#define _XOPEN_SOURCE 700 /* st_mtim */

#include "cli/lsp_disk.h"

#include "compiler/read_file.h"

#include <dirent.h>
#include <stdlib.h>

static const struct hash_key PATHS_KEY = {0x6469736b, 0x70617468};

void disk_init(struct disk *disk)
{
    *disk = (struct disk){0};
    arena_init(&disk->arena, NULL);
    text_table_init(&disk->paths, NULL, PATHS_KEY);
}

void disk_done(struct disk *disk)
{
    for (size_t i = 0; i < disk->files.count; i++)
        buffer_done(&disk->files.items[i].text);
    VECTOR_DONE(&disk->files, &ALLOC_DEFAULT);
    text_table_done(&disk->paths);
    arena_done(&disk->arena);
}

static struct disk_file *file_at(struct disk *disk, const char *path)
{
    uint32_t number = text_table_find(&disk->paths, text_from(path));
    if (number != TEXT_TABLE_NONE)
        return &disk->files.items[number];
    char *copy = arena_copy(&disk->arena, path, strlen(path));
    struct disk_file file = {0};
    buffer_init(&file.text, NULL);
    if (copy == NULL || !VECTOR_RESERVE(&disk->files, &ALLOC_DEFAULT, 1) ||
        text_table_add(&disk->paths, text_from(copy), NULL) == TEXT_TABLE_NONE)
        return NULL;
    disk->files.items[disk->files.count++] = file;
    return &disk->files.items[disk->files.count - 1];
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_ino == b->st_ino && a->st_dev == b->st_dev &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static promo_status read_again(struct disk_file *file, const char *path)
{
    const char *bytes;
    size_t size;
    promo_status status = read_file((void *)(uintptr_t)&ALLOC_DEFAULT, path, &bytes, &size);
    if (status != PROMO_OK)
        return status;
    buffer_clear(&file->text);
    buffer_write(&file->text, bytes, size);
    read_file_done((void *)(uintptr_t)&ALLOC_DEFAULT, bytes, size);
    file->settings = text_has_settings((struct text){file->text.bytes, file->text.length});
    return file->text.failed ? PROMO_NO_MEMORY : PROMO_OK;
}

const struct disk_file *disk_read(struct disk *disk, const char *path, promo_status *status)
{
    struct stat now;
    struct disk_file *file = file_at(disk, path);
    *status = file == NULL ? PROMO_NO_MEMORY : stat(path, &now) != 0 ? PROMO_NOT_FOUND : PROMO_OK;
    if (*status == PROMO_OK && !S_ISREG(now.st_mode))
        *status = PROMO_IO;
    if (*status == PROMO_OK && !(file->read && is_same(&file->seen, &now)))
        *status = read_again(file, path);
    if (file != NULL)
        file->read = *status == PROMO_OK;
    if (*status != PROMO_OK)
        return NULL;
    file->seen = now;
    return file;
}

bool text_has_settings(struct text text)
{
    static const char WORD[] = "settings";
    enum { LENGTH = sizeof WORD - 1 };
    for (size_t at = 0; at + LENGTH < text.length; at++) {
        const char *found = memchr(text.bytes + at, 's', text.length - at - LENGTH);
        if (found == NULL)
            return false;
        at = (size_t)(found - text.bytes);
        size_t before = at, after = at + LENGTH;
        if (memcmp(found, WORD, LENGTH) != 0)
            continue;
        while (before > 0 && (text.bytes[before - 1] == ' ' || text.bytes[before - 1] == '\t'))
            before--;
        while (after < text.length && strchr(" \t\r\n", text.bytes[after]) != NULL && text.bytes[after] != '\0')
            after++;
        bool first = before == 0 || text.bytes[before - 1] == '\n' || (before == 3 && text.bytes[0] == '\xEF');
        if (first && after < text.length && text.bytes[after] == '{')
            return true;
    }
    return false;
}

/* ---- Lists ---- */

struct listing {
    struct path_list *list;
    struct arena *arena;
    size_t entries;
    bool deep, failed;
    struct stat above[LISTED_DEEPEST + 1]; /* the directories that the one at hand is in, and itself */
};

static bool is_rule_file(const char *name)
{
    static const char ENDING[] = ".promo";
    size_t length = strlen(name), tail = sizeof ENDING - 1;
    return length > tail && strcmp(name + length - tail, ENDING) == 0;
}

static void list_directory(struct listing *listing, const char *directory, unsigned depth);

/* A link can lead back to where it is in. */
static bool is_above(const struct listing *listing, const struct stat *found, unsigned depth)
{
    for (unsigned i = 0; i <= depth; i++)
        if (listing->above[i].st_ino == found->st_ino && listing->above[i].st_dev == found->st_dev)
            return true;
    return false;
}

static void list_entry(struct listing *listing, const char *directory, const char *name, unsigned depth)
{
    struct stat found;
    const char *path = arena_format(listing->arena, "%s/%s", strcmp(directory, "/") == 0 ? "" : directory, name);
    listing->failed |= path == NULL;
    if (path == NULL || stat(path, &found) != 0)
        return;
    if (S_ISREG(found.st_mode) && is_rule_file(name))
        listing->failed |= !VECTOR_PUSH(&listing->list->items, &ALLOC_DEFAULT, path);
    else if (S_ISDIR(found.st_mode) && listing->deep && depth < LISTED_DEEPEST && !is_above(listing, &found, depth))
        list_directory(listing, path, depth + 1);
}

static void list_directory(struct listing *listing, const char *directory, unsigned depth)
{
    DIR *open = stat(directory, &listing->above[depth]) == 0 ? opendir(directory) : NULL;
    if (open == NULL)
        return;
    for (struct dirent *entry; !listing->failed && listing->entries < LISTED_MOST && (entry = readdir(open)) != NULL;)
        if (entry->d_name[0] != '.') {
            listing->entries++;
            list_entry(listing, directory, entry->d_name, depth);
        }
    closedir(open);
}

bool disk_list(struct path_list *list, struct arena *arena, const char *directory, bool deep, bool *cut)
{
    struct listing listing = {.list = list, .arena = arena, .deep = deep};
    list_directory(&listing, directory, 0);
    *cut = listing.entries >= LISTED_MOST;
    return !listing.failed;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void path_list_sort(struct path_list *list)
{
    size_t kept = 0;
    if (list->items.count > 1)
        qsort(list->items.items, list->items.count, sizeof *list->items.items, compare_paths);
    for (size_t i = 0; i < list->items.count; i++)
        if (i == 0 || strcmp(list->items.items[i], list->items.items[kept - 1]) != 0)
            list->items.items[kept++] = list->items.items[i];
    list->items.count = kept;
}

bool path_list_has(const struct path_list *list, const char *path)
{
    return list->items.count != 0 && bsearch(&path, list->items.items, list->items.count, sizeof path, compare_paths) != NULL;
}
