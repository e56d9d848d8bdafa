#include "vm/holds.h"

#include "vm/sort.h"

static bool ascending(const void *context, uint32_t a, uint32_t b)
{
    (void)context;
    return a < b;
}

static size_t sort_unique(uint32_t *numbers, size_t count)
{
    size_t kept = 0;
    sort_numbers(numbers, count, ascending, NULL);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || numbers[kept - 1] != numbers[i])
            numbers[kept++] = numbers[i];
    return kept;
}

/* The promotions that the outcome uses, each once; charges count as a use. */
static size_t used_promotions(const struct evaluation *evaluation, uint32_t *promotions)
{
    const struct outcome *outcome = evaluation->final;
    size_t count = 0;
    for (size_t i = 0; i < outcome->uses.count; i++)
        promotions[count++] = evaluation->visits.items[outcome->uses.items[i].visit].promotion;
    for (size_t i = 0; i < outcome->charges.count; i++)
        promotions[count++] = evaluation->visits.items[outcome->charges.items[i]].promotion;
    return sort_unique(promotions, count);
}

static bool is_limited(const struct image_limits *limits)
{
    return limits->total != VALUE_UNLIMITED || limits->per_customer != VALUE_UNLIMITED ||
           limits->per_day != VALUE_UNLIMITED;
}

static size_t hold_codes(const struct evaluation *evaluation, promo_hold *holds)
{
    size_t count = 0;
    for (uint32_t i = 0; i < evaluation->basket->codes.count; i++) {
        const struct code_answer *answer = &evaluation->codes[i];
        if (!answer->used || evaluation->view->COUPONS[answer->coupon].kind != COUPON_DISCOUNT)
            continue;
        holds[count++] = (promo_hold){
            PROMO_HOLD_COUPON, evaluation_name(evaluation, evaluation->view->COUPONS[answer->coupon].name),
            evaluation->basket->codes.items[i].presented, 1};
    }
    return count;
}

static size_t hold_promotions(const struct evaluation *evaluation, const uint32_t *promotions, size_t used,
                              promo_hold *holds)
{
    size_t count = 0;
    for (size_t i = 0; i < used; i++) {
        const struct image_promotion *promotion = &evaluation->view->PROMOTIONS[promotions[i]];
        if (is_limited(&promotion->limits))
            holds[count++] =
                (promo_hold){PROMO_HOLD_PROMOTION, evaluation_name(evaluation, promotion->name), NULL, 1};
    }
    return count;
}

static size_t hold_budgets(const struct evaluation *evaluation, const uint32_t *campaigns, size_t used,
                           promo_hold *holds)
{
    size_t count = 0;
    for (size_t i = 0; i < used; i++) {
        const struct image_campaign *campaign = &evaluation->view->CAMPAIGNS[campaigns[i]];
        int64_t money = evaluation->final->given[campaigns[i]];
        const char *name = evaluation_name(evaluation, campaign->name);
        if (campaign->budget_money != VALUE_UNLIMITED && money > 0)
            holds[count++] = (promo_hold){PROMO_HOLD_BUDGET_MONEY, name, NULL, money};
        if (campaign->budget_uses != VALUE_UNLIMITED)
            holds[count++] = (promo_hold){PROMO_HOLD_BUDGET_USES, name, NULL, 1};
    }
    return count;
}

static size_t hold_payments(const struct evaluation *evaluation, promo_hold *holds)
{
    for (size_t i = 0; i < evaluation->payments.count; i++) {
        const struct evaluation_payment *payment = &evaluation->payments.items[i];
        if (payment->code == INDEX_NONE)
            holds[i] = (promo_hold){PROMO_HOLD_POINTS,
                                    evaluation_name(evaluation, evaluation->view->PROGRAMS[payment->program].name), NULL,
                                    payment->points};
        else
            holds[i] = (promo_hold){
                PROMO_HOLD_CERTIFICATE,
                evaluation_name(evaluation, evaluation->view->COUPONS[evaluation->codes[payment->code].coupon].name),
                evaluation->basket->codes.items[payment->code].presented, payment->amount};
    }
    return evaluation->payments.count;
}

/* Whether what the outcome uses, apart from codes and payments, is counted anywhere. */
static bool any_counted(const struct evaluation *evaluation)
{
    const struct outcome *outcome = evaluation->final;
    if (outcome->charges.count > 0)
        return true;
    for (size_t i = 0; i < outcome->uses.count; i++) {
        uint32_t number = evaluation->visits.items[outcome->uses.items[i].visit].promotion;
        const struct image_promotion *promotion = &evaluation->view->PROMOTIONS[number];
        if (evaluation_is_free(evaluation, number) && (evaluation->view->BRIEFS[number].flags & BRIEF_DECIDED))
            continue; /* a decided one has no limits */
        if (promotion->campaign != INDEX_NONE || is_limited(&promotion->limits))
            return true;
    }
    return false;
}

promo_status holds_of_outcome(struct evaluation *evaluation, const promo_hold **holds, size_t *count)
{
    const struct outcome *outcome = evaluation->final;
    size_t most = outcome->uses.count + outcome->charges.count;
    if (evaluation->basket->codes.count == 0 && evaluation->payments.count == 0 && !any_counted(evaluation))
        return PROMO_OK;
    uint32_t *promotions = ARENA_ROOM(&evaluation->scratch, most, uint32_t);
    uint32_t *campaigns = ARENA_ROOM(&evaluation->scratch, most, uint32_t);
    promo_hold *made = ARENA_ROOM(&evaluation->scratch,
                                  evaluation->basket->codes.count + 3 * most + evaluation->payments.count, promo_hold);
    if (promotions == NULL || campaigns == NULL || made == NULL)
        return evaluation_no_memory();
    size_t used = used_promotions(evaluation, promotions), campaign_count = 0;
    for (size_t i = 0; i < used; i++)
        if (evaluation->view->PROMOTIONS[promotions[i]].campaign != INDEX_NONE)
            campaigns[campaign_count++] = evaluation->view->PROMOTIONS[promotions[i]].campaign;
    campaign_count = sort_unique(campaigns, campaign_count);
    *count = hold_codes(evaluation, made);
    *count += hold_promotions(evaluation, promotions, used, made + *count);
    *count += hold_budgets(evaluation, campaigns, campaign_count, made + *count);
    *count += hold_payments(evaluation, made + *count);
    *holds = made;
    return PROMO_OK;
}
