/* The numbers that a promotion says, by what they are, and numbers in its texts: what titles and names are held to. */
#ifndef COMPILER_LINT_NUMBERS_H
#define COMPILER_LINT_NUMBERS_H

#include "compiler/lint_parts.h"

enum { MOST_NUMBERS = 400 };

struct said {
    const struct lint *lint;
    int64_t percents[MOST_NUMBERS], amounts[MOST_NUMBERS], counts[MOST_NUMBERS];
    size_t percent_count, amount_count, count_count;
    bool overfull;  /* there are more */
    bool has_times; /* the promotion has a schedule */
};

void said_by_promotion(struct said *said, const struct lint *lint, const struct plan_promotion *promotion);

/* Prices that an item set is made with are added. */
void said_by_set(struct said *said, uint32_t set);

bool said_percent(const struct said *said, int64_t millionths);

/* An amount of a rule, or of several units of it: "3 for 6.00" is also "each for 2.00". */
bool said_amount(const struct said *said, int64_t minor);

/* A number in a text: digits without the point, from `start` to `end`. */
struct number_token {
    size_t start, end;
    int64_t value;
    unsigned decimals;
};

/* The next number that stands by itself; false: there is none. A comma or a point groups or parts where digits follow. */
bool number_next(struct text text, size_t from, struct number_token *token);

/* With so many decimals; false: it has more. */
bool number_scaled(struct number_token token, unsigned decimals, int64_t *value);

/* Passes the word, in any case, if it stands at *at. */
bool number_skip(struct text text, size_t *at, const char *word);

bool number_is_digit(char c);
bool number_is_letter(char c);

#endif
