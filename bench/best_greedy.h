/* Greedy by priority, what most engines do: each promotion in turn takes its own best on what the earlier ones left. */
#ifndef BENCH_BEST_GREEDY_H
#define BENCH_BEST_GREEDY_H

#include "vm/best.h"

struct greedy {
    struct best_solver *solver;
    struct best_class *classes; /* room for the problem's */
};

/* The value of what greedy takes; `solver` and `classes` are scratch. */
promo_status greedy_value(struct greedy *greedy, const struct best_problem *problem, struct fraction *value);

#endif
