#include "compiler/criteria.h"

#include "compiler/compare.h"
#include "compiler/fields.h"
#include "compiler/items.h"
#include "compiler/values.h"
#include "compiler/words.h"
#include "lang/nearest.h"

enum { MOST_TESTS = 5000 }; /* in one event: its code must stay within what images accept */

static struct plan_criterion *criterion(struct check *check, const struct expr *expr);

/* ---- What is looked at ---- */

struct observed {
    struct plan_operand operand;
    struct subject subject;
};

static void observe(struct observed *out, enum plan_operand_kind kind, enum plan_type type, uint32_t index)
{
    out->operand = (struct plan_operand){.kind = kind, .type = type, .index = index};
    out->subject.type = type;
    if (type == PLAN_ENUM)
        out->subject.field = index;
    if (type == PLAN_TIER)
        out->subject.program = index;
}

bool criteria_measure(struct check *check, const struct expr *measure, enum plan_measure *of, uint32_t *set)
{
    static const enum plan_measure MEASURES[] = {[MEASURE_QUANTITY] = PLAN_MEASURE_QUANTITY,
                                                 [MEASURE_AMOUNT] = PLAN_MEASURE_AMOUNT,
                                                 [MEASURE_LINES] = PLAN_MEASURE_LINES};
    *of = MEASURES[measure->measure];
    *set = measure->left == NULL ? items_all(check) : items_set(check, measure->left);
    return *set != PLAN_NONE;
}

static bool observe_measure(struct check *check, const struct expr *expr, struct observed *out)
{
    static const enum plan_operand_kind KINDS[] = {[PLAN_MEASURE_QUANTITY] = PLAN_QUANTITY,
                                                   [PLAN_MEASURE_AMOUNT] = PLAN_AMOUNT,
                                                   [PLAN_MEASURE_LINES] = PLAN_LINES};
    enum plan_measure of;
    uint32_t set;
    bool known = criteria_measure(check, expr, &of, &set);
    observe(out, KINDS[of], of == PLAN_MEASURE_AMOUNT ? PLAN_MONEY : PLAN_NUMBER, set);
    return known;
}

static bool observe_program(struct check *check, const struct expr *expr, struct observed *out)
{
    uint32_t program = names_index(check, NAME_PROGRAM, &expr->word);
    if (program == PLAN_NONE)
        return false;
    bool points = expr->fact == PROGRAM_POINTS;
    observe(out, points ? PLAN_POINTS : PLAN_TIER_OF, points ? PLAN_NUMBER : PLAN_TIER, program);
    return true;
}

static bool observe_found(enum plan_owner owner, struct fields_found found, struct observed *out)
{
    if (found.kind == FIELDS_FACT)
        observe(out, PLAN_FACT, found.type, found.index);
    else if (found.kind == FIELDS_FIELD)
        observe(out, owner == PLAN_CUSTOMER ? PLAN_CUSTOMER_FIELD : PLAN_ORDER_FIELD, found.type, found.index);
    else
        return false;
    return true;
}

static void report_item_criterion(struct check *check, const struct expr *expr)
{
    struct text words = words_written(check, expr->span);
    struct diagnostic *d =
        check_error(check, P0212, expr->span, "`%.*s` is of items, and a basket has many", SHOWN(words));
    diag_help(d, "speak of a set: `quantity of items all { %.*s ... } >= 1`", SHOWN(words));
}

/* customer.X, order.X */
static bool observe_path(struct check *check, const struct expr *expr, struct observed *out)
{
    const struct word *owner_word = expr->words, *name = owner_word->next;
    enum plan_owner owner = fields_owner(owner_word->text);
    if (name->next != NULL || owner == PLAN_OWNER_COUNT) {
        struct diagnostic *d =
            check_error(check, P0102, expr->span, "nothing has such parameters");
        diag_help(d, "parameters are of `customer`, `order` or, in item sets, of `item`");
        return false;
    }
    if (owner == PLAN_ITEM) {
        report_item_criterion(check, expr);
        return false;
    }
    struct fields_found found = fields_find(check, owner, name->text);
    if (found.kind == FIELDS_NONE)
        fields_report_unknown(check, owner, name);
    return observe_found(owner, found, out);
}

static const char *const FACTS[] = {"channel", "store",   "region", "payment", "shipping_method",
                                    "weekday", "time",    "trigger", "quantity", "amount"};

