/* The same layers with other quantities: does a solve cost more where there are more units? */
#ifndef BENCH_BEST_QUANTITIES_H
#define BENCH_BEST_QUANTITIES_H

#include "bench/best_instances.h"
#include "bench/best_measure.h"

/* The layer with so many units of its middle line, or with so many times the units of every line. In the arena; NULL without
 * memory. */
const struct best_problem *quantities_of_one(struct arena *arena, const struct best_problem *problem, int64_t count);
const struct best_problem *quantities_of_all(struct arena *arena, const struct best_problem *problem, int64_t times);

/* The table's head, and its rows for a family and a size. What differs from GLPK's optimum is counted. */
void quantities_print_head(void);
uint32_t quantities_bench(struct bench *bench, const struct instance_family *family, uint32_t offers, uint32_t instances);

#endif
