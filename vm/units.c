#include "vm/units.h"

#include "vm/sort.h"

void units_init(struct units *units, const promo_allocator *alloc)
{
    *units = (struct units){.alloc = alloc};
}

void units_done(struct units *units)
{
    VECTOR_DONE(&units->groups, units->alloc);
    VECTOR_DONE(&units->split, units->alloc);
    VECTOR_DONE(&units->order, units->alloc);
    VECTOR_DONE(&units->classes, units->alloc);
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory for the basket's units");
}

promo_status units_start(struct units *units, const struct basket *basket)
{
    units->groups.count = 0;
    units->shipping = units->shipping_price = basket->shipping;
    if (!VECTOR_RESERVE(&units->groups, units->alloc, basket->lines.count))
        return no_memory();
    for (size_t i = 0; i < basket->lines.count; i++) {
        const struct basket_line *line = &basket->lines.items[i];
        if (!line->stored_value)
            units->groups.items[units->groups.count++] =
                (struct unit_group){(uint32_t)i, line->quantity, line->price, line->price};
    }
    return PROMO_OK;
}

/* What a discount may still take off a unit decides the floor, whatever price the layer works on. */
static promo_status make_classes(struct units *units, const struct basket *basket)
{
    units->classes.count = 0;
    if (!VECTOR_RESERVE(&units->classes, units->alloc, units->groups.count))
        return no_memory();
    for (size_t i = 0; i < units->groups.count; i++) {
        const struct unit_group *group = &units->groups.items[i];
        const struct basket_line *line = &basket->lines.items[group->line];
        int64_t left = group->remaining > line->floor ? group->remaining - line->floor : 0;
        units->classes.items[units->classes.count++] = (struct best_class){
            .price = group->price,
            .floor = group->price - left,
            .count = group->count,
            .sku = line->sku,
            .line = group->line,
        };
    }
    return PROMO_OK;
}

static bool group_before(const void *context, uint32_t a, uint32_t b)
{
    const struct unit_group *left = (const struct unit_group *)context + a;
    const struct unit_group *right = (const struct unit_group *)context + b;
    if (left->line != right->line)
        return left->line < right->line;
    if (left->price != right->price)
        return left->price > right->price;
    if (left->remaining != right->remaining)
        return left->remaining > right->remaining;
    return a < b;
}

/* The groups in `split`, in basket order and merged where they are equal, become the groups. */
static bool adopt_split(struct units *units)
{
    units->order.count = 0;
    if (!VECTOR_RESERVE(&units->order, units->alloc, units->split.count) ||
        (units->groups.count = 0, !VECTOR_RESERVE(&units->groups, units->alloc, units->split.count)))
        return false;
    for (uint32_t i = 0; i < units->split.count; i++)
        units->order.items[units->order.count++] = i;
    sort_numbers(units->order.items, units->order.count, group_before, units->split.items);
    for (size_t i = 0; i < units->order.count; i++) {
        const struct unit_group *next = &units->split.items[units->order.items[i]];
        struct unit_group *last = &units->groups.items[units->groups.count];
        if (units->groups.count > 0 && last[-1].line == next->line && last[-1].price == next->price &&
            last[-1].remaining == next->remaining)
            last[-1].count += next->count;
        else
            units->groups.items[units->groups.count++] = *next;
    }
    return true;
}

promo_status units_layer(struct units *units, const struct basket *basket, bool on_original)
{
    units->shipping_price = on_original ? basket->shipping : units->shipping;
    units->split.count = 0;
    if (!VECTOR_RESERVE(&units->split, units->alloc, units->groups.count))
        return no_memory();
    for (size_t i = 0; i < units->groups.count; i++) {
        struct unit_group group = units->groups.items[i];
        group.price = on_original ? basket->lines.items[group.line].price : group.remaining;
        units->split.items[units->split.count++] = group;
    }
    return adopt_split(units) ? make_classes(units, basket) : no_memory();
}

static bool add_split(struct units *units, struct unit_group group, int64_t count, int64_t taken)
{
    group.count = count;
    group.remaining -= taken;
    group.price -= taken;
    return VECTOR_PUSH(&units->split, units->alloc, group);
}

promo_status units_take(struct units *units, const struct basket *basket, const struct settlement *settlement)
{
    size_t class_count = units->groups.count;
    units->split.count = 0;
    for (size_t i = 0; i < settlement->part_count; i++) {
        const struct settled_part *part = &settlement->parts[i];
        if (part->class_index == class_count) {
            units->shipping -= part->taken;
            units->shipping_price -= part->taken;
            continue;
        }
        if (!add_split(units, units->groups.items[part->class_index], part->count, part->taken))
            return no_memory();
        units->groups.items[part->class_index].count -= part->count;
    }
    for (size_t i = 0; i < class_count; i++)
        if (units->groups.items[i].count > 0 &&
            !add_split(units, units->groups.items[i], units->groups.items[i].count, 0))
            return no_memory();
    return adopt_split(units) ? make_classes(units, basket) : no_memory();
}
