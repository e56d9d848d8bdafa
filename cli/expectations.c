#include "cli/expectations.h"

#include "base/decimal.h"

/* One expectation against one result. */
struct comparison {
    const struct expectation *expected;
    const promo_image *image;
    const promo_result *result;
    struct buffer *actual;
};

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* Whether it comes of the promotion, and the event where one is named. */
static bool is_of(const struct expectation *expected, const char *promotion, const char *event)
{
    return same(expected->promotion, promotion) &&
           (expected->event == NULL || (event != NULL && same(expected->event, event)));
}

static void say_money(struct comparison *c, const char *what, int64_t amount)
{
    char digits[DECIMAL_ROOM];
    buffer_string(c->actual, what);
    buffer_char(c->actual, ' ');
    buffer_write(c->actual, digits, decimal_print(amount, promo_image_decimals(c->image), digits));
}

/* " by promotion.event", as the expectation names it. */
static void say_by(struct comparison *c, const char *event)
{
    buffer_format(c->actual, " by %s", c->expected->promotion);
    if (event != NULL)
        buffer_format(c->actual, ".%s", event);
}

static bool total_is(struct comparison *c)
{
    bool holds = c->result->total == c->expected->amount;
    if (!holds)
        say_money(c, "total", c->result->total);
    return holds;
}

/* Money of the promotion: a discount or a charge. */
static bool given_is(struct comparison *c, const char *what, int64_t amount)
{
    bool holds = amount == c->expected->amount;
    if (!holds) {
        say_money(c, what, amount);
        say_by(c, c->expected->event);
    }
    return holds;
}

static int64_t discount_of(const struct comparison *c)
{
    int64_t sum = 0;
    for (size_t i = 0; i < c->result->applied_count; i++)
        if (is_of(c->expected, c->result->applied[i].promotion, c->result->applied[i].event))
            sum += c->result->applied[i].amount;
    return sum;
}

static bool discount_is(struct comparison *c)
{
    return given_is(c, "discount", discount_of(c));
}

static bool charge_is(struct comparison *c)
{
    int64_t sum = 0;
    for (size_t i = 0; i < c->result->charged_count; i++)
        if (is_of(c->expected, c->result->charged[i].promotion, c->result->charged[i].event))
            sum += c->result->charged[i].amount;
    return given_is(c, "charge", sum);
}

static void say_award(struct comparison *c, const promo_award *award)
{
    const char *name = award->name;
    long long quantity = (long long)award->quantity;
    switch (award->kind) {
    case PROMO_GIFT: buffer_format(c->actual, "gift %lld of \"%s\"", quantity, name); break;
    case PROMO_ALLOWANCE: buffer_format(c->actual, "allowance %lld \"%s\"", quantity, award->unit); break;
    case PROMO_POINTS: buffer_format(c->actual, "points %lld of %s", quantity, name); break;
    case PROMO_COUPON:
    case PROMO_CERTIFICATE: buffer_format(c->actual, "issued %s", name); break;
    }
}

static bool gives_nothing(struct comparison *c)
{
    for (size_t i = 0; i < c->result->applied_count; i++)
        if (is_of(c->expected, c->result->applied[i].promotion, c->result->applied[i].event)) {
            say_money(c, "discount", discount_of(c));
            say_by(c, c->expected->event);
            return false;
        }
    for (size_t i = 0; i < c->result->award_count; i++)
        if (is_of(c->expected, c->result->awards[i].promotion, c->result->awards[i].event)) {
            say_award(c, &c->result->awards[i]);
            say_by(c, c->result->awards[i].event);
            return false;
        }
    return true;
}

static int64_t awarded(const struct comparison *c, promo_award_kind kind, bool by_unit)
{
    int64_t sum = 0;
    for (size_t i = 0; i < c->result->award_count; i++) {
        const promo_award *award = &c->result->awards[i];
        const char *name = by_unit ? award->unit : award->name;
        if (award->kind == kind && name != NULL && same(name, c->expected->name))
            sum += award->quantity;
    }
    return sum;
}

