/* --catalogue FILE: opens a catalogue of items, CSV or JSON by its contents, for the verbs that look at one. */
#ifndef CLI_CATALOGUE_H
#define CLI_CATALOGUE_H

#include "base/catalogue.h"
#include "cli/command.h"

#define CATALOGUE_OPTION \
    {"catalogue", '\0', OPTION_TEXT, "FILE", "the items of the shop, as CSV or JSON; `-` is standard input", 0, 0}

/* A closed catalogue, amounts with the currency's decimals. EXIT_CANNOT: complained, and there is nothing to release;
 * otherwise catalogue_done gives it back. */
enum exit_code catalogue_open(struct catalogue *catalogue, const char *path, int decimals);

#endif
