/* From the plan to the image: codes item sets and criteria, sorts what images keep sorted, writes every record.
 *
 * Called by the compilation once the rule set has no errors. Writes only what promotions, programs and declarations refer
 * to, in an order that depends on nothing but the plan: the same plan gives the same bytes. */
#ifndef COMPILER_EMIT_H
#define COMPILER_EMIT_H

#include "compiler/plan.h"

/* The image is 8-byte aligned, from `alloc`, the caller's. PROMO_NO_MEMORY; PROMO_LIMIT: a section outgrows 32-bit indices. */
promo_status emit_image(const struct plan *plan, const promo_allocator *alloc, void **image, size_t *size);

#endif
