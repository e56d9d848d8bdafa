/* The declarations around the promotions: settings, zone, fields, audiences, price lists, layers, campaigns, coupons,
 * programs, schedules. */
#include "vm/verify_parts.h"

#include "base/calendar.h"
#include "base/codes.h"
#include "base/exact.h"

enum { MOST_DECIMALS = 6, MOST_OFFSET = 26 * 3600, MOST_DURATION = 100000000 };

static bool check_names(struct verifier *verifier, struct ref name, struct ref title)
{
    return verify_that(verifier, name.length != 0, "it has no name") && verify_text(verifier, name) &&
           verify_text(verifier, title);
}

static bool check_currency(struct verifier *verifier, const char currency[4])
{
    for (int i = 0; i < 3; i++)
        if (currency[i] < 'A' || currency[i] > 'Z')
            return verify_fail(verifier, "a currency is not three letters");
    return verify_that(verifier, currency[3] == '\0', "a currency is not three letters");
}

static bool all_zero(const uint8_t *bytes, size_t count)
{
    while (count > 0 && bytes[count - 1] == 0)
        count--;
    return count == 0;
}

static bool check_settings(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    verify_at(verifier, "SETTINGS", 0);
    if (view->SETTINGS_COUNT != 1)
        return verify_fail(verifier, "there is not exactly one");
    const struct image_settings *settings = view->SETTINGS;
    return check_currency(verifier, settings->currency) &&
           verify_that(verifier, settings->decimals <= MOST_DECIMALS, "no currency has so many decimals") &&
           verify_that(verifier, settings->rounding < ROUNDING_COUNT, "no such rounding") &&
           verify_that(verifier, all_zero(settings->reserved, sizeof settings->reserved), "reserved bytes are not zero") &&
           verify_amount(verifier, settings->floor) && verify_text(verifier, settings->timezone);
}

static bool check_transitions(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->TRANSITIONS_COUNT; i++) {
        struct image_transition transition = view->TRANSITIONS[i];
        verify_at(verifier, "TRANSITIONS", i);
        if (i != 0 && transition.at <= view->TRANSITIONS[i - 1].at)
            return verify_fail(verifier, "transitions do not ascend");
        if (transition.offset < -MOST_OFFSET || transition.offset > MOST_OFFSET)
            return verify_fail(verifier, "no zone is so far from UTC");
    }
    return true;
}

/* --- fields -------------------------------------------------------------------------------------------------------------- */

static bool check_field(struct verifier *verifier, const struct image_field *field)
{
    const struct image_view *view = verifier->view;
    if (!verify_that(verifier, field->name.length != 0, "it has no name") || !verify_text(verifier, field->name) ||
        !verify_that(verifier, field->owner < OWNER_COUNT && field->type < TYPE_COUNT, "no such owner or type") ||
        !verify_that(verifier, all_zero(field->reserved, sizeof field->reserved), "reserved bytes are not zero") ||
        !verify_span(verifier, field->names, view->ENUM_NAMES_COUNT))
        return false;
    return verify_that(verifier, (field->type == TYPE_ENUM) == (field->names.count != 0), "values are of enums");
}

static bool has_name(const struct verifier *verifier, uint32_t field, struct text name)
{
    struct ref ref = verifier->view->FIELDS[field].name;
    return text_equal((struct text){verifier->view->STRINGS + ref.offset, ref.length}, name);
}

/* The three that every customer has, in this order. */
static bool check_built_in(struct verifier *verifier)
{
    static const struct { const char *name; enum field_type type; } BUILT_IN[] = {
        {"id", TYPE_TEXT}, {"birthday", TYPE_DATE}, {"orders", TYPE_NUMBER},
    };
    enum { COUNT = sizeof BUILT_IN / sizeof BUILT_IN[0] };
    const struct image_view *view = verifier->view;
    if (verifier->first_field[OWNER_CUSTOMER + 1] < COUNT)
        return verify_fail(verifier, "the customer's own fields are missing");
    for (uint32_t i = 0; i < COUNT; i++)
        if (!has_name(verifier, i, text_from(BUILT_IN[i].name)) || view->FIELDS[i].type != BUILT_IN[i].type)
            return verify_fail(verifier, "the customer's own fields are not the first");
    return true;
}

static bool in_order(const struct verifier *verifier, uint32_t field)
{
    const struct image_view *view = verifier->view;
    struct ref a = view->FIELDS[field - 1].name, b = view->FIELDS[field].name;
    return text_compare((struct text){view->STRINGS + a.offset, a.length},
                        (struct text){view->STRINGS + b.offset, b.length}) < 0;
}

