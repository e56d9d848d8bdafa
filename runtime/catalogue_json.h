/* Catalogues as JSON (docs/catalogue.md): a list of items, or one item a line; an item has the members of a basket's line.
 * Members that are not known become attributes. Also chooses between the formats by what a text begins with. */
#ifndef RUNTIME_CATALOGUE_JSON_H
#define RUNTIME_CATALOGUE_JSON_H

#include "base/catalogue.h"

/* As catalogue_read_csv. */
promo_status catalogue_read_json(struct catalogue *catalogue, const char *name, struct text text, int decimals);

/* A text that begins with `[` or `{` is JSON, any other is CSV; a byte-order mark is passed over. */
promo_status catalogue_read(struct catalogue *catalogue, const char *name, struct text text, int decimals);

#endif
