#include "compiler/index_keys.h"

static const struct index_condition NO_CONDITION = {NULL, 0, INDEX_NO_CONDITION};
static const struct index_key NOTHING_NEEDED = {{NULL, 0, INDEX_NO_CONDITION}, {NULL, 0, INDEX_NO_CONDITION}};

/* Tokens that choices of several keys may have, all together. A set made of many others, over and over, would have more than
 * there is memory; what is left out is a candidate always. */
enum { MOST_JOINED = 16000000 };

/* How often a basket has a token of the kind, roughly: it decides between keys, never what is right. */
static const uint64_t COST[KEY_KIND_COUNT] = {
    [KEY_SKU] = 2, [KEY_CATEGORY] = 16, [KEY_BRAND] = 16, [KEY_TAG] = 40, [KEY_SEGMENT] = 40, [KEY_COUPON] = 1, [KEY_AUDIENCE] = 10};

/* ---- Conditions that hold together, and those of which one holds ---- */

static bool same_condition(const struct index_condition *a, const struct index_condition *b)
{
    return a->tokens == b->tokens || (a->count == 1 && b->count == 1 && a->tokens[0] == b->tokens[0]);
}

/* One more condition that is needed. */
static void need(struct index_key *key, struct index_condition condition)
{
    struct index_condition beaten = condition;
    if (condition.cost == INDEX_NO_CONDITION || same_condition(&condition, &key->first))
        return;
    if (condition.cost < key->first.cost) {
        beaten = key->first;
        key->first = condition;
    }
    if (beaten.count == 1 && beaten.cost < key->also.cost)
        key->also = beaten;
    if (same_condition(&key->first, &key->also))
        key->also = NO_CONDITION;
}

static struct index_key both(struct index_key a, struct index_key b)
{
    need(&a, b.first);
    need(&a, b.also);
    return a;
}

static uint32_t *room(struct index_keys *keys, size_t count)
{
    uint32_t *tokens = ARENA_ARRAY(keys->arena, count, uint32_t);
    keys->failed |= tokens == NULL;
    return tokens;
}

static struct index_key one_token(struct index_keys *keys, uint32_t token, enum index_kind kind)
{
    struct index_key key = NOTHING_NEEDED;
    uint32_t *tokens = room(keys, 1);
    if (tokens == NULL)
        return key;
    tokens[0] = token << INDEX_KIND_BITS | (uint32_t)kind;
    key.first = (struct index_condition){tokens, 1, COST[kind]};
    return key;
}

/* Any of a list of symbols. */
static struct index_key any_symbol(struct index_keys *keys, uint32_t list, enum index_kind kind)
{
    struct index_key key = NOTHING_NEEDED;
    const struct plan_list *symbols = &keys->plan->lists.items[list];
    uint32_t *tokens = room(keys, symbols->count);
    if (tokens == NULL)
        return key;
    for (uint32_t i = 0; i < symbols->count; i++)
        tokens[i] = (uint32_t)symbols->values[i] << INDEX_KIND_BITS | (uint32_t)kind;
    key.first = (struct index_condition){tokens, symbols->count, COST[kind] * symbols->count};
    return key;
}

/* Any of several: something is needed only where each needs something. */
static struct index_key any_of(struct index_keys *keys, const struct index_key *parts, size_t count)
{
    struct index_key any = {{NULL, 0, 0}, NO_CONDITION};
    if (count == 1)
        return parts[0];
    for (size_t i = 0; i < count; i++) {
        if (parts[i].first.cost == INDEX_NO_CONDITION)
            return NOTHING_NEEDED;
        any.first.count += parts[i].first.count;
        any.first.cost += parts[i].first.cost;
    }
    if (any.first.count > MOST_JOINED - keys->joined)
        return NOTHING_NEEDED;
    keys->joined += any.first.count;
    uint32_t *tokens = room(keys, any.first.count);
    if (tokens == NULL)
        return NOTHING_NEEDED;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].first.count != 0)
            memcpy(tokens + at, parts[i].first.tokens, parts[i].first.count * sizeof *tokens);
        at += parts[i].first.count;
    }
    any.first.tokens = tokens;
    return any;
}

/* Room for the keys of the parts of something; NULL without memory. */
static struct index_key *parts_of(struct index_keys *keys, size_t count)
{
    struct index_key *parts = ARENA_ARRAY(keys->arena, count, struct index_key);
    keys->failed |= parts == NULL;
    return parts;
}

/* ---- Item sets ---- */

static struct index_key key_of_union(struct index_keys *keys, const struct plan_node *node)
{
    struct index_key *parts = parts_of(keys, node->member_count);
    for (uint32_t i = 0; i < node->member_count && parts != NULL; i++)
        parts[i] = keys->of_set[node->members[i]];
    return parts == NULL ? NOTHING_NEEDED : any_of(keys, parts, node->member_count);
}

static struct index_key key_of_node(struct index_keys *keys, const struct plan_node *node)
{
    struct index_key key = NOTHING_NEEDED;
    switch (node->kind) {
    case PLAN_NODE_SKU: return any_symbol(keys, node->list, KEY_SKU);
    case PLAN_NODE_CATEGORY: return any_symbol(keys, node->list, KEY_CATEGORY);
    case PLAN_NODE_BRAND: return any_symbol(keys, node->list, KEY_BRAND);
    case PLAN_NODE_TAG: return any_symbol(keys, node->list, KEY_TAG);
    case PLAN_NODE_EXCEPT: return keys->of_set[node->members[0]];
    case PLAN_NODE_BOTH:
        for (uint32_t i = 0; i < node->member_count; i++)
            key = both(key, keys->of_set[node->members[i]]);
        return key;
    case PLAN_NODE_UNION: return key_of_union(keys, node);
    default: return NOTHING_NEEDED;
    }
}

