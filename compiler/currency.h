/* ISO 4217: the currencies a rule set may have, and the decimals of their minor units. */
#ifndef COMPILER_CURRENCY_H
#define COMPILER_CURRENCY_H

#include "base/text.h"

struct currency {
    char code[4];
    uint8_t decimals;
};

/* In order of code. */
extern const struct currency CURRENCIES[];
extern const size_t CURRENCY_COUNT;

/* NULL where there is none of that code (capital letters). */
const struct currency *currency_find(struct text code);

#endif
