/* What an event asks for and what it gives, in words. */
#include "compiler/describe_parts.h"

#include "base/columns.h"
#include "base/exact.h"

/* ---- When it is looked at, and what it takes ---- */

static void tell_trigger(struct describer *describer, struct buffer *out, const struct plan_event *event)
{
    static const struct {
        const char *trigger, *words;
    } KNOWN[] = {{"signup", "when a customer signs up"}, {"purchase", "after a purchase"}, {"review", "for a review"}};
    struct text trigger = plan_symbol_text(describer->plan, event->trigger);
    if (text_equal(trigger, TEXT("basket")))
        return;
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
        if (text_equal(trigger, text_from(KNOWN[i].trigger))) {
            buffer_string(out, KNOWN[i].words);
            return;
        }
    buffer_string(out, "when ");
    phrase_quoted(out, trigger);
    buffer_string(out, " happens");
}

static void pick(struct describer *describer, struct buffer *out, const struct plan_pick *taken)
{
    if (taken->up_to)
        buffer_string(out, "up to ");
    if (!taken->different) {
        describe_items(describer, out, taken->set, taken->count);
        return;
    }
    phrase_count(out, taken->count);
    buffer_string(out, " different ");
    describe_items(describer, out, taken->set, taken->count == 1 ? DESCRIBE_ITEM : DESCRIBE_ITEMS);
}

static void picks(struct describer *describer, struct buffer *out, const struct plan_pick *taken, uint32_t count)
{
    bool no_dearer = false;
    for (uint32_t i = 0; i < count; i++) {
        phrase_between(out, i, count, "and");
        pick(describer, out, &taken[i]);
        no_dearer |= taken[i].no_dearer;
    }
    if (no_dearer)
        buffer_string(out, ", each costing no more than what is bought");
}

static void tell_condition(struct describer *describer, struct buffer *out, const struct plan_event *event)
{
    if (event->when == NULL)
        return;
    buffer_string(out, "if ");
    describe_criterion(describer, out, event->when);
}

static void tell_takes(struct describer *describer, struct buffer *out, const struct plan_event *event)
{
    if (event->every_amount != 0) {
        buffer_string(out, "for every full ");
        phrase_money(out, describer->plan, event->every_amount);
        buffer_string(out, " spent on ");
        describe_items(describer, out, event->every_set, DESCRIBE_ITEMS);
    } else if (event->buy_count != 0) {
        buffer_string(out, "buy ");
        picks(describer, out, event->buys, event->buy_count);
    }
    if (event->get_count != 0) {
        buffer_string(out, ", and add ");
        picks(describer, out, event->gets, event->get_count);
    }
}

/* ---- What a benefit is for ---- */

/* Whether `them` is one unit. */
static bool takes_one(const struct plan_event *event)
{
    bool gets = event->get_count != 0;
    const struct plan_pick *taken = gets ? event->gets : event->buys;
    return (gets ? event->get_count : event->buy_count) == 1 && taken[0].count == 1 && event->every_amount == 0;
}

static const char *them(const struct plan_event *event)
{
    bool one = takes_one(event);
    if (event->get_count != 0)
        return one ? "the item added" : "the items added";
    return one ? "it" : "them";
}

static void units(struct describer *describer, struct buffer *out, const struct plan_event *event,
                  const struct plan_benefit *benefit, int64_t number)
{
    if (benefit->scope == PLAN_SCOPE_SET)
        describe_items(describer, out, benefit->set, number);
    else
        buffer_string(out, them(event));
}

/* "every item of shoes", "up to 3 items of shoes", "the 2 cheapest of them", "the order" */
static void target(struct describer *describer, struct buffer *out, const struct plan_event *event,
                   const struct plan_benefit *benefit)
{
    bool set = benefit->scope == PLAN_SCOPE_SET, one = benefit->count == 1;
    const char *rank = benefit->select == PLAN_SELECT_CHEAPEST ? "cheapest " : "dearest ";
    if (benefit->scope == PLAN_SCOPE_ORDER || benefit->scope == PLAN_SCOPE_SHIPPING) {
        buffer_string(out, benefit->scope == PLAN_SCOPE_ORDER ? "the order" : "shipping");
        return;
    }
    if (benefit->select == PLAN_SELECT_ALL) {
        units(describer, out, event, benefit, DESCRIBE_EVERY);
    } else if (benefit->select == PLAN_SELECT_ANY) {
        buffer_string(out, "up to ");
        if (!set) {
            phrase_count(out, benefit->count);
            buffer_string(out, " of ");
        }
        units(describer, out, event, benefit, benefit->count);
    } else {
        buffer_string(out, "the ");
        if (!one) {
            phrase_count(out, benefit->count);
            buffer_char(out, ' ');
        }
        buffer_string(out, rank);
        buffer_string(out, set ? "" : "of ");
        units(describer, out, event, benefit, one ? DESCRIBE_ITEM : DESCRIBE_ITEMS);
    }
}

