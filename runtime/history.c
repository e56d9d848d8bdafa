#include "runtime/history.h"

#include "base/codes.h"
#include "base/exact.h"
#include "runtime/order.h"

/* What a key speaks of, by its first byte. */
enum fact_kind {
    FACT_PROMOTION_OF_CUSTOMER = 'p',
    FACT_COUPON_OF_CUSTOMER = 'c',
    FACT_PROMOTION_OF_DAY = 'P',
    FACT_COUPON_OF_DAY = 'C',
    FACT_POINTS_OF_CUSTOMER = 'l',
    FACT_CODE = 'k'
};

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left for what the orders used up");
}

static bool is_limited(const struct image_limits *limits)
{
    return limits->total != VALUE_UNLIMITED || limits->per_customer != VALUE_UNLIMITED || limits->per_day != VALUE_UNLIMITED;
}

bool history_matters(const promo_image *image)
{
    const struct image_view *view = &image->view;
    bool matters = view->PROGRAMS_COUNT != 0;
    for (uint32_t i = 0; i < view->PROMOTIONS_COUNT && !matters; i++)
        matters = is_limited(&view->PROMOTIONS[i].limits);
    for (uint32_t i = 0; i < view->COUPONS_COUNT && !matters; i++)
        matters = is_limited(&view->COUPONS[i].limits) || view->COUPONS[i].code.length == 0;
    for (uint32_t i = 0; i < view->CAMPAIGNS_COUNT && !matters; i++)
        matters = view->CAMPAIGNS[i].budget_money != VALUE_UNLIMITED || view->CAMPAIGNS[i].budget_uses != VALUE_UNLIMITED;
    return matters;
}

static bool list_what_counts(struct history *history)
{
    const struct image_view *view = &history->image->view;
    bool kept = true;
    for (uint32_t i = 0; i < view->PROMOTIONS_COUNT; i++)
        if (is_limited(&view->PROMOTIONS[i].limits))
            kept &= VECTOR_PUSH(&history->limited_promotions, history->alloc, i);
    for (uint32_t i = 0; i < view->COUPONS_COUNT; i++)
        if (is_limited(&view->COUPONS[i].limits))
            kept &= VECTOR_PUSH(&history->limited_coupons, history->alloc, i);
    for (uint32_t i = 0; i < view->CAMPAIGNS_COUNT; i++)
        if (view->CAMPAIGNS[i].budget_money != VALUE_UNLIMITED || view->CAMPAIGNS[i].budget_uses != VALUE_UNLIMITED)
            kept &= VECTOR_PUSH(&history->budgets, history->alloc, i);
    return kept;
}

promo_status history_init(struct history *history, const promo_image *image, const promo_allocator *alloc)
{
    const struct image_view *view = &image->view;
    *history = (struct history){.alloc = alloc_or_default(alloc), .image = image};
    arena_init(&history->arena, history->alloc);
    text_table_init(&history->keys, history->alloc, texts_key(history));
    buffer_init(&history->key, history->alloc);
    history->promotions = alloc_zeroed(history->alloc, view->PROMOTIONS_COUNT + 1u, sizeof *history->promotions);
    history->coupons = alloc_zeroed(history->alloc, view->COUPONS_COUNT + 1u, sizeof *history->coupons);
    history->campaigns = alloc_zeroed(history->alloc, view->CAMPAIGNS_COUNT + 1u, sizeof *history->campaigns);
    if (history->promotions != NULL && history->coupons != NULL && history->campaigns != NULL && list_what_counts(history))
        return PROMO_OK;
    history_done(history);
    return no_memory();
}

void history_done(struct history *history)
{
    if (history->image == NULL)
        return;
    const struct image_view *view = &history->image->view;
    alloc_release(history->alloc, history->promotions, view->PROMOTIONS_COUNT + 1u, sizeof *history->promotions);
    alloc_release(history->alloc, history->coupons, view->COUPONS_COUNT + 1u, sizeof *history->coupons);
    alloc_release(history->alloc, history->campaigns, view->CAMPAIGNS_COUNT + 1u, sizeof *history->campaigns);
    VECTOR_DONE(&history->limited_promotions, history->alloc);
    VECTOR_DONE(&history->limited_coupons, history->alloc);
    VECTOR_DONE(&history->budgets, history->alloc);
    VECTOR_DONE(&history->facts, history->alloc);
    history_pool_done(&history->points, history->alloc);
    buffer_done(&history->key);
    text_table_done(&history->keys);
    arena_done(&history->arena);
    history->image = NULL;
}

