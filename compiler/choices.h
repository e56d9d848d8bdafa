/* The fixed words that may stand in some places: for the checker, and for completion. Each list ends in NULL. */
#ifndef COMPILER_CHOICES_H
#define COMPILER_CHOICES_H

extern const char *const CHOICES_ROUNDING[];         /* in the order of enum rounding */
extern const char *const CHOICES_LAYER_PRICES[];
extern const char *const CHOICES_CAMPAIGN_TYPE[];
extern const char *const CHOICES_COUPON_KIND[];
extern const char *const CHOICES_PROMOTION_TYPE[];
extern const char *const CHOICES_PROMOTION_STATUS[];
extern const char *const CHOICES_WEEKDAY[];
extern const char *const CHOICES_OWNER[];            /* in the order of enum plan_owner */
extern const char *const CHOICES_FIELD_TYPE[];       /* in the order of enum plan_type */
extern const char *const CHOICES_PARAMETER_TYPE[];   /* in the order of enum parameter_type */

#endif