/* A quantity of what the expectation names. */
static bool quantity_is(struct comparison *c, promo_award_kind kind, int64_t quantity)
{
    promo_award award = {.kind = kind, .name = c->expected->name, .unit = c->expected->name, .quantity = quantity};
    bool holds = quantity == c->expected->quantity;
    if (!holds)
        say_award(c, &award);
    return holds;
}

static bool gift_is(struct comparison *c)
{
    return quantity_is(c, PROMO_GIFT, awarded(c, PROMO_GIFT, false));
}

static bool allowance_is(struct comparison *c)
{
    return quantity_is(c, PROMO_ALLOWANCE, awarded(c, PROMO_ALLOWANCE, true));
}

static bool points_are(struct comparison *c)
{
    int64_t points = awarded(c, PROMO_POINTS, false);
    for (size_t i = 0; i < c->result->earned_count; i++)
        if (same(c->result->earned[i].program, c->expected->name))
            points += c->result->earned[i].points;
    return quantity_is(c, PROMO_POINTS, points);
}

static bool is_issued(struct comparison *c)
{
    if (awarded(c, PROMO_COUPON, false) + awarded(c, PROMO_CERTIFICATE, false) > 0)
        return true;
    buffer_format(c->actual, "no %s is issued", c->expected->name);
    return false;
}

static bool has_hint(struct comparison *c)
{
    for (size_t i = 0; i < c->result->hint_count; i++)
        if (is_of(c->expected, c->result->hints[i].promotion, c->result->hints[i].event))
            return true;
    buffer_string(c->actual, c->result->hint_count == 0 ? "no hint at all" : "hints for");
    for (size_t i = 0; i < c->result->hint_count; i++)
        buffer_format(c->actual, "%s %s.%s", i == 0 ? "" : ",", c->result->hints[i].promotion, c->result->hints[i].event);
    return false;
}

static bool line_is(struct comparison *c)
{
    int64_t sum = 0;
    bool found = false;
    for (size_t i = 0; i < c->result->line_count; i++)
        if (same(c->result->lines[i].sku, c->expected->name)) {
            sum += c->result->lines[i].total;
            found = true;
        }
    if (found && sum == c->expected->amount)
        return true;
    buffer_format(c->actual, found ? "line \"%s\"" : "no line of \"%s\"", c->expected->name);
    if (found)
        say_money(c, " total", sum);
    return false;
}

static bool is_rejected(struct comparison *c)
{
    for (size_t i = 0; i < c->result->code_count; i++)
        if (same(c->result->codes[i].code, c->expected->name)) {
            if (c->result->codes[i].accepted)
                buffer_format(c->actual, "coupon \"%s\" is accepted", c->expected->name);
            return !c->result->codes[i].accepted;
        }
    buffer_format(c->actual, "coupon \"%s\" is not presented", c->expected->name);
    return false;
}

bool expectation_holds(const struct expectation *expectation, const promo_image *image, const promo_result *result,
                       struct buffer *actual)
{
    static bool (*const HOLDS[])(struct comparison *) = {
        [EXPECTATION_TOTAL] = total_is,     [EXPECTATION_DISCOUNT] = discount_is,   [EXPECTATION_NONE] = gives_nothing,
        [EXPECTATION_GIFT] = gift_is,       [EXPECTATION_POINTS] = points_are,      [EXPECTATION_ALLOWANCE] = allowance_is,
        [EXPECTATION_ISSUED] = is_issued,   [EXPECTATION_CHARGE] = charge_is,       [EXPECTATION_HINT] = has_hint,
        [EXPECTATION_LINE] = line_is,       [EXPECTATION_REJECTED] = is_rejected,
    };
    struct comparison comparison = {expectation, image, result, actual};
    return HOLDS[expectation->kind](&comparison);
}
