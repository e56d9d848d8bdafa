/* Code of item sets. A set is a piece of code for registers of sets; a member that several sets share, that the author
 * named, or that would make the piece too long or need too many registers, is a set of its own and loaded. */
#include "compiler/emit_parts.h"

enum { LONGEST_PIECE = 16384 };

/* What coding a node inline costs. */
struct cost {
    uint32_t steps, registers;
};

static bool is_simple(const struct plan_node *node)
{
    return node->kind <= PLAN_NODE_TAG || node->kind >= PLAN_NODE_COMPARE;
}

/* Members are coded one after the other: the first where the node is wanted, the others one register above. */
static struct cost cost_of(const struct emit *emit, const struct plan_node *node, const struct cost *costs,
                           uint8_t *own)
{
    struct cost cost = {1, 1};
    for (uint32_t i = 0; i < node->member_count; i++) {
        uint32_t member = node->members[i];
        const struct plan_node *inner = &emit->plan->nodes.items[member];
        struct cost part = own[member] ? (struct cost){1, 1} : costs[member];
        uint32_t registers = part.registers + (i != 0);
        bool heavy = registers > SET_REGISTERS || cost.steps + part.steps > LONGEST_PIECE;
        if (heavy && !own[member] && !is_simple(inner)) {
            own[member] = 1;
            part = (struct cost){1, 1};
            registers = 1 + (i != 0);
        }
        cost.steps += part.steps + 1;
        if (cost.registers < registers)
            cost.registers = registers;
    }
    return cost;
}

static void code_node(struct emit *emit, uint32_t number, unsigned at);

static void code_member(struct emit *emit, uint32_t member, unsigned at)
{
    if (emit->sets[member] != INDEX_NONE)
        emit_step(emit, OP_SET_LOAD, at, 0, 0, emit->sets[member]);
    else
        code_node(emit, member, at);
}

static const enum op OP_OF[] = {
    [PLAN_NODE_ALL] = OP_SET_ALL,           [PLAN_NODE_NOTHING] = OP_SET_NONE,
    [PLAN_NODE_SKU] = OP_SET_SKU,           [PLAN_NODE_CATEGORY] = OP_SET_CATEGORY,
    [PLAN_NODE_BRAND] = OP_SET_BRAND,       [PLAN_NODE_TAG] = OP_SET_TAG,
    [PLAN_NODE_UNION] = OP_SET_UNION,       [PLAN_NODE_BOTH] = OP_SET_BOTH,
    [PLAN_NODE_EXCEPT] = OP_SET_EXCEPT,     [PLAN_NODE_NOT] = OP_SET_NOT,
    [PLAN_NODE_COMPARE] = OP_SET_COMPARE,   [PLAN_NODE_COMPARE_ATTRIBUTES] = OP_SET_COMPARE_ATTRIBUTES,
    [PLAN_NODE_IN_LIST] = OP_SET_IN_LIST,   [PLAN_NODE_IN_RANGE] = OP_SET_IN_RANGE,
    [PLAN_NODE_MISSING] = OP_SET_MISSING,   [PLAN_NODE_TODAY] = OP_SET_TODAY,
    [PLAN_NODE_WITHIN] = OP_SET_WITHIN,     [PLAN_NODE_HAS] = OP_SET_HAS,
};

static uint32_t immediate_of(struct emit *emit, const struct plan_node *node)
{
    switch (node->kind) {
    case PLAN_NODE_SKU:
    case PLAN_NODE_CATEGORY:
    case PLAN_NODE_BRAND:
    case PLAN_NODE_TAG:
    case PLAN_NODE_IN_LIST:
    case PLAN_NODE_HAS: return emit_list(emit, node->list);
    case PLAN_NODE_COMPARE:
    case PLAN_NODE_WITHIN: return emit_constant(emit, node->type, node->low);
    case PLAN_NODE_COMPARE_ATTRIBUTES: return node->other;
    case PLAN_NODE_IN_RANGE: return image_writer_constants(&emit->writer, (int64_t[]){node->low, node->high}, 2);
    default: return 0;
    }
}

