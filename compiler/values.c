#include "compiler/values.h"

#include "base/exact.h"
#include "compiler/currency.h"
#include "lang/nearest.h"

enum { DECIMAL_PLACES = 6, LONGEST_DURATION = 100000000 };

static const char *const TYPE_WORDS[] = {
    [PLAN_BOOL] = "true or false",       [PLAN_NUMBER] = "a whole number",   [PLAN_DECIMAL] = "a number",
    [PLAN_MONEY] = "an amount of money", [PLAN_PERCENT] = "a percentage",    [PLAN_TEXT] = "a text",
    [PLAN_DATE] = "a date",              [PLAN_INSTANT] = "an instant",      [PLAN_ENUM] = "a value of an enum",
    [PLAN_SET] = "a set of texts",       [PLAN_TIME] = "a time of day",      [PLAN_WEEKDAY] = "a weekday",
    [PLAN_TIER] = "a tier",              [PLAN_UNKNOWN] = "a value",
};

const char *value_type_words(enum plan_type type)
{
    return TYPE_WORDS[type];
}

static const enum plan_type TYPE_OF_PARAMETER[PARAMETER_TYPE_COUNT] = {
    [PARAMETER_ITEMS] = PLAN_UNKNOWN, [PARAMETER_MONEY] = PLAN_MONEY,     [PARAMETER_PERCENT] = PLAN_PERCENT,
    [PARAMETER_NUMBER] = PLAN_NUMBER, [PARAMETER_TEXT] = PLAN_TEXT,       [PARAMETER_DATE] = PLAN_DATE,
    [PARAMETER_INSTANT] = PLAN_INSTANT, [PARAMETER_COUPON] = PLAN_UNKNOWN, [PARAMETER_PROGRAM] = PLAN_UNKNOWN,
    [PARAMETER_AUDIENCE] = PLAN_UNKNOWN,
};

static const char *const PARAMETER_WORDS[PARAMETER_TYPE_COUNT] = {
    [PARAMETER_ITEMS] = "an item set", [PARAMETER_MONEY] = "an amount of money", [PARAMETER_PERCENT] = "a percentage",
    [PARAMETER_NUMBER] = "a whole number", [PARAMETER_TEXT] = "a text", [PARAMETER_DATE] = "a date",
    [PARAMETER_INSTANT] = "an instant", [PARAMETER_COUPON] = "a coupon", [PARAMETER_PROGRAM] = "a loyalty program",
    [PARAMETER_AUDIENCE] = "an audience",
};

const struct word *value_single_word(const struct expr *expr)
{
    return expr->kind == EXPR_NAME && expr->words != NULL && expr->words->next == NULL ? expr->words : NULL;
}

const struct binding *value_binding(const struct check *check, const struct expr *expr)
{
    const struct word *word = value_single_word(expr);
    return word == NULL ? NULL : check_binding(check, word->text);
}

static const char *literal_words(const struct literal *literal)
{
    switch (literal->kind) {
    case LITERAL_NUMBER:
        if (word_given(&literal->word))
            return "an amount of money";
        return literal->decimals == 0 ? "a whole number" : "a number with decimals";
    case LITERAL_PERCENT: return "a percentage";
    case LITERAL_TEXT: return "a text";
    case LITERAL_BOOL: return "true or false";
    case LITERAL_DATE: return "a date";
    case LITERAL_INSTANT: return "an instant";
    case LITERAL_TIME: return "a time of day";
    case LITERAL_DURATION: return "a duration";
    }
    return "a value";
}

const char *value_words(struct check *check, const struct expr *expr)
{
    const struct binding *binding = value_binding(check, expr);
    if (binding != NULL)
        return PARAMETER_WORDS[binding->type];
    switch (expr->kind) {
    case EXPR_LITERAL: return literal_words(expr->literal);
    case EXPR_NAME: return "a name";
    case EXPR_LIST: return "a list";
    case EXPR_RANGE: return "a range";
    case EXPR_MEASURE:
    case EXPR_PROGRAM: return "something that baskets tell";
    case EXPR_ALL_ITEMS:
    case EXPR_ITEMS:
    case EXPR_SELECT: return "an item set";
    default: return "a criterion";
    }
}

bool value_scale(int64_t digits, unsigned decimals, unsigned wanted, int64_t *value)
{
    for (; decimals > wanted; decimals--) {
        if (digits % 10 != 0)
            return false;
        digits /= 10;
    }
    for (; decimals < wanted; decimals++)
        if (!multiply_i64(digits, 10, &digits))
            return false;
    *value = digits;
    return true;
}

/* ---- Money ---- */

bool value_currency(struct check *check, const struct word *word)
{
    struct text own = text_from(check->plan->currency);
    if (!check->currency_known || !word_given(word) || text_equal(word->text, own))
        return true;
    if (currency_find(word->text) == NULL) {
        struct diagnostic *d = check_error(check, P0204, word->span, "`%.*s` is no currency of ISO 4217", SHOWN(word->text));
        diag_help(d, "this rule set's is %s", check->plan->currency);
    } else {
        struct diagnostic *d = check_error(check, P0204, word->span, "another currency than the rule set's, which is %s",
                                           check->plan->currency);
        diag_help(d, "a rule set prices in one currency; write the amount in %s", check->plan->currency);
    }
    return false;
}

