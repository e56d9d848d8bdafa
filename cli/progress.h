/* A progress bar on standard error, only where a person watches and only when the work takes its time. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    uint64_t total;   /* 0: not known, only what is done is shown */
    int64_t started, shown; /* nanoseconds of the clock */
    bool watched, drawn;
};

/* total: e.g. bytes. */
void progress_begin(struct progress *progress, uint64_t total);
void progress_at(struct progress *progress, uint64_t done);

/* Takes the bar away: before any other message on standard error, and at the end. */
void progress_clear(struct progress *progress);

/* Nanoseconds of a clock that only goes forward. */
int64_t clock_now(void);

#endif
