/* Money: what gives more than it costs, without an end, or nothing at all. */
#include "base/exact.h"
#include "compiler/check_parts.h"
#include "compiler/lint_facts.h"

struct bounds {
    int64_t low, high; /* of the price of one unit */
};

static const struct bounds ANY_PRICE = {0, INT64_MAX};

struct money {
    struct lint *lint;
    struct bounds *of_set; /* by node */
    uint32_t all;          /* the node of all items; PLAN_NONE: nothing speaks of it */
    const struct plan_promotion *promotion;
    const struct plan_event *event;
};

/* ---- Prices that a set lets through ---- */

static struct bounds narrowed(struct bounds a, struct bounds b)
{
    return (struct bounds){a.low > b.low ? a.low : b.low, a.high < b.high ? a.high : b.high};
}

static struct bounds widened(struct bounds a, struct bounds b)
{
    return (struct bounds){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

static struct bounds compared(enum plan_comparison comparison, int64_t value)
{
    switch (comparison) {
    case PLAN_EQUAL: return (struct bounds){value, value};
    case PLAN_LESS: return (struct bounds){0, value - 1};
    case PLAN_AT_MOST: return (struct bounds){0, value};
    case PLAN_MORE: return (struct bounds){value + 1, INT64_MAX};
    case PLAN_AT_LEAST: return (struct bounds){value, INT64_MAX};
    default: return ANY_PRICE;
    }
}

/* Members have smaller numbers. */
static struct bounds bounds_of(const struct money *money, const struct plan_node *node)
{
    struct bounds bounds = ANY_PRICE;
    switch (node->kind) {
    case PLAN_NODE_COMPARE:
        return node->attribute == PLAN_ATTRIBUTE_PRICE ? compared(node->comparison, node->low) : ANY_PRICE;
    case PLAN_NODE_IN_RANGE:
        return node->attribute == PLAN_ATTRIBUTE_PRICE ? (struct bounds){node->low, node->high} : ANY_PRICE;
    case PLAN_NODE_EXCEPT: return money->of_set[node->members[0]];
    case PLAN_NODE_BOTH:
        for (uint32_t i = 0; i < node->member_count; i++)
            bounds = narrowed(bounds, money->of_set[node->members[i]]);
        return bounds;
    case PLAN_NODE_UNION:
        bounds = money->of_set[node->members[0]];
        for (uint32_t i = 1; i < node->member_count; i++)
            bounds = widened(bounds, money->of_set[node->members[i]]);
        return bounds;
    default: return ANY_PRICE;
    }
}

/* ---- What an event asks for before it gives ---- */

/* The lower bound that criteria give the amount of a set; 0: none. */
static int64_t amount_asked(struct lint *lint, const struct plan_criterion *when, uint32_t set)
{
    int64_t most = 0;
    if (when == NULL)
        return 0;
    if (when->kind == PLAN_TEST && when->left.kind == PLAN_AMOUNT && when->left.index == set) {
        struct allowed allowed = fact_allowed(lint, when);
        return allowed.values.count == 0 || when->right.kind != PLAN_CONSTANT ? 0 : allowed.values.items[0].low;
    }
    for (const struct plan_criterion *child = when->children; child != NULL && when->kind == PLAN_ALL; child = child->next) {
        int64_t asked = amount_asked(lint, child, set);
        most = asked > most ? asked : most;
    }
    return most;
}

/* The upper bound that criteria give the amount of a set; INT64_MAX: none. */
static int64_t amount_allowed(struct lint *lint, const struct plan_criterion *when, uint32_t set)
{
    int64_t least = INT64_MAX;
    if (when == NULL || set == PLAN_NONE)
        return least;
    if (when->kind == PLAN_TEST && when->left.kind == PLAN_AMOUNT && when->left.index == set) {
        struct allowed allowed = fact_allowed(lint, when);
        bool known = allowed.values.count != 0 && when->right.kind == PLAN_CONSTANT;
        return known ? allowed.values.items[allowed.values.count - 1].high : least;
    }
    for (const struct plan_criterion *child = when->children; child != NULL && when->kind == PLAN_ALL; child = child->next) {
        int64_t allowed = amount_allowed(lint, child, set);
        least = allowed < least ? allowed : least;
    }
    return least;
}

static uint32_t all_items(const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->nodes.count; i++)
        if (plan->nodes.items[i].kind == PLAN_NODE_ALL)
            return i;
    return PLAN_NONE;
}

static bool is_of_goods(const struct plan_benefit *benefit)
{
    return benefit->scope == PLAN_SCOPE_ORDER || benefit->scope == PLAN_SCOPE_SET;
}

/* What the shopper has to spend at least, as the rules say it; 0: they say nothing. `row`: of a ladder. */
static int64_t spending_asked(const struct money *money, const struct plan_benefit *benefit, const struct plan_row *row)
{
    const struct plan_event *event = money->event;
    uint32_t set = benefit->scope == PLAN_SCOPE_SET ? benefit->set : money->all;
    int64_t asked = amount_asked(money->lint, event->when, set), of_all = amount_asked(money->lint, event->when, money->all);
    if (!is_of_goods(benefit) && of_all > asked)
        asked = of_all;
    if (row != NULL && event->ladder_by == PLAN_MEASURE_AMOUNT && (event->ladder_set == set || !is_of_goods(benefit)) &&
        row->from > asked)
        asked = row->from;
    if (event->every_amount != 0 && event->every_amount > asked)
        asked = event->every_amount;
    if (money->promotion->coupon != PLAN_NONE && benefit->scope != PLAN_SCOPE_SET) {
        int64_t minimum = money->lint->plan->coupons.items[money->promotion->coupon].minimum;
        asked = minimum > asked ? minimum : asked;
    }
    return asked;
}

/* The most that the goods can cost that a sum is taken off, as the criteria say it; INT64_MAX: they say nothing. */
static int64_t spending_allowed(const struct money *money, const struct plan_benefit *benefit)
{
    const struct plan_criterion *when = money->event->when;
    int64_t of_all = amount_allowed(money->lint, when, money->all);
    int64_t of_set = benefit->scope == PLAN_SCOPE_SET ? amount_allowed(money->lint, when, benefit->set) : INT64_MAX;
    return of_set < of_all ? of_set : of_all;
}

/* The prices of all that `buy` and `get` take, or of `them`. */
static struct bounds price_of_taken(const struct money *money)
{
    const struct plan_event *event = money->event;
    const struct plan_pick *picks = event->get_count != 0 ? event->gets : event->buys;
    uint32_t count = event->get_count != 0 ? event->get_count : event->buy_count;
    struct bounds sum = {0, 0};
    for (uint32_t i = 0; i < count; i++) {
        struct bounds one = money->of_set[picks[i].set];
        int64_t low, high;
        if (picks[i].up_to || !multiply_i64(one.low, picks[i].count, &low) || !add_i64(sum.low, low, &sum.low))
            sum.low = 0;
        if (one.high == INT64_MAX || sum.high == INT64_MAX || !multiply_i64(one.high, picks[i].count, &high) ||
            !add_i64(sum.high, high, &sum.high))
            sum.high = INT64_MAX;
    }
    return count == 0 ? ANY_PRICE : sum;
}

/* ---- Benefits ---- */

static struct diagnostic *report(struct money *money, enum lint_rule rule, const struct plan_benefit *benefit,
                                 const char *message, const char *first, const char *second)
{
    return lint_report_in(money->lint, rule, money->event->frame, benefit->from->span, message, first, second);
}

static void look_at_price(struct money *money, const struct plan_benefit *benefit, struct bounds bounds, const char *each)
{
    struct lint *lint = money->lint;
    const char *value = lint_money(lint, benefit->value);
    bool takes_off = benefit->kind == PLAN_OFF_EACH || benefit->kind == PLAN_OFF_SPREAD;
    if (takes_off && benefit->value > bounds.high) {
        struct diagnostic *d = report(money, LINT_BENEFIT_OVER_PRICE, benefit, "this takes %s off what costs at most %s",
                                      value, lint_money(lint, bounds.high));
        diag_help(d, "that is the whole price %s; write `free` if it is meant", each);
    } else if (takes_off && bounds.low > 0 && bounds.low < benefit->value) {
        struct diagnostic *d =
            report(money, LINT_BENEFIT_OVER_PRICE, benefit, "this takes %s off, also where the price is only %s", value,
                   lint_money(lint, bounds.low));
        diag_help(d, "what costs less than %s is free; raise the price that is asked for, or take off less", value);
    } else if (!takes_off && (benefit->kind == PLAN_PRICE_EACH || benefit->kind == PLAN_PRICE_SUM) &&
               benefit->value >= bounds.high) {
        struct diagnostic *d = report(money, LINT_GIVES_NOTHING, benefit, "%s is no saving on what costs at most %s", value,
                                      lint_money(lint, bounds.high));
        diag_help(d, "a new price is given only where it is below the old one");
    }
}

static void look_at_spending(struct money *money, const struct plan_benefit *benefit, const struct plan_row *row)
{
    bool is_award = benefit->kind == PLAN_GIFT || benefit->kind == PLAN_CERTIFICATE;
    int64_t worth = is_award ? benefit->worth : benefit->value;
    int64_t asked = spending_asked(money, benefit, row);
    int64_t most = is_award ? INT64_MAX : spending_allowed(money, benefit);
    if (worth > most) {
        struct diagnostic *d = report(money, LINT_BENEFIT_OVER_PRICE, benefit, "this takes %s off what costs at most %s",
                                      lint_money(money->lint, worth), lint_money(money->lint, most));
        diag_help(d, "the whole is free then; turn the comparison round, or take off less");
        return;
    }
    if (asked <= 0 || worth <= asked)
        return;
    struct diagnostic *d = report(money, LINT_BENEFIT_OVER_PRICE, benefit, "this gives %s to those who spend %s",
                                  lint_money(money->lint, worth), lint_money(money->lint, asked));
    diag_help(d, is_award ? "ask for more, or give less" : "the whole is free then; ask for more, or take off less");
}

static void look_at_nothing(struct money *money, const struct plan_benefit *benefit)
{
    bool is_off = benefit->kind == PLAN_PERCENT_OFF || benefit->kind == PLAN_OFF_EACH || benefit->kind == PLAN_OFF_SPREAD;
    bool is_charge = benefit->kind == PLAN_CHARGE || benefit->kind == PLAN_CHARGE_PERCENT;
    bool nothing = (is_off || is_charge) && benefit->value == 0;
    if (benefit->kind == PLAN_CERTIFICATE && benefit->worth == 0)
        nothing = true;
    if (!nothing)
        return;
    diag_help(lint_report_in(money->lint, LINT_GIVES_NOTHING, money->event->frame, benefit->from->span, "this %s nothing",
                             is_charge ? "charges" : "gives"),
              "say how much, or delete it");
}

static void look_at_benefit(struct money *money, const struct plan_benefit *benefit, const struct plan_row *row)
{
    look_at_nothing(money, benefit);
    bool of_set = benefit->scope == PLAN_SCOPE_SET, of_them = benefit->scope == PLAN_SCOPE_THEM;
    bool per_unit = benefit->kind == PLAN_OFF_EACH || benefit->kind == PLAN_PRICE_EACH;
    if (of_set && per_unit)
        look_at_price(money, benefit, money->of_set[benefit->set], "of each");
    if (of_them && !per_unit && benefit->kind <= PLAN_PRICE_SUM && benefit->kind != PLAN_PERCENT_OFF)
        look_at_price(money, benefit, price_of_taken(money), "of all of them");
    bool is_award = benefit->kind == PLAN_GIFT || benefit->kind == PLAN_CERTIFICATE;
    if (is_award || (benefit->kind == PLAN_OFF_SPREAD && (is_of_goods(benefit) || of_them)))
        look_at_spending(money, benefit, row);
}

/* ---- Ladders ---- */

/* How much it gives, in a number that grows; false: no such number. */
static bool size_of(const struct plan_benefit *benefit, int64_t *size)
{
    switch (benefit->kind) {
    case PLAN_PERCENT_OFF:
    case PLAN_OFF_EACH:
    case PLAN_OFF_SPREAD: *size = benefit->value; return benefit->select == PLAN_SELECT_ALL;
    case PLAN_PRICE_EACH: *size = -benefit->value; return benefit->select == PLAN_SELECT_ALL;
    case PLAN_GIFT:
    case PLAN_ALLOWANCE:
    case PLAN_POINTS_GIVEN: *size = benefit->count; return true;
    case PLAN_CERTIFICATE: *size = benefit->worth; return true;
    default: return false;
    }
}

static bool is_like(const struct plan_benefit *a, const struct plan_benefit *b)
{
    return a->kind == b->kind && a->scope == b->scope && (a->scope != PLAN_SCOPE_SET || a->set == b->set) &&
           a->reference == b->reference && text_equal(a->name, b->name) && text_equal(a->unit, b->unit);
}

/* Rows of one benefit each, of which the later gives no more. */
static void look_at_ladder(struct money *money)
{
    const struct plan_event *event = money->event;
    for (uint32_t i = 1; i < event->row_count; i++) {
        const struct plan_row *before = &event->rows[i - 1], *row = &event->rows[i];
        int64_t size, size_before;
        if (before->benefit_count != 1 || row->benefit_count != 1 || row->written == NULL || before->written == NULL ||
            !is_like(&before->benefits[0], &row->benefits[0]) || !size_of(&row->benefits[0], &size) ||
            !size_of(&before->benefits[0], &size_before) || size > size_before)
            continue;
        struct diagnostic *d = lint_report_in(money->lint, LINT_LADDER_NOT_GROWING, event->frame, row->written->span,
                                              "this step asks for more than the one before it and gives %s",
                                              size == size_before ? "the same" : "less");
        diag_note(d, before->written->span, "the step before");
        diag_help(d, "each step replaces those before it, so the last one should give the most");
    }
}

/* A step that the criteria keep from being reached, or a later one always replaces. */
static void look_at_steps(struct money *money)
{
    const struct plan_event *event = money->event;
    static const enum plan_operand_kind MEASURES[] = {
        [PLAN_MEASURE_QUANTITY] = PLAN_QUANTITY, [PLAN_MEASURE_AMOUNT] = PLAN_AMOUNT, [PLAN_MEASURE_LINES] = PLAN_LINES};
    if (event->ladder_by == PLAN_MEASURE_NOTHING || event->when == NULL)
        return;
    const struct plan_criterion *children = event->when->kind == PLAN_ALL ? event->when->children : event->when;
    for (const struct plan_criterion *test = children; test != NULL;
         test = event->when->kind == PLAN_ALL ? test->next : NULL) {
        if (test->kind != PLAN_TEST || test->left.kind != MEASURES[event->ladder_by] ||
            test->left.index != event->ladder_set || (test->test == PLAN_TEST_COMPARE && test->right.kind != PLAN_CONSTANT))
            continue;
        struct allowed allowed = fact_allowed(money->lint, test);
        for (uint32_t i = 0; i < event->row_count; i++) {
            int64_t low = event->rows[i].from, high = i + 1 < event->row_count ? event->rows[i + 1].from - 1 : INT64_MAX;
            struct interval_set step = intervals_range(&money->lint->intervals, low, high);
            if (event->rows[i].written == NULL || intervals_both(&money->lint->intervals, step, allowed.values).count != 0)
                continue;
            struct diagnostic *d =
                lint_report_in(money->lint, LINT_UNREACHABLE_STEP, event->frame, event->rows[i].written->span,
                               "no basket that meets the criteria is on this step");
            diag_note(d, test->from->span, "this must hold");
            diag_help(d, "delete the step, or correct one of the two values");
        }
    }
}

/* ---- Without an end ---- */

static bool is_bounded(const struct lint *lint, const struct plan_promotion *promotion)
{
    const struct plan_limits *limits = &promotion->limits;
    const struct plan_campaign *campaign =
        promotion->campaign == PLAN_NONE ? NULL : &lint->plan->campaigns.items[promotion->campaign];
    return promotion->cap != PLAN_UNLIMITED || limits->total != PLAN_UNLIMITED || limits->per_customer != PLAN_UNLIMITED ||
           limits->per_day != PLAN_UNLIMITED || promotion->coupon != PLAN_NONE || promotion->audience != PLAN_NONE ||
           (campaign != NULL && (campaign->budget_money != PLAN_UNLIMITED || campaign->budget_uses != PLAN_UNLIMITED));
}

/* A sum of money, whatever the basket is worth. */
static bool is_a_sum(const struct plan_benefit *benefit)
{
    return benefit->kind == PLAN_CERTIFICATE || (benefit->kind == PLAN_GIFT && benefit->worth != 0) ||
           (benefit->kind == PLAN_OFF_SPREAD && benefit->scope == PLAN_SCOPE_ORDER);
}

static void look_at_end(struct money *money)
{
    const struct plan_event *event = money->event;
    bool conditional = event->when != NULL || event->buy_count != 0 || event->every_amount != 0;
    if (conditional || money->promotion->status != PLAN_ACTIVE || is_bounded(money->lint, money->promotion))
        return;
    /* Of a ladder only what its first row gives from nothing on. */
    bool ladder = event->row_count != 0, open = ladder && event->rows[0].from == 0;
    uint32_t count = open ? event->rows[0].benefit_count : ladder ? 0 : event->benefit_count;
    const struct plan_benefit *benefits = open ? event->rows[0].benefits : event->benefits;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_a_sum(&benefits[i]))
            continue;
        struct diagnostic *d =
            lint_report_in(money->lint, LINT_UNBOUNDED_GIFT, event->frame, benefits[i].from->span,
                           "everybody gets this, as often as they like");
        diag_help(d, "add a limit, a cap, a campaign with a budget, a coupon, or a criterion such as `amount >= ...`");
    }
}

