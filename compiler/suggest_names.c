/* Which names fit at a place: told by the words before it. */
#include "compiler/suggest.h"

#include "compiler/choices.h"
#include "compiler/currency.h"
#include "compiler/fields.h"
#include "compiler/stdlib.h"
#include "lang/grammar.h"
#include "lang/keywords.h"
#include "lang/meanings.h"
#include "lang/parse.h"

enum { CATALOGUE_MOST = 2000 };

struct finder {
    struct suggestions *out;
    const struct suggest_from *from;
    const struct expected *e;
};

static int before(const struct finder *f, size_t back)
{
    return expected_before(f->e, back);
}

/* ---- Adding ---- */

static struct text kept(struct finder *f, const char *text)
{
    f->out->failed |= text == NULL;
    return text == NULL ? TEXT("") : text_from(text);
}

/* A text of the shop with quotes; what is in it besides letters stays as it is written elsewhere. */
static struct text quoted(struct finder *f, struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] == '"' || text.bytes[i] == '\\' || (unsigned char)text.bytes[i] < ' ')
            return TEXT("");
    return kept(f, arena_format(&f->out->arena, "\"%.*s\"", (int)text.length, text.bytes));
}

static bool is_word(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (i > 0 && c >= '0' && c <= '9')))
            return false;
    }
    return text.length > 0;
}

/* Channels and the like may be written without quotes; what selects items or customers may not. */
static bool may_be_bare(const struct symbol *symbol)
{
    bool place = symbol->kind == SYMBOL_CHANNEL || symbol->kind == SYMBOL_STORE || symbol->kind == SYMBOL_REGION ||
                 symbol->kind == SYMBOL_PAYMENT || symbol->kind == SYMBOL_TRIGGER;
    return place && is_word(symbol->name);
}

static void add_symbol(struct finder *f, const struct symbol *symbol)
{
    bool text = symbol->kind >= SYMBOLS_OF_THE_SHOP;
    struct suggestion suggestion = {.kind = text ? SUGGEST_TEXT : SUGGEST_NAME, .rank = RANK_NAMES, .symbol = symbol->kind,
                                    .label = symbol->name, .detail = text_from(symbol_kind_word(symbol->kind))};
    if (text && (f->e->in_text || !expected_kind(f->e, T_NAME) || !may_be_bare(symbol)))
        suggestion.label = quoted(f, symbol->name);
    if (symbol->title.bytes != NULL)
        suggestion.help = symbol->title;
    if (symbol->kind == SYMBOL_PARAMETER || symbol->kind == SYMBOL_FIELD)
        suggestion.detail = symbol->parameter->type.text;
    if (symbol->kind == SYMBOL_TEMPLATE)
        suggestion.snippet = suggest_call(f->out, symbol->declaration);
    suggest_add(f->out, suggestion);
}

/* What is being typed is no name yet, though it may have been taken for one. */
static bool is_being_typed(const struct finder *f, const struct symbols *symbols, size_t number)
{
    const struct symbol_use *use = symbols != f->from->now || symbols->list.items[number].uses != 1
                                       ? NULL
                                       : symbols_at(symbols, f->from->source, f->e->start);
    return use != NULL && use->symbol == number;
}

static void add_symbols_of(struct finder *f, struct symbols *symbols, enum symbol_kind kind, uint32_t owner)
{
    for (size_t i = 0; symbols != NULL && i < symbols->list.count; i++)
        if (symbols->list.items[i].kind == kind && symbols->list.items[i].owner == owner && !is_being_typed(f, symbols, i))
            add_symbol(f, &symbols->list.items[i]);
}

/* Whether a text, which is written in quotes, begins as what is typed. */
static bool continues(const struct finder *f, struct text text)
{
    const char *typed = f->e->source->text.bytes + f->e->start + 1;
    size_t length = f->e->in_text ? f->e->place - f->e->start - 1 : 0;
    return length <= text.length && memcmp(typed, text.bytes, length) == 0;
}

