#include "compiler/compare.h"

#include "compiler/periods.h"
#include "compiler/values.h"
#include "compiler/words.h"
#include "lang/nearest.h"

static const enum plan_comparison COMPARISON_OF[] = {
    [COMPARE_EQUAL] = PLAN_EQUAL,     [COMPARE_UNEQUAL] = PLAN_DIFFERENT, [COMPARE_LESS] = PLAN_LESS,
    [COMPARE_AT_MOST] = PLAN_AT_MOST, [COMPARE_MORE] = PLAN_MORE,         [COMPARE_AT_LEAST] = PLAN_AT_LEAST,
};

enum plan_comparison subject_comparison(enum comparison comparison)
{
    return COMPARISON_OF[comparison];
}

bool subject_allows(struct check *check, const struct subject *subject, enum comparison comparison, struct span operator)
{
    bool ordered = subject->type != PLAN_TEXT && subject->type != PLAN_BOOL && subject->type != PLAN_WEEKDAY;
    if (subject->type == PLAN_SET) {
        struct diagnostic *d = check_error(check, P0202, operator, "a set of texts has members, and is not compared");
        diag_help(d, "write `in { \"one\", \"another\" }`, which holds where the set has one of them");
        return false;
    }
    if (ordered || comparison == COMPARE_EQUAL || comparison == COMPARE_UNEQUAL)
        return true;
    struct diagnostic *d =
        check_error(check, P0202, operator, "%s has no order", value_type_words(subject->type));
    diag_help(d, subject->type == PLAN_WEEKDAY ? "write a range, such as `weekday in mon .. fri`"
                                               : "compare with `==`, `!=` or `in { ... }`");
    return false;
}

/* ---- Names of values ---- */

static void report_no_value(struct check *check, const struct word *word, const struct text *values, size_t count,
                            const char *of)
{
    struct nearest nearest = nearest_to(word->text);
    for (size_t i = 0; i < count; i++)
        nearest_offer(&nearest, values[i]);
    struct diagnostic *d = check_error(check, P0104, word->span, "%s has no value `%.*s`", of, SHOWN(word->text));
    if (nearest.best.bytes != NULL) {
        diag_did_you_mean(d, nearest.best);
        return;
    }
    struct buffer all;
    buffer_init(&all, check->alloc);
    for (size_t i = 0; i < count && i < 12; i++)
        buffer_format(&all, "%s`%.*s`", i == 0 ? "" : ", ", SHOWN(values[i]));
    const char *list = buffer_cstring(&all);
    if (list != NULL && count != 0)
        diag_help(d, "it has %s%s", list, count > 12 ? " and more" : "");
    buffer_done(&all);
}

static const char *subject_words(struct check *check, const struct subject *subject)
{
    struct text words = words_written(check, subject->span);
    const char *quoted = arena_format(check->arena, "`%.*s`", SHOWN(words));
    return quoted == NULL ? "the value" : quoted;
}

static bool named_constant(struct check *check, const struct subject *subject, const struct word *word, int64_t *value)
{
    const struct plan *plan = check->plan;
    if (subject->type == PLAN_WEEKDAY)
        return weekday_of(check, word, value);
    if (subject->type == PLAN_ENUM) {
        const struct plan_field *field = &plan->fields.items[subject->field];
        for (uint32_t i = 0; i < field->value_count; i++)
            if (text_equal(field->values[i], word->text)) {
                *value = i;
                return true;
            }
        report_no_value(check, word, field->values, field->value_count, subject_words(check, subject));
        return false;
    }
    const struct plan_program *program = &plan->programs.items[subject->program];
    struct text *names = CHECK_ARRAY(check, program->tier_count, struct text);
    for (uint32_t i = 0; i < program->tier_count; i++) {
        if (text_equal(program->tiers[i].name, word->text)) {
            *value = i;
            return true;
        }
        if (names != NULL)
            names[i] = program->tiers[i].name;
    }
    if (names != NULL)
        report_no_value(check, word, names, program->tier_count, subject_words(check, subject));
    return false;
}