/* As target, for what each unit gets by itself. */
static void each_of(struct describer *describer, struct buffer *out, const struct plan_event *event,
                    const struct plan_benefit *benefit)
{
    bool all = benefit->select == PLAN_SELECT_ALL;
    bool many = all ? benefit->scope == PLAN_SCOPE_THEM && !takes_one(event) : benefit->count != 1;
    buffer_string(out, many ? "each of " : "");
    target(describer, out, event, benefit);
}

/* As target, for what all units get as one. */
static void together(struct describer *describer, struct buffer *out, const struct plan_event *event,
                     const struct plan_benefit *benefit)
{
    if (benefit->scope == PLAN_SCOPE_SET) {
        buffer_string(out, "all ");
        describe_items(describer, out, benefit->set, DESCRIBE_ITEMS);
    } else {
        target(describer, out, event, benefit);
    }
    if (benefit->scope == PLAN_SCOPE_SET || (benefit->scope == PLAN_SCOPE_THEM && !takes_one(event)))
        buffer_string(out, " together");
}

/* ---- Benefits ---- */

static void named_worth(struct describer *describer, struct buffer *out, int64_t worth)
{
    if (worth == 0)
        return;
    buffer_string(out, ", worth ");
    phrase_money(out, describer->plan, worth);
}

static void award(struct describer *describer, struct buffer *out, const struct plan_benefit *benefit)
{
    const struct plan *plan = describer->plan;
    switch (benefit->kind) {
    case PLAN_GIFT:
        buffer_string(out, "a gift of ");
        phrase_count(out, benefit->count);
        buffer_string(out, " \xc3\x97 SKU ");
        phrase_quoted(out, benefit->name);
        named_worth(describer, out, benefit->worth);
        break;
    case PLAN_ALLOWANCE:
        phrase_count(out, benefit->count);
        buffer_char(out, ' ');
        columns_put(out, benefit->unit);
        buffer_string(out, " of ");
        phrase_quoted(out, benefit->name);
        break;
    case PLAN_POINTS_GIVEN:
        phrase_counted(out, benefit->count, "point");
        buffer_string(out, " of ");
        buffer_text(out, plan->programs.items[benefit->reference].name);
        break;
    case PLAN_COUPON_GIVEN:
        buffer_string(out, "a code of coupon ");
        describe_titled(describer, out, plan->coupons.items[benefit->reference].name, plan->coupons.items[benefit->reference].title);
        break;
    default:
        buffer_string(out, "a certificate ");
        describe_titled(describer, out, plan->coupons.items[benefit->reference].name, plan->coupons.items[benefit->reference].title);
        named_worth(describer, out, benefit->worth);
        break;
    }
}

static void off(struct describer *describer, struct buffer *out, const struct plan_event *event,
                const struct plan_benefit *benefit)
{
    if (benefit->kind == PLAN_PERCENT_OFF && benefit->value == EXACT_MILLION) {
        if (benefit->scope == PLAN_SCOPE_SHIPPING) {
            buffer_string(out, "free shipping");
            return;
        }
        target(describer, out, event, benefit);
        buffer_string(out, " free");
        return;
    }
    if (benefit->kind == PLAN_PERCENT_OFF)
        phrase_percent(out, benefit->value);
    else
        phrase_money(out, describer->plan, benefit->value);
    buffer_string(out, " off ");
    if (benefit->kind == PLAN_PERCENT_OFF)
        target(describer, out, event, benefit);
    else if (benefit->kind == PLAN_OFF_EACH)
        each_of(describer, out, event, benefit);
    else
        together(describer, out, event, benefit);
}

static void for_price(struct describer *describer, struct buffer *out, const struct plan_event *event,
                      const struct plan_benefit *benefit)
{
    if (benefit->kind == PLAN_PRICE_SUM) {
        phrase_money(out, describer->plan, benefit->value);
        buffer_string(out, " for ");
        together(describer, out, event, benefit);
        return;
    }
    each_of(describer, out, event, benefit);
    buffer_string(out, " for ");
    phrase_money(out, describer->plan, benefit->value);
}

static void charge(struct describer *describer, struct buffer *out, const struct plan_benefit *benefit)
{
    buffer_string(out, "a charge of ");
    if (benefit->kind == PLAN_CHARGE)
        phrase_money(out, describer->plan, benefit->value);
    else
        phrase_percent(out, benefit->value);
    buffer_string(out, " on ");
    if (benefit->scope == PLAN_SCOPE_SET)
        describe_items(describer, out, benefit->set, DESCRIBE_EVERY);
    else
        buffer_string(out, "the order");
}

