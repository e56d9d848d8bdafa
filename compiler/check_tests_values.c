/* Values in tests: literals to typed numbers, names to what they name, fields by the profile. */
#include "compiler/check_tests_parts.h"

#include "base/exact.h"
#include "lang/nearest.h"

enum { MILLIONTH_DECIMALS = 6 };

struct diagnostic *test_wrong(struct test_checker *checker, enum code code, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diagnostic *diagnostic = diag_vadd(checker->diags, SEVERITY_ERROR, code, span, format, arguments);
    va_end(arguments);
    checker->wrong = true;
    return diagnostic;
}

const char *test_string(struct test_checker *checker, struct text text)
{
    if (text.bytes == NULL)
        return NULL;
    const char *copy = arena_copy(checker->arena, text.bytes, text.length);
    checker->failed |= copy == NULL;
    return copy;
}

void *test_array(struct test_checker *checker, size_t count, size_t size)
{
    if (count == 0)
        return NULL;
    void *block = arena_alloc(checker->arena, count, size);
    checker->failed |= block == NULL;
    return block;
}

/* The digits of a literal as a whole number of 10^-decimals. */
static bool scaled(const struct literal *literal, unsigned decimals, int64_t *out)
{
    if (literal->decimals > decimals)
        return false;
    int64_t value = literal->value;
    for (unsigned i = literal->decimals; i < decimals; i++)
        if (!multiply_i64(value, 10, &value))
            return false;
    *out = value;
    return true;
}

/* The literal of a value that has to be of one kind; NULL after the report. */
static const struct literal *literal_of(struct test_checker *checker, const struct expr *value, enum literal_kind kind,
                                        const char *expected)
{
    if (value == NULL || value->kind == EXPR_ERROR) {
        checker->wrong = true;
        return NULL;
    }
    if (value->kind == EXPR_LITERAL && value->literal->kind == kind)
        return value->literal;
    test_wrong(checker, P0240, value->span, "%s is expected here", expected);
    return NULL;
}

bool test_money(struct test_checker *checker, const struct expr *value, int64_t *out)
{
    const struct literal *literal = literal_of(checker, value, LITERAL_NUMBER, "an amount of money");
    if (literal == NULL)
        return false;
    const struct plan *plan = checker->plan;
    if (word_given(&literal->word) && !text_equal(literal->word.text, text_from(plan->currency)))
        test_wrong(checker, P0240, literal->word.span, "this rule set is in %s, not in %.*s", plan->currency,
                   SHOWN(literal->word.text));
    else if (scaled(literal, plan->decimals, out))
        return true;
    else
        test_wrong(checker, P0240, value->span, "an amount in %s has at most %d decimals", plan->currency, plan->decimals);
    return false;
}

bool test_whole(struct test_checker *checker, const struct expr *value, int64_t *out)
{
    const struct literal *literal = literal_of(checker, value, LITERAL_NUMBER, "a whole number");
    if (literal == NULL)
        return false;
    if (literal->decimals == 0 && !word_given(&literal->word)) {
        *out = literal->value;
        return true;
    }
    test_wrong(checker, P0240, value->span, "a whole number is expected here");
    return false;
}

static bool read_millionths(struct test_checker *checker, const struct expr *value, enum literal_kind kind, unsigned decimals,
                            const char *expected, int64_t *out)
{
    const struct literal *literal = literal_of(checker, value, kind, expected);
    if (literal == NULL)
        return false;
    if (!word_given(&literal->word) && scaled(literal, decimals, out))
        return true;
    test_wrong(checker, P0240, value->span, "%s with at most %u decimal%s is expected here", expected, decimals,
               text_plural(decimals));
    return false;
}

bool test_millionths(struct test_checker *checker, const struct expr *value, int64_t *out)
{
    return read_millionths(checker, value, LITERAL_NUMBER, MILLIONTH_DECIMALS, "a decimal number", out);
}

/* An instant, or a date: its midnight. Without an offset it is local time of the rule set. */
bool test_instant(struct test_checker *checker, const struct expr *value, int64_t *out)
{
    if (value == NULL || value->kind != EXPR_LITERAL ||
        (value->literal->kind != LITERAL_INSTANT && value->literal->kind != LITERAL_DATE)) {
        literal_of(checker, value, LITERAL_INSTANT, "an instant, such as 2026-04-01T10:00,");
        return false;
    }
    const struct literal *literal = value->literal;
    if (literal->has_offset) {
        *out = literal->value - literal->offset;
        return true;
    }
    int64_t local = literal->kind == LITERAL_DATE ? literal->value * 86400 : literal->value;
    *out = zone_instant(&checker->plan->zone, local, ZONE_START, NULL);
    return true;
}

bool test_find(struct test_checker *checker, enum test_name kind, const struct word *word, uint32_t *number)
{
    static const char *const KIND[TEST_NAME_COUNT] = {"promotion", "coupon", "campaign", "loyalty program", "audience"};
    const struct text_table *names = &checker->names[kind];
    if (!word_given(word)) {
        checker->wrong = true;
        return false;
    }
    *number = text_table_find(names, word->text);
    if (*number != TEXT_TABLE_NONE)
        return true;
    struct diagnostic *diagnostic =
        test_wrong(checker, P0102, word->span, "no %s is named `%.*s`", KIND[kind], SHOWN(word->text));
    struct nearest nearest = nearest_to(word->text);
    for (size_t i = 0; i < names->count; i++)
        nearest_offer(&nearest, names->texts[i]);
    if (nearest.best.bytes != NULL)
        diag_did_you_mean(diagnostic, nearest.best);
    return false;
}