/* What the shop sells, as far as it begins as what is typed. */
static void add_catalogue(struct finder *f, enum symbol_kind kind)
{
    static const struct {
        enum symbol_kind kind;
        enum catalogue_key key;
    } KEYS[] = {{SYMBOL_SKU, CATALOGUE_SKU}, {SYMBOL_CATEGORY, CATALOGUE_CATEGORY}, {SYMBOL_BRAND, CATALOGUE_BRAND},
                {SYMBOL_TAG, CATALOGUE_TAG}};
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS && f->from->catalogue != NULL; i++) {
        const struct text_table *values = &f->from->catalogue->by[KEYS[i].key].table;
        for (size_t j = 0, added = 0; KEYS[i].kind == kind && j < values->count && added < CATALOGUE_MOST; j++) {
            if (!continues(f, values->texts[j]))
                continue;
            suggest_add(f->out, (struct suggestion){.kind = SUGGEST_TEXT, .rank = RANK_FACTS, .symbol = kind,
                                                    .label = quoted(f, values->texts[j]), .detail = TEXT("catalogue")});
            added++;
        }
    }
}

/* Names that have no owner. */
static void add_kind(struct finder *f, enum symbol_kind kind)
{
    add_symbols_of(f, f->from->now, kind, 0);
    if (f->from->sound != f->from->now)
        add_symbols_of(f, f->from->sound, kind, 0);
    add_catalogue(f, kind);
}

/* What belongs to a thing of a name: tiers of a program, values of a field, events of a promotion. */
static void add_owned(struct finder *f, enum symbol_kind owner_kind, uint32_t owner_owner, struct text owner, enum symbol_kind kind)
{
    struct symbols *both[] = {f->from->now, f->from->sound == f->from->now ? NULL : f->from->sound};
    for (size_t i = 0; i < 2; i++) {
        uint32_t found = both[i] == NULL ? SYMBOL_NONE : symbols_find(both[i], owner_kind, owner_owner, owner);
        if (found != SYMBOL_NONE)
            add_symbols_of(f, both[i], kind, found);
    }
}

static void add_choices(struct finder *f, const char *const *choices, enum suggestion_rank rank)
{
    for (; *choices != NULL; choices++) {
        const struct meaning *meaning = meaning_find(text_from(*choices));
        suggest_add(f->out, (struct suggestion){.kind = SUGGEST_CHOICE, .rank = rank, .label = text_from(*choices),
                                                .detail = text_from(meaning == NULL ? "" : meaning->type),
                                                .help = text_from(meaning == NULL ? "" : meaning->sentence)});
    }
}

/* In criteria, some words begin a fact by themselves; `price_list` begins a clause, so only `order.price_list` is one. */
static bool is_fact_alone(const struct finder *f, const char *name)
{
    return before(f, 1) == T_DOT || strcmp(name, "price_list") != 0;
}

static void add_fields(struct finder *f, enum plan_owner owner)
{
    enum plan_owner of;
    const char *name;
    add_symbols_of(f, f->from->now, SYMBOL_FIELD, (uint32_t)owner);
    add_symbols_of(f, f->from->sound, SYMBOL_FIELD, (uint32_t)owner);
    for (size_t i = 0; fields_built_in(i, &of, &name); i++)
        if (of == owner && is_fact_alone(f, name)) {
            const struct meaning *meaning = meaning_find(text_from(name));
            suggest_add(f->out, (struct suggestion){.kind = SUGGEST_FACT, .rank = RANK_FACTS, .label = text_from(name),
                                                    .detail = text_from(meaning == NULL ? "" : meaning->type),
                                                    .help = text_from(meaning == NULL ? "" : meaning->sentence)});
        }
}

