#include "vm/watch.h"

#include <time.h>

static int64_t now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        return 0;
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void watch_start(struct watch *watch, bool running)
{
    watch->running = running;
    watch->last = running ? now() : 0;
}

void watch_read(struct watch *watch, int64_t *sum)
{
    int64_t at = now();
    *sum += at - watch->last;
    watch->last = at;
}
