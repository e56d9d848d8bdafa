#include "cli/catalogue.h"

#include "cli/files.h"
#include "cli/terminal.h"
#include "runtime/catalogue_json.h"

enum { CATALOGUE_LARGEST = 1 << 30 };

enum exit_code catalogue_open(struct catalogue *catalogue, const char *path, int decimals)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    struct buffer bytes;
    buffer_init(&bytes, NULL);
    if (!file_read(path, CATALOGUE_LARGEST, &bytes)) {
        buffer_done(&bytes);
        return EXIT_CANNOT;
    }
    catalogue_init(catalogue, NULL);
    promo_status status = catalogue_read(catalogue, name, (struct text){bytes.bytes, bytes.length}, decimals);
    if (status == PROMO_OK)
        status = catalogue_close(catalogue);
    if (status != PROMO_OK) {
        complain("%s", promo_last_error());
        catalogue_done(catalogue);
    }
    buffer_done(&bytes);
    return status == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
}
