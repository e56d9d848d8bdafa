/* What is compared, and with what: the constants, lists and ranges that stand on the right of a comparison, by the type of
 * what stands on its left. Shared by the criteria of orders and of items. */
#ifndef COMPILER_COMPARE_H
#define COMPILER_COMPARE_H

#include "compiler/check_parts.h"

struct subject {
    enum plan_type type;
    uint32_t field;   /* ENUM: in the plan's fields */
    uint32_t program; /* TIER */
    struct span span; /* as written, for messages */
};

/* Whether values of the type can stand in such a comparison; otherwise reported. */
bool subject_allows(struct check *check, const struct subject *subject, enum comparison comparison, struct span operator);

enum plan_comparison subject_comparison(enum comparison comparison);

/* One value: a literal, a parameter, or a bare name of an enum's value, a weekday or a tier. */
bool subject_constant(struct check *check, const struct subject *subject, const struct expr *expr, int64_t *value);

/* `{ a, b }`: a list of the plan, or PLAN_NONE. */
uint32_t subject_list(struct check *check, const struct subject *subject, const struct expr *list);

/* `a .. b`, both inclusive in the answer. *wraps: at least *high or at most *low (weekdays and times of day only). */
bool subject_range(struct check *check, const struct subject *subject, const struct expr *range, int64_t *low,
                   int64_t *high, bool *wraps);

/* Whether two things can be compared with each other; otherwise reported at `span`. */
bool subject_same(struct check *check, const struct subject *one, const struct subject *other, struct span span);

#endif
