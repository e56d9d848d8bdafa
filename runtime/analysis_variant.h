/* The same rule set with one promotion switched off: a copy of the image in which its status is draft. */
#ifndef RUNTIME_ANALYSIS_VARIANT_H
#define RUNTIME_ANALYSIS_VARIANT_H

#include <promo/vm.h>

struct variant {
    promo_image *image;
    void *bytes;
    size_t size;
};

/* Promotion numbers stay as they are. The image's index is for the promotions that were active: price without it
 * (promo_session_options.no_index). PROMO_NO_MEMORY. */
promo_status variant_without(struct variant *variant, const promo_image *image, uint32_t promotion);
void variant_done(struct variant *variant);

#endif
