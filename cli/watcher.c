#include "cli/watcher.h"

#include "cli/paths.h"
#include "cli/terminal.h"

#include <signal.h>
#include <sys/stat.h>
#include <time.h>

enum { MILLISECONDS_BETWEEN_LOOKS = 100 };

static const struct hash_key KEY = {0, 0}; /* nobody picks paths to make them look alike */
static volatile sig_atomic_t enough;

static void note_signal(int number)
{
    (void)number;
    enough = 1;
}

void watcher_init(struct watcher *watcher, const char *const *operands, size_t operand_count)
{
    *watcher = (struct watcher){.operands = operands, .operand_count = operand_count};
    arena_init(&watcher->arena, NULL);
    text_table_init(&watcher->others, NULL, KEY);
    struct sigaction action = {.sa_handler = note_signal}; /* without SA_RESTART: sleeping ends at once */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void watcher_done(struct watcher *watcher)
{
    text_table_done(&watcher->others);
    arena_done(&watcher->arena);
}

/* Of a file as it is now; a file that is not there has one, too. */
static uint64_t look_at(const char *path)
{
    struct stat found;
    uint64_t facts[5] = {hash_bytes(KEY, path, strlen(path))};
    if (stat(path, &found) == 0) {
        facts[1] = (uint64_t)found.st_mtim.tv_sec;
        facts[2] = (uint64_t)found.st_mtim.tv_nsec;
        facts[3] = (uint64_t)found.st_size;
        facts[4] = (uint64_t)found.st_ino;
    }
    return hash_bytes(KEY, facts, sizeof facts);
}

/* A sum: it does not matter in which order files are looked at. */
static uint64_t look(const struct watcher *watcher)
{
    struct paths paths;
    uint64_t sum = 0;
    paths_init(&paths);
    paths.quiet = true;
    for (size_t i = 0; i < watcher->operand_count; i++)
        paths_add(&paths, watcher->operands[i]);
    for (size_t i = 0; i < paths.files.count; i++)
        sum += look_at(paths.files.items[i]);
    for (size_t i = 0; i < watcher->others.count; i++)
        sum += look_at(watcher->others.texts[i].bytes);
    paths_done(&paths);
    return sum;
}

void watcher_look(struct watcher *watcher)
{
    watcher->seen = look(watcher);
}

bool watcher_add(struct watcher *watcher, struct text path)
{
    bool added;
    if (text_table_find(&watcher->others, path) != TEXT_TABLE_NONE)
        return true;
    const char *kept = arena_copy(&watcher->arena, path.bytes, path.length);
    if (kept == NULL || text_table_add(&watcher->others, text_from(kept), &added) == TEXT_TABLE_NONE)
        return false;
    watcher->seen += look_at(kept);
    return true;
}

bool watcher_wait(struct watcher *watcher)
{
    uint64_t last = watcher->seen;
    while (!enough && !terminal_abandoned()) {
        uint64_t now = look(watcher);
        if (now != watcher->seen && now == last)
            return true; /* not as it was, and twice the same in a row */
        last = now;
        nanosleep(&(struct timespec){0, MILLISECONDS_BETWEEN_LOOKS * 1000000L}, NULL);
    }
    return false;
}
