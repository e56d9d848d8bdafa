#include "cli/dump_parts.h"

#include "runtime/instant.h"

/* One section's records; each prints its own lines. */
struct dump {
    struct buffer *out;
    const struct image_view *image;
};

static void put_ref(struct dump *d, const char *name, struct ref ref)
{
    if (ref.length == 0)
        return;
    buffer_format(d->out, " %s \"", name);
    buffer_write(d->out, d->image->STRINGS + ref.offset, ref.length);
    buffer_char(d->out, '"');
}

static void put_index(struct dump *d, const char *name, uint32_t index)
{
    if (index != INDEX_NONE)
        buffer_format(d->out, " %s %u", name, index);
}

static void put_span(struct dump *d, const char *name, struct span span)
{
    if (span.count != 0)
        buffer_format(d->out, " %s %u+%u", name, span.first, span.count);
}

static void put_number(struct dump *d, const char *name, int64_t value)
{
    if (value != VALUE_UNLIMITED && value != VALUE_MISSING && value != 0)
        buffer_format(d->out, " %s %lld", name, (long long)value);
}

static void put_instant(struct dump *d, const char *name, int64_t instant)
{
    char text[INSTANT_ROOM];
    if (instant == INT64_MIN || instant == INT64_MAX)
        return;
    instant_print(instant, text);
    buffer_format(d->out, " %s %s", name, text);
}

static void put_period(struct dump *d, struct image_period period)
{
    put_instant(d, "from", period.from);
    put_instant(d, "to", period.to);
}

static void put_limits(struct dump *d, const struct image_limits *limits)
{
    put_number(d, "total", limits->total);
    put_number(d, "per_customer", limits->per_customer);
    put_number(d, "per_day", limits->per_day);
    put_number(d, "per_order", limits->per_order);
}

static void dump_strings(struct dump *d)
{
    const char *text = d->image->STRINGS;
    for (uint32_t at = 1; at < d->image->STRINGS_COUNT;) {
        size_t length = strlen(text + at);
        if (length != 0)
            buffer_format(d->out, "%6u  %s\n", at, text + at);
        at += (uint32_t)length + 1;
    }
}

static void dump_symbols(struct dump *d, uint32_t i)
{
    put_ref(d, "", d->image->SYMBOLS[i]);
}

static void dump_constants(struct dump *d, uint32_t i)
{
    buffer_format(d->out, " %lld", (long long)d->image->CONSTANTS[i]);
}

static void dump_lists(struct dump *d, uint32_t i)
{
    struct span list = d->image->LISTS[i];
    for (uint32_t v = 0; v < list.count; v++)
        buffer_format(d->out, " %lld", (long long)d->image->LIST_VALUES[list.first + v]);
}

static void dump_sets(struct dump *d, uint32_t i)
{
    const struct image_set *set = &d->image->SETS[i];
    put_ref(d, "is", set->text);
    if (set->values.count == 1)
        buffer_format(d->out, " term %u of %u", set->term & ((1u << SET_TERM_BITS) - 1), set->term >> SET_TERM_BITS);
    else if (set->values.count > 1)
        buffer_format(d->out, " terms %u of %u values", set->term & ((1u << SET_TERM_BITS) - 1), set->values.count);
    buffer_string(d->out, set->reads_price ? " reads_price\n" : "\n");
    dump_code(d->out, d->image, set->code, 8);
}

static void dump_settings(struct dump *d, uint32_t i)
{
    const struct image_settings *settings = &d->image->SETTINGS[i];
    buffer_format(d->out, " currency %.4s decimals %u rounding %u", settings->currency, settings->decimals,
                  settings->rounding);
    put_number(d, "floor", settings->floor);
    put_ref(d, "timezone", settings->timezone);
}

static void dump_transitions(struct dump *d, uint32_t i)
{
    put_instant(d, "from", d->image->TRANSITIONS[i].at);
    buffer_format(d->out, " offset %lld", (long long)d->image->TRANSITIONS[i].offset);
}

