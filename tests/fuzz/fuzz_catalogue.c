/* Any bytes as a catalogue: read or refused with a message; what was read is found again. The first byte chooses the number
 * of decimals. */
#include "runtime/catalogue_json.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct catalogue catalogue;
    if (size == 0)
        return 0;
    catalogue_init(&catalogue, NULL);
    promo_status status = catalogue_read(&catalogue, "shop", (struct text){(const char *)data + 1, size - 1}, data[0] & 3);
    if (status == PROMO_OK)
        status = catalogue_close(&catalogue);
    for (size_t i = 0; status == PROMO_OK && i < catalogue.items.count; i++) {
        const struct catalogue_item *item = &catalogue.items.items[i];
        struct catalogue_found found = catalogue_find(&catalogue, CATALOGUE_SKU, item->sku);
        assert(found.count == 1 && found.items[0] == i);
        for (size_t j = 0; j < item->category_count; j++)
            assert(catalogue_find(&catalogue, CATALOGUE_CATEGORY, item->categories[j]).count != 0);
    }
    assert(status == PROMO_OK || promo_last_error()[0] != '\0');
    catalogue_done(&catalogue);
    return 0;
}
