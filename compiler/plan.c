#include "compiler/plan.h"

#include <stdlib.h>

/* Keys of the tables are fixed: what a rule set says is no stranger's, and the same sources must give the same work. */
static const struct hash_key PLAN_KEY = {0x706c616e, 0x6b6579};

void plan_init(struct plan *plan, const promo_allocator *alloc)
{
    alloc = alloc_or_default(alloc);
    *plan = (struct plan){.alloc = alloc};
    arena_init(&plan->arena, alloc);
    text_table_init(&plan->symbols, alloc, PLAN_KEY);
    text_table_init(&plan->node_keys, alloc, PLAN_KEY);
    text_table_init(&plan->list_keys, alloc, PLAN_KEY);
    buffer_init(&plan->key, alloc);
}

void plan_done(struct plan *plan)
{
    VECTOR_DONE(&plan->promotions, plan->alloc);
    VECTOR_DONE(&plan->programs, plan->alloc);
    VECTOR_DONE(&plan->coupons, plan->alloc);
    VECTOR_DONE(&plan->campaigns, plan->alloc);
    VECTOR_DONE(&plan->layers, plan->alloc);
    VECTOR_DONE(&plan->price_lists, plan->alloc);
    VECTOR_DONE(&plan->audiences, plan->alloc);
    VECTOR_DONE(&plan->lets, plan->alloc);
    VECTOR_DONE(&plan->fields, plan->alloc);
    VECTOR_DONE(&plan->lists, plan->alloc);
    VECTOR_DONE(&plan->nodes, plan->alloc);
    buffer_done(&plan->key);
    text_table_done(&plan->list_keys);
    text_table_done(&plan->node_keys);
    text_table_done(&plan->symbols);
    if (plan->zone.alloc != NULL)
        zone_done(&plan->zone);
    arena_done(&plan->arena);
}

static uint32_t no_memory(struct plan *plan)
{
    plan->failed = true;
    return PLAN_NONE;
}

uint32_t plan_symbol(struct plan *plan, struct text text)
{
    uint32_t symbol = text_table_add(&plan->symbols, text, NULL);
    return symbol == TEXT_TABLE_NONE ? no_memory(plan) : symbol;
}

struct text plan_symbol_text(const struct plan *plan, uint32_t symbol)
{
    return plan->symbols.texts[symbol];
}

/* ---- Lists ---- */

