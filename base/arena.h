/* A region of memory that is released as a whole: syntax trees, plans and the like live in one.
 *
 * The owner initialises it with arena_init and releases everything with arena_done. Blocks are aligned for any type.
 * A failed allocation returns NULL and leaves the arena usable. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/alloc.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* bytes of room after the header */
    alignas(max_align_t) unsigned char room[];
};

struct arena {
    const promo_allocator *alloc;
    struct arena_chunk *chunks; /* newest first */
    unsigned char *at, *end;    /* what is free of the newest; NULL before the first */
    size_t total;               /* bytes taken from the allocator */
    size_t limit;               /* arena_alloc fails beyond this many bytes; SIZE_MAX: no limit */
};

void arena_init(struct arena *arena, const promo_allocator *alloc);
void arena_done(struct arena *arena);

/* arena_reset of several chunks. */
void arena_reset_all(struct arena *arena);

/* Forgets every block but keeps the largest chunk for the next use. */
static inline void arena_reset(struct arena *arena)
{
    if (arena->chunks == NULL || arena->chunks->next != NULL)
        arena_reset_all(arena);
    else
        arena->at = arena->chunks->room;
}

/* arena_room, of so many bytes, where the newest chunk has no room for them. */
void *arena_room_more(struct arena *arena, size_t bytes);

/* `count * size` bytes of any content, for who writes all of them; or NULL. A count of zero gives a valid, empty block. */
static inline void *arena_room(struct arena *arena, size_t count, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size != 0 && count > (PTRDIFF_MAX - align) / size)
        return NULL;
    size_t bytes = (count * size + align - 1) / align * align;
    if (arena->at == NULL || (size_t)(arena->end - arena->at) < bytes)
        return arena_room_more(arena, bytes);
    void *block = arena->at;
    arena->at += bytes;
    return block;
}

/* The same, cleared. */
static inline void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    void *block = arena_room(arena, count, size);
    return block == NULL || count == 0 ? block : memset(block, 0, count * size);
}

/* A NUL-terminated copy of `length` bytes. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* Formats into the arena; NULL without memory. */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ROOM(arena, count, type) ((type *)arena_room((arena), (count), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_alloc((arena), (count), sizeof(type)))

#endif
