/* Everything but promotions in words: settings, item sets, layers, audiences, price lists, campaigns, coupons, loyalty. */
#include "compiler/describe_parts.h"

/* ---- Limits and codes ---- */

static void times(struct buffer *words, int64_t count, const char *of)
{
    if (count == 1) {
        buffer_format(words, "once%s", of);
        return;
    }
    buffer_string(words, "at most ");
    phrase_counted(words, count, "time");
    buffer_string(words, of);
}

void describe_limits(struct description *out, const struct plan_limits *limits, enum describe_part part)
{
    const struct {
        int64_t limit;
        const char *property, *words;
    } LIMITS[] = {{limits->per_customer, "limit per customer", " per customer"},
                  {limits->per_day, "limit per day", " a day"},
                  {limits->total, "limit in all", " in all"}};
    struct buffer words;
    buffer_init(&words, out->alloc);
    for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++) {
        if (LIMITS[i].limit == PLAN_UNLIMITED)
            continue;
        times(&words, LIMITS[i].limit, LIMITS[i].words);
        description_add(out, part, LIMITS[i].property, &words);
    }
    buffer_done(&words);
}

void describe_codes(struct buffer *out, const struct plan_coupon *coupon)
{
    if (coupon->code.length != 0) {
        buffer_string(out, "one public code, ");
        phrase_quoted(out, coupon->code);
        return;
    }
    if (coupon->count != 0) {
        phrase_count(out, coupon->count);
        buffer_char(out, ' ');
    }
    buffer_string(out, coupon->count == 1 ? "generated code like " : "generated codes like ");
    phrase_quoted(out, coupon->pattern);
}

static void validity(const struct plan *plan, struct buffer *words, const struct plan_coupon *coupon)
{
    bool bounded = coupon->valid.from != PLAN_SINCE_EVER || coupon->valid.to != PLAN_FOR_EVER;
    if (!bounded && coupon->valid_for.count == 0)
        return;
    buffer_string(words, "valid ");
    if (bounded) {
        phrase_period(words, plan, coupon->valid);
    } else {
        buffer_string(words, "for ");
        phrase_duration(words, coupon->valid_for);
        buffer_string(words, " from the day it is issued");
    }
}

void describe_coupon_conditions(const struct plan *plan, struct description *out, const struct plan_coupon *coupon,
                                enum describe_part part)
{
    struct buffer words;
    buffer_init(&words, out->alloc);
    if (coupon->minimum != 0) {
        buffer_string(&words, "for goods of at least ");
        phrase_money(&words, plan, coupon->minimum);
        buffer_string(&words, " at the prices of the basket");
        description_add(out, part, "coupon minimum", &words);
    }
    validity(plan, &words, coupon);
    description_add(out, part, "coupon validity", &words);
    struct plan_limits limits = coupon->limits;
    describe_limits(out, &limits, part);
    if (coupon->once) {
        buffer_string(&words, "a refund does not give the use back");
        description_add(out, part, "once", &words);
    }
    buffer_done(&words);
}

void describe_coupon(struct describer *describer, struct description *out, const struct plan_coupon *coupon)
{
    struct buffer words;
    buffer_init(&words, out->alloc);
    buffer_string(&words, coupon->certificate ? "a certificate: it pays, up to its balance" : "a discount coupon");
    description_add(out, DESCRIBE_FACT, "kind", &words);
    describe_codes(&words, coupon);
    description_add(out, DESCRIBE_FACT, "code", &words);
    describe_coupon_conditions(describer->plan, out, coupon, DESCRIBE_FACT);
    buffer_done(&words);
}

/* ---- Where ---- */