/* ---- Limits that limit nothing ---- */

static void look_at_cap(struct money *money)
{
    const struct plan_promotion *promotion = money->promotion;
    const struct clause *cap = lint_clause(promotion, CLAUSE_CAP);
    int64_t most = 0;
    if (cap == NULL || promotion->cap == PLAN_UNLIMITED)
        return;
    if (promotion->cap == 0) {
        diag_help(
            lint_report(money->lint, LINT_GIVES_NOTHING, cap->span, "with a cap of nothing this promotion gives nothing"),
            "say how much it may give one order");
        return;
    }
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        const struct plan_event *event = &promotion->events[i];
        if (event->row_count != 0 || event->buy_count != 0 || event->every_amount != 0)
            return;
        for (uint32_t j = 0; j < event->benefit_count; j++) {
            const struct plan_benefit *benefit = &event->benefits[j];
            bool once = benefit->kind == PLAN_OFF_SPREAD || benefit->kind >= PLAN_GIFT;
            if (!once || !add_i64(most, benefit->kind == PLAN_OFF_SPREAD ? benefit->value : 0, &most))
                return;
        }
    }
    if (promotion->cap <= most)
        return;
    struct diagnostic *d =
        lint_report(money->lint, LINT_NEEDLESS_LIMIT, cap->span, "this cap is more than the promotion can ever give");
    diag_help(d, "it gives at most %s; leave the cap out, or lower it", lint_money(money->lint, most));
}

