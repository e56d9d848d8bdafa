/* Rules beside the items of a shop: names that no item has, and what a discount leaves of an item's price. */
#include "base/catalogue.h"
#include "base/decimal.h"
#include "base/exact.h"
#include "compiler/check_parts.h"
#include "compiler/lint_parts.h"
#include "lang/nearest.h"

/* Names looked for among all of the catalogue's, and items looked at, in all: enough for any shop's rules, and an end. */
enum { MOST_SUGGESTIONS = 50, MOST_LOOKS = 20000000 };

struct shop {
    struct lint *lint;
    const struct catalogue *catalogue;
    unsigned suggestions;
    int64_t looks;
    const struct plan_event *event;
};

/* ---- Names ---- */

static const struct {
    enum lint_rule rule;
    enum catalogue_key key;
    const char *what;
} NAMES[] = {
    [ATTRIBUTE_SKU] = {LINT_UNKNOWN_ITEM, CATALOGUE_SKU, "has the sku"},
    [ATTRIBUTE_CATEGORY] = {LINT_UNKNOWN_CATEGORY, CATALOGUE_CATEGORY, "is in the category"},
    [ATTRIBUTE_BRAND] = {LINT_UNKNOWN_BRAND, CATALOGUE_BRAND, "is of the brand"},
    [ATTRIBUTE_TAG] = {LINT_UNKNOWN_TAG, CATALOGUE_TAG, "has the tag"},
};

static void look_at_name(struct shop *shop, enum attribute attribute, const struct word *word)
{
    if (!word_given(word) || catalogue_find(shop->catalogue, NAMES[attribute].key, word->text).count != 0)
        return;
    struct diagnostic *d = lint_report(shop->lint, NAMES[attribute].rule, word->span, "no item of the catalogue %s \"%.*s\"",
                                       NAMES[attribute].what, SHOWN(word->text));
    const struct text_table *table = &shop->catalogue->by[NAMES[attribute].key].table;
    if (shop->suggestions == 0)
        return;
    shop->suggestions--;
    struct nearest nearest = nearest_to(word->text);
    for (size_t i = 0; i < table->count; i++)
        nearest_offer(&nearest, table->texts[i]);
    if (nearest.best.bytes != NULL)
        diag_help(d, "did you mean \"%.*s\"?", SHOWN(nearest.best));
}

static void visit(void *context, const struct lint_place *place)
{
    static const struct {
        const char *word;
        enum attribute attribute;
    } FIELDS[] = {
        {"sku", ATTRIBUTE_SKU}, {"category", ATTRIBUTE_CATEGORY}, {"brand", ATTRIBUTE_BRAND}, {"tag", ATTRIBUTE_TAG}};
    const struct expr *expr = place->expr;
    if (expr->kind == EXPR_SELECT)
        for (const struct word *word = expr->words; word != NULL; word = word->next)
            if (word->quoted)
                look_at_name(context, expr->attribute, word);
    bool one = (expr->kind == EXPR_COMPARE || expr->kind == EXPR_IN) && expr->left != NULL && expr->right != NULL;
    if (!one || expr->left->kind != EXPR_NAME || expr->left->words == NULL || expr->left->words->next != NULL)
        return;
    const struct expr *values = expr->right->kind == EXPR_LIST ? expr->right->items : expr->right;
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (text_equal(expr->left->words->text, text_from(FIELDS[i].word)))
            for (const struct expr *value = values; value != NULL; value = value->next)
                if (value->kind == EXPR_LITERAL && value->literal->kind == LITERAL_TEXT)
                    look_at_name(context, FIELDS[i].attribute, &value->literal->word);
}

/* ---- Items in sets ---- */

enum answer { NO, PERHAPS, YES };

static enum answer yes_if(bool holds)
{
    return holds ? YES : NO;
}

static bool is_below(struct text path, struct text category)
{
    return path.length >= category.length && memcmp(path.bytes, category.bytes, category.length) == 0 &&
           (path.length == category.length || path.bytes[category.length] == '/');
}