/* What people call such a fact who do not know its word. */
static const struct {
    const char *said, *fact;
} CALLED[] = {{"hour", "time"},        {"hours", "time"},     {"day", "weekday"},    {"days", "weekday"},  {"total", "amount"},
              {"subtotal", "amount"},  {"sum", "amount"},     {"spend", "amount"},   {"spent", "amount"},  {"cart", "amount"},
              {"basket", "amount"},    {"value", "amount"},   {"count", "quantity"}, {"qty", "quantity"},  {"units", "quantity"},
              {"country", "region"},   {"state", "region"},   {"shop", "store"},     {"platform", "channel"}};

/* The fact that is called so, or else a near one; bytes NULL: none. */
static struct text fact_meant(struct text word)
{
    struct nearest nearest = nearest_to(word);
    for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++)
        nearest_offer(&nearest, text_from(FACTS[i]));
    for (size_t i = 0; i < sizeof CALLED / sizeof *CALLED; i++)
        if (text_equal(word, text_from(CALLED[i].said)))
            return text_from(CALLED[i].fact);
    return nearest.best;
}

/* A single word: a fact of the order. */
static bool observe_word(struct check *check, const struct expr *expr, struct observed *out)
{
    const struct word *word = expr->words;
    struct fields_found found = fields_find(check, PLAN_ORDER, word->text);
    if (found.kind == FIELDS_FACT)
        return observe_found(PLAN_ORDER, found, out);
    struct fields_found of_item = fields_find(check, PLAN_ITEM, word->text);
    if (of_item.kind == FIELDS_ATTRIBUTE || of_item.kind == FIELDS_SELECTION) {
        report_item_criterion(check, expr);
        return false;
    }
    if (missing_name(&check->missing, NAME_SET, word->text))
        return false;
    struct text meant = fact_meant(word->text);
    bool customer = text_equal(word->text, TEXT("customer"));
    struct diagnostic *d = check_error(check, P0102, expr->span, "`%.*s` is nothing that baskets tell", SHOWN(word->text));
    if (customer)
        diag_help(d, "write `segment \"vip\"`, `audience NAME`, or what is known of the customer: `customer.orders`");
    else if (meant.bytes != NULL)
        diag_did_you_mean(d, meant);
    else if (fields_find(check, PLAN_CUSTOMER, word->text).kind == FIELDS_FIELD)
        diag_help(d, "write `customer.%.*s`", SHOWN(word->text));
    else if (found.kind == FIELDS_FIELD)
        diag_help(d, "write `order.%.*s`", SHOWN(word->text));
    else
        diag_help(d, "a criterion begins with quantity, amount, lines, customer., order., or a fact such as channel");
    return false;
}

static void report_set(struct check *check, const struct expr *expr)
{
    struct text words = words_written(check, expr->span);
    if (check->damaged) /* how much of it may be lost */
        return;
    struct diagnostic *d = check_error(check, P0212, expr->span, "this is an item set, not a criterion");
    diag_help(d, "say how much of it: `quantity of %.*s >= 1`", SHOWN(words));
}

/* What baskets tell; false: reported. */
static bool observe_expr(struct check *check, const struct expr *expr, struct observed *out)
{
    *out = (struct observed){.subject = {PLAN_UNKNOWN, PLAN_NONE, PLAN_NONE, expr->span}};
    if (expr->kind == EXPR_ERROR)
        return false;
    if (expr->kind == EXPR_MEASURE)
        return observe_measure(check, expr, out);
    if (expr->kind == EXPR_PROGRAM)
        return observe_program(check, expr, out);
    if (items_is_set(check, expr)) {
        report_set(check, expr);
        return false;
    }
    if (expr->kind == EXPR_NAME && expr->words != NULL)
        return expr->words->next == NULL ? observe_word(check, expr, out) : observe_path(check, expr, out);
    struct diagnostic *d = check_error(check, P0201, expr->span, "a value is wanted here, and this is %s",
                                       value_words(check, expr));
    diag_help(d, "a comparison begins with what a basket tells, such as `amount` or `customer.orders`");
    return false;
}

/* Whether an expression on the right is something observed rather than a constant. A bare name can be a value's. */
static bool is_observed(const struct check *check, const struct subject *left, const struct expr *expr)
{
    if (expr->kind == EXPR_MEASURE || expr->kind == EXPR_PROGRAM)
        return true;
    if (expr->kind != EXPR_NAME || value_binding(check, expr) != NULL)
        return false;
    const struct word *word = value_single_word(expr);
    if (word == NULL)
        return true;
    bool by_name = left->type == PLAN_ENUM || left->type == PLAN_WEEKDAY || left->type == PLAN_TIER;
    return !by_name && fields_find(check, PLAN_ORDER, word->text).kind == FIELDS_FACT;
}

/* ---- Tests ---- */