static bool money_of_literal(struct check *check, const struct expr *expr, const char *what, int64_t *value)
{
    const struct literal *literal = expr->literal;
    unsigned decimals = check->currency_known ? check->plan->decimals : DECIMAL_PLACES;
    if (!value_currency(check, &literal->word))
        return false;
    /* A zero in the standard library is a zero in every currency. */
    bool too_fine = literal->decimals > decimals && literal->value != 0;
    if (too_fine) {
        struct diagnostic *d =
            decimals == 0 ? check_error(check, P0203, expr->span, "%s has no decimals", check->plan->currency)
                          : check_error(check, P0203, expr->span, "%s has %u decimals, and this amount %u",
                                        check->plan->currency, decimals, literal->decimals);
        diag_help(d, "%s",
                  decimals == 0 ? "write a whole number: the currency has no smaller unit" : "round it to what can be paid");
        return false;
    }
    if (value_scale(literal->value, literal->decimals, decimals, value))
        return true;
    check_error(check, P0206, expr->span, "%s is too large", what);
    return false;
}

bool value_is_money(const struct check *check, const struct expr *expr)
{
    const struct binding *binding = value_binding(check, expr);
    if (binding != NULL)
        return binding->type == PARAMETER_MONEY;
    return expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_NUMBER &&
           (expr->literal->decimals != 0 || word_given(&expr->literal->word));
}

/* ---- Literals by type ---- */

static bool wrong_type(struct check *check, const struct expr *expr, enum plan_type wanted, const char *what)
{
    struct diagnostic *d = check_error(check, P0201, expr->span, "%s is %s, and this is %s", what,
                                       value_type_words(wanted), value_words(check, expr));
    if (wanted == PLAN_PERCENT)
        diag_help(d, "a percentage has its sign: `10%%`");
    if (wanted == PLAN_TEXT)
        diag_help(d, "texts stand in double quotes");
    if (wanted == PLAN_INSTANT && expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_DATE)
        diag_help(d, "write the time too, such as `2026-03-01T00:00`");
    const struct binding *binding = value_binding(check, expr);
    if (binding != NULL)
        diag_note(d, binding->parameter->span, "the parameter is declared here");
    return false;
}

static bool percent_of_literal(struct check *check, const struct expr *expr, const char *what, int64_t *value)
{
    int64_t hundred = EXACT_MILLION;
    if (value_scale(expr->literal->value, expr->literal->decimals, DECIMAL_PLACES - 2, value) && *value <= hundred)
        return true;
    struct diagnostic *d = check_error(check, P0205, expr->span, "%s is more than 100%%", what);
    diag_help(d, "percentages go from 0%% to 100%%");
    return false;
}

static int64_t instant_of_literal(const struct check *check, const struct literal *literal, enum zone_edge edge)
{
    if (literal->has_offset)
        return literal->value - literal->offset;
    return check->zone_known ? zone_instant(&check->plan->zone, literal->value, edge, NULL) : literal->value;
}

static bool number_of_literal(struct check *check, const struct expr *expr, enum plan_type wanted, const char *what,
                              int64_t *value)
{
    const struct literal *literal = expr->literal;
    if (word_given(&literal->word))
        return wrong_type(check, expr, wanted, what);
    if (wanted == PLAN_NUMBER && literal->decimals != 0) {
        check_error(check, P0201, expr->span, "%s is a whole number, and this has decimals", what);
        return false;
    }
    if (value_scale(literal->value, literal->decimals, wanted == PLAN_NUMBER ? 0 : DECIMAL_PLACES, value))
        return true;
    check_error(check, P0206, expr->span, literal->decimals > DECIMAL_PLACES ? "%s has at most six decimals" : "%s is too large",
                what);
    return false;
}

static const enum literal_kind LITERAL_OF[] = {
    [PLAN_BOOL] = LITERAL_BOOL,       [PLAN_NUMBER] = LITERAL_NUMBER, [PLAN_DECIMAL] = LITERAL_NUMBER,
    [PLAN_MONEY] = LITERAL_NUMBER,    [PLAN_PERCENT] = LITERAL_PERCENT, [PLAN_TEXT] = LITERAL_TEXT,
    [PLAN_DATE] = LITERAL_DATE,       [PLAN_INSTANT] = LITERAL_INSTANT, [PLAN_TIME] = LITERAL_TIME,
};