/* Events of a promotion or template, and of the templates it uses. */
static void add_events(struct finder *f, struct text owner, unsigned depth)
{
    static const enum symbol_kind OWNERS[] = {SYMBOL_PROMOTION, SYMBOL_TEMPLATE};
    struct symbols *symbols = f->from->sound != NULL ? f->from->sound : f->from->now;
    for (size_t i = 0; i < 2; i++)
        add_owned(f, OWNERS[i], 0, owner, SYMBOL_EVENT);
    for (size_t i = 0; i < 2 && symbols != NULL && depth > 0; i++) {
        uint32_t found = symbols_find(symbols, OWNERS[i], 0, owner);
        const struct declaration *d = found == SYMBOL_NONE ? NULL : symbols->list.items[found].declaration;
        for (const struct clause *c = d == NULL ? NULL : clause_find(d->clauses, CLAUSE_USE); c != NULL; c = clause_again(c))
            add_events(f, c->use->template_name.text, depth - 1);
    }
}

static void add_parameters(struct finder *f)
{
    int kind;
    struct text name = expected_declaration(f->e, &kind);
    if (kind == T_TEMPLATE)
        add_owned(f, SYMBOL_TEMPLATE, 0, name, SYMBOL_PARAMETER);
}

/* ---- Templates, also those of the standard library that are not imported yet ---- */

/* Labels are copied: the trees borrow from sources that go at the end. */
static void add_library(struct finder *f)
{
    struct sources sources;
    struct diagnostics diags;
    sources_init(&sources, f->out->alloc);
    diagnostics_init(&diags, &sources, f->out->alloc);
    for (unsigned long i = 0; i < STDLIB_FILE_COUNT; i++) {
        const struct source *source;
        struct tree *tree = NULL;
        if (sources_add(&sources, STDLIB_FILES[i].name, STDLIB_FILES[i].text, STDLIB_FILES[i].length, &source) != PROMO_OK ||
            parse_source(&f->out->arena, source, &diags, &tree) != PROMO_OK) {
            f->out->failed = true;
            break;
        }
        for (const struct declaration *d = tree->declarations; d != NULL; d = d->next) {
            char *name = d->kind == DECLARATION_TEMPLATE
                             ? arena_copy(&f->out->arena, d->name.text.bytes, d->name.text.length)
                             : NULL;
            if (name != NULL)
                suggest_add(f->out, (struct suggestion){.kind = SUGGEST_NAME, .rank = RANK_FACTS, .symbol = SYMBOL_TEMPLATE,
                                                        .label = {name, d->name.text.length},
                                                        .detail = text_from(STDLIB_FILES[i].name),
                                                        .snippet = suggest_call(f->out, d),
                                                        .import = text_from(STDLIB_FILES[i].name)});
        }
    }
    diagnostics_done(&diags);
    sources_done(&sources);
}

/* ---- What may be compared with a subject ---- */

static const struct {
    const char *fact;
    enum symbol_kind kind;
} FACTS[] = {{"channel", SYMBOL_CHANNEL}, {"store", SYMBOL_STORE}, {"region", SYMBOL_REGION}, {"payment", SYMBOL_PAYMENT},
             {"trigger", SYMBOL_TRIGGER}, {"sku", SYMBOL_SKU},     {"brand", SYMBOL_BRAND},   {"category", SYMBOL_CATEGORY},
             {"tag", SYMBOL_TAG},         {"segments", SYMBOL_SEGMENT}};

/* The subject ends `back` tokens before the place. Beside the values of an enum nothing else makes sense. */
static void add_values_of(struct finder *f, size_t back)
{
    struct text word = expected_text(f->e, back);
    if (before(f, back + 1) == T_DOT) {
        enum plan_owner owner = fields_owner(expected_text(f->e, back + 2));
        if (owner != PLAN_OWNER_COUNT)
            add_owned(f, SYMBOL_FIELD, (uint32_t)owner, word, SYMBOL_VALUE);
    } else if (before(f, back + 1) == T_OF && before(f, back + 2) == T_TIER)
        add_owned(f, SYMBOL_PROGRAM, 0, word, SYMBOL_TIER);
    else if (text_equal(word, TEXT("weekday")))
        add_choices(f, CHOICES_WEEKDAY, RANK_FIRST);
    f->out->complete = f->out->list.count > 0;
    for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++)
        if (before(f, back + 1) != T_DOT && text_equal(word, text_from(FACTS[i].fact)))
            add_kind(f, FACTS[i].kind);
}

