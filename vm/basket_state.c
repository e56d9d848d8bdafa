#include "vm/basket_parts.h"

static promo_status refuse_state(const struct basket *basket, struct text member)
{
    return basket_refuse(basket, PROMO_INVALID, OWNER_ORDER, member, "numbers of 0 or more expected");
}

void basket_state(struct basket *basket)
{
    basket->has_state = true;
}

promo_status basket_in_audience(struct basket *basket, struct text audience)
{
    uint32_t index = image_find(basket->image, NAMED_AUDIENCE, audience);
    basket->has_state = true;
    if (index != INDEX_NONE)
        bits_add(basket->audience_bits, index);
    return PROMO_OK;
}

bool basket_is_in_audience(const struct basket *basket, uint32_t audience)
{
    const struct image_audience *asked = &basket->image->view.AUDIENCES[audience];
    if (asked->members == INDEX_NONE)
        return bits_has(basket->audience_bits, audience);
    return basket_customer_known(basket) &&
           image_list_has(&basket->image->view, asked->members, basket->customer[CUSTOMER_ID]);
}

static promo_status set_uses(struct basket *basket, struct basket_uses *all, size_t count, uint32_t index,
                             promo_uses uses, struct text member)
{
    basket->has_state = true;
    if (uses.total < 0 || uses.customer < 0 || uses.day < 0)
        return refuse_state(basket, member);
    if (index == INDEX_NONE)
        return PROMO_OK;
    if (all->by_index == NULL) {
        all->by_index = alloc_zeroed(basket->alloc, count, sizeof *all->by_index);
        if (all->by_index == NULL)
            return basket_no_memory();
        all->count = count;
    }
    if (!VECTOR_PUSH(&all->touched, basket->alloc, index))
        return basket_no_memory();
    all->by_index[index] = uses;
    return PROMO_OK;
}

promo_status basket_coupon_uses(struct basket *basket, struct text coupon, promo_uses uses)
{
    return set_uses(basket, &basket->coupon_uses, basket->image->view.COUPONS_COUNT,
                    image_find(basket->image, NAMED_COUPON, coupon), uses, TEXT("state.coupons"));
}

promo_status basket_promotion_uses(struct basket *basket, struct text promotion, promo_uses uses)
{
    return set_uses(basket, &basket->promotion_uses, basket->image->view.PROMOTIONS_COUNT,
                    image_find(basket->image, NAMED_PROMOTION, promotion), uses, TEXT("state.promotions"));
}

static promo_uses uses_of(const struct basket_uses *all, uint32_t index)
{
    return all->by_index == NULL ? (promo_uses){0} : all->by_index[index];
}

promo_uses basket_uses_of_promotion(const struct basket *basket, uint32_t promotion)
{
    return uses_of(&basket->promotion_uses, promotion);
}

promo_uses basket_uses_of_coupon(const struct basket *basket, uint32_t coupon)
{
    return uses_of(&basket->coupon_uses, coupon);
}

promo_status basket_campaign_used(struct basket *basket, struct text campaign, int64_t money, int64_t uses)
{
    uint32_t index = image_find(basket->image, NAMED_CAMPAIGN, campaign);
    basket->has_state = true;
    if (money < 0 || uses < 0)
        return refuse_state(basket, TEXT("state.campaigns"));
    if (index != INDEX_NONE)
        basket->campaign_uses[index] = (struct basket_campaign_uses){money, uses};
    return PROMO_OK;
}

/* The last tier that so many points reach; tiers ascend. */
static int64_t tier_reached(const struct image_view *image, const struct image_program *program, int64_t earned)
{
    int64_t tier = VALUE_MISSING;
    for (uint32_t i = 0; i < program->tiers.count; i++)
        if (image->TIERS[program->tiers.first + i].from <= earned)
            tier = i;
    return tier;
}

static int64_t tier_named(const struct image_view *image, const struct image_program *program, struct text name)
{
    for (uint32_t i = 0; i < program->tiers.count; i++)
        if (text_equal(image_text(image, image->TIERS[program->tiers.first + i].name), name))
            return i;
    return VALUE_MISSING;
}

promo_status basket_points(struct basket *basket, struct text program, int64_t balance, int64_t earned,
                           struct text tier)
{
    const struct image_view *image = &basket->image->view;
    uint32_t index = image_find(basket->image, NAMED_PROGRAM, program);
    basket->has_state = true;
    if (balance == VALUE_MISSING || earned < 0)
        return refuse_state(basket, TEXT("state.points"));
    if (index == INDEX_NONE)
        return PROMO_OK;
    const struct image_program *found = &image->PROGRAMS[index];
    basket->points[index] = (struct basket_points){
        .balance = balance,
        .earned = earned,
        .tier = tier.bytes == NULL ? tier_reached(image, found, earned) : tier_named(image, found, tier),
    };
    return PROMO_OK;
}
