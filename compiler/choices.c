#include "compiler/choices.h"

#include <stddef.h>

const char *const CHOICES_ROUNDING[] = {"half_up", "half_even", "half_down", "up", "down", NULL};
const char *const CHOICES_LAYER_PRICES[] = {"remaining", "original", NULL};
const char *const CHOICES_CAMPAIGN_TYPE[] = {"membership", "purchase", "post_sale", "promotional", NULL};
const char *const CHOICES_COUPON_KIND[] = {"discount", "certificate", NULL};
const char *const CHOICES_PROMOTION_TYPE[] = {"award", "discount", "reduction", NULL};
const char *const CHOICES_PROMOTION_STATUS[] = {"draft", "active", "retired", "obsolete", NULL};
const char *const CHOICES_WEEKDAY[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};
const char *const CHOICES_OWNER[] = {"customer", "order", "item", NULL};
const char *const CHOICES_FIELD_TYPE[] = {"bool", "number", "decimal", "money",   "percent", "text",
                                          "date", "instant", "enum",   "set",     NULL};
const char *const CHOICES_PARAMETER_TYPE[] = {"items", "money",   "percent", "number",  "text",     "date",
                                              "instant", "coupon", "loyalty", "audience", NULL};
