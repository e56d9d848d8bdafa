#include "runtime/order.h"

#include "base/calendar.h"
#include "runtime/snapshot.h"
#include "runtime/store.h"
#include "vm/codes.h"
#include "vm/session.h"

struct telling {
    struct basket *basket;
    const struct image_view *view;
    const char *customer; /* NULL: unknown */
    int64_t at;           /* of the store */
    int64_t day;          /* of the basket, for limits a day */
    struct snapshot snapshot;
};

static const char *name_of(const struct telling *telling, struct ref name)
{
    return telling->view->STRINGS + name.offset;
}

int64_t order_day(const promo_image *image, int64_t at)
{
    int64_t local = at + image_offset_at(&image->view, at);
    return local / CALENDAR_DAY_SECONDS - (local % CALENDAR_DAY_SECONDS < 0);
}

/* The three counts of a coupon or a promotion; those that have no limit are not asked for. */
static promo_status read_uses(const struct telling *telling, enum account_kind total, const char *name,
                              const struct image_limits *limits, promo_uses *uses)
{
    promo_status status = PROMO_OK;
    *uses = (promo_uses){0};
    if (limits->total != VALUE_UNLIMITED)
        status = snapshot_count(&telling->snapshot, total, name, 0, &uses->total);
    if (status == PROMO_OK && limits->per_customer != VALUE_UNLIMITED && telling->customer != NULL)
        status = snapshot_count(&telling->snapshot, total + 1, name, 0, &uses->customer);
    if (status == PROMO_OK && limits->per_day != VALUE_UNLIMITED)
        status = snapshot_count(&telling->snapshot, total + 2, name, telling->day, &uses->day);
    return status;
}

static promo_status tell_coupon(const struct telling *telling, uint32_t index)
{
    const struct image_coupon *coupon = &telling->view->COUPONS[index];
    promo_uses uses;
    promo_status status = read_uses(telling, ACCOUNT_COUPON, name_of(telling, coupon->name), &coupon->limits, &uses);
    return status == PROMO_OK ? basket_coupon_uses(telling->basket, image_text(telling->view, coupon->name), uses) : status;
}

/* A code that the store has ended or not yet begun, though the rules alone would take it, is as good as revoked. */
static bool store_refuses(const struct telling *telling, const struct code *code, const struct image_coupon *coupon)
{
    bool ended_by_rules = telling->basket->at >= codes_expiry(telling->view, coupon, code->issued);
    bool ended = code->standing == PROMO_CODE_EXPIRED || telling->at >= code->expires;
    return code->standing == PROMO_CODE_REVOKED || telling->at < code->starts || (ended && !ended_by_rules);
}

/* Every code costs the same two lookups: in the image, and in the store. */
static promo_status tell_code(const struct telling *telling, const struct basket_code *presented)
{
    struct code code;
    struct code_input state = {.issued = VALUE_MISSING};
    struct text normal = texts_get(&telling->basket->texts, presented->normal);
    uint32_t fixed = image_find(telling->basket->image, NAMED_CODE, normal);
    promo_status status = snapshot_code(&telling->snapshot, presented->presented, &code);
    if (status == PROMO_INVALID)
        status = PROMO_OK; /* no code of a store looks like that */
    if (status != PROMO_OK || fixed != INDEX_NONE)
        return status == PROMO_OK ? tell_coupon(telling, fixed) : status;
    uint32_t coupon = code.id == 0 ? INDEX_NONE : image_find(telling->basket->image, NAMED_COUPON, text_from(code.coupon));
    bool of_kind = coupon != INDEX_NONE && (telling->view->COUPONS[coupon].kind == COUPON_CERTIFICATE) == code.certificate;
    if (of_kind) {
        int64_t used = code.account.sides[SIDE_HELD] + code.account.sides[SIDE_USED];
        state = (struct code_input){
            .coupon = text_from(code.coupon),
            .issued = code.issued,
            .uses = !code.certificate && used >= code.uses ? used : 0,
            .balance = code.certificate ? code.account.sides[SIDE_AVAILABLE] : 0,
            .revoked = store_refuses(telling, &code, &telling->view->COUPONS[coupon]),
        };
        status = tell_coupon(telling, coupon);
    }
    return status == PROMO_OK ? basket_code_state(telling->basket, text_from(presented->presented), &state) : status;
}

