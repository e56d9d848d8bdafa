/* The basket of a test: lines, customer, order, codes, and the state that stands for a store. */
#include "compiler/check_tests_parts.h"

enum { MOST_UNITS = 1000000 };

static size_t count_kind(const struct clause *clauses, enum clause_kind kind)
{
    size_t count = 0;
    for (const struct clause *clause = clauses; clause != NULL; clause = clause->next)
        count += clause->kind == kind;
    return count;
}

/* Of words linked by next, as strings. */
static const char *const *strings_of(struct test_checker *checker, const struct word *words, size_t *count)
{
    size_t wanted = 0;
    for (const struct word *word = words; word != NULL; word = word->next)
        wanted += word_given(word);
    const char **strings = test_array(checker, wanted, sizeof *strings);
    for (const struct word *word = words; strings != NULL && word != NULL; word = word->next)
        if (word_given(word))
            strings[(*count)++] = test_string(checker, word->text);
    return strings;
}

/* --- lines ------------------------------------------------------------------------------------------------------------- */

static void read_quantity(struct test_checker *checker, const struct line *line, promo_line *out)
{
    if (!test_whole(checker, line->count, &out->quantity))
        return;
    if (line->measure != NULL) {
        if (out->quantity != 1)
            test_wrong(checker, P0242, line->count->span, "a line sold by measure is one unit");
        out->quantity = 0;
        if (test_millionths(checker, line->measure, &out->measure) && out->measure == 0)
            test_wrong(checker, P0242, line->measure->span, "a measure is more than 0");
    } else if (out->quantity < 1 || out->quantity > MOST_UNITS)
        test_wrong(checker, P0242, line->count->span, "a line has from 1 to 1,000,000 units");
}

static void read_optional(struct test_checker *checker, const struct expr *value, unsigned flag, promo_line *out, int64_t *amount)
{
    if (value != NULL && test_money(checker, value, amount))
        out->given |= flag;
}

static void read_line(struct test_checker *checker, const struct line *line, promo_line *out)
{
    *out = (promo_line){.sku = test_string(checker, line->sku.text),
                        .brand = test_string(checker, line->brand.text),
                        .stored_value = line->stored_value};
    checker->wrong |= !word_given(&line->sku);
    read_quantity(checker, line, out);
    test_money(checker, line->price, &out->price);
    read_optional(checker, line->list_price, PROMO_HAS_LIST_PRICE, out, &out->list_price);
    read_optional(checker, line->cost, PROMO_HAS_COST, out, &out->cost);
    read_optional(checker, line->min_price, PROMO_HAS_MIN_PRICE, out, &out->min_price);
    out->categories = strings_of(checker, line->categories, &out->category_count);
    out->tags = strings_of(checker, line->tags, &out->tag_count);
    promo_field *fields = test_array(checker, test_field_count(line->fields), sizeof *fields);
    for (const struct field *field = line->fields; fields != NULL && field != NULL; field = field->next)
        test_field(checker, PLAN_ITEM, field, fields, &out->field_count);
    out->fields = fields;
}

/* --- the customer and the order ------------------------------------------------------------------------------------------ */

static void read_segments(struct test_checker *checker, const struct field *field, struct test_basket *basket)
{
    size_t count = test_field_count(field);
    const char **segments = test_array(checker, count, sizeof *segments);
    bool listed = field->value != NULL && field->value->kind == EXPR_LIST;
    const struct expr *value = listed ? field->value->items : field->value;
    for (; segments != NULL && value != NULL; value = listed ? value->next : NULL) {
        if (value->kind == EXPR_LITERAL && value->literal->kind == LITERAL_TEXT)
            segments[basket->segment_count++] = test_string(checker, value->literal->word.text);
        else
            test_wrong(checker, P0240, value->span, "segments are texts in quotes");
    }
    basket->segments = segments;
}

static void read_birthday(struct test_checker *checker, const struct field *field, struct test_basket *basket)
{
    const struct expr *value = field->value;
    if (value != NULL && value->kind == EXPR_LITERAL && value->literal->kind == LITERAL_DATE) {
        basket->has_birthday = true;
        basket->birthday = (int32_t)value->literal->value;
    } else
        test_wrong(checker, P0240, field->span, "a birthday is a date, such as 1990-04-03");
}

static void read_customer(struct test_checker *checker, const struct clause *clause, struct test_basket *basket)
{
    basket->has_customer = true;
    basket->customer = test_string(checker, clause->word.text);
    promo_field *fields = test_array(checker, test_field_count(clause->fields), sizeof *fields);
    for (const struct field *field = clause->fields; fields != NULL && field != NULL; field = field->next) {
        if (text_equal(field->name.text, TEXT("segments")))
            read_segments(checker, field, basket);
        else if (text_equal(field->name.text, TEXT("birthday")))
            read_birthday(checker, field, basket);
        else
            test_field(checker, PLAN_CUSTOMER, field, fields, &basket->customer_field_count);
    }
    basket->customer_fields = fields;
}

