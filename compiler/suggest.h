/* What somebody who types may want to write next: words that the grammar expects, and names that fit there.
 *
 * For editors. What may come is asked of the parser (lang/expect.h); which kind of names fits is told by the words before, and
 * the names by the index (compiler/symbols.h): of the last compilation, and of the last whose sources could be read wholly, as
 * a declaration somebody is changing is lost to the first. */
#ifndef COMPILER_SUGGEST_H
#define COMPILER_SUGGEST_H

#include "base/catalogue.h"
#include "compiler/plan.h"
#include "compiler/symbols.h"
#include "lang/expect.h"

enum suggestion_kind {
    SUGGEST_WORD,   /* of the language */
    SUGGEST_CHOICE, /* one of a few fixed words */
    SUGGEST_NAME,   /* symbol: what it names */
    SUGGEST_FACT,   /* what baskets tell */
    SUGGEST_TEXT,   /* in quotes */
    SUGGEST_FILE    /* to import, in quotes */
};

/* First the names that are looked for, last the words. */
enum suggestion_rank { RANK_FIRST, RANK_NAMES, RANK_FACTS, RANK_WORDS };

struct suggestion {
    enum suggestion_kind kind;
    enum suggestion_rank rank;
    enum symbol_kind symbol; /* NAME, TEXT */
    struct text label;       /* as it is to be written */
    struct text detail;      /* a few words; empty: none */
    struct text help;        /* a sentence; empty: none */
    struct text snippet;     /* with ${1:places} to fill in; empty: just the label */
    struct text import;      /* the file of the standard library that has to be imported; empty: none */
};

struct suggestions {
    const promo_allocator *alloc;
    struct arena arena;
    struct text_table labels;
    bool complete; /* words of the language make no sense beside these */
    VECTOR(struct suggestion) list;
    bool failed;
};

/* What is known where the suggestions are for. */
struct suggest_from {
    const struct expected *expected;
    struct symbols *now, *sound; /* each may be NULL; perhaps the same */
    const struct plan *plan;     /* NULL: nothing was compiled yet */
    const struct catalogue *catalogue; /* NULL: the shop's items are not known */
    uint32_t source;             /* of the place, in `now`; UINT32_MAX: it is not known there */
};

void suggestions_init(struct suggestions *suggestions, const promo_allocator *alloc);
void suggestions_done(struct suggestions *suggestions);

/* Texts are borrowed from the index, the source and the suggestions' arena. False without memory. */
bool suggest(struct suggestions *suggestions, const struct suggest_from *from);

/* The template in whose parentheses the place is, as the index has it; NULL: in none. *argument: how many commas stand before
 * the place, *named: the name before the `=` of this argument, if there is one. */
const struct declaration *suggest_template(const struct suggest_from *from, uint32_t *argument, struct text *named);

/* ---- For compiler/suggest_names.c ---- */

void suggest_add(struct suggestions *suggestions, struct suggestion suggestion);

/* The names that fit at the place. */
void suggest_names(struct suggestions *suggestions, const struct suggest_from *from);

/* A template with its required parameters to be filled in. */
struct text suggest_call(struct suggestions *suggestions, const struct declaration *declaration);

#endif