void describe_places(struct describer *describer, struct description *out, uint32_t list, const char *noun,
                     const char *property, const char *of)
{
    struct buffer words;
    if (list == PLAN_NONE)
        return;
    buffer_init(&words, out->alloc);
    size_t count = describer->plan->lists.items[list].count;
    if (count == 0) {
        buffer_format(&words, "in no %s", noun);
    } else {
        buffer_format(&words, "only in %s%s ", noun, count == 1 ? "" : "s");
        describe_list(describer, &words, list, (struct told_type){PLAN_TEXT, PLAN_NONE}, "and");
    }
    buffer_string(&words, of);
    description_add(out, DESCRIBE_WHERE, property, &words);
    buffer_done(&words);
}

static void where(struct describer *describer, struct description *out, uint32_t channels, uint32_t stores, uint32_t regions)
{
    describe_places(describer, out, channels, "channel", "channels", "");
    describe_places(describer, out, stores, "store", "stores", "");
    describe_places(describer, out, regions, "region", "regions", "");
}

/* ---- Declarations ---- */

void describe_settings(struct describer *describer, struct description *out)
{
    static const char *const ROUNDINGS[] = {"half up", "half to the even digit", "half down", "up", "down"};
    const struct plan *plan = describer->plan;
    struct buffer words;
    buffer_init(&words, out->alloc);
    buffer_format(&words, "amounts are in %s", plan->currency);
    description_add(out, DESCRIBE_FACT, "currency", &words);
    buffer_string(&words, "dates and times are those of ");
    buffer_text(&words, plan->timezone);
    description_add(out, DESCRIBE_FACT, "time zone", &words);
    buffer_format(&words, "amounts are rounded %s, once for each offer", ROUNDINGS[plan->rounding]);
    description_add(out, DESCRIBE_FACT, "rounding", &words);
    if (plan->floor != 0) {
        buffer_string(&words, "no item is discounted below ");
        phrase_money(&words, plan, plan->floor);
    } else {
        buffer_string(&words, "an item can be discounted down to nothing");
    }
    description_add(out, DESCRIBE_FACT, "floor", &words);
    buffer_done(&words);
}

void describe_let(struct describer *describer, struct description *out, const struct plan_let *let)
{
    struct buffer words;
    buffer_init(&words, out->alloc);
    describe_set(describer, &words, let->node);
    description_add(out, DESCRIBE_FACT, "items", &words);
    buffer_done(&words);
}

void describe_layer(struct describer *describer, struct description *out, uint32_t number)
{
    const struct plan *plan = describer->plan;
    const struct plan_layer *layer = &plan->layers.items[number];
    struct buffer words;
    buffer_init(&words, out->alloc);
    buffer_format(&words, "number %u of %zu", (unsigned)number + 1, plan->layers.count);
    description_add(out, DESCRIBE_FACT, "place", &words);
    buffer_string(&words, layer->on_original ? "works on the prices of the basket, whatever other layers took off"
                          : number == 0      ? "works on the prices of the basket"
                                             : "works on what the layers before it have left of the prices");
    description_add(out, DESCRIBE_FACT, "prices", &words);
    buffer_string(&words, layer->stack ? "its promotions add up, one after the other by priority"
                                       : "no item counts for two of its promotions: the combination that saves most is given");
    description_add(out, DESCRIBE_FACT, "combination", &words);
    buffer_done(&words);
}

void describe_audience(struct describer *describer, struct description *out, const struct plan_audience *audience)
{
    struct buffer words;
    buffer_init(&words, out->alloc);
    if (audience->members == PLAN_NONE) {
        buffer_string(&words, "customers that are loaded into the store");
    } else {
        size_t count = describer->plan->lists.items[audience->members].count;
        phrase_counted(&words, (int64_t)count, "customer");
        if (count != 0) {
            buffer_string(&words, ": ");
            describe_list(describer, &words, audience->members, (struct told_type){PLAN_TEXT, PLAN_NONE}, "and");
        }
    }
    description_add(out, DESCRIBE_FACT, "members", &words);
    buffer_done(&words);
}

