/* promo audience: customers by id, loaded from a file. */
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/stored.h"
#include "cli/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const struct option AUDIENCE_OPTIONS[] = {[STORED_STORE] = STORE_OPTION, [STORED_AT] = AT_OPTION};

/* A file with an id a line. */
struct members {
    const char *path; /* for messages */
    FILE *file;
    char *line;
    size_t size;
    uint64_t number, bytes;
    bool bad; /* a line that is no id; complained */
    struct progress progress;
};

/* Empty lines are passed over; the end of a line may be that of any system. */
static const char *next_member(void *context)
{
    struct members *members = context;
    ssize_t length = 0;
    while (!members->bad && (length = getline(&members->line, &members->size, members->file)) >= 0) {
        members->number++;
        members->bytes += (uint64_t)length;
        size_t end = (size_t)length;
        if (members->number == 1 && end >= 3 && memcmp(members->line, "\xEF\xBB\xBF", 3) == 0) { /* a byte-order mark */
            end -= 3;
            memmove(members->line, members->line + 3, end + 1);
        }
        while (end > 0 && (members->line[end - 1] == '\n' || members->line[end - 1] == '\r'))
            end--;
        members->line[end] = '\0';
        members->bad = strlen(members->line) != end;
        if (members->bad)
            complain("%s: line %llu has a NUL: a text with a customer's id on each line is wanted", members->path,
                     (unsigned long long)members->number);
        else if (end > 0)
            return members->line;
    }
    return NULL;
}

static bool show_progress(void *context, int64_t done, int64_t of)
{
    struct members *members = context;
    (void)done;
    (void)of;
    progress_at(&members->progress, members->bytes);
    return !members->bad && !ferror(members->file);
}

static enum exit_code load_from(struct stored *stored, struct members *members)
{
    struct stat found;
    int64_t count = 0;
    char line[128];
    bool sized = fstat(fileno(members->file), &found) == 0 && S_ISREG(found.st_mode);
    progress_begin(&members->progress, sized ? (uint64_t)found.st_size : 0);
    promo_status status = promo_store_load_audience(stored->store, stored->operands[0], next_member, show_progress, members,
                                                    &count);
    progress_clear(&members->progress);
    if (members->bad)
        return EXIT_CANNOT;
    if (ferror(members->file)) {
        complain("%s: %s", stored->operands[1], strerror(errno));
        return EXIT_CANNOT;
    }
    if (status == PROMO_INVALID || status == PROMO_LIMIT) {
        complain("%s: line %llu: %s", members->path, (unsigned long long)members->number, promo_last_error());
        return EXIT_CANNOT;
    }
    if (status != PROMO_OK)
        return stored_failure(status);
    snprintf(line, sizeof line, "%lld customer%s", (long long)count, text_plural(count));
    return stored_print(line);
}

static enum exit_code load(struct stored *stored)
{
    bool standard = strcmp(stored->operands[1], "-") == 0;
    struct members members = {.path = file_shown(stored->operands[1]),
                              .file = standard ? stdin : fopen(stored->operands[1], "r")};
    if (members.file == NULL) {
        complain("%s: %s", stored->operands[1], strerror(errno));
        return EXIT_CANNOT;
    }
    enum exit_code code = load_from(stored, &members);
    if (!standard)
        fclose(members.file);
    free(members.line);
    return code;
}

static const struct action ACTIONS[] = {{"load", "NAME FILE", 2, 2, false, load}};

static enum exit_code audience(const struct invocation *invocation)
{
    return stored_run(invocation, ACTIONS, sizeof ACTIONS / sizeof *ACTIONS);
}

const struct command AUDIENCE_COMMAND = {
    .name = "audience",
    .operands = "load NAME FILE",
    .summary = "load an audience: customers by id",
    .details = "promo audience load NAME FILE: replaces the audience by the ids in FILE, one a line; `-` is standard input. The\n"
               "old one stays until all are there.",
    .examples = "# replace an audience by the customers of a file\n"
                "promo audience load vip vip.txt --store shop.db",
    OPTIONS_OF(AUDIENCE_OPTIONS),
    .least = 1,
    .most = 3,
    .run = audience,
};
