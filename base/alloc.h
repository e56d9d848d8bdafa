/* The allocator every room takes its memory from: the caller's, or the C library's when NULL is given.
 *
 * Sizes are checked here, in the one place that grows (multiplications that do not fit are failures, not wraps).
 * Whoever allocates a block frees it with the same allocator and the same size. */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <promo/status.h>

#include <stdbool.h>
#include <stddef.h>

/* The C library's realloc and free. */
extern const promo_allocator ALLOC_DEFAULT;

/* `given`, or the C library's where it is NULL. */
const promo_allocator *alloc_or_default(const promo_allocator *given);

/* count * size bytes, not cleared; NULL when there are none or the product does not fit. */
void *alloc_array(const promo_allocator *alloc, size_t count, size_t size);

/* The same, cleared. */
void *alloc_zeroed(const promo_allocator *alloc, size_t count, size_t size);

void alloc_release(const promo_allocator *alloc, void *block, size_t count, size_t size);

/* Grows *block (of *capacity elements of `size` bytes) to hold at least `wanted`, doubling. False: no memory, all as before. */
__attribute__((cold)) bool alloc_grow(const promo_allocator *alloc, void **block, size_t *capacity, size_t wanted, size_t size);

/* Records the message that promo_last_error returns in this thread, and returns `status`. */
promo_status error_set(promo_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