/* ---- Facts ---- */

static void make_key(struct history *history, enum fact_kind kind, uint32_t index, struct text of)
{
    buffer_clear(&history->key);
    buffer_char(&history->key, (char)kind);
    buffer_write(&history->key, (const char *)&index, sizeof index);
    buffer_text(&history->key, of);
}

static struct history_fact find_fact(struct history *history, enum fact_kind kind, uint32_t index, struct text of)
{
    make_key(history, kind, index, of);
    uint32_t number = history->key.failed
                          ? TEXT_TABLE_NONE
                          : text_table_find(&history->keys, (struct text){history->key.bytes, history->key.length});
    return number == TEXT_TABLE_NONE ? (struct history_fact){0} : history->facts.items[number];
}

/* The fact, made where it is not there; NULL without memory. Valid until the next. */
static struct history_fact *own_fact(struct history *history, enum fact_kind kind, uint32_t index, struct text of)
{
    make_key(history, kind, index, of);
    struct text key = {history->key.bytes, history->key.length};
    uint32_t number = history->key.failed ? TEXT_TABLE_NONE : text_table_find(&history->keys, key);
    if (number == TEXT_TABLE_NONE) {
        key.bytes = history->key.failed ? NULL : arena_copy(&history->arena, key.bytes, key.length);
        if (key.bytes == NULL || !VECTOR_PUSH(&history->facts, history->alloc, (struct history_fact){0}))
            return NULL;
        number = text_table_add(&history->keys, key, NULL);
        if (number == TEXT_TABLE_NONE) {
            history->facts.count--;
            return NULL;
        }
    }
    return &history->facts.items[number];
}

static promo_status add_fact(struct history *history, enum fact_kind kind, uint32_t index, struct text of, int64_t uses,
                             int64_t amount)
{
    struct history_fact *fact = own_fact(history, kind, index, of);
    if (fact == NULL)
        return no_memory();
    if (!add_i64(fact->uses, uses, &fact->uses) || !add_i64(fact->amount, amount, &fact->amount))
        return error_set(PROMO_OVERFLOW, "the sum of what a customer got is too large");
    return PROMO_OK;
}

static struct text bytes_of_day(const int64_t *day)
{
    return (struct text){(const char *)day, sizeof *day};
}

static struct text customer_of(const struct basket *basket)
{
    if (!basket_customer_known(basket))
        return (struct text){NULL, 0};
    return texts_get(&basket->texts, (uint32_t)basket->customer[CUSTOMER_ID]);
}

/* ---- Telling ---- */

/* The kinds of facts that say how often something was used. */
struct counted_kinds {
    enum fact_kind of_customer, of_day;
};

static const struct counted_kinds PROMOTION_KINDS = {FACT_PROMOTION_OF_CUSTOMER, FACT_PROMOTION_OF_DAY};
static const struct counted_kinds COUPON_KINDS = {FACT_COUPON_OF_CUSTOMER, FACT_COUPON_OF_DAY};

static promo_uses uses_with(struct history *history, promo_uses told, const struct counted_kinds *kinds, uint32_t index,
                            int64_t total, const struct basket *basket, int64_t day)
{
    struct text customer = customer_of(basket);
    if (day != history->first_day)
        told.day = 0;
    told.total += total;
    told.day += find_fact(history, kinds->of_day, index, bytes_of_day(&day)).uses;
    if (customer.bytes != NULL)
        told.customer += find_fact(history, kinds->of_customer, index, customer).uses;
    return told;
}

