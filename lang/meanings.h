/* The words of the language explained (lang/meanings.def), for those who point at one. */
#ifndef LANG_MEANINGS_H
#define LANG_MEANINGS_H

#include "base/text.h"

struct meaning {
    struct text word;
    const char *type;     /* what the word stands for: "money"; "": no value */
    const char *sentence;
};

/* In order of word. */
extern const struct meaning MEANINGS[];
extern const size_t MEANING_COUNT;

/* NULL: the word has none. */
const struct meaning *meaning_find(struct text word);

#endif