/* Promotions that cannot be used at the basket's instant need no counts. */
static bool counts(const struct telling *telling, const struct image_promotion *promotion)
{
    int64_t at = telling->basket->at;
    const struct image_limits *limits = &promotion->limits;
    bool limited = limits->total != VALUE_UNLIMITED || limits->per_customer != VALUE_UNLIMITED ||
                   limits->per_day != VALUE_UNLIMITED;
    return limited && promotion->status == STATUS_ACTIVE && promotion->period.from <= at && at < promotion->period.to;
}

static promo_status tell_promotions(const struct telling *telling)
{
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < telling->view->PROMOTIONS_COUNT; i++) {
        const struct image_promotion *promotion = &telling->view->PROMOTIONS[i];
        promo_uses uses;
        if (!counts(telling, promotion))
            continue;
        status = read_uses(telling, ACCOUNT_PROMOTION, name_of(telling, promotion->name), &promotion->limits, &uses);
        if (status == PROMO_OK)
            status = basket_promotion_uses(telling->basket, image_text(telling->view, promotion->name), uses);
    }
    return status;
}

static promo_status tell_campaigns(const struct telling *telling)
{
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < telling->view->CAMPAIGNS_COUNT; i++) {
        const struct image_campaign *campaign = &telling->view->CAMPAIGNS[i];
        const char *name = name_of(telling, campaign->name);
        int64_t money = 0, uses = 0, at = telling->basket->at;
        if (at < campaign->period.from || at >= campaign->period.to)
            continue;
        if (campaign->budget_money != VALUE_UNLIMITED)
            status = snapshot_count(&telling->snapshot, ACCOUNT_CAMPAIGN_MONEY, name, 0, &money);
        if (status == PROMO_OK && campaign->budget_uses != VALUE_UNLIMITED)
            status = snapshot_count(&telling->snapshot, ACCOUNT_CAMPAIGN_USES, name, 0, &uses);
        if (status == PROMO_OK)
            status = basket_campaign_used(telling->basket, text_from(name), money, uses);
    }
    return status;
}

static promo_status tell_customer(const struct telling *telling)
{
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < telling->view->PROGRAMS_COUNT; i++) {
        const char *name = name_of(telling, telling->view->PROGRAMS[i].name);
        int64_t balance, earned;
        status = snapshot_points(&telling->snapshot, name, &balance, &earned);
        if (status == PROMO_OK)
            status = basket_points(telling->basket, text_from(name), balance, earned > 0 ? earned : 0, (struct text){0});
    }
    for (uint32_t i = 0; status == PROMO_OK && i < telling->view->AUDIENCES_COUNT; i++) {
        const struct image_audience *audience = &telling->view->AUDIENCES[i];
        bool inside = false;
        if (audience->members == INDEX_NONE)
            status = snapshot_in_audience(&telling->snapshot, name_of(telling, audience->name), telling->customer, &inside);
        if (status == PROMO_OK && inside)
            status = basket_in_audience(telling->basket, image_text(telling->view, audience->name));
    }
    return status;
}

static promo_status tell(struct store_link *link, void *context)
{
    struct telling *telling = context;
    promo_status status = snapshot_begin(&telling->snapshot, link, telling->customer, telling->at);
    for (size_t i = 0; status == PROMO_OK && i < telling->basket->codes.count; i++)
        status = tell_code(telling, &telling->basket->codes.items[i]);
    if (status == PROMO_OK)
        status = tell_promotions(telling);
    if (status == PROMO_OK)
        status = tell_campaigns(telling);
    return status == PROMO_OK && telling->customer != NULL ? tell_customer(telling) : status;
}

promo_status order_tell(const void *context, struct basket *basket)
{
    const struct order_state *state = context;
    struct telling telling = {.basket = basket, .view = &basket->image->view, .at = state->at};
    if (basket->at == VALUE_MISSING)
        return error_set(PROMO_INVALID, "at: an instant is expected");
    telling.day = order_day(basket->image, basket->at);
    if (basket_customer_known(basket))
        telling.customer = texts_get(&basket->texts, (uint32_t)basket->customer[CUSTOMER_ID]).bytes;
    basket_state(basket);
    return store_read(state->store, tell, &telling);
}

promo_status promo_session_tell(promo_session *session, promo_store *store, int64_t at)
{
    struct order_state state = {store, at};
    return order_tell(&state, session_basket(session));
}