static void dump_fields(struct dump *d, uint32_t i)
{
    static const char *const OWNER[] = {"customer", "order", "item"};
    static const char *const TYPE[] = {"bool", "number", "decimal", "money", "percent", "text", "date", "instant", "enum", "set"};
    const struct image_field *field = &d->image->FIELDS[i];
    buffer_format(d->out, " %s", OWNER[field->owner]);
    put_ref(d, "field", field->name);
    buffer_format(d->out, " slot %u %s", field->slot, TYPE[field->type]);
    put_span(d, "names", field->names);
}

static void dump_enum_names(struct dump *d, uint32_t i)
{
    put_ref(d, "", d->image->ENUM_NAMES[i]);
}

static void dump_audiences(struct dump *d, uint32_t i)
{
    put_ref(d, "audience", d->image->AUDIENCES[i].name);
    put_index(d, "list", d->image->AUDIENCES[i].members);
}

static void dump_price_lists(struct dump *d, uint32_t i)
{
    const struct image_price_list *list = &d->image->PRICE_LISTS[i];
    put_ref(d, "price_list", list->name);
    put_ref(d, "title", list->title);
    put_index(d, "channels", list->channels);
    buffer_format(d->out, " %.4s", list->currency);
}

static void dump_layers(struct dump *d, uint32_t i)
{
    const struct image_layer *layer = &d->image->LAYERS[i];
    put_ref(d, "layer", layer->name);
    put_ref(d, "title", layer->title);
    buffer_format(d->out, " %s %s", layer->on_original ? "original" : "remaining", layer->stack ? "stack" : "best");
    put_span(d, "promotions", layer->promotions);
}

static void dump_campaigns(struct dump *d, uint32_t i)
{
    const struct image_campaign *campaign = &d->image->CAMPAIGNS[i];
    put_ref(d, "campaign", campaign->name);
    put_ref(d, "title", campaign->title);
    put_ref(d, "type", campaign->type);
    put_ref(d, "initiative", campaign->initiative);
    put_period(d, campaign->period);
    put_number(d, "budget", campaign->budget_money);
    put_number(d, "uses", campaign->budget_uses);
    put_number(d, "holdout", campaign->holdout);
    put_index(d, "channels", campaign->channels);
}

static void dump_coupons(struct dump *d, uint32_t i)
{
    const struct image_coupon *coupon = &d->image->COUPONS[i];
    put_ref(d, coupon->kind == COUPON_CERTIFICATE ? "certificate" : "coupon", coupon->name);
    put_ref(d, "title", coupon->title);
    put_ref(d, "code", coupon->code);
    put_ref(d, "normal", coupon->normal);
    put_ref(d, "pattern", coupon->pattern);
    put_number(d, "count", coupon->count);
    put_period(d, coupon->valid);
    put_number(d, "valid_count", coupon->valid_count);
    put_number(d, "valid_unit", coupon->valid_unit);
    put_number(d, "minimum", coupon->minimum);
    put_limits(d, &coupon->limits);
}

static void dump_programs(struct dump *d, uint32_t i)
{
    const struct image_program *program = &d->image->PROGRAMS[i];
    put_ref(d, "program", program->name);
    put_ref(d, "title", program->title);
    put_number(d, "earn", program->earn_points);
    put_number(d, "per", program->earn_per);
    put_index(d, "on_set", program->earn_set);
    put_number(d, "redeem", program->redeem_points);
    put_number(d, "for", program->redeem_for);
    put_number(d, "expire_count", program->expire_count);
    put_number(d, "expire_unit", program->expire_unit);
    put_span(d, "tiers", program->tiers);
}

static void dump_tiers(struct dump *d, uint32_t i)
{
    put_ref(d, "tier", d->image->TIERS[i].name);
    put_number(d, "from", d->image->TIERS[i].from);
}

static void dump_schedules(struct dump *d, uint32_t i)
{
    const struct image_schedule *schedule = &d->image->SCHEDULES[i];
    buffer_format(d->out, " weekdays %02x seconds %d .. %d", schedule->weekdays, schedule->start, schedule->end);
}

