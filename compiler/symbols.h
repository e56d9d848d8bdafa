/* An index of names: what is declared in a rule set, and every place where it is written.
 *
 * Built from the syntax trees alone, so it is there whatever is wrong with the rules; for the language server. Besides what
 * declarations name it knows the texts that the shop's own systems give (skus, categories, channels ...), which nothing
 * declares. Texts and spans are borrowed from the trees, which must outlive it. */
#ifndef COMPILER_SYMBOLS_H
#define COMPILER_SYMBOLS_H

#include "base/hash.h"
#include "lang/ast.h"

enum symbol_kind {
    SYMBOL_SET, SYMBOL_AUDIENCE, SYMBOL_PRICE_LIST, SYMBOL_LAYER, SYMBOL_CAMPAIGN, SYMBOL_COUPON, SYMBOL_PROGRAM,
    SYMBOL_PROMOTION, SYMBOL_TEMPLATE,
    SYMBOL_PARAMETER, /* owner: the template */
    SYMBOL_EVENT,     /* owner: the promotion or template */
    SYMBOL_TIER,      /* owner: the program */
    SYMBOL_FIELD,     /* owner: 0 customer, 1 order, 2 item (enum plan_owner) */
    SYMBOL_VALUE,     /* of an enum; owner: the field */
    SYMBOL_GROUP,     /* owner: the promotion or template; each is written once */
    /* Texts of the shop. */
    SYMBOL_SKU, SYMBOL_CATEGORY, SYMBOL_BRAND, SYMBOL_TAG, SYMBOL_SEGMENT, SYMBOL_CHANNEL, SYMBOL_STORE, SYMBOL_REGION,
    SYMBOL_PAYMENT, SYMBOL_TRIGGER, SYMBOL_CODE,
    SYMBOL_KIND_COUNT
};

#define SYMBOLS_OF_THE_SHOP SYMBOL_SKU /* and behind */

#define SYMBOL_NONE UINT32_MAX

struct symbol {
    enum symbol_kind kind;
    struct text name;
    uint32_t owner;
    struct span name_span; /* SPAN_NONE: declared nowhere */
    struct span span;      /* of the whole declaration */
    struct text title;     /* bytes NULL: none */
    const struct declaration *declaration; /* of the first nine kinds; of a layer its block's */
    const struct parameter *parameter;     /* PARAMETER, FIELD */
    const struct event *event;             /* EVENT */
    uint32_t uses;                         /* places, with the declaration's */
};

struct symbol_use {
    struct span span;
    uint32_t symbol;
    bool declares;
};

struct symbols {
    const promo_allocator *alloc;
    struct arena arena;       /* keys */
    struct text_table keys;   /* kind, owner and name; number: index in `list` */
    VECTOR(struct symbol) list;
    VECTOR(struct symbol_use) uses; /* by file and place once built */
    struct buffer key;
    bool failed;
};

/* "coupon", "loyalty program" */
const char *symbol_kind_word(enum symbol_kind kind);

/* False without memory; symbols_done then, too. */
bool symbols_build(struct symbols *symbols, const promo_allocator *alloc, const struct tree *const *trees, size_t count);
void symbols_done(struct symbols *symbols);

/* SYMBOL_NONE: there is none. */
uint32_t symbols_find(struct symbols *symbols, enum symbol_kind kind, uint32_t owner, struct text name);

/* What is written at a byte of a file, or ends there; NULL: no name that is known. */
const struct symbol_use *symbols_at(const struct symbols *symbols, uint32_t file, uint32_t offset);

/* The event that a promotion (or template) names so: its own, or one of the templates it uses. */
uint32_t symbols_event(struct symbols *symbols, const struct declaration *owner, struct text name);

/* ---- For compiler/symbols_walk.c ---- */

uint32_t symbols_declare(struct symbols *symbols, struct symbol symbol);

/* Notes that the symbol, if there is one, is written at the span. */
void symbols_use(struct symbols *symbols, uint32_t symbol, struct span span);

/* The same of a text of the shop, which is there as soon as it is written. */
void symbols_text(struct symbols *symbols, enum symbol_kind kind, struct text text, struct span span);

void symbols_walk(struct symbols *symbols, const struct tree *const *trees, size_t count);

#endif
