/* The index of the image (vm/index.h): for each promotion the cheapest condition it cannot do without, and its gate. */
#include "compiler/emit_parts.h"
#include "vm/index.h"

#include <stdlib.h>

/* A choice of tokens, one of which a basket has whenever the condition holds. */
struct key {
    const uint32_t *tokens; /* token << INDEX_KIND_BITS | kind */
    size_t count;
    uint64_t cost;          /* how many baskets are thought to have one; NO_KEY: not a key */
};

#define NO_KEY UINT64_MAX
static const struct key NOTHING_NEEDED = {NULL, 0, NO_KEY};

/* Tokens that choices of several keys may have, all together. A set made of many others, over and over, would have more than
 * there is memory; what is left out is a candidate always. */
enum { MOST_JOINED = 16000000 };

struct indexer {
    struct emit *emit;
    struct key *of_set; /* by node of the plan: what a basket has to have for a unit to be in it */
    size_t joined;
};

/* How often a basket has a token of the kind, roughly: it decides between keys, never what is right. */
static const uint64_t COST[KEY_KIND_COUNT] = {
    [KEY_SKU] = 2, [KEY_CATEGORY] = 16, [KEY_BRAND] = 16, [KEY_TAG] = 40, [KEY_SEGMENT] = 40, [KEY_COUPON] = 1, [KEY_AUDIENCE] = 10};

static struct key better(struct key a, struct key b)
{
    return b.cost < a.cost ? b : a;
}

static uint32_t *room(struct emit *emit, size_t count)
{
    uint32_t *tokens = ARENA_ARRAY(&emit->scratch, count, uint32_t);
    if (tokens == NULL)
        emit_no_memory(emit);
    return tokens;
}

static struct key one_token(struct emit *emit, uint32_t token, enum index_kind kind)
{
    uint32_t *tokens = room(emit, 1);
    if (tokens == NULL)
        return NOTHING_NEEDED;
    tokens[0] = token << INDEX_KIND_BITS | (uint32_t)kind;
    return (struct key){tokens, 1, COST[kind]};
}

/* Any of a list of symbols. */
static struct key any_symbol(struct emit *emit, uint32_t list, enum index_kind kind)
{
    const struct plan_list *symbols = &emit->plan->lists.items[list];
    uint32_t *tokens = room(emit, symbols->count);
    if (tokens == NULL)
        return NOTHING_NEEDED;
    for (uint32_t i = 0; i < symbols->count; i++)
        tokens[i] = emit->symbols[symbols->values[i]] << INDEX_KIND_BITS | (uint32_t)kind;
    return (struct key){tokens, symbols->count, COST[kind] * symbols->count};
}

/* Any of several: a key only where all are. */
static struct key any_of(struct indexer *indexer, const struct key *keys, size_t count)
{
    struct key any = {NULL, 0, 0};
    if (count == 1)
        return keys[0];
    for (size_t i = 0; i < count; i++) {
        if (keys[i].cost == NO_KEY)
            return NOTHING_NEEDED;
        any.count += keys[i].count;
        any.cost += keys[i].cost;
    }
    if (any.count > MOST_JOINED - indexer->joined)
        return NOTHING_NEEDED;
    indexer->joined += any.count;
    uint32_t *tokens = room(indexer->emit, any.count);
    if (tokens == NULL)
        return NOTHING_NEEDED;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (keys[i].count != 0)
            memcpy(tokens + at, keys[i].tokens, keys[i].count * sizeof *tokens);
        at += keys[i].count;
    }
    any.tokens = tokens;
    return any;
}

/* Room for the keys of the parts of something; NULL without memory. */
static struct key *parts_of(struct indexer *indexer, size_t count)
{
    struct key *parts = ARENA_ARRAY(&indexer->emit->scratch, count, struct key);
    if (parts == NULL)
        emit_no_memory(indexer->emit);
    return parts;
}

static struct key key_of_union(struct indexer *indexer, const struct plan_node *node)
{
    struct key *parts = parts_of(indexer, node->member_count);
    for (uint32_t i = 0; i < node->member_count && parts != NULL; i++)
        parts[i] = indexer->of_set[node->members[i]];
    return parts == NULL ? NOTHING_NEEDED : any_of(indexer, parts, node->member_count);
}