/* Members have smaller numbers than what they are members of. */
bool index_keys_start(struct index_keys *keys, const struct plan *plan, struct arena *arena, const uint8_t *reached)
{
    *keys = (struct index_keys){.plan = plan, .arena = arena, .of_set = ARENA_ARRAY(arena, plan->nodes.count, struct index_key)};
    keys->failed = keys->of_set == NULL;
    for (size_t i = 0; i < plan->nodes.count && !keys->failed; i++)
        keys->of_set[i] = reached != NULL && reached[i] == 0 ? NOTHING_NEEDED : key_of_node(keys, &plan->nodes.items[i]);
    return !keys->failed;
}

/* ---- Criteria ---- */

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

static struct index_key key_of_test(struct index_keys *keys, const struct plan_criterion *test)
{
    if (needs_units(test))
        return keys->of_set[test->left.index];
    switch (test->test) {
    case PLAN_TEST_SEGMENT: return one_token(keys, (uint32_t)test->low, KEY_SEGMENT);
    case PLAN_TEST_COUPON: return one_token(keys, test->index, KEY_COUPON);
    case PLAN_TEST_AUDIENCE: return one_token(keys, test->index, KEY_AUDIENCE);
    default: return NOTHING_NEEDED;
    }
}

/* The checker bounds the depth. */
struct index_key index_key_of_criterion(struct index_keys *keys, const struct plan_criterion *criterion)
{
    struct index_key key = NOTHING_NEEDED;
    size_t count = 0;
    if (criterion->kind == PLAN_TEST)
        return key_of_test(keys, criterion);
    if (criterion->kind != PLAN_ALL && criterion->kind != PLAN_ANY)
        return key;
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next)
        count++;
    struct index_key *parts = parts_of(keys, count);
    if (parts == NULL)
        return key;
    count = 0;
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next) {
        parts[count] = index_key_of_criterion(keys, child);
        key = both(key, parts[count++]);
    }
    return criterion->kind == PLAN_ANY ? any_of(keys, parts, count) : key;
}

/* ---- Events and promotions ---- */

static struct index_key key_of_benefits(struct index_keys *keys, const struct plan_benefit *benefits, uint32_t count)
{
    struct index_key *parts = parts_of(keys, count);
    if (parts == NULL)
        return NOTHING_NEEDED;
    for (uint32_t i = 0; i < count; i++) {
        if (benefits[i].scope != PLAN_SCOPE_SET)
            return NOTHING_NEEDED;
        parts[i] = keys->of_set[benefits[i].set];
    }
    return any_of(keys, parts, count);
}

static struct index_key key_of_rows(struct index_keys *keys, const struct plan_event *event)
{
    struct index_key *parts = parts_of(keys, event->row_count);
    if (parts == NULL)
        return NOTHING_NEEDED;
    for (uint32_t i = 0; i < event->row_count; i++)
        parts[i] = key_of_benefits(keys, event->rows[i].benefits, event->rows[i].benefit_count);
    struct index_key key = any_of(keys, parts, event->row_count);
    return event->rows[0].from > 0 ? both(key, keys->of_set[event->ladder_set]) : key;
}

/* Without it the event is not used: no criteria that hold, no offer, no charge; and no shortfall is worth a hint. */
static struct index_key key_of_event(struct index_keys *keys, const struct plan_event *event)
{
    struct index_key key = NOTHING_NEEDED;
    if (event->when != NULL)
        key = index_key_of_criterion(keys, event->when);
    if (event->ladder_by != PLAN_MEASURE_NOTHING)
        return both(key, key_of_rows(keys, event));
    bool charges = false;
    for (uint32_t i = 0; i < event->benefit_count; i++)
        charges |= event->benefits[i].kind == PLAN_CHARGE || event->benefits[i].kind == PLAN_CHARGE_PERCENT;
    if (event->every_amount != 0 && !charges)
        key = both(key, keys->of_set[event->every_set]);
    for (uint32_t i = 0; i < event->buy_count && !charges; i++)
        key = both(key, keys->of_set[event->buys[i].set]);
    for (uint32_t i = 0; i < event->get_count && !charges; i++)
        key = both(key, keys->of_set[event->gets[i].set]);
    return both(key, key_of_benefits(keys, event->benefits, event->benefit_count));
}

struct index_key index_key_of(struct index_keys *keys, const struct plan_promotion *promotion)
{
    struct index_key *parts = parts_of(keys, promotion->event_count);
    if (parts == NULL)
        return NOTHING_NEEDED;
    for (uint32_t i = 0; i < promotion->event_count; i++)
        parts[i] = key_of_event(keys, &promotion->events[i]);
    struct index_key key = any_of(keys, parts, promotion->event_count);
    if (promotion->coupon != PLAN_NONE)
        key = both(key, one_token(keys, promotion->coupon, KEY_COUPON));
    if (promotion->audience != PLAN_NONE)
        key = both(key, one_token(keys, promotion->audience, KEY_AUDIENCE));
    return key;
}
