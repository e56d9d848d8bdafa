#include "vm/candidates.h"

#include "vm/index.h"

/* What the gates are held against, for one basket. */
struct gatekeeper {
    struct evaluation *evaluation;
    const struct index_view *index;
    int64_t at;
    uint32_t bits[GATE_COUNT];
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
    bits_add(evaluation->marked, promotion);
    bits_add(evaluation->marked_words, promotion / 64);
}

/* The bit of the basket's value; GATE_OTHER where no promotion names it. */
static uint32_t value_bit(const uint32_t *values, uint32_t count, int64_t value)
{
    for (uint32_t i = 0; i < count; i++)
        if ((int64_t)values[i] == value)
            return (uint32_t)1 << i;
    return GATE_OTHER;
}

/* Few promotions pass, and no order tells which: nothing branches here. */
static bool passes(const struct gatekeeper *keeper, uint32_t promotion)
{
    const struct index_gate *gate = &keeper->index->gates[promotion];
    unsigned open = (unsigned)(index_instant(gate->from) <= keeper->at);
    open &= (unsigned)(keeper->at < index_instant(gate->to));
    for (int i = 0; i < GATE_COUNT; i++)
        open &= (unsigned)((gate->masks[i] & keeper->bits[i]) != 0);
    return open != 0;
}

/* Gates lie apart: the one needed some steps later is asked for now. */
static void post(const struct gatekeeper *keeper, uint32_t token, enum index_kind kind)
{
    enum { AHEAD = 8 };
    const struct index_view *index = keeper->index;
    uint32_t first = index->starts[token], end = index->starts[token + 1];
    for (uint32_t i = first; i < end && i < first + AHEAD; i++)
        __builtin_prefetch(&index->gates[index->postings[i] >> INDEX_KIND_BITS]);
    for (uint32_t i = first; i < end; i++) {
        if (end - i > AHEAD)
            __builtin_prefetch(&index->gates[index->postings[i + AHEAD] >> INDEX_KIND_BITS]);
        uint32_t promotion = index->postings[i] >> INDEX_KIND_BITS;
        bool same_kind = (index->postings[i] & ((1u << INDEX_KIND_BITS) - 1)) == (uint32_t)kind;
        if (passes(keeper, promotion) & same_kind)
            mark(keeper->evaluation, promotion);
    }
}

static void post_items(const struct gatekeeper *keeper)
{
    static const enum index_kind KIND[TERM_KIND_COUNT] = {
        [TERM_SKU] = KEY_SKU, [TERM_CATEGORY] = KEY_CATEGORY, [TERM_BRAND] = KEY_BRAND, [TERM_TAG] = KEY_TAG};
    const struct basket *basket = keeper->evaluation->basket;
    for (size_t i = 0; i < basket->terms.count; i++)
        __builtin_prefetch(&keeper->index->starts[basket->terms.items[i].symbol]);
    for (size_t i = 0; i < basket->terms.count; i++)
        post(keeper, basket->terms.items[i].symbol, KIND[basket->terms.items[i].kind]);
}

static void post_customer(const struct gatekeeper *keeper)
{
    const struct evaluation *evaluation = keeper->evaluation;
    const struct image_view *view = evaluation->view;
    for (size_t i = 0; i < evaluation->basket->segments.count; i++)
        post(keeper, evaluation->basket->segments.items[i], KEY_SEGMENT);
    for (size_t i = 0; i < evaluation->basket->codes.count; i++)
        if (evaluation->codes[i].accepted)
            post(keeper, view->SYMBOLS_COUNT + evaluation->codes[i].coupon, KEY_COUPON);
    uint32_t first = view->SYMBOLS_COUNT + view->COUPONS_COUNT;
    for (uint32_t i = 0; i < view->AUDIENCES_COUNT; i++)
        if (keeper->index->starts[first + i] < keeper->index->starts[first + i + 1] &&
            basket_is_in_audience(evaluation->basket, i))
            post(keeper, first + i, KEY_AUDIENCE);
}

static void prepare(struct gatekeeper *keeper)
{
    static const enum fact FACT[GATE_COUNT] = {[GATE_CHANNEL] = FACT_CHANNEL, [GATE_REGION] = FACT_REGION,
                                               [GATE_STORE] = FACT_STORE, [GATE_TRIGGER] = FACT_TRIGGER};
    const struct basket *basket = keeper->evaluation->basket;
    keeper->at = basket->at;
    for (int i = 0; i < GATE_COUNT; i++)
        keeper->bits[i] = value_bit(keeper->index->values[i], keeper->index->header.values[i], basket->facts[FACT[i]]);
}

/* The marked promotions in their order; the marks are cleared on the way. Only words that have marks are looked at. */
static promo_status gather(struct evaluation *evaluation)
{
    size_t words = BITS_WORDS(evaluation->view->PROMOTIONS_COUNT);
    bool room = true;
    for (size_t i = bits_next(evaluation->marked_words, words, 0); i < words;
         i = bits_next(evaluation->marked_words, words, i + 1)) {
        room = room && VECTOR_RESERVE(&evaluation->candidates, evaluation->alloc, 64);
        for (uint64_t left = evaluation->marked[i]; room && left != 0; left &= left - 1)
            evaluation->candidates.items[evaluation->candidates.count++] =
                (uint32_t)(i * 64 + (size_t)__builtin_ctzll(left));
        evaluation->marked[i] = 0;
        evaluation->marked_words[i / 64] &= ~((uint64_t)1 << i % 64);
    }
    return room ? PROMO_OK : evaluation_no_memory();
}

promo_status candidates_find(struct evaluation *evaluation)
{
    const struct image_view *view = evaluation->view;
    if (view->INDEX_WORDS_COUNT == 0 || evaluation->options->no_index || evaluation->explanation != NULL)
        return all_of_them(evaluation);
    struct index_view index;
    memcpy(&index.header, view->INDEX_WORDS, sizeof index.header);
    index_layout(&index, view->INDEX_WORDS);
    struct gatekeeper keeper = {.evaluation = evaluation, .index = &index};
    prepare(&keeper);
    post_items(&keeper);
    post_customer(&keeper);
    for (uint32_t i = 0; i < index.header.always; i++)
        if (passes(&keeper, index.always[i]))
            mark(evaluation, index.always[i]);
    return gather(evaluation);
}
