/* Conditions in words: each test is a clause, groups join them. A clause has a way to say that it does not hold, so that
 * `not` and `none` read as people speak. */
#include "compiler/describe_parts.h"

static void tell(struct describer *describer, struct buffer *out, const struct plan_criterion *criterion, bool negated,
                 bool inside);

static struct told_type type_of(const struct plan_operand *operand)
{
    bool field = operand->kind == PLAN_CUSTOMER_FIELD || operand->kind == PLAN_ORDER_FIELD;
    bool tier = operand->kind == PLAN_TIER_OF;
    return (struct told_type){operand->type, field || tier ? operand->index : PLAN_NONE};
}

/* ---- What is observed ---- */

static const char *const FACTS[] = {[PLAN_FACT_CHANNEL] = "the channel",
                                    [PLAN_FACT_STORE] = "the store",
                                    [PLAN_FACT_REGION] = "the region",
                                    [PLAN_FACT_PRICE_LIST] = "the price list",
                                    [PLAN_FACT_PAYMENT] = "the means of payment",
                                    [PLAN_FACT_SHIPPING_METHOD] = "the shipping method",
                                    [PLAN_FACT_TRIGGER] = "what is asked for",
                                    [PLAN_FACT_WEEKDAY] = "the day",
                                    [PLAN_FACT_TIME] = "the time"};

static void measured(struct describer *describer, struct buffer *out, const char *whole, const char *of, uint32_t set)
{
    if (set == PLAN_NONE || describer->plan->nodes.items[set].kind == PLAN_NODE_ALL) {
        buffer_string(out, whole);
        return;
    }
    buffer_string(out, of);
    describe_items(describer, out, set, DESCRIBE_ITEMS);
}

static bool is_orders(const struct plan *plan, const struct plan_operand *operand)
{
    return operand->kind == PLAN_CUSTOMER_FIELD && operand->type == PLAN_NUMBER &&
           text_equal(plan->fields.items[operand->index].name, TEXT("orders"));
}

/* "the customer's level", "the price of items of shoes": with "is" behind it. */
static void subject(struct describer *describer, struct buffer *out, const struct plan_operand *operand)
{
    const struct plan *plan = describer->plan;
    switch (operand->kind) {
    case PLAN_QUANTITY: measured(describer, out, "the number of items", "the number of ", operand->index); break;
    case PLAN_AMOUNT: measured(describer, out, "the price of the goods", "the price of ", operand->index); break;
    case PLAN_LINES: measured(describer, out, "the number of lines", "the number of lines with ", operand->index); break;
    case PLAN_CUSTOMER_FIELD:
        if (is_orders(plan, operand)) {
            buffer_string(out, "the number of the customer's earlier orders");
            break;
        }
        buffer_string(out, "the customer's ");
        describe_name(out, plan->fields.items[operand->index].name);
        break;
    case PLAN_ORDER_FIELD:
        buffer_string(out, "the order's ");
        describe_name(out, plan->fields.items[operand->index].name);
        break;
    case PLAN_FACT: buffer_string(out, FACTS[operand->index]); break;
    case PLAN_POINTS:
        buffer_string(out, "the customer's points of ");
        buffer_text(out, plan->programs.items[operand->index].name);
        break;
    case PLAN_TIER_OF:
        buffer_string(out, "the customer's tier of ");
        buffer_text(out, plan->programs.items[operand->index].name);
        break;
    case PLAN_CONSTANT: break;
    }
}

static void right_side(struct describer *describer, struct buffer *out, const struct plan_criterion *test)
{
    if (test->right.kind == PLAN_CONSTANT)
        describe_value(describer, out, type_of(&test->left), test->right.value);
    else
        subject(describer, out, &test->right);
}

/* ---- Comparisons that have words of their own ---- */

/* "the basket holds at least 3 items of shoes", "no item of shoes". */
static void holds(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    static const char *const COMPARISONS[] = {"exactly ", "exactly ", "fewer than ", "at most ", "more than ", "at least "};
    int64_t count = test->right.value;
    negated ^= test->comparison == PLAN_DIFFERENT;
    if (count == 0 && (test->comparison == PLAN_EQUAL || test->comparison == PLAN_DIFFERENT)) {
        buffer_string(out, negated ? "the basket holds at least one " : "the basket holds no ");
        describe_items(describer, out, test->left.index, DESCRIBE_ITEM);
        return;
    }
    buffer_string(out, negated ? "the basket does not hold " : "the basket holds ");
    buffer_string(out, COMPARISONS[test->comparison]);
    if (test->left.kind == PLAN_LINES) {
        phrase_counted(out, count, "line");
        measured(describer, out, "", " of ", test->left.index);
    } else if (test->left.index == PLAN_NONE) {
        phrase_counted(out, count, "item");
    } else {
        if (count == 0)
            buffer_string(out, "0 ");
        describe_items(describer, out, test->left.index, count);
    }
}