static bool is_comparison(int kind)
{
    return kind == T_EQUAL || kind == T_UNEQUAL || kind == T_LESS || kind == T_AT_MOST || kind == T_MORE || kind == T_AT_LEAST;
}

static bool is_list_member(int kind)
{
    return kind != 0 && kind != T_COMMA && kind != T_LEFT_BRACE && kind != T_RIGHT_BRACE && kind != T_LEFT_PAREN;
}

/* How many tokens back the list of single words at the place begins: 1 where there is none. */
static size_t list_start(const struct finder *f)
{
    size_t back = 1;
    while (before(f, back) == T_COMMA && is_list_member(before(f, back + 1)))
        back += 2;
    return back;
}

/* ---- Rules: what stands before, and what fits then ---- */

static const struct rule {
    enum automaton_list list; /* LIST_NONE: in any */
    int last, before;         /* kinds of the last token, and of the one before it; 0: any */
    enum symbol_kind kind;    /* SYMBOL_KIND_COUNT: the choices only */
    const char *const *choices;
} RULES[] = {
    {LIST_PROMOTION, T_LAYER, 0, SYMBOL_LAYER, NULL},
    {LIST_PROMOTION, T_CAMPAIGN, 0, SYMBOL_CAMPAIGN, NULL},
    {LIST_PROMOTION, T_PRICE_LIST, 0, SYMBOL_PRICE_LIST, NULL},
    {LIST_PROMOTION, T_EXCLUDES, 0, SYMBOL_PROMOTION, NULL},
    {LIST_PROMOTION, T_TYPE, 0, SYMBOL_KIND_COUNT, CHOICES_PROMOTION_TYPE},
    {LIST_PROMOTION, T_STATUS, 0, SYMBOL_KIND_COUNT, CHOICES_PROMOTION_STATUS},
    {LIST_PROMOTION, T_SCHEDULE, 0, SYMBOL_KIND_COUNT, CHOICES_WEEKDAY},
    {LIST_PROMOTION, T_ON, 0, SYMBOL_TRIGGER, NULL},
    {LIST_CAMPAIGN, T_TYPE, 0, SYMBOL_KIND_COUNT, CHOICES_CAMPAIGN_TYPE},
    {LIST_COUPON, T_KIND, 0, SYMBOL_KIND_COUNT, CHOICES_COUPON_KIND},
    {LIST_SETTINGS, T_ROUNDING, 0, SYMBOL_KIND_COUNT, CHOICES_ROUNDING},
    {LIST_LAYERS, T_ON, 0, SYMBOL_KIND_COUNT, CHOICES_LAYER_PRICES},
    {LIST_PROFILE, T_COLON, 0, SYMBOL_KIND_COUNT, CHOICES_FIELD_TYPE},
    {LIST_PARAMETERS, T_COLON, 0, SYMBOL_KIND_COUNT, CHOICES_PARAMETER_TYPE},
    {LIST_BASKET, T_PRICE_LIST, 0, SYMBOL_PRICE_LIST, NULL},
    {LIST_BASKET, T_CHANNEL, 0, SYMBOL_CHANNEL, NULL},
    {LIST_BASKET, T_STORE, 0, SYMBOL_STORE, NULL},
    {LIST_BASKET, T_REGION, 0, SYMBOL_REGION, NULL},
    {LIST_BASKET, T_PAYMENT, 0, SYMBOL_PAYMENT, NULL},
    {LIST_BASKET, T_TRIGGER, 0, SYMBOL_TRIGGER, NULL},
    {LIST_BASKET, T_COUPON, 0, SYMBOL_CODE, NULL},
    {LIST_BASKET, T_OF, T_NUMBER, SYMBOL_SKU, NULL},
    {LIST_TEST, T_COUPON, T_REJECTED, SYMBOL_CODE, NULL},
    {LIST_TEST, T_BY, 0, SYMBOL_PROMOTION, NULL},
    {LIST_TEST, T_FOR, T_HINT, SYMBOL_PROMOTION, NULL},
    {LIST_TEST, T_ISSUED, 0, SYMBOL_COUPON, NULL},
    {LIST_TEST, T_LINE, 0, SYMBOL_SKU, NULL},
    {LIST_STATE, T_PROMOTION, T_OF, SYMBOL_PROMOTION, NULL},
    {LIST_STATE, T_CAMPAIGN, T_OF, SYMBOL_CAMPAIGN, NULL},
    {LIST_NONE, T_CHANNELS, 0, SYMBOL_CHANNEL, NULL},
    {LIST_NONE, T_STORES, 0, SYMBOL_STORE, NULL},
    {LIST_NONE, T_REGIONS, 0, SYMBOL_REGION, NULL},
    {LIST_NONE, T_COUPON, 0, SYMBOL_COUPON, NULL},
    {LIST_NONE, T_CERTIFICATE, 0, SYMBOL_COUPON, NULL},
    {LIST_NONE, T_AUDIENCE, 0, SYMBOL_AUDIENCE, NULL},
    {LIST_NONE, T_SEGMENT, 0, SYMBOL_SEGMENT, NULL},
    {LIST_NONE, T_OF, T_POINTS, SYMBOL_PROGRAM, NULL},
    {LIST_NONE, T_OF, T_POINT, SYMBOL_PROGRAM, NULL},
    {LIST_NONE, T_OF, T_TIER, SYMBOL_PROGRAM, NULL},
    {LIST_NONE, T_SKU, 0, SYMBOL_SKU, NULL},
    {LIST_NONE, T_CATEGORY, 0, SYMBOL_CATEGORY, NULL},
    {LIST_NONE, T_BRAND, 0, SYMBOL_BRAND, NULL},
    {LIST_NONE, T_TAG, 0, SYMBOL_TAG, NULL},
    {LIST_NONE, T_LEFT_BRACE, T_SKU, SYMBOL_SKU, NULL},
    {LIST_NONE, T_LEFT_BRACE, T_CATEGORY, SYMBOL_CATEGORY, NULL},
    {LIST_NONE, T_LEFT_BRACE, T_BRAND, SYMBOL_BRAND, NULL},
    {LIST_NONE, T_LEFT_BRACE, T_TAG, SYMBOL_TAG, NULL},
};