static struct key key_of_node(struct indexer *indexer, const struct plan_node *node)
{
    struct emit *emit = indexer->emit;
    struct key key = NOTHING_NEEDED;
    switch (node->kind) {
    case PLAN_NODE_SKU: return any_symbol(emit, node->list, KEY_SKU);
    case PLAN_NODE_CATEGORY: return any_symbol(emit, node->list, KEY_CATEGORY);
    case PLAN_NODE_BRAND: return any_symbol(emit, node->list, KEY_BRAND);
    case PLAN_NODE_TAG: return any_symbol(emit, node->list, KEY_TAG);
    case PLAN_NODE_EXCEPT: return indexer->of_set[node->members[0]];
    case PLAN_NODE_BOTH:
        for (uint32_t i = 0; i < node->member_count; i++)
            key = better(key, indexer->of_set[node->members[i]]);
        return key;
    case PLAN_NODE_UNION: return key_of_union(indexer, node);
    default: return NOTHING_NEEDED;
    }
}

/* Members have smaller numbers than what they are members of. */
static void find_keys_of_sets(struct indexer *indexer)
{
    const struct emit *emit = indexer->emit;
    for (size_t i = 0; i < emit->plan->nodes.count; i++)
        indexer->of_set[i] =
            emit->reached[i] == REACH_NOT ? NOTHING_NEEDED : key_of_node(indexer, &emit->plan->nodes.items[i]);
}

/* A comparison of units, money or lines that an empty set cannot pass. */
static bool needs_units(const struct plan_criterion *test)
{
    if (test->left.kind != PLAN_QUANTITY && test->left.kind != PLAN_AMOUNT && test->left.kind != PLAN_LINES)
        return false;
    if (test->test == PLAN_TEST_IN_RANGE)
        return test->low > 0;
    if (test->test != PLAN_TEST_COMPARE || test->right.kind != PLAN_CONSTANT)
        return false;
    bool above = test->comparison == PLAN_AT_LEAST || test->comparison == PLAN_EQUAL;
    return test->comparison == PLAN_MORE ? test->right.value >= 0 : above && test->right.value > 0;
}

static struct key key_of_test(struct indexer *indexer, const struct plan_criterion *test)
{
    struct emit *emit = indexer->emit;
    uint32_t coupons = image_writer_count(&emit->writer, SECTION_SYMBOLS);
    if (needs_units(test))
        return indexer->of_set[test->left.index];
    switch (test->test) {
    case PLAN_TEST_SEGMENT: return one_token(emit, emit->symbols[test->low], KEY_SEGMENT);
    case PLAN_TEST_COUPON: return one_token(emit, coupons + test->index, KEY_COUPON);
    case PLAN_TEST_AUDIENCE:
        return one_token(emit, coupons + (uint32_t)emit->plan->coupons.count + test->index, KEY_AUDIENCE);
    default: return NOTHING_NEEDED;
    }
}

/* The checker bounds the depth. */
static struct key key_of_criterion(struct indexer *indexer, const struct plan_criterion *criterion)
{
    struct key key = NOTHING_NEEDED;
    size_t count = 0;
    if (criterion->kind == PLAN_TEST)
        return key_of_test(indexer, criterion);
    if (criterion->kind != PLAN_ALL && criterion->kind != PLAN_ANY)
        return key;
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next)
        count++;
    struct key *parts = parts_of(indexer, count);
    if (parts == NULL)
        return key;
    count = 0;
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next) {
        parts[count] = key_of_criterion(indexer, child);
        key = better(key, parts[count++]);
    }
    return criterion->kind == PLAN_ANY ? any_of(indexer, parts, count) : key;
}

