/* The index of an image: what a basket must have before a promotion can matter, so that pricing looks only at promotions
 * the basket could meet. Written by compiler/emit_index.c, read by vm/candidates.c, verified by vm/verify_index.c.
 *
 * Each promotion has a key, one necessary condition as a choice of tokens: an item with one of these skus, categories,
 * brands or tags; a segment; an audience; an accepted coupon. A promotion is posted under each token of its key; one
 * without a key is always a candidate. With each posting stands what else must hold at least: another token; the period,
 * in spans of INDEX_SPAN seconds; and a mask, in which each gate (channel, region, store, trigger, weekday, hour) has some
 * bits: those of the values the promotion is for. The basket has one bit of each gate, and all of them have to be in the
 * mask. A posting lets through too many and never leaves out a promotion that could be used or hinted at; eligibility and
 * criteria decide. Promotions that are not active are not posted. Keys follow "Indexing Boolean Expressions" (Whang et al.,
 * VLDB 2009), with one conjunct a promotion.
 *
 * INDEX_WORDS is: the header; the values of the gates that have symbols (ascending; the i-th has bit i, modulo one less
 * than the gate's width; the last bit is for every other value); `starts`, for symbols, then coupons, then audiences, and
 * one more; the postings, by token, of one token what ends last first; the promotions that are always candidates, as
 * postings, what ends last first. */
#ifndef VM_INDEX_H
#define VM_INDEX_H

#include <stdint.h>
#include <string.h>

enum index_kind { KEY_SKU, KEY_CATEGORY, KEY_BRAND, KEY_TAG, KEY_SEGMENT, KEY_COUPON, KEY_AUDIENCE, KEY_KIND_COUNT };

/* A promotion with the kind of the token it is posted under, and a token with its kind: number << INDEX_KIND_BITS | kind. */
enum { INDEX_KIND_BITS = 3 };

/* The first GATE_SYMBOLS have values; the others are numbers below their width, or have no bits. */
enum index_gate { GATE_CHANNEL, GATE_REGION, GATE_STORE, GATE_TRIGGER, GATE_SYMBOLS, GATE_WEEKDAY = GATE_SYMBOLS, GATE_HOUR,
                  GATE_COUNT };

enum { INDEX_MASK_BITS = 64, GATE_WEEKDAYS = 7, GATE_HOURS = 24, INDEX_SPAN = 900 };

struct index_header {
    uint32_t promotions, tokens; /* tokens: symbols + coupons + audiences */
    uint32_t postings, always;
    uint32_t values[GATE_SYMBOLS];
    uint32_t widths[GATE_COUNT]; /* bits in the mask, one gate after the other; 0: no promotion asks */
};

struct index_posting {
    uint32_t promotion; /* and kind */
    uint32_t also;      /* a token and its kind, or INDEX_ANY */
    int32_t from, to;   /* spans, both inclusive */
    uint32_t mask[2];   /* low bits first */
};

#define INDEX_ANY UINT32_MAX

enum {
    INDEX_HEADER_WORDS = sizeof(struct index_header) / sizeof(uint32_t),
    INDEX_POSTING_WORDS = sizeof(struct index_posting) / sizeof(uint32_t)
};

struct index_view {
    struct index_header header;
    const uint32_t *values[GATE_SYMBOLS];
    const uint32_t *starts;
    const struct index_posting *postings, *always;
};

/* Where the parts lie in the words; the number of words they need is returned (the header has been read from them). */
static inline uint64_t index_layout(struct index_view *view, const uint32_t *words)
{
    uint64_t at = INDEX_HEADER_WORDS;
    for (int i = 0; i < GATE_SYMBOLS; i++) {
        view->values[i] = words + at;
        at += view->header.values[i];
    }
    view->starts = words + at;
    at += (uint64_t)view->header.tokens + 1;
    view->postings = (const struct index_posting *)(const void *)(words + at);
    at += (uint64_t)view->header.postings * INDEX_POSTING_WORDS;
    view->always = (const struct index_posting *)(const void *)(words + at);
    return at + (uint64_t)view->header.always * INDEX_POSTING_WORDS;
}

/* The span of an instant of the calendar's years. */
static inline int32_t index_span(int64_t instant)
{
    int64_t span = instant / INDEX_SPAN - (instant % INDEX_SPAN < 0);
    return span < INT32_MIN ? INT32_MIN : span > INT32_MAX ? INT32_MAX : (int32_t)span;
}

/* The bit, within a gate's bits, of the value with that number; `width` is 2 or more. */
static inline uint32_t index_value_bit(uint32_t number, uint32_t width)
{
    return number < width - 1 ? number : number % (width - 1);
}

#endif
