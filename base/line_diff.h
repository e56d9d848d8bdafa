/* The difference of two texts line by line, as diff -u and patches write it.
 *
 * The shortest one (Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1, 1986), unless the texts are so
 * unlike each other that looking for it would take long: then what differs is replaced as a whole. */
#ifndef BASE_LINE_DIFF_H
#define BASE_LINE_DIFF_H

#include "base/text.h"

struct line_diff_options {
    const char *before_name, *after_name; /* in the first two lines */
    bool colored;
};

/* Appends the unified difference, with three lines around each; nothing where the texts are the same. */
void line_diff(struct buffer *out, struct text before, struct text after, struct line_diff_options options);

#endif
