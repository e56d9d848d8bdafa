/* The trees of a rule set, walked for names: first what declares them, then everything that uses them. A name in a template
 * is its parameter before it is anything else, as the checker has it (compiler/names.c). */
#include "compiler/symbols.h"

#include "compiler/fields.h"

struct walk {
    struct symbols *symbols;
    const struct declaration *declaration; /* the promotion or template at hand */
    uint32_t owner;                        /* its symbol */
    uint32_t template;                     /* the same where it is a template; otherwise SYMBOL_NONE */
};

/* What values may stand beside a subject. */
struct values {
    uint32_t field;   /* its enum's; SYMBOL_NONE: none */
    uint32_t program; /* its tiers */
    enum symbol_kind text; /* SYMBOL_KIND_COUNT: not of the shop */
};

static const struct values NO_VALUES = {SYMBOL_NONE, SYMBOL_NONE, SYMBOL_KIND_COUNT};

static void walk_set(struct walk *w, const struct expr *expr);
static void walk_criterion(struct walk *w, const struct expr *expr, bool items);

/* ---- Names ---- */

static bool use_parameter(struct walk *w, const struct word *word)
{
    uint32_t found = w->template == SYMBOL_NONE || word->quoted
                         ? SYMBOL_NONE
                         : symbols_find(w->symbols, SYMBOL_PARAMETER, w->template, word->text);
    symbols_use(w->symbols, found, word->span);
    return found != SYMBOL_NONE;
}

static void use_name(struct walk *w, enum symbol_kind kind, const struct word *word)
{
    if (word_given(word) && !use_parameter(w, word))
        symbols_use(w->symbols, symbols_find(w->symbols, kind, 0, word->text), word->span);
}

static void use_owned(struct walk *w, enum symbol_kind kind, uint32_t owner, const struct word *word)
{
    if (word_given(word) && owner != SYMBOL_NONE)
        symbols_use(w->symbols, symbols_find(w->symbols, kind, owner, word->text), word->span);
}

/* A text of the shop, or a parameter that is one. */
static void use_text(struct walk *w, enum symbol_kind kind, const struct word *word)
{
    if (word_given(word) && !use_parameter(w, word))
        symbols_text(w->symbols, kind, word->text, word->span);
}

static void use_texts(struct walk *w, enum symbol_kind kind, const struct word *words)
{
    for (; words != NULL; words = words->next)
        use_text(w, kind, words);
}

static const struct word *single_word(const struct expr *expr)
{
    return expr != NULL && expr->kind == EXPR_NAME && expr->words != NULL && expr->words->next == NULL ? expr->words : NULL;
}

/* ---- What criteria look at ---- */

static enum symbol_kind fact_kind(struct text word, bool items)
{
    static const struct {
        const char *word;
        bool items;
        enum symbol_kind kind;
    } FACTS[] = {{"channel", false, SYMBOL_CHANNEL}, {"store", false, SYMBOL_STORE},     {"region", false, SYMBOL_REGION},
                 {"payment", false, SYMBOL_PAYMENT}, {"trigger", false, SYMBOL_TRIGGER}, {"sku", true, SYMBOL_SKU},
                 {"price_list", false, SYMBOL_PRICE_LIST},
                 {"brand", true, SYMBOL_BRAND},      {"category", true, SYMBOL_CATEGORY}, {"tag", true, SYMBOL_TAG}};
    for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++)
        if (FACTS[i].items == items && text_equal(word, text_from(FACTS[i].word)))
            return FACTS[i].kind;
    return SYMBOL_KIND_COUNT;
}

