/* Fractions that always have a result: exact where 128 bits hold it, otherwise the nearest multiple of 2^-62.
 *
 * Called by the layer optimiser's general reading of offers and by settlement, where sums of many shares with denominators
 * that have nothing in common outgrow any fixed width. The first try is the exact operation, so that nothing is lost, and
 * hardly any time, where it fits. False only where the value itself is too large (beyond 64 bits before the point). */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/exact.h"

bool near_add(struct fraction a, struct fraction b, struct fraction *out);
bool near_subtract(struct fraction a, struct fraction b, struct fraction *out);
bool near_multiply(struct fraction a, struct fraction b, struct fraction *out);
bool near_divide(struct fraction a, struct fraction b, struct fraction *out);

/* The whole number nearest to value * scale (> 0), halves up. */
bool near_scale(struct fraction value, int64_t scale, promo_i128 *parts);

/* Whether two values are the same but for what many near results may be off: 2^-40. */
bool near_equal(struct fraction a, struct fraction b);

/* A value that lies within 2^-40 of a half or a whole number, but not on it, moved there: what is to be rounded next has come
 * by near results, and was just that. */
struct fraction near_halves(struct fraction value);

#endif
