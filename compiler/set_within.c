#include "compiler/set_within.h"

#include <string.h>

enum { MOST_STEPS = 4096 }; /* of one question; sets that need more are not compared */

static bool is_below(struct text path, struct text category)
{
    return path.length >= category.length && memcmp(path.bytes, category.bytes, category.length) == 0 &&
           (path.length == category.length || path.bytes[category.length] == '/');
}

/* A category holds those under it. */
static bool has_value(const struct plan *plan, const struct plan_node *whole, int64_t value)
{
    const struct plan_list *list = &plan->lists.items[whole->list];
    for (uint32_t i = 0; i < list->count; i++)
        if (list->values[i] == value ||
            (whole->kind == PLAN_NODE_CATEGORY &&
             is_below(plan_symbol_text(plan, (uint32_t)value), plan_symbol_text(plan, (uint32_t)list->values[i]))))
            return true;
    return false;
}

static bool selects_within(const struct plan *plan, const struct plan_node *part, const struct plan_node *whole,
                           unsigned *steps)
{
    const struct plan_list *list = &plan->lists.items[part->list];
    if ((uint64_t)list->count * plan->lists.items[whole->list].count > *steps)
        return false;
    *steps -= list->count * plan->lists.items[whole->list].count;
    for (uint32_t i = 0; i < list->count; i++)
        if (!has_value(plan, whole, list->values[i]))
            return false;
    return true;
}

/* Members have smaller numbers, and the steps are counted: it ends. */
static bool within(const struct plan *plan, uint32_t part, uint32_t whole, unsigned *steps)
{
    const struct plan_node *a = &plan->nodes.items[part], *b = &plan->nodes.items[whole];
    if (part == whole || b->kind == PLAN_NODE_ALL || a->kind == PLAN_NODE_NOTHING)
        return true;
    if (*steps == 0)
        return false;
    --*steps;
    if (a->kind == b->kind && a->kind >= PLAN_NODE_SKU && a->kind <= PLAN_NODE_TAG)
        return selects_within(plan, a, b, steps);
    bool each = a->kind == PLAN_NODE_UNION || b->kind == PLAN_NODE_BOTH; /* has to be within; else one is enough */
    if (each) {
        bool split = a->kind == PLAN_NODE_UNION;
        const struct plan_node *group = split ? a : b;
        for (uint32_t i = 0; i < group->member_count; i++)
            if (!within(plan, split ? group->members[i] : part, split ? whole : group->members[i], steps))
                return false;
        return true;
    }
    uint32_t firsts = a->kind == PLAN_NODE_BOTH ? a->member_count : a->kind == PLAN_NODE_EXCEPT ? 1 : 0;
    for (uint32_t i = 0; i < firsts; i++)
        if (within(plan, a->members[i], whole, steps))
            return true;
    for (uint32_t i = 0; i < b->member_count && b->kind == PLAN_NODE_UNION; i++)
        if (within(plan, part, b->members[i], steps))
            return true;
    return false;
}

bool set_within(const struct plan *plan, uint32_t part, uint32_t whole)
{
    unsigned steps = MOST_STEPS;
    return part != PLAN_NONE && whole != PLAN_NONE && within(plan, part, whole, &steps);
}
