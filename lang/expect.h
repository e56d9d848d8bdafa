/* What the grammar lets come at a place in a source: for completion.
 *
 * The tokens before the place are parsed, errors repaired as ever; then the automaton is asked. The word or text that the place
 * is in, or at the end of, is what a completion replaces, and is not parsed. */
#ifndef LANG_EXPECT_H
#define LANG_EXPECT_H

#include "lang/automaton.h"
#include "lang/scan.h"

struct expected {
    const struct source *source;
    struct token *tokens;    /* those before the place */
    size_t count;
    int kinds[AUTOMATON_KINDS]; /* what may come: enum grammar_tokentype; T_NAME stands for any name */
    size_t kind_count;
    enum automaton_list list; /* the innermost list the place is in */
    bool in_items;           /* in criteria of items */
    uint32_t place;
    uint32_t start, end;     /* bytes that a completion replaces */
    bool in_text;            /* they are a text with its quotes; one without its end goes to the place */
    bool nowhere;            /* in a comment, or right behind a number: nothing is to be completed */
};

/* The tokens lie in the arena. */
promo_status expect_at(struct arena *arena, const struct source *source, uint32_t offset, struct expected *expected);

bool expected_kind(const struct expected *expected, int kind);

/* The kind of the token `back` tokens before the place, from 1; 0: there is none. And its text. */
int expected_before(const struct expected *expected, size_t back);
struct text expected_text(const struct expected *expected, size_t back);

/* The name of the declaration the place is in, and in *kind its keyword's token; empty: in none. */
struct text expected_declaration(const struct expected *expected, int *kind);

#endif
