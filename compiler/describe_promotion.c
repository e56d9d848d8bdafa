/* A promotion in words, line by line: who, when, where, what must be presented, its offers, how often, how it combines. */
#include "compiler/describe_parts.h"

#include <stdlib.h>

/* The promotion at hand, and where its words go. */
struct telling {
    struct describer *describer;
    const struct plan *plan;
    const struct plan_promotion *promotion;
    const struct plan_campaign *campaign; /* NULL: none */
    const struct plan_coupon *coupon;
    struct description *out;
    struct buffer words;
};

static void add(struct telling *telling, enum describe_part part, const char *property)
{
    description_add(telling->out, part, property, &telling->words);
}

static void say(struct telling *telling, enum describe_part part, const char *property, const char *words)
{
    buffer_string(&telling->words, words);
    add(telling, part, property);
}

struct plan_period describe_runs(const struct plan *plan, const struct plan_promotion *promotion)
{
    struct plan_period period = promotion->period;
    if (promotion->campaign == PLAN_NONE)
        return period;
    struct plan_period other = plan->campaigns.items[promotion->campaign].period;
    if (other.from > period.from)
        period.from = other.from;
    if (other.to < period.to)
        period.to = other.to;
    return period;
}

/* ---- Who, when, where ---- */

static void members_of(struct telling *telling, const struct plan_audience *audience)
{
    if (audience->members == PLAN_NONE) {
        buffer_string(&telling->words, ", which is kept in the store");
        return;
    }
    buffer_string(&telling->words, ": ");
    phrase_counted(&telling->words, (int64_t)telling->plan->lists.items[audience->members].count, "customer");
}

static void who(struct telling *telling)
{
    const struct plan_promotion *promotion = telling->promotion;
    struct buffer *words = &telling->words;
    bool listed = promotion->audience != PLAN_NONE;
    bool known = promotion->limits.per_customer != PLAN_UNLIMITED ||
                 (telling->coupon != NULL && telling->coupon->limits.per_customer != PLAN_UNLIMITED);
    if (listed) {
        const struct plan_audience *audience = &telling->plan->audiences.items[promotion->audience];
        buffer_string(words, "only customers of audience ");
        buffer_text(words, audience->name);
        if (!telling->describer->bare)
            members_of(telling, audience);
        add(telling, DESCRIBE_WHO, "audience");
    }
    if (known)
        say(telling, DESCRIBE_WHO, "known customers", "only customers who are known");
    else if (!listed)
        say(telling, DESCRIBE_WHO, "audience", "everyone");
}

static void schedules(struct telling *telling)
{
    enum { EVERY_DAY = 0x7f };
    const struct plan_promotion *promotion = telling->promotion;
    struct buffer *words = &telling->words;
    for (uint32_t i = 0; i < promotion->schedule_count; i++) {
        const struct plan_schedule *schedule = &promotion->schedules[i];
        bool daily = (schedule->weekdays & EVERY_DAY) == EVERY_DAY;
        buffer_string(words, i != 0 ? "; " : daily ? "" : "only ");
        phrase_weekdays(words, schedule->weekdays);
        if (schedule->start == 0 && schedule->end == 86400)
            continue;
        buffer_string(words, " from ");
        phrase_time(words, schedule->start);
        buffer_string(words, " to ");
        phrase_time(words, schedule->end);
        buffer_string(words, schedule->end <= schedule->start ? " the next day" : "");
    }
    if (words->length != 0) {
        buffer_string(words, ", ");
        buffer_text(words, telling->plan->timezone);
        buffer_string(words, " time");
    }
    add(telling, DESCRIBE_WHEN, "schedule");
}

static bool is_bounded(struct plan_period period)
{
    return period.from != PLAN_SINCE_EVER || period.to != PLAN_FOR_EVER;
}

static void when(struct telling *telling)
{
    const struct plan_promotion *promotion = telling->promotion;
    struct buffer *words = &telling->words;
    bool of_campaign = telling->campaign != NULL && is_bounded(telling->campaign->period);
    if (is_bounded(promotion->period) || !of_campaign)
        phrase_period(words, telling->plan, promotion->period);
    add(telling, DESCRIBE_WHEN, "period");
    if (of_campaign) {
        buffer_string(words, is_bounded(promotion->period) ? "within campaign " : "as long as campaign ");
        describe_titled(telling->describer, words, telling->campaign->name, telling->campaign->title);
        buffer_string(words, is_bounded(promotion->period) ? ", which runs " : " runs, ");
        phrase_period(words, telling->plan, telling->campaign->period);
    }
    add(telling, DESCRIBE_WHEN, "campaign period");
    schedules(telling);
    struct plan_period runs = describe_runs(telling->plan, promotion);
    if (runs.from >= runs.to)
        say(telling, DESCRIBE_WHEN, "never", "it never runs: its own period and its campaign's have no day in common");
}

