/* Comparisons with a value that a basket need not carry, where that surprises: a comparison with it does not hold, so `!=`
 * leaves out who has none, and `not` lets them in. */
#include "compiler/lint_parts.h"

/* customer.X, order.X or item.X. Of text facts, such as the channel, a basket that has none is rare. */
static bool can_be_missing(const struct expr *expr)
{
    static const char *const OWNERS[] = {"customer", "order", "item"};
    if (expr == NULL || expr->kind != EXPR_NAME || expr->words == NULL || expr->words->next == NULL)
        return false;
    for (size_t i = 0; i < sizeof OWNERS / sizeof *OWNERS; i++)
        if (text_equal(expr->words->text, text_from(OWNERS[i])))
            return true;
    return false;
}

static bool is_of_item(const struct expr *expr)
{
    return text_equal(expr->words->text, TEXT("item"));
}

static bool same_name(const struct expr *a, const struct expr *b)
{
    if (a == NULL || b == NULL || a->kind != EXPR_NAME || b->kind != EXPR_NAME)
        return false;
    const struct word *one = a->words, *other = b->words;
    while (one != NULL && other != NULL && text_equal(one->text, other->text)) {
        one = one->next;
        other = other->next;
    }
    return one == NULL && other == NULL;
}

/* Whether an expression speaks of the value anywhere. The parser bounds the depth. */
static bool speaks_of(const struct expr *expr, const struct expr *value)
{
    if (expr == NULL)
        return false;
    if (same_name(expr, value) || speaks_of(expr->left, value) || speaks_of(expr->right, value))
        return true;
    for (const struct expr *item = expr->items; item != NULL; item = item->next)
        if (speaks_of(item, value))
            return true;
    return false;
}

/* Whether somebody around the comparison has thought of the value before: another criterion beside it speaks of it. */
static bool is_considered(const struct lint_place *place, const struct expr *value)
{
    const struct expr *inner = place->expr;
    for (const struct lint_place *outer = place->outer; outer != NULL; outer = outer->outer) {
        for (const struct expr *item = outer->expr->items; item != NULL; item = item->next)
            if (item != inner && speaks_of(item, value))
                return true;
        inner = outer->expr;
    }
    return false;
}

static bool is_empty_text(const struct expr *expr)
{
    return expr != NULL && expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_TEXT &&
           expr->literal->word.text.length == 0;
}

/* Whom a value is of, in words. */
static const char *whom(const struct expr *value)
{
    return text_equal(value->words->text, TEXT("customer")) ? "customers" : is_of_item(value) ? "items" : "orders";
}

static void look_at_unequal(struct lint *lint, const struct lint_place *place)
{
    const struct expr *expr = place->expr, *value = expr->left;
    if (!can_be_missing(value) || is_empty_text(expr->right) || is_considered(place, value))
        return;
    struct text words = lint_words(lint, expr->span), name = lint_words(lint, value->span),
                other = lint_words(lint, expr->right->span);
    struct diagnostic *d =
        lint_report(lint, LINT_MISSING_VALUE, expr->span, "`%.*s` leaves out %s that have no `%.*s` at all", SHOWN(words),
                    whom(value), SHOWN(name));
    if (is_of_item(value))
        diag_help(d, "write `not %.*s == %.*s` if they are meant, too", SHOWN(name), SHOWN(other));
    else
        diag_help(d, "add `or %.*s is missing` if they are meant, too", SHOWN(name));
}

/* `not` before a comparison, which then holds for those who have no such value. */
static void look_at_not(struct lint *lint, const struct lint_place *place)
{
    const struct expr *expr = place->expr, *test = expr->left;
    if (test == NULL || (test->kind != EXPR_COMPARE && test->kind != EXPR_IN))
        return;
    const struct expr *value = test->left;
    if (!can_be_missing(value) || is_of_item(value) || is_considered(place, value))
        return;
    struct text words = lint_words(lint, expr->span), name = lint_words(lint, value->span);
    struct diagnostic *d = lint_report(lint, LINT_MISSING_VALUE, expr->span, "`%.*s` lets in %s that have no `%.*s` at all",
                                       SHOWN(words), whom(value), SHOWN(name));
    diag_help(d, "compare with what is meant instead of `not`, or add `and not %.*s is missing`", SHOWN(name));
}

/* `none { customer.age < 18 }`: those whose age nobody knows are let in as well. Of `==` that is how it reads. */
static void look_at_none(struct lint *lint, const struct lint_place *place)
{
    const struct expr *test = place->expr;
    const struct lint_place *group = place->outer;
    bool ordered = test->compare != COMPARE_EQUAL && test->compare != COMPARE_UNEQUAL;
    if (!ordered || group == NULL || group->expr->kind != EXPR_GROUP || group->expr->quantifier != QUANTIFIER_NONE)
        return;
    const struct expr *value = test->left;
    if (!can_be_missing(value) || is_of_item(value) || is_considered(place, value))
        return;
    struct text words = lint_words(lint, test->span), name = lint_words(lint, value->span);
    struct diagnostic *d = lint_report(lint, LINT_MISSING_VALUE, test->span,
                                       "`%.*s` in a `none` lets in %s that have no `%.*s` at all", SHOWN(words), whom(value),
                                       SHOWN(name));
    diag_help(d, "compare with what is meant outside of the `none`, or add `not %.*s is missing`", SHOWN(name));
}

static void visit(void *context, const struct lint_place *place)
{
    if (place->expr->kind == EXPR_COMPARE && place->expr->compare == COMPARE_UNEQUAL)
        look_at_unequal(context, place);
    if (place->expr->kind == EXPR_COMPARE)
        look_at_none(context, place);
    if (place->expr->kind == EXPR_NOT)
        look_at_not(context, place);
}

void lint_missing(struct lint *lint)
{
    lint_each_expr(lint, visit, lint);
}
