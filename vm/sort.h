/* Sorts numbers by the caller's order, in place and without memory of its own (the C library's sort may allocate).
 *
 * Heapsort (Williams, 1964), and insertion for the few numbers of most lists. It is not stable: orders that must be
 * reproducible compare the numbers last. Here in whole, so that the order becomes part of each caller's sort. */
#ifndef VM_SORT_H
#define VM_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SORT_FEW = 12 }; /* numbers that insertion sorts with fewer comparisons; most lists are such */

static inline void sort_sift(uint32_t *numbers, size_t root, size_t count, bool (*before)(const void *, uint32_t, uint32_t),
                             const void *context)
{
    uint32_t moved = numbers[root];
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && before(context, numbers[child], numbers[child + 1]))
            child++;
        if (!before(context, moved, numbers[child]))
            break;
        numbers[root] = numbers[child];
        root = child;
    }
    numbers[root] = moved;
}

static inline void sort_insert(uint32_t *numbers, size_t count, bool (*before)(const void *, uint32_t, uint32_t),
                               const void *context)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t moved = numbers[i];
        size_t at = i;
        for (; at > 0 && before(context, moved, numbers[at - 1]); at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = moved;
    }
}

/* `before(context, a, b)`: a stands before b; a strict order. */
static inline void sort_numbers(uint32_t *numbers, size_t count,
                                bool (*before)(const void *context, uint32_t a, uint32_t b), const void *context)
{
    if (count <= SORT_FEW) {
        sort_insert(numbers, count, before, context);
        return;
    }
    for (size_t root = count / 2; root-- > 0;)
        sort_sift(numbers, root, count, before, context);
    for (size_t last = count; last-- > 1;) {
        uint32_t largest = numbers[0];
        numbers[0] = numbers[last];
        numbers[last] = largest;
        sort_sift(numbers, 0, last, before, context);
    }
}

#endif
