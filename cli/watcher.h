/* Waits until rule files change: `promo test --watch`. Files are looked at several times a second, by size, time and number,
 * which finds every way in which editors save, and works on every file system.
 *
 * What operands name is watched from the start, with the rule files that come into directories; what these import is added
 * when it is known. SIGINT and SIGTERM end the waiting instead of the program. */
#ifndef CLI_WATCHER_H
#define CLI_WATCHER_H

#include "base/arena.h"
#include "base/hash.h"

struct watcher {
    const char *const *operands; /* borrowed */
    size_t operand_count;
    struct arena arena;
    struct text_table others; /* paths, each once */
    uint64_t seen;            /* how all were when last looked at */
};

/* From now on the two signals only end waiting. */
void watcher_init(struct watcher *watcher, const char *const *operands, size_t operand_count);
void watcher_done(struct watcher *watcher);

/* Notes how all are now. What changes after this ends the next wait, also while nobody waits yet: so it is called before the
 * files are read. */
void watcher_look(struct watcher *watcher);

/* A file that was read, or would have been if it were there. False: no memory. */
bool watcher_add(struct watcher *watcher, struct text path);

/* Until something has changed and is at rest again; false: a signal says that it is enough, or nobody reads any more. */
bool watcher_wait(struct watcher *watcher);

#endif
