#include "runtime/simulation.h"

#include "base/exact.h"

#include <string.h>

promo_status simulation_init(struct simulation *simulation)
{
    memset(simulation, 0, sizeof *simulation);
    summary_init(&simulation->summary);
    arena_init(&simulation->arena, NULL);
    buffer_init(&simulation->key, NULL);
    text_table_init(&simulation->keys, &ALLOC_DEFAULT, texts_key(simulation));
    simulation->first_day = INT64_MAX;
    simulation->last_day = INT64_MIN;
    simulation->last_at = INT64_MIN;
    return PROMO_OK;
}

void simulation_done(struct simulation *simulation)
{
    VECTOR_DONE(&simulation->groups, &ALLOC_DEFAULT);
    text_table_done(&simulation->keys);
    buffer_done(&simulation->key);
    arena_done(&simulation->arena);
    summary_done(&simulation->summary);
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left for the report");
}

/* ---- Groups ---- */

/* The group of a name in parts; NULL without memory. */
static struct simulation_group *find_group(struct simulation *simulation, enum simulation_kind kind, struct text first,
                                           struct text second)
{
    buffer_clear(&simulation->key);
    buffer_char(&simulation->key, (char)kind);
    buffer_text(&simulation->key, first);
    buffer_text(&simulation->key, second);
    struct text key = {simulation->key.bytes, simulation->key.length};
    uint32_t number = simulation->key.failed ? TEXT_TABLE_NONE : text_table_find(&simulation->keys, key);
    if (number != TEXT_TABLE_NONE)
        return &simulation->groups.items[number];
    key.bytes = simulation->key.failed ? NULL : arena_copy(&simulation->arena, key.bytes, key.length);
    if (key.bytes == NULL)
        return NULL;
    struct simulation_group group = {.kind = kind, .name = {key.bytes + 1, key.length - 1}};
    if (!VECTOR_PUSH(&simulation->groups, &ALLOC_DEFAULT, group))
        return NULL;
    if (text_table_add(&simulation->keys, key, NULL) == TEXT_TABLE_NONE) {
        simulation->groups.count--;
        return NULL;
    }
    return &simulation->groups.items[simulation->groups.count - 1];
}

static promo_status add_amounts(struct simulation_group *group, int64_t goods, int64_t discount)
{
    if (add_i64(group->goods, goods, &group->goods) && add_i64(group->discount, discount, &group->discount))
        return PROMO_OK;
    return error_set(PROMO_OVERFLOW, "the sum of all orders is too large");
}

/* An order, or a part of its discount: the order and its goods count once. */
static promo_status add_order(struct simulation *simulation, enum simulation_kind kind, struct text first, struct text second,
                              uint64_t number, int64_t goods, int64_t discount)
{
    struct simulation_group *group = find_group(simulation, kind, first, second);
    if (group == NULL)
        return no_memory();
    if (group->seen == number + 1)
        return add_amounts(group, 0, discount);
    group->seen = number + 1;
    group->orders++;
    group->discounted += discount != 0;
    return add_amounts(group, goods, discount);
}

static const struct text NOTHING = {NULL, 0};

static struct text day_bytes(const int64_t *day)
{
    return (struct text){(const char *)day, sizeof *day};
}

int64_t simulation_day(const struct simulation_group *group, struct text *rest)
{
    int64_t day;
    memcpy(&day, group->name.bytes, sizeof day);
    if (rest != NULL)
        *rest = (struct text){group->name.bytes + sizeof day, group->name.length - sizeof day};
    return day;
}

/* ---- One order ---- */

/* Once in each segment, though it be named twice. */
static promo_status add_segment(struct simulation *simulation, uint64_t number, const struct basket *basket, uint32_t text,
                                const promo_result *result)
{
    struct text name = texts_get(&basket->texts, text);
    struct simulation_group *group = find_group(simulation, SIMULATED_SEGMENT, name, NOTHING);
    if (group == NULL)
        return no_memory();
    if (group->seen == number + 1)
        return PROMO_OK;
    return add_order(simulation, SIMULATED_SEGMENT, name, NOTHING, number, result->subtotal, result->discount);
}

static promo_status add_segments(struct simulation *simulation, uint64_t number, const struct basket *basket,
                                 const promo_result *result)
{
    promo_status status = PROMO_OK;
    if (basket->segments.count + basket->other_segments.count == 0)
        return add_order(simulation, SIMULATED_SEGMENT, NOTHING, NOTHING, number, result->subtotal, result->discount);
    for (size_t i = 0; status == PROMO_OK && i < basket->segments.count; i++)
        status = add_segment(simulation, number, basket, basket->segments.items[i], result);
    for (size_t i = 0; status == PROMO_OK && i < basket->other_segments.count; i++)
        status = add_segment(simulation, number, basket, basket->other_segments.items[i], result);
    return status;
}

static struct text campaign_of(const struct basket *basket, const char *promotion)
{
    const struct image_view *view = &basket->image->view;
    uint32_t index = image_find(basket->image, NAMED_PROMOTION, text_from(promotion));
    if (index == INDEX_NONE || view->PROMOTIONS[index].campaign == INDEX_NONE)
        return NOTHING;
    return image_text(view, view->CAMPAIGNS[view->PROMOTIONS[index].campaign].name);
}

