/* What reads worse than it has to: values said twice, `not` of `not`, 100% off, one word in two spellings. */
#include "compiler/check_parts.h"
#include "compiler/lint_parts.h"

/* ---- Lists ---- */

/* Deletes an item of a comma-separated list with the comma before it. */
static void fix_drop(struct lint *lint, struct diagnostic *d, struct span span)
{
    struct text text = sources_get(&lint->compiler->sources, span.file)->text;
    uint32_t start = span.start;
    while (start > 0 && (text.bytes[start - 1] == ' ' || text.bytes[start - 1] == '\n' || text.bytes[start - 1] == '\t'))
        start--;
    if (start > 0 && text.bytes[start - 1] == ',')
        diag_fix(d, (struct span){span.file, start - 1, span.end}, TEXT(""));
}

static void report_again(struct lint *lint, struct span again, struct span first)
{
    struct text words = lint_words(lint, again);
    struct diagnostic *d = lint_report(lint, LINT_DUPLICATE_VALUE, again, "%.*s is in this list already", SHOWN(words));
    diag_note(d, first, "here first");
    fix_drop(lint, d, again);
}

static const struct hash_key WORDS_KEY = {0x776f726473, 0x6b6579};

/* Values by their text; the table numbers them in the order they came. */
struct values {
    struct lint *lint;
    struct text_table texts;
    VECTOR(struct span) spans;
};

static void values_start(struct values *values, struct lint *lint)
{
    *values = (struct values){.lint = lint};
    text_table_init(&values->texts, lint->compiler->alloc, WORDS_KEY);
}

static void values_done(struct values *values)
{
    VECTOR_DONE(&values->spans, values->lint->compiler->alloc);
    text_table_done(&values->texts);
}

static void take_value(struct values *values, struct text text, struct span span)
{
    bool added;
    if (values->lint->failed)
        return; /* a table may know what its places do not */
    uint32_t number = text_table_add(&values->texts, text, &added);
    if (number == TEXT_TABLE_NONE || (added && !VECTOR_PUSH(&values->spans, values->lint->compiler->alloc, span)))
        values->lint->failed = true;
    else if (!added)
        report_again(values->lint, span, values->spans.items[number]);
}

static void look_at_words(struct lint *lint, const struct word *words)
{
    struct values values;
    if (words == NULL || words->next == NULL)
        return;
    values_start(&values, lint);
    for (const struct word *word = words; word != NULL; word = word->next)
        if (word_given(word))
            take_value(&values, word->text, word->span);
    values_done(&values);
}

static void look_at_list(struct lint *lint, const struct expr *list)
{
    struct values values;
    values_start(&values, lint);
    for (const struct expr *item = list->items; item != NULL; item = item->next)
        if (item->kind == EXPR_LITERAL || item->kind == EXPR_NAME)
            take_value(&values, lint_source(lint, item->span), item->span);
    values_done(&values);
}

/* ---- Expressions ---- */

static void report_double_negation(struct lint *lint, const struct expr *outer, const struct expr *inner)
{
    struct text words = lint_words(lint, outer->span), rest = lint_words(lint, inner->left->span);
    struct diagnostic *d = lint_report(lint, LINT_DOUBLE_NEGATION, outer->span, "`%.*s` says no twice", SHOWN(words));
    diag_help(d, "write `%.*s`", SHOWN(rest));
    diag_fix(d, (struct span){outer->span.file, outer->span.start, inner->left->span.start}, TEXT(""));
    if (outer->span.end > inner->left->span.end)
        diag_fix(d, (struct span){outer->span.file, inner->left->span.end, outer->span.end}, TEXT(""));
}

static void visit(void *context, const struct lint_place *place)
{
    struct lint *lint = context;
    const struct expr *expr = place->expr;
    if (expr->kind == EXPR_LIST)
        look_at_list(lint, expr);
    if (expr->kind == EXPR_SELECT)
        look_at_words(lint, expr->words);
    if (expr->kind == EXPR_NOT && expr->left != NULL && expr->left->kind == EXPR_NOT && expr->left->left != NULL)
        report_double_negation(lint, expr, expr->left);
}

/* ---- Spellings ---- */

/* Texts that baskets are compared with, each by its attribute and in lower case, with the spelling that came first. */
struct spellings {
    struct lint *lint;
    struct text_table folded;
    VECTOR(struct word) first;
};

