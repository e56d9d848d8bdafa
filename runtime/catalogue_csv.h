/* Catalogues as comma-separated values (docs/catalogue.md): a header line that names columns in any order, then an item a
 * row. Columns that are not known become attributes by their name. */
#ifndef RUNTIME_CATALOGUE_CSV_H
#define RUNTIME_CATALOGUE_CSV_H

#include "base/catalogue.h"

/* Adds the items of the text to an initialised catalogue. `decimals` are the currency's. PROMO_INVALID, PROMO_CONFLICT or
 * PROMO_LIMIT with "NAME:LINE: ..." in promo_last_error, or PROMO_NO_MEMORY. The text is borrowed for the call. */
promo_status catalogue_read_csv(struct catalogue *catalogue, const char *name, struct text text, int decimals);

#endif