static bool check_fields(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    uint32_t owner = OWNER_CUSTOMER, slot = 0;
    for (uint32_t i = 0; i < view->FIELDS_COUNT; i++, slot++) {
        const struct image_field *field = &view->FIELDS[i];
        verify_at(verifier, "FIELDS", i);
        if (!check_field(verifier, field) || !verify_that(verifier, field->owner >= owner, "owners are out of order"))
            return false;
        while (owner < field->owner) {
            verifier->first_field[++owner] = i;
            slot = 0;
        }
        bool built_in = owner == OWNER_CUSTOMER && slot <= 3;
        if (!verify_that(verifier, field->slot == slot, "a slot is not its position") ||
            !verify_that(verifier, slot == 0 || built_in || in_order(verifier, i), "names do not ascend"))
            return false;
    }
    while (owner < OWNER_COUNT)
        verifier->first_field[++owner] = view->FIELDS_COUNT;
    return check_built_in(verifier);
}

static bool check_enum_names(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->ENUM_NAMES_COUNT; i++) {
        verify_at(verifier, "ENUM_NAMES", i);
        if (!verify_text(verifier, view->ENUM_NAMES[i]))
            return false;
    }
    return true;
}

/* --- who and where ------------------------------------------------------------------------------------------------------- */

static bool check_audiences(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->AUDIENCES_COUNT; i++) {
        const struct image_audience *audience = &view->AUDIENCES[i];
        verify_at(verifier, "AUDIENCES", i);
        if (!check_names(verifier, audience->name, (struct ref){0, 0}) ||
            !verify_symbols_or_none(verifier, audience->members) ||
            !verify_that(verifier, audience->reserved == 0, "reserved bytes are not zero"))
            return false;
    }
    return true;
}

static bool check_price_lists(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->PRICE_LISTS_COUNT; i++) {
        const struct image_price_list *list = &view->PRICE_LISTS[i];
        verify_at(verifier, "PRICE_LISTS", i);
        if (!check_names(verifier, list->name, list->title) || !check_currency(verifier, list->currency) ||
            !verify_index(verifier, list->symbol, view->SYMBOLS_COUNT) ||
            !verify_symbols_or_none(verifier, list->channels) ||
            !verify_that(verifier, list->reserved == 0, "reserved bytes are not zero"))
            return false;
    }
    return true;
}

/* Layers share the promotions out, from the first on; the exclusive ones remain. */
static bool check_layers(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    uint32_t next = 0;
    for (uint32_t i = 0; i < view->LAYERS_COUNT; i++) {
        const struct image_layer *layer = &view->LAYERS[i];
        verify_at(verifier, "LAYERS", i);
        if (!check_names(verifier, layer->name, layer->title) || !verify_flag(verifier, layer->on_original) ||
            !verify_flag(verifier, layer->stack) ||
            !verify_span(verifier, layer->promotions, view->PROMOTIONS_COUNT) ||
            !verify_that(verifier, layer->promotions.first == next, "its promotions do not follow those before"))
            return false;
        next += layer->promotions.count;
    }
    return true;
}

/* --- campaigns, coupons, loyalty ------------------------------------------------------------------------------------------ */

static bool check_limits(struct verifier *verifier, const struct image_limits *limits)
{
    return verify_amount(verifier, limits->total) && verify_amount(verifier, limits->per_customer) &&
           verify_amount(verifier, limits->per_day) && verify_amount(verifier, limits->per_order);
}

static bool check_campaigns(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->CAMPAIGNS_COUNT; i++) {
        const struct image_campaign *campaign = &view->CAMPAIGNS[i];
        verify_at(verifier, "CAMPAIGNS", i);
        if (!check_names(verifier, campaign->name, campaign->title) || !verify_text(verifier, campaign->type) ||
            !verify_text(verifier, campaign->initiative) || !verify_amount(verifier, campaign->budget_money) ||
            !verify_amount(verifier, campaign->budget_uses) ||
            !verify_that(verifier, campaign->holdout <= EXACT_MILLION, "a percentage is above 100") ||
            !verify_symbols_or_none(verifier, campaign->channels))
            return false;
    }
    return true;
}

