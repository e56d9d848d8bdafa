#include "vm/candidates.h"

#include "base/calendar.h"
#include "vm/fetch.h"

/* What postings are held against, for one basket. */
struct gatekeeper {
    struct evaluation *evaluation;
    const struct index_view *index;
    int32_t span;
    uint64_t bits; /* as in a posting's mask: one of each gate that has any; none of a gate that is left open */
};

static promo_status all_of_them(struct evaluation *evaluation)
{
    uint32_t count = evaluation->view->PROMOTIONS_COUNT;
    if (!VECTOR_RESERVE(&evaluation->candidates, evaluation->alloc, count))
        return evaluation_no_memory();
    for (uint32_t i = 0; i < count; i++)
        evaluation->candidates.items[i] = i;
    evaluation->candidates.count = count;
    return PROMO_OK;
}

static void mark(struct evaluation *evaluation, uint32_t promotion)
{
    if (evaluation->briefed)
        fetch_line(&evaluation->view->BRIEFS[promotion]);
    bits_add(evaluation->marked, promotion);
    bits_add(evaluation->marked_words, promotion / 64);
}

/* Few promotions pass, and no order tells which: nothing branches here. The period's end is tested before, the kind after. */
static inline bool passes(const struct gatekeeper *keeper, const struct index_posting *posting)
{
    uint64_t mask;
    memcpy(&mask, posting->mask, sizeof mask);
    return (posting->from <= keeper->span) & ((~mask & keeper->bits) == 0);
}

/* Whether the basket has a token. */
static bool has(const struct evaluation *evaluation, uint32_t token)
{
    const struct image_view *view = evaluation->view;
    uint32_t number = token >> INDEX_KIND_BITS;
    switch ((enum index_kind)(token & ((1u << INDEX_KIND_BITS) - 1))) {
    case KEY_SKU: return basket_term_find(evaluation->basket, TERM_SKU, number) != NULL;
    case KEY_CATEGORY: return basket_term_find(evaluation->basket, TERM_CATEGORY, number) != NULL;
    case KEY_BRAND: return basket_term_find(evaluation->basket, TERM_BRAND, number) != NULL;
    case KEY_TAG: return basket_term_find(evaluation->basket, TERM_TAG, number) != NULL;
    case KEY_SEGMENT: return basket_in_segment(evaluation->basket, number);
    case KEY_COUPON: return bits_has(evaluation->accepted, number - view->SYMBOLS_COUNT);
    case KEY_AUDIENCE:
        return basket_is_in_audience(evaluation->basket, number - view->SYMBOLS_COUNT - view->COUPONS_COUNT);
    case KEY_KIND_COUNT: break;
    }
    return true;
}

/* What is left of postings of one kind is gathered first: other tokens, and promotions, lie apart. Those that have ended come
 * last and are passed over. */
static bool scan(const struct gatekeeper *keeper, const struct index_posting *postings, uint32_t count, uint32_t kind)
{
    struct evaluation *evaluation = keeper->evaluation;
    if (!VECTOR_RESERVE(&evaluation->passed, evaluation->alloc, count))
        return false;
    struct index_passed *passed = evaluation->passed.items + evaluation->passed.count;
    const struct gatekeeper kept = *keeper; /* nothing that is stored below changes it */
    size_t found = 0;
    const struct index_posting *end = postings + count;
    for (const struct index_posting *posting = postings; posting < end && kept.span <= posting->to; posting++) {
        uint64_t head; /* promotion and what else it needs, at once */
        memcpy(&head, posting, sizeof head);
        head ^= kind;
        memcpy(&passed[found], &head, sizeof head);
        found += (size_t)passes(&kept, posting);
    }
    evaluation->passed.count += found;
    return true;
}

static bool post(const struct gatekeeper *keeper, uint32_t token, enum index_kind kind)
{
    uint32_t first = keeper->index->starts[token], end = keeper->index->starts[token + 1];
    return first == end || scan(keeper, keeper->index->postings + first, end - first, (uint32_t)kind);
}

/* The basket's tokens lie apart: what a batch of them needs is asked for before it is read. */
static bool post_items(const struct gatekeeper *keeper)
{
    enum { BATCH = 32 };
    static const enum index_kind KIND[TERM_KIND_COUNT] = {
        [TERM_SKU] = KEY_SKU, [TERM_CATEGORY] = KEY_CATEGORY, [TERM_BRAND] = KEY_BRAND, [TERM_TAG] = KEY_TAG};
    const struct basket *basket = keeper->evaluation->basket;
    const struct index_view *index = keeper->index;
    bool room = true;
    for (size_t from = 0; room && from < basket->terms.count; from += BATCH) {
        const struct basket_term *terms = basket->terms.items + from;
        size_t count = basket->terms.count - from < BATCH ? basket->terms.count - from : BATCH;
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&index->starts[terms[i].symbol]);
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&index->postings[index->starts[terms[i].symbol]]);
        for (size_t i = 0; room && i < count; i++)
            room = post(keeper, terms[i].symbol, KIND[terms[i].kind]);
    }
    return room;
}

