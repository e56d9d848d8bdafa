#include "runtime/analysis.h"

#include "base/calendar.h"
#include "base/exact.h"
#include "runtime/analysis_branch.h"
#include "runtime/analysis_time.h"

/* Of longer periods, and of none, the days around are enough. */
#define YEARS_LOOKED_AT ((int64_t)3 * 366 * CALENDAR_DAY_SECONDS)

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left");
}

/* --- scores ---------------------------------------------------------------------------------------------------------- */

int score_compare(struct score a, struct score b)
{
    promo_i128 left = (promo_i128)a.part * b.whole, right = (promo_i128)b.part * a.whole;
    return left < right ? -1 : left > right;
}

static int64_t goods_total(const promo_result *result)
{
    int64_t total = 0;
    for (size_t i = 0; i < result->line_count; i++)
        total += result->lines[i].total;
    return total;
}

struct score score_share(const promo_result *result)
{
    return (struct score){result->subtotal - goods_total(result), result->subtotal};
}

struct score score_loss(const struct analysis *analysis, const struct order *order, const promo_result *result)
{
    int64_t cost = 0;
    for (uint32_t i = 0; i < order->count; i++) {
        const struct goods_item *item = &analysis->goods.items.items[order->lines[i].item];
        int64_t line;
        if (item->cost == CATALOGUE_NONE || !multiply_i64(item->cost, order->lines[i].quantity, &line) ||
            !add_i64(cost, line, &cost))
            return (struct score){0, 0};
    }
    return (struct score){cost - goods_total(result), cost};
}

/* --- what stands out ------------------------------------------------------------------------------------------------- */

static uint64_t hash_applied(const promo_result *result)
{
    uint64_t sum = result->applied_count;
    for (size_t i = 0; i < result->applied_count; i++) {
        const char *name = result->applied[i].promotion;
        sum += hash_bytes((struct hash_key){0, 0}, name, strlen(name));
    }
    return sum;
}

void pool_offer(struct pool *pool, const struct order *order, struct score score, uint64_t applied)
{
    uint32_t at = 0;
    if (score.whole <= 0 || (pool->count == POOL_MOST && score_compare(score, pool->items[POOL_MOST - 1].score) <= 0))
        return;
    while (at < pool->count && pool->items[at].applied != applied)
        at++;
    if (at < pool->count && score_compare(score, pool->items[at].score) <= 0)
        return;
    if (at == pool->count)
        at = pool->count < POOL_MOST ? pool->count++ : POOL_MOST - 1;
    while (at > 0 && score_compare(score, pool->items[at - 1].score) > 0) {
        pool->items[at] = pool->items[at - 1];
        at--;
    }
    pool->items[at] = (struct pooled){*order, score, applied};
}

static promo_status note_live(struct analysis *analysis, const struct order *order, const char *name)
{
    uint32_t promotion = analysis_promotion(analysis, name);
    if (promotion == INDEX_NONE || analysis->witnesses[promotion] != NULL)
        return PROMO_OK;
    struct order *kept = ARENA_NEW(&analysis->arena, struct order);
    if (kept == NULL)
        return no_memory();
    *kept = *order;
    analysis->witnesses[promotion] = kept;
    return PROMO_OK;
}

static promo_status note(struct analysis *analysis, const struct order *order, const promo_result *result)
{
    promo_status status = PROMO_OK;
    uint64_t applied = hash_applied(result);
    for (size_t i = 0; status == PROMO_OK && i < result->applied_count; i++)
        status = note_live(analysis, order, result->applied[i].promotion);
    for (size_t i = 0; status == PROMO_OK && i < result->award_count; i++)
        status = note_live(analysis, order, result->awards[i].promotion);
    for (size_t i = 0; status == PROMO_OK && i < result->charged_count; i++)
        status = note_live(analysis, order, result->charged[i].promotion);
    pool_offer(&analysis->pools[POOL_SHARE], order, score_share(result), applied);
    pool_offer(&analysis->pools[POOL_LOSS], order, score_loss(analysis, order, result), applied);
    return status;
}

promo_status analysis_price(struct analysis *analysis, const struct order *order, const promo_result **result)
{
    promo_status status = till_price(&analysis->till, order, NULL, result);
    return status == PROMO_OK && *result != NULL ? note(analysis, order, *result) : status;
}

uint32_t analysis_promotion(const struct analysis *analysis, const char *name)
{
    return image_find(analysis->image, NAMED_PROMOTION, text_from(name));
}

const char *analysis_name(const struct analysis *analysis, uint32_t promotion)
{
    const struct image_view *view = &analysis->image->view;
    return view->STRINGS + view->PROMOTIONS[promotion].name.offset;
}

bool analysis_applied(const promo_result *result, const char *promotion)
{
    for (size_t i = 0; i < result->applied_count; i++)
        if (strcmp(result->applied[i].promotion, promotion) == 0)
            return true;
    for (size_t i = 0; i < result->award_count; i++)
        if (strcmp(result->awards[i].promotion, promotion) == 0)
            return true;
    for (size_t i = 0; i < result->charged_count; i++)
        if (strcmp(result->charged[i].promotion, promotion) == 0)
            return true;
    return false;
}

