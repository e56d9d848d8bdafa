#include "compiler/fields.h"

#include "compiler/choices.h"
#include "compiler/values.h"
#include "lang/nearest.h"

#include <stdlib.h>

enum { MOST_FIELDS = 200 }; /* of one owner: operations name them in a byte, item fields after the built-in attributes */

enum plan_owner fields_owner(struct text word)
{
    for (int owner = 0; owner < PLAN_OWNER_COUNT; owner++)
        if (text_equal(word, text_from(CHOICES_OWNER[owner])))
            return (enum plan_owner)owner;
    return PLAN_OWNER_COUNT;
}

enum { TYPE_COUNT = PLAN_SET + 1 }; /* the types that have a name come first */

enum plan_type fields_type(struct text word)
{
    for (int type = 0; type < TYPE_COUNT; type++)
        if (text_equal(word, text_from(CHOICES_FIELD_TYPE[type])))
            return (enum plan_type)type;
    return PLAN_UNKNOWN;
}

/* What every basket may carry. The customer's three are fields like any other; the names without a use in criteria are
 * taken, because baskets read them for something else. */
static const struct {
    enum plan_owner owner;
    const char *name;
    enum plan_type type;
    enum fields_kind kind;
    uint32_t index;
} BUILT_IN[] = {
    {PLAN_CUSTOMER, "id", PLAN_TEXT, FIELDS_FIELD, 0},
    {PLAN_CUSTOMER, "birthday", PLAN_DATE, FIELDS_FIELD, 1},
    {PLAN_CUSTOMER, "orders", PLAN_NUMBER, FIELDS_FIELD, 2},
    {PLAN_CUSTOMER, "segments", PLAN_SET, FIELDS_NONE, 0},
    {PLAN_ORDER, "channel", PLAN_TEXT, FIELDS_FACT, PLAN_FACT_CHANNEL},
    {PLAN_ORDER, "store", PLAN_TEXT, FIELDS_FACT, PLAN_FACT_STORE},
    {PLAN_ORDER, "region", PLAN_TEXT, FIELDS_FACT, PLAN_FACT_REGION},
    {PLAN_ORDER, "price_list", PLAN_TEXT, FIELDS_FACT, PLAN_FACT_PRICE_LIST},
    {PLAN_ORDER, "payment", PLAN_TEXT, FIELDS_FACT, PLAN_FACT_PAYMENT},
    {PLAN_ORDER, "shipping_method", PLAN_TEXT, FIELDS_FACT, PLAN_FACT_SHIPPING_METHOD},
    {PLAN_ORDER, "trigger", PLAN_TEXT, FIELDS_FACT, PLAN_FACT_TRIGGER},
    {PLAN_ORDER, "weekday", PLAN_WEEKDAY, FIELDS_FACT, PLAN_FACT_WEEKDAY},
    {PLAN_ORDER, "time", PLAN_TIME, FIELDS_FACT, PLAN_FACT_TIME},
    {PLAN_ORDER, "id", PLAN_TEXT, FIELDS_NONE, 0},
    {PLAN_ORDER, "at", PLAN_INSTANT, FIELDS_NONE, 0},
    {PLAN_ORDER, "customer", PLAN_UNKNOWN, FIELDS_NONE, 0},
    {PLAN_ORDER, "coupons", PLAN_SET, FIELDS_NONE, 0},
    {PLAN_ORDER, "lines", PLAN_UNKNOWN, FIELDS_NONE, 0},
    {PLAN_ORDER, "shipping", PLAN_UNKNOWN, FIELDS_NONE, 0},
    {PLAN_ORDER, "redeem_points", PLAN_UNKNOWN, FIELDS_NONE, 0},
    {PLAN_ITEM, "price", PLAN_MONEY, FIELDS_ATTRIBUTE, PLAN_ATTRIBUTE_PRICE},
    {PLAN_ITEM, "list_price", PLAN_MONEY, FIELDS_ATTRIBUTE, PLAN_ATTRIBUTE_LIST_PRICE},
    {PLAN_ITEM, "cost", PLAN_MONEY, FIELDS_ATTRIBUTE, PLAN_ATTRIBUTE_COST},
    {PLAN_ITEM, "quantity", PLAN_NUMBER, FIELDS_ATTRIBUTE, PLAN_ATTRIBUTE_QUANTITY},
    {PLAN_ITEM, "sku", PLAN_TEXT, FIELDS_ATTRIBUTE, PLAN_ATTRIBUTE_SKU},
    {PLAN_ITEM, "brand", PLAN_TEXT, FIELDS_ATTRIBUTE, PLAN_ATTRIBUTE_BRAND},
    {PLAN_ITEM, "category", PLAN_SET, FIELDS_SELECTION, PLAN_NODE_CATEGORY},
    {PLAN_ITEM, "tag", PLAN_SET, FIELDS_SELECTION, PLAN_NODE_TAG},
    {PLAN_ITEM, "id", PLAN_TEXT, FIELDS_NONE, 0},
    {PLAN_ITEM, "qty", PLAN_NUMBER, FIELDS_NONE, 0},
    {PLAN_ITEM, "measure", PLAN_DECIMAL, FIELDS_NONE, 0},
    {PLAN_ITEM, "min_price", PLAN_MONEY, FIELDS_NONE, 0},
    {PLAN_ITEM, "tags", PLAN_SET, FIELDS_NONE, 0},
    {PLAN_ITEM, "stored_value", PLAN_BOOL, FIELDS_NONE, 0},
};
enum { BUILT_IN_COUNT = sizeof BUILT_IN / sizeof *BUILT_IN, CUSTOMER_BUILT_IN = 3 };

