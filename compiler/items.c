#include "compiler/items.h"

#include "compiler/compare.h"
#include "compiler/fields.h"
#include "compiler/values.h"
#include "compiler/words.h"

enum { MOST_MEMBERS = 10000, DEEPEST_LETS = 1000 };

static uint32_t item_criterion(struct check *check, const struct expr *expr);

uint32_t items_all(struct check *check)
{
    uint32_t node = plan_node(check->plan, (struct plan_node){.kind = PLAN_NODE_ALL});
    plan_want(check->plan, node, TEXT("all items"));
    return node;
}

/* ---- Members ---- */

typedef uint32_t reader(struct check *check, const struct expr *expr);

/* Nodes of a list of expressions joined by one operation. */
static uint32_t join(struct check *check, enum plan_node_kind kind, const struct expr *items, reader *read)
{
    VECTOR(uint32_t) members = {0};
    bool sound = true;
    for (const struct expr *item = items; item != NULL; item = item->next) {
        uint32_t member = read(check, item);
        if (member == PLAN_NONE)
            sound = false;
        else if (members.count < MOST_MEMBERS)
            CHECK_PUSH(check, &members, member);
        else {
            check_error(check, P0602, item->span, "an item set of more than %d parts", MOST_MEMBERS);
            sound = false;
            break;
        }
    }
    uint32_t node = PLAN_NONE;
    if (sound && members.count != 0 && !check->failed)
        node = plan_node_of_members(check->plan, kind, members.items, members.count);
    VECTOR_DONE(&members, check->alloc);
    return node;
}

static uint32_t pair(struct check *check, enum plan_node_kind kind, uint32_t left, uint32_t right)
{
    return plan_node_of_members(check->plan, kind, (uint32_t[]){left, right}, 2);
}

static uint32_t negation(struct check *check, uint32_t node)
{
    return plan_node_of_members(check->plan, PLAN_NODE_NOT, &node, 1);
}

/* ---- Sets ---- */

static uint32_t selection(struct check *check, const struct expr *expr)
{
    static const enum plan_node_kind KINDS[] = {[ATTRIBUTE_SKU] = PLAN_NODE_SKU,
                                                [ATTRIBUTE_CATEGORY] = PLAN_NODE_CATEGORY,
                                                [ATTRIBUTE_BRAND] = PLAN_NODE_BRAND,
                                                [ATTRIBUTE_TAG] = PLAN_NODE_TAG};
    VECTOR(int64_t) symbols = {0};
    bool sound = expr->words != NULL;
    for (const struct word *word = expr->words; word != NULL; word = word->next) {
        struct text text;
        if (!value_text(check, word, "what selects items", &text)) {
            sound = false;
            continue;
        }
        uint32_t symbol = plan_symbol(check->plan, text);
        CHECK_PUSH(check, &symbols, (int64_t)symbol);
    }
    uint32_t list = PLAN_NONE;
    if (sound && !check->failed && !check->plan->failed)
        list = plan_list(check->plan, true, symbols.items, symbols.count);
    VECTOR_DONE(&symbols, check->alloc);
    if (list == PLAN_NONE)
        return PLAN_NONE;
    return plan_node(check->plan, (struct plan_node){.kind = KINDS[expr->attribute], .list = list});
}

static void report_let_loop(struct check *check, const struct name *name)
{
    struct diagnostic *d =
        check_error(check, P0106, name->span, "`%.*s` is made of itself", SHOWN(name->text));
    const struct name_table *table = &check->names.kinds[NAME_SET];
    for (size_t i = 0; i < table->names.count; i++)
        if (table->names.items[i].state == NAME_AT_WORK && &table->names.items[i] != name)
            diag_note(d, table->names.items[i].span, "through `%.*s`", SHOWN(table->names.items[i].text));
    diag_help(d, "an item set can be made of others, but the chain must end");
}