static void dump_promotions(struct dump *d, uint32_t i)
{
    static const char *const STATUS[] = {"draft", "active", "retired", "obsolete"};
    static const char *const TYPE[] = {"award", "discount", "reduction"};
    const struct image_promotion *promotion = &d->image->PROMOTIONS[i];
    put_ref(d, "promotion", promotion->name);
    put_ref(d, "title", promotion->title);
    put_ref(d, "file", promotion->file);
    buffer_format(d->out, " line %u %s %s priority %lld declared %u", promotion->line, STATUS[promotion->status],
                  TYPE[promotion->type], (long long)promotion->priority, promotion->declared);
    put_index(d, "layer", promotion->layer);
    buffer_string(d->out, promotion->exclusive ? " exclusive" : "");
    buffer_string(d->out, promotion->events_exclusive ? " events_exclusive" : "");
    put_period(d, promotion->period);
    put_limits(d, &promotion->limits);
    put_number(d, "cap", promotion->cap);
    put_index(d, "campaign", promotion->campaign);
    put_index(d, "coupon", promotion->coupon);
    put_index(d, "audience", promotion->audience);
    put_index(d, "price_list", promotion->price_list);
    put_index(d, "channels", promotion->channels);
    put_index(d, "stores", promotion->stores);
    put_index(d, "regions", promotion->regions);
    put_span(d, "schedules", promotion->schedules);
    put_span(d, "excludes", promotion->excludes);
    put_span(d, "events", promotion->events);
    put_span(d, "steps", promotion->steps);
}

static void dump_indices(struct dump *d, uint32_t i)
{
    buffer_format(d->out, " %u", d->image->INDICES[i]);
}

static void dump_events(struct dump *d, uint32_t i)
{
    const struct image_event *event = &d->image->EVENTS[i];
    put_ref(d, "event", event->name);
    put_ref(d, "title", event->title);
    buffer_format(d->out, " promotion %u priority %lld", event->promotion, (long long)event->priority);
    put_ref(d, "on", d->image->SYMBOLS[event->trigger]);
    put_index(d, "criterion", event->criterion);
    put_span(d, "buys", event->buys);
    put_span(d, "gets", event->gets);
    put_number(d, "every", event->every_amount);
    if (event->every_amount != 0)
        put_index(d, "of_set", event->every_set);
    put_span(d, "rows", event->rows);
    put_span(d, "benefits", event->benefits);
    put_number(d, "limit", event->limit);
    put_ref(d, "gives", event->gives);
    buffer_char(d->out, '\n');
    dump_code(d->out, d->image, event->code, 8);
}

static void dump_steps(struct dump *d, uint32_t i)
{
    const struct image_step *step = &d->image->STEPS[i];
    buffer_format(d->out, " step %u event %u", step->number, step->event);
    buffer_format(d->out, step->used == STEP_STOP ? " used stop" : " used %u", step->used);
    buffer_format(d->out, step->unused == STEP_STOP ? " unused stop" : " unused %u", step->unused);
    put_ref(d, "title", step->title);
}

static void dump_criteria(struct dump *d, uint32_t i)
{
    static const char *const KIND[] = {"all", "any", "none", "not", "test"};
    const struct image_criterion *criterion = &d->image->CRITERIA[i];
    buffer_format(d->out, " %s", KIND[criterion->kind]);
    put_ref(d, "group", criterion->name);
    put_ref(d, "is", criterion->text);
    put_span(d, "children", criterion->children);
    buffer_char(d->out, '\n');
    dump_code(d->out, d->image, criterion->code, 8);
}

static void dump_picks(struct dump *d, uint32_t i)
{
    const struct image_pick *pick = &d->image->PICKS[i];
    buffer_format(d->out, " %lld of set %u%s%s%s", (long long)pick->count, pick->set, pick->flags & PICK_UP_TO ? " up_to" : "",
                  pick->flags & PICK_DIFFERENT ? " different" : "", pick->flags & PICK_NO_DEARER ? " no_dearer" : "");
}

