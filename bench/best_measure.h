/* One instance's times: the optimiser's, GLPK's and those of greedy by priority, added to the row of a table. */
#ifndef BENCH_BEST_MEASURE_H
#define BENCH_BEST_MEASURE_H

#include "bench/best_greedy.h"

struct samples {
    double *times; /* microseconds */
    uint32_t count;
};

struct row {
    struct samples own, glpk, greedy;
    uint32_t proven, compared, different, skipped;
    double lost; /* by greedy, share of the discount, summed */
};

/* What a solve may take. */
struct measure_limits {
    int64_t work; /* the optimiser's steps */
    double seconds; /* GLPK's */
    bool greedy;  /* whether it is measured at all */
};

struct bench {
    struct best_solver *solver;
    struct greedy greedy;
    struct arena arena; /* of the instance at hand */
    struct measure_limits limits;
    struct row row;
};

/* For rows of so many instances at most. False without memory. */
bool bench_begin(struct bench *bench, uint32_t instances);
void bench_end(struct bench *bench);

/* An empty row, of solves within these limits. */
void bench_row(struct bench *bench, struct measure_limits limits);

/* What differs from GLPK's optimum goes to standard error, with the name. */
void bench_measure(struct bench *bench, const struct best_problem *problem, const char *name);

/* The time that such a part of the samples does not exceed; 0 without samples. */
double bench_quantile(struct samples *samples, double part);

/* Ends the row's line. */
void bench_print_notes(const struct row *row);

#endif
