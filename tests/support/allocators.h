/* Allocators for tests: one that counts what it gives, and refuses when told to. */
#ifndef TESTS_ALLOCATORS_H
#define TESTS_ALLOCATORS_H

#include <promo/status.h>

#include <stdbool.h>
#include <stdlib.h>

struct counting {
    promo_allocator allocator;
    size_t given;      /* requests for memory */
    size_t live_bytes; /* not given back */
    long fails_after;  /* so many requests are served, then all fail; negative: never */
};

static inline void *counting_resize(void *context, void *block, size_t old_size, size_t new_size)
{
    struct counting *counting = context;
    if (new_size == 0) {
        counting->live_bytes -= block == NULL ? 0 : old_size;
        free(block);
        return NULL;
    }
    counting->given++;
    if (counting->fails_after == 0)
        return NULL;
    if (counting->fails_after > 0)
        counting->fails_after--;
    void *moved = realloc(block, new_size);
    if (moved != NULL)
        counting->live_bytes += new_size - (block == NULL ? 0 : old_size);
    return moved;
}

static inline void counting_start(struct counting *counting, long fails_after)
{
    *counting = (struct counting){.allocator = {counting_resize, counting}, .fails_after = fails_after};
}

#endif
