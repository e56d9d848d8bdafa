#include "vm/result.h"

#include "vm/awards.h"
#include "vm/codes.h"
#include "vm/holds.h"

promo_status result_total(const struct evaluation *evaluation, int64_t charges, int64_t *total)
{
    promo_i128 sum = (promo_i128)evaluation->basket->subtotal + evaluation->basket->shipping + charges -
                     evaluation->final->discount;
    if (sum > INT64_MAX)
        return evaluation_overflow("the total");
    *total = (int64_t)sum;
    return PROMO_OK;
}

static const char *layer_name(const struct evaluation *evaluation, uint32_t layer)
{
    return layer == INDEX_NONE ? "exclusive" : evaluation_name(evaluation, evaluation->view->LAYERS[layer].name);
}

/* Every line as the basket has it, before discounts. */
static promo_line_result *plain_lines(struct evaluation *evaluation)
{
    const struct basket *basket = evaluation->basket;
    promo_line_result *lines = ARENA_ROOM(&evaluation->scratch, basket->lines.count, promo_line_result);
    for (size_t i = 0; lines != NULL && i < basket->lines.count; i++) {
        const struct basket_line *line = &basket->lines.items[i];
        int64_t whole = line->price * line->quantity;
        lines[i] = (promo_line_result){
            .id = basket_line_id(basket, i),
            .sku = line->sku_text,
            .quantity = line->quantity,
            .original = whole,
            .total = whole,
        };
    }
    return lines;
}

/* Discounts in the order of their uses, line by line: taken off and counted, placed, filled. */
static bool discount_lines(struct evaluation *evaluation)
{
    const struct outcome *outcome = evaluation->final;
    promo_line_result *lines = evaluation->lines;
    size_t count = evaluation->basket->lines.count;
    promo_discount *discounts = ARENA_ROOM(&evaluation->scratch, outcome->discounts.count, promo_discount);
    if (discounts == NULL)
        return false;
    for (size_t i = 0; i < outcome->discounts.count; i++) {
        const struct outcome_discount *from = &outcome->discounts.items[i];
        if (from->line == count) {
            evaluation->shipping_total -= from->amount;
            continue;
        }
        lines[from->line].total -= from->amount;
        lines[from->line].discount_count++;
    }
    for (size_t i = 0, first = 0; i < count; i++) {
        lines[i].discounts = &discounts[first];
        first += lines[i].discount_count;
        lines[i].discount_count = 0;
    }
    for (size_t i = 0; i < outcome->discounts.count; i++) {
        const struct outcome_discount *from = &outcome->discounts.items[i];
        if (from->line == count)
            continue;
        uint32_t visit = outcome->uses.items[from->use].visit;
        promo_line_result *line = &lines[from->line];
        discounts[(line->discounts - discounts) + (ptrdiff_t)line->discount_count++] =
            (promo_discount){visit_promotion_name(evaluation, visit), visit_event_name(evaluation, visit), from->amount};
    }
    return true;
}

promo_status result_lines(struct evaluation *evaluation)
{
    evaluation->shipping_total = evaluation->basket->shipping;
    evaluation->lines = plain_lines(evaluation);
    if (evaluation->lines == NULL || (evaluation->final->discounts.count > 0 && !discount_lines(evaluation)))
        return evaluation_no_memory();
    return PROMO_OK;
}

static bool fill_applied(struct evaluation *evaluation)
{
    size_t count = 0;
    const struct outcome *outcome = evaluation->final;
    promo_applied *applied = ARENA_ROOM(&evaluation->scratch, outcome->uses.count, promo_applied);
    promo_layer_result *layers = ARENA_ROOM(&evaluation->scratch, outcome->layers.count, promo_layer_result);
    if (applied == NULL || layers == NULL)
        return false;
    for (size_t i = 0; i < outcome->uses.count; i++) {
        const struct outcome_use *use = &outcome->uses.items[i];
        const struct visit *visit = &evaluation->visits.items[use->visit];
        if (!visit->discounts) /* what only awards is told among the awards */
            continue;
        applied[count++] = (promo_applied){
            .promotion = visit_promotion_name(evaluation, use->visit),
            .event = visit_event_name(evaluation, use->visit),
            .layer = layer_name(evaluation, visit->layer),
            .times = visit->multiplier > 1 ? visit->multiplier : use->times,
            .amount = use->amount,
        };
    }
    for (size_t i = 0; i < outcome->layers.count; i++) {
        const struct outcome_layer *layer = &outcome->layers.items[i];
        layers[i] = (promo_layer_result){layer_name(evaluation, layer->layer), layer->value, layer->bound, layer->proven,
                                         layer->layer != INDEX_NONE && evaluation->view->LAYERS[layer->layer].stack};
    }
    evaluation->result.applied = applied;
    evaluation->result.applied_count = count;
    evaluation->result.layers = layers;
    evaluation->result.layer_count = outcome->layers.count;
    return true;
}