/* --- making orders --------------------------------------------------------------------------------------------------- */

bool analysis_make(struct analysis *analysis, const struct recipe *recipe, enum style style, struct order *order)
{
    order->setting = recipe->setting;
    order->count = 0;
    if (!recipe_fill(recipe, &analysis->goods, style, false, &analysis->chance, order))
        return false;
    if (order->count == 0 && analysis->goods.items.count != 0)
        order_add(order, (uint32_t)analysis->goods.items.count / 2, 1);
    return true;
}

bool analysis_join(struct analysis *analysis, struct order *order, const struct recipe *recipe, enum style style)
{
    return setting_join(&order->setting, &recipe->setting, analysis->image, &analysis->bounds) &&
           recipe_fill(recipe, &analysis->goods, style, true, &analysis->chance, order);
}

/* Another item, mostly one that is in one of the sets that the item is in. */
static uint32_t another_item(struct analysis *analysis, uint32_t item)
{
    const struct goods *goods = &analysis->goods;
    uint32_t sets = analysis->image->view.SETS_COUNT;
    for (int tries = chance_below(&analysis->chance, 4) == 0 ? 8 : 0; sets != 0 && tries < 8; tries++) {
        uint32_t set = chance_below(&analysis->chance, sets);
        if (goods_in_set(goods, item, set))
            return goods->by_set[goods->starts[set] + chance_below(&analysis->chance, goods_count_of_set(goods, set))];
    }
    return chance_below(&analysis->chance, (uint32_t)goods->items.count);
}

/* Some days or hours earlier or later; or any instant of the periods that are needed. */
static int64_t another_instant(struct analysis *analysis, const struct setting *setting)
{
    struct chance *chance = &analysis->chance;
    int64_t days = (int64_t)chance_below(chance, 15) - 7, hours = (int64_t)chance_below(chance, 25) - 12;
    struct setting_bounds period = time_period(&setting->needs, analysis->bounds);
    if (chance_below(chance, 2) == 0 || period.to - period.from > YEARS_LOOKED_AT)
        return setting->at + days * CALENDAR_DAY_SECONDS + hours * 3600;
    return period.from + (int64_t)(chance_next(chance) % (uint64_t)(period.to - period.from));
}

static void change_setting(struct analysis *analysis, struct setting *setting)
{
    int64_t at = another_instant(analysis, setting);
    if (chance_below(&analysis->chance, 3) == 0)
        setting_vary(setting, analysis->image, &analysis->bounds, chance_next(&analysis->chance));
    else if (at >= analysis->bounds.from && at < analysis->bounds.to)
        setting->at = at;
}

void analysis_change(struct analysis *analysis, struct order *order)
{
    struct chance *chance = &analysis->chance;
    struct order_line *line = &order->lines[chance_below(chance, order->count == 0 ? 1 : order->count)];
    if (order->count == 0) {
        order_add(order, chance_below(chance, (uint32_t)analysis->goods.items.count), 1);
        return;
    }
    uint32_t item = line->item;
    int64_t quantity = line->quantity;
    switch (chance_below(chance, 9)) {
    case 0: line->quantity++; break;
    case 1: line->quantity = quantity > 1 ? quantity - 1 : 1; break;
    case 2: line->quantity = quantity <= ORDER_UNITS / 2 ? quantity * 2 : quantity; break;
    case 3: line->quantity = quantity > 1 ? quantity / 2 : 1; break;
    case 4: line->quantity = order->count > 1 ? 0 : 1; break;
    case 5: order_add(order, another_item(analysis, item), 1); break;
    case 6: change_setting(analysis, &order->setting); break;
    default:
        line->quantity = 0;
        if (!order_add(order, another_item(analysis, item), quantity))
            line->quantity = quantity;
        break;
    }
    order_tidy(order);
}

/* --- the survey ------------------------------------------------------------------------------------------------------ */

/* An item alone, asking for nothing: some of every price. */
static promo_status survey_items(struct analysis *analysis)
{
    enum { ITEMS_LOOKED_AT = 64 };
    size_t count = analysis->goods.items.count;
    promo_status status = PROMO_OK;
    struct order order = {.count = 0};
    bool proven;
    if (!setting_solve(&order.setting, analysis->image, &analysis->bounds, &proven))
        return PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < count; i += count <= ITEMS_LOOKED_AT ? 1 : count / ITEMS_LOOKED_AT) {
        const promo_result *result;
        order.count = 0;
        order_add(&order, (uint32_t)i, 1);
        status = analysis_price(analysis, &order, &result);
    }
    return status;
}

