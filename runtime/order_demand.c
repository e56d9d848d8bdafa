/* A result turned into what the ledger needs: holds with the image's limits, issues with its validity, facts for reports. */
#include "runtime/order.h"

#include "base/exact.h"
#include "base/vector.h"
#include "vm/codes.h"
#include "vm/eligible.h"
#include "vm/session.h"

#include <stdio.h>

struct making {
    const struct order_priced *priced;
    const struct image_view *view;
    const promo_allocator *alloc;
    VECTOR(promo_need) needs;
    VECTOR(promo_issue) issues;
    VECTOR(promo_given) given;
    bool failed;
};

static const char *name_of(const struct making *making, struct ref name)
{
    return making->view->STRINGS + name.offset;
}

#define ADD(making, list, ...) \
    ((making)->failed |= !VECTOR_PUSH(&(making)->list, (making)->alloc, __VA_ARGS__))

/* --- needs --------------------------------------------------------------------------------------------------------- */

static void need_limits(struct making *making, promo_need_kind total, const char *name, const struct image_limits *limits,
                        bool once)
{
    ADD(making, needs, (promo_need){.kind = total, .name = name, .amount = 1, .limit = limits->total, .once = once});
    if (limits->per_customer != VALUE_UNLIMITED)
        ADD(making, needs,
            (promo_need){.kind = total + 1, .name = name, .amount = 1, .limit = limits->per_customer, .once = once});
    if (limits->per_day != VALUE_UNLIMITED)
        ADD(making, needs, (promo_need){.kind = total + 2, .name = name, .amount = 1, .limit = limits->per_day, .once = once});
}

static void need_coupon(struct making *making, const promo_hold *hold)
{
    uint32_t index = image_find(making->priced->image, NAMED_COUPON, text_from(hold->name));
    if (index == INDEX_NONE)
        return;
    const struct image_coupon *coupon = &making->view->COUPONS[index];
    if (coupon->code.length == 0)
        ADD(making, needs, (promo_need){.kind = PROMO_NEED_CODE, .name = hold->name, .code = hold->code, .amount = 1,
                                        .limit = PROMO_UNLIMITED, .once = coupon->once});
    need_limits(making, PROMO_NEED_COUPON, hold->name, &coupon->limits, coupon->once);
}

static void need_promotion(struct making *making, const promo_hold *hold)
{
    uint32_t index = image_find(making->priced->image, NAMED_PROMOTION, text_from(hold->name));
    if (index != INDEX_NONE)
        need_limits(making, PROMO_NEED_PROMOTION, hold->name, &making->view->PROMOTIONS[index].limits, false);
}

static void need_budget(struct making *making, const promo_hold *hold, promo_need_kind kind)
{
    uint32_t index = image_find(making->priced->image, NAMED_CAMPAIGN, text_from(hold->name));
    if (index == INDEX_NONE)
        return;
    const struct image_campaign *campaign = &making->view->CAMPAIGNS[index];
    int64_t limit = kind == PROMO_NEED_CAMPAIGN_MONEY ? campaign->budget_money : campaign->budget_uses;
    ADD(making, needs, (promo_need){.kind = kind, .name = hold->name, .amount = hold->amount, .limit = limit});
}

static int64_t paid_by_points(const promo_result *result, const char *program)
{
    for (size_t i = 0; i < result->payment_count; i++)
        if (result->payments[i].program != NULL && strcmp(result->payments[i].program, program) == 0)
            return result->payments[i].amount;
    return 0;
}

static void need(struct making *making, const promo_hold *hold)
{
    switch (hold->kind) {
    case PROMO_HOLD_COUPON:
        need_coupon(making, hold);
        break;
    case PROMO_HOLD_PROMOTION:
        need_promotion(making, hold);
        break;
    case PROMO_HOLD_BUDGET_MONEY:
        need_budget(making, hold, PROMO_NEED_CAMPAIGN_MONEY);
        break;
    case PROMO_HOLD_BUDGET_USES:
        need_budget(making, hold, PROMO_NEED_CAMPAIGN_USES);
        break;
    case PROMO_HOLD_CERTIFICATE:
        ADD(making, needs, (promo_need){.kind = PROMO_NEED_CERTIFICATE, .name = hold->name, .code = hold->code,
                                        .amount = hold->amount, .limit = PROMO_UNLIMITED});
        break;
    case PROMO_HOLD_POINTS:
        ADD(making, needs, (promo_need){.kind = PROMO_NEED_POINTS, .name = hold->name, .amount = hold->amount,
                                        .limit = PROMO_UNLIMITED, .money = paid_by_points(making->priced->result, hold->name)});
        break;
    }
}