static const struct rule *rule_at(const struct finder *f, size_t back)
{
    int last = before(f, back), further = before(f, back + 1);
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
        const struct rule *rule = &RULES[i];
        if ((rule->list == LIST_NONE || rule->list == f->e->list) && rule->last == last &&
            (rule->before == 0 || rule->before == further))
            return rule;
    }
    return NULL;
}

/* Declarations give new names: nothing fits there. */
static bool is_new_name(const struct finder *f)
{
    const struct keyword *last = keyword_of_token(before(f, 1));
    return f->e->list == LIST_DECLARATIONS && last != NULL && last->part == KEYWORD_DECLARATION &&
           expected_kind(f->e, T_NAME);
}

static bool add_by_rule(struct finder *f)
{
    size_t back = list_start(f);
    const struct rule *rule = rule_at(f, back);
    if (rule == NULL)
        return false;
    if (rule->choices != NULL)
        add_choices(f, rule->choices, RANK_FIRST);
    else
        add_kind(f, rule->kind);
    if (expected_kind(f->e, T_NAME))
        add_parameters(f);
    return true;
}

/* ---- Places with rules of their own ---- */

static bool add_after_dot(struct finder *f)
{
    if (before(f, 1) != T_DOT)
        return false;
    enum plan_owner owner = fields_owner(expected_text(f->e, 2));
    if (f->e->list == LIST_TEST)
        add_events(f, expected_text(f->e, 2), 3);
    else if (owner != PLAN_OWNER_COUNT)
        add_fields(f, owner);
    return true;
}

static bool add_compared(struct finder *f)
{
    size_t back = list_start(f);
    int last = before(f, back);
    bool listed = last == T_LEFT_BRACE && before(f, back + 1) == T_IN;
    if (!is_comparison(last) && last != T_IN && !listed)
        return false;
    add_values_of(f, back + 1 + listed);
    add_parameters(f);
    return true;
}