static int built_in(enum plan_owner owner, struct text name)
{
    for (int i = 0; i < BUILT_IN_COUNT; i++)
        if (BUILT_IN[i].owner == owner && text_equal(name, text_from(BUILT_IN[i].name)))
            return i;
    return -1;
}

bool fields_built_in(size_t number, enum plan_owner *owner, const char **name)
{
    for (int i = 0; i < BUILT_IN_COUNT; i++)
        if (BUILT_IN[i].kind != FIELDS_NONE && number-- == 0) {
            *owner = BUILT_IN[i].owner;
            *name = BUILT_IN[i].name;
            return true;
        }
    return false;
}

/* ---- Declaring ---- */

/* A type's name as written in profiles. */
static const char *type_name(enum plan_type type)
{
    return (int)type < TYPE_COUNT ? CHOICES_FIELD_TYPE[type] : NULL;
}

/* Whether the parameter is built in; then nothing is added, and another type is an error. */
static bool declares_built_in(struct check *check, const struct parameter *parameter, enum plan_owner owner,
                              enum plan_type type)
{
    int number = built_in(owner, parameter->name.text);
    if (number < 0)
        return false;
    if (BUILT_IN[number].kind == FIELDS_NONE) {
        struct diagnostic *d = check_error(check, P0105, parameter->span, "`%s.%.*s` is taken: baskets have it already",
                                           CHOICES_OWNER[owner], SHOWN(parameter->name.text));
        diag_help(d, "give the parameter another name");
    } else if (BUILT_IN[number].type != type) {
        const char *own = type_name(BUILT_IN[number].type);
        struct diagnostic *d = check_error(check, P0105, parameter->type.span, "`%s.%.*s` is built in with another type",
                                           CHOICES_OWNER[owner], SHOWN(parameter->name.text));
        if (own != NULL)
            diag_help(d, "its type is `%s`; it need not be declared", own);
        else
            diag_help(d, "it need not be declared");
    }
    return true;
}

static void values_of_enum(struct check *check, const struct parameter *parameter, struct plan_field *field)
{
    size_t count = 0;
    for (const struct word *value = parameter->values; value != NULL; value = value->next)
        count++;
    struct text *values = CHECK_ARRAY(check, count, struct text);
    text_table_clear(&check->local);
    count = 0;
    for (const struct word *value = parameter->values; value != NULL && values != NULL; value = value->next) {
        bool added;
        if (text_table_add(&check->local, value->text, &added) == TEXT_TABLE_NONE)
            check->failed = true;
        if (added)
            values[count++] = value->text;
        else
            check_error(check, P0101, value->span, "the enum has the value `%.*s` already", SHOWN(value->text));
    }
    field->values = values;
    field->value_count = (uint32_t)count;
    if (count == 0)
        check_error(check, P0215, parameter->type.span, "an enum without values");
}

static void declare_one(struct check *check, const struct parameter *parameter)
{
    if (!word_given(&parameter->owner) || !word_given(&parameter->name) || !word_given(&parameter->type))
        return;
    enum plan_owner owner = fields_owner(parameter->owner.text);
    enum plan_type type = fields_type(parameter->type.text);
    if (owner == PLAN_OWNER_COUNT) {
        struct diagnostic *d =
            check_error(check, P0104, parameter->owner.span, "`%.*s` has no parameters", SHOWN(parameter->owner.text));
        diag_help(d, "parameters are of `customer`, `order` or `item`");
        return;
    }
    if (type == PLAN_UNKNOWN) {
        struct nearest nearest = nearest_to(parameter->type.text);
        for (int i = 0; i < TYPE_COUNT; i++)
            nearest_offer(&nearest, text_from(CHOICES_FIELD_TYPE[i]));
        struct diagnostic *d =
            check_error(check, P0104, parameter->type.span, "`%.*s` is no type", SHOWN(parameter->type.text));
        if (nearest.best.bytes != NULL)
            diag_did_you_mean(d, nearest.best);
        else
            diag_help(d, "the types are bool, number, decimal, money, percent, text, date, instant, enum and set");
    }
    if (type != PLAN_UNKNOWN && declares_built_in(check, parameter, owner, type))
        return;
    struct plan_field field = {.owner = owner, .type = type, .name = parameter->name.text, .from = parameter};
    if (type == PLAN_ENUM)
        values_of_enum(check, parameter, &field);
    bool added;
    struct field_names *names = &check->field_names[owner];
    uint32_t number = text_table_add(&names->texts, field.name, &added);
    if (number == TEXT_TABLE_NONE) {
        check->failed = true;
    } else if (!added) {
        struct diagnostic *d = check_error(check, P0101, parameter->name.span, "`%s.%.*s` is declared already",
                                           CHOICES_OWNER[owner], SHOWN(field.name));
        if (number < names->spans.count)
            diag_note(d, names->spans.items[number], "declared here");
    } else if (number == MOST_FIELDS) {
        check_error(check, P0601, parameter->span, "more than %d parameters of one kind", MOST_FIELDS);
    } else {
        CHECK_PUSH(check, &names->spans, parameter->span);
        CHECK_PUSH(check, &names->indices, 0);
        CHECK_PUSH(check, &check->plan->fields, field);
    }
}

