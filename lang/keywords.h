/* The words of the language (lang/keywords.def), looked up; for the scanner, completions and "did you mean". */
#ifndef LANG_KEYWORDS_H
#define LANG_KEYWORDS_H

#include "base/text.h"

enum keyword_part {
    KEYWORD_DECLARATION, /* begins a declaration */
    KEYWORD_CLAUSE,      /* begins a clause, or is part of one */
    KEYWORD_CRITERION,   /* of criteria and item sets */
    KEYWORD_OPERATOR,
    KEYWORD_BENEFIT,
    KEYWORD_TEST,
    KEYWORD_TYPE,
    KEYWORD_VALUE
};

struct keyword {
    struct text text;
    enum keyword_part part;
    int token; /* enum grammar_tokentype */
};

extern const struct keyword KEYWORDS[];
extern const size_t KEYWORDS_COUNT;

/* NULL: not a word of the language. */
const struct keyword *keyword_find(struct text word);

/* By token; NULL: not a keyword's. */
const struct keyword *keyword_of_token(int token);

#endif
