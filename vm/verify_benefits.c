/* What one application takes and gives: picks, benefits, ladders. */
#include "vm/verify_parts.h"

#include "base/exact.h"

enum { MOST_CHARGE = 100 * EXACT_MILLION };

#define BIT(n) (1u << (n))
#define EVERY_SELECT (BIT(SELECT_ALL) | BIT(SELECT_ANY) | BIT(SELECT_CHEAPEST) | BIT(SELECT_DEAREST))

/* What may stand together. Only units of a set or of what was taken can be chosen among. */
static const struct {
    unsigned scopes;  /* bits of enum benefit_scope */
    unsigned selects; /* bits of enum benefit_select, where the scope is a set or what was taken */
    int64_t most;     /* of `value` */
} ALLOWED[BENEFIT_KIND_COUNT] = {
    [BENEFIT_PERCENT] = {BIT(SCOPE_SET) | BIT(SCOPE_THEM) | BIT(SCOPE_ORDER) | BIT(SCOPE_SHIPPING), EVERY_SELECT,
                         EXACT_MILLION},
    [BENEFIT_OFF_EACH] = {BIT(SCOPE_SET) | BIT(SCOPE_THEM) | BIT(SCOPE_SHIPPING), EVERY_SELECT, INT64_MAX},
    [BENEFIT_PRICE_EACH] = {BIT(SCOPE_SET) | BIT(SCOPE_THEM), EVERY_SELECT, INT64_MAX},
    [BENEFIT_OFF_SPREAD] = {BIT(SCOPE_SET) | BIT(SCOPE_THEM) | BIT(SCOPE_ORDER) | BIT(SCOPE_SHIPPING), BIT(SELECT_ALL),
                            INT64_MAX},
    [BENEFIT_PRICE_SUM] = {BIT(SCOPE_SET) | BIT(SCOPE_THEM) | BIT(SCOPE_ORDER) | BIT(SCOPE_SHIPPING), BIT(SELECT_ALL),
                           INT64_MAX},
    [BENEFIT_GIFT] = {BIT(SCOPE_NOTHING), 0, 0},
    [BENEFIT_ALLOWANCE] = {BIT(SCOPE_NOTHING), 0, 0},
    [BENEFIT_POINTS] = {BIT(SCOPE_NOTHING), 0, 0},
    [BENEFIT_COUPON] = {BIT(SCOPE_NOTHING), 0, 0},
    [BENEFIT_CERTIFICATE] = {BIT(SCOPE_NOTHING), 0, 0},
    [BENEFIT_CHARGE] = {BIT(SCOPE_ORDER) | BIT(SCOPE_SET), BIT(SELECT_ALL), INT64_MAX},
    [BENEFIT_CHARGE_PERCENT] = {BIT(SCOPE_ORDER) | BIT(SCOPE_SET), BIT(SELECT_ALL), MOST_CHARGE},
};

static bool is_award(uint8_t kind)
{
    return kind >= BENEFIT_GIFT && kind <= BENEFIT_CERTIFICATE;
}

static bool check_award(struct verifier *verifier, const struct image_benefit *benefit)
{
    const struct image_view *view = verifier->view;
    if (!verify_that(verifier, benefit->count >= 1, "an award of nothing"))
        return false;
    switch (benefit->kind) {
    case BENEFIT_GIFT:
    case BENEFIT_ALLOWANCE: return verify_that(verifier, benefit->name.length != 0, "an award has no name");
    case BENEFIT_POINTS: return verify_index(verifier, benefit->reference, view->PROGRAMS_COUNT);
    default:
        return verify_index(verifier, benefit->reference, view->COUPONS_COUNT) &&
               verify_that(verifier, (view->COUPONS[benefit->reference].kind == COUPON_CERTIFICATE) ==
                           (benefit->kind == BENEFIT_CERTIFICATE), "a coupon is of the wrong kind");
    }
}

static bool check_scope(struct verifier *verifier, const struct image_benefit *benefit)
{
    bool chosen = benefit->select != SELECT_ALL;
    bool of_units = benefit->scope == SCOPE_SET || benefit->scope == SCOPE_THEM;
    if (benefit->scope >= SCOPE_COUNT || benefit->select >= SELECT_COUNT)
        return verify_fail(verifier, "no such scope, or no such choice");
    if ((ALLOWED[benefit->kind].scopes & BIT(benefit->scope)) == 0)
        return verify_fail(verifier, "a benefit does not apply there");
    if (chosen && (!of_units || (ALLOWED[benefit->kind].selects & BIT(benefit->select)) == 0))
        return verify_fail(verifier, "a benefit does not apply to chosen units");
    if (chosen && benefit->count < 1)
        return verify_fail(verifier, "no unit is chosen");
    return verify_that(verifier, benefit->scope != SCOPE_SET || benefit->set < verifier->view->SETS_COUNT,
                       "no such item set");
}

