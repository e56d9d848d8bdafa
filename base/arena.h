/* A region of memory that is released as a whole: syntax trees, plans and the like live in one.
 *
 * The owner initialises it with arena_init and releases everything with arena_done. Blocks are aligned for any type.
 * A failed allocation returns NULL and leaves the arena usable. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/alloc.h"

struct arena_chunk;

struct arena {
    const promo_allocator *alloc;
    struct arena_chunk *chunks; /* newest first */
    size_t total;               /* bytes taken from the allocator */
    size_t limit;               /* arena_alloc fails beyond this many bytes; SIZE_MAX: no limit */
};

void arena_init(struct arena *arena, const promo_allocator *alloc);
void arena_done(struct arena *arena);

/* Forgets every block but keeps the largest chunk for the next use. */
void arena_reset(struct arena *arena);

/* `count * size` cleared bytes, or NULL. A count of zero gives a valid, empty block. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `length` bytes. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* Formats into the arena; NULL without memory. */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_alloc((arena), (count), sizeof(type)))

#endif
