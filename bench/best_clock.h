/* The thread's own time in microseconds. Asking for it may take as long as a small layer: since a start, that is taken off. */
#ifndef BENCH_BEST_CLOCK_H
#define BENCH_BEST_CLOCK_H

double clock_start(void);

/* At least 0. */
double clock_since(double start);

#endif