static bool of_literal(struct check *check, const struct expr *expr, enum plan_type wanted, const char *what,
                       int64_t *value)
{
    const struct literal *literal = expr->literal;
    if (literal->kind != LITERAL_OF[wanted])
        return wrong_type(check, expr, wanted, what);
    switch (wanted) {
    case PLAN_MONEY: return money_of_literal(check, expr, what, value);
    case PLAN_PERCENT: return percent_of_literal(check, expr, what, value);
    case PLAN_NUMBER:
    case PLAN_DECIMAL: return number_of_literal(check, expr, wanted, what, value);
    case PLAN_TEXT: *value = plan_symbol(check->plan, literal->word.text); return *value != PLAN_NONE;
    case PLAN_INSTANT: *value = instant_of_literal(check, literal, ZONE_START); return true;
    default: *value = literal->value; return true;
    }
}

bool value_of(struct check *check, const struct expr *expr, enum plan_type wanted, const char *what, int64_t *value)
{
    if (expr == NULL || expr->kind == EXPR_ERROR)
        return false;
    const struct binding *binding = value_binding(check, expr);
    if (binding != NULL) {
        bool whole_for_decimal = wanted == PLAN_DECIMAL && binding->type == PARAMETER_NUMBER;
        if (TYPE_OF_PARAMETER[binding->type] != wanted && !whole_for_decimal)
            return wrong_type(check, expr, wanted, what);
        *value = binding->value;
        return binding->valid && (!whole_for_decimal || multiply_i64(binding->value, EXACT_MILLION, value));
    }
    if (expr->kind == EXPR_LITERAL && wanted < sizeof LITERAL_OF / sizeof *LITERAL_OF)
        return of_literal(check, expr, wanted, what, value);
    const struct word *word = value_single_word(expr);
    if (word == NULL || check->frame == NULL)
        return wrong_type(check, expr, wanted, what);
    struct diagnostic *d = check_error(check, P0102, expr->span, "template `%.*s` has no parameter `%.*s`",
                                       SHOWN(check->frame->declaration->name.text), SHOWN(word->text));
    struct nearest nearest = nearest_to(word->text);
    for (size_t i = 0; i < check->frame->count; i++)
        nearest_offer(&nearest, check->frame->bindings[i].parameter->name.text);
    if (nearest.best.bytes != NULL)
        diag_did_you_mean(d, nearest.best);
    return false;
}

bool value_money(struct check *check, const struct expr *expr, const char *what, int64_t *value)
{
    return value_of(check, expr, PLAN_MONEY, what, value);
}

bool value_count(struct check *check, const struct expr *expr, int64_t least, const char *what, int64_t *value)
{
    if (!value_of(check, expr, PLAN_NUMBER, what, value))
        return false;
    if (*value >= least)
        return true;
    check_error(check, P0206, expr->span, "%s is at least %lld", what, (long long)least);
    return false;
}

bool value_text(struct check *check, const struct word *word, const char *what, struct text *text)
{
    if (!word_given(word))
        return false;
    const struct binding *binding = word->quoted ? NULL : check_binding(check, word->text);
    *text = word->text;
    if (word->quoted || (binding != NULL && !binding->valid))
        return word->quoted;
    if (binding != NULL && binding->type == PARAMETER_TEXT) {
        *text = plan_symbol_text(check->plan, (uint32_t)binding->value);
        return true;
    }
    struct diagnostic *d = check_error(check, P0201, word->span, "%s is a text, and `%.*s` is %s", what, SHOWN(word->text),
                                       binding == NULL ? "a bare word" : PARAMETER_WORDS[binding->type]);
    diag_help(d, "texts stand in double quotes: \"%.*s\"", SHOWN(word->text));
    return false;
}

/* ---- Durations ---- */

static const enum plan_unit UNIT_OF[UNIT_COUNT] = {
    [UNIT_MINUTE] = PLAN_MINUTES, [UNIT_HOUR] = PLAN_HOURS,   [UNIT_DAY] = PLAN_DAYS,
    [UNIT_WEEK] = PLAN_WEEKS,     [UNIT_MONTH] = PLAN_MONTHS, [UNIT_YEAR] = PLAN_YEARS,
};

bool value_duration(struct check *check, const struct expr *expr, struct plan_duration *duration)
{
    int64_t count = 0;
    if (expr == NULL || expr->kind == EXPR_ERROR)
        return false;
    if (expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_DURATION) {
        count = expr->literal->value;
        duration->unit = UNIT_OF[expr->literal->unit];
    } else if (value_count(check, expr, 1, "a duration in days", &count)) {
        duration->unit = PLAN_DAYS;
    } else {
        return false;
    }
    duration->count = count;
    if (count >= 1 && count <= LONGEST_DURATION)
        return true;
    check_error(check, P0206, expr->span, count < 1 ? "a duration is at least one" : "so long is no duration");
    return false;
}

bool value_days(struct check *check, const struct expr *expr, int64_t *days)
{
    struct plan_duration duration;
    if (!value_duration(check, expr, &duration))
        return false;
    *days = duration.count * (duration.unit == PLAN_WEEKS ? 7 : 1);
    if (duration.unit == PLAN_DAYS || duration.unit == PLAN_WEEKS)
        return true;
    struct diagnostic *d = check_error(check, P0201, expr->span, "days are counted here");
    diag_help(d, "write it in days or weeks, such as `30 days`");
    return false;
}