/* The node of a `let`, looked into when first asked for. */
static uint32_t let_node(struct check *check, struct name *name)
{
    if (name->state == NAME_DONE)
        return name->index;
    const struct expr *items = name->declaration->items;
    unsigned depth = items == NULL ? 0 : items->depth + 1;
    if (name->state == NAME_AT_WORK || check->let_depth + depth > DEEPEST_LETS) {
        if (name->state == NAME_AT_WORK)
            report_let_loop(check, name);
        else
            check_error(check, P0602, name->span, "item sets are made of each other in too many levels");
        name->state = NAME_DONE;
        name->index = PLAN_NONE;
        return PLAN_NONE;
    }
    const struct frame *frame = check->frame;
    check->frame = NULL; /* a `let` sees no template's parameters */
    check->let_depth += depth;
    name->state = NAME_AT_WORK;
    uint32_t node = items_node(check, items);
    if (name->state == NAME_AT_WORK)
        name->index = node;
    name->state = NAME_DONE;
    plan_want(check->plan, name->index, name->text);
    check->let_depth -= depth;
    check->frame = frame;
    return name->index;
}

static uint32_t named_set(struct check *check, const struct expr *expr)
{
    const struct word *word = value_single_word(expr);
    const struct binding *binding = value_binding(check, expr);
    if (binding != NULL && binding->type == PARAMETER_ITEMS)
        return binding->valid ? binding->node : PLAN_NONE;
    if (binding != NULL) {
        struct diagnostic *d = check_error(check, P0201, expr->span, "an item set is wanted here, and parameter `%.*s` is %s",
                                           SHOWN(word->text), value_words(check, expr));
        diag_note(d, binding->parameter->span, "declared here");
        return PLAN_NONE;
    }
    if (word == NULL) {
        struct diagnostic *d = check_error(check, P0212, expr->span, "an item set is wanted here, and this is a single value");
        diag_help(d, "item criteria stand in a set of their own: `items all { ... }`");
        return PLAN_NONE;
    }
    struct name *name = names_find(check, NAME_SET, word);
    return name == NULL ? PLAN_NONE : let_node(check, name);
}

static uint32_t items_group(struct check *check, const struct expr *expr, reader *read)
{
    enum plan_node_kind kind = expr->quantifier == QUANTIFIER_ALL ? PLAN_NODE_BOTH : PLAN_NODE_UNION;
    if (expr->items == NULL)
        return PLAN_NONE; /* the parser has said so */
    uint32_t node = join(check, kind, expr->items, read);
    if (node == PLAN_NONE || expr->quantifier != QUANTIFIER_NONE)
        return node;
    return negation(check, node);
}

/* The first without all the others. */
static uint32_t difference(struct check *check, const struct expr *expr, reader *read)
{
    uint32_t first = read(check, expr->items);
    uint32_t others = join(check, PLAN_NODE_UNION, expr->items->next, read);
    return first == PLAN_NONE || others == PLAN_NONE ? PLAN_NONE : pair(check, PLAN_NODE_EXCEPT, first, others);
}

static uint32_t not_a_set(struct check *check, const struct expr *expr)
{
    struct diagnostic *d =
        check_error(check, P0212, expr->span, "an item set is wanted here, and this is %s", value_words(check, expr));
    if (expr->kind == EXPR_NOT)
        diag_help(d, "write `all items except ...`");
    else if (expr->kind == EXPR_AND)
        diag_help(d, "what is in both sets: `items all { one  another }`");
    else if (expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_TEXT)
        diag_help(d, "say what the text is: `sku \"%.*s\"`, or `category`, `brand` or `tag`", SHOWN(expr->literal->word.text));
    else
        diag_help(d, "criteria of items stand in a set: `items all { ... }`");
    return PLAN_NONE;
}

static uint32_t traced(struct check *check, const struct expr *expr, uint32_t node)
{
    bool trial = check->frame != NULL && check->frame->trial;
    if (node != PLAN_NONE && !trial)
        CHECK_PUSH(check, &check->trace->sets, (struct traced_set){expr, check->frame, node});
    return node;
}

static uint32_t node_of(struct check *check, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_ERROR: return PLAN_NONE;
    case EXPR_NAME: return named_set(check, expr);
    case EXPR_ALL_ITEMS: return plan_node(check->plan, (struct plan_node){.kind = PLAN_NODE_ALL});
    case EXPR_SELECT: return selection(check, expr);
    case EXPR_OR: return join(check, PLAN_NODE_UNION, expr->items, items_node);
    case EXPR_EXCEPT: return difference(check, expr, items_node);
    case EXPR_ITEMS: return items_group(check, expr, item_criterion);
    default: return not_a_set(check, expr);
    }
}

