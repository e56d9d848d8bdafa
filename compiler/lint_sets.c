/* Item sets that are empty by the way they are made, that leave out nothing, or hold everything. */
#include "compiler/check_parts.h"
#include "compiler/lint_parts.h"

enum set_state { SET_SOME, SET_EMPTY, SET_ALL, SET_EXCEPT_NOTHING };

struct sets {
    struct lint *lint;
    uint8_t *empty; /* by node: no item is in it */
    uint8_t *own;   /* by node: enum set_state, for a reason of its own and not a member's */
};

/* ---- Values that an attribute may have ---- */

static bool is_counted(uint32_t attribute)
{
    return attribute == PLAN_ATTRIBUTE_PRICE || attribute == PLAN_ATTRIBUTE_LIST_PRICE || attribute == PLAN_ATTRIBUTE_COST ||
           attribute == PLAN_ATTRIBUTE_QUANTITY;
}

/* What lines always have. */
static bool is_never_missing(uint32_t attribute)
{
    return attribute == PLAN_ATTRIBUTE_PRICE || attribute == PLAN_ATTRIBUTE_QUANTITY;
}

static struct interval_set domain(struct interval_maker *maker, uint32_t attribute)
{
    int64_t least = attribute == PLAN_ATTRIBUTE_QUANTITY ? 1 : is_counted(attribute) ? 0 : INT64_MIN;
    return intervals_range(maker, least, INT64_MAX);
}

/* Whether a node is about one value of an item, which of them, and what it lets pass. An item has one sku and one brand. */
static bool values_of(struct lint *lint, const struct plan_node *node, uint32_t *attribute, struct interval_set *values)
{
    struct interval_maker *maker = &lint->intervals;
    const struct plan_list *list =
        node->kind == PLAN_NODE_SKU || node->kind == PLAN_NODE_BRAND || node->kind == PLAN_NODE_IN_LIST
            ? &lint->plan->lists.items[node->list]
            : NULL;
    int64_t low = node->low;
    *attribute = node->kind == PLAN_NODE_SKU     ? PLAN_ATTRIBUTE_SKU
                 : node->kind == PLAN_NODE_BRAND ? PLAN_ATTRIBUTE_BRAND
                                                 : node->attribute;
    switch (node->kind) {
    case PLAN_NODE_SKU:
    case PLAN_NODE_BRAND:
    case PLAN_NODE_IN_LIST: *values = intervals_points(maker, list->values, list->count); break;
    case PLAN_NODE_IN_RANGE: *values = intervals_range(maker, node->low, node->high); break;
    case PLAN_NODE_COMPARE:
        switch (node->comparison) {
        case PLAN_EQUAL: *values = intervals_range(maker, low, low); break;
        case PLAN_LESS: *values = intervals_range(maker, INT64_MIN, low - 1); break;
        case PLAN_AT_MOST: *values = intervals_range(maker, INT64_MIN, low); break;
        case PLAN_MORE: *values = intervals_range(maker, low + 1, INT64_MAX); break;
        case PLAN_AT_LEAST: *values = intervals_range(maker, low, INT64_MAX); break;
        default:
            *values =
                intervals_without(maker, intervals_range(maker, INT64_MIN, INT64_MAX), intervals_range(maker, low, low));
        }
        break;
    default: return false;
    }
    *values = intervals_both(maker, domain(maker, *attribute), *values);
    return true;
}

/* ---- Sets made of others ---- */

enum { MOST_LISTED = 200 };

/* A category holds those under it. */
static bool holds(const struct plan *plan, enum plan_node_kind kind, int64_t whole, int64_t part)
{
    struct text outer = plan_symbol_text(plan, (uint32_t)whole), inner = plan_symbol_text(plan, (uint32_t)part);
    return whole == part || (kind == PLAN_NODE_CATEGORY && inner.length > outer.length && inner.bytes[outer.length] == '/' &&
                             memcmp(inner.bytes, outer.bytes, outer.length) == 0);
}

static bool lists_within(const struct plan *plan, const struct plan_node *a, const struct plan_node *b)
{
    const struct plan_list *few = &plan->lists.items[a->list], *many = &plan->lists.items[b->list];
    if (few->count > MOST_LISTED || many->count > MOST_LISTED)
        return false;
    for (uint32_t i = 0; i < few->count; i++) {
        bool found = false;
        for (uint32_t j = 0; j < many->count && !found; j++)
            found = holds(plan, a->kind, many->values[j], few->values[i]);
        if (!found)
            return false;
    }
    return true;
}

/* Whether everything in `part` is in `whole`, as far as it can be seen from how they are made. */
static bool is_within(struct lint *lint, uint32_t part, uint32_t whole)
{
    const struct plan *plan = lint->plan;
    const struct plan_node *a = &plan->nodes.items[part], *b = &plan->nodes.items[whole];
    uint32_t one, other;
    struct interval_set values, all;
    if (part == whole || b->kind == PLAN_NODE_ALL)
        return true;
    for (uint32_t i = 0; b->kind == PLAN_NODE_UNION && i < b->member_count; i++)
        if (b->members[i] == part)
            return true;
    for (uint32_t i = 0; a->kind == PLAN_NODE_BOTH && i < a->member_count; i++)
        if (a->members[i] == whole)
            return true;
    if (a->kind == PLAN_NODE_EXCEPT && a->members[0] == whole)
        return true;
    if (a->kind == b->kind && (a->kind == PLAN_NODE_CATEGORY || a->kind == PLAN_NODE_TAG))
        return lists_within(plan, a, b);
    return values_of(lint, a, &one, &values) && values_of(lint, b, &other, &all) && one == other &&
           intervals_within(values, all);
}

