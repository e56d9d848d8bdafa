#include "cli/test_basket.h"

static promo_status fill_facts(promo_session *session, const struct test_basket *basket)
{
    const struct {
        promo_status (*set)(promo_session *session, const char *text);
        const char *text;
    } FACTS[] = {
        {promo_session_trigger, basket->trigger}, {promo_session_channel, basket->channel},
        {promo_session_store, basket->store},     {promo_session_region, basket->region},
        {promo_session_price_list, basket->price_list}, {promo_session_payment, basket->payment},
    };
    promo_status status = promo_session_at(session, basket->at);
    for (size_t i = 0; status == PROMO_OK && i < sizeof FACTS / sizeof *FACTS; i++)
        if (FACTS[i].text != NULL)
            status = FACTS[i].set(session, FACTS[i].text);
    if (status == PROMO_OK && basket->has_shipping)
        status = promo_session_shipping(session, basket->shipping_method, basket->shipping);
    return status;
}

static promo_status fill_customer(promo_session *session, const struct test_basket *basket)
{
    promo_status status = PROMO_OK;
    if (basket->has_customer && basket->customer != NULL)
        status = promo_session_customer(session, basket->customer);
    if (status == PROMO_OK && basket->has_birthday)
        status = promo_session_birthday(session, basket->birthday);
    for (size_t i = 0; status == PROMO_OK && i < basket->segment_count; i++)
        status = promo_session_segment(session, basket->segments[i]);
    for (size_t i = 0; status == PROMO_OK && i < basket->customer_field_count; i++)
        status = promo_session_customer_field(session, &basket->customer_fields[i]);
    for (size_t i = 0; status == PROMO_OK && i < basket->order_field_count; i++)
        status = promo_session_order_field(session, &basket->order_fields[i]);
    return status;
}

static promo_status fill_lines(promo_session *session, const struct test_basket *basket)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < basket->line_count; i++)
        status = promo_session_line(session, &basket->lines[i]);
    for (size_t i = 0; status == PROMO_OK && i < basket->code_count; i++)
        status = promo_session_code(session, basket->codes[i]);
    for (size_t i = 0; status == PROMO_OK && i < basket->redeem_count; i++)
        status = promo_session_redeem(session, basket->redeems[i].program, basket->redeems[i].points);
    return status;
}

static promo_status fill_counts(promo_session *session, const struct test_state *state)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < state->coupon_count; i++)
        status = promo_session_coupon_uses(session, state->coupons[i].name, state->coupons[i].uses);
    for (size_t i = 0; status == PROMO_OK && i < state->promotion_count; i++)
        status = promo_session_promotion_uses(session, state->promotions[i].name, state->promotions[i].uses);
    for (size_t i = 0; status == PROMO_OK && i < state->campaign_count; i++)
        status = promo_session_campaign_used(session, state->campaigns[i].name, state->campaigns[i].money,
                                             state->campaigns[i].uses);
    return status;
}

static promo_status fill_state(promo_session *session, const struct test_state *state)
{
    if (!state->given)
        return PROMO_OK;
    promo_status status = promo_session_state(session);
    for (size_t i = 0; status == PROMO_OK && i < state->audience_count; i++)
        status = promo_session_in_audience(session, state->audiences[i]);
    for (size_t i = 0; status == PROMO_OK && i < state->point_count; i++) {
        const struct test_points *points = &state->points[i];
        status = promo_session_points(session, points->program, points->balance, points->earned, points->tier);
    }
    if (status == PROMO_OK)
        status = fill_counts(session, state);
    for (size_t i = 0; status == PROMO_OK && i < state->code_count; i++)
        status = promo_session_code_state(session, state->codes[i].code, &state->codes[i].state);
    return status;
}

promo_status test_basket_fill(promo_session *session, const struct test_basket *basket)
{
    promo_session_clear(session);
    promo_status status = fill_facts(session, basket);
    if (status == PROMO_OK)
        status = fill_customer(session, basket);
    if (status == PROMO_OK)
        status = fill_lines(session, basket);
    return status == PROMO_OK ? fill_state(session, &basket->state) : status;
}