/* The fixed code's normal form is the one that lookups use. */
static bool check_code(struct verifier *verifier, const struct image_coupon *coupon)
{
    const char *strings = verifier->view->STRINGS;
    char normal[4096];
    if (coupon->code.length > sizeof normal)
        return verify_fail(verifier, "a code is too long");
    size_t length = code_normal((struct text){strings + coupon->code.offset, coupon->code.length}, normal);
    struct text stated = {strings + coupon->normal.offset, coupon->normal.length};
    return verify_that(verifier, text_equal((struct text){normal, length}, stated) && (length != 0) == (coupon->code.length != 0),
                       "the normal form is another code's");
}

static bool check_duration(struct verifier *verifier, int64_t count, uint32_t unit)
{
    return verify_that(verifier, count >= 0 && count <= MOST_DURATION && unit <= UNIT_YEARS && (count == 0 || unit != UNIT_NONE),
                       "no such duration");
}

static bool check_coupons(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->COUPONS_COUNT; i++) {
        const struct image_coupon *coupon = &view->COUPONS[i];
        verify_at(verifier, "COUPONS", i);
        if (!check_names(verifier, coupon->name, coupon->title) || !verify_text(verifier, coupon->code) ||
            !verify_text(verifier, coupon->normal) || !verify_text(verifier, coupon->pattern) ||
            !check_code(verifier, coupon) || !verify_amount(verifier, coupon->count) ||
            !check_duration(verifier, coupon->valid_count, coupon->valid_unit) ||
            !verify_amount(verifier, coupon->minimum) || !check_limits(verifier, &coupon->limits) ||
            !verify_that(verifier, coupon->kind <= COUPON_CERTIFICATE, "no such kind") ||
            !verify_flag(verifier, coupon->once) ||
            !verify_that(verifier, all_zero(coupon->reserved, sizeof coupon->reserved), "reserved bytes are not zero"))
            return false;
    }
    return true;
}

/* Both or neither. */
static bool check_rate(struct verifier *verifier, int64_t one, int64_t other)
{
    return verify_amount(verifier, one) && verify_amount(verifier, other) &&
           verify_that(verifier, (one == 0) == (other == 0), "half a rate is missing");
}

static bool check_tiers(struct verifier *verifier, struct span tiers)
{
    const struct image_view *view = verifier->view;
    if (!verify_span(verifier, tiers, view->TIERS_COUNT))
        return false;
    for (uint32_t i = 0; i < tiers.count; i++) {
        const struct image_tier *tier = &view->TIERS[tiers.first + i];
        if (!verify_that(verifier, tier->name.length != 0, "a tier has no name") || !verify_text(verifier, tier->name) ||
            !verify_amount(verifier, tier->from) ||
            !verify_that(verifier, i == 0 || tier[-1].from < tier->from, "tiers do not ascend"))
            return false;
    }
    return true;
}

static bool check_programs(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->PROGRAMS_COUNT; i++) {
        const struct image_program *program = &view->PROGRAMS[i];
        verify_at(verifier, "PROGRAMS", i);
        if (!check_names(verifier, program->name, program->title) ||
            !check_rate(verifier, program->earn_points, program->earn_per) ||
            !check_rate(verifier, program->redeem_points, program->redeem_for) ||
            !check_duration(verifier, program->expire_count, program->expire_unit) ||
            !verify_index_or_none(verifier, program->earn_set, view->SETS_COUNT) || !check_tiers(verifier, program->tiers))
            return false;
    }
    return true;
}

static bool check_schedules(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    for (uint32_t i = 0; i < view->SCHEDULES_COUNT; i++) {
        const struct image_schedule *schedule = &view->SCHEDULES[i];
        verify_at(verifier, "SCHEDULES", i);
        if (!verify_that(verifier, schedule->weekdays < 1u << 7, "no such weekday") ||
            !verify_that(verifier, schedule->start >= 0 && schedule->start < CALENDAR_DAY_SECONDS &&
                         schedule->end >= 0 && schedule->end <= CALENDAR_DAY_SECONDS, "no such time of day") ||
            !verify_that(verifier, schedule->reserved == 0, "reserved bytes are not zero"))
            return false;
    }
    return true;
}

bool verify_records(struct verifier *verifier)
{
    return check_settings(verifier) && check_transitions(verifier) && check_fields(verifier) &&
           check_enum_names(verifier) && check_audiences(verifier) && check_price_lists(verifier) &&
           check_layers(verifier) && check_campaigns(verifier) && check_coupons(verifier) && check_programs(verifier) &&
           check_schedules(verifier);
}
