/* Values of the image in the words of baskets and catalogues: texts by symbol, values of the profile's fields. */
#ifndef RUNTIME_ANALYSIS_SPELL_H
#define RUNTIME_ANALYSIS_SPELL_H

#include "base/text.h"
#include "vm/image.h"

enum { SPELL_ROOM = 64 };

/* The text of a symbol; of a number that is none, a text that no rule knows. */
struct text spell_symbol(const struct image_view *view, int64_t symbol);

/* A value of a field, of a set one member, without quotes; in `room` unless it is the image's text. */
struct text spell_value(const struct image_view *view, const struct image_field *field, int64_t value, char room[SPELL_ROOM]);

#endif
