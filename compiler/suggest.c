#include "compiler/suggest.h"

#include "lang/grammar.h"
#include "lang/keywords.h"
#include "lang/meanings.h"

static const struct hash_key LABELS_KEY = {0x6c616265, 0x6c73};

void suggestions_init(struct suggestions *suggestions, const promo_allocator *alloc)
{
    *suggestions = (struct suggestions){.alloc = alloc_or_default(alloc)};
    arena_init(&suggestions->arena, alloc);
    text_table_init(&suggestions->labels, alloc, LABELS_KEY);
}

void suggestions_done(struct suggestions *suggestions)
{
    VECTOR_DONE(&suggestions->list, suggestions->alloc);
    text_table_done(&suggestions->labels);
    arena_done(&suggestions->arena);
}

void suggest_add(struct suggestions *suggestions, struct suggestion suggestion)
{
    bool added;
    if (suggestion.label.length == 0)
        return;
    if (text_table_add(&suggestions->labels, suggestion.label, &added) == TEXT_TABLE_NONE ||
        (added && !VECTOR_PUSH(&suggestions->list, suggestions->alloc, suggestion)))
        suggestions->failed = true;
}

/* ---- Words of the language ---- */

/* What somebody who begins such a thing goes on with, in the one layout. */
static const struct {
    enum automaton_list list;
    int token;
    const char *snippet;
} SNIPPETS[] = {
    {LIST_DECLARATIONS, T_SETTINGS, "settings {\n  currency ${1:USD}\n  timezone \"${2:UTC}\"\n}$0"},
    {LIST_DECLARATIONS, T_PROFILE, "profile {\n  customer.${1:name} : ${2:text}\n}$0"},
    {LIST_DECLARATIONS, T_LAYERS, "layers {\n  ${1:goods}  \"${2:Offers on goods}\"\n  ${3:orders} \"${4:Offers on the order}\"\n}$0"},
    {LIST_DECLARATIONS, T_LET, "let ${1:name} = ${2:category \"$3\"}$0"},
    {LIST_DECLARATIONS, T_IMPORT, "import \"$1\"$0"},
    {LIST_DECLARATIONS, T_AUDIENCE, "audience ${1:name}$0"},
    {LIST_DECLARATIONS, T_CAMPAIGN, "campaign ${1:name} \"${2:Title}\" {\n  type   ${3:purchase}\n  period ${4:2026-01-01 .. 2026-12-31}\n}$0"},
    {LIST_DECLARATIONS, T_COUPON, "coupon ${1:name} {\n  kind ${2:discount}\n  code \"${3:CODE}\"\n}$0"},
    {LIST_DECLARATIONS, T_LOYALTY, "loyalty ${1:name} \"${2:Title}\" {\n  earn 1 point per ${3:1.00} on order\n}$0"},
    {LIST_DECLARATIONS, T_PRICE_LIST, "price_list ${1:name} {\n  currency ${2:USD}\n}$0"},
    {LIST_DECLARATIONS, T_PROMOTION, "promotion ${1:name} \"${2:Title}\" {\n  event ${3:all} { give ${4:10%} off ${5:all items} }\n}$0"},
    {LIST_DECLARATIONS, T_TEMPLATE, "template ${1:name}(${2:goods : items}) {\n  event ${3:all} { give ${4:10%} off ${5:goods} }\n}$0"},
    {LIST_DECLARATIONS, T_TEST, "test \"${1:what it shows}\" {\n  basket {\n    at ${2:2026-01-01T12:00}\n    line 1 of \"${3:A}\" at ${4:10.00}\n  }\n  expect total ${5:10.00}\n}$0"},
    {LIST_PROMOTION, T_EVENT, "event ${1:name} { give ${2:10%} off ${3:all items} }$0"},
    {LIST_PROMOTION, T_PERIOD, "period ${1:2026-01-01} .. ${2:2026-12-31}$0"},
    {LIST_PROMOTION, T_LIMIT, "limit ${1:1} per ${2:customer}$0"},
    {LIST_PROMOTION, T_CAP, "cap ${1:25.00} per order$0"},
    {LIST_PROMOTION, T_SCHEDULE, "schedule ${1:mon .. fri} ${2:17:00 .. 19:00}$0"},
    {LIST_CAMPAIGN, T_PERIOD, "period ${1:2026-01-01} .. ${2:2026-12-31}$0"},
    {LIST_EVENT, T_BUY, "buy ${1:2} of ${2:all items}$0"},
    {LIST_EVENT, T_GET, "get ${1:1} of ${2:all items}$0"},
    {LIST_EVENT, T_LIMIT, "limit ${1:1} per order$0"},
    {LIST_TEST, T_BASKET, "basket {\n  at ${1:2026-01-01T12:00}\n  line 1 of \"${2:A}\" at ${3:10.00}\n}$0"},
    {LIST_BASKET, T_LINE, "line ${1:1} of \"${2:A}\" at ${3:10.00}$0"},
};

static struct text snippet_of(const struct expected *expected, int token)
{
    for (size_t i = 0; i < sizeof SNIPPETS / sizeof *SNIPPETS; i++)
        if (SNIPPETS[i].list == expected->list && SNIPPETS[i].token == token)
            return text_from(SNIPPETS[i].snippet);
    return TEXT("");
}