static enum answer has_any(const struct shop *shop, const struct plan_node *node, const struct catalogue_item *item)
{
    const struct plan_list *list = &shop->lint->plan->lists.items[node->list];
    for (uint32_t i = 0; i < list->count; i++) {
        struct text text = plan_symbol_text(shop->lint->plan, (uint32_t)list->values[i]);
        bool has = (node->kind == PLAN_NODE_SKU && text_equal(item->sku, text)) ||
                   (node->kind == PLAN_NODE_BRAND && text_equal(item->brand, text));
        for (size_t j = 0; node->kind == PLAN_NODE_CATEGORY && j < item->category_count && !has; j++)
            has = is_below(item->categories[j], text);
        for (size_t j = 0; node->kind == PLAN_NODE_TAG && j < item->tag_count && !has; j++)
            has = text_equal(item->tags[j], text);
        if (has)
            return YES;
    }
    return NO;
}

/* The value of a text, as the plan has it. */
static bool value_of(const struct plan *plan, const struct plan_field *field, struct text text, int64_t *value)
{
    static const int PLACES[] = {[PLAN_NUMBER] = 0, [PLAN_DECIMAL] = 6};
    switch (field->type) {
    case PLAN_TEXT: {
        uint32_t symbol = text_table_find(&plan->symbols, text);
        *value = symbol == TEXT_TABLE_NONE ? -1 : (int64_t)symbol;
        return true;
    }
    case PLAN_ENUM:
        for (uint32_t i = 0; i < field->value_count; i++)
            if (text_equal(field->values[i], text)) {
                *value = i;
                return true;
            }
        return false;
    case PLAN_BOOL: *value = text_equal(text, TEXT("true")); return *value != 0 || text_equal(text, TEXT("false"));
    case PLAN_NUMBER:
    case PLAN_DECIMAL: return decimal_parse(text, PLACES[field->type], value) == DECIMAL_OK;
    case PLAN_MONEY: return decimal_parse(text, plan->decimals, value) == DECIMAL_OK;
    default: return false;
    }
}

/* YES: *value; NO: the item has none; PERHAPS: it cannot be said. */
static enum answer attribute_of(const struct shop *shop, uint32_t attribute, const struct catalogue_item *item,
                                int64_t *value)
{
    const struct plan *plan = shop->lint->plan;
    switch (attribute) {
    case PLAN_ATTRIBUTE_PRICE: *value = item->price; return yes_if(item->price != CATALOGUE_NONE);
    case PLAN_ATTRIBUTE_LIST_PRICE: *value = item->list_price; return yes_if(item->list_price != CATALOGUE_NONE);
    case PLAN_ATTRIBUTE_COST: *value = item->cost; return yes_if(item->cost != CATALOGUE_NONE);
    default: break;
    }
    for (size_t i = 0; i < plan->fields.count && attribute >= PLAN_ATTRIBUTE_FIELDS; i++) {
        const struct plan_field *field = &plan->fields.items[i];
        if (field->owner != PLAN_ITEM || field->slot + PLAN_ATTRIBUTE_FIELDS != attribute)
            continue;
        for (size_t j = 0; j < item->attribute_count; j++)
            if (text_equal(item->attributes[j].name, field->name))
                return value_of(plan, field, item->attributes[j].value, value) ? YES : PERHAPS;
        return NO;
    }
    return PERHAPS;
}

static bool compares(enum plan_comparison comparison, int64_t a, int64_t b)
{
    switch (comparison) {
    case PLAN_EQUAL: return a == b;
    case PLAN_DIFFERENT: return a != b;
    case PLAN_LESS: return a < b;
    case PLAN_AT_MOST: return a <= b;
    case PLAN_MORE: return a > b;
    default: return a >= b;
    }
}

