/* A compiled image as a plan again, as far as it tells: what describes plans can then describe images.
 *
 * Everything is there but what an image has only as code: an item set is a let named by the author's words, and a condition is
 * the author's words. Texts are the image's, which must outlive the plan. */
#ifndef CLI_IMAGE_PLAN_H
#define CLI_IMAGE_PLAN_H

#include "compiler/plan.h"

#include <promo/vm.h>

/* Into a plan that plan_init has made. False: no memory (plan->failed). */
bool image_plan(struct plan *plan, const promo_image *image);

#endif
