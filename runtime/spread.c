#include "runtime/spread.h"

enum { EXACT = 16384, STEPS = 8192, STEP_BITS = 13 };

size_t spread_bucket(int64_t value)
{
    if (value < EXACT)
        return (size_t)value;
    unsigned shift = (unsigned)(63 - __builtin_clzll((unsigned long long)value)) - STEP_BITS;
    return EXACT + (size_t)(shift - 1) * STEPS + (size_t)(value >> shift) - STEPS;
}

int64_t spread_bucket_start(size_t bucket)
{
    if (bucket < EXACT)
        return (int64_t)bucket;
    size_t shift = (bucket - EXACT) / STEPS + 1;
    return (int64_t)((bucket - EXACT) % STEPS + STEPS) << shift;
}

void spread_add(struct spread *spread, int64_t value)
{
    spread->counts[spread_bucket(value)]++;
    spread->total++;
}

void spread_merge(struct spread *spread, const struct spread *other)
{
    for (size_t i = 0; i < SPREAD_BUCKETS; i++)
        spread->counts[i] += other->counts[i];
    spread->total += other->total;
}

int64_t spread_percentile(const struct spread *spread, unsigned percent)
{
    uint64_t rank = spread->total / 100 * percent + (spread->total % 100 * percent + 99) / 100;
    uint64_t seen = 0;
    for (size_t i = 0; i < SPREAD_BUCKETS; i++) {
        seen += spread->counts[i];
        if (seen >= rank && seen != 0)
            return spread_bucket_start(i);
    }
    return 0;
}