static enum answer test_of(const struct shop *shop, const struct plan_node *node, const struct catalogue_item *item)
{
    int64_t value = 0, other = 0;
    enum answer known = attribute_of(shop, node->attribute, item, &value);
    if (known == PERHAPS)
        return PERHAPS;
    if (node->kind == PLAN_NODE_MISSING)
        return yes_if(known == NO);
    if (known == NO)
        return NO;
    switch (node->kind) {
    case PLAN_NODE_COMPARE: return yes_if(compares(node->comparison, value, node->low));
    case PLAN_NODE_COMPARE_ATTRIBUTES:
        known = attribute_of(shop, node->other, item, &other);
        return known == YES ? yes_if(compares(node->comparison, value, other)) : known;
    case PLAN_NODE_IN_RANGE: return yes_if(node->low <= value && value <= node->high);
    case PLAN_NODE_IN_LIST: {
        const struct plan_list *list = &shop->lint->plan->lists.items[node->list];
        for (uint32_t i = 0; i < list->count; i++)
            if (list->values[i] == value)
                return YES;
        return NO;
    }
    default: return PERHAPS;
    }
}

enum { DEEPEST = 200 };

static enum answer contains(struct shop *shop, uint32_t set, const struct catalogue_item *item, unsigned depth)
{
    const struct plan_node *node = &shop->lint->plan->nodes.items[set];
    enum answer answer = node->kind == PLAN_NODE_UNION ? NO : YES;
    shop->looks++;
    if (depth > DEEPEST)
        return PERHAPS;
    switch (node->kind) {
    case PLAN_NODE_ALL: return YES;
    case PLAN_NODE_NOTHING: return NO;
    case PLAN_NODE_SKU:
    case PLAN_NODE_CATEGORY:
    case PLAN_NODE_BRAND:
    case PLAN_NODE_TAG: return has_any(shop, node, item);
    case PLAN_NODE_UNION:
    case PLAN_NODE_BOTH:
        for (uint32_t i = 0; i < node->member_count; i++) {
            enum answer one = contains(shop, node->members[i], item, depth + 1);
            answer = node->kind == PLAN_NODE_UNION ? (one > answer ? one : answer) : (one < answer ? one : answer);
        }
        return answer;
    case PLAN_NODE_EXCEPT: {
        enum answer first = contains(shop, node->members[0], item, depth + 1);
        enum answer without = (enum answer)(YES - contains(shop, node->members[1], item, depth + 1));
        return first < without ? first : without;
    }
    case PLAN_NODE_NOT: return (enum answer)(YES - contains(shop, node->members[0], item, depth + 1));
    default: return test_of(shop, node, item);
    }
}

/* ---- What a benefit leaves of a price ---- */

struct damage {
    const struct catalogue_item *below_cost, *free; /* the worst, and the first that is given away */
    int64_t below_price, loss;
    size_t below_count, free_count, any;
    bool saves; /* a new price is below some item's own */
};

/* How many units of one item share the benefit, where it sets a price for all that `buy` takes; else one. */
static int64_t units_of(const struct plan_event *event, const struct plan_benefit *benefit)
{
    return benefit->kind == PLAN_PRICE_SUM && event->buy_count == 1 ? event->buys[0].count : 1;
}

/* The price of a unit after the benefit, rounded down, at the floor. false: nothing can be said. */
static bool price_after(const struct lint *lint, const struct plan_benefit *benefit, const struct catalogue_item *item,
                        int64_t units, int64_t *after)
{
    int64_t floor =
        item->min_price != CATALOGUE_NONE && item->min_price > lint->plan->floor ? item->min_price : lint->plan->floor;
    int64_t price = item->price;
    switch (benefit->kind) {
    case PLAN_PERCENT_OFF:
        *after = price - (int64_t)round_quotient((promo_i128)price * benefit->value, EXACT_MILLION,
                                                 (enum rounding)lint->plan->rounding);
        break;
    case PLAN_OFF_EACH: *after = price - benefit->value; break;
    case PLAN_PRICE_EACH: *after = benefit->value < price ? benefit->value : price; break;
    case PLAN_PRICE_SUM: *after = benefit->value / units < price ? benefit->value / units : price; break;
    default: return false;
    }
    if (*after < floor)
        *after = floor < price ? floor : price;
    return true;
}

