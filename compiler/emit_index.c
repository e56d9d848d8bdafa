/* The index of the image (vm/index.h): each promotion under its key, with its gate. */
#include "base/calendar.h"
#include "compiler/emit_parts.h"

#include <stdlib.h>

/* ---- Gates ---- */

/* The values that promotions are for, and the gate's bits in the mask. */
struct gate {
    VECTOR(uint32_t) values; /* the image's symbols, ascending; none of weekday and hour */
    uint32_t width, first;
};

struct token_posting {
    uint32_t token;
    struct index_posting posting;
};

struct indexer {
    struct emit *emit;
    struct index_keys keys;
    struct gate gates[GATE_COUNT];
    VECTOR(struct token_posting) postings;
    VECTOR(struct index_posting) always;
    struct image_brief *briefs; /* by promotion */
};

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void collect_value(struct indexer *indexer, enum index_gate gate, uint32_t symbol)
{
    struct emit *emit = indexer->emit;
    if (!VECTOR_PUSH(&indexer->gates[gate].values, emit->alloc, emit->symbols[symbol]))
        emit_no_memory(emit);
}

static void collect_list(struct indexer *indexer, enum index_gate gate, uint32_t list)
{
    if (list == PLAN_NONE)
        return;
    const struct plan_list *from = &indexer->emit->plan->lists.items[list];
    for (uint32_t i = 0; i < from->count; i++)
        collect_value(indexer, gate, (uint32_t)from->values[i]);
}

static bool is_whole_day(const struct plan_schedule *schedule)
{
    return schedule->start == 0 && schedule->end == CALENDAR_DAY_SECONDS;
}

static void collect_schedule(struct indexer *indexer, const struct plan_schedule *schedule)
{
    indexer->gates[GATE_WEEKDAY].width = GATE_WEEKDAYS;
    if (!is_whole_day(schedule))
        indexer->gates[GATE_HOUR].width = GATE_HOURS;
}

static void collect(struct indexer *indexer)
{
    const struct plan *plan = indexer->emit->plan;
    for (size_t i = 0; i < plan->promotions.count; i++) {
        const struct plan_promotion *promotion = &plan->promotions.items[i];
        collect_list(indexer, GATE_CHANNEL, promotion->channels);
        collect_list(indexer, GATE_REGION, promotion->regions);
        collect_list(indexer, GATE_STORE, promotion->stores);
        for (uint32_t j = 0; j < promotion->event_count; j++)
            collect_value(indexer, GATE_TRIGGER, promotion->events[j].trigger);
        for (uint32_t j = 0; j < promotion->schedule_count; j++)
            collect_schedule(indexer, &promotion->schedules[j]);
    }
    for (size_t i = 0; i < plan->campaigns.count; i++)
        collect_list(indexer, GATE_CHANNEL, plan->campaigns.items[i].channels);
}

static void sort_values(struct gate *gate)
{
    size_t kept = 0;
    if (gate->values.count > 1)
        qsort(gate->values.items, gate->values.count, sizeof *gate->values.items, compare_numbers);
    for (size_t i = 0; i < gate->values.count; i++)
        if (kept == 0 || gate->values.items[kept - 1] != gate->values.items[i])
            gate->values.items[kept++] = gate->values.items[i];
    gate->values.count = kept;
    gate->width = kept == 0 ? 0 : kept >= INDEX_MASK_BITS ? INDEX_MASK_BITS : (uint32_t)kept + 1;
}

/* A bit for each value and one for all others; where the mask has no room for all, the widest gates share theirs. */
static void share_mask(struct indexer *indexer)
{
    uint32_t sum = 0;
    for (int i = 0; i < GATE_SYMBOLS; i++)
        sort_values(&indexer->gates[i]);
    for (int i = 0; i < GATE_COUNT; i++)
        sum += indexer->gates[i].width;
    for (; sum > INDEX_MASK_BITS; sum--) {
        struct gate *widest = &indexer->gates[0];
        for (int i = 1; i < GATE_SYMBOLS; i++)
            if (indexer->gates[i].width > widest->width)
                widest = &indexer->gates[i];
        widest->width--;
    }
    for (int i = 1; i < GATE_COUNT; i++)
        indexer->gates[i].first = indexer->gates[i - 1].first + indexer->gates[i - 1].width;
}

