/* The generated parser as the driver sees it: tokens are pushed into it, and it can be asked what it would accept.
 *
 * Asking never changes it. What is asked is worked out on the generated tables, in lang/grammar.y. */
#ifndef LANG_AUTOMATON_H
#define LANG_AUTOMATON_H

#include "lang/build.h"

#include <stddef.h>

struct automaton;
union GRAMMAR_STYPE;

/* NULL without memory. */
struct automaton *automaton_new(const promo_allocator *alloc);
void automaton_free(struct automaton *automaton);

enum automaton_answer { AUTOMATON_MORE, AUTOMATON_DONE, AUTOMATON_REFUSED, AUTOMATON_NO_MEMORY };

/* Pushes one token; builds what it completes. Refused: nothing was pushed that counts, and parsing is over. */
enum automaton_answer automaton_push(struct automaton *automaton, struct builder *b, int kind,
                                     const union GRAMMAR_STYPE *value, struct span span);

/* How many of the tokens it would accept one after the other. */
size_t automaton_try(const struct automaton *automaton, const int *kinds, size_t count);

/* The same once its last `parts` are dropped. */
size_t automaton_try_without(const struct automaton *automaton, size_t parts, const int *kinds, size_t count);

/* Parts that lie on its stack: where a token adds exactly one, dropping that one takes the token back. */
size_t automaton_height(const struct automaton *automaton);
void automaton_drop(struct automaton *automaton, size_t parts);

/* What it would accept next: keywords only where they are more than a name. At most AUTOMATON_KINDS. */
enum { AUTOMATON_KINDS = 256 };
size_t automaton_expected(const struct automaton *automaton, int kinds[AUTOMATON_KINDS]);

/* Whether it would take the keyword as a name only. */
bool automaton_takes_as_name(const struct automaton *automaton, int kind);

/* Whether the token, which it accepts, begins an element of a list that can go on after an error: a declaration, a clause,
 * a criterion. */
bool automaton_begins_item(const struct automaton *automaton, int kind);

/* Drops unfinished parts, as few as possible, until a list can go on with the given tokens after an error; `braces` is
 * how many open braces are to be dropped with them (SIZE_MAX: any number). Returns how many of the tokens would be
 * accepted then, and how many parts go in *parts (SIZE_MAX: there is no such place, never as many as `least`). */
size_t automaton_find_list(const struct automaton *automaton, const int *kinds, size_t count, size_t least,
                           size_t braces, size_t *parts);

/* Drops the parts and marks the error; false without memory. */
bool automaton_recover(struct automaton *automaton, struct builder *b, size_t parts, struct span span);

/* Braces and parentheses that are open in it. */
size_t automaton_brackets(const struct automaton *automaton);

/* The innermost list that is open in it, and whether that is one of criteria of items (`items all { ... }`). */
enum automaton_list {
    LIST_NONE, LIST_DECLARATIONS, LIST_SETTINGS, LIST_PROFILE, LIST_LAYERS, LIST_PRICE_LIST, LIST_CAMPAIGN, LIST_COUPON,
    LIST_LOYALTY, LIST_PROMOTION, LIST_STEPS, LIST_PARAMETERS, LIST_ARGUMENTS, LIST_EVENT, LIST_ROWS, LIST_CRITERIA, LIST_TEST,
    LIST_BASKET, LIST_FIELDS, LIST_STATE
};

enum automaton_list automaton_innermost(const struct automaton *automaton, bool *items);

/* "give", "a name". */
const char *automaton_token_name(int kind);

#endif
