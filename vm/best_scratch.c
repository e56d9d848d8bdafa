#include "vm/best_scratch.h"

#include <stdint.h>
#include <string.h>

enum { SMALLEST = 1 << 16 };

void scratch_init(struct scratch *scratch, const promo_allocator *alloc)
{
    *scratch = (struct scratch){.alloc = alloc};
}

void scratch_done(struct scratch *scratch)
{
    struct scratch_chunk *chunk = scratch->first;
    while (chunk != NULL) {
        struct scratch_chunk *next = chunk->next;
        alloc_release(scratch->alloc, chunk, sizeof *chunk + chunk->size, 1);
        chunk = next;
    }
    *scratch = (struct scratch){.alloc = scratch->alloc};
}

/* The next chunk that holds more than `size` bytes: one kept from before, or a new one in its place. */
static bool next_chunk(struct scratch *scratch, size_t size)
{
    struct scratch_chunk **link = scratch->current == NULL ? &scratch->first : &scratch->current->next;
    while (*link != NULL && (*link)->size <= size)
        link = &(*link)->next;
    if (*link == NULL) {
        size_t bytes = size < SMALLEST ? SMALLEST : size + SCRATCH_ALIGNMENT;
        struct scratch_chunk *chunk = alloc_array(scratch->alloc, sizeof *chunk + bytes, 1);
        if (chunk == NULL)
            return false;
        chunk->next = NULL;
        chunk->size = bytes;
        *link = chunk;
    }
    scratch_go_to(scratch, *link, (*link)->bytes);
    return true;
}

void *scratch_take_next(struct scratch *scratch, size_t count, size_t size)
{
    if (size != 0 && count > (PTRDIFF_MAX / 2) / size)
        return NULL;
    size_t bytes = (count * size + SCRATCH_ALIGNMENT - 1) / SCRATCH_ALIGNMENT * SCRATCH_ALIGNMENT;
    if (bytes >= (size_t)(scratch->end - scratch->next) && !next_chunk(scratch, bytes))
        return NULL;
    void *block = scratch->next;
    scratch->next += bytes;
    return block;
}

void *scratch_take_cleared(struct scratch *scratch, size_t count, size_t size)
{
    void *block = scratch_take(scratch, count, size);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}

void scratch_reset(struct scratch *scratch)
{
    if (scratch->first != NULL)
        scratch_go_to(scratch, scratch->first, scratch->first->bytes);
}
