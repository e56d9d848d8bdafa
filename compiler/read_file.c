#include "compiler/read_file.h"

#include "base/alloc.h"
#include "lang/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static promo_status failed(const char *path, int reason)
{
    promo_status status = reason == ENOENT || reason == ENOTDIR ? PROMO_NOT_FOUND : PROMO_IO;
    return error_set(status, "%s: %s", path, strerror(reason));
}

/* Reads to the end, one byte more than any source may have at most. */
static promo_status read_all(FILE *file, const char *path, const promo_allocator *alloc, char **bytes, size_t *capacity,
                             size_t *size)
{
    for (;;) {
        if (*size > SOURCE_LARGEST)
            return error_set(PROMO_LIMIT, "%s: larger than %d MiB", path, SOURCE_LARGEST >> 20);
        if (!alloc_grow(alloc, (void **)bytes, capacity, *size + 65536, 1))
            return error_set(PROMO_NO_MEMORY, "%s: no memory left to read it", path);
        size_t got = fread(*bytes + *size, 1, *capacity - *size, file);
        *size += got;
        if (got == 0)
            return ferror(file) ? failed(path, errno) : PROMO_OK;
    }
}

promo_status read_file(void *context, const char *path, const char **bytes, size_t *size)
{
    const promo_allocator *alloc = context;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return failed(path, errno);
    char *room = NULL;
    size_t capacity = 0;
    *size = 0;
    promo_status status = read_all(file, path, alloc, &room, &capacity, size);
    fclose(file);
    /* What is given back is exactly as large as what was read. */
    char *exact = status == PROMO_OK ? alloc_array(alloc, *size + 1, 1) : NULL;
    if (status == PROMO_OK && exact == NULL)
        status = error_set(PROMO_NO_MEMORY, "%s: no memory left to read it", path);
    if (exact != NULL && *size != 0)
        memcpy(exact, room, *size);
    alloc_release(alloc, room, capacity, 1);
    *bytes = exact;
    return status;
}

void read_file_done(void *context, const char *bytes, size_t size)
{
    alloc_release(context, (void *)(uintptr_t)bytes, size + 1, 1);
}
