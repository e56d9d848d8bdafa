/* The index of an image: what a basket must have before a promotion can matter, so that pricing looks only at promotions
 * the basket could meet. Written by compiler/emit_index.c, read by vm/candidates.c, verified by vm/verify_index.c.
 *
 * Each promotion has a key, one necessary condition as a choice of tokens: an item with one of these skus, categories,
 * brands or tags; a segment; an audience; an accepted coupon. A promotion is posted under each token of its key; one
 * without a key is always a candidate. Its gate is what else must hold at least: the period, and bits for channel, region,
 * store and trigger. The index may let through too many and never leaves out one that could be used; eligibility and
 * criteria decide. Keys follow "Indexing Boolean Expressions" (Whang et al., VLDB 2009), with one conjunct a promotion.
 *
 * INDEX_WORDS is: the header; the values of the four gate attributes (symbols, ascending; the i-th is bit i); `starts`,
 * for symbols, then coupons, then audiences, and one more; postings; promotions that are always candidates, ascending; the
 * gates by promotion. */
#ifndef VM_INDEX_H
#define VM_INDEX_H

#include <stdint.h>

enum index_kind { KEY_SKU, KEY_CATEGORY, KEY_BRAND, KEY_TAG, KEY_SEGMENT, KEY_COUPON, KEY_AUDIENCE, KEY_KIND_COUNT };

/* A posting is promotion << INDEX_KIND_BITS | kind. */
enum { INDEX_KIND_BITS = 3 };

enum gate_attribute { GATE_CHANNEL, GATE_REGION, GATE_STORE, GATE_TRIGGER, GATE_COUNT };

/* More values than this and the attribute has none: its bits are always set. The last bit stands for a value that no
 * promotion names, or none. */
enum { GATE_VALUES = 31 };
#define GATE_OTHER ((uint32_t)1 << GATE_VALUES)

struct index_header {
    uint32_t promotions, tokens; /* tokens: symbols + coupons + audiences */
    uint32_t postings, always;
    uint32_t values[GATE_COUNT];
};

/* An instant is two words, low first. */
struct index_gate {
    uint32_t from[2], to[2];
    uint32_t masks[GATE_COUNT];
};

enum {
    INDEX_HEADER_WORDS = sizeof(struct index_header) / sizeof(uint32_t),
    INDEX_GATE_WORDS = sizeof(struct index_gate) / sizeof(uint32_t)
};

struct index_view {
    struct index_header header;
    const uint32_t *values[GATE_COUNT];
    const uint32_t *starts, *postings, *always;
    const struct index_gate *gates;
};

/* Where the parts lie in the words; the number of words they need is returned (the header has been read from them). */
static inline uint64_t index_layout(struct index_view *view, const uint32_t *words)
{
    uint64_t at = INDEX_HEADER_WORDS;
    for (int i = 0; i < GATE_COUNT; i++) {
        view->values[i] = words + at;
        at += view->header.values[i];
    }
    view->starts = words + at;
    at += (uint64_t)view->header.tokens + 1;
    view->postings = words + at;
    at += view->header.postings;
    view->always = words + at;
    at += view->header.always;
    view->gates = (const struct index_gate *)(const void *)(words + at);
    return at + (uint64_t)view->header.promotions * INDEX_GATE_WORDS;
}

static inline int64_t index_instant(const uint32_t words[2])
{
    return (int64_t)((uint64_t)words[1] << 32 | words[0]);
}

#endif