static promo_status tell_uses(struct history *history, struct basket *basket, int64_t day)
{
    const struct image_view *view = &history->image->view;
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < history->limited_promotions.count; i++) {
        uint32_t index = history->limited_promotions.items[i];
        promo_uses uses = uses_with(history, basket_uses_of_promotion(basket, index), &PROMOTION_KINDS, index,
                                    history->promotions[index], basket, day);
        status = basket_promotion_uses(basket, image_text(view, view->PROMOTIONS[index].name), uses);
    }
    for (size_t i = 0; status == PROMO_OK && i < history->limited_coupons.count && basket->codes.count != 0; i++) {
        uint32_t index = history->limited_coupons.items[i];
        promo_uses uses = uses_with(history, basket_uses_of_coupon(basket, index), &COUPON_KINDS, index,
                                    history->coupons[index], basket, day);
        status = basket_coupon_uses(basket, image_text(view, view->COUPONS[index].name), uses);
    }
    for (size_t i = 0; status == PROMO_OK && i < history->budgets.count; i++) {
        uint32_t index = history->budgets.items[i];
        struct basket_campaign_uses told = basket->campaign_uses[index];
        status = basket_campaign_used(basket, image_text(view, view->CAMPAIGNS[index].name),
                                      told.money + history->campaigns[index].money,
                                      told.uses + history->campaigns[index].uses);
    }
    return status;
}

/* Of the codes that a snapshot knows; others are unknown anyway. */
static void tell_codes(struct history *history, struct basket *basket)
{
    for (size_t i = 0; i < basket->told_codes.count; i++) {
        struct basket_code *code = &basket->told_codes.items[i];
        struct history_fact fact = find_fact(history, FACT_CODE, 0, texts_get(&basket->texts, code->normal));
        code->uses += fact.uses;
        code->balance -= fact.amount < code->balance ? fact.amount : code->balance;
    }
}

static promo_status tell_points(struct history *history, struct basket *basket)
{
    const struct image_view *view = &history->image->view;
    struct text customer = customer_of(basket);
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; customer.bytes != NULL && status == PROMO_OK && i < view->PROGRAMS_COUNT; i++) {
        struct history_fact fact = find_fact(history, FACT_POINTS_OF_CUSTOMER, i, customer);
        struct basket_points told = basket->points[i];
        struct history_points points = history_points_at(&history->points, fact.lots, basket->at);
        if (fact.uses == 0 && fact.lots == HISTORY_NO_LOTS)
            continue;
        status = basket_points(basket, image_text(view, view->PROGRAMS[i].name), told.balance - fact.uses + points.balance,
                               told.earned + points.earned, (struct text){NULL, 0});
        if (told.tier > basket->points[i].tier)
            basket->points[i].tier = told.tier;
    }
    return status;
}

promo_status history_tell(struct history *history, struct basket *basket)
{
    basket_state(basket);
    if (basket->at == VALUE_MISSING)
        return PROMO_OK; /* it will not be priced */
    int64_t day = order_day(history->image, basket->at);
    if (!history->any)
        history->first_day = day;
    history->any = true;
    promo_status status = tell_uses(history, basket, day);
    if (status == PROMO_OK)
        status = tell_points(history, basket);
    if (status == PROMO_OK)
        tell_codes(history, basket);
    return history->key.failed ? no_memory() : status;
}

/* ---- Booking ---- */

static promo_status book_use(struct history *history, const struct basket *basket, const struct image_limits *limits,
                             const struct counted_kinds *kinds, uint32_t index, int64_t *total)
{
    struct text customer = customer_of(basket);
    promo_status status = PROMO_OK;
    int64_t day = basket->today.day;
    if (!add_i64(*total, 1, total))
        return error_set(PROMO_OVERFLOW, "too many orders");
    if (limits->per_day != VALUE_UNLIMITED)
        status = add_fact(history, kinds->of_day, index, bytes_of_day(&day), 1, 0);
    if (status == PROMO_OK && limits->per_customer != VALUE_UNLIMITED && customer.bytes != NULL)
        status = add_fact(history, kinds->of_customer, index, customer, 1, 0);
    return status;
}

static promo_status book_code(struct history *history, const char *code, int64_t uses, int64_t spent)
{
    char normal[BASKET_TEXT];
    struct text text = text_from(code); /* as long as a basket's text may be */
    return add_fact(history, FACT_CODE, 0, (struct text){normal, code_normal(text, normal)}, uses, spent);
}

