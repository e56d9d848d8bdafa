#include "runtime/analysis_variant.h"

#include "base/hash.h"
#include "vm/loader.h"

promo_status variant_without(struct variant *variant, const promo_image *image, uint32_t promotion)
{
    const struct image_header *header = image->view.header;
    *variant = (struct variant){.bytes = alloc_array(&ALLOC_DEFAULT, (size_t)header->size, 1), .size = (size_t)header->size};
    if (variant->bytes == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    memcpy(variant->bytes, header, variant->size);
    struct image_header *copy = variant->bytes;
    unsigned char *bytes = variant->bytes;
    struct image_promotion *promotions = (void *)(bytes + copy->sections[SECTION_PROMOTIONS].offset);
    promotions[promotion].status = STATUS_DRAFT;
    copy->hash = hash_bytes((struct hash_key){0, 0}, bytes + sizeof *copy, variant->size - sizeof *copy);
    promo_status status = promo_image_load(&variant->image, variant->bytes, variant->size, NULL);
    if (status != PROMO_OK)
        variant_done(variant);
    return status;
}

void variant_done(struct variant *variant)
{
    if (variant->image != NULL)
        promo_image_free(variant->image);
    alloc_release(&ALLOC_DEFAULT, variant->bytes, variant->size, 1);
    *variant = (struct variant){0};
}