void describe_price_list(struct describer *describer, struct description *out, const struct plan_price_list *list)
{
    where(describer, out, list->channels, list->stores, list->regions);
    if (list->channels != PLAN_NONE || list->stores != PLAN_NONE || list->regions != PLAN_NONE)
        return;
    struct buffer words;
    buffer_init(&words, out->alloc);
    buffer_string(&words, "everywhere");
    description_add(out, DESCRIBE_WHERE, "channels", &words);
    buffer_done(&words);
}

void describe_budget(struct describer *describer, struct description *out, const struct plan_campaign *campaign)
{
    struct buffer words;
    buffer_init(&words, out->alloc);
    if (campaign->budget_money != PLAN_UNLIMITED) {
        buffer_string(&words, "ends when ");
        phrase_money(&words, describer->plan, campaign->budget_money);
        buffer_string(&words, " have been given away");
        description_add(out, DESCRIBE_BUDGET, "budget", &words);
    }
    if (campaign->budget_uses != PLAN_UNLIMITED) {
        buffer_string(&words, "ends after ");
        phrase_counted(&words, campaign->budget_uses, "order");
        description_add(out, DESCRIBE_BUDGET, "budget of uses", &words);
    }
    if (campaign->holdout != 0) {
        phrase_percent(&words, campaign->holdout);
        buffer_string(&words, " of customers never get it: they are the control group");
        description_add(out, DESCRIBE_BUDGET, "holdout", &words);
    }
    buffer_done(&words);
}

void describe_campaign(struct describer *describer, struct description *out, const struct plan_campaign *campaign)
{
    struct buffer words;
    buffer_init(&words, out->alloc);
    if (campaign->type.length != 0)
        describe_name(&words, campaign->type);
    description_add(out, DESCRIBE_FACT, "type", &words);
    if (campaign->initiative.length != 0) {
        buffer_string(&words, "part of ");
        phrase_quoted(&words, campaign->initiative);
    }
    description_add(out, DESCRIBE_FACT, "initiative", &words);
    phrase_period(&words, describer->plan, campaign->period);
    description_add(out, DESCRIBE_WHEN, "period", &words);
    where(describer, out, campaign->channels, campaign->stores, campaign->regions);
    describe_budget(describer, out, campaign);
    buffer_done(&words);
}

static void points_for(struct describer *describer, struct buffer *words, int64_t points, const char *between, int64_t money)
{
    phrase_counted(words, points, "point");
    buffer_string(words, between);
    phrase_money(words, describer->plan, money);
}

void describe_program(struct describer *describer, struct description *out, const struct plan_program *program)
{
    struct buffer words;
    buffer_init(&words, out->alloc);
    if (program->earn_points != 0) {
        points_for(describer, &words, program->earn_points, " for every ", program->earn_per);
        if (program->earn_set == PLAN_NONE) {
            buffer_string(&words, " of the order, after discounts");
        } else {
            buffer_string(&words, " of ");
            describe_items(describer, &words, program->earn_set, DESCRIBE_ITEMS);
            buffer_string(&words, ", after discounts");
        }
    }
    description_add(out, DESCRIBE_FACT, "earns", &words);
    if (program->redeem_points != 0)
        points_for(describer, &words, program->redeem_points, " pay for ", program->redeem_for);
    description_add(out, DESCRIBE_FACT, "pays", &words);
    if (program->expire.count != 0) {
        buffer_string(&words, "points are lost after ");
        phrase_duration(&words, program->expire);
    }
    description_add(out, DESCRIBE_FACT, "expiry", &words);
    for (uint32_t i = 0; i < program->tier_count; i++) {
        phrase_between(&words, i, program->tier_count, "and");
        buffer_string(&words, i != 0 ? "" : program->tier_count == 1 ? "tier " : "tiers ");
        describe_name(&words, program->tiers[i].name);
        buffer_string(&words, " from ");
        phrase_counted(&words, program->tiers[i].from, "point");
    }
    description_add(out, DESCRIBE_FACT, "tiers", &words);
    buffer_done(&words);
}
