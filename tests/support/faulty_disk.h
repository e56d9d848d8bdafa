/* A disk that fails on purpose: a VFS of SQLite that counts the writes and does what it was told at one of them.
 *
 * Everything goes through to the system's VFS. Besides, each write since a file's last sync is remembered with what was there
 * before, so that a power loss can take any part of them back: the disk is what was synced, plus some of the rest, whole or
 * torn. One test at a time uses it. */
#ifndef TESTS_SUPPORT_FAULTY_DISK_H
#define TESTS_SUPPORT_FAULTY_DISK_H

#include "tests/support/stores.h"

#include <sqlite3.h>

enum fault { FAULT_NONE, FAULT_WRITE, FAULT_TORN, FAULT_FULL, FAULT_SYNC, FAULT_READ, FAULT_POWER, FAULT_COUNT };

static struct {
    enum fault fault;
    int64_t at;       /* the operation that fails, counted from 1 */
    int64_t counted;  /* operations so far, of the kind that the fault is about */
    bool happened;
    uint64_t random;
    sqlite3_vfs *system;
} disk;

struct change {
    sqlite3_int64 offset;     /* of a write */
    int length;               /* of a write; -1: a truncation to `offset` */
    unsigned char *new_bytes, *old_bytes;
    int old_length;           /* what was there before, at most `length`; of a truncation what was cut off */
    sqlite3_int64 old_size;
};

struct faulty_file {
    sqlite3_file base;
    struct change *changes; /* since the last sync */
    int change_count;
    struct faulty_file *next; /* all that are open */
    sqlite3_file *real;
};

static struct faulty_file *open_files;

static struct faulty_file *faulty(sqlite3_file *file)
{
    return (struct faulty_file *)(void *)file;
}

static void forget_changes(struct faulty_file *file)
{
    for (int i = 0; i < file->change_count; i++) {
        free(file->changes[i].new_bytes);
        free(file->changes[i].old_bytes);
    }
    free(file->changes);
    file->changes = NULL;
    file->change_count = 0;
}

static void remember_change(struct faulty_file *file, sqlite3_int64 offset, int length, const void *bytes)
{
    struct change change = {.offset = offset, .length = length};
    file->real->pMethods->xFileSize(file->real, &change.old_size);
    sqlite3_int64 old = change.old_size > offset ? change.old_size - offset : 0;
    change.old_length = length >= 0 && old > length ? length : (int)old;
    change.old_bytes = malloc((size_t)change.old_length + 1);
    if (change.old_length > 0)
        file->real->pMethods->xRead(file->real, change.old_bytes, change.old_length, offset);
    if (length >= 0) {
        change.new_bytes = malloc((size_t)length + 1);
        memcpy(change.new_bytes, bytes, (size_t)length);
    }
    file->changes = realloc(file->changes, (size_t)(file->change_count + 1) * sizeof change);
    file->changes[file->change_count++] = change;
}

static void lose(struct faulty_file *file)
{
    const sqlite3_io_methods *real = file->real->pMethods;
    for (int i = file->change_count; i-- > 0;) {
        struct change *change = &file->changes[i];
        if (change->old_length > 0)
            real->xWrite(file->real, change->old_bytes, change->old_length, change->offset);
        real->xTruncate(file->real, change->old_size);
    }
    int64_t luck = random_below(&disk.random, 4); /* nothing arrived, all but the last, or anything */
    for (int i = 0; i < file->change_count; i++) {
        struct change *change = &file->changes[i];
        bool arrives = luck == 0 ? false : luck == 1 ? i + 1 < file->change_count : random_below(&disk.random, 3) > 0;
        if (!arrives)
            continue;
        if (change->length < 0) {
            real->xTruncate(file->real, change->offset);
            continue;
        }
        int length = change->length;
        if (random_below(&disk.random, 3) == 0 && length > 512)
            length = (int)random_below(&disk.random, length / 512 + 1) * 512; /* torn between sectors */
        if (length > 0)
            real->xWrite(file->real, change->new_bytes, length, change->offset);
    }
}

static void power_loss(void)
{
    for (struct faulty_file *file = open_files; file != NULL; file = file->next)
        lose(file);
    _exit(77);
}

/* Whether the operation at hand is the one that fails. */
static bool fails(enum fault kind, enum fault or_else)
{
    if (disk.fault != kind && disk.fault != or_else && !(disk.fault == FAULT_POWER && kind != FAULT_READ))
        return false;
    if (++disk.counted < disk.at || (disk.happened && disk.fault != FAULT_FULL))
        return false;
    disk.happened = true;
    if (disk.fault == FAULT_POWER)
        power_loss();
    return true;
}

static int faulty_close(sqlite3_file *base)
{
    struct faulty_file *file = faulty(base);
    for (struct faulty_file **at = &open_files; *at != NULL; at = &(*at)->next)
        if (*at == file) {
            *at = file->next;
            break;
        }
    forget_changes(file);
    return file->real->pMethods->xClose(file->real);
}