static struct plan_criterion *new_test(struct check *check, const struct expr *expr, enum plan_test_kind kind)
{
    if (++check->tests > MOST_TESTS) {
        if (check->tests == MOST_TESTS + 1)
            check_error(check, P0602, expr->span, "more than %d criteria in one event", MOST_TESTS);
        return NULL;
    }
    struct plan_criterion *test = CHECK_NEW(check, struct plan_criterion);
    if (test != NULL) {
        test->kind = PLAN_TEST;
        test->from = expr;
        test->test = kind;
        test->text = words_of(check, expr->span);
        test->place = (struct plan_place){expr->span.file, expr->span.start, expr->span.end};
    }
    return test;
}

static enum plan_comparison mirrored(enum plan_comparison comparison)
{
    static const enum plan_comparison MIRROR[] = {
        [PLAN_EQUAL] = PLAN_EQUAL, [PLAN_DIFFERENT] = PLAN_DIFFERENT, [PLAN_LESS] = PLAN_MORE,
        [PLAN_AT_MOST] = PLAN_AT_LEAST, [PLAN_MORE] = PLAN_LESS, [PLAN_AT_LEAST] = PLAN_AT_MOST};
    return MIRROR[comparison];
}

static struct plan_criterion *compare_test(struct check *check, const struct expr *expr)
{
    /* A parameter may stand on the left: `minimum <= amount`. */
    bool swapped = value_binding(check, expr->left) != NULL && !items_is_set(check, expr->left);
    const struct expr *left = swapped ? expr->right : expr->left, *right = swapped ? expr->left : expr->right;
    struct observed one, other;
    if (!observe_expr(check, left, &one))
        return NULL;
    bool both = is_observed(check, &one.subject, right);
    if (both && (!observe_expr(check, right, &other) || !subject_same(check, &one.subject, &other.subject, expr->span)))
        return NULL;
    if (!subject_allows(check, &one.subject, expr->compare, expr->operator))
        return NULL;
    struct plan_operand constant = {.kind = PLAN_CONSTANT, .type = one.subject.type};
    if (!both && !subject_constant(check, &one.subject, right, &constant.value))
        return NULL;
    struct plan_criterion *test = new_test(check, expr, PLAN_TEST_COMPARE);
    if (test != NULL) {
        test->comparison = subject_comparison(expr->compare);
        if (swapped)
            test->comparison = mirrored(test->comparison);
        test->left = one.operand;
        test->right = both ? other.operand : constant;
    }
    return test;
}

static struct plan_criterion *in_test(struct check *check, const struct expr *expr)
{
    struct observed left;
    if (!observe_expr(check, expr->left, &left))
        return NULL;
    bool list = expr->right->kind == EXPR_LIST, wraps = false;
    uint32_t number = PLAN_NONE;
    int64_t low = 0, high = 0;
    if (list)
        number = subject_list(check, &left.subject, expr->right);
    else if (expr->right->kind != EXPR_RANGE || !subject_range(check, &left.subject, expr->right, &low, &high, &wraps))
        return NULL;
    if (list && number == PLAN_NONE)
        return NULL;
    enum plan_test_kind kind = !list                        ? (wraps ? PLAN_TEST_OUTSIDE : PLAN_TEST_IN_RANGE)
                               : left.subject.type == PLAN_SET ? PLAN_TEST_HAS
                                                               : PLAN_TEST_IN_LIST;
    struct plan_criterion *test = new_test(check, expr, kind);
    if (test != NULL) {
        test->left = left.operand;
        test->list = number;
        test->low = low;
        test->high = high;
    }
    return test;
}

static bool never_missing(const struct plan_operand *operand)
{
    return operand->kind == PLAN_QUANTITY || operand->kind == PLAN_AMOUNT || operand->kind == PLAN_LINES ||
           operand->kind == PLAN_POINTS ||
           (operand->kind == PLAN_FACT && operand->index >= PLAN_FACT_TRIGGER);
}

/* is missing, is today, within */
static struct plan_criterion *state_test(struct check *check, const struct expr *expr)
{
    struct observed left;
    int64_t days = 0;
    if (!observe_expr(check, expr->left, &left))
        return NULL;
    if (expr->kind == EXPR_MISSING && never_missing(&left.operand)) {
        check_error(check, P0202, expr->span, "this is never missing");
        return NULL;
    }
    if (expr->kind != EXPR_MISSING && left.subject.type != PLAN_DATE) {
        struct diagnostic *d = check_error(check, P0202, expr->span, "only a date can be near today, and this is %s",
                                           value_type_words(left.subject.type));
        diag_help(d, "dates are `customer.birthday` and parameters that a profile declares with type `date`");
        return NULL;
    }
    if (expr->kind == EXPR_WITHIN && !value_days(check, expr->right, &days))
        return NULL;
    struct plan_criterion *test = new_test(check, expr,
                                           expr->kind == EXPR_MISSING ? PLAN_TEST_MISSING
                                           : expr->kind == EXPR_TODAY ? PLAN_TEST_TODAY
                                                                      : PLAN_TEST_WITHIN);
    if (test != NULL) {
        test->left = left.operand;
        test->low = days;
    }
    return test;
}