/* A word that begins an item of the list at hand; in the midst of a clause it is only a word. */
static bool begins_item(const struct expected *expected)
{
    return expected_kind(expected, expected->list == LIST_DECLARATIONS ? T_END : T_RIGHT_BRACE);
}

static void add_word(struct suggestions *suggestions, const struct expected *expected, const struct keyword *keyword)
{
    const struct meaning *meaning = meaning_find(keyword->text);
    struct suggestion suggestion = {.kind = SUGGEST_WORD, .rank = RANK_WORDS, .label = keyword->text};
    if (meaning != NULL) {
        suggestion.detail = text_from(meaning->type);
        suggestion.help = text_from(meaning->sentence);
    }
    if (begins_item(expected))
        suggestion.snippet = snippet_of(expected, keyword->token);
    suggest_add(suggestions, suggestion);
}

/* What the grammar would take and the checker refuse: facts of baskets among criteria of items, and the other way round; in
 * place of a number, words that can only be parameters there. */
static bool is_out_of_place(const struct expected *expected, int token)
{
    static const int OF_BASKETS[] = {T_SEGMENT, T_AUDIENCE, T_COUPON, T_POINTS, T_TIER, T_LINES, T_AMOUNT, T_ORDER};
    static const int OF_ITEMS[] = {T_SKU, T_CATEGORY, T_BRAND, T_TAG, T_ITEMS};
    const int *refused = expected->in_items ? OF_BASKETS : OF_ITEMS;
    size_t count = expected->in_items ? sizeof OF_BASKETS / sizeof *OF_BASKETS : sizeof OF_ITEMS / sizeof *OF_ITEMS;
    if (!expected_kind(expected, T_SEGMENT))
        return (token == T_AMOUNT || token == T_QUANTITY) && expected_kind(expected, T_NUMBER) &&
               !expected_kind(expected, T_LINES);
    for (size_t i = 0; i < count; i++)
        if (refused[i] == token)
            return true;
    return false;
}

static void add_words(struct suggestions *suggestions, const struct expected *expected)
{
    for (size_t i = 0; i < expected->kind_count; i++) {
        const struct keyword *keyword = keyword_of_token(expected->kinds[i]);
        if (keyword != NULL && !is_out_of_place(expected, keyword->token))
            add_word(suggestions, expected, keyword);
    }
}

bool suggest(struct suggestions *suggestions, const struct suggest_from *from)
{
    if (from->expected->nowhere)
        return true;
    suggest_names(suggestions, from);
    if (!from->expected->in_text && !suggestions->complete)
        add_words(suggestions, from->expected);
    return !suggestions->failed;
}

/* ---- Templates ---- */

struct text suggest_call(struct suggestions *suggestions, const struct declaration *declaration)
{
    struct buffer call;
    unsigned place = 1;
    buffer_init(&call, suggestions->alloc);
    buffer_format(&call, "%.*s(", SHOWN(declaration->name.text));
    for (const struct parameter *p = declaration->parameters; p != NULL; p = p->next)
        if (p->initial == NULL && word_given(&p->name)) {
            buffer_format(&call, "%s%.*s = ${%u}", place == 1 ? "" : ", ", SHOWN(p->name.text), place);
            place++;
        }
    buffer_string(&call, ")$0");
    char *kept = call.failed ? NULL : arena_copy(&suggestions->arena, call.bytes, call.length);
    struct text text = {kept, kept == NULL ? 0 : call.length};
    suggestions->failed |= kept == NULL;
    buffer_done(&call);
    return text;
}

static const struct declaration *template_named(struct symbols *symbols, struct text name)
{
    uint32_t found = symbols == NULL ? SYMBOL_NONE : symbols_find(symbols, SYMBOL_TEMPLATE, 0, name);
    return found == SYMBOL_NONE ? NULL : symbols->list.items[found].declaration;
}

const struct declaration *suggest_template(const struct suggest_from *from, uint32_t *argument, struct text *named)
{
    const struct expected *e = from->expected;
    size_t depth = 0, back = 1;
    *argument = 0;
    *named = expected_before(e, 1) == T_ASSIGN ? expected_text(e, 2) : TEXT("");
    if (e->list != LIST_ARGUMENTS)
        return NULL;
    for (; back <= e->count; back++) {
        int kind = expected_before(e, back);
        if (depth == 0 && kind == T_LEFT_PAREN)
            break;
        if (kind == T_RIGHT_PAREN || kind == T_RIGHT_BRACE)
            depth++;
        else if ((kind == T_LEFT_PAREN || kind == T_LEFT_BRACE) && depth > 0)
            depth--;
        else if (depth == 0 && kind == T_COMMA)
            ++*argument;
        else if (depth == 0 && *argument == 0 && kind == T_ASSIGN && named->length == 0)
            *named = expected_text(e, back + 1);
    }
    struct text name = expected_text(e, back + 1);
    const struct declaration *found = template_named(from->now, name);
    return found != NULL ? found : template_named(from->sound, name);
}
