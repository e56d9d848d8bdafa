#include "vm/direct_bundles.h"

/* Two, of which `single` takes one unit at a time: units are worth most all in bundles, what is left singly, or all singly. */
static void choose_beside_single(struct direct_bundle *bundles, size_t single, int64_t units)
{
    struct direct_bundle *one = &bundles[single], *bundle = &bundles[1 - single];
    int64_t singly = one->value * bundle->taken;
    bool better = bundle->value > singly || (bundle->value == singly && single == 1);
    bundle->times = better ? units / bundle->taken : 0;
    one->times = units - bundle->times * bundle->taken;
}

/* Row i of the table, by units: the most that bundles from i on can give. */
bool bundles_choose(struct direct_bundle *bundles, size_t count, int64_t units, const promo_allocator *alloc, int64_t **table,
                    size_t *capacity)
{
    size_t width = (size_t)units + 1;
    if (count == 1) {
        bundles->times = units / bundles->taken;
        return true;
    }
    if (count == 2 && (bundles[0].taken == 1 || bundles[1].taken == 1)) {
        choose_beside_single(bundles, bundles[0].taken != 1, units);
        return true;
    }
    if (!alloc_grow(alloc, (void **)table, capacity, (count + 1) * width, sizeof **table))
        return false;
    for (size_t i = 0; i < width; i++)
        (*table)[count * width + i] = 0;
    for (size_t i = count; i-- > 0;) {
        const int64_t *after = *table + (i + 1) * width;
        int64_t *row = *table + i * width;
        for (int64_t left = 0; left <= units; left++) {
            row[left] = after[left];
            if (left >= bundles[i].taken && row[left - bundles[i].taken] + bundles[i].value > row[left])
                row[left] = row[left - bundles[i].taken] + bundles[i].value;
        }
    }
    int64_t left = units;
    for (size_t i = 0; i < count; i++) {
        const int64_t *row = *table + i * width;
        bundles[i].times = 0;
        while (left >= bundles[i].taken && row[left - bundles[i].taken] + bundles[i].value == row[left]) {
            left -= bundles[i].taken;
            bundles[i].times++;
        }
    }
    return true;
}
