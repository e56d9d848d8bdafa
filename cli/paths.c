#include "cli/paths.h"

#include "base/text.h"
#include "cli/terminal.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { DEEPEST = 32 };

void paths_init(struct paths *paths)
{
    *paths = (struct paths){0};
    arena_init(&paths->arena, NULL);
}

void paths_done(struct paths *paths)
{
    VECTOR_DONE(&paths->files, &ALLOC_DEFAULT);
    arena_done(&paths->arena);
}

static bool ends_in(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

static bool is_directory(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

bool path_names_source(const char *path)
{
    return ends_in(path, ".promo");
}

bool path_names_rules(const char *operand)
{
    return path_names_source(operand) || ends_in(operand, ".promoc") || is_directory(operand);
}

static bool push(struct paths *paths, const char *path)
{
    if (path != NULL && VECTOR_PUSH(&paths->files, &ALLOC_DEFAULT, path))
        return true;
    if (!paths->quiet)
        complain("no memory left");
    return false;
}

static bool add_directory(struct paths *paths, const char *directory, unsigned depth);

/* One entry of a directory: hidden ones and what is no rule file are passed over. */
static bool add_entry(struct paths *paths, const char *directory, const char *name, unsigned depth)
{
    if (name[0] == '.')
        return true;
    const char *slash = ends_in(directory, "/") || strcmp(directory, "/") == 0 ? "" : "/";
    const char *path = arena_format(&paths->arena, "%s%s%s", directory, slash, name);
    if (path == NULL)
        return push(paths, NULL);
    if (ends_in(name, ".promo") && !is_directory(path))
        return push(paths, path);
    return !is_directory(path) || add_directory(paths, path, depth + 1);
}

static bool add_directory(struct paths *paths, const char *directory, unsigned depth)
{
    if (depth > DEEPEST) {
        if (!paths->quiet)
            complain("%s: more than %d directories deep", directory, DEEPEST);
        return false;
    }
    DIR *open = opendir(directory);
    if (open == NULL) {
        if (!paths->quiet)
            complain("%s: %s", directory, strerror(errno));
        return false;
    }
    bool fine = true;
    for (struct dirent *entry; fine && (entry = readdir(open)) != NULL;)
        fine = add_entry(paths, directory, entry->d_name, depth);
    closedir(open);
    return fine;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool paths_add(struct paths *paths, const char *operand)
{
    if (!is_directory(operand))
        return push(paths, operand);
    size_t before = paths->files.count;
    if (!add_directory(paths, operand, 0))
        return false;
    size_t added = paths->files.count - before;
    if (added == 0 && !paths->quiet)
        complain("%s: no rule files (*.promo) in it", operand);
    else if (added != 0)
        qsort(paths->files.items + before, added, sizeof *paths->files.items, compare_paths);
    return added != 0;
}