uint32_t items_node(struct check *check, const struct expr *expr)
{
    return expr == NULL ? PLAN_NONE : traced(check, expr, node_of(check, expr));
}

/* The words of a parameter that stands alone are those of its argument. */
uint32_t items_set(struct check *check, const struct expr *expr)
{
    uint32_t node = items_node(check, expr);
    if (node == PLAN_NONE)
        return PLAN_NONE;
    if (!check->plan->nodes.items[node].wanted)
        plan_want(check->plan, node, words_of(check, expr->span));
    return node;
}

bool items_is_set(const struct check *check, const struct expr *expr)
{
    if (expr->kind == EXPR_SELECT || expr->kind == EXPR_ALL_ITEMS || expr->kind == EXPR_ITEMS || expr->kind == EXPR_EXCEPT)
        return true;
    const struct word *word = value_single_word(expr);
    const struct binding *binding = value_binding(check, expr);
    if (word == NULL || binding != NULL)
        return binding != NULL && binding->type == PARAMETER_ITEMS;
    return text_table_find(&check->names.kinds[NAME_SET].texts, word->text) != TEXT_TABLE_NONE;
}

/* ---- Item criteria ---- */

/* The attribute of an item that an expression names. */
struct item_subject {
    struct subject subject;
    struct fields_found found;
};

static bool item_subject_of_words(struct check *check, const struct expr *expr, struct item_subject *out)
{
    const struct word *first = expr->words, *second = first == NULL ? NULL : first->next;
    if (first == NULL || (second != NULL && second->next != NULL))
        return false;
    if (second == NULL) {
        out->found = fields_find(check, PLAN_ITEM, first->text);
        return out->found.kind == FIELDS_ATTRIBUTE || out->found.kind == FIELDS_SELECTION;
    }
    if (fields_owner(first->text) != PLAN_ITEM)
        return false;
    out->found = fields_find(check, PLAN_ITEM, second->text);
    if (out->found.kind == FIELDS_NONE)
        fields_report_unknown(check, PLAN_ITEM, second);
    return true;
}

/* Whether the expression is about an item at all. *known: and about something that there is. */
static bool item_subject(struct check *check, const struct expr *expr, struct item_subject *out, bool *known)
{
    *out = (struct item_subject){{PLAN_UNKNOWN, PLAN_NONE, PLAN_NONE, expr->span}, {FIELDS_NONE, PLAN_NONE, PLAN_UNKNOWN}};
    bool about = false;
    if (expr->kind == EXPR_MEASURE && expr->measure == MEASURE_QUANTITY && expr->left == NULL) {
        out->found = (struct fields_found){FIELDS_ATTRIBUTE, PLAN_ATTRIBUTE_QUANTITY, PLAN_NUMBER};
        about = true;
    } else if (expr->kind == EXPR_NAME) {
        about = item_subject_of_words(check, expr, out);
    }
    *known = about && out->found.kind != FIELDS_NONE;
    out->subject.type = out->found.type;
    if (out->found.kind == FIELDS_FIELD)
        out->subject.field = out->found.index;
    return about;
}

static uint32_t attribute_number(const struct check *check, const struct item_subject *subject)
{
    return subject->found.kind == FIELDS_FIELD
               ? PLAN_ATTRIBUTE_FIELDS + check->plan->fields.items[subject->found.index].slot
               : subject->found.index;
}

static uint32_t not_about_items(struct check *check, const struct expr *expr)
{
    const struct word *word = value_single_word(expr);
    bool fact = word != NULL && fields_find(check, PLAN_ORDER, word->text).kind == FIELDS_FACT;
    if (word != NULL && !fact && value_binding(check, expr) == NULL) {
        names_find(check, NAME_SET, word); /* says that there is no such set */
        if (text_table_find(&check->names.kinds[NAME_SET].texts, word->text) == TEXT_TABLE_NONE)
            return PLAN_NONE;
    }
    struct diagnostic *d = check_error(check, P0212, expr->span, "inside an item set only items can be spoken of");
    diag_help(d, "criteria of the basket or the customer belong into `when`; of an item there are price, list_price, "
                 "cost, quantity, sku, category, brand, tag and `item.` parameters");
    return PLAN_NONE;
}