static promo_status book_earned(struct history *history, const struct basket *basket, const char *name, int64_t points)
{
    uint32_t index = image_find(history->image, NAMED_PROGRAM, text_from(name));
    struct text customer = customer_of(basket);
    if (index == INDEX_NONE || customer.bytes == NULL || points <= 0)
        return PROMO_OK;
    const struct image_program *program = &history->image->view.PROGRAMS[index];
    int64_t expires = order_expiry(history->image, program->expire_count, (uint8_t)program->expire_unit, basket->at);
    struct history_fact *fact = own_fact(history, FACT_POINTS_OF_CUSTOMER, index, customer);
    return fact == NULL ? no_memory()
                        : history_points_earn(&history->points, history->alloc, &fact->lots, points, expires, basket->at);
}

/* What a snapshot told is older than what orders earned since. */
static promo_status book_spent(struct history *history, const struct basket *basket, const char *name, int64_t points)
{
    uint32_t index = image_find(history->image, NAMED_PROGRAM, text_from(name));
    struct text customer = customer_of(basket);
    if (index == INDEX_NONE || customer.bytes == NULL)
        return PROMO_OK;
    struct history_fact *fact = own_fact(history, FACT_POINTS_OF_CUSTOMER, index, customer);
    if (fact == NULL)
        return no_memory();
    int64_t earned = history_points_at(&history->points, fact->lots, basket->at).balance;
    int64_t told = basket->points[index].balance - earned;
    int64_t of_told = told < 0 ? 0 : told < points ? told : points;
    fact->uses += of_told;
    history_points_spend(&history->points, fact->lots, points - of_told, basket->at);
    return PROMO_OK;
}

static promo_status book_hold(struct history *history, const struct basket *basket, const promo_hold *hold)
{
    const struct image_view *view = &history->image->view;
    static const enum named KINDS[] = {[PROMO_HOLD_COUPON] = NAMED_COUPON,           [PROMO_HOLD_PROMOTION] = NAMED_PROMOTION,
                                       [PROMO_HOLD_BUDGET_MONEY] = NAMED_CAMPAIGN,   [PROMO_HOLD_BUDGET_USES] = NAMED_CAMPAIGN,
                                       [PROMO_HOLD_CERTIFICATE] = NAMED_COUPON,      [PROMO_HOLD_POINTS] = NAMED_PROGRAM};
    uint32_t index = image_find(history->image, KINDS[hold->kind], text_from(hold->name));
    promo_status status = PROMO_OK;
    switch (hold->kind) {
    case PROMO_HOLD_COUPON:
        status = book_use(history, basket, &view->COUPONS[index].limits, &COUPON_KINDS, index, &history->coupons[index]);
        return status == PROMO_OK && view->COUPONS[index].code.length == 0 ? book_code(history, hold->code, 1, 0) : status;
    case PROMO_HOLD_PROMOTION:
        return book_use(history, basket, &view->PROMOTIONS[index].limits, &PROMOTION_KINDS, index,
                        &history->promotions[index]);
    case PROMO_HOLD_BUDGET_MONEY:
    case PROMO_HOLD_BUDGET_USES: {
        struct history_campaign *campaign = &history->campaigns[index];
        int64_t *sum = hold->kind == PROMO_HOLD_BUDGET_MONEY ? &campaign->money : &campaign->uses;
        return add_i64(*sum, hold->amount, sum) ? PROMO_OK : error_set(PROMO_OVERFLOW, "a campaign has given too much");
    }
    case PROMO_HOLD_CERTIFICATE: return book_code(history, hold->code, 0, hold->amount);
    case PROMO_HOLD_POINTS: return book_spent(history, basket, hold->name, hold->amount);
    }
    return status;
}

promo_status history_book(struct history *history, const struct basket *basket, const promo_result *result)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < result->hold_count; i++)
        status = book_hold(history, basket, &result->holds[i]);
    for (size_t i = 0; status == PROMO_OK && i < result->earned_count; i++)
        status = book_earned(history, basket, result->earned[i].program, result->earned[i].points);
    for (size_t i = 0; status == PROMO_OK && i < result->award_count; i++)
        if (result->awards[i].kind == PROMO_POINTS)
            status = book_earned(history, basket, result->awards[i].name, result->awards[i].quantity);
    return status;
}