static void where(struct telling *telling)
{
    const struct plan_promotion *promotion = telling->promotion;
    struct describer *describer = telling->describer;
    describe_places(describer, telling->out, promotion->channels, "channel", "channels", "");
    if (telling->campaign != NULL)
        describe_places(describer, telling->out, telling->campaign->channels, "channel", "campaign channels",
                        ", where the campaign runs");
    describe_places(describer, telling->out, promotion->stores, "store", "stores", "");
    describe_places(describer, telling->out, promotion->regions, "region", "regions", "");
    if (promotion->price_list == PLAN_NONE)
        return;
    const struct plan_price_list *list = &telling->plan->price_lists.items[promotion->price_list];
    buffer_string(&telling->words, "for price list ");
    describe_titled(telling->describer, &telling->words, list->name, list->title);
    add(telling, DESCRIBE_WHERE, "price list");
    describe_places(describer, telling->out, list->channels, "channel", "price list channels", ", where the price list holds");
}

static void needs(struct telling *telling)
{
    if (telling->coupon == NULL)
        return;
    buffer_string(&telling->words, "a code of coupon ");
    describe_titled(telling->describer, &telling->words, telling->coupon->name, telling->coupon->title);
    if (!telling->describer->bare) {
        buffer_string(&telling->words, ": ");
        describe_codes(&telling->words, telling->coupon);
    }
    add(telling, DESCRIBE_NEEDS, "coupon");
    describe_coupon_conditions(telling->plan, telling->out, telling->coupon, DESCRIBE_NEEDS);
}

/* ---- Offers ---- */

/* An event's place in the order in which they are visited without a sequence. */
struct place {
    int64_t priority;
    uint32_t event;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->priority != b->priority)
        return a->priority < b->priority ? -1 : 1;
    return a->event < b->event ? -1 : a->event > b->event;
}

static void go_on(struct telling *telling, uint32_t event)
{
    if (event == PLAN_NONE) {
        buffer_string(&telling->words, "stop");
        return;
    }
    buffer_string(&telling->words, "go on with ");
    buffer_text(&telling->words, telling->promotion->events[event].name);
}

static void sequence(struct telling *telling)
{
    const struct plan_promotion *promotion = telling->promotion;
    struct buffer *words = &telling->words;
    for (uint32_t i = 0; i < promotion->step_count; i++) {
        const struct plan_step *step = &promotion->steps[i];
        if (step->event == PLAN_NONE)
            continue;
        buffer_string(words, i == 0 ? "first " : "; ");
        buffer_text(words, promotion->events[step->event].name);
        if (step->title.length != 0) {
            buffer_string(words, " (");
            phrase_quoted(words, step->title);
            buffer_char(words, ')');
        }
        buffer_string(words, ": ");
        if (step->used == step->unused) {
            buffer_string(words, "then ");
            go_on(telling, step->used);
        } else {
            buffer_string(words, "if it gives something, ");
            go_on(telling, step->used);
            buffer_string(words, ", otherwise ");
            go_on(telling, step->unused);
        }
    }
    add(telling, DESCRIBE_ORDER, "sequence");
}

static void order_of_events(struct telling *telling, const struct place *places)
{
    const struct plan_promotion *promotion = telling->promotion;
    if (promotion->step_count != 0) {
        sequence(telling);
        return;
    }
    if (promotion->event_count < 2)
        return;
    buffer_string(&telling->words, promotion->events_exclusive ? "the first that gives something, and no other: " : "each of them: ");
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        buffer_string(&telling->words, i == 0 ? "" : ", then ");
        buffer_text(&telling->words, promotion->events[places[i].event].name);
    }
    add(telling, DESCRIBE_ORDER, "order of events");
}

static void event_lines(struct telling *telling, const struct plan_event *event)
{
    for (size_t i = 0; i < EVENT_PIECES; i++) {
        EVENT_PIECE[i].tell(telling->describer, &telling->words, event);
        description_add_event(telling->out, event, &EVENT_PIECE[i], &telling->words);
    }
}

static void offers(struct telling *telling)
{
    const struct plan_promotion *promotion = telling->promotion;
    struct place *places = ARENA_ARRAY(telling->out->arena, promotion->event_count, struct place);
    if (places == NULL) {
        telling->out->failed |= promotion->event_count != 0;
        return;
    }
    for (uint32_t i = 0; i < promotion->event_count; i++)
        places[i] = (struct place){promotion->events[i].priority, i};
    qsort(places, promotion->event_count, sizeof *places, compare_places);
    order_of_events(telling, places);
    for (uint32_t i = 0; i < promotion->event_count; i++)
        event_lines(telling, &promotion->events[places[i].event]);
}

/* ---- How often, and with what ---- */

static void often(struct telling *telling)
{
    describe_limits(telling->out, &telling->promotion->limits, DESCRIBE_OFTEN);
    if (telling->promotion->cap == PLAN_UNLIMITED)
        return;
    buffer_string(&telling->words, "at most ");
    phrase_money(&telling->words, telling->plan, telling->promotion->cap);
    buffer_string(&telling->words, " off per order");
    add(telling, DESCRIBE_OFTEN, "cap");
}

static bool benefits_claim(const struct plan_benefit *benefits, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (benefits[i].kind < PLAN_GIFT)
            return true;
    return false;
}