static struct values walk_path(struct walk *w, const struct expr *expr, bool items)
{
    struct values values = NO_VALUES;
    const struct word *word = expr->words;
    if (word != NULL && word->next == NULL) {
        if (!use_parameter(w, word))
            values.text = fact_kind(word->text, items);
    } else if (word != NULL) {
        enum plan_owner owner = fields_owner(word->text);
        values.field = owner == PLAN_OWNER_COUNT
                           ? SYMBOL_NONE
                           : symbols_find(w->symbols, SYMBOL_FIELD, (uint32_t)owner, word->next->text);
        symbols_use(w->symbols, values.field, word->next->span);
        if (values.field == SYMBOL_NONE && owner != PLAN_CUSTOMER)
            values.text = fact_kind(word->next->text, owner == PLAN_ITEM);
    }
    return values;
}

static struct values walk_subject(struct walk *w, const struct expr *expr, bool items)
{
    struct values values = NO_VALUES;
    if (expr == NULL)
        return values;
    if (expr->kind == EXPR_NAME)
        return walk_path(w, expr, items);
    if (expr->kind == EXPR_MEASURE && expr->left != NULL)
        walk_set(w, expr->left);
    if (expr->kind == EXPR_PROGRAM) {
        use_name(w, SYMBOL_PROGRAM, &expr->word);
        if (expr->fact == PROGRAM_TIER && word_given(&expr->word))
            values.program = symbols_find(w->symbols, SYMBOL_PROGRAM, 0, expr->word.text);
    }
    if (expr->kind == EXPR_SELECT || expr->kind == EXPR_ITEMS || expr->kind == EXPR_OR || expr->kind == EXPR_EXCEPT)
        walk_set(w, expr);
    return values;
}

/* A text that is compared with a fact: of the shop, or `price_list == "us"` a declared name between quotes. */
static void walk_text(struct walk *w, const struct word *word, enum symbol_kind kind)
{
    struct span inner = {word->span.file, word->span.start + 1, word->span.end - 1};
    if (kind >= SYMBOLS_OF_THE_SHOP)
        symbols_text(w->symbols, kind, word->text, word->span);
    else if (inner.end - inner.start == word->text.length)
        symbols_use(w->symbols, symbols_find(w->symbols, kind, 0, word->text), inner);
}

static void walk_value(struct walk *w, const struct expr *expr, struct values values, bool items)
{
    const struct word *word = single_word(expr);
    if (expr == NULL)
        return;
    if (expr->kind == EXPR_LIST) {
        for (const struct expr *item = expr->items; item != NULL; item = item->next)
            walk_value(w, item, values, items);
    } else if (expr->kind == EXPR_RANGE) {
        walk_value(w, expr->left, values, items);
        walk_value(w, expr->right, values, items);
    } else if (expr->kind == EXPR_LITERAL && expr->literal->kind == LITERAL_TEXT && values.text != SYMBOL_KIND_COUNT) {
        walk_text(w, &expr->literal->word, values.text);
    } else if (word == NULL) {
        walk_subject(w, expr, items);
    } else if (!use_parameter(w, word)) {
        use_owned(w, SYMBOL_VALUE, values.field, word);
        use_owned(w, SYMBOL_TIER, values.program, word);
    }
}

/* An amount, a count, a date: of names only parameters can stand there. */
static void walk_amount(struct walk *w, const struct expr *expr)
{
    walk_value(w, expr, NO_VALUES, false);
}

/* ---- Item sets and criteria; the parser bounds how deep they go ---- */

static void walk_set(struct walk *w, const struct expr *expr)
{
    static const enum symbol_kind TEXTS[] = {[ATTRIBUTE_SKU] = SYMBOL_SKU, [ATTRIBUTE_CATEGORY] = SYMBOL_CATEGORY,
                                             [ATTRIBUTE_BRAND] = SYMBOL_BRAND, [ATTRIBUTE_TAG] = SYMBOL_TAG};
    if (expr == NULL)
        return;
    if (single_word(expr) != NULL)
        use_name(w, SYMBOL_SET, expr->words);
    else if (expr->kind == EXPR_SELECT)
        use_texts(w, TEXTS[expr->attribute], expr->words);
    else if (expr->kind == EXPR_OR || expr->kind == EXPR_EXCEPT)
        for (const struct expr *item = expr->items; item != NULL; item = item->next)
            walk_set(w, item);
    else if (expr->kind == EXPR_ITEMS)
        for (const struct expr *item = expr->items; item != NULL; item = item->next)
            walk_criterion(w, item, true);
}

