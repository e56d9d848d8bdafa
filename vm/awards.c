#include "vm/awards.h"

static const promo_award_kind KINDS[BENEFIT_KIND_COUNT] = {
    [BENEFIT_GIFT] = PROMO_GIFT,     [BENEFIT_ALLOWANCE] = PROMO_ALLOWANCE,     [BENEFIT_POINTS] = PROMO_POINTS,
    [BENEFIT_COUPON] = PROMO_COUPON, [BENEFIT_CERTIFICATE] = PROMO_CERTIFICATE,
};

static struct ref name_of(const struct image_view *image, const struct image_benefit *benefit)
{
    if (benefit->kind == BENEFIT_POINTS)
        return image->PROGRAMS[benefit->reference].name;
    if (benefit->kind == BENEFIT_COUPON || benefit->kind == BENEFIT_CERTIFICATE)
        return image->COUPONS[benefit->reference].name;
    return benefit->name;
}

/* `every 100.00` makes one certificate of more worth; everything else is given so many times more. The worth is of each. */
static promo_status make_award(const struct evaluation *evaluation, const struct outcome_use *use,
                               const struct image_benefit *benefit, promo_award *award)
{
    const struct image_view *image = evaluation->view;
    const struct visit *visit = &evaluation->visits.items[use->visit];
    bool certificate = benefit->kind == BENEFIT_CERTIFICATE;
    int64_t count = benefit->count > 0 ? benefit->count : 1;
    *award = (promo_award){
        .kind = KINDS[benefit->kind],
        .promotion = visit_promotion_name(evaluation, use->visit),
        .event = visit_event_name(evaluation, use->visit),
        .name = evaluation_name(evaluation, name_of(image, benefit)),
        .unit = benefit->unit.length > 0 ? evaluation_name(evaluation, benefit->unit) : NULL,
        .worth = VALUE_MISSING,
    };
    bool fits = multiply_i64(count, use->times, &award->quantity) &&
                (certificate || multiply_i64(award->quantity, visit->multiplier, &award->quantity));
    if (benefit->worth > 0)
        fits = fits && multiply_i64(benefit->worth, certificate ? visit->multiplier : 1, &award->worth);
    return fits ? PROMO_OK : evaluation_overflow("an award");
}

promo_status awards_of_uses(struct evaluation *evaluation, const promo_award **awards, size_t *count)
{
    const struct outcome *outcome = evaluation->final;
    size_t most = 0;
    for (size_t i = 0; i < outcome->uses.count; i++)
        most += evaluation->visits.items[outcome->uses.items[i].visit].benefits.count;
    promo_award *made = ARENA_ROOM(&evaluation->scratch, most, promo_award);
    promo_status status = made != NULL ? PROMO_OK : evaluation_no_memory();
    for (size_t i = 0; status == PROMO_OK && i < outcome->uses.count; i++) {
        const struct outcome_use *use = &outcome->uses.items[i];
        struct span benefits = evaluation->visits.items[use->visit].benefits;
        for (uint32_t b = 0; use->awards > 0 && status == PROMO_OK && b < benefits.count; b++) {
            const struct image_benefit *benefit = &evaluation->view->BENEFITS[benefits.first + b];
            if (benefit_is_award(benefit))
                status = make_award(evaluation, use, benefit, &made[(*count)++]);
        }
    }
    *awards = made;
    return status;
}
