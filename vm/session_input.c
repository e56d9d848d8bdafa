/* The setters of <promo/vm.h>: thin wrappers that turn NUL-terminated texts into slices for vm/basket.h. */
#include "vm/session.h"

struct basket *session_basket(promo_session *session)
{
    if (session->priced || session->basket.closed)
        promo_session_clear(session);
    return &session->basket;
}

void promo_session_clear(promo_session *session)
{
    basket_clear(&session->basket);
    session->priced = false;
}

static promo_status missing_text(const char *member)
{
    return error_set(PROMO_INVALID, "%s: a text expected", member);
}

promo_status promo_session_id(promo_session *session, const char *id)
{
    struct basket *basket = session_basket(session);
    return id == NULL ? missing_text("id") : basket_id(basket, text_from(id));
}

promo_status promo_session_at(promo_session *session, int64_t instant)
{
    return basket_at(session_basket(session), instant);
}

/* NULL: not given. */
static promo_status set_fact(promo_session *session, enum fact fact, const char *text)
{
    struct basket *basket = session_basket(session);
    if (text != NULL)
        return basket_fact(basket, fact, text_from(text));
    basket->facts[fact] = VALUE_MISSING;
    return PROMO_OK;
}

promo_status promo_session_trigger(promo_session *session, const char *trigger)
{
    return set_fact(session, FACT_TRIGGER, trigger);
}

promo_status promo_session_channel(promo_session *session, const char *channel)
{
    return set_fact(session, FACT_CHANNEL, channel);
}

promo_status promo_session_store(promo_session *session, const char *store)
{
    return set_fact(session, FACT_STORE, store);
}

promo_status promo_session_region(promo_session *session, const char *region)
{
    return set_fact(session, FACT_REGION, region);
}

promo_status promo_session_price_list(promo_session *session, const char *price_list)
{
    return set_fact(session, FACT_PRICE_LIST, price_list);
}

promo_status promo_session_payment(promo_session *session, const char *payment)
{
    return set_fact(session, FACT_PAYMENT, payment);
}

promo_status promo_session_shipping(promo_session *session, const char *method, int64_t price)
{
    promo_status status = set_fact(session, FACT_SHIPPING_METHOD, method);
    return status == PROMO_OK ? basket_shipping(&session->basket, price) : status;
}

promo_status promo_session_customer(promo_session *session, const char *id)
{
    return basket_customer(session_basket(session), text_from(id));
}

promo_status promo_session_birthday(promo_session *session, int32_t day)
{
    struct basket *basket = session_basket(session);
    return basket_field_integer(basket, image_field_find(&basket->image->view, OWNER_CUSTOMER, TEXT("birthday")), day);
}

promo_status promo_session_segment(promo_session *session, const char *segment)
{
    struct basket *basket = session_basket(session);
    return segment == NULL ? missing_text("customer.segments") : basket_segment(basket, text_from(segment));
}

/* A field that the profile declares with that type; one that it does not declare is ignored. */
static promo_status set_field(struct basket *basket, enum field_owner owner, const promo_field *given)
{
    if (given == NULL || given->name == NULL)
        return missing_text("the name of a field");
    const struct image_field *field = image_field_find(&basket->image->view, owner, text_from(given->name));
    if (field == NULL)
        return PROMO_OK;
    if ((int)given->type != (int)field->type)
        return error_set(PROMO_INVALID, "%s: the profile declares it with another type", given->name);
    if (given->type != PROMO_TEXT && given->type != PROMO_ENUM && given->type != PROMO_SET)
        return basket_field_integer(basket, field, given->integer);
    return given->text == NULL ? missing_text(given->name) : basket_field_text(basket, field, text_from(given->text));
}

promo_status promo_session_customer_field(promo_session *session, const promo_field *field)
{
    return set_field(session_basket(session), OWNER_CUSTOMER, field);
}

promo_status promo_session_order_field(promo_session *session, const promo_field *field)
{
    return set_field(session_basket(session), OWNER_ORDER, field);
}