static void walk_group(struct walk *w, const struct expr *expr, bool items)
{
    if (word_given(&expr->word))
        symbols_declare(w->symbols, (struct symbol){.kind = SYMBOL_GROUP, .name = expr->word.text, .owner = w->owner,
                                                    .name_span = expr->word.span, .span = expr->span});
    for (const struct expr *item = expr->items; item != NULL; item = item->next)
        walk_criterion(w, item, items);
}

/* A parameter may stand on the left, so that what it is compared with stands on the right. */
static void walk_compare(struct walk *w, const struct expr *expr, bool items)
{
    struct values values = walk_subject(w, expr->left, items);
    walk_value(w, expr->right, values, items);
}

static void walk_criterion(struct walk *w, const struct expr *expr, bool items)
{
    if (expr == NULL)
        return;
    switch (expr->kind) {
    case EXPR_COMPARE:
    case EXPR_IN: walk_compare(w, expr, items); break;
    case EXPR_MISSING:
    case EXPR_TODAY: walk_subject(w, expr->left, items); break;
    case EXPR_WITHIN:
        walk_subject(w, expr->left, items);
        walk_amount(w, expr->right);
        break;
    case EXPR_NOT: walk_criterion(w, expr->left, items); break;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_EXCEPT:
    case EXPR_GROUP: walk_group(w, expr, items); break;
    case EXPR_SEGMENT: use_text(w, SYMBOL_SEGMENT, &expr->word); break;
    case EXPR_AUDIENCE: use_name(w, SYMBOL_AUDIENCE, &expr->word); break;
    case EXPR_COUPON: use_name(w, SYMBOL_COUPON, &expr->word); break;
    case EXPR_SELECT:
    case EXPR_ITEMS: walk_set(w, expr); break;
    case EXPR_NAME:
        if (items && single_word(expr) != NULL)
            use_name(w, SYMBOL_SET, expr->words); /* a set within a set's criteria */
        else
            walk_subject(w, expr, items);
        break;
    default: walk_subject(w, expr, items); break;
    }
}

/* ---- Events ---- */

static void walk_target(struct walk *w, const struct target *target)
{
    walk_amount(w, target->count);
    walk_set(w, target->items);
}

static void walk_benefit(struct walk *w, const struct benefit *benefit)
{
    walk_amount(w, benefit->value);
    walk_amount(w, benefit->count);
    walk_target(w, &benefit->target);
    walk_subject(w, benefit->measure, false);
    if (benefit->kind == BENEFIT_POINTS)
        use_name(w, SYMBOL_PROGRAM, &benefit->name);
    else if (benefit->kind == BENEFIT_COUPON || benefit->kind == BENEFIT_CERTIFICATE)
        use_name(w, SYMBOL_COUPON, &benefit->name);
    else {
        use_parameter(w, &benefit->name);
        use_parameter(w, &benefit->unit);
    }
    for (const struct ladder_row *row = benefit->rows; row != NULL; row = row->next) {
        walk_amount(w, row->from);
        for (const struct benefit *given = row->benefits; given != NULL; given = given->next)
            walk_benefit(w, given);
    }
}