static struct plan_criterion *segment_test(struct check *check, const struct expr *expr)
{
    struct text segment;
    if (!value_text(check, &expr->word, "a segment", &segment))
        return NULL;
    uint32_t symbol = plan_symbol(check->plan, segment);
    struct plan_criterion *test = symbol == PLAN_NONE ? NULL : new_test(check, expr, PLAN_TEST_SEGMENT);
    if (test != NULL)
        test->low = symbol;
    return test;
}

static struct plan_criterion *named_test(struct check *check, const struct expr *expr)
{
    bool audience = expr->kind == EXPR_AUDIENCE;
    uint32_t index = names_index(check, audience ? NAME_AUDIENCE : NAME_COUPON, &expr->word);
    if (index == PLAN_NONE)
        return NULL;
    struct plan_criterion *test = new_test(check, expr, audience ? PLAN_TEST_AUDIENCE : PLAN_TEST_COUPON);
    if (test != NULL)
        test->index = index;
    return test;
}

/* ---- Groups ---- */

static struct plan_criterion *group(struct check *check, const struct expr *expr, enum plan_criterion_kind kind,
                                    const struct expr *items)
{
    struct plan_criterion *node = CHECK_NEW(check, struct plan_criterion);
    struct plan_criterion **end = node == NULL ? NULL : &node->children;
    bool sound = node != NULL && items != NULL;
    for (const struct expr *item = items; item != NULL && node != NULL; item = item->next) {
        struct plan_criterion *child = criterion(check, item);
        sound &= child != NULL;
        if (child != NULL) {
            *end = child;
            end = &child->next;
        }
    }
    if (!sound)
        return NULL;
    node->kind = kind;
    node->from = expr;
    node->text = words_of(check, expr->span);
    node->place = (struct plan_place){expr->span.file, expr->span.start, expr->span.end};
    if (expr->kind == EXPR_GROUP && word_given(&expr->word))
        node->name = expr->word.text;
    return node;
}

static struct plan_criterion *not_a_criterion(struct check *check, const struct expr *expr)
{
    struct observed observed;
    if (!observe_expr(check, expr, &observed) || check->damaged)
        return NULL; /* what it is compared with may be lost */
    struct text words = words_written(check, expr->span);
    struct diagnostic *d = check_error(check, P0208, expr->span, "`%.*s` is a value, not a criterion", SHOWN(words));
    diag_help(d, observed.subject.type == PLAN_BOOL ? "write `%.*s == true`" : "compare it: `%.*s >= ...`", SHOWN(words));
    return NULL;
}

/* The parser bounds how deep expressions go. */
static struct plan_criterion *criterion(struct check *check, const struct expr *expr)
{
    static const enum plan_criterion_kind QUANTIFIERS[] = {
        [QUANTIFIER_ALL] = PLAN_ALL, [QUANTIFIER_ANY] = PLAN_ANY, [QUANTIFIER_NONE] = PLAN_NEITHER};
    bool two = expr->kind == EXPR_COMPARE || expr->kind == EXPR_IN;
    bool one = two || expr->kind == EXPR_MISSING || expr->kind == EXPR_TODAY || expr->kind == EXPR_WITHIN;
    if ((one && expr->left == NULL) || (two && expr->right == NULL))
        return NULL;
    switch (expr->kind) {
    case EXPR_ERROR: return NULL;
    case EXPR_COMPARE: return compare_test(check, expr);
    case EXPR_IN: return in_test(check, expr);
    case EXPR_MISSING:
    case EXPR_TODAY:
    case EXPR_WITHIN: return state_test(check, expr);
    case EXPR_SEGMENT: return segment_test(check, expr);
    case EXPR_AUDIENCE:
    case EXPR_COUPON: return named_test(check, expr);
    case EXPR_AND: return group(check, expr, PLAN_ALL, expr->items);
    case EXPR_OR: return group(check, expr, PLAN_ANY, expr->items);
    case EXPR_GROUP: return group(check, expr, QUANTIFIERS[expr->quantifier], expr->items);
    case EXPR_NOT: return group(check, expr, PLAN_NOT, expr->left);
    default: return not_a_criterion(check, expr);
    }
}

struct plan_criterion *criteria_of(struct check *check, const struct expr *when)
{
    check->tests = 0;
    return when == NULL ? NULL : criterion(check, when);
}