/* A value by the type of the parameter that it is for. */
static void add_typed(struct finder *f, struct text type)
{
    static const struct {
        const char *type;
        enum symbol_kind kind;
    } KINDS[] = {{"items", SYMBOL_SET}, {"coupon", SYMBOL_COUPON}, {"loyalty", SYMBOL_PROGRAM}, {"audience", SYMBOL_AUDIENCE}};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (text_equal(type, text_from(KINDS[i].type)))
            add_kind(f, KINDS[i].kind);
    add_parameters(f);
}

static bool add_argument(struct finder *f)
{
    uint32_t argument;
    struct text named;
    if (f->e->list != LIST_ARGUMENTS)
        return false;
    const struct declaration *template = suggest_template(f->from, &argument, &named);
    bool begins = before(f, 1) == T_LEFT_PAREN || before(f, 1) == T_COMMA;
    for (const struct parameter *p = template == NULL ? NULL : template->parameters; p != NULL; p = p->next) {
        if (!begins && text_equal(p->name.text, named))
            add_typed(f, p->type.text);
        if (!begins || !word_given(&p->name))
            continue;
        const char *written = arena_format(&f->out->arena, "%.*s = ${1}$0", SHOWN(p->name.text));
        suggest_add(f->out, (struct suggestion){.kind = SUGGEST_NAME, .rank = RANK_FIRST, .symbol = SYMBOL_PARAMETER,
                                                .label = p->name.text, .detail = p->type.text, .snippet = kept(f, written)});
    }
    return template != NULL;
}

static bool add_step(struct finder *f)
{
    int kind;
    if (f->e->list != LIST_STEPS || !expected_kind(f->e, T_NAME))
        return false;
    if (before(f, 1) != T_EVENT)
        suggest_add(f->out, (struct suggestion){.kind = SUGGEST_CHOICE, .rank = RANK_FIRST, .label = TEXT("stop"),
                                                .help = text_from(meaning_find(TEXT("stop"))->sentence)});
    add_events(f, expected_declaration(f->e, &kind), 3);
    return true;
}

/* In tests, of the built-in ones only the customer's are written as fields. */
static void add_test_fields(struct finder *f, enum plan_owner owner)
{
    static const char *const OF_CUSTOMERS[] = {"birthday", "orders", "segments", NULL};
    add_symbols_of(f, f->from->now, SYMBOL_FIELD, (uint32_t)owner);
    add_symbols_of(f, f->from->sound, SYMBOL_FIELD, (uint32_t)owner);
    if (owner == PLAN_CUSTOMER)
        add_choices(f, OF_CUSTOMERS, RANK_FACTS);
}

/* `{ level gold  season "x" }` of a customer, an order or a line. */
static bool add_field(struct finder *f)
{
    enum plan_owner owner = PLAN_OWNER_COUNT;
    if (f->e->list != LIST_FIELDS)
        return false;
    for (size_t back = 1; owner == PLAN_OWNER_COUNT && back <= f->e->count; back++)
        owner = before(f, back) == T_CUSTOMER ? PLAN_CUSTOMER
                : before(f, back) == T_ORDER  ? PLAN_ORDER
                : before(f, back) == T_LINE   ? PLAN_ITEM
                                              : PLAN_OWNER_COUNT;
    if (owner == PLAN_OWNER_COUNT)
        return true;
    size_t back = list_start(f);
    if (!expected_kind(f->e, T_STRING))
        add_test_fields(f, owner);
    else if (owner == PLAN_CUSTOMER && text_equal(expected_text(f->e, back + 1), TEXT("segments")))
        add_kind(f, SYMBOL_SEGMENT);
    else
        add_owned(f, SYMBOL_FIELD, (uint32_t)owner, expected_text(f->e, before(f, back) == T_LEFT_BRACE ? back + 1 : 1),
                  SYMBOL_VALUE);
    return true;
}