static struct key key_of_benefits(struct indexer *indexer, const struct plan_benefit *benefits, uint32_t count)
{
    struct key *parts = parts_of(indexer, count);
    if (parts == NULL)
        return NOTHING_NEEDED;
    for (uint32_t i = 0; i < count; i++) {
        if (benefits[i].scope != PLAN_SCOPE_SET)
            return NOTHING_NEEDED;
        parts[i] = indexer->of_set[benefits[i].set];
    }
    return any_of(indexer, parts, count);
}

static struct key key_of_rows(struct indexer *indexer, const struct plan_event *event)
{
    struct key *parts = parts_of(indexer, event->row_count);
    if (parts == NULL)
        return NOTHING_NEEDED;
    for (uint32_t i = 0; i < event->row_count; i++)
        parts[i] = key_of_benefits(indexer, event->rows[i].benefits, event->rows[i].benefit_count);
    struct key key = any_of(indexer, parts, event->row_count);
    if (event->rows[0].from > 0)
        key = better(key, indexer->of_set[event->ladder_set]);
    return key;
}

/* Without one of its tokens the event is not used: no criteria that hold, no offer, no charge. */
static struct key key_of_event(struct indexer *indexer, const struct plan_event *event)
{
    struct key key = NOTHING_NEEDED;
    if (event->when != NULL)
        key = key_of_criterion(indexer, event->when);
    if (event->ladder_by != PLAN_MEASURE_NOTHING)
        return better(key, key_of_rows(indexer, event));
    bool charges = false;
    for (uint32_t i = 0; i < event->benefit_count; i++)
        charges |= event->benefits[i].kind == PLAN_CHARGE || event->benefits[i].kind == PLAN_CHARGE_PERCENT;
    if (event->every_amount != 0 && !charges)
        key = better(key, indexer->of_set[event->every_set]);
    for (uint32_t i = 0; i < event->buy_count && !charges; i++)
        key = better(key, indexer->of_set[event->buys[i].set]);
    for (uint32_t i = 0; i < event->get_count && !charges; i++)
        key = better(key, indexer->of_set[event->gets[i].set]);
    return better(key, key_of_benefits(indexer, event->benefits, event->benefit_count));
}

static struct key key_of_promotion(struct indexer *indexer, const struct plan_promotion *promotion)
{
    struct emit *emit = indexer->emit;
    uint32_t coupons = image_writer_count(&emit->writer, SECTION_SYMBOLS);
    struct key *parts = parts_of(indexer, promotion->event_count);
    if (parts == NULL)
        return NOTHING_NEEDED;
    for (uint32_t i = 0; i < promotion->event_count; i++)
        parts[i] = key_of_event(indexer, &promotion->events[i]);
    struct key key = any_of(indexer, parts, promotion->event_count);
    if (promotion->coupon != PLAN_NONE)
        key = better(key, one_token(emit, coupons + promotion->coupon, KEY_COUPON));
    if (promotion->audience != PLAN_NONE)
        key = better(key, one_token(emit, coupons + (uint32_t)emit->plan->coupons.count + promotion->audience, KEY_AUDIENCE));
    return key;
}

/* ---- Gates ---- */

/* The values an attribute is compared with, as long as they are few. */
struct gate_values {
    uint32_t symbols[GATE_VALUES + 1];
    uint32_t count;
};

static void gate_add(struct gate_values *values, uint32_t symbol)
{
    for (uint32_t i = 0; i < values->count; i++)
        if (values->symbols[i] == symbol)
            return;
    if (values->count <= GATE_VALUES)
        values->symbols[values->count++] = symbol;
}

static void gate_add_list(struct emit *emit, struct gate_values *values, uint32_t list)
{
    if (list == PLAN_NONE)
        return;
    const struct plan_list *from = &emit->plan->lists.items[list];
    for (uint32_t i = 0; i < from->count && values->count <= GATE_VALUES; i++)
        gate_add(values, emit->symbols[from->values[i]]);
}