static bool are_apart(struct lint *lint, uint32_t left, uint32_t right)
{
    const struct plan_node *a = &lint->plan->nodes.items[left], *b = &lint->plan->nodes.items[right];
    uint32_t one, other;
    struct interval_set values, others;
    if ((a->kind == PLAN_NODE_NOT && a->members[0] == right) || (b->kind == PLAN_NODE_NOT && b->members[0] == left))
        return true;
    return values_of(lint, a, &one, &values) && values_of(lint, b, &other, &others) && one == other &&
           intervals_both(&lint->intervals, values, others).count == 0;
}

enum { MOST_PAIRED = 60 };

static enum set_state state_of(struct sets *sets, const struct plan_node *node)
{
    struct lint *lint = sets->lint;
    uint32_t attribute;
    struct interval_set values;
    switch (node->kind) {
    case PLAN_NODE_NOTHING: return SET_EMPTY;
    case PLAN_NODE_NOT: return lint->plan->nodes.items[node->members[0]].kind == PLAN_NODE_ALL ? SET_EMPTY : SET_SOME;
    case PLAN_NODE_EXCEPT:
        if (is_within(lint, node->members[0], node->members[1]))
            return SET_EMPTY;
        return are_apart(lint, node->members[0], node->members[1]) ? SET_EXCEPT_NOTHING : SET_SOME;
    case PLAN_NODE_BOTH:
        for (uint32_t i = 0; i < node->member_count && node->member_count <= MOST_PAIRED; i++)
            for (uint32_t j = i + 1; j < node->member_count; j++)
                if (are_apart(lint, node->members[i], node->members[j]))
                    return SET_EMPTY;
        return SET_SOME;
    default: break;
    }
    if (!values_of(lint, node, &attribute, &values))
        return SET_SOME;
    if (values.count == 0)
        return SET_EMPTY;
    return is_never_missing(attribute) && intervals_within(domain(&lint->intervals, attribute), values) ? SET_ALL : SET_SOME;
}

/* Members have smaller numbers. What a member is already is not said again. */
static bool is_empty_by_members(const struct sets *sets, const struct plan_node *node)
{
    bool any = false, all = node->member_count != 0;
    for (uint32_t i = 0; i < node->member_count; i++) {
        any |= sets->empty[node->members[i]];
        all &= sets->empty[node->members[i]];
    }
    return node->kind == PLAN_NODE_BOTH    ? any
           : node->kind == PLAN_NODE_UNION ? all
                                           : node->kind == PLAN_NODE_EXCEPT && sets->empty[node->members[0]];
}

static void judge_nodes(struct sets *sets)
{
    const struct plan *plan = sets->lint->plan;
    for (size_t i = 0; i < plan->nodes.count; i++) {
        const struct plan_node *node = &plan->nodes.items[i];
        bool by_members = is_empty_by_members(sets, node);
        sets->own[i] = by_members ? SET_SOME : (uint8_t)state_of(sets, node);
        sets->empty[i] = by_members || sets->own[i] == SET_EMPTY;
        arena_reset(&sets->lint->arena);
    }
}

/* ---- What is said ---- */

static void report_set(struct lint *lint, const struct traced_set *set, enum set_state state)
{
    struct text words = lint_words(lint, set->expr->span);
    struct diagnostic *d;
    if (state == SET_EMPTY) {
        d = lint_report_in(lint, LINT_EMPTY_SET, set->frame, set->expr->span, "no item is in `%.*s`", SHOWN(words));
        if (set->expr->kind == EXPR_ITEMS)
            diag_help(d, "an item meets all of these at once; `items any { ... }` asks for one of them");
        else
            diag_help(d, "what is left out is all that there was; correct one of the two");
    } else if (state == SET_ALL && set->frame == NULL) {
        d = lint_report(lint, LINT_ALWAYS_HOLDS, set->expr->span, "`%.*s` holds for every item", SHOWN(words));
        diag_help(d, "leave it out, or compare with the value that was meant");
    } else if (state == SET_EXCEPT_NOTHING && set->frame == NULL) {
        d = lint_report(lint, LINT_EXCEPT_NOTHING, set->expr->span, "`%.*s` leaves nothing out", SHOWN(words));
        diag_help(d, "no item is in both; delete what follows `except`, or correct it");
    }
}

void lint_sets(struct lint *lint)
{
    const struct plan *plan = lint->plan;
    struct arena marks;
    arena_init(&marks, lint->compiler->alloc);
    struct sets sets = {lint, ARENA_ARRAY(&marks, plan->nodes.count, uint8_t),
                        ARENA_ARRAY(&marks, plan->nodes.count, uint8_t)};
    const struct trace *trace = &lint->compiler->trace;
    lint->failed |= sets.empty == NULL || sets.own == NULL;
    if (!lint->failed)
        judge_nodes(&sets);
    for (size_t i = 0; i < trace->sets.count && !lint->failed; i++) {
        const struct traced_set *set = &trace->sets.items[i];
        if (set->expr->kind != EXPR_NAME && sets.own[set->node] != SET_SOME && !lint_of_library(lint, set->expr->span))
            report_set(lint, set, (enum set_state)sets.own[set->node]);
    }
    arena_done(&marks);
}