static bool add_profile(struct finder *f)
{
    if (f->e->list != LIST_PROFILE || before(f, 1) == T_COLON)
        return false;
    if (expected_kind(f->e, T_RIGHT_BRACE) && before(f, list_start(f) + 1) != T_ENUM)
        add_choices(f, CHOICES_OWNER, RANK_FIRST);
    return true;
}

static bool add_import(struct finder *f)
{
    if (before(f, 1) != T_IMPORT)
        return false;
    for (unsigned long i = 0; i < STDLIB_FILE_COUNT; i++)
        suggest_add(f->out, (struct suggestion){.kind = SUGGEST_FILE, .rank = RANK_FACTS,
                                                .label = quoted(f, text_from(STDLIB_FILES[i].name)),
                                                .detail = TEXT("standard library")});
    return true;
}

static bool add_template(struct finder *f)
{
    if (before(f, 1) != T_USE)
        return false;
    add_kind(f, SYMBOL_TEMPLATE);
    add_library(f);
    return true;
}

static bool add_currency(struct finder *f)
{
    bool setting = before(f, 1) == T_CURRENCY && (f->e->list == LIST_SETTINGS || f->e->list == LIST_PRICE_LIST);
    if (setting)
        for (size_t i = 0; i < CURRENCY_COUNT; i++)
            suggest_add(f->out, (struct suggestion){.kind = SUGGEST_CHOICE, .rank = RANK_FIRST,
                                                    .label = text_from(CURRENCIES[i].code)});
    return setting;
}

/* `expect points 5 of`, `earned 5 of`, `tier of stars silver` */
static bool add_program(struct finder *f)
{
    bool after_number = before(f, 1) == T_OF && (before(f, 3) == T_POINTS || before(f, 3) == T_EARNED);
    bool tier = f->e->list == LIST_STATE && before(f, 2) == T_OF && before(f, 3) == T_TIER;
    if (after_number)
        add_kind(f, SYMBOL_PROGRAM);
    if (tier)
        add_owned(f, SYMBOL_PROGRAM, 0, expected_text(f->e, 1), SYMBOL_TIER);
    return after_number || tier;
}

/* ---- Everywhere else: item sets, what baskets tell, parameters ---- */

static void add_facts(struct finder *f)
{
    static const char *const OF_BASKETS[] = {"customer", "order", NULL}, *const OF_ITEMS[] = {"item", NULL};
    add_fields(f, f->e->in_items ? PLAN_ITEM : PLAN_ORDER);
    add_choices(f, f->e->in_items ? OF_ITEMS : OF_BASKETS, RANK_FACTS);
}

static void add_units(struct finder *f)
{
    static const char *const UNITS[] = {"minutes", "hours", "days", "weeks", "months", "years", NULL};
    if (expected_kind(f->e, T_UNIT) && before(f, 1) == T_NUMBER)
        add_choices(f, UNITS, RANK_FIRST);
    if (expected_kind(f->e, T_CURRENCY_CODE) && f->from->plan != NULL)
        suggest_add(f->out, (struct suggestion){.kind = SUGGEST_CHOICE, .rank = RANK_FACTS,
                                                .label = text_from(f->from->plan->currency)});
}

static void add_general(struct finder *f)
{
    bool set = expected_kind(f->e, T_SKU) && expected_kind(f->e, T_ITEMS);
    bool criterion = expected_kind(f->e, T_QUANTITY) && expected_kind(f->e, T_SEGMENT);
    if (expected_kind(f->e, T_NAME) && f->e->list != LIST_DECLARATIONS)
        add_parameters(f);
    if (set && (!criterion || f->e->in_items))
        add_kind(f, SYMBOL_SET);
    if (criterion)
        add_facts(f);
    add_units(f);
}

void suggest_names(struct suggestions *suggestions, const struct suggest_from *from)
{
    static bool (*const PLACES[])(struct finder *) = {add_import,  add_after_dot, add_compared, add_argument, add_step, add_field,
                                                      add_profile, add_template,  add_currency, add_program,  add_by_rule};
    struct finder f = {suggestions, from, from->expected};
    if (is_new_name(&f))
        return;
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (PLACES[i](&f))
            return;
    add_general(&f);
}
