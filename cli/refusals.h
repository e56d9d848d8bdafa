/* What is said of the baskets of one file that are refused: a message each, up to some; of a file in which nothing is a basket
 * (binary, a table, a list of numbers) one message, for there it is the file that is wrong.
 *
 * Whoever prices the file begins, tells of each refusal and of what is well in between, and ends. Messages go to standard error. */
#ifndef CLI_REFUSALS_H
#define CLI_REFUSALS_H

#include "base/text.h"

enum { REFUSALS_SAID = 20, REFUSALS_BEGINNING = 40 };

struct refusals {
    const char *input;   /* its name in messages; borrowed */
    uint64_t refused;
    uint64_t first_line; /* of the first of those refused */
    bool baskets;        /* something was an object, good or bad */
    bool image;          /* it begins as a compiled image does */
    struct buffer held;  /* messages that wait for whether anything is */
    char beginning[REFUSALS_BEGINNING]; /* of the first record refused; bytes that are no text too */
    size_t beginning_length;
    bool beginning_cut;
};

void refusals_begin(struct refusals *refusals, const char *input);

/* column 0: no place in the line. record: what was refused, empty where it is not kept. */
void refusals_add(struct refusals *refusals, uint64_t line, uint64_t column, const char *message, struct text record);

/* Something of the file was priced: what waits is said. */
void refusals_are_among_baskets(struct refusals *refusals);

/* read: to the end of the file, so that a file without any record is said to have none. */
void refusals_end(struct refusals *refusals, bool read);

#endif
