#include "runtime/analysis_stack.h"

enum { ROUNDS = 6, CHANGES_A_STEP = 3 };

static struct score score_of(const struct analysis *analysis, int pool, const struct order *order, const promo_result *result)
{
    return pool == POOL_SHARE ? score_share(result) : score_loss(analysis, order, result);
}

/* Every order that stands out, joined with what every recipe wants. Those that are better stand out in the next round. */
static promo_status join_all(struct analysis *analysis, int pool, bool *better)
{
    struct pool *found = &analysis->pools[pool];
    struct score before = found->items[0].score;
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; i < found->count && i < POOL_MOST; i++) {
        const struct order base = found->items[i].order;
        for (uint32_t j = 0; status == PROMO_OK && j < analysis->recipes.items.count && !till_closed(&analysis->till); j++) {
            const struct recipe *recipe = &analysis->recipes.items.items[j];
            const promo_result *result;
            struct order order = base;
            enum style style = chance_below(&analysis->chance, 2) == 0 ? STYLE_CHEAPEST : STYLE_DEAREST;
            if (analysis_join(analysis, &order, recipe, style))
                status = analysis_price(analysis, &order, &result);
        }
    }
    *better = score_compare(found->items[0].score, before) > 0;
    return status;
}

/* Small changes, one to three at a time, kept where they are better. */
static promo_status climb(struct analysis *analysis, int pool, struct pooled *from, uint64_t steps)
{
    promo_status status = PROMO_OK;
    for (uint64_t i = 0; status == PROMO_OK && i < steps && !till_closed(&analysis->till); i++) {
        struct order order = from->order;
        const promo_result *result;
        for (uint32_t changes = 1 + chance_below(&analysis->chance, CHANGES_A_STEP); changes > 0; changes--)
            analysis_change(analysis, &order);
        status = analysis_price(analysis, &order, &result);
        if (status != PROMO_OK || result == NULL)
            continue;
        struct score score = score_of(analysis, pool, &order, result);
        if (score.whole > 0 && score_compare(score, from->score) > 0)
            *from = (struct pooled){order, score, from->applied};
    }
    return status;
}

static promo_status climb_all(struct analysis *analysis, int pool)
{
    struct pool *found = &analysis->pools[pool];
    uint64_t left = analysis->till.most - analysis->till.priced;
    uint64_t steps = found->count == 0 ? 0 : left / found->count;
    promo_status status = PROMO_OK;
    for (uint32_t i = 0, count = found->count; status == PROMO_OK && i < count; i++) {
        struct pooled from = found->items[i < found->count ? i : 0];
        status = climb(analysis, pool, &from, steps);
    }
    return status;
}

/* The same score with fewer lines and units is easier to read. */
static promo_status shrink(struct analysis *analysis, int pool, struct stack_answer *answer)
{
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < answer->order.count;) {
        const int64_t quantity = answer->order.lines[i].quantity;
        const int64_t smaller[] = {0, 1, quantity / 2, quantity - 1};
        bool taken = false;
        for (size_t j = 0; status == PROMO_OK && j < 4 && !taken; j++) {
            struct order order = answer->order;
            const promo_result *result;
            if (smaller[j] >= quantity || (smaller[j] == 0 && order.count == 1))
                continue;
            order.lines[i].quantity = smaller[j];
            order_tidy(&order);
            analysis->till.most = analysis->till.priced + 1;
            status = analysis_price(analysis, &order, &result);
            if (result == NULL)
                continue;
            struct score score = score_of(analysis, pool, &order, result);
            taken = score.whole > 0 && score_compare(score, answer->score) >= 0;
            if (taken) {
                answer->order = order;
                answer->score = score;
            }
        }
        i += !taken;
    }
    return status;
}

promo_status analysis_stack(struct analysis *analysis, int pool, struct stack_answer *answer)
{
    const struct pool *found = &analysis->pools[pool];
    uint64_t before = analysis->till.priced;
    promo_status status = PROMO_OK;
    bool better = true;
    *answer = (struct stack_answer){.found = false};
    analysis_begin(analysis);
    for (int round = 0; status == PROMO_OK && found->count != 0 && better && round < ROUNDS; round++)
        status = join_all(analysis, pool, &better);
    if (status == PROMO_OK)
        status = climb_all(analysis, pool);
    if (status == PROMO_OK && found->count != 0) {
        answer->found = true;
        answer->order = found->items[0].order;
        answer->score = found->items[0].score;
        status = shrink(analysis, pool, answer);
    }
    answer->priced = analysis->till.priced - before;
    return status;
}