static bool fill_codes(struct evaluation *evaluation)
{
    const struct basket *basket = evaluation->basket;
    evaluation->result.codes = NULL;
    evaluation->result.code_count = basket->codes.count;
    if (basket->codes.count == 0)
        return true;
    promo_code_result *codes = ARENA_ROOM(&evaluation->scratch, basket->codes.count, promo_code_result);
    if (codes == NULL)
        return false;
    for (uint32_t i = 0; i < basket->codes.count; i++) {
        const struct code_answer *answer = &evaluation->codes[i];
        codes[i] = (promo_code_result){
            .code = basket->codes.items[i].presented,
            .coupon = answer->coupon == INDEX_NONE
                          ? NULL
                          : evaluation_name(evaluation, evaluation->view->COUPONS[answer->coupon].name),
            .accepted = answer->accepted,
            .used = answer->used,
            .reason = answer->accepted && !answer->used ? codes_idle_reason(evaluation, i) : answer->reason,
        };
    }
    evaluation->result.codes = codes;
    return true;
}

static bool fill_payments(struct evaluation *evaluation)
{
    size_t count = evaluation->payments.count;
    evaluation->result.payments = NULL;
    evaluation->result.payment_count = count;
    if (count == 0)
        return true;
    promo_payment *payments = ARENA_ROOM(&evaluation->scratch, count, promo_payment);
    if (payments == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct evaluation_payment *from = &evaluation->payments.items[i];
        payments[i] = (promo_payment){.points = from->points, .amount = from->amount};
        if (from->code == INDEX_NONE) {
            payments[i].program = evaluation_name(evaluation, evaluation->view->PROGRAMS[from->program].name);
            continue;
        }
        payments[i].code = evaluation->basket->codes.items[from->code].presented;
        payments[i].coupon =
            evaluation_name(evaluation, evaluation->view->COUPONS[evaluation->codes[from->code].coupon].name);
    }
    evaluation->result.payments = payments;
    return true;
}

/* Member by member: to clear them all at once first takes as long as everything else here. */
promo_status result_fill(struct evaluation *evaluation, int64_t charges, int64_t total, int64_t due)
{
    const struct basket *basket = evaluation->basket;
    promo_result *result = &evaluation->result;
    result->id = basket->id;
    result->subtotal = basket->subtotal;
    result->discount = evaluation->final->discount;
    result->shipping = evaluation->shipping_total;
    result->shipping_given = basket->shipping;
    result->charges = charges;
    result->total = total;
    result->due = due;
    result->lines = evaluation->lines;
    result->line_count = basket->lines.count;
    result->hints = evaluation->hints.items;
    result->hint_count = evaluation->hints.count;
    result->charged = evaluation->charged.items;
    result->charged_count = evaluation->charged.count;
    result->earned = evaluation->earned.items;
    result->earned_count = evaluation->earned.count;
    result->verdicts = NULL;
    result->verdict_count = 0;
    if (!fill_applied(evaluation) || !fill_codes(evaluation) || !fill_payments(evaluation))
        return evaluation_no_memory();
    promo_status status = awards_list(evaluation, &result->awards, &result->award_count);
    if (status == PROMO_OK)
        status = holds_list(evaluation, &result->holds, &result->hold_count);
    return status;
}

int64_t promo_result_total(const promo_result *result)
{
    return result->total;
}
