/* Measures the stages of an evaluation, for statistics only: no result depends on it, and it reads no clock unless asked. */
#ifndef VM_WATCH_H
#define VM_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct watch {
    bool running;
    int64_t last; /* nanoseconds */
};

void watch_start(struct watch *watch, bool running);

/* watch_lap, of a watch that runs. */
void watch_read(struct watch *watch, int64_t *sum);

/* Adds the nanoseconds since the last lap to *sum. */
static inline void watch_lap(struct watch *watch, int64_t *sum)
{
    if (watch->running)
        watch_read(watch, sum);
}

#endif