static int compare_symbols(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void gate_finish(struct gate_values *values)
{
    if (values->count > GATE_VALUES)
        values->count = 0;
    if (values->count > 1)
        qsort(values->symbols, values->count, sizeof *values->symbols, compare_symbols);
}

static uint32_t bit_of(const struct gate_values *values, uint32_t symbol)
{
    for (uint32_t i = 0; i < values->count; i++)
        if (values->symbols[i] == symbol)
            return (uint32_t)1 << i;
    return UINT32_MAX; /* no values: every bit */
}

static uint32_t mask_of_list(struct emit *emit, const struct gate_values *values, uint32_t list)
{
    if (list == PLAN_NONE)
        return UINT32_MAX;
    uint32_t mask = 0;
    const struct plan_list *from = &emit->plan->lists.items[list];
    for (uint32_t i = 0; i < from->count; i++)
        mask |= bit_of(values, emit->symbols[from->values[i]]);
    return mask;
}

static uint32_t mask_of_triggers(struct emit *emit, const struct gate_values *values, const struct plan_promotion *promotion)
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < promotion->event_count; i++)
        mask |= bit_of(values, emit->symbols[promotion->events[i].trigger]);
    return mask;
}

static void write_instant(uint32_t words[2], int64_t instant)
{
    words[0] = (uint32_t)((uint64_t)instant & UINT32_MAX);
    words[1] = (uint32_t)((uint64_t)instant >> 32);
}

static struct index_gate gate_of(struct emit *emit, const struct gate_values values[GATE_COUNT],
                                 const struct plan_promotion *promotion)
{
    struct plan_period period = promotion->period;
    struct index_gate gate = {.masks = {[GATE_CHANNEL] = mask_of_list(emit, &values[GATE_CHANNEL], promotion->channels),
                                        [GATE_REGION] = mask_of_list(emit, &values[GATE_REGION], promotion->regions),
                                        [GATE_STORE] = mask_of_list(emit, &values[GATE_STORE], promotion->stores),
                                        [GATE_TRIGGER] = mask_of_triggers(emit, &values[GATE_TRIGGER], promotion)}};
    if (promotion->campaign != PLAN_NONE) {
        const struct plan_campaign *campaign = &emit->plan->campaigns.items[promotion->campaign];
        period.from = campaign->period.from > period.from ? campaign->period.from : period.from;
        period.to = campaign->period.to < period.to ? campaign->period.to : period.to;
        gate.masks[GATE_CHANNEL] &= mask_of_list(emit, &values[GATE_CHANNEL], campaign->channels);
    }
    if (promotion->status != PLAN_ACTIVE)
        period.to = PLAN_SINCE_EVER;
    write_instant(gate.from, period.from);
    write_instant(gate.to, period.to);
    return gate;
}

static void collect_values(struct emit *emit, struct gate_values values[GATE_COUNT])
{
    const struct plan *plan = emit->plan;
    for (size_t i = 0; i < plan->promotions.count; i++) {
        const struct plan_promotion *promotion = &plan->promotions.items[i];
        gate_add_list(emit, &values[GATE_CHANNEL], promotion->channels);
        gate_add_list(emit, &values[GATE_REGION], promotion->regions);
        gate_add_list(emit, &values[GATE_STORE], promotion->stores);
        for (uint32_t j = 0; j < promotion->event_count; j++)
            gate_add(&values[GATE_TRIGGER], emit->symbols[promotion->events[j].trigger]);
    }
    for (size_t i = 0; i < plan->campaigns.count; i++)
        gate_add_list(emit, &values[GATE_CHANNEL], plan->campaigns.items[i].channels);
    for (int i = 0; i < GATE_COUNT; i++)
        gate_finish(&values[i]);
}

/* ---- The section ---- */

struct posting {
    uint32_t token, posting;
};

static int compare_postings(const void *left, const void *right)
{
    const struct posting *a = left, *b = right;
    if (a->token != b->token)
        return a->token < b->token ? -1 : 1;
    return a->posting < b->posting ? -1 : a->posting > b->posting;
}

struct index_parts {
    VECTOR(struct posting) postings;
    VECTOR(uint32_t) always;
    struct gate_values values[GATE_COUNT];
    struct index_gate *gates;
};