void describe_benefit(struct describer *describer, struct buffer *out, const struct plan_event *event,
                      const struct plan_benefit *benefit)
{
    switch (benefit->kind) {
    case PLAN_PERCENT_OFF:
    case PLAN_OFF_EACH:
    case PLAN_OFF_SPREAD: off(describer, out, event, benefit); break;
    case PLAN_PRICE_EACH:
    case PLAN_PRICE_SUM: for_price(describer, out, event, benefit); break;
    case PLAN_CHARGE:
    case PLAN_CHARGE_PERCENT: charge(describer, out, benefit); break;
    default: award(describer, out, benefit); break;
    }
}

static void benefits(struct describer *describer, struct buffer *out, const struct plan_event *event,
                     const struct plan_benefit *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        phrase_between(out, i, count, "and");
        describe_benefit(describer, out, event, &list[i]);
    }
}

/* "12 items of lights", "150.00 EUR": what a step of the ladder is reached with. */
static void step(struct describer *describer, struct buffer *out, const struct plan_event *event, int64_t from)
{
    uint32_t set = event->ladder_set;
    bool all = set == PLAN_NONE || describer->plan->nodes.items[set].kind == PLAN_NODE_ALL;
    if (event->ladder_by == PLAN_MEASURE_AMOUNT)
        phrase_money(out, describer->plan, from);
    else if (event->ladder_by == PLAN_MEASURE_LINES)
        phrase_counted(out, from, "line");
    else if (all)
        phrase_counted(out, from, "item");
    else
        describe_items(describer, out, set, from);
    if (event->ladder_by == PLAN_MEASURE_QUANTITY || all)
        return;
    buffer_string(out, " of ");
    describe_items(describer, out, set, DESCRIBE_ITEMS);
}

static void ladder(struct describer *describer, struct buffer *out, const struct plan_event *event)
{
    for (uint32_t i = 0; i < event->row_count; i++) {
        const struct plan_row *row = &event->rows[i];
        buffer_string(out, i == 0 ? "" : "; ");
        benefits(describer, out, event, row->benefits, row->benefit_count);
        if (row->from == 0)
            continue;
        buffer_string(out, " from ");
        step(describer, out, event, row->from);
    }
    if (event->row_count > 1)
        buffer_string(out, " (the last step reached counts)");
}

static void tell_gives(struct describer *describer, struct buffer *out, const struct plan_event *event)
{
    if (event->row_count != 0)
        ladder(describer, out, event);
    else
        benefits(describer, out, event, event->benefits, event->benefit_count);
}

/* ---- How often ---- */

/* Whether a limit counts units. */
static bool gives_by_unit(const struct plan_event *event)
{
    const struct plan_benefit *list = event->row_count != 0 ? event->rows[0].benefits : event->benefits;
    uint32_t count = event->row_count != 0 ? event->rows[0].benefit_count : event->benefit_count;
    return count == 1 && list[0].scope == PLAN_SCOPE_SET &&
           (list[0].kind == PLAN_PERCENT_OFF || list[0].kind == PLAN_OFF_EACH || list[0].kind == PLAN_PRICE_EACH);
}

static void tell_repeats(struct describer *describer, struct buffer *out, const struct plan_event *event)
{
    (void)describer;
    bool limited = event->limit != PLAN_UNLIMITED;
    if (event->buy_count != 0 && !limited) {
        buffer_string(out, "as often as the items allow");
    } else if (limited && gives_by_unit(event)) {
        buffer_string(out, "for at most ");
        phrase_counted(out, event->limit, "item");
        buffer_string(out, " per order");
    } else if (limited && event->limit == 1) {
        buffer_string(out, "once per order");
    } else if (limited) {
        buffer_string(out, "at most ");
        phrase_counted(out, event->limit, "time");
        buffer_string(out, " per order");
    }
}

/* ---- The event ---- */

const struct event_piece EVENT_PIECE[EVENT_PIECES] = {{"trigger", "", tell_trigger},
                                                      {"condition", ", ", tell_condition},
                                                      {"takes", ", ", tell_takes},
                                                      {"gives", ": ", tell_gives},
                                                      {"limit", "; ", tell_repeats}};

void describe_event(struct describer *describer, struct buffer *out, const struct plan_event *event)
{
    struct buffer piece;
    size_t before = out->length;
    buffer_init(&piece, out->alloc);
    for (size_t i = 0; i < EVENT_PIECES; i++) {
        buffer_clear(&piece);
        EVENT_PIECE[i].tell(describer, &piece, event);
        if (piece.length == 0)
            continue;
        buffer_string(out, out->length == before ? "" : EVENT_PIECE[i].follows);
        buffer_write(out, piece.bytes, piece.length);
    }
    out->failed |= piece.failed;
    buffer_done(&piece);
}