static bool check_benefit(struct verifier *verifier, const struct image_benefit *benefit)
{
    if (!verify_that(verifier, benefit->kind < BENEFIT_KIND_COUNT, "no such kind") ||
        !verify_that(verifier, benefit->reserved == 0 && benefit->reserved2 == 0, "reserved bytes are not zero") ||
        !verify_text(verifier, benefit->name) || !verify_text(verifier, benefit->unit) ||
        !verify_amount(verifier, benefit->count) || !verify_amount(verifier, benefit->value) ||
        !verify_amount(verifier, benefit->worth) || !check_scope(verifier, benefit))
        return false;
    if (is_award(benefit->kind))
        return check_award(verifier, benefit);
    return verify_that(verifier, benefit->value <= ALLOWED[benefit->kind].most, "a percentage is too large");
}

bool verify_benefits(struct verifier *verifier)
{
    for (uint32_t i = 0; i < verifier->view->BENEFITS_COUNT; i++) {
        verify_at(verifier, "BENEFITS", i);
        if (!check_benefit(verifier, &verifier->view->BENEFITS[i]))
            return false;
    }
    return true;
}

bool verify_picks(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->PICKS_COUNT; i++) {
        const struct image_pick *pick = &view->PICKS[i];
        verify_at(verifier, "PICKS", i);
        if (!verify_index(verifier, pick->set, view->SETS_COUNT) ||
            !verify_that(verifier, pick->flags < PICK_NO_DEARER * 2, "no such flag") ||
            !verify_that(verifier, pick->count >= 1, "nothing is taken"))
            return false;
    }
    return true;
}

/* --- of an event ----------------------------------------------------------------------------------------------------------- */

static bool check_buys(struct verifier *verifier, struct span buys)
{
    const struct image_view *view = verifier->view;
    if (!verify_span(verifier, buys, view->PICKS_COUNT))
        return false;
    for (uint32_t i = 0; i < buys.count; i++)
        if (view->PICKS[buys.first + i].flags & (PICK_UP_TO | PICK_NO_DEARER))
            return verify_fail(verifier, "a flag of `get` stands at `buy`");
    return true;
}

static bool check_scopes(struct verifier *verifier, const struct image_event *event, struct span benefits)
{
    const struct image_view *view = verifier->view;
    bool takes = event->buys.count != 0, counts = event->every_amount != 0;
    if (!verify_span(verifier, benefits, view->BENEFITS_COUNT))
        return false;
    for (uint32_t i = 0; i < benefits.count; i++) {
        const struct image_benefit *benefit = &view->BENEFITS[benefits.first + i];
        bool charge = benefit->kind == BENEFIT_CHARGE || benefit->kind == BENEFIT_CHARGE_PERCENT;
        if (benefit->scope == SCOPE_THEM && !takes && !counts)
            return verify_fail(verifier, "nothing is taken that a benefit could apply to");
        if (benefit->scope == SCOPE_SET && takes && !charge)
            return verify_fail(verifier, "a benefit applies to a set although units are taken");
    }
    return verify_that(verifier, benefits.count != 0, "it gives nothing");
}

static bool check_ladder(struct verifier *verifier, const struct image_event *event)
{
    const struct image_view *view = verifier->view;
    if (event->ladder_by == MEASURE_NOTHING)
        return verify_that(verifier, event->rows.count == 0, "rows without a ladder") &&
               check_scopes(verifier, event, event->benefits);
    if (!verify_that(verifier, event->ladder_by <= MEASURE_LINES && event->benefits.count == 0, "no such ladder") ||
        !verify_index(verifier, event->ladder_set, view->SETS_COUNT) ||
        !verify_span(verifier, event->rows, view->ROWS_COUNT) ||
        !verify_that(verifier, event->rows.count != 0, "a ladder without rows"))
        return false;
    for (uint32_t i = 0; i < event->rows.count; i++) {
        const struct image_row *row = &view->ROWS[event->rows.first + i];
        if (!verify_amount(verifier, row->from) ||
            !verify_that(verifier, i == 0 || row[-1].from < row->from, "rows do not ascend") ||
            !check_scopes(verifier, event, row->benefits))
            return false;
    }
    return true;
}

bool verify_event_gives(struct verifier *verifier, const struct image_event *event)
{
    const struct image_view *view = verifier->view;
    if (!check_buys(verifier, event->buys) || !verify_span(verifier, event->gets, view->PICKS_COUNT) ||
        !verify_that(verifier, event->gets.count == 0 || event->buys.count != 0, "`get` without `buy`") ||
        !verify_amount(verifier, event->every_amount))
        return false;
    if (event->every_amount != 0 && (event->buys.count != 0 || event->every_set >= view->SETS_COUNT))
        return verify_fail(verifier, "full amounts are counted of no set, or beside units");
    return check_ladder(verifier, event);
}