static void judge_item(struct shop *shop, const struct plan_benefit *benefit, const struct catalogue_item *item,
                       struct damage *damage)
{
    int64_t after;
    if (item->price == CATALOGUE_NONE ||
        !price_after(shop->lint, benefit, item, units_of(shop->event, benefit), &after))
        return;
    damage->any++;
    damage->saves |= after < item->price;
    if (benefit->kind == PLAN_OFF_EACH && benefit->value >= item->price && item->price > 0) {
        damage->free = damage->free == NULL ? item : damage->free;
        damage->free_count++;
    }
    if (item->cost == CATALOGUE_NONE || item->price < item->cost || after >= item->cost)
        return;
    damage->below_count++;
    if (damage->below_cost == NULL || item->cost - after > damage->loss) {
        damage->below_cost = item;
        damage->below_price = after;
        damage->loss = item->cost - after;
    }
}

/* Items that a set may have: those of its cheapest selection, or all. */
static const struct plan_node *selection_in(const struct plan *plan, uint32_t set)
{
    const struct plan_node *node = &plan->nodes.items[set];
    for (unsigned depth = 0; depth < DEEPEST; depth++) {
        if (node->kind >= PLAN_NODE_SKU && node->kind <= PLAN_NODE_TAG)
            return node;
        if (node->kind == PLAN_NODE_EXCEPT)
            node = &plan->nodes.items[node->members[0]];
        else if (node->kind == PLAN_NODE_BOTH) {
            uint32_t best = node->members[0];
            for (uint32_t i = 0; i < node->member_count; i++) {
                enum plan_node_kind kind = plan->nodes.items[node->members[i]].kind;
                if (kind >= PLAN_NODE_SKU && kind <= PLAN_NODE_TAG)
                    best = node->members[i];
            }
            node = &plan->nodes.items[best];
        } else
            return NULL;
    }
    return NULL;
}

static void judge_set(struct shop *shop, const struct plan_benefit *benefit, uint32_t set, struct damage *damage)
{
    static const enum catalogue_key KEYS[] = {[PLAN_NODE_SKU] = CATALOGUE_SKU,
                                              [PLAN_NODE_CATEGORY] = CATALOGUE_CATEGORY,
                                              [PLAN_NODE_BRAND] = CATALOGUE_BRAND,
                                              [PLAN_NODE_TAG] = CATALOGUE_TAG};
    const struct plan *plan = shop->lint->plan;
    const struct plan_node *selection = set == PLAN_NONE ? NULL : selection_in(plan, set);
    const struct catalogue_item *items = shop->catalogue->items.items;
    if (selection == NULL) {
        for (size_t i = 0; i < shop->catalogue->items.count && shop->looks < MOST_LOOKS; i++, shop->looks++)
            if (set == PLAN_NONE || contains(shop, set, &items[i], 0) == YES)
                judge_item(shop, benefit, &items[i], damage);
        return;
    }
    const struct plan_list *list = &plan->lists.items[selection->list];
    for (uint32_t i = 0; i < list->count; i++) {
        struct catalogue_found found =
            catalogue_find(shop->catalogue, KEYS[selection->kind], plan_symbol_text(plan, (uint32_t)list->values[i]));
        for (size_t j = 0; j < found.count && shop->looks < MOST_LOOKS; j++)
            if (contains(shop, set, &items[found.items[j]], 0) == YES)
                judge_item(shop, benefit, &items[found.items[j]], damage);
    }
}

/* ---- What is said ---- */

static const char *more(struct lint *lint, size_t count)
{
    const char *text = count < 2 ? "" : arena_format(&lint->arena, ", and so with %zu more", count - 1);
    lint->failed |= text == NULL;
    return text == NULL ? "" : text;
}

