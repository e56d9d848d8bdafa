#include "vm/charges.h"

static bool is_priced(const struct image_view *image, const struct image_benefit *benefit)
{
    return benefit_is_charge(benefit) && benefit->scope == SCOPE_SET && image->SETS[benefit->set].reads_price;
}

promo_status charges_find_priced(struct evaluation *evaluation)
{
    const struct image_view *image = evaluation->view;
    for (uint32_t i = 0; i < image->BENEFITS_COUNT; i++)
        if (is_priced(image, &image->BENEFITS[i]) &&
            !VECTOR_PUSH(&evaluation->priced_charges, evaluation->alloc, (struct priced_charge){i, false}))
            return evaluation_no_memory();
    return PROMO_OK;
}

promo_status charges_match_each(struct evaluation *evaluation)
{
    promo_status status = evaluation_at_original(evaluation);
    for (size_t i = 0; status == PROMO_OK && i < evaluation->priced_charges.count; i++) {
        struct priced_charge *charge = &evaluation->priced_charges.items[i];
        charge->matches = scene_quantity(&evaluation->scene, evaluation->view->BENEFITS[charge->benefit].set) > 0;
        status = evaluation->scene.status;
    }
    return status;
}

static bool priced_matches(const struct evaluation *evaluation, uint32_t benefit)
{
    size_t low = 0, high = evaluation->priced_charges.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (evaluation->priced_charges.items[middle].benefit < benefit)
            low = middle + 1;
        else
            high = middle;
    }
    return evaluation->priced_charges.items[low].matches;
}

bool charges_match(struct evaluation *evaluation, uint32_t index)
{
    const struct image_benefit *benefit = &evaluation->view->BENEFITS[index];
    if (is_priced(evaluation->view, benefit))
        return priced_matches(evaluation, index);
    return benefit->scope == SCOPE_SET ? scene_quantity(&evaluation->scene, benefit->set) > 0
                                       : evaluation->scene.class_count > 0;
}

/* Quantity and discounted price of the units that a charge is on. */
static promo_status sum_units(struct evaluation *evaluation, const struct image_benefit *charge, int64_t *quantity,
                              int64_t *price)
{
    promo_i128 sum = 0;
    *quantity = 0;
    promo_status status = evaluation_at_original(evaluation);
    if (status != PROMO_OK)
        return status;
    const uint64_t *set = charge->scope == SCOPE_SET ? scene_set(&evaluation->scene, charge->set) : NULL;
    for (uint32_t i = 0; i < evaluation->scene.class_count; i++) {
        const promo_line_result *line = &evaluation->lines[evaluation->scene.classes[i].line];
        if (set != NULL && !bits_has(set, i))
            continue;
        sum += line->total;
        *quantity += line->quantity;
    }
    if (sum > INT64_MAX)
        return evaluation_overflow("the goods that are charged for");
    *price = (int64_t)sum;
    return evaluation->scene.status;
}

static bool charge_amount(const struct image_benefit *charge, int64_t quantity, int64_t price, enum rounding mode,
                          int64_t *amount)
{
    if (charge->kind == BENEFIT_CHARGE_PERCENT)
        return fraction_round((struct fraction){(promo_i128)price * charge->value, EXACT_MILLION}, mode, amount);
    return multiply_i64(charge->value, charge->scope == SCOPE_SET ? quantity : quantity > 0, amount);
}

/* Once, however often the event applies. */
static promo_status charge_visit(struct evaluation *evaluation, uint32_t index, int64_t *total)
{
    const struct visit *visit = &evaluation->visits.items[index];
    enum rounding mode = (enum rounding)evaluation->view->SETTINGS[0].rounding;
    promo_charge charged = {
        .promotion = visit_promotion_name(evaluation, index),
        .event = visit_event_name(evaluation, index),
    };
    for (uint32_t i = 0; i < visit->benefits.count; i++) {
        const struct image_benefit *charge = &evaluation->view->BENEFITS[visit->benefits.first + i];
        int64_t quantity, price = 0, amount;
        if (!benefit_is_charge(charge))
            continue;
        promo_status status = sum_units(evaluation, charge, &quantity, &price);
        if (status != PROMO_OK)
            return status;
        if (!charge_amount(charge, quantity, price, mode, &amount) ||
            !add_i64(charged.amount, amount, &charged.amount))
            return evaluation_overflow("a charge");
    }
    if (charged.amount == 0)
        return PROMO_OK;
    if (!add_i64(*total, charged.amount, total))
        return evaluation_overflow("the sum of the charges");
    return VECTOR_PUSH(&evaluation->charged, evaluation->alloc, charged) ? PROMO_OK : evaluation_no_memory();
}

/* Charges do not compete: a promotion that only charges yields to whatever it excludes. */
static bool yields(const struct evaluation *evaluation, uint32_t visit)
{
    struct span excludes = visit_promotion_of(evaluation, visit)->excludes;
    if (evaluation->final->exclusive != INDEX_NONE)
        return false;
    for (uint32_t i = 0; i < excludes.count; i++)
        if (bits_has(evaluation->used, evaluation->view->INDICES[excludes.first + i]))
            return true;
    return false;
}

/* Those that yield, and those that come to nothing, are no part of the outcome. */
static promo_status charge_only(struct evaluation *evaluation, uint32_t visit, size_t *kept, int64_t *total)
{
    size_t before = evaluation->charged.count;
    if (yields(evaluation, visit))
        return PROMO_OK;
    promo_status status = charge_visit(evaluation, visit, total);
    if (status != PROMO_OK || evaluation->charged.count == before)
        return status;
    evaluation->final->charges.items[(*kept)++] = visit;
    if (evaluation->final->exclusive == INDEX_NONE)
        bits_add(evaluation->used, evaluation->visits.items[visit].promotion);
    return PROMO_OK;
}

promo_status charges_of_outcome(struct evaluation *evaluation, int64_t *total)
{
    struct outcome *outcome = evaluation->final;
    promo_status status = PROMO_OK;
    size_t use = 0, charge = 0, kept = 0;
    while (status == PROMO_OK && (use < outcome->uses.count || charge < outcome->charges.count)) {
        bool next_is_use = charge == outcome->charges.count ||
                           (use < outcome->uses.count &&
                            outcome->uses.items[use].visit < outcome->charges.items[charge]);
        if (!next_is_use) {
            status = charge_only(evaluation, outcome->charges.items[charge++], &kept, total);
            continue;
        }
        const struct outcome_use *used = &outcome->uses.items[use++];
        if (evaluation->visits.items[used->visit].charges)
            status = charge_visit(evaluation, used->visit, total);
    }
    outcome->charges.count = kept;
    return status;
}
