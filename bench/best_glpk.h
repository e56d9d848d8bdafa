/* A layer's optimum by GLPK, of the integer program that vm/best_lp exports: to compare with, in benchmarks and tests. */
#ifndef BENCH_BEST_GLPK_H
#define BENCH_BEST_GLPK_H

#include "vm/best.h"

enum glpk_end {
    GLPK_OPTIMAL,
    GLPK_INFEASIBLE, /* what has to be used cannot be */
    GLPK_TOO_LARGE,  /* more ways to take offers than `most_columns` */
    GLPK_GAVE_UP     /* no optimum within `seconds`, or none once rounding is taken off what it found */
};

/* The value in minor units, and the time that the solver took, in microseconds, without export and reading. */
enum glpk_end glpk_solve(const struct best_problem *problem, int64_t most_columns, double seconds, double *value, double *time);

/* Whether a proven optimum is GLPK's, as far as its floating point tells. */
bool glpk_agrees(double own, double other);

#endif
