/* Sorts numbers by the caller's order, in place and without memory of its own (the C library's sort may allocate).
 *
 * Heapsort (Williams, 1964), and insertion for the few numbers of most lists. It is not stable: orders that must be
 * reproducible compare the numbers last. */
#ifndef VM_SORT_H
#define VM_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `before(context, a, b)`: a stands before b; a strict order. */
void sort_numbers(uint32_t *numbers, size_t count, bool (*before)(const void *context, uint32_t a, uint32_t b),
                  const void *context);

#endif
