/* --catalogue FILE: opens a catalogue of items, CSV or JSON by its contents, for the verbs that look at one. */
#ifndef CLI_CATALOGUE_H
#define CLI_CATALOGUE_H

#include "base/catalogue.h"
#include "cli/command.h"

#define CATALOGUE_OPTION \
    {"catalogue", '\0', OPTION_TEXT, "FILE", "the items of the shop, as CSV or JSON; `-` is standard input", 0, 0}

/* A closed catalogue, amounts with the currency's decimals. PROMO_OK means that catalogue_done gives it back, and
 * anything else that there is nothing to release. */
promo_status catalogue_load(struct catalogue *catalogue, const char *path, int decimals);

/* The same; EXIT_CANNOT: complained. */
enum exit_code catalogue_open(struct catalogue *catalogue, const char *path, int decimals);

#endif
