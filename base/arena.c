#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

void arena_init(struct arena *arena, const promo_allocator *alloc)
{
    *arena = (struct arena){.alloc = alloc_or_default(alloc), .limit = SIZE_MAX};
}

static void chunk_free(struct arena *arena, struct arena_chunk *chunk)
{
    size_t bytes = sizeof *chunk + chunk->size;
    arena->total -= bytes;
    arena->alloc->resize(arena->alloc->context, chunk, bytes, 0);
}

void arena_done(struct arena *arena)
{
    while (arena->chunks != NULL) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        chunk_free(arena, chunk);
    }
    arena->at = arena->end = NULL;
}

static void chunk_use(struct arena *arena, struct arena_chunk *chunk)
{
    arena->chunks = chunk;
    arena->at = chunk->room;
    arena->end = chunk->room + chunk->size;
}

void arena_reset_all(struct arena *arena)
{
    struct arena_chunk *largest = arena->chunks;
    for (struct arena_chunk *chunk = arena->chunks; chunk != NULL; chunk = chunk->next)
        if (chunk->size > largest->size)
            largest = chunk;
    while (arena->chunks != NULL) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        if (chunk != largest)
            chunk_free(arena, chunk);
    }
    if (largest != NULL) {
        largest->next = NULL;
        chunk_use(arena, largest);
    }
}

static struct arena_chunk *chunk_add(struct arena *arena, size_t wanted)
{
    size_t size = arena->chunks == NULL ? FIRST_CHUNK : arena->chunks->size * 2;
    if (size > LARGEST_CHUNK)
        size = LARGEST_CHUNK;
    if (size < wanted)
        size = wanted;
    if (size > PTRDIFF_MAX - sizeof(struct arena_chunk))
        return NULL;
    size_t bytes = sizeof(struct arena_chunk) + size;
    if (bytes > arena->limit || arena->total > arena->limit - bytes)
        return NULL;
    struct arena_chunk *chunk = arena->alloc->resize(arena->alloc->context, NULL, 0, bytes);
    if (chunk == NULL)
        return NULL;
    chunk->next = arena->chunks;
    chunk->size = size;
    chunk_use(arena, chunk);
    arena->total += bytes;
    return chunk;
}

void *arena_room_more(struct arena *arena, size_t bytes)
{
    if (chunk_add(arena, bytes) == NULL)
        return NULL;
    void *block = arena->at;
    arena->at += bytes;
    return block;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    if (length == SIZE_MAX)
        return NULL;
    char *copy = arena_alloc(arena, length + 1, 1);
    if (copy != NULL && length != 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        return NULL;
    char *text = arena_alloc(arena, (size_t)length + 1, 1);
    if (text == NULL)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}