/* Whether other promotions of the layer could want what it takes: gifts and charges alone claim nothing. */
static bool claims_items(const struct plan_promotion *promotion)
{
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        const struct plan_event *event = &promotion->events[i];
        bool claims = event->buy_count != 0 || benefits_claim(event->benefits, event->benefit_count);
        for (uint32_t row = 0; row < event->row_count && !claims; row++)
            claims = benefits_claim(event->rows[row].benefits, event->rows[row].benefit_count);
        if (claims)
            return true;
    }
    return false;
}

static void in_layer(struct telling *telling)
{
    const struct plan_promotion *promotion = telling->promotion;
    struct buffer *words = &telling->words;
    if (promotion->layer != PLAN_NONE && !claims_items(promotion)) {
        buffer_string(words, "on top of whatever else the order gets: it takes no items from other promotions");
    } else if (promotion->layer == PLAN_NONE) {
        buffer_string(words, "exclusive: given alone, in place of everything else, when it saves the customer more");
    } else {
        const struct plan_layer *layer = &telling->plan->layers.items[promotion->layer];
        buffer_string(words, "in layer ");
        describe_titled(telling->describer, words, layer->name, layer->title);
        buffer_string(words, layer->stack ? ", on top of the others there"
                                          : ", where no item counts for two promotions and the best combination wins");
    }
    add(telling, DESCRIBE_COMBINES, "layer");
}

/* Both sides say it, whichever wrote it. */
static void excluded(struct telling *telling)
{
    const struct plan *plan = telling->plan;
    const struct describer *describer = telling->describer;
    uint32_t own = (uint32_t)(telling->promotion - plan->promotions.items);
    for (size_t at = describe_exclusions(describer, own), first = at; at < describer->exclusions.count; at++) {
        struct exclusion exclusion = describer->exclusions.items[at];
        if (exclusion.one != own)
            break;
        const struct plan_promotion *other = &plan->promotions.items[exclusion.other];
        buffer_string(&telling->words, at == first ? "never in one order with " : ", ");
        describe_titled(telling->describer, &telling->words, other->name, other->title);
    }
    add(telling, DESCRIBE_COMBINES, "excludes");
}

static void combines(struct telling *telling)
{
    enum { DEFAULT_PRIORITY = 100 };
    in_layer(telling);
    if (telling->promotion->priority != DEFAULT_PRIORITY) {
        buffer_string(&telling->words, "priority ");
        phrase_count(&telling->words, telling->promotion->priority);
        buffer_format(&telling->words, ", where %d is usual and smaller goes first", DEFAULT_PRIORITY);
        add(telling, DESCRIBE_COMBINES, "priority");
    }
    excluded(telling);
    if (telling->campaign == NULL)
        return;
    buffer_string(&telling->words, "belongs to campaign ");
    describe_titled(telling->describer, &telling->words, telling->campaign->name, telling->campaign->title);
    add(telling, DESCRIBE_BUDGET, "campaign");
    describe_budget(telling->describer, telling->out, telling->campaign);
}

/* ---- The whole ---- */

static void means(struct telling *telling)
{
    for (size_t i = 0; i < telling->describer->names.count; i++) {
        const struct plan_let *let = &telling->plan->lets.items[telling->describer->names.items[i]];
        phrase_quoted(&telling->words, let->name);
        buffer_string(&telling->words, " means ");
        describe_set(telling->describer, &telling->words, let->node);
        add(telling, DESCRIBE_MEANS, "items");
    }
}

void describe_promotion(struct describer *describer, struct description *out, const struct plan_promotion *promotion)
{
    static const char *const STATUSES[] = {[PLAN_DRAFT] = "a draft: it does not run yet",
                                           [PLAN_RETIRED] = "retired: it does not run any more",
                                           [PLAN_OBSOLETE] = "obsolete: it does not run any more"};
    static const char *const TYPES[] = {[PLAN_AWARD] = "gives things beside the price, no discount",
                                        [PLAN_REDUCTION] = "takes off amounts of money, no percentages"};
    const struct plan *plan = describer->plan;
    struct telling telling = {.describer = describer,
                              .plan = plan,
                              .promotion = promotion,
                              .campaign = promotion->campaign == PLAN_NONE ? NULL : &plan->campaigns.items[promotion->campaign],
                              .coupon = promotion->coupon == PLAN_NONE ? NULL : &plan->coupons.items[promotion->coupon],
                              .out = out};
    describe_forget(describer);
    buffer_init(&telling.words, out->alloc);
    if (promotion->status != PLAN_ACTIVE)
        say(&telling, DESCRIBE_STATUS, "status", STATUSES[promotion->status]);
    if (promotion->type != PLAN_DISCOUNT)
        say(&telling, DESCRIBE_STATUS, "type", TYPES[promotion->type]);
    who(&telling);
    when(&telling);
    where(&telling);
    needs(&telling);
    offers(&telling);
    often(&telling);
    combines(&telling);
    means(&telling);
    out->failed |= describer->failed;
    buffer_done(&telling.words);
}
