#include "compiler/currency.h"

const struct currency CURRENCIES[] = {
#define CURRENCY(code, decimals) {#code, decimals},
#include "compiler/currencies.def"
#undef CURRENCY
};

const size_t CURRENCY_COUNT = sizeof CURRENCIES / sizeof *CURRENCIES;

const struct currency *currency_find(struct text code)
{
    size_t low = 0, high = CURRENCY_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(code, text_from(CURRENCIES[middle].code));
        if (order == 0)
            return &CURRENCIES[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
