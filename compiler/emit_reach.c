#include "compiler/emit_parts.h"

#include <stdlib.h>

/* Symbols are marked by any number other than INDEX_NONE, then numbered in bytewise order. */
static void mark_symbol(struct emit *emit, int64_t symbol)
{
    emit->symbols[symbol] = 0;
}

static void mark_list(struct emit *emit, uint32_t list)
{
    if (list == PLAN_NONE || !emit->plan->lists.items[list].of_symbols)
        return;
    for (uint32_t i = 0; i < emit->plan->lists.items[list].count; i++)
        mark_symbol(emit, emit->plan->lists.items[list].values[i]);
}

static void mark_root(struct emit *emit, uint32_t node)
{
    if (node != PLAN_NONE)
        emit->reached[node] = REACH_ROOT;
}

static void mark_operand(struct emit *emit, const struct plan_operand *operand)
{
    if (operand->kind == PLAN_QUANTITY || operand->kind == PLAN_AMOUNT || operand->kind == PLAN_LINES)
        mark_root(emit, operand->index);
    if (operand->kind == PLAN_CONSTANT && operand->type == PLAN_TEXT)
        mark_symbol(emit, operand->value);
}

/* Depth is at most what the checker lets pass. */
static void mark_criterion(struct emit *emit, const struct plan_criterion *criterion)
{
    if (criterion->kind == PLAN_TEST) {
        mark_operand(emit, &criterion->left);
        mark_operand(emit, &criterion->right);
        if (criterion->test == PLAN_TEST_IN_LIST || criterion->test == PLAN_TEST_HAS)
            mark_list(emit, criterion->list);
        if (criterion->test == PLAN_TEST_SEGMENT)
            mark_symbol(emit, criterion->low);
    }
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next)
        mark_criterion(emit, child);
}

static void mark_benefits(struct emit *emit, const struct plan_benefit *benefits, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (benefits[i].scope == PLAN_SCOPE_SET)
            mark_root(emit, benefits[i].set);
}

static void mark_event(struct emit *emit, const struct plan_event *event)
{
    mark_symbol(emit, event->trigger);
    if (event->when != NULL)
        mark_criterion(emit, event->when);
    for (uint32_t i = 0; i < event->buy_count; i++)
        mark_root(emit, event->buys[i].set);
    for (uint32_t i = 0; i < event->get_count; i++)
        mark_root(emit, event->gets[i].set);
    if (event->every_amount != 0)
        mark_root(emit, event->every_set);
    if (event->ladder_by != PLAN_MEASURE_NOTHING)
        mark_root(emit, event->ladder_set);
    for (uint32_t i = 0; i < event->row_count; i++)
        mark_benefits(emit, event->rows[i].benefits, event->rows[i].benefit_count);
    mark_benefits(emit, event->benefits, event->benefit_count);
}

static void mark_declarations(struct emit *emit)
{
    const struct plan *plan = emit->plan;
    for (size_t i = 0; i < plan->audiences.count; i++)
        mark_list(emit, plan->audiences.items[i].members);
    for (size_t i = 0; i < plan->price_lists.count; i++) {
        mark_list(emit, plan->price_lists.items[i].channels);
        mark_symbol(emit, plan->price_lists.items[i].symbol);
    }
    for (size_t i = 0; i < plan->campaigns.count; i++)
        mark_list(emit, plan->campaigns.items[i].channels);
    for (size_t i = 0; i < plan->programs.count; i++)
        mark_root(emit, plan->programs.items[i].earn_set);
    for (size_t i = 0; i < plan->promotions.count; i++) {
        const struct plan_promotion *promotion = &plan->promotions.items[i];
        mark_list(emit, promotion->channels);
        mark_list(emit, promotion->stores);
        mark_list(emit, promotion->regions);
        for (uint32_t j = 0; j < promotion->event_count; j++)
            mark_event(emit, &promotion->events[j]);
    }
}

/* Members have smaller numbers: from the last node down, each has been reached by all that refer to it. */
static void mark_members(struct emit *emit)
{
    for (size_t i = emit->plan->nodes.count; i-- > 0;) {
        const struct plan_node *node = &emit->plan->nodes.items[i];
        if (emit->reached[i] == REACH_NOT)
            continue;
        if (node->kind >= PLAN_NODE_SKU && node->kind <= PLAN_NODE_TAG)
            mark_list(emit, node->list);
        if (node->kind == PLAN_NODE_IN_LIST || node->kind == PLAN_NODE_HAS)
            mark_list(emit, node->list);
        if (node->kind == PLAN_NODE_COMPARE && node->type == PLAN_TEXT)
            mark_symbol(emit, node->low);
        for (uint32_t j = 0; j < node->member_count; j++) {
            uint8_t *member = &emit->reached[node->members[j]];
            if (*member < REACH_SHARED)
                (*member)++;
        }
    }
}

struct named_symbol {
    struct text text;
    uint32_t symbol;
};

static int compare_symbols(const void *left, const void *right)
{
    return text_compare(((const struct named_symbol *)left)->text, ((const struct named_symbol *)right)->text);
}

/* Open addressing, at most half full. */
static bool write_slots(struct emit *emit, const struct named_symbol *symbols, size_t count)
{
    size_t slot_count = count == 0 ? 0 : 2;
    while (slot_count < count * 2)
        slot_count *= 2;
    uint32_t *slots = ARENA_ARRAY(&emit->scratch, slot_count, uint32_t);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t slot = (size_t)hash_symbol(symbols[i].text);
        for (slot &= slot_count - 1; slots[slot] != 0; slot = (slot + 1) & (slot_count - 1))
            continue;
        slots[slot] = (uint32_t)i + 1;
    }
    image_writer_add(&emit->writer, SECTION_SYMBOL_SLOTS, slots, slot_count);
    return true;
}

static bool number_symbols(struct emit *emit)
{
    const struct text_table *all = &emit->plan->symbols;
    struct named_symbol *sorted = ARENA_ARRAY(&emit->scratch, all->count, struct named_symbol);
    size_t count = 0;
    if (sorted == NULL)
        return false;
    for (size_t i = 0; i < all->count; i++)
        if (emit->symbols[i] != INDEX_NONE)
            sorted[count++] = (struct named_symbol){all->texts[i], (uint32_t)i};
    if (count > 1)
        qsort(sorted, count, sizeof *sorted, compare_symbols);
    for (size_t i = 0; i < count; i++) {
        struct ref ref = image_writer_text(&emit->writer, sorted[i].text);
        image_writer_add(&emit->writer, SECTION_SYMBOLS, &ref, 1);
        emit->symbols[sorted[i].symbol] = (uint32_t)i;
    }
    return write_slots(emit, sorted, count);
}

bool emit_reach(struct emit *emit)
{
    mark_declarations(emit);
    mark_members(emit);
    return number_symbols(emit);
}
