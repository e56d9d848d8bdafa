#include "vm/codes.h"

#include "base/calendar.h"
#include "vm/local.h"

static int64_t add_months(int64_t local, int64_t months)
{
    int64_t seconds = local % CALENDAR_DAY_SECONDS;
    if (seconds < 0)
        seconds += CALENDAR_DAY_SECONDS;
    struct calendar_date date = calendar_date_of((local - seconds) / CALENDAR_DAY_SECONDS);
    int64_t month = (int64_t)date.year * 12 + date.month - 1 + months;
    int32_t year = (int32_t)(month / 12);
    int of_year = (int)(month % 12) + 1;
    int last = calendar_month_days(year, of_year);
    return calendar_day(year, of_year, date.day < last ? date.day : last) * CALENDAR_DAY_SECONDS + seconds;
}

int64_t codes_expiry(const struct image_view *image, const struct image_coupon *coupon, int64_t issued)
{
    enum { MOST_MONTHS = 12 * 10000 };
    static const int64_t SECONDS[] = {[UNIT_MINUTES] = 60, [UNIT_HOURS] = 3600, [UNIT_DAYS] = CALENDAR_DAY_SECONDS,
                                      [UNIT_WEEKS] = 7 * CALENDAR_DAY_SECONDS};
    int64_t count = coupon->valid_count;
    if (count == 0 || issued == VALUE_MISSING || issued < CALENDAR_FIRST_INSTANT || issued > CALENDAR_LAST_INSTANT)
        return INT64_MAX;
    int64_t local = issued + image_offset_at(image, issued);
    if (coupon->valid_unit == UNIT_MONTHS || coupon->valid_unit == UNIT_YEARS) {
        int64_t months;
        if (!multiply_i64(count, coupon->valid_unit == UNIT_YEARS ? 12 : 1, &months) || months > MOST_MONTHS)
            return INT64_MAX;
        return local_instant(image, add_months(local, months), true);
    }
    int64_t seconds;
    if (!multiply_i64(count, SECONDS[coupon->valid_unit], &seconds) || seconds > CALENDAR_LAST_INSTANT)
        return INT64_MAX;
    if (coupon->valid_unit == UNIT_MINUTES || coupon->valid_unit == UNIT_HOURS)
        return issued + seconds;
    return local_instant(image, local + seconds, true);
}

/* The basket's own prices of all units; no more than the subtotal, which fits. */
static int64_t goods_of(const struct basket *basket)
{
    int64_t sum = 0;
    for (size_t i = 0; i < basket->lines.count; i++) {
        const struct basket_line *line = &basket->lines.items[i];
        if (!line->stored_value)
            sum += line->price * line->quantity;
    }
    return sum;
}

static const char *refusal_by_limits(const struct basket *basket, const struct image_limits *limits, promo_uses uses)
{
    if (uses.total >= limits->total || uses.day >= limits->per_day)
        return "limit";
    if (limits->per_customer == VALUE_UNLIMITED)
        return NULL;
    if (!basket_customer_known(basket))
        return "customer";
    return uses.customer >= limits->per_customer ? "limit" : NULL;
}

/* NULL: accepted. */
static const char *refusal(const struct evaluation *evaluation, const struct basket_code *code, int64_t goods)
{
    const struct basket *basket = evaluation->basket;
    if (code->repeated)
        return "repeated";
    if (code->coupon == INDEX_NONE)
        return "unknown";
    const struct image_coupon *coupon = &evaluation->view->COUPONS[code->coupon];
    if (code->revoked)
        return "revoked";
    if (basket->at < coupon->valid.from)
        return "not_yet_valid";
    if (basket->at >= coupon->valid.to ||
        (code->told && basket->at >= codes_expiry(evaluation->view, coupon, code->issued)))
        return "expired";
    if (goods < coupon->minimum)
        return "minimum";
    if (coupon->kind == COUPON_CERTIFICATE)
        return code->balance > 0 ? NULL : "balance";
    if (coupon->code.length == 0 && code->uses > 0)
        return "limit";
    return refusal_by_limits(basket, &coupon->limits, basket_uses_of_coupon(basket, code->coupon));
}

promo_status codes_judge_each(struct evaluation *evaluation)
{
    const struct basket *basket = evaluation->basket;
    size_t count = basket->codes.count;
    for (size_t i = 0; i < evaluation->accepted_coupons.count; i++)
        bits_drop(evaluation->accepted, evaluation->accepted_coupons.items[i]);
    evaluation->accepted_coupons.count = 0;
    if (count == 0)
        return PROMO_OK;
    evaluation->codes = ARENA_ROOM(&evaluation->scratch, count, struct code_answer);
    if (evaluation->codes == NULL || !VECTOR_RESERVE(&evaluation->accepted_coupons, evaluation->alloc, count))
        return evaluation_no_memory();
    int64_t goods = goods_of(basket);
    for (size_t i = 0; i < count; i++) {
        const struct basket_code *code = &basket->codes.items[i];
        const char *reason = refusal(evaluation, code, goods);
        evaluation->codes[i] = (struct code_answer){.coupon = code->coupon, .accepted = reason == NULL, .reason = reason};
        if (reason != NULL)
            continue;
        bits_add(evaluation->accepted, code->coupon);
        evaluation->accepted_coupons.items[evaluation->accepted_coupons.count++] = code->coupon;
    }
    return PROMO_OK;
}

static void use_coupon(struct evaluation *evaluation, uint32_t coupon)
{
    for (size_t i = 0; i < evaluation->basket->codes.count; i++)
        if (evaluation->codes[i].coupon == coupon && evaluation->codes[i].accepted) {
            evaluation->codes[i].used = true;
            return;
        }
}

/* A code that an applied event asked for in its conditions has done its work as well. */
static void use_by_event(struct evaluation *evaluation, uint32_t visit)
{
    const struct image_view *image = evaluation->view;
    const struct image_event *event = visit_event_of(evaluation, visit);
    uint32_t coupon = visit_promotion_of(evaluation, visit)->coupon;
    if (coupon != INDEX_NONE)
        use_coupon(evaluation, coupon);
    for (uint32_t i = 0; i < event->code.count; i++) {
        const struct instruction *at = &image->CODE[event->code.first + i];
        if (at->op == OP_COUPON)
            use_coupon(evaluation, at->imm);
    }
}

void codes_use_each(struct evaluation *evaluation)
{
    const struct outcome *outcome = evaluation->final;
    for (size_t i = 0; i < outcome->uses.count; i++)
        use_by_event(evaluation, outcome->uses.items[i].visit);
    for (size_t i = 0; i < outcome->charges.count; i++)
        use_by_event(evaluation, outcome->charges.items[i]);
}

const char *codes_idle_reason(const struct evaluation *evaluation, uint32_t code)
{
    uint32_t coupon = evaluation->codes[code].coupon;
    bool used_up = false;
    for (uint32_t i = 0; i < code; i++)
        used_up |= evaluation->codes[i].coupon == coupon && evaluation->codes[i].used;
    for (uint32_t i = 0; i < evaluation->visits.count && !used_up; i++)
        if (visit_promotion_of(evaluation, i)->coupon == coupon)
            return "outbid";
    return "not_needed";
}
