#include "runtime/analysis_stack.h"

#include "runtime/analysis_branch.h"

enum { ROUNDS = 6, CLIMBS = 2, CHANGES_A_STEP = 3 };

static struct score score_of(const struct analysis *analysis, int pool, const struct order *order, const promo_result *result)
{
    return pool == POOL_SHARE ? score_share(result) : score_loss(analysis, order, result);
}

/* The orders that stand out when a round begins. */
struct standing {
    struct pooled items[POOL_MOST];
    int pool;
    uint64_t each; /* orders that may be priced for each */
};

static uint32_t stand(struct standing *standing, const struct analysis *analysis, int pool, uint64_t work)
{
    const struct pool *found = &analysis->pools[pool];
    memcpy(standing->items, found->items, found->count * sizeof *found->items);
    standing->pool = pool;
    standing->each = found->count == 0 ? 0 : work / found->count;
    return found->count;
}

/* One of them, joined with what every recipe wants. */
static promo_status join_one(struct analysis *branch, void *context, uint32_t item)
{
    const struct standing *standing = context;
    promo_status status = PROMO_OK;
    for (uint32_t j = 0; status == PROMO_OK && j < branch->recipes.items.count && !till_closed(&branch->till); j++) {
        const struct recipe *recipe = &branch->recipes.items.items[j];
        const promo_result *result;
        struct order order = standing->items[item].order;
        enum style style = chance_below(&branch->chance, 2) == 0 ? STYLE_CHEAPEST : STYLE_DEAREST;
        if (analysis_join(branch, &order, recipe, style))
            status = analysis_price(branch, &order, &result);
    }
    return status;
}

/* Those that are better stand out in the next round. */
static promo_status join_all(struct analysis *analysis, int pool, bool *better)
{
    struct standing standing;
    uint32_t count = stand(&standing, analysis, pool, analysis->till.most - analysis->till.priced);
    promo_status status = analysis_branch(analysis, count, standing.each, join_one, &standing);
    *better = score_compare(analysis->pools[pool].items[0].score, standing.items[0].score) > 0;
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

static promo_status climb_one(struct analysis *branch, void *context, uint32_t item)
{
    const struct standing *standing = context;
    struct pooled from = standing->items[item];
    return climb(branch, standing->pool, &from, standing->each);
}

/* Twice, so that the second time begins where the first one came to. */
static promo_status climb_all(struct analysis *analysis, int pool)
{
    struct standing standing;
    promo_status status = PROMO_OK;
    for (uint64_t round = 0; status == PROMO_OK && round < CLIMBS; round++) {
        uint64_t left = analysis->till.most - analysis->till.priced;
        uint32_t count = stand(&standing, analysis, pool, left / (CLIMBS - round));
        status = analysis_branch(analysis, count, standing.each, climb_one, &standing);
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
