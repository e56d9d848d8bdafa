/* Sets of whole numbers as intervals: what a comparison lets pass. Used by lints to reason about criteria.
 *
 * Intervals are ascending, apart by at least one number, both ends inclusive. They lie in the caller's arena; without memory
 * a set is everything and the arena's owner is told by `failed`, so that nothing wrong is concluded from it. */
#ifndef COMPILER_INTERVAL_H
#define COMPILER_INTERVAL_H

#include "base/arena.h"

#include <stdint.h>

struct interval {
    int64_t low, high;
};

struct interval_set {
    const struct interval *items;
    size_t count;
};

struct interval_maker {
    struct arena *arena;
    bool failed;
};

struct interval_set intervals_range(struct interval_maker *maker, int64_t low, int64_t high); /* low > high: empty */

/* Of ascending values. */
struct interval_set intervals_points(struct interval_maker *maker, const int64_t *values, size_t count);

struct interval_set intervals_both(struct interval_maker *maker, struct interval_set a, struct interval_set b);
struct interval_set intervals_either(struct interval_maker *maker, struct interval_set a, struct interval_set b);

/* What is in `domain` and not in `set`. */
struct interval_set intervals_without(struct interval_maker *maker, struct interval_set domain, struct interval_set set);

bool intervals_within(struct interval_set part, struct interval_set whole);

#endif