static void walk_event(struct walk *w, const struct event *event)
{
    if (word_given(&event->trigger))
        use_text(w, SYMBOL_TRIGGER, &event->trigger);
    for (const struct clause *clause = event->clauses; clause != NULL; clause = clause->next) {
        if (clause->kind == CLAUSE_WHEN)
            walk_criterion(w, clause->value, false);
        else if (clause->kind == CLAUSE_GIVE || clause->kind == CLAUSE_CHARGE)
            walk_benefit(w, clause->benefit);
        else if (clause->kind == CLAUSE_BUY || clause->kind == CLAUSE_EVERY || clause->kind == CLAUSE_GET)
            for (const struct pick *pick = clause->picks; pick != NULL; pick = pick->next) {
                walk_amount(w, pick->count);
                walk_set(w, pick->items);
            }
        else
            walk_amount(w, clause->value);
    }
}

/* ---- Promotions and templates ---- */

static void use_event(struct walk *w, const struct declaration *owner, const struct word *word)
{
    if (word_given(word) && owner != NULL)
        symbols_use(w->symbols, symbols_event(w->symbols, owner, word->text), word->span);
}

static void walk_steps(struct walk *w, const struct step *step)
{
    for (; step != NULL; step = step->next) {
        use_event(w, w->declaration, &step->event);
        if (!step->used_stop)
            use_event(w, w->declaration, &step->used);
        if (!step->unused_stop)
            use_event(w, w->declaration, &step->unused);
    }
}

/* A value of a parameter, by the parameter's type. */
static void walk_typed(struct walk *w, const struct parameter *parameter, const struct expr *value)
{
    static const struct {
        const char *type;
        enum symbol_kind kind;
    } NAMED[] = {{"coupon", SYMBOL_COUPON}, {"loyalty", SYMBOL_PROGRAM}, {"audience", SYMBOL_AUDIENCE}};
    const struct word *word = single_word(value);
    for (size_t i = 0; parameter != NULL && i < sizeof NAMED / sizeof *NAMED; i++)
        if (text_equal(parameter->type.text, text_from(NAMED[i].type)) && word != NULL) {
            use_name(w, NAMED[i].kind, word);
            return;
        }
    if (parameter == NULL || text_equal(parameter->type.text, TEXT("items")))
        walk_set(w, value);
    else
        walk_amount(w, value);
}

static void walk_use(struct walk *w, const struct use *use)
{
    uint32_t template = symbols_find(w->symbols, SYMBOL_TEMPLATE, 0, use->template_name.text);
    use_owned(w, SYMBOL_TEMPLATE, 0, &use->template_name);
    for (const struct argument *argument = use->arguments; argument != NULL; argument = argument->next) {
        uint32_t found = template == SYMBOL_NONE || !word_given(&argument->name)
                             ? SYMBOL_NONE
                             : symbols_find(w->symbols, SYMBOL_PARAMETER, template, argument->name.text);
        symbols_use(w->symbols, found, argument->name.span);
        walk_typed(w, found == SYMBOL_NONE ? NULL : w->symbols->list.items[found].parameter, argument->value);
    }
}

