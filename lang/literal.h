/* What a token is worth: numbers, percentages, dates, instants, times and strings; for the parser.
 *
 * Errors are reported where the token is; its value then is an EXPR_ERROR, or a word that is not given. */
#ifndef LANG_LITERAL_H
#define LANG_LITERAL_H

#include "lang/build.h"

/* `kind`: T_NUMBER, T_PERCENT, T_DATE, T_INSTANT or T_TIME of enum grammar_tokentype. */
struct expr *literal_read(struct builder *b, int kind, struct span span);

/* The text of a string token; not given where its closing quote is missing (the scanner has reported that). */
struct word literal_string(struct builder *b, struct span span);

#endif
