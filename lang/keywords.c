#include "lang/keywords.h"

#include "lang/grammar.h"

const struct keyword KEYWORDS[] = {
#define KEYWORD(token, word, part) {{word, sizeof word - 1}, KEYWORD_##part, T_##token},
#include "lang/keywords.def"
#undef KEYWORD
};

const size_t KEYWORDS_COUNT = sizeof KEYWORDS / sizeof KEYWORDS[0];

const struct keyword *keyword_find(struct text word)
{
    size_t low = 0, high = KEYWORDS_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(KEYWORDS[middle].text, word);
        if (order == 0)
            return &KEYWORDS[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct keyword *keyword_of_token(int token)
{
    for (size_t i = 0; i < KEYWORDS_COUNT; i++)
        if (KEYWORDS[i].token == token)
            return &KEYWORDS[i];
    return NULL;
}
