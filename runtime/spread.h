/* How amounts spread: counts of values in steps so fine that a percentile is off by one part in 8,192 at most, in memory that does
 * not grow. Amounts below 16,384 are counted exactly. (The buckets of Gil Tene's HdrHistogram.) */
#ifndef RUNTIME_SPREAD_H
#define RUNTIME_SPREAD_H

#include <stddef.h>
#include <stdint.h>

enum { SPREAD_BUCKETS = 16384 + 49 * 8192 };

struct spread {
    uint64_t counts[SPREAD_BUCKETS];
    uint64_t total;
};

/* value >= 0 */
void spread_add(struct spread *spread, int64_t value);
void spread_merge(struct spread *spread, const struct spread *other);

/* The smallest amount that at least `percent` of a hundred of the values do not exceed (nearest rank), rounded down to its
 * bucket's; 0 without values. percent: 1 to 100. */
int64_t spread_percentile(const struct spread *spread, unsigned percent);

size_t spread_bucket(int64_t value);
int64_t spread_bucket_start(size_t bucket);

#endif
