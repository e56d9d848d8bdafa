/* What people write who know offers but not the language, and how it is written here: the help of syntax errors.
 *
 * Two tables, by what was written and what could stand there. Called by lang/complain.c. */
#ifndef LANG_HABITS_H
#define LANG_HABITS_H

#include "base/text.h"

#include <stdbool.h>

/* The token that does not fit, and the one after it (enum grammar_tokentype); what could stand in its place. */
struct habit_place {
    int written, next;
    struct text word; /* the token's own bytes */
    const int *expected;
    size_t expected_count;
    bool in_arguments; /* in the parentheses of a `use` */
};

/* NULL: nobody knows what was meant. */
const char *habit_help(const struct habit_place *place);

#endif
