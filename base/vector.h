/* Growable arrays of any type, one macro family over alloc_grow.
 *
 *     VECTOR(uint32_t) numbers = {0};
 *     if (!VECTOR_PUSH(&numbers, alloc, 7)) ... no memory
 *     VECTOR_DONE(&numbers, alloc);
 *
 * The owner passes the same allocator to every call; elements are at `.items[0 .. count)`. */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#include "base/alloc.h"

#define VECTOR(type)     \
    struct {             \
        type *items;     \
        size_t count;    \
        size_t capacity; \
    }

/* Room for `extra` more elements; false without memory. */
#define VECTOR_RESERVE(vector, alloc, extra)                                                       \
    ((extra) <= (vector)->capacity - (vector)->count ||                                            \
     ((extra) <= SIZE_MAX - (vector)->count &&                                                     \
      alloc_grow((alloc), (void **)&(vector)->items, &(vector)->capacity, (vector)->count + (extra), \
                 sizeof *(vector)->items)))

#define VECTOR_PUSH(vector, alloc, ...) \
    (VECTOR_RESERVE((vector), (alloc), 1) ? ((vector)->items[(vector)->count++] = (__VA_ARGS__), true) : false)

#define VECTOR_DONE(vector, alloc)                                                              \
    (alloc_release((alloc), (vector)->items, (vector)->capacity, sizeof *(vector)->items),      \
     (vector)->items = NULL, (vector)->count = 0, (vector)->capacity = 0)

#endif