static void take_spelling(struct spellings *spellings, char attribute, const struct word *word)
{
    struct lint *lint = spellings->lint;
    if (lint->failed)
        return;
    char *key = arena_alloc(&lint->arena, word->text.length + 1, 1);
    size_t length = 0;
    bool added;
    if (key == NULL) {
        lint->failed = true;
        return;
    }
    key[length++] = attribute;
    for (size_t i = 0; i < word->text.length; i++) {
        char c = word->text.bytes[i];
        bool at_edge = length == 1 || i + 1 == word->text.length;
        if (c != ' ' || !at_edge)
            key[length++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    uint32_t number = text_table_add(&spellings->folded, (struct text){key, length}, &added);
    if (number == TEXT_TABLE_NONE || (added && !VECTOR_PUSH(&spellings->first, lint->compiler->alloc, *word))) {
        lint->failed = true;
        return;
    }
    const struct word *first = &spellings->first.items[number];
    if (added || text_equal(first->text, word->text))
        return;
    struct diagnostic *d =
        lint_report(lint, LINT_TWO_SPELLINGS, word->span, "\"%.*s\" is also written \"%.*s\", and the two are not the same",
                    SHOWN(word->text), SHOWN(first->text));
    diag_note(d, first->span, "here");
    diag_help(d, "texts are compared letter by letter; write it as the baskets have it");
}

static void visit_spelling(void *context, const struct lint_place *place)
{
    static const char ATTRIBUTES[] = {
        [ATTRIBUTE_SKU] = 's', [ATTRIBUTE_CATEGORY] = 'c', [ATTRIBUTE_BRAND] = 'b', [ATTRIBUTE_TAG] = 't'};
    const struct expr *expr = place->expr;
    if (expr->kind == EXPR_SELECT)
        for (const struct word *word = expr->words; word != NULL; word = word->next)
            if (word->quoted)
                take_spelling(context, ATTRIBUTES[expr->attribute], word);
    if (expr->kind == EXPR_SEGMENT && expr->word.quoted)
        take_spelling(context, 'g', &expr->word);
    bool one = expr->kind == EXPR_COMPARE || expr->kind == EXPR_IN;
    if (!one || expr->left == NULL || expr->right == NULL || expr->left->kind != EXPR_NAME)
        return;
    static const struct {
        const char *word;
        char attribute;
    } NAMES[] = {{"sku", 's'},     {"category", 'c'}, {"brand", 'b'}, {"tag", 't'},
                 {"channel", 'h'}, {"store", 'o'},    {"region", 'r'}};
    const struct expr *values = expr->right->kind == EXPR_LIST ? expr->right->items : expr->right;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (expr->left->words->next == NULL && text_equal(expr->left->words->text, text_from(NAMES[i].word)))
            for (const struct expr *value = values; value != NULL; value = value->next)
                if (value->kind == EXPR_LITERAL && value->literal->kind == LITERAL_TEXT)
                    take_spelling(context, NAMES[i].attribute, &value->literal->word);
}

static void spellings_of_places(struct spellings *spellings, const struct clause *clauses)
{
    for (const struct clause *clause = clauses; clause != NULL; clause = clause->next) {
        char attribute = clause->kind == CLAUSE_CHANNELS  ? 'h'
                         : clause->kind == CLAUSE_STORES  ? 'o'
                         : clause->kind == CLAUSE_REGIONS ? 'r'
                                                          : 0;
        for (const struct word *word = clause->words; attribute != 0 && word != NULL; word = word->next)
            take_spelling(spellings, attribute, word);
    }
}

static void look_at_spellings(struct lint *lint)
{
    struct spellings spellings = {.lint = lint};
    text_table_init(&spellings.folded, lint->compiler->alloc, WORDS_KEY);
    lint_each_expr(lint, visit_spelling, &spellings);
    for (size_t i = 0; i < lint->compiler->trees.count; i++)
        for (const struct declaration *declaration = lint->compiler->trees.items[i]->declarations; declaration != NULL;
             declaration = declaration->next)
            if (declaration->kind == DECLARATION_PROMOTION || declaration->kind == DECLARATION_CAMPAIGN ||
                declaration->kind == DECLARATION_PRICE_LIST || declaration->kind == DECLARATION_TEMPLATE)
                spellings_of_places(&spellings, declaration->clauses);
    VECTOR_DONE(&spellings.first, lint->compiler->alloc);
    text_table_done(&spellings.folded);
}

/* ---- Benefits and events ---- */

/* `give 100% off X` is `give X free`. */
static void look_at_benefit(struct lint *lint, const struct benefit *benefit)
{
    if (benefit->kind == BENEFIT_LADDER)
        for (const struct ladder_row *row = benefit->rows; row != NULL; row = row->next)
            for (const struct benefit *inner = row->benefits; inner != NULL; inner = inner->next)
                look_at_benefit(lint, inner);
    const struct expr *value = benefit->value;
    if (benefit->kind != BENEFIT_OFF || value == NULL || value->kind != EXPR_LITERAL ||
        value->literal->kind != LITERAL_PERCENT)
        return;
    int64_t whole = 100;
    for (unsigned i = 0; i < value->literal->decimals; i++)
        whole *= 10;
    if (value->literal->value != whole || benefit->target.kind == TARGET_ORDER)
        return;
    struct text target = lint_words(lint, benefit->target.span);
    struct diagnostic *d = lint_report(lint, LINT_FULL_PERCENT, benefit->span, "100%% off is free");
    diag_help(d, "write `give %.*s free`", SHOWN(target));
    diag_fix(d, (struct span){value->span.file, value->span.start, benefit->target.span.start}, TEXT(""));
    diag_fix(d, (struct span){value->span.file, benefit->target.span.end, benefit->target.span.end}, TEXT(" free"));
}

static void look_at_events(struct lint *lint, const struct declaration *declaration)
{
    size_t events = 0;
    const struct clause *exclusive = clause_find(declaration->clauses, CLAUSE_EVENTS);
    bool uses = clause_find(declaration->clauses, CLAUSE_USE) != NULL;
    for (const struct clause *clause = declaration->clauses; clause != NULL; clause = clause->next) {
        events += clause->kind == CLAUSE_EVENT;
        for (const struct clause *inner = clause->kind == CLAUSE_EVENT && clause->event != NULL ? clause->event->clauses
                                                                                                : NULL;
             inner != NULL; inner = inner->next)
            if (inner->kind == CLAUSE_GIVE && inner->benefit != NULL)
                look_at_benefit(lint, inner->benefit);
    }
    if (exclusive != NULL && events < 2 && !uses)
        diag_help(
            lint_report(lint, LINT_NEEDLESS_EXCLUSIVE, exclusive->span, "there is one event here, so nothing follows it"),
            "leave it out; `exclusive` alone, without `events`, is for a promotion that stands alone");
}

static void look_at_declaration(struct lint *lint, const struct declaration *declaration)
{
    for (const struct clause *clause = declaration->clauses; clause != NULL; clause = clause->next)
        if (clause->kind == CLAUSE_CHANNELS || clause->kind == CLAUSE_STORES || clause->kind == CLAUSE_REGIONS ||
            clause->kind == CLAUSE_EXCLUDES)
            look_at_words(lint, clause->words);
    if (declaration->kind == DECLARATION_AUDIENCE && declaration->listed)
        look_at_words(lint, declaration->members);
    if (declaration->kind == DECLARATION_PROMOTION || declaration->kind == DECLARATION_TEMPLATE)
        look_at_events(lint, declaration);
}

/* ---- Titles and tests ---- */

static void look_at_titles(struct lint *lint)
{
    struct text_table titles;
    VECTOR(uint32_t) first = {0};
    const struct plan *plan = lint->plan;
    text_table_init(&titles, lint->compiler->alloc, WORDS_KEY);
    for (uint32_t i = 0; i < plan->promotions.count && !lint->failed; i++) {
        const struct plan_promotion *promotion = &plan->promotions.items[i];
        bool added;
        if (promotion->title.length == 0)
            continue;
        uint32_t number = text_table_add(&titles, promotion->title, &added);
        if (number == TEXT_TABLE_NONE || (added && !VECTOR_PUSH(&first, lint->compiler->alloc, i))) {
            lint->failed = true;
        } else if (!added) {
            struct diagnostic *d = lint_report(lint, LINT_DUPLICATE_TITLE, promotion->declaration->title.span,
                                               "another promotion has this title");
            diag_note(d, plan->promotions.items[first.items[number]].declaration->title.span, "this one");
            diag_help(d, "receipts and reports show titles; say what tells the two apart");
        }
    }
    VECTOR_DONE(&first, lint->compiler->alloc);
    text_table_done(&titles);
}

static void look_at_tests(struct lint *lint)
{
    struct text_table tested;
    text_table_init(&tested, lint->compiler->alloc, WORDS_KEY);
    for (size_t i = 0; i < lint->compiler->trees.count; i++)
        for (const struct declaration *declaration = lint->compiler->trees.items[i]->declarations; declaration != NULL;
             declaration = declaration->next)
            for (const struct clause *clause = declaration->kind == DECLARATION_TEST ? declaration->test->expectations : NULL;
                 clause != NULL; clause = clause->next)
                if (word_given(&clause->word) && !clause->word.quoted && clause->kind != CLAUSE_EXPECT_POINTS &&
                    clause->kind != CLAUSE_EXPECT_ISSUED)
                    lint->failed |= text_table_add(&tested, clause->word.text, NULL) == TEXT_TABLE_NONE;
    for (size_t i = 0; i < lint->plan->promotions.count; i++) {
        const struct plan_promotion *promotion = &lint->plan->promotions.items[i];
        if (promotion->status != PLAN_ACTIVE || text_table_find(&tested, promotion->name) != TEXT_TABLE_NONE)
            continue;
        diag_help(lint_report(lint, LINT_UNTESTED_PROMOTION, lint_name_of(promotion), "no test names promotion `%.*s`",
                              SHOWN(promotion->name)),
                  "write a test that expects something of it: `expect discount ... by %.*s`", SHOWN(promotion->name));
    }
    text_table_done(&tested);
}

void lint_style_rules(struct lint *lint)
{
    lint_each_expr(lint, visit, lint);
    lint_each_declaration(lint, look_at_declaration);
    look_at_spellings(lint);
    look_at_titles(lint);
    if (lint_is_on(lint, LINT_UNTESTED_PROMOTION))
        look_at_tests(lint);
}