static promo_status survey_recipe(struct analysis *branch, void *context, uint32_t item)
{
    const struct recipes *recipes = context;
    uint32_t count = (uint32_t)recipes->items.count;
    struct order order;
    const promo_result *result;
    if (!analysis_make(branch, &recipes->items.items[item % count], (enum style)(item / count), &order))
        return PROMO_OK;
    return analysis_price(branch, &order, &result);
}

static promo_status survey(struct analysis *analysis)
{
    promo_status status = survey_items(analysis);
    uint64_t left = analysis->till.most - analysis->till.priced, all = analysis->recipes.items.count * STYLE_COUNT;
    if (status == PROMO_OK)
        status = analysis_branch(analysis, (uint32_t)(all < left ? all : left), 1, survey_recipe, &analysis->recipes);
    analysis->surveyed = analysis->till.priced;
    return status;
}

void analysis_begin(struct analysis *analysis)
{
    analysis->till.most = analysis->till.priced + analysis->options.work;
}

static struct setting_bounds bounds_of(const struct analysis_options *options, const promo_image *image)
{
    return (struct setting_bounds){
        .from = options->from < CALENDAR_FIRST_INSTANT ? CALENDAR_FIRST_INSTANT : options->from,
        .to = options->to > CALENDAR_LAST_INSTANT ? CALENDAR_LAST_INSTANT : options->to,
        .customer = setting_free_customer(image),
    };
}

static promo_status take_goods(struct analysis *analysis, const struct catalogue *catalogue)
{
    int64_t at = analysis->bounds.from > CALENDAR_FIRST_INSTANT ? analysis->bounds.from
                                                                : calendar_day(2026, 1, 1) * CALENDAR_DAY_SECONDS;
    return goods_init(&analysis->goods, analysis->image, catalogue, at, NULL);
}

static promo_status invent_goods(struct analysis *analysis)
{
    struct catalogue catalogue;
    catalogue_init(&catalogue, NULL);
    promo_status status = goods_invent(&catalogue, analysis->image);
    if (status == PROMO_OK)
        status = catalogue_close(&catalogue);
    if (status == PROMO_OK)
        status = take_goods(analysis, &catalogue);
    catalogue_done(&catalogue);
    return status;
}

static promo_status make_room(struct analysis *analysis)
{
    analysis->witnesses = ARENA_ARRAY(&analysis->arena, analysis->image->view.PROMOTIONS_COUNT, struct order *);
    for (int i = 0; i < POOL_COUNT; i++) {
        analysis->pools[i].items = ARENA_ARRAY(&analysis->arena, POOL_MOST, struct pooled);
        if (analysis->pools[i].items == NULL)
            return no_memory();
    }
    return analysis->witnesses != NULL ? PROMO_OK : no_memory();
}

/* A till for each thread beside the caller's. */
static promo_status find_helpers(struct analysis *analysis)
{
    uint32_t jobs = analysis->options.jobs < ANALYSIS_BRANCHES ? analysis->options.jobs : ANALYSIS_BRANCHES;
    promo_status status = PROMO_OK;
    if (jobs < 2)
        return PROMO_OK;
    analysis->helpers = ARENA_ARRAY(&analysis->arena, jobs - 1, struct till);
    if (analysis->helpers == NULL)
        return no_memory();
    for (; status == PROMO_OK && analysis->helper_count < jobs - 1; analysis->helper_count++)
        status = till_init(&analysis->helpers[analysis->helper_count], analysis->image, &analysis->goods, 0, false);
    return status;
}

promo_status analysis_init(struct analysis *analysis, const promo_image *image, const struct catalogue *catalogue,
                           const struct analysis_options *options)
{
    *analysis = (struct analysis){.image = image, .options = *options, .chance = {options->seed},
                                  .bounded = options->from != INT64_MIN || options->to != INT64_MAX,
                                  .invented = catalogue == NULL, .bounds = bounds_of(options, image)};
    arena_init(&analysis->arena, NULL);
    promo_status status = make_room(analysis);
    if (status == PROMO_OK)
        status = catalogue == NULL ? invent_goods(analysis) : take_goods(analysis, catalogue);
    if (status != PROMO_OK) {
        arena_done(&analysis->arena);
        return status;
    }
    status = recipes_init(&analysis->recipes, &analysis->goods, &analysis->bounds, NULL);
    if (status != PROMO_OK) {
        goods_done(&analysis->goods);
        arena_done(&analysis->arena);
        return status;
    }
    status = till_init(&analysis->till, image, &analysis->goods, 0, false);
    if (status == PROMO_OK)
        status = find_helpers(analysis);
    analysis_begin(analysis);
    if (status == PROMO_OK)
        status = survey(analysis);
    if (status != PROMO_OK)
        analysis_done(analysis);
    return status;
}

void analysis_done(struct analysis *analysis)
{
    for (uint32_t i = 0; i < analysis->helper_count; i++)
        till_done(&analysis->helpers[i]);
    till_done(&analysis->till);
    recipes_done(&analysis->recipes);
    goods_done(&analysis->goods);
    arena_done(&analysis->arena);
}