static int faulty_read(sqlite3_file *base, void *bytes, int length, sqlite3_int64 offset)
{
    if (fails(FAULT_READ, FAULT_READ))
        return SQLITE_IOERR_READ;
    return faulty(base)->real->pMethods->xRead(faulty(base)->real, bytes, length, offset);
}

static int faulty_write(sqlite3_file *base, const void *bytes, int length, sqlite3_int64 offset)
{
    struct faulty_file *file = faulty(base);
    bool full = disk.fault == FAULT_FULL, torn = disk.fault == FAULT_TORN;
    if (fails(FAULT_WRITE, full ? FAULT_FULL : FAULT_TORN)) {
        if (torn)
            file->real->pMethods->xWrite(file->real, bytes, length / 2, offset);
        return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    remember_change(file, offset, length, bytes);
    return file->real->pMethods->xWrite(file->real, bytes, length, offset);
}

static int faulty_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct faulty_file *file = faulty(base);
    if (fails(FAULT_WRITE, FAULT_WRITE))
        return SQLITE_IOERR_TRUNCATE;
    remember_change(file, size, -1, NULL);
    return file->real->pMethods->xTruncate(file->real, size);
}

static int faulty_sync(sqlite3_file *base, int flags)
{
    struct faulty_file *file = faulty(base);
    if (fails(FAULT_SYNC, FAULT_SYNC))
        return SQLITE_IOERR_FSYNC;
    (void)flags; /* the disk of the test needs no syncing */
    forget_changes(file);
    return SQLITE_OK;
}

static int faulty_size(sqlite3_file *base, sqlite3_int64 *size)
{
    return faulty(base)->real->pMethods->xFileSize(faulty(base)->real, size);
}

static int faulty_lock(sqlite3_file *base, int lock)
{
    return faulty(base)->real->pMethods->xLock(faulty(base)->real, lock);
}

static int faulty_unlock(sqlite3_file *base, int lock)
{
    return faulty(base)->real->pMethods->xUnlock(faulty(base)->real, lock);
}

static int faulty_check_lock(sqlite3_file *base, int *held)
{
    return faulty(base)->real->pMethods->xCheckReservedLock(faulty(base)->real, held);
}

static int faulty_control(sqlite3_file *base, int code, void *argument)
{
    return faulty(base)->real->pMethods->xFileControl(faulty(base)->real, code, argument);
}

static int faulty_sector(sqlite3_file *base)
{
    (void)base;
    return 512;
}

/* No promises: neither that appends are safe nor that a sector is never torn. */
static int faulty_characteristics(sqlite3_file *base)
{
    (void)base;
    return 0;
}

static int faulty_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **memory)
{
    return faulty(base)->real->pMethods->xShmMap(faulty(base)->real, page, size, extend, memory);
}

static int faulty_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    return faulty(base)->real->pMethods->xShmLock(faulty(base)->real, offset, count, flags);
}

static void faulty_shm_barrier(sqlite3_file *base)
{
    faulty(base)->real->pMethods->xShmBarrier(faulty(base)->real);
}

static int faulty_shm_unmap(sqlite3_file *base, int remove)
{
    return faulty(base)->real->pMethods->xShmUnmap(faulty(base)->real, remove);
}

static const sqlite3_io_methods FAULTY_METHODS = {
    2, faulty_close, faulty_read, faulty_write, faulty_truncate, faulty_sync, faulty_size, faulty_lock, faulty_unlock,
    faulty_check_lock, faulty_control, faulty_sector, faulty_characteristics, faulty_shm_map, faulty_shm_lock,
    faulty_shm_barrier, faulty_shm_unmap, NULL, NULL,
};

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *got)
{
    struct faulty_file *file = faulty(base);
    (void)vfs;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(void *)(file + 1);
    int code = disk.system->xOpen(disk.system, name, file->real, flags, got);
    if (code != SQLITE_OK)
        return code;
    file->base.pMethods = &FAULTY_METHODS;
    file->next = open_files;
    open_files = file;
    return SQLITE_OK;
}

/* From now on every store is on this disk; with FAULT_NONE it works. */
static UNUSED void disk_install(void)
{
    static sqlite3_vfs vfs;
    if (disk.system != NULL)
        return;
    disk.system = sqlite3_vfs_find(NULL);
    vfs = *disk.system;
    vfs.zName = "faulty";
    vfs.szOsFile = (int)sizeof(struct faulty_file) + disk.system->szOsFile;
    vfs.xOpen = faulty_open;
    vfs.pNext = NULL;
    sqlite3_vfs_register(&vfs, 1);
}

static UNUSED void disk_fail(enum fault fault, int64_t at, uint64_t seed)
{
    disk.fault = fault;
    disk.at = at;
    disk.counted = 0;
    disk.happened = false;
    disk.random = seed;
}

static UNUSED void disk_heal(void)
{
    disk.fault = FAULT_NONE;
}

#endif
