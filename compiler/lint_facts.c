#include "compiler/lint_facts.h"

#include "base/calendar.h"
#include "compiler/set_within.h"

const char FACT_TAKEN[] = "buy";

/* Kinds of keys that are no operand's: a test as a whole, beyond the kinds of operands. */
enum { KEY_OF_TESTS = 100 };

static bool is_counted(enum plan_operand_kind kind)
{
    return kind == PLAN_QUANTITY || kind == PLAN_AMOUNT || kind == PLAN_LINES || kind == PLAN_POINTS;
}

static bool can_be_missing(const struct plan_operand *operand)
{
    if (operand->kind == PLAN_FACT)
        return operand->index < PLAN_FACT_TRIGGER;
    return operand->kind == PLAN_CUSTOMER_FIELD || operand->kind == PLAN_ORDER_FIELD || operand->kind == PLAN_TIER_OF;
}

/* A test of one value against constants; others stand for themselves. */
static bool is_of_value(const struct plan_criterion *test)
{
    switch (test->test) {
    case PLAN_TEST_COMPARE: return test->right.kind == PLAN_CONSTANT;
    case PLAN_TEST_IN_LIST:
    case PLAN_TEST_IN_RANGE:
    case PLAN_TEST_OUTSIDE:
    case PLAN_TEST_MISSING: return true;
    default: return false;
    }
}

static struct fact_key key_of_operand(const struct plan_operand *operand)
{
    return (struct fact_key){.kind = (uint32_t)operand->kind, .index = operand->index};
}

struct fact_key fact_key_of(const struct plan_criterion *test)
{
    struct fact_key key = key_of_operand(&test->left);
    if (is_of_value(test))
        return key;
    key.kind += KEY_OF_TESTS * (1 + (uint32_t)test->test);
    key.extra = test->test == PLAN_TEST_COMPARE ? (int64_t)test->comparison << 8 | test->right.kind : test->low;
    key.more = test->test == PLAN_TEST_COMPARE ? test->right.index : test->test == PLAN_TEST_HAS ? test->list : test->index;
    if (test->test == PLAN_TEST_SEGMENT || test->test == PLAN_TEST_AUDIENCE || test->test == PLAN_TEST_COUPON)
        key = (struct fact_key){.kind = key.kind, .extra = test->low, .more = test->index};
    return key;
}

bool fact_key_equal(struct fact_key a, struct fact_key b)
{
    return a.kind == b.kind && a.index == b.index && a.extra == b.extra && a.more == b.more;
}

static struct interval_set domain_of_type(struct lint *lint, const struct plan_operand *operand)
{
    const struct plan *plan = lint->plan;
    int64_t low = INT64_MIN, high = INT64_MAX;
    switch (operand->type) {
    case PLAN_TEXT: low = 0; break; /* symbols, and texts that have none */
    case PLAN_BOOL: low = 0, high = 1; break;
    case PLAN_WEEKDAY: low = 0, high = 6; break;
    case PLAN_TIME: low = 0, high = CALENDAR_DAY_SECONDS - 1; break;
    case PLAN_ENUM: low = 0, high = (int64_t)plan->fields.items[operand->index].value_count - 1; break;
    case PLAN_TIER: low = 0, high = (int64_t)plan->programs.items[operand->index].tier_count - 1; break;
    default: break;
    }
    if (is_counted(operand->kind))
        low = 0;
    return intervals_range(&lint->intervals, low, high);
}

struct allowed fact_domain(struct lint *lint, const struct plan_criterion *test)
{
    if (!is_of_value(test))
        return (struct allowed){intervals_range(&lint->intervals, 0, 1), false};
    return (struct allowed){domain_of_type(lint, &test->left), can_be_missing(&test->left)};
}

bool fact_of_presence(struct lint *lint, const struct plan_criterion *test, struct fact *out)
{
    bool of_value = test->test == PLAN_TEST_COMPARE || test->test == PLAN_TEST_TODAY || test->test == PLAN_TEST_WITHIN;
    if (!of_value || is_of_value(test) || !can_be_missing(&test->left))
        return false;
    *out = (struct fact){key_of_operand(&test->left), {domain_of_type(lint, &test->left), false}, test, NULL};
    return true;
}

