#include "cli/lsp_library.h"

#include "cli/files.h"
#include "compiler/read_file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

const char *library_directory(struct arena *arena)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (cache != NULL && cache[0] == '/')
        return arena_format(arena, "%s/promo/%s", cache, promo_version());
    return home != NULL && home[0] == '/' ? arena_format(arena, "%s/.cache/promo/%s", home, promo_version()) : NULL;
}

static bool is_right(const char *path, struct text text)
{
    const char *bytes;
    size_t size;
    if (read_file((void *)(uintptr_t)&ALLOC_DEFAULT, path, &bytes, &size) != PROMO_OK)
        return false;
    bool right = text_equal(text, (struct text){bytes, size});
    read_file_done((void *)(uintptr_t)&ALLOC_DEFAULT, bytes, size);
    return right;
}

/* Every directory above the path, as far as they are not there. */
static bool make_directories(struct arena *arena, const char *file)
{
    char *path = arena_copy(arena, file, strlen(file));
    if (path == NULL)
        return false;
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made)
            return false;
    }
    return true;
}

const char *library_copy(struct arena *arena, const char *directory, const struct source *source)
{
    const char *path = directory == NULL || source == NULL
                           ? NULL
                           : arena_format(arena, "%s/%.*s.promo", directory, (int)source->path.length, source->path.bytes);
    if (path == NULL || is_right(path, source->text))
        return path;
    return make_directories(arena, path) && file_replace(path, source->text) ? path : NULL;
}
