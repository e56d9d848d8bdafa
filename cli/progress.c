#include "cli/progress.h"

#include "cli/terminal.h"

#include <stdio.h>
#include <time.h>

enum { WIDTH = 40 };

static const int64_t PATIENCE = 300000000, PAUSE = 100000000; /* nanoseconds before the first and between bars */

int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void progress_begin(struct progress *progress, uint64_t total)
{
    *progress = (struct progress){.total = total, .watched = terminal_watched(), .started = clock_now()};
}

void progress_at(struct progress *progress, uint64_t done)
{
    int64_t now = progress->watched ? clock_now() : 0;
    if (!progress->watched || now - progress->started < PATIENCE || now - progress->shown < PAUSE)
        return;
    progress->shown = now;
    progress->drawn = true;
    if (progress->total == 0) {
        fprintf(stderr, "\r%llu KiB read ", (unsigned long long)(done >> 10));
        return;
    }
    uint64_t part = done >= progress->total ? progress->total : done;
    int filled = (int)(part * WIDTH / progress->total);
    fprintf(stderr, "\r[%.*s%*s] %3d%% ", filled, "########################################", WIDTH - filled, "",
            (int)(part * 100 / progress->total));
}

void progress_clear(struct progress *progress)
{
    if (progress->drawn)
        fprintf(stderr, "\r%*s\r", WIDTH + 10, "");
    progress->drawn = false;
}