bool subject_constant(struct check *check, const struct subject *subject, const struct expr *expr, int64_t *value)
{
    if (subject->type == PLAN_UNKNOWN || expr == NULL || expr->kind == EXPR_ERROR)
        return false;
    bool by_name = subject->type == PLAN_ENUM || subject->type == PLAN_WEEKDAY || subject->type == PLAN_TIER;
    const struct word *word = value_single_word(expr);
    if (!by_name) {
        const char *what = expr->kind == EXPR_LITERAL ? "the value compared with" : subject_words(check, subject);
        return value_of(check, expr, subject->type, what, value);
    }
    if (word != NULL && value_binding(check, expr) == NULL)
        return named_constant(check, subject, word, value);
    struct diagnostic *d = check_error(check, P0201, expr->span, "%s is %s, and this is %s", subject_words(check, subject),
                                       value_type_words(subject->type), value_words(check, expr));
    if (expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_TEXT)
        diag_help(d, "values are bare names: `%.*s`", SHOWN(expr->literal->word.text));
    return false;
}

uint32_t subject_list(struct check *check, const struct subject *subject, const struct expr *list)
{
    VECTOR(int64_t) values = {0};
    struct subject member = *subject;
    bool sound = true;
    if (subject->type == PLAN_SET)
        member.type = PLAN_TEXT;
    for (const struct expr *item = list->items; item != NULL; item = item->next) {
        int64_t value;
        if (!subject_constant(check, &member, item, &value))
            sound = false;
        else
            CHECK_PUSH(check, &values, value);
    }
    uint32_t number = PLAN_NONE;
    if (sound && !check->failed)
        number = plan_list(check->plan, member.type == PLAN_TEXT, values.items, values.count);
    VECTOR_DONE(&values, check->alloc);
    return number;
}

/* ---- Ranges ---- */

/* Of instants: whole days, or up to the second instant. */
static bool instants_between(struct check *check, const struct expr *range, int64_t *low, int64_t *high)
{
    if (!period_bound(check, range->left, ZONE_START, low) || !period_bound(check, range->right, ZONE_END, high))
        return false;
    *high -= 1;
    return true;
}

bool subject_range(struct check *check, const struct subject *subject, const struct expr *range, int64_t *low,
                   int64_t *high, bool *wraps)
{
    *wraps = false;
    if (subject->type == PLAN_UNKNOWN || range->right == NULL)
        return false;
    if (subject->type == PLAN_TEXT || subject->type == PLAN_BOOL || subject->type == PLAN_SET) {
        struct diagnostic *d = check_error(check, P0202, range->span, "%s has no order, so nothing lies between two of them",
                                           value_type_words(subject->type));
        diag_help(d, "list the values: `in { ... }`");
        return false;
    }
    if (subject->type == PLAN_INSTANT) {
        if (!instants_between(check, range, low, high))
            return false;
    } else {
        bool left = subject_constant(check, subject, range->left, low);
        if (!subject_constant(check, subject, range->right, high) || !left)
            return false;
    }
    /* A range of times excludes its end; it and one of weekdays may go over midnight, or over Sunday. */
    bool same = *low == *high, of_time = subject->type == PLAN_TIME;
    if (of_time)
        *high -= 1;
    if (*low <= *high)
        return true;
    if ((of_time && !same) || subject->type == PLAN_WEEKDAY) {
        int64_t first = *low;
        *wraps = true;
        *low = *high;
        *high = first;
        return true;
    }
    struct diagnostic *d = check_error(check, P0213, range->span, "nothing lies between these two");
    diag_help(d, of_time ? "a range of times goes up to its end, which does not belong to it" : "the smaller value comes first");
    return false;
}

/* ---- Two things that baskets tell ---- */

static bool same_values(const struct plan *plan, uint32_t one, uint32_t other)
{
    const struct plan_field *a = &plan->fields.items[one], *b = &plan->fields.items[other];
    bool same = a->value_count == b->value_count;
    for (uint32_t i = 0; same && i < a->value_count; i++)
        same = text_equal(a->values[i], b->values[i]);
    return same;
}

bool subject_same(struct check *check, const struct subject *one, const struct subject *other, struct span span)
{
    if (one->type == PLAN_UNKNOWN || other->type == PLAN_UNKNOWN)
        return false;
    bool same = one->type == other->type &&
                (one->type != PLAN_ENUM || same_values(check->plan, one->field, other->field)) &&
                (one->type != PLAN_TIER || one->program == other->program);
    if (same)
        return true;
    const char *left = subject_words(check, one), *right = subject_words(check, other);
    if (one->type == other->type)
        check_error(check, P0202, span, "%s and %s have different values", left, right);
    else
        check_error(check, P0202, span, "%s is %s, and %s is %s", left, value_type_words(one->type), right,
                    value_type_words(other->type));
    return false;
}
