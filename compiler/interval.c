#include "compiler/interval.h"

static const struct interval EVERYTHING = {INT64_MIN, INT64_MAX};

static struct interval_set everything(struct interval_maker *maker)
{
    maker->failed = true;
    return (struct interval_set){&EVERYTHING, 1};
}

struct interval_set intervals_range(struct interval_maker *maker, int64_t low, int64_t high)
{
    struct interval *one = ARENA_NEW(maker->arena, struct interval);
    if (one == NULL)
        return everything(maker);
    *one = (struct interval){low, high};
    return (struct interval_set){one, low <= high};
}

/* Appends an interval that begins no earlier than the last one; joins those that touch. */
static void append(struct interval *items, size_t *count, struct interval next)
{
    struct interval *last = *count == 0 ? NULL : &items[*count - 1];
    if (last != NULL && (last->high == INT64_MAX || next.low <= last->high + 1)) {
        if (next.high > last->high)
            last->high = next.high;
    } else {
        items[(*count)++] = next;
    }
}

struct interval_set intervals_points(struct interval_maker *maker, const int64_t *values, size_t count)
{
    struct interval *items = ARENA_ARRAY(maker->arena, count, struct interval);
    size_t kept = 0;
    if (items == NULL)
        return everything(maker);
    for (size_t i = 0; i < count; i++)
        append(items, &kept, (struct interval){values[i], values[i]});
    return (struct interval_set){items, kept};
}

struct interval_set intervals_both(struct interval_maker *maker, struct interval_set a, struct interval_set b)
{
    struct interval *items = ARENA_ARRAY(maker->arena, a.count + b.count, struct interval);
    size_t kept = 0;
    if (items == NULL)
        return everything(maker);
    for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
        struct interval one = a.items[i], other = b.items[j];
        struct interval common = {one.low > other.low ? one.low : other.low, one.high < other.high ? one.high : other.high};
        if (common.low <= common.high)
            append(items, &kept, common);
        if (one.high < other.high)
            i++;
        else
            j++;
    }
    return (struct interval_set){items, kept};
}

struct interval_set intervals_either(struct interval_maker *maker, struct interval_set a, struct interval_set b)
{
    struct interval *items = ARENA_ARRAY(maker->arena, a.count + b.count, struct interval);
    size_t kept = 0;
    if (items == NULL)
        return everything(maker);
    for (size_t i = 0, j = 0; i < a.count || j < b.count;) {
        bool first = j == b.count || (i < a.count && a.items[i].low <= b.items[j].low);
        append(items, &kept, first ? a.items[i++] : b.items[j++]);
    }
    return (struct interval_set){items, kept};
}

struct interval_set intervals_without(struct interval_maker *maker, struct interval_set domain, struct interval_set set)
{
    struct interval *gaps = ARENA_ARRAY(maker->arena, set.count + 1, struct interval);
    size_t count = 0;
    int64_t low = INT64_MIN;
    if (gaps == NULL)
        return everything(maker);
    for (size_t i = 0; i < set.count; i++) {
        if (set.items[i].low > low)
            gaps[count++] = (struct interval){low, set.items[i].low - 1};
        if (set.items[i].high == INT64_MAX)
            return intervals_both(maker, domain, (struct interval_set){gaps, count});
        low = set.items[i].high + 1;
    }
    gaps[count++] = (struct interval){low, INT64_MAX};
    return intervals_both(maker, domain, (struct interval_set){gaps, count});
}

bool intervals_within(struct interval_set part, struct interval_set whole)
{
    size_t j = 0;
    for (size_t i = 0; i < part.count; i++) {
        while (j < whole.count && whole.items[j].high < part.items[i].low)
            j++;
        if (j == whole.count || part.items[i].low < whole.items[j].low || part.items[i].high > whole.items[j].high)
            return false;
    }
    return true;
}