/* Clauses of one word that is a name, or words of the shop; also of campaigns, price lists and tests. */
static const struct {
    enum clause_kind clause;
    enum symbol_kind kind;
} NAMING[] = {
    {CLAUSE_CAMPAIGN, SYMBOL_CAMPAIGN},        {CLAUSE_LAYER, SYMBOL_LAYER},
    {CLAUSE_PRICE_LIST, SYMBOL_PRICE_LIST},    {CLAUSE_AUDIENCE, SYMBOL_AUDIENCE},
    {CLAUSE_REQUIRES, SYMBOL_COUPON},          {CLAUSE_EXCLUDES, SYMBOL_PROMOTION},
    {CLAUSE_CHANNELS, SYMBOL_CHANNEL},         {CLAUSE_STORES, SYMBOL_STORE},
    {CLAUSE_REGIONS, SYMBOL_REGION},           {CLAUSE_CODE, SYMBOL_CODE},
    {CLAUSE_BASKET_TRIGGER, SYMBOL_TRIGGER},   {CLAUSE_BASKET_CHANNEL, SYMBOL_CHANNEL},
    {CLAUSE_BASKET_STORE, SYMBOL_STORE},       {CLAUSE_BASKET_REGION, SYMBOL_REGION},
    {CLAUSE_BASKET_PRICE_LIST, SYMBOL_PRICE_LIST}, {CLAUSE_BASKET_PAYMENT, SYMBOL_PAYMENT},
    {CLAUSE_BASKET_COUPON, SYMBOL_CODE},       {CLAUSE_BASKET_REDEEM, SYMBOL_PROGRAM},
    {CLAUSE_STATE_AUDIENCE, SYMBOL_AUDIENCE},  {CLAUSE_STATE_POINTS, SYMBOL_PROGRAM},
    {CLAUSE_STATE_EARNED, SYMBOL_PROGRAM},     {CLAUSE_STATE_TIER, SYMBOL_PROGRAM},
    {CLAUSE_STATE_COUPON_USES, SYMBOL_COUPON}, {CLAUSE_STATE_PROMOTION_USES, SYMBOL_PROMOTION},
    {CLAUSE_STATE_CAMPAIGN_USES, SYMBOL_CAMPAIGN}, {CLAUSE_STATE_CAMPAIGN_SPENT, SYMBOL_CAMPAIGN},
    {CLAUSE_EXPECT_DISCOUNT, SYMBOL_PROMOTION}, {CLAUSE_EXPECT_NONE, SYMBOL_PROMOTION},
    {CLAUSE_EXPECT_CHARGE, SYMBOL_PROMOTION},  {CLAUSE_EXPECT_HINT, SYMBOL_PROMOTION},
    {CLAUSE_EXPECT_POINTS, SYMBOL_PROGRAM},    {CLAUSE_EXPECT_ISSUED, SYMBOL_COUPON},
    {CLAUSE_EXPECT_GIFT, SYMBOL_SKU},          {CLAUSE_EXPECT_LINE, SYMBOL_SKU},
    {CLAUSE_EXPECT_REJECTED, SYMBOL_CODE},
};

static void walk_naming(struct walk *w, const struct clause *clause)
{
    for (size_t i = 0; i < sizeof NAMING / sizeof *NAMING; i++) {
        if (NAMING[i].clause != clause->kind)
            continue;
        void (*const use)(struct walk *, enum symbol_kind, const struct word *) =
            NAMING[i].kind >= SYMBOLS_OF_THE_SHOP ? use_text : use_name;
        if (word_given(&clause->word))
            use(w, NAMING[i].kind, &clause->word);
        for (const struct word *word = clause->words; word != NULL; word = word->next)
            use(w, NAMING[i].kind, word);
    }
}

static void walk_clauses(struct walk *w, const struct clause *clause)
{
    for (; clause != NULL; clause = clause->next) {
        walk_naming(w, clause);
        walk_amount(w, clause->value);
        walk_amount(w, clause->second);
        if (clause->kind == CLAUSE_EVENT)
            walk_event(w, clause->event);
        else if (clause->kind == CLAUSE_SEQUENCE)
            walk_steps(w, clause->steps);
        else if (clause->kind == CLAUSE_USE)
            walk_use(w, clause->use);
        else if (clause->kind == CLAUSE_EARN)
            walk_target(w, clause->target);
    }
}

/* ---- Tests ---- */

static void walk_fields(struct walk *w, enum plan_owner owner, const struct field *field)
{
    for (; field != NULL; field = field->next) {
        struct values values = NO_VALUES;
        if (!word_given(&field->name))
            continue;
        values.field = symbols_find(w->symbols, SYMBOL_FIELD, (uint32_t)owner, field->name.text);
        if (owner == PLAN_CUSTOMER && text_equal(field->name.text, TEXT("segments")))
            values.text = SYMBOL_SEGMENT;
        symbols_use(w->symbols, values.field, field->name.span);
        walk_value(w, field->value, values, false);
    }
}