/* --- fields ------------------------------------------------------------------------------------------------------------ */

static const struct plan_field *field_named(const struct plan *plan, enum plan_owner owner, struct text name)
{
    for (size_t i = 0; i < plan->fields.count; i++)
        if (plan->fields.items[i].owner == owner && text_equal(plan->fields.items[i].name, name))
            return &plan->fields.items[i];
    return NULL;
}

static void unknown_field(struct test_checker *checker, enum plan_owner owner, const struct word *name)
{
    static const char *const OWNER[PLAN_OWNER_COUNT] = {"customer", "order", "item"};
    const struct plan *plan = checker->plan;
    struct diagnostic *diagnostic = test_wrong(checker, P0102, name->span, "the profile has no `%s.%.*s`", OWNER[owner],
                                               SHOWN(name->text));
    struct nearest nearest = nearest_to(name->text);
    for (size_t i = 0; i < plan->fields.count; i++)
        if (plan->fields.items[i].owner == owner)
            nearest_offer(&nearest, plan->fields.items[i].name);
    if (nearest.best.bytes != NULL)
        diag_did_you_mean(diagnostic, nearest.best);
    else
        diag_help(diagnostic, "declare it: profile { %s.%.*s : text }", OWNER[owner], SHOWN(name->text));
}

static bool read_name(struct test_checker *checker, const struct plan_field *field, const struct expr *value, promo_field *out)
{
    if (value->kind == EXPR_NAME && value->words->next == NULL)
        for (uint32_t i = 0; i < field->value_count; i++)
            if (text_equal(field->values[i], value->words->text)) {
                out->text = test_string(checker, field->values[i]);
                return true;
            }
    test_wrong(checker, P0240, value->span, "this is none of the values that the profile lists for `%.*s`", SHOWN(field->name));
    return false;
}

static bool read_text(struct test_checker *checker, const struct expr *value, const char **out)
{
    const struct literal *literal = literal_of(checker, value, LITERAL_TEXT, "a text in quotes");
    if (literal != NULL)
        *out = test_string(checker, literal->word.text);
    return literal != NULL;
}

static bool read_plain(struct test_checker *checker, const struct expr *value, enum literal_kind kind, const char *expected,
                       int64_t *out)
{
    const struct literal *literal = literal_of(checker, value, kind, expected);
    if (literal != NULL)
        *out = literal->value;
    return literal != NULL;
}

/* One value by the field's type; a set has been taken apart. */
static bool read_value(struct test_checker *checker, const struct plan_field *field, const struct expr *value, promo_field *out)
{
    switch (field->type) {
    case PLAN_BOOL: return read_plain(checker, value, LITERAL_BOOL, "true or false", &out->integer);
    case PLAN_NUMBER: return test_whole(checker, value, &out->integer);
    case PLAN_DECIMAL: return test_millionths(checker, value, &out->integer);
    case PLAN_MONEY: return test_money(checker, value, &out->integer);
    case PLAN_PERCENT: return read_millionths(checker, value, LITERAL_PERCENT, 4, "a percentage", &out->integer);
    case PLAN_DATE: return read_plain(checker, value, LITERAL_DATE, "a date", &out->integer);
    case PLAN_INSTANT: return test_instant(checker, value, &out->integer);
    case PLAN_ENUM: return read_name(checker, field, value, out);
    default: return read_text(checker, value, &out->text);
    }
}

void test_field(struct test_checker *checker, enum plan_owner owner, const struct field *field, promo_field *out, size_t *count)
{
    if (!word_given(&field->name) || field->value == NULL || field->value->kind == EXPR_ERROR) {
        checker->wrong = true;
        return;
    }
    const struct plan_field *declared = field_named(checker->plan, owner, field->name.text);
    if (declared == NULL) {
        unknown_field(checker, owner, &field->name);
        return;
    }
    const struct expr *value = field->value;
    bool listed = value->kind == EXPR_LIST;
    if (listed && declared->type != PLAN_SET) {
        test_wrong(checker, P0240, value->span, "`%.*s` has one value, not a list", SHOWN(declared->name));
        return;
    }
    for (value = listed ? value->items : value; value != NULL; value = listed ? value->next : NULL) {
        promo_field *next = &out[*count];
        *next = (promo_field){.name = test_string(checker, declared->name), .type = (promo_type)declared->type};
        if (read_value(checker, declared, value, next))
            ++*count;
    }
}

size_t test_field_count(const struct field *fields)
{
    size_t count = 0;
    for (; fields != NULL; fields = fields->next) {
        count++;
        if (fields->value != NULL && fields->value->kind == EXPR_LIST)
            for (const struct expr *item = fields->value->items; item != NULL; item = item->next)
                count++;
    }
    return count;
}