int64_t order_expiry(const promo_image *image, int64_t count, uint8_t unit, int64_t at)
{
    struct image_coupon as = {.valid_count = count, .valid_unit = unit};
    int64_t expires = count > 0 ? codes_expiry(&image->view, &as, at) : INT64_MAX;
    return expires > at ? expires : at + 1;
}

/* --- issues -------------------------------------------------------------------------------------------------------- */

/* A validity in the rule set's calendar, as seconds from the reservation on: the commit, soon after, counts them from its
 * own instant. */
static void set_validity(const struct making *making, int64_t count, uint8_t unit, promo_issue *issue)
{
    int64_t at = making->priced->at, expires = order_expiry(making->priced->image, count, unit, at);
    if (expires != INT64_MAX) {
        issue->valid_count = expires - at;
        issue->valid_unit = PROMO_SECONDS;
    }
}

static void issue_points(struct making *making, const char *program, int64_t points)
{
    uint32_t index = image_find(making->priced->image, NAMED_PROGRAM, text_from(program));
    if (points <= 0 || index == INDEX_NONE || !basket_customer_known(making->priced->basket))
        return;
    for (size_t i = 0; i < making->issues.count; i++) {
        promo_issue *before = &making->issues.items[i];
        if (before->kind == PROMO_ISSUE_POINTS && strcmp(before->name, program) == 0) {
            making->failed |= !add_i64(before->quantity, points, &before->quantity);
            return;
        }
    }
    promo_issue issue = {.kind = PROMO_ISSUE_POINTS, .name = program, .quantity = points, .limit = PROMO_UNLIMITED,
                         .starts = PROMO_ALWAYS, .ends = PROMO_NEVER};
    const struct image_program *found = &making->view->PROGRAMS[index];
    set_validity(making, found->expire_count, (uint8_t)found->expire_unit, &issue);
    ADD(making, issues, issue);
}

static void issue_codes(struct making *making, const promo_award *award)
{
    uint32_t index = image_find(making->priced->image, NAMED_COUPON, text_from(award->name));
    if (index == INDEX_NONE || award->quantity <= 0)
        return;
    const struct image_coupon *coupon = &making->view->COUPONS[index];
    promo_issue issue = {
        .kind = award->kind == PROMO_CERTIFICATE ? PROMO_ISSUE_CERTIFICATE : PROMO_ISSUE_COUPON,
        .name = award->name,
        .pattern = name_of(making, coupon->code.length > 0 ? coupon->code : coupon->pattern),
        .quantity = award->quantity,
        .worth = award->kind == PROMO_CERTIFICATE ? award->worth : 0,
        .limit = PROMO_UNLIMITED,
        .starts = coupon->valid.from,
        .ends = coupon->valid.to,
    };
    set_validity(making, coupon->valid_count, coupon->valid_unit, &issue);
    ADD(making, issues, issue);
}

static void issue(struct making *making)
{
    const promo_result *result = making->priced->result;
    for (size_t i = 0; i < result->award_count; i++) {
        const promo_award *award = &result->awards[i];
        if (award->kind == PROMO_POINTS)
            issue_points(making, award->name, award->quantity);
        else if (award->kind == PROMO_COUPON || award->kind == PROMO_CERTIFICATE)
            issue_codes(making, award);
    }
    for (size_t i = 0; i < result->earned_count; i++)
        issue_points(making, result->earned[i].program, result->earned[i].points);
}

/* --- facts --------------------------------------------------------------------------------------------------------- */

static const char *campaign_of(const struct making *making, const char *promotion)
{
    uint32_t index = image_find(making->priced->image, NAMED_PROMOTION, text_from(promotion));
    uint32_t campaign = index == INDEX_NONE ? INDEX_NONE : making->view->PROMOTIONS[index].campaign;
    return campaign == INDEX_NONE ? NULL : name_of(making, making->view->CAMPAIGNS[campaign].name);
}