promo_status promo_session_code(promo_session *session, const char *code)
{
    struct basket *basket = session_basket(session);
    return code == NULL ? missing_text("coupons") : basket_code(basket, text_from(code));
}

promo_status promo_session_redeem(promo_session *session, const char *program, int64_t points)
{
    struct basket *basket = session_basket(session);
    return program == NULL ? missing_text("redeem_points") : basket_redeem(basket, text_from(program), points);
}

/* --- lines ------------------------------------------------------------------------------------------------------------- */

static promo_status add_category(struct basket *basket, const char *category)
{
    return category == NULL ? missing_text("category") : basket_line_category(basket, text_from(category));
}

static promo_status describe_line(struct basket *basket, const promo_line *line)
{
    promo_status status = line->category == NULL ? PROMO_OK : add_category(basket, line->category);
    for (size_t i = 0; status == PROMO_OK && i < line->category_count; i++)
        status = add_category(basket, line->categories[i]);
    for (size_t i = 0; status == PROMO_OK && i < line->tag_count; i++)
        status = line->tags[i] == NULL ? missing_text("tags") : basket_line_tag(basket, text_from(line->tags[i]));
    for (size_t i = 0; status == PROMO_OK && i < line->field_count; i++)
        status = set_field(basket, OWNER_ITEM, &line->fields[i]);
    return status;
}

promo_status promo_session_line(promo_session *session, const promo_line *line)
{
    struct basket *basket = session_basket(session);
    promo_status status = basket_line_open(basket);
    if (status != PROMO_OK)
        return status;
    status = describe_line(basket, line);
    if (status != PROMO_OK) {
        basket_line_drop(basket);
        return status;
    }
    struct line_input input = {
        .id = text_from(line->id),
        .sku = text_from(line->sku),
        .brand = text_from(line->brand),
        .quantity = line->quantity,
        .measure = line->measure,
        .price = line->price,
        .list_price = line->given & PROMO_HAS_LIST_PRICE ? line->list_price : VALUE_MISSING,
        .cost = line->given & PROMO_HAS_COST ? line->cost : VALUE_MISSING,
        .min_price = line->given & PROMO_HAS_MIN_PRICE ? line->min_price : VALUE_MISSING,
        .stored_value = line->stored_value,
    };
    return basket_line_close(basket, &input);
}

/* --- state ------------------------------------------------------------------------------------------------------------- */

promo_status promo_session_state(promo_session *session)
{
    basket_state(session_basket(session));
    return PROMO_OK;
}

promo_status promo_session_in_audience(promo_session *session, const char *audience)
{
    return basket_in_audience(session_basket(session), text_from(audience));
}

promo_status promo_session_coupon_uses(promo_session *session, const char *coupon, promo_uses uses)
{
    return basket_coupon_uses(session_basket(session), text_from(coupon), uses);
}

promo_status promo_session_promotion_uses(promo_session *session, const char *promotion, promo_uses uses)
{
    return basket_promotion_uses(session_basket(session), text_from(promotion), uses);
}

promo_status promo_session_campaign_used(promo_session *session, const char *campaign, int64_t money, int64_t uses)
{
    return basket_campaign_used(session_basket(session), text_from(campaign), money, uses);
}

promo_status promo_session_code_state(promo_session *session, const char *code, const promo_code_state *state)
{
    struct basket *basket = session_basket(session);
    if (code == NULL || state == NULL)
        return missing_text("state.codes");
    struct code_input input = {
        .coupon = text_from(state->coupon), .issued = state->issued, .uses = state->uses, .balance = state->balance,
        .revoked = state->revoked,
    };
    return basket_code_state(basket, text_from(code), &input);
}

promo_status promo_session_points(promo_session *session, const char *program, int64_t balance, int64_t earned,
                                  const char *tier)
{
    return basket_points(session_basket(session), text_from(program), balance, earned, text_from(tier));
}