static void read_order(struct test_checker *checker, const struct clause *clauses, struct test_basket *basket)
{
    size_t count = 0;
    for (const struct clause *clause = clauses; clause != NULL; clause = clause->next)
        if (clause->kind == CLAUSE_BASKET_ORDER)
            count += test_field_count(clause->fields);
    promo_field *fields = test_array(checker, count, sizeof *fields);
    for (const struct clause *clause = clauses; fields != NULL && clause != NULL; clause = clause->next)
        if (clause->kind == CLAUSE_BASKET_ORDER)
            for (const struct field *field = clause->fields; field != NULL; field = field->next)
                test_field(checker, PLAN_ORDER, field, fields, &basket->order_field_count);
    basket->order_fields = fields;
}

static void read_shipping(struct test_checker *checker, const struct clause *clause, struct test_basket *basket)
{
    basket->has_shipping = test_money(checker, clause->value, &basket->shipping);
    basket->shipping_method = test_string(checker, clause->word.text);
}

static void read_redeem(struct test_checker *checker, const struct clause *clause, struct test_redeem *redeem)
{
    uint32_t program;
    test_whole(checker, clause->value, &redeem->points);
    if (test_find(checker, NAME_PROGRAM, &clause->word, &program))
        redeem->program = test_string(checker, clause->word.text);
}

/* --- the whole basket ----------------------------------------------------------------------------------------------------- */

/* The clauses of which a basket has several: arrays of the right size, to be filled in order. */
struct basket_arrays {
    promo_line *lines;
    const char **codes;
    struct test_redeem *redeems;
};

static void read_clause(struct test_checker *checker, const struct clause *clause, struct basket_arrays *arrays,
                        struct test_basket *basket)
{
    switch (clause->kind) {
    case CLAUSE_BASKET_AT: test_instant(checker, clause->value, &basket->at); break;
    case CLAUSE_BASKET_TRIGGER: basket->trigger = test_string(checker, clause->word.text); break;
    case CLAUSE_BASKET_CHANNEL: basket->channel = test_string(checker, clause->word.text); break;
    case CLAUSE_BASKET_STORE: basket->store = test_string(checker, clause->word.text); break;
    case CLAUSE_BASKET_REGION: basket->region = test_string(checker, clause->word.text); break;
    case CLAUSE_BASKET_PRICE_LIST: basket->price_list = test_string(checker, clause->word.text); break;
    case CLAUSE_BASKET_PAYMENT: basket->payment = test_string(checker, clause->word.text); break;
    case CLAUSE_BASKET_CUSTOMER: read_customer(checker, clause, basket); break;
    case CLAUSE_BASKET_LINE: read_line(checker, clause->line, &arrays->lines[basket->line_count++]); break;
    case CLAUSE_BASKET_SHIPPING: read_shipping(checker, clause, basket); break;
    case CLAUSE_BASKET_COUPON: arrays->codes[basket->code_count++] = test_string(checker, clause->word.text); break;
    case CLAUSE_BASKET_REDEEM: read_redeem(checker, clause, &arrays->redeems[basket->redeem_count++]); break;
    case CLAUSE_BASKET_STATE: test_read_state(checker, clause->clauses, &basket->state); break;
    default: break;
    }
}

void test_read_basket(struct test_checker *checker, const struct test *test, struct test_basket *basket)
{
    const struct clause *clauses = test->basket;
    struct basket_arrays arrays = {
        test_array(checker, count_kind(clauses, CLAUSE_BASKET_LINE), sizeof(promo_line)),
        test_array(checker, count_kind(clauses, CLAUSE_BASKET_COUPON), sizeof(char *)),
        test_array(checker, count_kind(clauses, CLAUSE_BASKET_REDEEM), sizeof(struct test_redeem)),
    };
    if (clause_find(clauses, CLAUSE_BASKET_AT) == NULL) {
        struct diagnostic *diagnostic = test_wrong(checker, P0241, test->basket_span, "the basket does not say when it is bought");
        diag_help(diagnostic, "add its instant, such as `at 2026-04-01T10:00`");
    }
    for (const struct clause *clause = clauses; clause != NULL && !checker->failed; clause = clause->next)
        read_clause(checker, clause, &arrays, basket);
    read_order(checker, clauses, basket);
    basket->lines = arrays.lines;
    basket->codes = arrays.codes;
    basket->redeems = arrays.redeems;
}
