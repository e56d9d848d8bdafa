/* The optimiser's memory: blocks taken one after another and forgotten together.
 *
 * Unlike an arena it keeps every chunk it ever took and reuses them in the same order, so that a problem of a size seen
 * before takes nothing from the allocator. A mark and a rewind forget what was taken since. Blocks are not cleared. */
#ifndef VM_BEST_SCRATCH_H
#define VM_BEST_SCRATCH_H

#include "base/alloc.h"

#include <stdbool.h>
#include <stdint.h>

enum { SCRATCH_ALIGNMENT = 16 };

struct scratch {
    const promo_allocator *alloc;
    struct scratch_chunk *first, *current;
    unsigned char *next, *end; /* what is left of the current chunk */
};

struct scratch_mark {
    struct scratch_chunk *chunk;
    unsigned char *next;
};

void scratch_init(struct scratch *scratch, const promo_allocator *alloc);
void scratch_done(struct scratch *scratch);

struct scratch_chunk {
    struct scratch_chunk *next;
    size_t size; /* bytes after the header */
    _Alignas(SCRATCH_ALIGNMENT) unsigned char bytes[];
};

/* The same, from the chunks after the current one. */
__attribute__((cold)) void *scratch_take_next(struct scratch *scratch, size_t count, size_t size);

/* A block of count * size bytes, aligned for any type; NULL without memory. A count of zero gives a valid, empty block. */
static inline void *scratch_take(struct scratch *scratch, size_t count, size_t size)
{
    size_t bytes = (count * size + SCRATCH_ALIGNMENT - 1) & ~(size_t)(SCRATCH_ALIGNMENT - 1);
    unsigned char *block = scratch->next;
    if (count > UINT32_MAX || bytes >= (size_t)(scratch->end - block)) /* never true of what is left of no chunk */
        return scratch_take_next(scratch, count, size);
    scratch->next = block + bytes;
    return block;
}
void *scratch_take_cleared(struct scratch *scratch, size_t count, size_t size);

void scratch_reset(struct scratch *scratch);

static inline void scratch_go_to(struct scratch *scratch, struct scratch_chunk *chunk, unsigned char *next)
{
    scratch->current = chunk;
    scratch->next = next;
    scratch->end = chunk->bytes + chunk->size;
}

static inline struct scratch_mark scratch_mark(const struct scratch *scratch)
{
    return (struct scratch_mark){scratch->current, scratch->next};
}

static inline void scratch_rewind(struct scratch *scratch, struct scratch_mark mark)
{
    if (mark.chunk != NULL)
        scratch_go_to(scratch, mark.chunk, mark.next);
    else
        scratch_reset(scratch);
}

#define SCRATCH_ARRAY(scratch, count, type) ((type *)scratch_take((scratch), (count), sizeof(type)))
#define SCRATCH_CLEARED(scratch, count, type) ((type *)scratch_take_cleared((scratch), (count), sizeof(type)))

#endif