static void walk_line(struct walk *w, const struct line *line)
{
    use_text(w, SYMBOL_SKU, &line->sku);
    use_text(w, SYMBOL_BRAND, &line->brand);
    use_texts(w, SYMBOL_CATEGORY, line->categories);
    use_texts(w, SYMBOL_TAG, line->tags);
    walk_fields(w, PLAN_ITEM, line->fields);
}

static void walk_state(struct walk *w, const struct clause *clause)
{
    for (; clause != NULL; clause = clause->next) {
        walk_naming(w, clause);
        if (clause->kind == CLAUSE_STATE_TIER && word_given(&clause->word))
            use_owned(w, SYMBOL_TIER, symbols_find(w->symbols, SYMBOL_PROGRAM, 0, clause->word.text), &clause->second_word);
        if (clause->kind == CLAUSE_STATE_CODE) {
            use_text(w, SYMBOL_CODE, &clause->code->code);
            use_name(w, SYMBOL_COUPON, &clause->code->coupon);
        }
    }
}

static void walk_basket(struct walk *w, const struct clause *clause)
{
    for (; clause != NULL; clause = clause->next) {
        walk_naming(w, clause);
        if (clause->kind == CLAUSE_BASKET_CUSTOMER || clause->kind == CLAUSE_BASKET_ORDER)
            walk_fields(w, clause->kind == CLAUSE_BASKET_ORDER ? PLAN_ORDER : PLAN_CUSTOMER, clause->fields);
        else if (clause->kind == CLAUSE_BASKET_LINE)
            walk_line(w, clause->line);
        else if (clause->kind == CLAUSE_BASKET_STATE)
            walk_state(w, clause->clauses);
    }
}

static void walk_test(struct walk *w, const struct test *test)
{
    walk_basket(w, test->basket);
    for (const struct clause *clause = test->expectations; clause != NULL; clause = clause->next) {
        walk_naming(w, clause);
        uint32_t promotion = word_given(&clause->second_word)
                                 ? symbols_find(w->symbols, SYMBOL_PROMOTION, 0, clause->word.text)
                                 : SYMBOL_NONE;
        if (promotion != SYMBOL_NONE)
            use_event(w, w->symbols->list.items[promotion].declaration, &clause->second_word);
    }
}

/* ---- Declarations ---- */

static const struct {
    enum declaration_kind declaration;
    enum symbol_kind kind;
} NAMED[] = {
    {DECLARATION_LET, SYMBOL_SET},           {DECLARATION_AUDIENCE, SYMBOL_AUDIENCE},
    {DECLARATION_PRICE_LIST, SYMBOL_PRICE_LIST}, {DECLARATION_CAMPAIGN, SYMBOL_CAMPAIGN},
    {DECLARATION_COUPON, SYMBOL_COUPON},     {DECLARATION_LOYALTY, SYMBOL_PROGRAM},
    {DECLARATION_PROMOTION, SYMBOL_PROMOTION}, {DECLARATION_TEMPLATE, SYMBOL_TEMPLATE},
};

static uint32_t declare(struct symbols *symbols, const struct declaration *d)
{
    for (size_t i = 0; i < sizeof NAMED / sizeof *NAMED; i++)
        if (NAMED[i].declaration == d->kind && word_given(&d->name))
            return symbols_declare(symbols, (struct symbol){.kind = NAMED[i].kind, .name = d->name.text, .name_span = d->name.span,
                                                            .span = d->span, .title = d->title.text, .declaration = d});
    return SYMBOL_NONE;
}

static void declare_layers(struct symbols *symbols, const struct declaration *d)
{
    for (const struct layer *layer = d->layers; layer != NULL; layer = layer->next)
        if (word_given(&layer->name))
            symbols_declare(symbols, (struct symbol){.kind = SYMBOL_LAYER, .name = layer->name.text, .name_span = layer->name.span,
                                                     .span = layer->span, .title = layer->title.text, .declaration = d});
}