static void report(struct shop *shop, const struct plan_benefit *benefit, const struct damage *damage)
{
    struct lint *lint = shop->lint;
    const struct frame *frame = shop->event->frame;
    if (damage->below_cost != NULL) {
        const struct catalogue_item *item = damage->below_cost;
        struct diagnostic *d = lint_report_in(lint, LINT_BELOW_COST, frame, benefit->from->span,
                                              "this sells \"%.*s\" at %s, below its cost of %s%s", SHOWN(item->sku),
                                              lint_money(lint, damage->below_price), lint_money(lint, item->cost),
                                              more(lint, damage->below_count));
        diag_help(d, "give less, leave such items out (`except`), or say their least price with `min_price`");
    }
    if (damage->free != NULL) {
        const struct catalogue_item *item = damage->free;
        struct diagnostic *d =
            lint_report_in(lint, LINT_BENEFIT_OVER_PRICE, frame, benefit->from->span,
                           "this takes %s off \"%.*s\", which costs %s%s", lint_money(lint, benefit->value), SHOWN(item->sku),
                           lint_money(lint, item->price), more(lint, damage->free_count));
        diag_help(d, "give less, or ask for a price: `items all { ...  price > %s }`", lint_money(lint, benefit->value));
    }
    if (benefit->kind == PLAN_PRICE_EACH && damage->any > 0 && !damage->saves) {
        struct diagnostic *d =
            lint_report_in(lint, LINT_GIVES_NOTHING, frame, benefit->from->span,
                           "no item of the catalogue that this is for costs more than %s", lint_money(lint, benefit->value));
        diag_help(d, "a new price is given only where it is below the old one");
    }
}

/* What is free is meant to be; what `get` takes is sold together with what was bought at its price. */
static void look_at_benefit(struct shop *shop, const struct plan_benefit *benefit)
{
    struct damage damage = {0};
    const struct plan_event *event = shop->event;
    bool per_unit = benefit->kind <= PLAN_PRICE_EACH && (benefit->kind != PLAN_PERCENT_OFF || benefit->value < EXACT_MILLION);
    bool of_taken = benefit->kind == PLAN_PRICE_SUM && benefit->scope == PLAN_SCOPE_THEM && event->buy_count == 1 &&
                    !event->buys[0].different && benefit->value > 0;
    if (!per_unit && !of_taken)
        return;
    if (benefit->scope == PLAN_SCOPE_SET)
        judge_set(shop, benefit, benefit->set, &damage);
    else if (benefit->scope == PLAN_SCOPE_ORDER)
        judge_set(shop, benefit, PLAN_NONE, &damage);
    else if (benefit->scope == PLAN_SCOPE_THEM && benefit->select == PLAN_SELECT_ALL && event->get_count == 0)
        for (uint32_t i = 0; i < event->buy_count; i++)
            judge_set(shop, benefit, event->buys[i].set, &damage);
    if (of_taken && damage.below_count != damage.any)
        damage.below_cost = NULL; /* what is dearer to buy in is sold together with what is cheaper */
    report(shop, benefit, &damage);
}

void lint_catalogue(struct lint *lint)
{
    struct shop shop = {.lint = lint, .catalogue = lint->options->catalogue, .suggestions = MOST_SUGGESTIONS};
    if (shop.catalogue == NULL)
        return;
    lint_each_expr(lint, visit, &shop);
    for (size_t i = 0; i < lint->plan->promotions.count && !lint->failed; i++) {
        const struct plan_promotion *promotion = &lint->plan->promotions.items[i];
        for (uint32_t j = 0; j < promotion->event_count && promotion->status == PLAN_ACTIVE; j++) {
            shop.event = &promotion->events[j];
            for (uint32_t k = 0; k < shop.event->benefit_count; k++)
                look_at_benefit(&shop, &shop.event->benefits[k]);
            for (uint32_t r = 0; r < shop.event->row_count; r++)
                for (uint32_t k = 0; k < shop.event->rows[r].benefit_count; k++)
                    look_at_benefit(&shop, &shop.event->rows[r].benefits[k]);
        }
        arena_reset(&lint->arena);
    }
}
