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
    VECTOR_DONE(&units->first_part, units->alloc);
    VECTOR_DONE(&units->next_part, units->alloc);
    VECTOR_DONE(&units->classes, units->alloc);
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory for the basket's units");
}

/* What a discount may still take off a unit decides the floor, whatever price the layer works on. */
static promo_status make_classes(struct units *units, const struct basket *basket)
{
    units->classes.count = 0;
    units->version++;
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

promo_status units_ready(struct units *units, const struct basket *basket)
{
    if (!units->waiting)
        return PROMO_OK;
    units->groups.count = 0;
    if (!VECTOR_RESERVE(&units->groups, units->alloc, basket->lines.count))
        return no_memory();
    for (size_t i = 0; i < basket->lines.count; i++) {
        const struct basket_line *line = &basket->lines.items[i];
        if (!line->stored_value)
            units->groups.items[units->groups.count++] =
                (struct unit_group){(uint32_t)i, line->quantity, line->price, line->price};
    }
    units->waiting = false;
    return make_classes(units, basket);
}

/* What has lost most comes first: odd minor units go to the first units of a line. Where a layer works on original prices,
 * what has most left comes first: among units of one price, those are the cheapest or dearest that an offer names. */
static bool stands_before(const struct units *units, const struct unit_group *left, const struct unit_group *right)
{
    if (left->remaining == right->remaining)
        return left->price < right->price;
    return units->at_remaining ? left->remaining < right->remaining : left->remaining > right->remaining;
}

static bool number_before(const void *context, uint32_t a, uint32_t b)
{
    const struct units *units = context;
    const struct unit_group *left = &units->split.items[a], *right = &units->split.items[b];
    if (stands_before(units, left, right) || stands_before(units, right, left))
        return stands_before(units, left, right);
    return a < b;
}

/* The groups of one line in `split`, in order and merged where they are equal, become groups. */
static void adopt_line(struct units *units, uint32_t first, uint32_t end)
{
    uint32_t count = end - first;
    if (count == 1) {
        units->groups.items[units->groups.count++] = units->split.items[first];
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        units->order.items[i] = first + i;
    sort_numbers(units->order.items, count, number_before, units);
    for (uint32_t i = 0; i < count; i++) {
        const struct unit_group *next = &units->split.items[units->order.items[i]];
        struct unit_group *last = &units->groups.items[units->groups.count];
        if (i > 0 && last[-1].price == next->price && last[-1].remaining == next->remaining)
            last[-1].count += next->count;
        else
            units->groups.items[units->groups.count++] = *next;
    }
}

/* `split` is by line. */
static bool adopt_split(struct units *units)
{
    uint32_t count = (uint32_t)units->split.count;
    units->order.count = units->groups.count = 0;
    if (!VECTOR_RESERVE(&units->order, units->alloc, count) || !VECTOR_RESERVE(&units->groups, units->alloc, count))
        return false;
    for (uint32_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && units->split.items[end].line == units->split.items[first].line;)
            end++;
        adopt_line(units, first, end);
    }
    return true;
}

promo_status units_layer(struct units *units, const struct basket *basket, bool on_original)
{
    units->shipping_price = on_original ? basket->shipping : units->shipping;
    if (on_original ? units->untouched : units->at_remaining)
        return PROMO_OK;
    units->split.count = 0;
    if (!VECTOR_RESERVE(&units->split, units->alloc, units->groups.count))
        return no_memory();
    for (size_t i = 0; i < units->groups.count; i++) {
        struct unit_group group = units->groups.items[i];
        group.price = on_original ? basket->lines.items[group.line].price : group.remaining;
        units->split.items[units->split.count++] = group;
    }
    units->at_remaining = !on_original;
    return adopt_split(units) ? make_classes(units, basket) : no_memory();
}

static bool add_split(struct units *units, struct unit_group group, int64_t count, int64_t taken)
{
    group.count = count;
    group.remaining -= taken;
    group.price -= taken;
    return VECTOR_PUSH(&units->split, units->alloc, group);
}

/* Chains the settlement's parts by class. */
static bool chain_parts(struct units *units, const struct settlement *settlement)
{
    size_t class_count = units->groups.count;
    units->first_part.count = units->next_part.count = 0;
    if (!VECTOR_RESERVE(&units->first_part, units->alloc, class_count + 1) ||
        !VECTOR_RESERVE(&units->next_part, units->alloc, settlement->part_count))
        return false;
    for (size_t i = 0; i <= class_count; i++)
        units->first_part.items[i] = UINT32_MAX;
    for (size_t i = 0; i < settlement->part_count; i++) {
        uint32_t of = settlement->parts[i].class_index;
        units->next_part.items[i] = units->first_part.items[of];
        units->first_part.items[of] = (uint32_t)i;
    }
    return true;
}

promo_status units_take(struct units *units, const struct basket *basket, const struct settlement *settlement)
{
    size_t class_count = units->groups.count;
    if (!chain_parts(units, settlement))
        return no_memory();
    units->split.count = 0;
    for (size_t i = 0; i < class_count; i++) {
        struct unit_group group = units->groups.items[i];
        for (uint32_t at = units->first_part.items[i]; at != UINT32_MAX; at = units->next_part.items[at]) {
            if (!add_split(units, group, settlement->parts[at].count, settlement->parts[at].taken))
                return no_memory();
            units->groups.items[i].count -= settlement->parts[at].count;
        }
        if (units->groups.items[i].count > 0 && !add_split(units, group, units->groups.items[i].count, 0))
            return no_memory();
    }
    for (uint32_t at = units->first_part.items[class_count]; at != UINT32_MAX; at = units->next_part.items[at]) {
        units->shipping -= settlement->parts[at].taken;
        units->shipping_price -= settlement->parts[at].taken;
    }
    units->untouched = false;
    return adopt_split(units) ? make_classes(units, basket) : no_memory();
}