static int compare_numbers(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static size_t sort_unique(int64_t *values, size_t count)
{
    size_t kept = 0;
    if (count > 1)
        qsort(values, count, sizeof *values, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || values[kept - 1] != values[i])
            values[kept++] = values[i];
    return kept;
}

static void key_number(struct buffer *key, int64_t number)
{
    buffer_write(key, (const char *)&number, sizeof number);
}

/* The number of the key in the table: the key is copied into the arena when it is new. */
static uint32_t number_of_key(struct plan *plan, struct text_table *table, bool *added)
{
    *added = false;
    if (plan->key.failed)
        return no_memory(plan);
    struct text key = {plan->key.bytes, plan->key.length};
    uint32_t number = text_table_find(table, key);
    if (number != TEXT_TABLE_NONE)
        return number;
    key.bytes = arena_copy(&plan->arena, key.bytes, key.length);
    number = key.bytes == NULL ? TEXT_TABLE_NONE : text_table_add(table, key, added);
    return number == TEXT_TABLE_NONE ? no_memory(plan) : number;
}

uint32_t plan_list(struct plan *plan, bool of_symbols, int64_t *values, size_t count)
{
    count = sort_unique(values, count);
    buffer_clear(&plan->key);
    key_number(&plan->key, of_symbols);
    buffer_write(&plan->key, (const char *)values, count * sizeof *values);
    bool added;
    uint32_t number = number_of_key(plan, &plan->list_keys, &added);
    if (!added)
        return number;
    int64_t *kept = ARENA_ARRAY(&plan->arena, count, int64_t);
    if (kept != NULL && count != 0)
        memcpy(kept, values, count * sizeof *kept);
    struct plan_list list = {of_symbols, kept, kept == NULL ? 0 : (uint32_t)count};
    if (kept == NULL || !VECTOR_PUSH(&plan->lists, plan->alloc, list))
        return no_memory(plan);
    return number;
}

/* ---- Item sets ---- */

static bool node_reads_price(const struct plan *plan, const struct plan_node *node)
{
    if (node->kind >= PLAN_NODE_COMPARE)
        return node->attribute == PLAN_ATTRIBUTE_PRICE ||
               (node->kind == PLAN_NODE_COMPARE_ATTRIBUTES && node->other == PLAN_ATTRIBUTE_PRICE);
    for (uint32_t i = 0; i < node->member_count; i++)
        if (plan->nodes.items[node->members[i]].reads_price)
            return true;
    return false;
}

uint32_t plan_node(struct plan *plan, struct plan_node node)
{
    if (plan->failed)
        return PLAN_NONE;
    buffer_clear(&plan->key);
    key_number(&plan->key, node.kind);
    key_number(&plan->key, (int64_t)node.comparison << 8 | node.type);
    key_number(&plan->key, (int64_t)node.attribute << 32 | node.other);
    key_number(&plan->key, node.list);
    key_number(&plan->key, node.low);
    key_number(&plan->key, node.high);
    for (uint32_t i = 0; i < node.member_count; i++)
        key_number(&plan->key, node.members[i]);
    bool added;
    uint32_t number = number_of_key(plan, &plan->node_keys, &added);
    if (!added)
        return number;
    if (node.member_count != 0) {
        uint32_t *members = ARENA_ARRAY(&plan->arena, node.member_count, uint32_t);
        if (members == NULL)
            return no_memory(plan);
        memcpy(members, node.members, node.member_count * sizeof *members);
        node.members = members;
    }
    node.reads_price = node_reads_price(plan, &node);
    return VECTOR_PUSH(&plan->nodes, plan->alloc, node) ? number : no_memory(plan);
}

/* A selection of what any of several selections of its kind has. */
static uint32_t join_lists(struct plan *plan, enum plan_node_kind kind, const uint32_t *members, size_t count)
{
    VECTOR(int64_t) values = {0};
    bool grown = true;
    for (size_t i = 0; i < count && grown; i++) {
        const struct plan_node *member = &plan->nodes.items[members[i]];
        if (member->kind != kind)
            continue;
        const struct plan_list *list = &plan->lists.items[member->list];
        grown = VECTOR_RESERVE(&values, plan->alloc, list->count);
        if (grown && list->count != 0) {
            memcpy(values.items + values.count, list->values, list->count * sizeof *values.items);
            values.count += list->count;
        }
    }
    uint32_t list = grown ? plan_list(plan, true, values.items, values.count) : no_memory(plan);
    VECTOR_DONE(&values, plan->alloc);
    return list == PLAN_NONE ? PLAN_NONE : plan_node(plan, (struct plan_node){.kind = kind, .list = list});
}

/* Selections of one kind become one; the rest stays. Returns the new count, SIZE_MAX without memory. */
static size_t join_selections(struct plan *plan, uint32_t *members, size_t count)
{
    for (int kind = PLAN_NODE_SKU; kind <= PLAN_NODE_TAG; kind++) {
        size_t same = 0;
        for (size_t i = 0; i < count; i++)
            same += (int)plan->nodes.items[members[i]].kind == kind;
        if (same < 2)
            continue;
        uint32_t joined = join_lists(plan, (enum plan_node_kind)kind, members, count);
        if (joined == PLAN_NONE)
            return SIZE_MAX;
        size_t kept = 0;
        for (size_t i = 0; i < count; i++)
            if ((int)plan->nodes.items[members[i]].kind != kind)
                members[kept++] = members[i];
        members[kept++] = joined;
        count = kept;
    }
    return count;
}

static int compare_members(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static size_t sort_members(uint32_t *members, size_t count)
{
    size_t kept = 0;
    if (count > 1)
        qsort(members, count, sizeof *members, compare_members);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || members[kept - 1] != members[i])
            members[kept++] = members[i];
    return kept;
}

uint32_t plan_node_of_members(struct plan *plan, enum plan_node_kind kind, uint32_t *members, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (members[i] == PLAN_NONE)
            return PLAN_NONE;
    if (count >= UINT32_MAX)
        return no_memory(plan);
    if (kind == PLAN_NODE_UNION || kind == PLAN_NODE_BOTH) {
        enum plan_node_kind absorbing = kind == PLAN_NODE_UNION ? PLAN_NODE_ALL : PLAN_NODE_NOTHING;
        enum plan_node_kind neutral = kind == PLAN_NODE_UNION ? PLAN_NODE_NOTHING : PLAN_NODE_ALL;
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            enum plan_node_kind member = plan->nodes.items[members[i]].kind;
            if (member == absorbing)
                return members[i];
            if (member != neutral)
                members[kept++] = members[i];
        }
        if (kept == 0)
            return plan_node(plan, (struct plan_node){.kind = neutral});
        count = kind == PLAN_NODE_UNION ? join_selections(plan, members, kept) : kept;
        if (count == SIZE_MAX)
            return PLAN_NONE;
        count = sort_members(members, count);
        if (count == 1)
            return members[0];
    }
    return plan_node(plan, (struct plan_node){.kind = kind, .members = members, .member_count = (uint32_t)count});
}

void plan_want(struct plan *plan, uint32_t node, struct text text)
{
    if (node == PLAN_NONE)
        return;
    struct plan_node *wanted = &plan->nodes.items[node];
    if (!wanted->wanted)
        wanted->text = text;
    wanted->wanted = true;
}
