#include "vm/payments.h"

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool pay(struct evaluation *evaluation, struct evaluation_payment payment, int64_t *due)
{
    *due -= payment.amount;
    return VECTOR_PUSH(&evaluation->payments, evaluation->alloc, payment);
}

static promo_status pay_by_certificates(struct evaluation *evaluation, int64_t stored, int64_t *due)
{
    const struct basket *basket = evaluation->basket;
    for (uint32_t i = 0; i < basket->codes.count; i++) {
        struct code_answer *answer = &evaluation->codes[i];
        int64_t payable = *due - stored;
        if (!answer->accepted || payable <= 0 ||
            evaluation->view->COUPONS[answer->coupon].kind != COUPON_CERTIFICATE)
            continue;
        int64_t amount = smaller(payable, basket->codes.items[i].balance);
        answer->used = true;
        if (!pay(evaluation, (struct evaluation_payment){.code = i, .amount = amount}, due))
            return evaluation_no_memory();
    }
    return PROMO_OK;
}

/* Points are taken in full steps, but no more of them are used up than the amount they pay for needs. */
static promo_status pay_by_points(struct evaluation *evaluation, const struct basket_redeem *wish, int64_t *due)
{
    const struct image_program *program = &evaluation->view->PROGRAMS[wish->program];
    int64_t points = smaller(wish->points, evaluation->basket->points[wish->program].balance);
    if (program->redeem_points <= 0 || program->redeem_for <= 0 || points <= 0)
        return PROMO_OK;
    promo_i128 worth = (promo_i128)(points / program->redeem_points) * program->redeem_for;
    int64_t amount = worth < *due ? (int64_t)worth : *due;
    if (amount <= 0)
        return PROMO_OK;
    promo_i128 needed = ((promo_i128)amount * program->redeem_points + program->redeem_for - 1) / program->redeem_for;
    struct evaluation_payment payment = {
        .code = INDEX_NONE,
        .program = wish->program,
        .points = needed < points ? (int64_t)needed : points,
        .amount = amount,
    };
    return pay(evaluation, payment, due) ? PROMO_OK : evaluation_no_memory();
}

promo_status payments_take(struct evaluation *evaluation, int64_t *due)
{
    const struct basket *basket = evaluation->basket;
    int64_t stored = 0;
    for (size_t i = 0; i < basket->lines.count; i++)
        if (basket->lines.items[i].stored_value)
            stored += evaluation->lines[i].total;
    promo_status status = pay_by_certificates(evaluation, stored, due);
    for (size_t i = 0; status == PROMO_OK && i < basket->redeems.count; i++)
        status = pay_by_points(evaluation, &basket->redeems.items[i], due);
    return status;
}