/* A list of texts as a selection where there is one for the attribute. */
static bool selection_of(const struct item_subject *subject, enum plan_node_kind *kind)
{
    if (subject->found.kind == FIELDS_SELECTION)
        *kind = (enum plan_node_kind)subject->found.index;
    else if (subject->found.kind == FIELDS_ATTRIBUTE && subject->found.index == PLAN_ATTRIBUTE_SKU)
        *kind = PLAN_NODE_SKU;
    else if (subject->found.kind == FIELDS_ATTRIBUTE && subject->found.index == PLAN_ATTRIBUTE_BRAND)
        *kind = PLAN_NODE_BRAND;
    else
        return false;
    return true;
}

static uint32_t in_list(struct check *check, const struct item_subject *subject, uint32_t list)
{
    struct plan_node node = {.kind = subject->subject.type == PLAN_SET ? PLAN_NODE_HAS : PLAN_NODE_IN_LIST, .list = list};
    if (list == PLAN_NONE)
        return PLAN_NONE;
    if (!selection_of(subject, &node.kind))
        node.attribute = attribute_number(check, subject);
    return plan_node(check->plan, node);
}

static uint32_t compare_two(struct check *check, const struct expr *expr, const struct item_subject *left,
                            const struct item_subject *right)
{
    if (!subject_same(check, &left->subject, &right->subject, expr->span) ||
        !subject_allows(check, &left->subject, expr->compare, expr->operator))
        return PLAN_NONE;
    return plan_node(check->plan, (struct plan_node){.kind = PLAN_NODE_COMPARE_ATTRIBUTES,
                                                     .comparison = subject_comparison(expr->compare),
                                                     .attribute = attribute_number(check, left),
                                                     .other = attribute_number(check, right)});
}

static uint32_t item_compare(struct check *check, const struct expr *expr)
{
    struct item_subject left, right;
    bool left_known, right_known;
    if (!item_subject(check, expr->left, &left, &left_known))
        return not_about_items(check, expr->left);
    bool names_value = left.subject.type == PLAN_ENUM && value_single_word(expr->right) != NULL;
    if (!names_value && value_binding(check, expr->right) == NULL &&
        item_subject(check, expr->right, &right, &right_known))
        return left_known && right_known ? compare_two(check, expr, &left, &right) : PLAN_NONE;
    if (!left_known)
        return PLAN_NONE;
    bool selects = left.found.kind == FIELDS_SELECTION && expr->compare == COMPARE_EQUAL;
    int64_t value;
    if (left.found.kind == FIELDS_SELECTION && expr->compare == COMPARE_UNEQUAL) {
        struct diagnostic *d = check_error(check, P0202, expr->operator, "an item has several of these, so `!=` says too little");
        struct text word = words_written(check, expr->left->span);
        diag_help(d, "write `not %.*s \"...\"`", SHOWN(word));
        return PLAN_NONE;
    }
    if (!selects && !subject_allows(check, &left.subject, expr->compare, expr->operator))
        return PLAN_NONE;
    if (left.found.kind == FIELDS_SELECTION)
        left.subject.type = PLAN_TEXT;
    if (!subject_constant(check, &left.subject, expr->right, &value))
        return PLAN_NONE;
    enum plan_node_kind kind;
    if (expr->compare == COMPARE_EQUAL && selection_of(&left, &kind))
        return in_list(check, &left, plan_list(check->plan, true, &value, 1));
    return plan_node(check->plan, (struct plan_node){.kind = PLAN_NODE_COMPARE,
                                                     .comparison = subject_comparison(expr->compare),
                                                     .type = left.subject.type,
                                                     .attribute = attribute_number(check, &left),
                                                     .low = value});
}

static uint32_t item_in(struct check *check, const struct expr *expr)
{
    struct item_subject left;
    bool known, wraps;
    if (!item_subject(check, expr->left, &left, &known))
        return not_about_items(check, expr->left);
    if (!known)
        return PLAN_NONE;
    if (expr->right->kind == EXPR_LIST)
        return in_list(check, &left, subject_list(check, &left.subject, expr->right));
    struct plan_node node = {.kind = PLAN_NODE_IN_RANGE, .attribute = attribute_number(check, &left)};
    if (!subject_range(check, &left.subject, expr->right, &node.low, &node.high, &wraps))
        return PLAN_NONE;
    return plan_node(check->plan, node);
}

