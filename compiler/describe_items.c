/* Item sets in words: a noun, and what the items have to be. */
#include "compiler/describe_parts.h"

static void qualify(struct describer *describer, struct buffer *out, uint32_t node, bool negated, bool inside);

static void name_let(struct describer *describer, uint32_t let)
{
    if (describer->named[let])
        return;
    describer->named[let] = true;
    if (!VECTOR_PUSH(&describer->names, describer->plan->alloc, let))
        describer->failed = true;
}

/* ---- What items are compared by ---- */

static const char *const ATTRIBUTES[] = {[PLAN_ATTRIBUTE_PRICE] = "price", [PLAN_ATTRIBUTE_LIST_PRICE] = "list price",
                                         [PLAN_ATTRIBUTE_COST] = "cost",   [PLAN_ATTRIBUTE_QUANTITY] = "quantity on its line",
                                         [PLAN_ATTRIBUTE_SKU] = "SKU",     [PLAN_ATTRIBUTE_BRAND] = "brand"};
static const enum plan_type ATTRIBUTE_TYPES[] = {
    [PLAN_ATTRIBUTE_PRICE] = PLAN_MONEY,     [PLAN_ATTRIBUTE_LIST_PRICE] = PLAN_MONEY, [PLAN_ATTRIBUTE_COST] = PLAN_MONEY,
    [PLAN_ATTRIBUTE_QUANTITY] = PLAN_NUMBER, [PLAN_ATTRIBUTE_SKU] = PLAN_TEXT,         [PLAN_ATTRIBUTE_BRAND] = PLAN_TEXT};

static uint32_t field_of(const struct plan *plan, uint32_t attribute)
{
    for (size_t i = 0; attribute >= PLAN_ATTRIBUTE_FIELDS && i < plan->fields.count; i++)
        if (plan->fields.items[i].owner == PLAN_ITEM && plan->fields.items[i].slot == attribute - PLAN_ATTRIBUTE_FIELDS)
            return (uint32_t)i;
    return PLAN_NONE;
}

static struct told_type attribute_type(const struct plan *plan, uint32_t attribute)
{
    uint32_t field = field_of(plan, attribute);
    if (field != PLAN_NONE)
        return (struct told_type){plan->fields.items[field].type, field};
    return (struct told_type){attribute < PLAN_ATTRIBUTE_FIELDS ? ATTRIBUTE_TYPES[attribute] : PLAN_UNKNOWN, PLAN_NONE};
}

static void attribute_name(const struct plan *plan, struct buffer *out, uint32_t attribute)
{
    uint32_t field = field_of(plan, attribute);
    if (field != PLAN_NONE)
        describe_name(out, plan->fields.items[field].name);
    else if (attribute < PLAN_ATTRIBUTE_FIELDS)
        buffer_string(out, ATTRIBUTES[attribute]);
}

/* ---- One criterion ---- */

static void select_by(const struct describer *describer, struct buffer *out, const struct plan_node *node, bool negated)
{
    static const char *const WORDS[] = {[PLAN_NODE_SKU] = "with SKU ",
                                        [PLAN_NODE_CATEGORY] = "in category ",
                                        [PLAN_NODE_BRAND] = "of brand ",
                                        [PLAN_NODE_TAG] = "tagged "};
    buffer_string(out, negated ? "not " : "");
    buffer_string(out, WORDS[node->kind]);
    describe_list(describer, out, node->list, (struct told_type){PLAN_TEXT, PLAN_NONE}, "or");
}

static void compare_by(const struct describer *describer, struct buffer *out, const struct plan_node *node, bool negated)
{
    const struct plan *plan = describer->plan;
    struct told_type type = attribute_type(plan, node->attribute);
    if (type.type == PLAN_BOOL && node->kind == PLAN_NODE_COMPARE) {
        bool yes = (node->low != 0) == (node->comparison == PLAN_EQUAL);
        buffer_string(out, negated ? "not marked " : "marked ");
        buffer_string(out, yes ? "" : "as not ");
        attribute_name(plan, out, node->attribute);
        return;
    }
    buffer_string(out, "whose ");
    attribute_name(plan, out, node->attribute);
    if (node->kind == PLAN_NODE_MISSING) {
        buffer_string(out, negated ? " is known" : " is not known");
        return;
    }
    buffer_string(out, negated ? " is not " : " is ");
    switch (node->kind) {
    case PLAN_NODE_COMPARE:
        buffer_string(out, describe_comparison(node->comparison, type.type));
        describe_value(describer, out, type, node->low);
        break;
    case PLAN_NODE_COMPARE_ATTRIBUTES:
        buffer_string(out, describe_comparison(node->comparison, type.type));
        buffer_string(out, "its ");
        attribute_name(plan, out, node->other);
        break;
    case PLAN_NODE_IN_LIST: describe_list(describer, out, node->list, type, "or"); break;
    case PLAN_NODE_IN_RANGE: describe_range(describer, out, type, node->low, node->high); break;
    case PLAN_NODE_TODAY: buffer_string(out, "today's day of the year"); break;
    default:
        buffer_string(out, "a day of the year within ");
        phrase_counted(out, node->low, "day");
        buffer_string(out, " of today");
        break;
    }
}

static void contain(const struct describer *describer, struct buffer *out, const struct plan_node *node, bool negated)
{
    buffer_string(out, "whose ");
    attribute_name(describer->plan, out, node->attribute);
    buffer_string(out, negated ? " do not include " : " include ");
    describe_list(describer, out, node->list, (struct told_type){PLAN_TEXT, PLAN_NONE}, "or");
}