static bool post_customer(const struct gatekeeper *keeper)
{
    const struct evaluation *evaluation = keeper->evaluation;
    const struct image_view *view = evaluation->view;
    bool room = true;
    for (size_t i = 0; room && i < evaluation->basket->segments.count; i++)
        room = post(keeper, evaluation->basket->segments.items[i], KEY_SEGMENT);
    for (size_t i = 0; room && i < evaluation->accepted_coupons.count; i++)
        room = post(keeper, view->SYMBOLS_COUNT + evaluation->accepted_coupons.items[i], KEY_COUPON);
    uint32_t first = view->SYMBOLS_COUNT + view->COUPONS_COUNT;
    for (uint32_t i = 0; room && i < view->AUDIENCES_COUNT; i++)
        if (keeper->index->starts[first + i] < keeper->index->starts[first + i + 1] &&
            basket_is_in_audience(evaluation->basket, i))
            room = post(keeper, first + i, KEY_AUDIENCE);
    return room;
}

/* The bit, within the gate's, of a symbol; the last where no promotion names it, or there is none. No order tells which baskets
 * come: the search does not branch by what it finds. */
static uint32_t value_bit(const uint32_t *values, uint32_t count, uint32_t width, int64_t value)
{
    uint32_t at = 0;
    for (uint32_t left = count, half; left > 1; left -= half) {
        half = left / 2;
        at += (uint32_t)-(int32_t)((int64_t)values[at + half] <= value) & half;
    }
    return at < count && (int64_t)values[at] == value ? index_value_bit(at, width) : width - 1;
}

/* Near a change of the clocks weekday and hour are left to the schedules. */
static void prepare(struct gatekeeper *keeper)
{
    static const enum fact FACT[GATE_SYMBOLS] = {[GATE_CHANNEL] = FACT_CHANNEL, [GATE_REGION] = FACT_REGION,
                                                 [GATE_STORE] = FACT_STORE, [GATE_TRIGGER] = FACT_TRIGGER};
    enum { HOUR = CALENDAR_DAY_SECONDS / GATE_HOURS };
    const struct basket *basket = keeper->evaluation->basket;
    const struct index_header *header = &keeper->index->header;
    uint64_t bits = 0;
    uint32_t first = 0;
    for (int i = 0; i < GATE_SYMBOLS; first += header->widths[i++])
        if (header->widths[i] != 0)
            bits |= (uint64_t)1 << (first + value_bit(keeper->index->values[i], header->values[i], header->widths[i],
                                                      basket->facts[FACT[i]]));
    if (header->widths[GATE_WEEKDAY] != 0 && keeper->evaluation->steady_clock)
        bits |= (uint64_t)1 << (first + basket->today.weekday);
    first += header->widths[GATE_WEEKDAY];
    if (header->widths[GATE_HOUR] != 0 && keeper->evaluation->steady_clock)
        bits |= (uint64_t)1 << (first + (uint32_t)basket->today.seconds / HOUR);
    const uint32_t words[] = {(uint32_t)(bits & UINT32_MAX), (uint32_t)(bits >> 32)};
    memcpy(&keeper->bits, words, sizeof keeper->bits);
    keeper->span = index_span(basket->at);
}

static void mark_passed(struct evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->passed.count; i++) {
        struct index_passed passed = evaluation->passed.items[i];
        bool of_kind = (passed.promotion & ((1u << INDEX_KIND_BITS) - 1)) == 0;
        if (of_kind && (passed.also == INDEX_ANY || has(evaluation, passed.also)))
            mark(evaluation, passed.promotion >> INDEX_KIND_BITS);
    }
}

/* The marked promotions in their order; the marks are cleared on the way. Only words that have marks are looked at. */
static void gather(struct evaluation *evaluation)
{
    size_t words = BITS_WORDS(evaluation->view->PROMOTIONS_COUNT);
    uint32_t *candidates = evaluation->candidates.items;
    size_t count = 0;
    for (size_t first = 0; first < words; first += 64) {
        uint64_t marked_words = evaluation->marked_words[first / 64];
        evaluation->marked_words[first / 64] = 0;
        for (; marked_words != 0; marked_words &= marked_words - 1) {
            size_t word = first + (size_t)__builtin_ctzll(marked_words);
            for (uint64_t left = evaluation->marked[word]; left != 0; left &= left - 1)
                candidates[count++] = (uint32_t)(word * 64 + (size_t)__builtin_ctzll(left));
            evaluation->marked[word] = 0;
        }
    }
    evaluation->candidates.count = count;
}

promo_status candidates_find(struct evaluation *evaluation)
{
    const struct index_view *index = &evaluation->index;
    evaluation->briefed = false;
    if (evaluation->view->INDEX_WORDS_COUNT == 0 || evaluation->options->no_index || evaluation->options->explain)
        return all_of_them(evaluation);
    evaluation->briefed = evaluation->view->BRIEFS_COUNT != 0;
    struct gatekeeper keeper = {.evaluation = evaluation, .index = index};
    prepare(&keeper);
    evaluation->passed.count = 0;
    if (!post_items(&keeper) || !post_customer(&keeper) || !scan(&keeper, index->always, index->header.always, 0))
        return evaluation_no_memory();
    if (!VECTOR_RESERVE(&evaluation->candidates, evaluation->alloc, evaluation->passed.count))
        return evaluation_no_memory();
    mark_passed(evaluation);
    gather(evaluation);
    return PROMO_OK;
}
