/* A layer's problem as an integer program in CPLEX LP format, for GLPK, CBC, HiGHS and others: to compare optima.
 *
 * Every way to take an offer is a variable, so only small and middling layers can be written. The objective is the value
 * in minor units; awards and what is preferred among equals have no part in it. */
#ifndef VM_BEST_LP_H
#define VM_BEST_LP_H

#include "base/text.h"
#include "vm/best.h"

/* PROMO_LIMIT where there are more ways than `most_columns`. */
promo_status best_lp_write(struct buffer *out, const struct best_problem *problem, const promo_allocator *alloc,
                           int64_t most_columns);

#endif