static void dump_benefits(struct dump *d, uint32_t i)
{
    static const char *const KIND[] = {
        [BENEFIT_PERCENT] = "percent",       [BENEFIT_OFF_EACH] = "off_each",       [BENEFIT_PRICE_EACH] = "price_each",
        [BENEFIT_OFF_SPREAD] = "off_spread", [BENEFIT_PRICE_SUM] = "price_sum",     [BENEFIT_GIFT] = "gift",
        [BENEFIT_ALLOWANCE] = "allowance",   [BENEFIT_POINTS] = "points",           [BENEFIT_COUPON] = "coupon",
        [BENEFIT_CERTIFICATE] = "certificate", [BENEFIT_CHARGE] = "charge",         [BENEFIT_CHARGE_PERCENT] = "charge_percent",
    };
    static const char *const SCOPE[] = {"set", "them", "order", "shipping", "nothing"};
    static const char *const SELECT[] = {"all", "any", "cheapest", "dearest"};
    const struct image_benefit *benefit = &d->image->BENEFITS[i];
    buffer_format(d->out, " %s on %s", KIND[benefit->kind], SCOPE[benefit->scope]);
    if (benefit->scope == SCOPE_SET)
        put_index(d, "set", benefit->set);
    if (benefit->select != SELECT_ALL)
        buffer_format(d->out, " %s", SELECT[benefit->select]);
    put_number(d, "count", benefit->count);
    put_number(d, "value", benefit->value);
    put_number(d, "worth", benefit->worth);
    put_index(d, "reference", benefit->reference);
    put_ref(d, "name", benefit->name);
    put_ref(d, "unit", benefit->unit);
}

static void dump_rows(struct dump *d, uint32_t i)
{
    buffer_format(d->out, " from %lld", (long long)d->image->ROWS[i].from);
    put_span(d, "benefits", d->image->ROWS[i].benefits);
}

static void dump_briefs(struct dump *d, uint32_t i)
{
    const struct image_brief *brief = &d->image->BRIEFS[i];
    buffer_string(d->out, brief->flags & BRIEF_FREE ? " free" : "");
    if (!(brief->flags & BRIEF_DECIDED))
        return;
    buffer_format(d->out, " decided event %u trigger %u", brief->event, brief->trigger);
    if (brief->flags & BRIEF_PLAIN)
        buffer_format(d->out, " plain benefit %u%s", brief->benefit, brief->flags & BRIEF_TAKES ? " takes" : "");
    if (brief->measure != MEASURE_NOTHING)
        buffer_format(d->out, " measure %u set %u least %lld", brief->measure, brief->set, (long long)brief->least);
}

typedef void dump_record(struct dump *d, uint32_t index);

/* Sections that are tables of numbers for the machine alone are counted, not listed. */
static dump_record *const RECORDS[SECTION_COUNT] = {
    [SECTION_SYMBOLS] = dump_symbols,         [SECTION_CONSTANTS] = dump_constants,   [SECTION_LISTS] = dump_lists,
    [SECTION_SETS] = dump_sets,               [SECTION_SETTINGS] = dump_settings,     [SECTION_TRANSITIONS] = dump_transitions,
    [SECTION_FIELDS] = dump_fields,           [SECTION_ENUM_NAMES] = dump_enum_names, [SECTION_AUDIENCES] = dump_audiences,
    [SECTION_PRICE_LISTS] = dump_price_lists, [SECTION_LAYERS] = dump_layers,         [SECTION_CAMPAIGNS] = dump_campaigns,
    [SECTION_COUPONS] = dump_coupons,         [SECTION_PROGRAMS] = dump_programs,     [SECTION_TIERS] = dump_tiers,
    [SECTION_SCHEDULES] = dump_schedules,     [SECTION_PROMOTIONS] = dump_promotions, [SECTION_INDICES] = dump_indices,
    [SECTION_EVENTS] = dump_events,           [SECTION_STEPS] = dump_steps,           [SECTION_CRITERIA] = dump_criteria,
    [SECTION_PICKS] = dump_picks,             [SECTION_BENEFITS] = dump_benefits,     [SECTION_ROWS] = dump_rows,
    [SECTION_BRIEFS] = dump_briefs,
};

void dump_section(struct buffer *out, const struct image_view *image, enum image_section section)
{
    struct dump d = {out, image};
    uint32_t count = (uint32_t)image->header->sections[section].count;
    if (section == SECTION_STRINGS)
        dump_strings(&d);
    else if (section == SECTION_CODE)
        dump_code(out, image, (struct span){0, count}, 0);
    else if (RECORDS[section] == NULL)
        buffer_format(out, "%u word%s\n", count, text_plural(count));
    else
        for (uint32_t i = 0; i < count; i++) {
            buffer_format(out, "%6u ", i);
            RECORDS[section](&d, i);
            if (out->length != 0 && !out->failed && out->bytes[out->length - 1] != '\n')
                buffer_char(out, '\n');
        }
}
