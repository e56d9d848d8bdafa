#include "cli/catalogue.h"

#include "cli/files.h"
#include "cli/terminal.h"
#include "runtime/catalogue_json.h"

enum { CATALOGUE_LARGEST = 1 << 30 };

promo_status catalogue_load(struct catalogue *catalogue, const char *path, int decimals)
{
    struct buffer bytes;
    buffer_init(&bytes, NULL);
    promo_status status = file_load(path, CATALOGUE_LARGEST, &bytes);
    if (status == PROMO_OK) {
        catalogue_init(catalogue, NULL);
        status = catalogue_read(catalogue, file_shown(path), (struct text){bytes.bytes, bytes.length}, decimals);
        if (status == PROMO_OK)
            status = catalogue_close(catalogue);
        if (status != PROMO_OK)
            catalogue_done(catalogue);
    }
    buffer_done(&bytes);
    return status;
}

enum exit_code catalogue_open(struct catalogue *catalogue, const char *path, int decimals)
{
    promo_status status = catalogue_load(catalogue, path, decimals);
    if (status != PROMO_OK)
        complain("%s", promo_last_error());
    return status == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
}