void fields_declare(struct check *check, const struct declaration *profile)
{
    for (const struct parameter *parameter = profile->parameters; parameter != NULL; parameter = parameter->next)
        declare_one(check, parameter);
}

static int compare_fields(const void *left, const void *right)
{
    const struct plan_field *a = left, *b = right;
    return a->owner != b->owner ? (a->owner < b->owner ? -1 : 1) : text_compare(a->name, b->name);
}

void fields_finish(struct check *check)
{
    struct plan *plan = check->plan;
    size_t declared = plan->fields.count;
    if (!VECTOR_RESERVE(&plan->fields, check->alloc, CUSTOMER_BUILT_IN)) {
        check->failed = true;
        return;
    }
    if (declared > 1)
        qsort(plan->fields.items, declared, sizeof *plan->fields.items, compare_fields);
    memmove(plan->fields.items + CUSTOMER_BUILT_IN, plan->fields.items, declared * sizeof *plan->fields.items);
    for (int i = 0; i < CUSTOMER_BUILT_IN; i++)
        plan->fields.items[i] = (struct plan_field){
            .owner = PLAN_CUSTOMER, .type = BUILT_IN[i].type, .name = text_from(BUILT_IN[i].name)};
    plan->fields.count = declared + CUSTOMER_BUILT_IN;
    uint32_t slots[PLAN_OWNER_COUNT] = {0};
    for (size_t i = 0; i < plan->fields.count; i++) {
        struct plan_field *field = &plan->fields.items[i];
        struct field_names *names = &check->field_names[field->owner];
        field->slot = slots[field->owner]++;
        uint32_t number = text_table_find(&names->texts, field->name);
        if (number < names->indices.count)
            names->indices.items[number] = (uint32_t)i;
    }
}

/* ---- Finding ---- */

struct fields_found fields_find(const struct check *check, enum plan_owner owner, struct text name)
{
    int number = built_in(owner, name);
    if (number >= 0 && BUILT_IN[number].kind != FIELDS_NONE)
        return (struct fields_found){BUILT_IN[number].kind, BUILT_IN[number].index, BUILT_IN[number].type};
    const struct field_names *names = &check->field_names[owner];
    uint32_t found = text_table_find(&names->texts, name);
    if (found >= names->indices.count)
        return (struct fields_found){FIELDS_NONE, PLAN_NONE, PLAN_UNKNOWN};
    uint32_t index = names->indices.items[found];
    check->plan->fields.items[index].used = true;
    return (struct fields_found){FIELDS_FIELD, index, check->plan->fields.items[index].type};
}

void fields_report_unknown(struct check *check, enum plan_owner owner, const struct word *name)
{
    struct nearest nearest = nearest_to(name->text);
    const struct field_names *names = &check->field_names[owner];
    if (missing_field(&check->missing, text_from(CHOICES_OWNER[owner]), name->text))
        return;
    for (size_t i = 0; i < names->texts.count; i++)
        nearest_offer(&nearest, names->texts.texts[i]);
    for (int i = 0; i < BUILT_IN_COUNT; i++)
        if (BUILT_IN[i].owner == owner && BUILT_IN[i].kind != FIELDS_NONE)
            nearest_offer(&nearest, text_from(BUILT_IN[i].name));
    struct diagnostic *d = check_error(check, P0102, name->span, "no profile declares `%s.%.*s`", CHOICES_OWNER[owner],
                                       SHOWN(name->text));
    if (nearest.best.bytes != NULL) {
        diag_help(d, "did you mean `%s.%.*s`?", CHOICES_OWNER[owner], SHOWN(nearest.best));
        diag_suggest(d, name->span, nearest.best);
    } else
        diag_help(d, "declare it: `profile { %s.%.*s : text }`, or another type", CHOICES_OWNER[owner], SHOWN(name->text));
}
