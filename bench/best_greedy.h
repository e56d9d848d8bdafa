/* Greedy by priority, what most engines do: each promotion in turn takes its own best on what the earlier ones left. */
#ifndef BENCH_BEST_GREEDY_H
#define BENCH_BEST_GREEDY_H

#include "base/arena.h"
#include "base/bits.h"
#include "vm/best.h"

/* Classes of a problem, at most. */
enum { GREEDY_CLASSES = 4096 };

struct greedy {
    struct best_solver *solver;
    struct arena arena;
    struct best_class classes[GREEDY_CLASSES];
    uint64_t closed[BITS_WORDS(GREEDY_CLASSES)]; /* classes that have no units left */
};

bool greedy_begin(struct greedy *greedy);
void greedy_end(struct greedy *greedy);

/* The value of what greedy takes; all else is scratch. */
promo_status greedy_value(struct greedy *greedy, const struct best_problem *problem, struct fraction *value);

#endif
