/* Dates and instants as text (RFC 3339) to numbers and back, with local times in the rule set's zone.
 *
 * Used by the JSON readers and the command. A date is days since 1970-01-01, an instant seconds since
 * 1970-01-01T00:00:00Z (proleptic Gregorian calendar, years 1 to 9999). Fractions of a second are cut off. */
#ifndef RUNTIME_INSTANT_H
#define RUNTIME_INSTANT_H

#include "base/text.h"

struct image_view;

/* "2026-03-01". */
bool date_parse(struct text text, int64_t *day);

/* "2026-03-01T17:00", with optional seconds and optional zone ("Z", "+02:00"). Without a zone it is local time of the
 * image's: a time that a clock change skips is the first instant after the gap, one that happens twice the earlier. */
bool instant_parse(struct text text, const struct image_view *image, int64_t *instant);

enum { INSTANT_ROOM = 32 };

/* "2026-03-01T17:00:00Z", NUL-terminated. Years 1 to 9999. */
void instant_print(int64_t instant, char out[INSTANT_ROOM]);

#endif
