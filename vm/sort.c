#include "vm/sort.h"

enum { FEW = 12 }; /* numbers that insertion sorts with fewer comparisons; most lists are such */

static void sift(uint32_t *numbers, size_t root, size_t count, bool (*before)(const void *, uint32_t, uint32_t),
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

static void insert_each(uint32_t *numbers, size_t count, bool (*before)(const void *, uint32_t, uint32_t),
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

void sort_numbers(uint32_t *numbers, size_t count, bool (*before)(const void *context, uint32_t a, uint32_t b),
                  const void *context)
{
    if (count <= FEW) {
        insert_each(numbers, count, before, context);
        return;
    }
    for (size_t root = count / 2; root-- > 0;)
        sift(numbers, root, count, before, context);
    for (size_t last = count; last-- > 1;) {
        uint32_t largest = numbers[0];
        numbers[0] = numbers[last];
        numbers[last] = largest;
        sift(numbers, 0, last, before, context);
    }
}