static void declare_fields(struct symbols *symbols, const struct parameter *parameter)
{
    for (; parameter != NULL; parameter = parameter->next) {
        enum plan_owner owner = fields_owner(parameter->owner.text);
        if (owner == PLAN_OWNER_COUNT || !word_given(&parameter->name))
            continue;
        uint32_t field = symbols_declare(symbols, (struct symbol){.kind = SYMBOL_FIELD, .name = parameter->name.text,
                                                                  .owner = (uint32_t)owner, .name_span = parameter->name.span,
                                                                  .span = parameter->span, .parameter = parameter});
        for (const struct word *value = parameter->values; value != NULL && field != SYMBOL_NONE; value = value->next)
            symbols_declare(symbols, (struct symbol){.kind = SYMBOL_VALUE, .name = value->text, .owner = field,
                                                     .name_span = value->span, .span = value->span});
    }
}

static void declare_parts(struct symbols *symbols, const struct declaration *d, uint32_t owner)
{
    for (const struct parameter *p = d->kind == DECLARATION_TEMPLATE ? d->parameters : NULL; p != NULL; p = p->next)
        if (word_given(&p->name))
            symbols_declare(symbols, (struct symbol){.kind = SYMBOL_PARAMETER, .name = p->name.text, .owner = owner,
                                                     .name_span = p->name.span, .span = p->span, .parameter = p});
    for (const struct clause *c = d->clauses; c != NULL; c = c->next) {
        if (c->kind == CLAUSE_EVENT && word_given(&c->event->name))
            symbols_declare(symbols, (struct symbol){.kind = SYMBOL_EVENT, .name = c->event->name.text, .owner = owner,
                                                     .name_span = c->event->name.span, .span = c->span,
                                                     .title = c->event->title.text, .event = c->event});
        if (c->kind == CLAUSE_TIER && d->kind == DECLARATION_LOYALTY && word_given(&c->word))
            symbols_declare(symbols, (struct symbol){.kind = SYMBOL_TIER, .name = c->word.text, .owner = owner,
                                                     .name_span = c->word.span, .span = c->span});
    }
}

static void declare_all(struct symbols *symbols, const struct tree *tree)
{
    for (const struct declaration *d = tree->declarations; d != NULL && !symbols->failed; d = d->next) {
        uint32_t owner = declare(symbols, d);
        if (d->kind == DECLARATION_LAYERS)
            declare_layers(symbols, d);
        else if (d->kind == DECLARATION_PROFILE)
            declare_fields(symbols, d->parameters);
        else if (owner != SYMBOL_NONE)
            declare_parts(symbols, d, owner);
    }
}

static void walk_declaration(struct walk *w, const struct declaration *d)
{
    bool template = d->kind == DECLARATION_TEMPLATE;
    w->declaration = d;
    w->owner = symbols_find(w->symbols, template ? SYMBOL_TEMPLATE : SYMBOL_PROMOTION, 0, d->name.text);
    w->template = template ? w->owner : SYMBOL_NONE;
    if (d->kind == DECLARATION_LET)
        walk_set(w, d->items);
    else if (d->kind == DECLARATION_TEST)
        walk_test(w, d->test);
    else
        walk_clauses(w, d->clauses);
    w->template = SYMBOL_NONE; /* a default names no parameters */
    for (const struct parameter *p = template ? d->parameters : NULL; p != NULL; p = p->next)
        walk_typed(w, p, p->initial);
}

void symbols_walk(struct symbols *symbols, const struct tree *const *trees, size_t count)
{
    struct walk w = {.symbols = symbols};
    for (size_t i = 0; i < count; i++)
        declare_all(symbols, trees[i]);
    for (size_t i = 0; i < count; i++)
        for (const struct declaration *d = trees[i]->declarations; d != NULL && !symbols->failed; d = d->next)
            walk_declaration(&w, d);
}