static uint64_t all_bits(const struct gate *gate)
{
    return gate->width == 0 ? 0 : UINT64_MAX >> (INDEX_MASK_BITS - gate->width) << gate->first;
}

static uint64_t bit_of(const struct gate *gate, uint32_t symbol)
{
    const uint32_t *found = bsearch(&symbol, gate->values.items, gate->values.count, sizeof symbol, compare_numbers);
    return (uint64_t)1 << (gate->first + index_value_bit((uint32_t)(found - gate->values.items), gate->width));
}

static uint64_t bits_of_list(const struct indexer *indexer, enum index_gate gate, uint32_t list)
{
    const struct gate *of = &indexer->gates[gate];
    uint64_t bits = 0;
    if (list == PLAN_NONE)
        return all_bits(of);
    const struct plan_list *from = &indexer->emit->plan->lists.items[list];
    for (uint32_t i = 0; i < from->count; i++)
        bits |= bit_of(of, indexer->emit->symbols[from->values[i]]);
    return bits;
}

static uint64_t bits_of_triggers(const struct indexer *indexer, const struct plan_promotion *promotion)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < promotion->event_count; i++)
        bits |= bit_of(&indexer->gates[GATE_TRIGGER], indexer->emit->symbols[promotion->events[i].trigger]);
    return bits;
}

/* A range over midnight belongs to the day it starts on, and reaches into the next. */
static void add_schedule(const struct plan_schedule *schedule, uint64_t *weekdays, uint64_t *hours)
{
    enum { HOUR = 3600 };
    bool over_midnight = schedule->end <= schedule->start;
    *weekdays |= schedule->weekdays;
    if (over_midnight)
        *weekdays |= schedule->weekdays << 1 | schedule->weekdays >> (GATE_WEEKDAYS - 1);
    for (int hour = 0; hour < GATE_HOURS; hour++) {
        bool ends_after = hour * HOUR < schedule->end, starts_before = schedule->start < (hour + 1) * HOUR;
        if (over_midnight ? ends_after || starts_before : ends_after && starts_before)
            *hours |= (uint64_t)1 << hour;
    }
}

static uint64_t bits_of_schedules(const struct indexer *indexer, const struct plan_promotion *promotion)
{
    const struct gate *weekday = &indexer->gates[GATE_WEEKDAY], *hour = &indexer->gates[GATE_HOUR];
    uint64_t weekdays = 0, hours = 0;
    if (promotion->schedule_count == 0)
        return all_bits(weekday) | all_bits(hour);
    for (uint32_t i = 0; i < promotion->schedule_count; i++)
        add_schedule(&promotion->schedules[i], &weekdays, &hours);
    weekdays = weekdays << weekday->first & all_bits(weekday);
    return weekdays | (hour->width == 0 ? 0 : hours << hour->first);
}

/* What stands with each posting of the promotion. */
static struct index_posting posting_of(const struct indexer *indexer, const struct plan_promotion *promotion)
{
    struct plan_period period = promotion->period;
    uint64_t channels = bits_of_list(indexer, GATE_CHANNEL, promotion->channels);
    if (promotion->campaign != PLAN_NONE) {
        const struct plan_campaign *campaign = &indexer->emit->plan->campaigns.items[promotion->campaign];
        period.from = campaign->period.from > period.from ? campaign->period.from : period.from;
        period.to = campaign->period.to < period.to ? campaign->period.to : period.to;
        channels &= bits_of_list(indexer, GATE_CHANNEL, campaign->channels);
    }
    uint64_t mask = channels | bits_of_list(indexer, GATE_REGION, promotion->regions) |
                    bits_of_list(indexer, GATE_STORE, promotion->stores) | bits_of_triggers(indexer, promotion) |
                    bits_of_schedules(indexer, promotion);
    return (struct index_posting){
        .from = index_span(period.from),
        .to = index_span(period.to - (period.to > PLAN_SINCE_EVER)),
        .mask = {(uint32_t)(mask & UINT32_MAX), (uint32_t)(mask >> 32)},
    };
}

