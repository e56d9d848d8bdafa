/* Coupons and loyalty programs: what the store keeps count of. Each appends exactly one record to the plan. */
#ifndef COMPILER_PROGRAMS_H
#define COMPILER_PROGRAMS_H

#include "compiler/check_parts.h"

void programs_coupon(struct check *check, const struct declaration *declaration);
void programs_loyalty(struct check *check, const struct declaration *declaration);

#endif
