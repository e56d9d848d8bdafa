#define _XOPEN_SOURCE 700 /* realpath */

#include "cli/files.h"

#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

static promo_status read_all(int file, const char *path, size_t most, struct buffer *out)
{
    size_t before = out->length;
    for (;;) {
        char piece[PIECE];
        ssize_t got = read(file, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(PROMO_IO, "%s: %s", path, strerror(errno));
        if (got == 0)
            return PROMO_OK;
        buffer_write(out, piece, (size_t)got);
        if (out->failed)
            return error_set(PROMO_NO_MEMORY, "%s: no memory left", path);
        if (out->length - before > most)
            return error_set(PROMO_LIMIT, "%s: too large", path);
    }
}

const char *file_shown(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

promo_status file_load(const char *path, size_t most, struct buffer *out)
{
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY);
    if (file < 0)
        return error_set(PROMO_IO, "%s: %s", path, strerror(errno));
    promo_status status = read_all(file, file_shown(path), most, out);
    if (!standard)
        close(file);
    return status;
}

bool file_read(const char *path, size_t most, struct buffer *out)
{
    bool read = file_load(path, most, out) == PROMO_OK;
    if (!read)
        complain("%s", promo_last_error());
    return read;
}

static bool write_all(int file, struct text bytes)
{
    while (bytes.length != 0) {
        ssize_t written = write(file, bytes.bytes, bytes.length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes.bytes += written;
        bytes.length -= (size_t)written;
    }
    return true;
}

/* What is no ordinary file (a device, a pipe) is written as it is. */
static bool write_in_place(const char *path, struct text bytes)
{
    int file = open(path, O_WRONLY);
    bool fine = file >= 0 && write_all(file, bytes);
    if (file >= 0 && close(file) != 0)
        fine = false;
    return fine;
}

/* `old` is the file that is replaced, whose rights are kept; NULL: there is none. */
static bool write_beside(const char *path, const struct stat *old, struct text bytes, char *beside)
{
    int file = mkstemp(beside);
    if (file < 0)
        return false;
    mode_t mask = umask(0);
    umask(mask);
    bool fine = fchmod(file, old != NULL ? old->st_mode & 0777 : 0666 & ~mask) == 0 && write_all(file, bytes);
    if (close(file) != 0)
        fine = false;
    if (fine && rename(beside, path) == 0)
        return true;
    int reason = errno;
    unlink(beside);
    errno = reason;
    return false;
}

bool file_replace(const char *path, struct text bytes)
{
    struct stat found;
    bool there = stat(path, &found) == 0;
    char *whole = there ? realpath(path, NULL) : NULL; /* what a link leads to, so that the link stays */
    const char *target = whole != NULL ? whole : path;
    struct buffer beside;
    buffer_init(&beside, NULL);
    buffer_format(&beside, "%s.XXXXXX", target);
    bool fine = !beside.failed && (there && !S_ISREG(found.st_mode)
                                       ? write_in_place(target, bytes)
                                       : write_beside(target, there ? &found : NULL, bytes, beside.bytes));
    if (!fine)
        complain("%s: %s", path, beside.failed ? "no memory left" : strerror(errno));
    buffer_done(&beside);
    free(whole);
    return fine;
}

bool directory_make(const char *path)
{
    struct stat found;
    if (mkdir(path, 0777) == 0)
        return true;
    int why = errno;
    if (why == EEXIST && stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return true;
    complain("%s: %s", path, strerror(why == EEXIST ? ENOTDIR : why));
    return false;
}