/* "the goods cost at least 50.00 EUR", "items of shoes come to more than 10.00 EUR" */
static void comes_to(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    bool exactly = test->comparison == PLAN_EQUAL || test->comparison == PLAN_DIFFERENT;
    negated ^= test->comparison == PLAN_DIFFERENT;
    measured(describer, out, "the goods", "", test->left.index);
    buffer_string(out, negated ? " do not come to " : " come to ");
    buffer_string(out, exactly ? "exactly " : describe_comparison(test->comparison, PLAN_MONEY));
    phrase_money(out, describer->plan, test->right.value);
}

/* A yes or no: "the order is marked gift wrap". */
static void marked(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    bool yes = (test->right.value != 0) == (test->comparison == PLAN_EQUAL);
    buffer_string(out, test->left.kind == PLAN_ORDER_FIELD ? "the order is " : "the customer is ");
    buffer_string(out, negated ? "not marked " : "marked ");
    buffer_string(out, yes ? "" : "as not ");
    describe_name(out, describer->plan->fields.items[test->left.index].name);
}

/* Earlier orders of the customer: "the customer has placed no order before". */
static void ordered(struct buffer *out, const struct plan_criterion *test, bool negated)
{
    static const char *const COMPARISONS[] = {"exactly ", "exactly ", "fewer than ", "at most ", "more than ", "at least "};
    negated ^= test->comparison == PLAN_DIFFERENT;
    bool none = test->right.value == 0 && (test->comparison == PLAN_EQUAL || test->comparison == PLAN_DIFFERENT);
    if (none) {
        buffer_string(out, negated ? "it is not so that " : "");
        buffer_string(out, "the customer has placed no order before");
        return;
    }
    buffer_string(out, negated ? "the customer has not placed " : "the customer has placed ");
    buffer_string(out, COMPARISONS[test->comparison]);
    phrase_counted(out, test->right.value, "order");
    buffer_string(out, " before");
}

static bool is_empty_text(const struct plan *plan, const struct plan_criterion *test)
{
    return test->left.type == PLAN_TEXT && test->right.kind == PLAN_CONSTANT &&
           plan_symbol_text(plan, (uint32_t)test->right.value).length == 0;
}

static void weekday_is(struct buffer *out, bool negated)
{
    buffer_string(out, negated ? "it is not " : "it is ");
}

/* True: told. */
static bool compare_specially(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    const struct plan_operand *left = &test->left;
    if (test->right.kind != PLAN_CONSTANT)
        return false;
    if (left->kind == PLAN_QUANTITY || left->kind == PLAN_LINES)
        holds(describer, out, test, negated);
    else if (left->kind == PLAN_AMOUNT)
        comes_to(describer, out, test, negated);
    else if (left->type == PLAN_BOOL)
        marked(describer, out, test, negated);
    else if (is_orders(describer->plan, left))
        ordered(out, test, negated);
    else
        return false;
    return true;
}

static void compare(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    if (compare_specially(describer, out, test, negated))
        return;
    if (is_empty_text(describer->plan, test)) {
        subject(describer, out, &test->left);
        bool given = (test->comparison == PLAN_DIFFERENT) != negated;
        buffer_string(out, given ? " is known" : " is empty");
        return;
    }
    if (test->left.kind == PLAN_FACT && test->left.index == PLAN_FACT_WEEKDAY)
        weekday_is(out, negated);
    else {
        subject(describer, out, &test->left);
        buffer_string(out, negated ? " is not " : " is ");
    }
    buffer_string(out, describe_comparison(test->comparison, test->left.type));
    right_side(describer, out, test);
}

/* ---- The other tests ---- */

static void within(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    subject(describer, out, &test->left);
    buffer_string(out, negated ? " is not within " : " is within ");
    phrase_counted(out, test->low, "day");
    buffer_string(out, " of today");
}