/* `limit 5 per order` beside `2 of X`: the smaller one holds. */
static void look_at_count(struct money *money)
{
    const struct plan_event *event = money->event;
    const struct clause *limit = clause_find(event->from->event->clauses, CLAUSE_LIMIT);
    if (limit == NULL || event->frame != NULL || event->limit == PLAN_UNLIMITED || event->buy_count != 0 ||
        event->benefit_count != 1)
        return;
    const struct plan_benefit *benefit = &event->benefits[0];
    if (benefit->select == PLAN_SELECT_ALL || benefit->kind > PLAN_PRICE_EACH || event->limit <= benefit->count)
        return;
    struct diagnostic *d = lint_report(money->lint, LINT_NEEDLESS_LIMIT, limit->span,
                                       "this limit is above the %lld unit%s that %s chosen", (long long)benefit->count,
                                       text_plural(benefit->count), benefit->count == 1 ? "is" : "are");
    diag_note(d, benefit->from->span, "no more than these");
    diag_help(d, "leave it out, or correct one of the two");
}

/* ---- The whole ---- */

static void look_at_event(struct money *money)
{
    const struct plan_event *event = money->event;
    for (uint32_t i = 0; i < event->benefit_count; i++)
        look_at_benefit(money, &event->benefits[i], NULL);
    for (uint32_t i = 0; i < event->row_count; i++)
        for (uint32_t j = 0; j < event->rows[i].benefit_count; j++)
            look_at_benefit(money, &event->rows[i].benefits[j], &event->rows[i]);
    look_at_ladder(money);
    look_at_steps(money);
    look_at_end(money);
    look_at_count(money);
}

void lint_money_rules(struct lint *lint)
{
    const struct plan *plan = lint->plan;
    struct arena bounds;
    arena_init(&bounds, lint->compiler->alloc);
    struct money money = {
        .lint = lint, .of_set = ARENA_ARRAY(&bounds, plan->nodes.count, struct bounds), .all = all_items(plan)};
    lint->failed |= money.of_set == NULL;
    for (size_t i = 0; i < plan->nodes.count && !lint->failed; i++)
        money.of_set[i] = bounds_of(&money, &plan->nodes.items[i]);
    for (size_t i = 0; i < plan->promotions.count && !lint->failed; i++) {
        money.promotion = &plan->promotions.items[i];
        for (uint32_t j = 0; j < money.promotion->event_count; j++) {
            money.event = &money.promotion->events[j];
            look_at_event(&money);
        }
        look_at_cap(&money);
        arena_reset(&lint->arena);
    }
    arena_done(&bounds);
}
