/* Any bytes as an image: refused with a message, or verified and then priced with. The header's size and hash are put right
 * first, or no change would get past them. */
#include "tests/support/foreign_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t padded = (size + 7) / 8 * 8;
    unsigned char *bytes = calloc(1, padded + 8);
    promo_image *image;
    if (bytes == NULL)
        return 0;
    if (size != 0)
        memcpy(bytes, data, size);
    if (padded >= sizeof(struct image_header)) {
        struct image_header *header = (void *)bytes;
        header->size = padded;
        header->hash = hash_bytes((struct hash_key){0, 0}, bytes + sizeof *header, padded - sizeof *header);
    }
    promo_status status = promo_image_load(&image, bytes, padded, NULL);
    foreign_check(status);
    if (status == PROMO_OK) {
        price_foreign_image(image, false);
        price_foreign_image(image, true);
        promo_image_free(image);
    }
    free(bytes);
    return 0;
}
