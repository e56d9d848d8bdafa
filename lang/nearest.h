/* "Did you mean": offered one by one, the candidate that is written most like the word that was not found.
 *
 *     struct nearest nearest = nearest_to(name->text);
 *     for each declared name: nearest_offer(&nearest, declared);
 *     if (nearest.best.bytes != NULL) diag_help(d, "did you mean `%.*s`?", SHOWN(nearest.best));
 *
 * Ties go to the candidate that comes first in bytewise order, so that the order of offering does not show. */
#ifndef LANG_NEAREST_H
#define LANG_NEAREST_H

#include "base/text.h"

struct nearest {
    struct text wanted;
    struct text best; /* bytes NULL: nothing is near enough */
    unsigned distance; /* of best; before any, the largest that still counts */
};

/* Near enough: a third of the length may differ, at least one and at most three letters. */
struct nearest nearest_to(struct text wanted);

/* Whether it became the best. */
bool nearest_offer(struct nearest *nearest, struct text candidate);

#endif