/* ---- Whether a posting says all of it ---- */

/* Each value has a bit of its own, and one is left for the others. */
static bool tells_list(const struct indexer *indexer, enum index_gate gate, uint32_t list)
{
    return list == PLAN_NONE || indexer->gates[gate].width > indexer->gates[gate].values.count;
}

static bool tells_period(struct plan_period period)
{
    return (period.from == PLAN_SINCE_EVER || period.from % INDEX_SPAN == 0) &&
           (period.to == PLAN_FOR_EVER || period.to % INDEX_SPAN == 0);
}

static bool tells_campaign(const struct indexer *indexer, uint32_t number)
{
    if (number == PLAN_NONE)
        return true;
    const struct plan_campaign *campaign = &indexer->emit->plan->campaigns.items[number];
    return tells_period(campaign->period) && tells_list(indexer, GATE_CHANNEL, campaign->channels) &&
           campaign->budget_money == PLAN_UNLIMITED && campaign->budget_uses == PLAN_UNLIMITED && campaign->holdout == 0;
}

static bool is_told(const struct indexer *indexer, const struct plan_promotion *promotion)
{
    return tells_period(promotion->period) && tells_list(indexer, GATE_CHANNEL, promotion->channels) &&
           tells_list(indexer, GATE_REGION, promotion->regions) && tells_list(indexer, GATE_STORE, promotion->stores) &&
           promotion->schedule_count == 0 && tells_campaign(indexer, promotion->campaign);
}

/* ---- The section ---- */

/* Symbols come first, then coupons, then audiences. */
static uint32_t token_of(const struct emit *emit, uint32_t key)
{
    uint32_t number = key >> INDEX_KIND_BITS, coupons = image_writer_count(&emit->writer, SECTION_SYMBOLS);
    switch ((enum index_kind)(key & ((1u << INDEX_KIND_BITS) - 1))) {
    case KEY_COUPON: return coupons + number;
    case KEY_AUDIENCE: return coupons + (uint32_t)emit->plan->coupons.count + number;
    default: return emit->symbols[number];
    }
}

static uint32_t kind_of(uint32_t key)
{
    return key & ((1u << INDEX_KIND_BITS) - 1);
}

static bool post_promotion(struct indexer *indexer, const struct plan_promotion *promotion, uint32_t number)
{
    struct emit *emit = indexer->emit;
    struct index_key key = index_key_of(&indexer->keys, promotion);
    struct index_posting posting = posting_of(indexer, promotion);
    posting.promotion = number << INDEX_KIND_BITS;
    posting.also = INDEX_ANY;
    if (indexer->keys.failed)
        return false;
    indexer->briefs[number] = emit_brief(emit, promotion, number, &key, is_told(indexer, promotion));
    if (index_key_is_none(&key))
        return VECTOR_PUSH(&indexer->always, emit->alloc, posting);
    if (key.also.count == 1)
        posting.also = token_of(emit, key.also.tokens[0]) << INDEX_KIND_BITS | kind_of(key.also.tokens[0]);
    for (size_t i = 0; i < key.first.count; i++) {
        posting.promotion = number << INDEX_KIND_BITS | kind_of(key.first.tokens[i]);
        struct token_posting under = {token_of(emit, key.first.tokens[i]), posting};
        if (!VECTOR_PUSH(&indexer->postings, emit->alloc, under))
            return false;
    }
    return true;
}

/* What ends last comes first, so that a basket passes over what has ended. */
static int compare_postings(const void *left, const void *right)
{
    const struct token_posting *a = left, *b = right;
    if (a->token != b->token)
        return a->token < b->token ? -1 : 1;
    if (a->posting.to != b->posting.to)
        return a->posting.to > b->posting.to ? -1 : 1;
    return compare_numbers(&a->posting.promotion, &b->posting.promotion);
}