/* is missing, is today, within */
static uint32_t item_state(struct check *check, const struct expr *expr)
{
    struct item_subject left;
    bool known;
    if (!item_subject(check, expr->left, &left, &known))
        return not_about_items(check, expr->left);
    if (!known)
        return PLAN_NONE;
    struct plan_node node = {.kind = expr->kind == EXPR_MISSING ? PLAN_NODE_MISSING
                                     : expr->kind == EXPR_TODAY ? PLAN_NODE_TODAY
                                                                : PLAN_NODE_WITHIN,
                             .type = PLAN_NUMBER};
    if (expr->kind == EXPR_MISSING && left.found.kind == FIELDS_SELECTION) {
        check_error(check, P0202, expr->span, "only single values can be missing; an item without any is in no such set");
        return PLAN_NONE;
    }
    if (expr->kind != EXPR_MISSING && left.subject.type != PLAN_DATE) {
        check_error(check, P0202, expr->span, "only a date can be near today, and this is %s",
                    value_type_words(left.subject.type));
        return PLAN_NONE;
    }
    if (expr->kind == EXPR_WITHIN && !value_days(check, expr->right, &node.low))
        return PLAN_NONE;
    node.attribute = attribute_number(check, &left);
    return plan_node(check->plan, node);
}

static uint32_t item_name(struct check *check, const struct expr *expr)
{
    struct item_subject subject;
    bool known;
    if (items_is_set(check, expr) || !item_subject(check, expr, &subject, &known))
        return expr->words != NULL && expr->words->next == NULL ? named_set(check, expr) : not_about_items(check, expr);
    if (!known)
        return PLAN_NONE;
    struct text words = words_written(check, expr->span);
    struct diagnostic *d = check_error(check, P0208, expr->span, "`%.*s` is a value, not a criterion", SHOWN(words));
    diag_help(d, subject.subject.type == PLAN_BOOL ? "write `%.*s == true`" : "compare it: `%.*s == ...`", SHOWN(words));
    return PLAN_NONE;
}

static uint32_t node_of_criterion(struct check *check, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_NAME: return item_name(check, expr);
    case EXPR_AND: return join(check, PLAN_NODE_BOTH, expr->items, item_criterion);
    case EXPR_OR: return join(check, PLAN_NODE_UNION, expr->items, item_criterion);
    case EXPR_EXCEPT: return difference(check, expr, item_criterion);
    case EXPR_GROUP: return items_group(check, expr, item_criterion);
    case EXPR_NOT: {
        uint32_t node = expr->left == NULL ? PLAN_NONE : item_criterion(check, expr->left);
        return node == PLAN_NONE ? PLAN_NONE : negation(check, node);
    }
    case EXPR_COMPARE: return expr->left == NULL || expr->right == NULL ? PLAN_NONE : item_compare(check, expr);
    case EXPR_IN: return expr->left == NULL || expr->right == NULL ? PLAN_NONE : item_in(check, expr);
    case EXPR_MISSING:
    case EXPR_TODAY:
    case EXPR_WITHIN: return expr->left == NULL ? PLAN_NONE : item_state(check, expr);
    case EXPR_MEASURE:
    case EXPR_PROGRAM:
    case EXPR_SEGMENT:
    case EXPR_AUDIENCE:
    case EXPR_COUPON: return not_about_items(check, expr);
    default: return node_of(check, expr);
    }
}

static uint32_t item_criterion(struct check *check, const struct expr *expr)
{
    return traced(check, expr, node_of_criterion(check, expr));
}

void items_check_lets(struct check *check)
{
    struct name_table *table = &check->names.kinds[NAME_SET];
    for (size_t i = 0; i < table->names.count && !check->failed; i++) {
        uint32_t node = let_node(check, &table->names.items[i]);
        CHECK_PUSH(check, &check->plan->lets, (struct plan_let){table->names.items[i].text, node});
    }
}