static void give(struct making *making, promo_given_kind kind, const char *promotion, const char *event, const char *what,
                 size_t line, int64_t amount, int64_t quantity)
{
    ADD(making, given, (promo_given){.kind = kind, .promotion = promotion, .event = event,
                                     .campaign = campaign_of(making, promotion), .what = what, .line = line,
                                     .amount = amount, .quantity = quantity});
}

/* What an event took off the lines; the rest of its amount it took off shipping. */
static int64_t off_lines(const promo_result *result, const promo_applied *applied)
{
    int64_t sum = 0;
    for (size_t i = 0; i < result->line_count; i++)
        for (size_t j = 0; j < result->lines[i].discount_count; j++) {
            const promo_discount *discount = &result->lines[i].discounts[j];
            if (strcmp(discount->promotion, applied->promotion) == 0 && strcmp(discount->event, applied->event) == 0)
                sum += discount->amount;
        }
    return sum;
}

static void give_discounts(struct making *making)
{
    const promo_result *result = making->priced->result;
    for (size_t i = 0; i < result->line_count; i++)
        for (size_t j = 0; j < result->lines[i].discount_count; j++) {
            const promo_discount *discount = &result->lines[i].discounts[j];
            give(making, PROMO_GIVEN_DISCOUNT, discount->promotion, discount->event, NULL, i, discount->amount, 0);
        }
    for (size_t i = 0; i < result->applied_count; i++) {
        const promo_applied *applied = &result->applied[i];
        int64_t rest = applied->amount - off_lines(result, applied);
        if (rest > 0)
            give(making, PROMO_GIVEN_DISCOUNT, applied->promotion, applied->event, NULL, SIZE_MAX, rest, 0);
    }
}

static void give_awards(struct making *making)
{
    static const promo_given_kind KIND[] = {
        [PROMO_GIFT] = PROMO_GIVEN_GIFT,     [PROMO_ALLOWANCE] = PROMO_GIVEN_ALLOWANCE, [PROMO_POINTS] = PROMO_GIVEN_POINTS,
        [PROMO_COUPON] = PROMO_GIVEN_COUPON, [PROMO_CERTIFICATE] = PROMO_GIVEN_CERTIFICATE,
    };
    const promo_result *result = making->priced->result;
    for (size_t i = 0; i < result->award_count; i++) {
        const promo_award *award = &result->awards[i];
        int64_t worth = award->worth == VALUE_MISSING ? 0 : award->worth;
        give(making, KIND[award->kind], award->promotion, award->event, award->name, SIZE_MAX, worth, award->quantity);
    }
    for (size_t i = 0; i < result->charged_count; i++)
        give(making, PROMO_GIVEN_CHARGE, result->charged[i].promotion, result->charged[i].event, NULL, SIZE_MAX,
             result->charged[i].amount, 0);
}

