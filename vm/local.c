#include "vm/local.h"

/* The last transition at or before the instant; the first one applies since ever. */
static uint32_t transition_at(const struct image_view *image, int64_t instant)
{
    uint32_t low = 1, high = image->TRANSITIONS_COUNT;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (image->TRANSITIONS[middle].at <= instant)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

int64_t local_instant(const struct image_view *image, int64_t local, bool ends)
{
    enum { LARGEST_OFFSET = 48 * 3600 };
    if (image->TRANSITIONS_COUNT == 0)
        return local;
    uint32_t first = transition_at(image, local - LARGEST_OFFSET), last = transition_at(image, local + LARGEST_OFFSET);
    int64_t found = INT64_MIN;
    for (uint32_t i = first; i <= last; i++) {
        const struct image_transition *shift = &image->TRANSITIONS[i];
        int64_t instant = local - shift->offset;
        bool after_begin = i == 0 || instant >= shift->at;
        bool before_end = i + 1 == image->TRANSITIONS_COUNT || instant < shift[1].at;
        if (after_begin && before_end && (ends || found == INT64_MIN))
            found = instant;
        /* Past the end of this offset, and before the begin of the next by that one: skipped. */
        if (!before_end && local - shift[1].offset < shift[1].at && found == INT64_MIN)
            found = shift[1].at;
    }
    return found;
}
