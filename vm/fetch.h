/* Asks for what candidates need of the image before it is read. Their records lie apart and are mostly not in the cache; a
 * batch of them waits for memory once for each step from promotion to event to what the event has, and not for each record.
 * No result depends on it.
 *
 * Called by the layer evaluation (vm/layers.c) as it comes to each batch. */
#ifndef VM_FETCH_H
#define VM_FETCH_H

#include "vm/evaluation.h"

/* Compilers take a function that does nothing but ask for memory for one without effect, and drop the calls of it: the empty
 * statement is an effect. */
static inline void fetch_line(const void *address)
{
    __builtin_prefetch(address);
    __asm__ volatile("");
}

enum { FETCH_BATCH = 24 };

/* The first FETCH_BATCH, or fewer where there are no more. */
void fetch_candidates(const struct evaluation *evaluation, const uint32_t *candidates, size_t count);

#endif
