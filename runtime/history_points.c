#include "runtime/history_points.h"

#include "base/exact.h"

void history_pool_done(struct history_pool *pool, const promo_allocator *alloc)
{
    VECTOR_DONE(&pool->lots, alloc);
    pool->unused = HISTORY_NO_LOTS;
}

struct history_points history_points_at(const struct history_pool *pool, uint32_t list, int64_t at)
{
    struct history_points points = {0, 0};
    for (uint32_t i = list; i != HISTORY_NO_LOTS; i = pool->lots.items[i].next) {
        const struct history_lot *lot = &pool->lots.items[i];
        if (lot->expires > at) {
            points.balance += lot->left;
            points.earned += lot->given;
        }
    }
    return points;
}

static void drop_ended(struct history_pool *pool, uint32_t *list, int64_t at)
{
    for (uint32_t *link = list; *link != HISTORY_NO_LOTS;) {
        struct history_lot *lot = &pool->lots.items[*link];
        if (lot->expires > at) {
            link = &lot->next;
            continue;
        }
        uint32_t dropped = *link;
        *link = lot->next;
        lot->next = pool->unused;
        pool->unused = dropped;
    }
}

/* Its number; HISTORY_NO_LOTS: no memory. */
static uint32_t take_lot(struct history_pool *pool, const promo_allocator *alloc)
{
    uint32_t number = pool->unused;
    if (number != HISTORY_NO_LOTS) {
        pool->unused = pool->lots.items[number].next;
        return number;
    }
    if (pool->lots.count == UINT32_MAX || (pool->lots.count == 0 && !VECTOR_PUSH(&pool->lots, alloc, (struct history_lot){0})) ||
        !VECTOR_PUSH(&pool->lots, alloc, (struct history_lot){0}))
        return HISTORY_NO_LOTS;
    return (uint32_t)pool->lots.count - 1;
}

promo_status history_points_earn(struct history_pool *pool, const promo_allocator *alloc, uint32_t *list, int64_t points,
                                 int64_t expires, int64_t at)
{
    uint32_t last = HISTORY_NO_LOTS;
    struct history_points sum = history_points_at(pool, *list, INT64_MIN); /* of all: no sum of a part is larger */
    if (!add_i64(sum.earned, points, &sum.earned))
        return error_set(PROMO_OVERFLOW, "a customer has earned too many points");
    drop_ended(pool, list, at);
    for (uint32_t i = *list; i != HISTORY_NO_LOTS; i = pool->lots.items[i].next)
        last = i;
    if (last != HISTORY_NO_LOTS && pool->lots.items[last].expires == expires) {
        pool->lots.items[last].given += points;
        pool->lots.items[last].left += points;
        return PROMO_OK;
    }
    uint32_t number = take_lot(pool, alloc);
    if (number == HISTORY_NO_LOTS)
        return error_set(PROMO_NO_MEMORY, "no memory left for the customers' points");
    pool->lots.items[number] = (struct history_lot){expires, points, points, HISTORY_NO_LOTS};
    *(last == HISTORY_NO_LOTS ? list : &pool->lots.items[last].next) = number;
    return PROMO_OK;
}

void history_points_spend(struct history_pool *pool, uint32_t list, int64_t points, int64_t at)
{
    for (uint32_t i = list; i != HISTORY_NO_LOTS && points > 0; i = pool->lots.items[i].next) {
        struct history_lot *lot = &pool->lots.items[i];
        int64_t amount = lot->expires <= at ? 0 : lot->left < points ? lot->left : points;
        lot->left -= amount;
        points -= amount;
    }
}
