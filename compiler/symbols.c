#include "compiler/symbols.h"

#include <stdlib.h>

static const struct hash_key KEYS_KEY = {0x73796d62, 0x6f6c73};

const char *symbol_kind_word(enum symbol_kind kind)
{
    static const char *const WORDS[SYMBOL_KIND_COUNT] = {
        [SYMBOL_SET] = "item set",
        [SYMBOL_AUDIENCE] = "audience",
        [SYMBOL_PRICE_LIST] = "price list",
        [SYMBOL_LAYER] = "layer",
        [SYMBOL_CAMPAIGN] = "campaign",
        [SYMBOL_COUPON] = "coupon",
        [SYMBOL_PROGRAM] = "loyalty program",
        [SYMBOL_PROMOTION] = "promotion",
        [SYMBOL_TEMPLATE] = "template",
        [SYMBOL_PARAMETER] = "parameter",
        [SYMBOL_EVENT] = "event",
        [SYMBOL_TIER] = "tier",
        [SYMBOL_FIELD] = "profile field",
        [SYMBOL_VALUE] = "value",
        [SYMBOL_GROUP] = "group",
        [SYMBOL_SKU] = "sku",
        [SYMBOL_CATEGORY] = "category",
        [SYMBOL_BRAND] = "brand",
        [SYMBOL_TAG] = "tag",
        [SYMBOL_SEGMENT] = "segment",
        [SYMBOL_CHANNEL] = "channel",
        [SYMBOL_STORE] = "store",
        [SYMBOL_REGION] = "region",
        [SYMBOL_PAYMENT] = "way to pay",
        [SYMBOL_TRIGGER] = "trigger",
        [SYMBOL_CODE] = "coupon code",
    };
    return WORDS[kind];
}

/* In symbols->key; false without memory. */
static bool make_key(struct symbols *symbols, enum symbol_kind kind, uint32_t owner, struct text name)
{
    char head[1 + sizeof owner] = {(char)kind};
    memcpy(head + 1, &owner, sizeof owner);
    buffer_clear(&symbols->key);
    buffer_write(&symbols->key, head, sizeof head);
    buffer_text(&symbols->key, name);
    symbols->failed |= symbols->key.failed;
    return !symbols->failed;
}

uint32_t symbols_find(struct symbols *symbols, enum symbol_kind kind, uint32_t owner, struct text name)
{
    if (!make_key(symbols, kind, owner, name))
        return SYMBOL_NONE;
    uint32_t number = text_table_find(&symbols->keys, (struct text){symbols->key.bytes, symbols->key.length});
    return number == TEXT_TABLE_NONE ? SYMBOL_NONE : number;
}

static void push_use(struct symbols *symbols, uint32_t symbol, struct span span, bool declares)
{
    if (VECTOR_PUSH(&symbols->uses, symbols->alloc, (struct symbol_use){span, symbol, declares}))
        symbols->list.items[symbol].uses++;
    else
        symbols->failed = true;
}

static uint32_t add(struct symbols *symbols, const struct symbol *symbol)
{
    uint32_t number = symbols_find(symbols, symbol->kind, symbol->owner, symbol->name);
    if (number != SYMBOL_NONE || symbols->failed)
        return number;
    char *key = arena_copy(&symbols->arena, symbols->key.bytes, symbols->key.length);
    number = (uint32_t)symbols->list.count;
    if (key == NULL || !VECTOR_PUSH(&symbols->list, symbols->alloc, *symbol) ||
        text_table_add(&symbols->keys, (struct text){key, symbols->key.length}, NULL) != number) {
        symbols->failed = true;
        return SYMBOL_NONE;
    }
    return number;
}

uint32_t symbols_declare(struct symbols *symbols, struct symbol symbol)
{
    uint32_t number = add(symbols, &symbol);
    if (number != SYMBOL_NONE)
        push_use(symbols, number, symbol.name_span, true);
    return number;
}

void symbols_use(struct symbols *symbols, uint32_t symbol, struct span span)
{
    if (symbol != SYMBOL_NONE)
        push_use(symbols, symbol, span, false);
}

void symbols_text(struct symbols *symbols, enum symbol_kind kind, struct text text, struct span span)
{
    symbols_use(symbols, add(symbols, &(struct symbol){.kind = kind, .name = text, .name_span = SPAN_NONE, .span = SPAN_NONE}),
                span);
}

static int compare_places(uint32_t file, uint32_t start, const struct symbol_use *use)
{
    if (file != use->span.file)
        return file < use->span.file ? -1 : 1;
    return start < use->span.start ? -1 : start > use->span.start;
}

static int compare_uses(const void *left, const void *right)
{
    const struct symbol_use *a = left, *b = right;
    int order = compare_places(a->span.file, a->span.start, b);
    return order != 0 ? order : (a->symbol > b->symbol) - (a->symbol < b->symbol);
}

bool symbols_build(struct symbols *symbols, const promo_allocator *alloc, const struct tree *const *trees, size_t count)
{
    *symbols = (struct symbols){.alloc = alloc};
    arena_init(&symbols->arena, alloc);
    text_table_init(&symbols->keys, alloc, KEYS_KEY);
    buffer_init(&symbols->key, alloc);
    symbols_walk(symbols, trees, count);
    if (symbols->uses.count > 1)
        qsort(symbols->uses.items, symbols->uses.count, sizeof *symbols->uses.items, compare_uses);
    return !symbols->failed;
}

void symbols_done(struct symbols *symbols)
{
    buffer_done(&symbols->key);
    VECTOR_DONE(&symbols->uses, symbols->alloc);
    VECTOR_DONE(&symbols->list, symbols->alloc);
    text_table_done(&symbols->keys);
    arena_done(&symbols->arena);
}

const struct symbol_use *symbols_at(const struct symbols *symbols, uint32_t file, uint32_t offset)
{
    size_t low = 0, high = symbols->uses.count;
    while (low < high) { /* the first that starts behind the place */
        size_t middle = low + (high - low) / 2;
        if (compare_places(file, offset, &symbols->uses.items[middle]) < 0)
            high = middle;
        else
            low = middle + 1;
    }
    const struct symbol_use *use = low == 0 ? NULL : &symbols->uses.items[low - 1];
    return use != NULL && use->span.file == file && offset <= use->span.end ? use : NULL;
}

enum { DEEPEST_USES = 16 };

static uint32_t event_in(struct symbols *symbols, const struct declaration *owner, struct text name, unsigned depth)
{
    enum symbol_kind kind = owner->kind == DECLARATION_TEMPLATE ? SYMBOL_TEMPLATE : SYMBOL_PROMOTION;
    uint32_t number = symbols_find(symbols, kind, 0, owner->name.text);
    uint32_t found = number == SYMBOL_NONE ? SYMBOL_NONE : symbols_find(symbols, SYMBOL_EVENT, number, name);
    for (const struct clause *use = clause_find(owner->clauses, CLAUSE_USE); use != NULL && found == SYMBOL_NONE && depth > 0;
         use = clause_again(use)) {
        uint32_t template = symbols_find(symbols, SYMBOL_TEMPLATE, 0, use->use->template_name.text);
        if (template != SYMBOL_NONE && symbols->list.items[template].declaration != owner)
            found = event_in(symbols, symbols->list.items[template].declaration, name, depth - 1);
    }
    return found;
}

uint32_t symbols_event(struct symbols *symbols, const struct declaration *owner, struct text name)
{
    return event_in(symbols, owner, name, DEEPEST_USES);
}