static int compare_always(const void *left, const void *right)
{
    const struct index_posting *a = left, *b = right;
    if (a->to != b->to)
        return a->to > b->to ? -1 : 1;
    return compare_numbers(&a->promotion, &b->promotion);
}

static void sort_postings(struct indexer *indexer)
{
    struct token_posting *items = indexer->postings.items;
    size_t kept = 0;
    if (indexer->postings.count > 1)
        qsort(items, indexer->postings.count, sizeof *items, compare_postings);
    for (size_t i = 0; i < indexer->postings.count; i++)
        if (kept == 0 || compare_postings(&items[kept - 1], &items[i]) != 0)
            items[kept++] = items[i];
    indexer->postings.count = kept;
    if (indexer->always.count > 1)
        qsort(indexer->always.items, indexer->always.count, sizeof *indexer->always.items, compare_always);
}

static void add_words(struct emit *emit, const void *words, size_t count)
{
    image_writer_add(&emit->writer, SECTION_INDEX_WORDS, words, count);
}

/* `starts` follow from the order of the postings. */
static void write_postings(struct indexer *indexer, uint32_t tokens)
{
    struct emit *emit = indexer->emit;
    uint32_t at = 0;
    for (uint32_t token = 0; token <= tokens; token++) {
        while (at < indexer->postings.count && indexer->postings.items[at].token < token)
            at++;
        add_words(emit, &at, 1);
    }
    for (size_t i = 0; i < indexer->postings.count; i++)
        add_words(emit, &indexer->postings.items[i].posting, INDEX_POSTING_WORDS);
}

static void write_section(struct indexer *indexer)
{
    struct emit *emit = indexer->emit;
    const struct plan *plan = emit->plan;
    struct index_header header = {
        .promotions = (uint32_t)plan->promotions.count,
        .tokens = image_writer_count(&emit->writer, SECTION_SYMBOLS) + (uint32_t)(plan->coupons.count + plan->audiences.count),
        .postings = (uint32_t)indexer->postings.count,
        .always = (uint32_t)indexer->always.count,
    };
    for (int i = 0; i < GATE_SYMBOLS; i++)
        header.values[i] = (uint32_t)indexer->gates[i].values.count;
    for (int i = 0; i < GATE_COUNT; i++)
        header.widths[i] = indexer->gates[i].width;
    add_words(emit, &header, INDEX_HEADER_WORDS);
    for (int i = 0; i < GATE_SYMBOLS; i++)
        add_words(emit, indexer->gates[i].values.items, header.values[i]);
    write_postings(indexer, header.tokens);
    add_words(emit, indexer->always.items, indexer->always.count * INDEX_POSTING_WORDS);
}

static bool post_all(struct indexer *indexer)
{
    struct emit *emit = indexer->emit;
    for (size_t i = 0; i < emit->plan->promotions.count; i++) {
        const struct plan_promotion *promotion = &emit->plan->promotions.items[i];
        if (promotion->status == PLAN_ACTIVE && !post_promotion(indexer, promotion, emit->promotions[i]))
            return false;
    }
    return true;
}

bool emit_index(struct emit *emit)
{
    struct indexer indexer = {.emit = emit,
                              .briefs = ARENA_ARRAY(&emit->scratch, emit->plan->promotions.count, struct image_brief)};
    bool kept = indexer.briefs != NULL && index_keys_start(&indexer.keys, emit->plan, &emit->scratch, emit->reached);
    if (kept) {
        collect(&indexer);
        kept = !emit_failed(emit);
    }
    if (kept) {
        share_mask(&indexer);
        kept = post_all(&indexer);
    }
    if (kept) {
        sort_postings(&indexer);
        write_section(&indexer);
        image_writer_add(&emit->writer, SECTION_BRIEFS, indexer.briefs, emit->plan->promotions.count);
    }
    for (int i = 0; i < GATE_COUNT; i++)
        VECTOR_DONE(&indexer.gates[i].values, emit->alloc);
    VECTOR_DONE(&indexer.postings, emit->alloc);
    VECTOR_DONE(&indexer.always, emit->alloc);
    return kept;
}