/* The checker and cost_of bound the depth: an inline member needs no more registers than there are. */
static void code_node(struct emit *emit, uint32_t number, unsigned at)
{
    const struct plan_node *node = &emit->plan->nodes.items[number];
    enum op op = OP_OF[node->kind];
    if (is_simple(node)) {
        unsigned comparison = node->kind == PLAN_NODE_COMPARE || node->kind == PLAN_NODE_COMPARE_ATTRIBUTES
                                  ? (unsigned)node->comparison
                                  : 0;
        unsigned attribute = node->kind >= PLAN_NODE_COMPARE ? node->attribute : 0;
        emit_step(emit, op, at, comparison, attribute, immediate_of(emit, node));
        return;
    }
    for (uint32_t i = 0; i < node->member_count; i++) {
        code_member(emit, node->members[i], at + (i != 0));
        if (i != 0)
            emit_step(emit, op, at, at, at + 1, 0);
    }
    if (node->kind == PLAN_NODE_NOT)
        emit_step(emit, op, at, at, 0, 0);
}

/* Which nodes are sets by themselves. */
static bool choose(struct emit *emit, uint8_t *own)
{
    size_t count = emit->plan->nodes.count;
    struct cost *costs = ARENA_ARRAY(&emit->scratch, count, struct cost);
    if (costs == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct plan_node *node = &emit->plan->nodes.items[i];
        bool shared = emit->reached[i] == REACH_SHARED && !is_simple(node);
        bool named = emit->reached[i] != REACH_NOT && node->wanted && !is_simple(node);
        own[i] = emit->reached[i] == REACH_ROOT || shared || named;
        if (emit->reached[i] != REACH_NOT)
            costs[i] = cost_of(emit, node, costs, own);
    }
    return true;
}

/* Of a set that is skus, categories, brands or tags. */
static void set_term(struct emit *emit, const struct plan_node *node, struct image_set *set)
{
    if (node->kind < PLAN_NODE_SKU || node->kind > PLAN_NODE_TAG)
        return;
    const struct plan_list *list = &emit->plan->lists.items[node->list];
    const struct span *values = image_writer_at(&emit->writer, SECTION_LISTS, emit_list(emit, node->list));
    if (values == NULL || list->count == 0)
        return;
    set->term = 1 + (uint32_t)(node->kind - PLAN_NODE_SKU);
    if (list->count == 1)
        set->term |= emit->symbols[list->values[0]] << SET_TERM_BITS;
    set->values = *values;
}

_Static_assert(PLAN_NODE_CATEGORY == PLAN_NODE_SKU + 1 && PLAN_NODE_BRAND == PLAN_NODE_SKU + 2 &&
                   PLAN_NODE_TAG == PLAN_NODE_SKU + 3,
               "terms are numbered as nodes are");

bool emit_sets(struct emit *emit)
{
    size_t count = emit->plan->nodes.count;
    uint8_t *own = ARENA_ARRAY(&emit->scratch, count, uint8_t);
    if (own == NULL || !choose(emit, own))
        return false;
    for (size_t i = 0; i < count && !emit_failed(emit); i++) {
        const struct plan_node *node = &emit->plan->nodes.items[i];
        if (!own[i])
            continue;
        code_node(emit, (uint32_t)i, 0);
        emit_step(emit, OP_SET_RETURN, 0, 0, 0, 0);
        struct image_set set = {.code = emit_piece(emit, false),
                                .text = image_writer_text(&emit->writer, node->text),
                                .reads_price = node->reads_price};
        set_term(emit, node, &set);
        emit->sets[i] = image_writer_add(&emit->writer, SECTION_SETS, &set, 1);
    }
    return true;
}