static promo_status sell_lines(const struct making *making, struct arena *arena, promo_demand *demand)
{
    const promo_result *result = making->priced->result;
    const struct basket *basket = making->priced->basket;
    promo_sold_line *lines = ARENA_ARRAY(arena, result->line_count, promo_sold_line);
    if (lines == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory for the order's lines");
    for (size_t i = 0; i < result->line_count; i++) {
        const promo_line_result *line = &result->lines[i];
        const struct basket_line *sold = &basket->lines.items[i];
        int64_t cost = VALUE_MISSING;
        if (sold->cost != VALUE_MISSING && !multiply_i64(sold->cost, sold->quantity, &cost))
            cost = VALUE_MISSING;
        lines[i] = (promo_sold_line){
            .id = line->id,
            .sku = line->sku,
            .brand = sold->brand == TEXTS_NONE ? NULL : texts_get(&basket->texts, sold->brand).bytes,
            .quantity = sold->quantity,
            .original = line->original,
            .total = line->total,
            .cost = cost,
        };
    }
    demand->lines = lines;
    demand->line_count = result->line_count;
    return PROMO_OK;
}

static const char *fact(const struct basket *basket, enum fact which)
{
    int64_t value = basket->facts[which];
    return value == VALUE_MISSING ? NULL : texts_get(&basket->texts, (uint32_t)value).bytes;
}

static promo_status name_holdouts(const struct making *making, struct arena *arena, promo_demand *demand)
{
    const char **names = ARENA_ARRAY(arena, making->view->CAMPAIGNS_COUNT, const char *);
    if (names == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory for the order");
    for (uint32_t i = 0; i < making->view->CAMPAIGNS_COUNT; i++)
        if (eligible_held_out(making->priced->evaluation, &making->view->CAMPAIGNS[i]))
            names[demand->holdout_count++] = name_of(making, making->view->CAMPAIGNS[i].name);
    demand->holdouts = names;
    return PROMO_OK;
}

static promo_status describe(const struct making *making, struct arena *arena, promo_demand *demand)
{
    const struct order_priced *priced = making->priced;
    const struct basket *basket = priced->basket;
    const promo_result *result = priced->result;
    char *image = ARENA_ARRAY(arena, 17, char);
    const char **segments = ARENA_ARRAY(arena, basket->segments.count, const char *);
    if (image == NULL || segments == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory for the order");
    for (size_t i = 0; i < basket->segments.count; i++)
        segments[i] = texts_get(&basket->texts, basket->segments.items[i]).bytes;
    snprintf(image, 17, "%016llx", (unsigned long long)promo_image_hash(priced->image));
    demand->image = image;
    demand->segments = segments;
    demand->segment_count = basket->segments.count;
    demand->currency = promo_image_currency(priced->image);
    demand->decimals = promo_image_decimals(priced->image);
    demand->day = (int32_t)order_day(priced->image, basket->at);
    demand->customer = basket_customer_known(basket)
                           ? texts_get(&basket->texts, (uint32_t)basket->customer[CUSTOMER_ID]).bytes
                           : NULL;
    demand->subtotal = result->subtotal;
    demand->discount = result->discount;
    demand->shipping = result->shipping;
    demand->charges = result->charges;
    demand->total = result->total;
    demand->due = result->due;
    demand->trigger = fact(basket, FACT_TRIGGER);
    demand->channel = fact(basket, FACT_CHANNEL);
    demand->store = fact(basket, FACT_STORE);
    demand->region = fact(basket, FACT_REGION);
    demand->price_list = fact(basket, FACT_PRICE_LIST);
    return PROMO_OK;
}

/* Copies a list into the arena and gives its memory back. */
#define KEEP(making, list, arena, items_at, count_at)                                                          \
    do {                                                                                                       \
        void *kept = arena_alloc((arena), (making)->list.count, sizeof *(making)->list.items);                 \
        if (kept != NULL && (making)->list.count > 0)                                                          \
            memcpy(kept, (making)->list.items, (making)->list.count * sizeof *(making)->list.items);           \
        (making)->failed |= kept == NULL;                                                                      \
        (items_at) = kept;                                                                                     \
        (count_at) = (making)->list.count;                                                                     \
        VECTOR_DONE(&(making)->list, (making)->alloc);                                                         \
    } while (0)

promo_status order_demand(const struct order_priced *priced, struct arena *arena, promo_demand *demand)
{
    struct making making = {.priced = priced, .view = &priced->image->view, .alloc = arena->alloc};
    *demand = (promo_demand){0};
    promo_status status = describe(&making, arena, demand);
    if (status == PROMO_OK)
        status = name_holdouts(&making, arena, demand);
    if (status == PROMO_OK)
        status = sell_lines(&making, arena, demand);
    for (size_t i = 0; i < priced->result->hold_count; i++)
        need(&making, &priced->result->holds[i]);
    issue(&making);
    give_discounts(&making);
    give_awards(&making);
    KEEP(&making, needs, arena, demand->needs, demand->need_count);
    KEEP(&making, issues, arena, demand->issues, demand->issue_count);
    KEEP(&making, given, arena, demand->given, demand->given_count);
    if (status == PROMO_OK && making.failed)
        status = error_set(PROMO_NO_MEMORY, "no memory for what the order needs");
    return status;
}