static bool post_promotion(struct indexer *indexer, struct index_parts *parts, const struct plan_promotion *promotion,
                           uint32_t number)
{
    struct emit *emit = indexer->emit;
    struct key key = key_of_promotion(indexer, promotion);
    if (key.cost == NO_KEY)
        return VECTOR_PUSH(&parts->always, emit->alloc, number);
    for (size_t i = 0; i < key.count; i++) {
        struct posting posting = {key.tokens[i] >> INDEX_KIND_BITS,
                                  number << INDEX_KIND_BITS | (key.tokens[i] & ((1u << INDEX_KIND_BITS) - 1))};
        if (!VECTOR_PUSH(&parts->postings, emit->alloc, posting))
            return false;
    }
    return true;
}

static void add_words(struct emit *emit, const uint32_t *words, size_t count)
{
    image_writer_add(&emit->writer, SECTION_INDEX_WORDS, words, count);
}

/* Sorted, each once; `starts` follow from their order. */
static void write_postings(struct emit *emit, struct index_parts *parts, uint32_t tokens)
{
    uint32_t at = 0;
    for (uint32_t token = 0; token <= tokens; token++) {
        while (at < parts->postings.count && parts->postings.items[at].token < token)
            at++;
        add_words(emit, &at, 1);
    }
    for (size_t i = 0; i < parts->postings.count; i++)
        add_words(emit, &parts->postings.items[i].posting, 1);
}

static void sort_postings(struct index_parts *parts)
{
    size_t kept = 0;
    if (parts->postings.count > 1)
        qsort(parts->postings.items, parts->postings.count, sizeof *parts->postings.items, compare_postings);
    for (size_t i = 0; i < parts->postings.count; i++)
        if (kept == 0 || compare_postings(&parts->postings.items[kept - 1], &parts->postings.items[i]) != 0)
            parts->postings.items[kept++] = parts->postings.items[i];
    parts->postings.count = kept;
}

static void write_section(struct emit *emit, struct index_parts *parts)
{
    const struct plan *plan = emit->plan;
    struct index_header header = {
        .promotions = (uint32_t)plan->promotions.count,
        .tokens = image_writer_count(&emit->writer, SECTION_SYMBOLS) + (uint32_t)(plan->coupons.count + plan->audiences.count),
        .postings = (uint32_t)parts->postings.count,
        .always = (uint32_t)parts->always.count,
    };
    for (int i = 0; i < GATE_COUNT; i++)
        header.values[i] = parts->values[i].count;
    add_words(emit, (const uint32_t *)(const void *)&header, INDEX_HEADER_WORDS);
    for (int i = 0; i < GATE_COUNT; i++)
        add_words(emit, parts->values[i].symbols, parts->values[i].count);
    write_postings(emit, parts, header.tokens);
    add_words(emit, parts->always.items, parts->always.count);
    add_words(emit, (const uint32_t *)(const void *)parts->gates, plan->promotions.count * INDEX_GATE_WORDS);
}

bool emit_index(struct emit *emit)
{
    const struct plan *plan = emit->plan;
    struct index_parts parts = {.gates = ARENA_ARRAY(&emit->scratch, plan->promotions.count, struct index_gate)};
    struct indexer indexer = {.emit = emit, .of_set = ARENA_ARRAY(&emit->scratch, plan->nodes.count, struct key)};
    bool kept = parts.gates != NULL && indexer.of_set != NULL;
    if (kept) {
        find_keys_of_sets(&indexer);
        collect_values(emit, parts.values);
    }
    for (size_t i = 0; kept && i < plan->promotions.count; i++) {
        const struct plan_promotion *promotion = &plan->promotions.items[i];
        uint32_t number = emit->promotions[i];
        parts.gates[number] = gate_of(emit, parts.values, promotion);
        kept = post_promotion(&indexer, &parts, promotion, number) && !emit_failed(emit);
    }
    if (kept) {
        sort_postings(&parts);
        if (parts.always.count > 1)
            qsort(parts.always.items, parts.always.count, sizeof *parts.always.items, compare_symbols);
        write_section(emit, &parts);
    }
    VECTOR_DONE(&parts.postings, emit->alloc);
    VECTOR_DONE(&parts.always, emit->alloc);
    return kept;
}