static promo_status add_applied(struct simulation *simulation, uint64_t number, const struct basket *basket,
                                const promo_result *result)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < result->applied_count; i++) {
        const promo_applied *applied = &result->applied[i];
        const struct {
            enum simulation_kind kind;
            struct text name;
        } GROUPS[] = {{SIMULATED_LAYER, text_from(applied->layer)},
                      {SIMULATED_PROMOTION, text_from(applied->promotion)},
                      {SIMULATED_CAMPAIGN, campaign_of(basket, applied->promotion)}};
        for (size_t g = 0; status == PROMO_OK && g < sizeof GROUPS / sizeof *GROUPS; g++)
            status = add_order(simulation, GROUPS[g].kind, GROUPS[g].name, NOTHING, number, result->subtotal, applied->amount);
    }
    return status;
}

/* What burns budgets down, by day: money as discount, uses as orders. */
static promo_status add_budgets(struct simulation *simulation, uint64_t number, int64_t day, const promo_result *result)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < result->hold_count; i++) {
        const promo_hold *hold = &result->holds[i];
        if (hold->kind == PROMO_HOLD_BUDGET_MONEY || hold->kind == PROMO_HOLD_BUDGET_USES)
            status = add_order(simulation, SIMULATED_BUDGET, day_bytes(&day), text_from(hold->name), number, 0,
                               hold->kind == PROMO_HOLD_BUDGET_MONEY ? hold->amount : 0);
    }
    return status;
}

static promo_status add_outbid(struct simulation *simulation, uint64_t number, const promo_result *result)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < result->verdict_count; i++) {
        const promo_verdict *verdict = &result->verdicts[i];
        if (verdict->kind != PROMO_OUTBID || verdict->event != NULL)
            continue;
        status = add_order(simulation, SIMULATED_OUTBID, text_from(verdict->promotion), NOTHING, number, 0, verdict->amount);
        /* The NUL that ends the name parts the two. An exclusive promotion can lose to all the others together. */
        struct text promotion = {verdict->promotion, strlen(verdict->promotion) + 1};
        for (size_t r = 0; status == PROMO_OK && r < verdict->rival_count; r++)
            status = add_order(simulation, SIMULATED_RIVAL, promotion, text_from(verdict->rivals[r]), number, 0, 0);
        if (status == PROMO_OK && verdict->rival_count == 0)
            status = add_order(simulation, SIMULATED_RIVAL, promotion, TEXT("(the others together)"), number, 0, 0);
    }
    return status;
}

static void count_spread(struct simulation *simulation, const promo_result *result)
{
    size_t step = 0;
    if (result->discount > 0) {
        promo_i128 twentieths = (promo_i128)result->discount * 20;
        promo_i128 goods = result->subtotal;
        step = goods == 0 || twentieths >= goods * 20 ? SIMULATION_SHARES - 1 : (size_t)((twentieths + goods - 1) / goods);
        spread_add(&simulation->amounts, result->discount);
    }
    simulation->shares[step]++;
}

promo_status simulation_add(struct simulation *simulation, uint64_t number, const struct basket *basket,
                            const promo_result *result)
{
    int64_t day = basket->today.day, channel = basket->facts[FACT_CHANNEL];
    struct text channel_name = channel == VALUE_MISSING ? NOTHING : texts_get(&basket->texts, (uint32_t)channel);
    promo_status status = summary_add(&simulation->summary, number, result);
    if (status == PROMO_OK)
        status = add_order(simulation, SIMULATED_DAY, day_bytes(&day), NOTHING, number, result->subtotal, result->discount);
    if (status == PROMO_OK)
        status = add_order(simulation, SIMULATED_CHANNEL, channel_name, NOTHING, number, result->subtotal, result->discount);
    if (status == PROMO_OK)
        status = add_segments(simulation, number, basket, result);
    if (status == PROMO_OK)
        status = add_applied(simulation, number, basket, result);
    if (status == PROMO_OK)
        status = add_budgets(simulation, number, day, result);
    if (status == PROMO_OK)
        status = add_outbid(simulation, number, result);
    count_spread(simulation, result);
    if (day < simulation->first_day)
        simulation->first_day = day;
    if (day > simulation->last_day)
        simulation->last_day = day;
    simulation->unordered += basket->at < simulation->last_at;
    simulation->last_at = basket->at;
    return status;
}

/* ---- All together ---- */

promo_status simulation_merge(struct simulation *simulation, const struct simulation *other)
{
    promo_status status = summary_merge(&simulation->summary, &other->summary);
    for (size_t i = 0; status == PROMO_OK && i < other->groups.count; i++) {
        const struct simulation_group *added = &other->groups.items[i];
        struct simulation_group *group = find_group(simulation, added->kind, added->name, NOTHING);
        if (group == NULL)
            return no_memory();
        group->orders += added->orders;
        group->discounted += added->discounted;
        status = add_amounts(group, added->goods, added->discount);
    }
    spread_merge(&simulation->amounts, &other->amounts);
    for (size_t i = 0; i < SIMULATION_SHARES; i++)
        simulation->shares[i] += other->shares[i];
    if (other->first_day < simulation->first_day)
        simulation->first_day = other->first_day;
    if (other->last_day > simulation->last_day)
        simulation->last_day = other->last_day;
    return status;
}