/* ---- Several ---- */

static bool begins_with(const struct buffer *words, const char *begin)
{
    size_t length = strlen(begin);
    return words->length >= length && memcmp(words->bytes, begin, length) == 0;
}

/* "items tagged “new” whose price is ..." needs no `and`. */
static bool goes_on(const struct plan_node *node, uint32_t index, const struct buffer *out, const struct buffer *piece)
{
    return node->kind == PLAN_NODE_BOTH && node->member_count == 2 && index == 1 && begins_with(piece, "whose ") &&
           out->bytes[out->length - 1] != ')';
}

/* Members after one another; in parentheses where another list of them stands around it. */
static void join(struct describer *describer, struct buffer *out, const struct plan_node *node, bool negated, bool inside)
{
    bool any = node->kind == PLAN_NODE_UNION, nor = any && negated;
    bool whole = !any && negated; /* not all of these together */
    bool bracket = (inside || whole) && node->member_count > 1;
    struct buffer piece;
    buffer_init(&piece, out->alloc);
    buffer_string(out, whole ? "not " : "");
    buffer_string(out, bracket ? "(" : "");
    buffer_string(out, nor ? "neither " : "");
    for (uint32_t i = 0; i < node->member_count; i++) {
        buffer_clear(&piece);
        qualify(describer, &piece, node->members[i], false, true);
        if (goes_on(node, i, out, &piece))
            buffer_char(out, ' ');
        else
            phrase_between(out, i, node->member_count, nor ? "nor" : any ? "or" : "and");
        buffer_write(out, piece.bytes, piece.length);
    }
    buffer_string(out, bracket ? ")" : "");
    out->failed |= piece.failed;
    buffer_done(&piece);
}

static void except(struct describer *describer, struct buffer *out, const struct plan_node *node, bool negated, bool inside)
{
    bool of_all = describer->plan->nodes.items[node->members[0]].kind == PLAN_NODE_ALL;
    bool bracket = inside || negated;
    buffer_string(out, negated ? "not " : "");
    buffer_string(out, bracket ? "(" : "");
    if (!of_all) {
        qualify(describer, out, node->members[0], false, true);
        buffer_string(out, ", ");
    }
    buffer_string(out, "except ");
    describe_items(describer, out, node->members[1], DESCRIBE_ITEMS);
    buffer_string(out, bracket ? ")" : "");
}

static void by_name(struct describer *describer, struct buffer *out, uint32_t let, bool negated)
{
    name_let(describer, let);
    buffer_string(out, negated ? "not of " : "of ");
    buffer_text(out, describer->plan->lets.items[let].name);
}

/* What the items of a set have to be; what a let names only by that name, unless `deep`. */
static void qualify_node(struct describer *describer, struct buffer *out, const struct plan_node *node, bool negated,
                         bool inside)
{
    switch (node->kind) {
    case PLAN_NODE_ALL: buffer_string(out, negated ? "of no kind" : "of any kind"); break;
    case PLAN_NODE_NOTHING: buffer_string(out, negated ? "of any kind" : "of no kind"); break;
    case PLAN_NODE_SKU:
    case PLAN_NODE_CATEGORY:
    case PLAN_NODE_BRAND:
    case PLAN_NODE_TAG: select_by(describer, out, node, negated); break;
    case PLAN_NODE_UNION:
    case PLAN_NODE_BOTH: join(describer, out, node, negated, inside); break;
    case PLAN_NODE_EXCEPT: except(describer, out, node, negated, inside); break;
    case PLAN_NODE_NOT: qualify(describer, out, node->members[0], !negated, inside); break;
    case PLAN_NODE_HAS: contain(describer, out, node, negated); break;
    case PLAN_NODE_COMPARE:
    case PLAN_NODE_COMPARE_ATTRIBUTES:
    case PLAN_NODE_IN_LIST:
    case PLAN_NODE_IN_RANGE:
    case PLAN_NODE_MISSING:
    case PLAN_NODE_TODAY:
    case PLAN_NODE_WITHIN: compare_by(describer, out, node, negated); break;
    }
}

static void qualify(struct describer *describer, struct buffer *out, uint32_t node, bool negated, bool inside)
{
    uint32_t let = describer->let_of[node];
    if (let != PLAN_NONE)
        by_name(describer, out, let, negated);
    else
        qualify_node(describer, out, &describer->plan->nodes.items[node], negated, inside);
}

/* ---- The whole ---- */

void describe_items(struct describer *describer, struct buffer *out, uint32_t node, int64_t number)
{
    if (node == PLAN_NONE)
        return;
    if (number == DESCRIBE_EVERY)
        buffer_string(out, "every ");
    if (number > 0) {
        phrase_count(out, number);
        buffer_char(out, ' ');
    }
    buffer_string(out, number == 1 || number < DESCRIBE_ITEMS ? "item" : "items");
    if (describer->plan->nodes.items[node].kind == PLAN_NODE_ALL)
        return;
    buffer_char(out, ' ');
    qualify(describer, out, node, false, false);
}

void describe_set(struct describer *describer, struct buffer *out, uint32_t node)
{
    if (node == PLAN_NONE)
        return;
    buffer_string(out, "items ");
    qualify_node(describer, out, &describer->plan->nodes.items[node], false, false);
}