static struct interval_set compared(struct lint *lint, enum plan_comparison comparison, int64_t value)
{
    struct interval_maker *maker = &lint->intervals;
    struct interval_set all = intervals_range(maker, INT64_MIN, INT64_MAX);
    struct interval_set same = intervals_range(maker, value, value);
    struct interval_set below = intervals_range(maker, INT64_MIN, value == INT64_MIN ? value : value - 1);
    struct interval_set above = intervals_range(maker, value == INT64_MAX ? value : value + 1, INT64_MAX);
    switch (comparison) {
    case PLAN_EQUAL: return same;
    case PLAN_DIFFERENT: return intervals_without(maker, all, same);
    case PLAN_LESS: return below;
    case PLAN_AT_MOST: return intervals_either(maker, below, same);
    case PLAN_MORE: return above;
    default: return intervals_either(maker, same, above);
    }
}

/* A thing compared with itself. */
static bool is_of_itself(const struct plan_criterion *test)
{
    return test->test == PLAN_TEST_COMPARE && test->left.kind == test->right.kind && test->left.index == test->right.index;
}

static struct interval_set values_of(struct lint *lint, const struct plan_criterion *test)
{
    struct interval_maker *maker = &lint->intervals;
    if (!is_of_value(test)) {
        bool unequal = test->comparison == PLAN_DIFFERENT || test->comparison == PLAN_LESS || test->comparison == PLAN_MORE;
        if (is_of_itself(test) && !can_be_missing(&test->left))
            return intervals_range(maker, 0, unequal ? -1 : 1);
        return is_of_itself(test) && unequal ? intervals_range(maker, 0, -1) : intervals_range(maker, 1, 1);
    }
    const struct plan_list *list = test->test == PLAN_TEST_IN_LIST ? &lint->plan->lists.items[test->list] : NULL;
    switch (test->test) {
    case PLAN_TEST_COMPARE: return compared(lint, test->comparison, test->right.value);
    case PLAN_TEST_IN_LIST: return intervals_points(maker, list->values, list->count);
    case PLAN_TEST_IN_RANGE: return intervals_range(maker, test->low, test->high);
    case PLAN_TEST_OUTSIDE:
        return intervals_either(maker, intervals_range(maker, INT64_MIN, test->low),
                                intervals_range(maker, test->high, INT64_MAX));
    default: return intervals_range(maker, 0, -1);
    }
}

struct allowed fact_allowed(struct lint *lint, const struct plan_criterion *test)
{
    return (struct allowed){intervals_both(&lint->intervals, fact_domain(lint, test).values, values_of(lint, test)),
                            test->test == PLAN_TEST_MISSING};
}

struct allowed fact_negated(struct lint *lint, const struct plan_criterion *test, struct allowed allowed)
{
    struct allowed domain = fact_domain(lint, test);
    return (struct allowed){intervals_without(&lint->intervals, domain.values, allowed.values),
                            domain.missing && !allowed.missing};
}

struct allowed fact_both(struct lint *lint, struct allowed a, struct allowed b)
{
    return (struct allowed){intervals_both(&lint->intervals, a.values, b.values), a.missing && b.missing};
}

const struct fact *facts_find(const struct facts *facts, struct fact_key key)
{
    for (size_t i = facts->list.count; i > 0; i--)
        if (fact_key_equal(facts->list.items[i - 1].key, key))
            return &facts->list.items[i - 1];
    return NULL;
}

/* Whether more is asked of the part than the whole may have. */
static bool part_above_whole(struct interval_set part, struct interval_set whole)
{
    return part.count != 0 && whole.count != 0 && part.items[0].low > whole.items[whole.count - 1].high;
}

const struct fact *facts_find_apart(const struct facts *facts, struct fact_key key, struct allowed allowed)
{
    const struct plan *plan = facts->lint->plan;
    bool of_items = key.kind == PLAN_QUANTITY || key.kind == PLAN_AMOUNT || key.kind == PLAN_LINES;
    for (size_t i = facts->list.count; i > 0 && of_items; i--) {
        const struct fact *fact = &facts->list.items[i - 1];
        if (fact->key.kind != key.kind || fact->key.index == key.index)
            continue;
        if ((part_above_whole(fact->allowed.values, allowed.values) && set_within(plan, fact->key.index, key.index)) ||
            (part_above_whole(allowed.values, fact->allowed.values) && set_within(plan, key.index, fact->key.index)))
            return fact;
    }
    return NULL;
}