static void in_range(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    struct told_type type = type_of(&test->left);
    bool outside = test->test == PLAN_TEST_OUTSIDE;
    if (test->left.kind == PLAN_FACT && test->left.index == PLAN_FACT_WEEKDAY)
        weekday_is(out, negated);
    else {
        subject(describer, out, &test->left);
        buffer_string(out, negated ? " is not " : " is ");
    }
    if (outside)
        describe_range(describer, out, type, test->high, test->low);
    else
        describe_range(describer, out, type, test->low, test->high);
}

static void in_list(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    bool weekday = test->left.kind == PLAN_FACT && test->left.index == PLAN_FACT_WEEKDAY;
    bool includes = test->test == PLAN_TEST_HAS;
    if (weekday)
        weekday_is(out, negated);
    else {
        subject(describer, out, &test->left);
        buffer_string(out, includes ? negated ? " do not include " : " include " : negated ? " is not " : " is ");
    }
    describe_list(describer, out, test->list, type_of(&test->left), "or");
}

static void tell_test(struct describer *describer, struct buffer *out, const struct plan_criterion *test, bool negated)
{
    const struct plan *plan = describer->plan;
    if (test->test == PLAN_TEST_COMPARE && test->left.kind == PLAN_CONSTANT) { /* known only by its words */
        buffer_text(out, test->text);
        return;
    }
    switch (test->test) {
    case PLAN_TEST_COMPARE: compare(describer, out, test, negated); break;
    case PLAN_TEST_IN_LIST:
    case PLAN_TEST_HAS: in_list(describer, out, test, negated); break;
    case PLAN_TEST_IN_RANGE:
    case PLAN_TEST_OUTSIDE: in_range(describer, out, test, negated); break;
    case PLAN_TEST_MISSING:
        subject(describer, out, &test->left);
        buffer_string(out, negated ? " is known" : " is not known");
        break;
    case PLAN_TEST_TODAY:
        subject(describer, out, &test->left);
        buffer_string(out, negated ? " is not today" : " is today");
        break;
    case PLAN_TEST_WITHIN: within(describer, out, test, negated); break;
    case PLAN_TEST_SEGMENT:
        buffer_string(out, negated ? "the customer is not in segment " : "the customer is in segment ");
        phrase_quoted(out, plan_symbol_text(plan, (uint32_t)test->low));
        break;
    case PLAN_TEST_AUDIENCE:
        buffer_string(out, negated ? "the customer is not in audience " : "the customer is in audience ");
        buffer_text(out, plan->audiences.items[test->index].name);
        break;
    case PLAN_TEST_COUPON:
        buffer_string(out, "a code of coupon ");
        buffer_text(out, plan->coupons.items[test->index].name);
        buffer_string(out, negated ? " is not presented" : " is presented");
        break;
    }
}

/* ---- Groups ---- */

static bool is_group(const struct plan_criterion *criterion)
{
    return criterion->kind != PLAN_TEST && criterion->children != NULL;
}

/* Children joined: A and B; A or B. Neither, and groups that are denied, say it of each child: none of A, B holds where each
 * of not-A, not-B does. */
static void join(struct describer *describer, struct buffer *out, const struct plan_criterion *group, bool negated, bool inside)
{
    bool deny = negated != (group->kind == PLAN_NEITHER);
    bool any = (group->kind == PLAN_ANY || group->kind == PLAN_NEITHER) != deny;
    size_t count = 0, index = 0;
    for (const struct plan_criterion *child = group->children; child != NULL; child = child->next)
        count++;
    bool bracket = count > 1 && (inside || group->name.length != 0);
    if (bracket && group->name.length != 0) {
        buffer_char(out, '(');
        describe_name(out, group->name);
        buffer_string(out, ": ");
    } else if (bracket) {
        buffer_char(out, '(');
    }
    for (const struct plan_criterion *child = group->children; child != NULL; child = child->next) {
        phrase_between(out, index++, count, any ? "or" : "and");
        tell(describer, out, child, deny, count > 1);
    }
    if (bracket)
        buffer_char(out, ')');
}

static void tell(struct describer *describer, struct buffer *out, const struct plan_criterion *criterion, bool negated,
                 bool inside)
{
    if (criterion->kind == PLAN_TEST)
        tell_test(describer, out, criterion, negated);
    else if (criterion->kind == PLAN_NOT && is_group(criterion))
        tell(describer, out, criterion->children, !negated, inside);
    else if (is_group(criterion))
        join(describer, out, criterion, negated, inside);
}

void describe_criterion(struct describer *describer, struct buffer *out, const struct plan_criterion *criterion)
{
    if (criterion != NULL)
        tell(describer, out, criterion, false, false);
}
