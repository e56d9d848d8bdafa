#include "lang/meanings.h"

const struct meaning MEANINGS[] = {
#define MEANING(word, type, sentence) {{word, sizeof word - 1}, type, sentence},
#include "lang/meanings.def"
#undef MEANING
};

const size_t MEANING_COUNT = sizeof MEANINGS / sizeof *MEANINGS;

const struct meaning *meaning_find(struct text word)
{
    size_t low = 0, high = MEANING_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(MEANINGS[middle].word, word);
        if (order == 0)
            return &MEANINGS[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