void facts_push(struct facts *facts, struct fact fact)
{
    facts->lint->failed |= !VECTOR_PUSH(&facts->list, facts->lint->compiler->alloc, fact);
}

/* ---- What the promotion demands ---- */

static void push_values(struct facts *facts, enum plan_fact which, struct interval_set values, const char *by)
{
    facts_push(facts, (struct fact){{.kind = PLAN_FACT, .index = which}, {values, false}, NULL, by});
}

static void push_list(struct facts *facts, enum plan_fact which, uint32_t list, const char *by)
{
    if (list == PLAN_NONE)
        return;
    const struct plan_list *values = &facts->lint->plan->lists.items[list];
    push_values(facts, which, intervals_points(&facts->lint->intervals, values->values, values->count), by);
}

static void push_test(struct facts *facts, enum plan_test_kind kind, uint32_t index, const char *by)
{
    struct plan_criterion test = {.kind = PLAN_TEST, .test = kind, .index = index};
    if (index != PLAN_NONE)
        facts_push(facts, (struct fact){fact_key_of(&test), fact_allowed(facts->lint, &test), NULL, by});
}

/* A schedule over midnight belongs to the day it starts on, while `weekday` is the day it is. */
static void push_schedules(struct facts *facts, const struct plan_promotion *promotion)
{
    struct interval_maker *maker = &facts->lint->intervals;
    struct interval_set times = {NULL, 0}, days = {NULL, 0};
    for (uint32_t i = 0; i < promotion->schedule_count; i++) {
        const struct plan_schedule *schedule = &promotion->schedules[i];
        if (schedule->start >= schedule->end)
            return;
        times = intervals_either(maker, times, intervals_range(maker, schedule->start, schedule->end - 1));
        for (int64_t day = 0; day < 7; day++)
            if (schedule->weekdays >> day & 1)
                days = intervals_either(maker, days, intervals_range(maker, day, day));
    }
    if (promotion->schedule_count == 0)
        return;
    push_values(facts, PLAN_FACT_WEEKDAY, days, "schedule");
    push_values(facts, PLAN_FACT_TIME, times, "schedule");
}

/* What an event takes has to be there. */
static void push_taken(struct facts *facts, const struct plan_event *event)
{
    for (uint32_t i = 0; i < event->buy_count; i++)
        facts_push(facts, (struct fact){{.kind = PLAN_QUANTITY, .index = event->buys[i].set},
                                        {intervals_range(&facts->lint->intervals, event->buys[i].count, INT64_MAX), false},
                                        NULL,
                                        FACT_TAKEN});
    if (event->every_amount != 0)
        facts_push(facts, (struct fact){{.kind = PLAN_AMOUNT, .index = event->every_set},
                                        {intervals_range(&facts->lint->intervals, event->every_amount, INT64_MAX), false},
                                        NULL,
                                        FACT_TAKEN});
}

void facts_of_promotion(struct facts *facts, const struct plan_promotion *promotion, const struct plan_event *event)
{
    bool any;
    int64_t trigger = event->trigger;
    struct interval_set channels = lint_channels(facts->lint, promotion, &any);
    if (!any)
        push_values(facts, PLAN_FACT_CHANNEL, channels, "channels");
    push_list(facts, PLAN_FACT_STORE, promotion->stores, "stores");
    push_list(facts, PLAN_FACT_REGION, promotion->regions, "regions");
    if (promotion->price_list != PLAN_NONE) {
        int64_t symbol = facts->lint->plan->price_lists.items[promotion->price_list].symbol;
        push_values(facts, PLAN_FACT_PRICE_LIST, intervals_range(&facts->lint->intervals, symbol, symbol), "price_list");
    }
    push_values(facts, PLAN_FACT_TRIGGER, intervals_range(&facts->lint->intervals, trigger, trigger), "event's trigger");
    push_test(facts, PLAN_TEST_COUPON, promotion->coupon, "requires");
    push_test(facts, PLAN_TEST_AUDIENCE, promotion->audience, "audience");
    push_schedules(facts, promotion);
    push_taken(facts, event);
}
