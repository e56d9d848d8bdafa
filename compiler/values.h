/* Constants: literals and parameters, with the type that their place wants.
 *
 * Each answers false, with an error reported, where something else stands there; a value that the parser could not read
 * (NULL, or EXPR_ERROR) is false without a word. */
#ifndef COMPILER_VALUES_H
#define COMPILER_VALUES_H

#include "compiler/check_parts.h"

/* `what` names the thing in messages: "a cap". Of a TEXT the value is its symbol. */
bool value_of(struct check *check, const struct expr *expr, enum plan_type wanted, const char *what, int64_t *value);

/* Minor units, 0 or more. */
bool value_money(struct check *check, const struct expr *expr, const char *what, int64_t *value);

/* A whole number from `least` on. */
bool value_count(struct check *check, const struct expr *expr, int64_t least, const char *what, int64_t *value);

/* Days or weeks, as days; a parameter that is a number counts days. */
bool value_days(struct check *check, const struct expr *expr, int64_t *days);

bool value_duration(struct check *check, const struct expr *expr, struct plan_duration *duration);

/* "a percentage", "an amount of money": what a type of values is called. */
const char *value_type_words(enum plan_type type);

/* What stands there, in the same words. */
const char *value_words(struct check *check, const struct expr *expr);

/* The parameter an expression names; NULL: it is no name of one. */
const struct binding *value_binding(const struct check *check, const struct expr *expr);

/* A name of one word; NULL: something else. */
const struct word *value_single_word(const struct expr *expr);

/* The text of a string, or of a text parameter that a bare word names; false: reported. */
bool value_text(struct check *check, const struct word *word, const char *what, struct text *text);

/* Whether the literal is money, or could be: with decimals or a currency, or a parameter that is. */
bool value_is_money(const struct check *check, const struct expr *expr);

/* Three letters that are the rule set's currency; otherwise reported. */
bool value_currency(struct check *check, const struct word *word);

/* A literal as a value of the rule set's currency, where nobody may have said a currency yet. */
bool value_scale(int64_t digits, unsigned decimals, unsigned wanted, int64_t *value);

#endif
