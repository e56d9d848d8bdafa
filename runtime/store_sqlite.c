/* The SQLite store: one file and its write-ahead log. A link is a connection, used by one thread at a time. */
#include "runtime/store.h"
#include "runtime/store_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* "prmo", in the file's header: says that the file is a store. */
enum { APPLICATION_ID = 0x70726d6f, PATH_MOST = 4096 };

/* How long to wait for others who hold the store. */
struct patience {
    int busy_milliseconds;
    int64_t waiting_since; /* nanoseconds; of the wait it is in */
};

struct sqlite_link {
    struct store_link link; /* first */
    sqlite3 *db;
    sqlite3_stmt *prepared[SQL_COUNT];
    struct patience patience;
    bool writing;
};

static struct sqlite_link *sqlite_of(struct store_link *link)
{
    return (struct sqlite_link *)(void *)link;
}

static const struct {
    int code;
    promo_status status;
    const char *text;
} FAILURES[] = {
    {SQLITE_BUSY, PROMO_BUSY, "another process holds the store"},
    {SQLITE_LOCKED, PROMO_BUSY, "another process holds the store"},
    {SQLITE_NOMEM, PROMO_NO_MEMORY, "no memory"},
    {SQLITE_CORRUPT, PROMO_CORRUPT, "the store is damaged"},
    {SQLITE_NOTADB, PROMO_CORRUPT, "the file is not a store"},
    {SQLITE_CONSTRAINT, PROMO_CORRUPT, "a rule of the store would be broken"},
    {SQLITE_FULL, PROMO_IO, "no space left for the store"},
    {SQLITE_IOERR, PROMO_IO, "the store could not be read or written"},
    {SQLITE_CANTOPEN, PROMO_IO, "the store could not be opened"},
    {SQLITE_PERM, PROMO_IO, "the store may not be accessed"},
    {SQLITE_READONLY, PROMO_IO, "the store may not be written"},
};

static promo_status failure(sqlite3 *db, int code)
{
    const char *message = db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    for (size_t i = 0; i < sizeof FAILURES / sizeof FAILURES[0]; i++)
        if (FAILURES[i].code == (code & 0xff))
            return error_set(FAILURES[i].status, "%s (%s)", FAILURES[i].text, message);
    return error_set(PROMO_IO, "the store refused (%s)", message);
}

/* A writer waits its turn in short, growing, uneven naps: many waiting processes must not wake in step. */
static int wait_for_others(void *context, int tries)
{
    struct patience *patience = context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t nanoseconds = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    if (tries == 0)
        patience->waiting_since = nanoseconds;
    else if (nanoseconds - patience->waiting_since > (int64_t)patience->busy_milliseconds * 1000000)
        return 0;
    int64_t longest = tries < 6 ? (int64_t)50000 << tries : 3000000;
    struct timespec nap = {0, (long)(longest / 2 + (nanoseconds / 1000 * 7919 + (int64_t)getpid() * 104729) % (longest / 2))};
    nanosleep(&nap, NULL);
    return 1;
}

static promo_status run_text(struct sqlite_link *link, const char *sql)
{
    int code = sqlite3_exec(link->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? PROMO_OK : failure(link->db, code);
}

static promo_status read_number(struct sqlite_link *link, const char *sql, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(link->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *number = sqlite3_column_int64(statement, 0);
    promo_status status = code == SQLITE_ROW ? PROMO_OK : failure(link->db, code);
    sqlite3_finalize(statement);
    return status;
}

/* --- opening ------------------------------------------------------------------------------------------------------- */

/* A file that was just made is found again after a power loss only when its directory is on disk, too. */
static promo_status sync_directory(const char *file)
{
    char path[PATH_MOST];
    const char *slash = strrchr(file, '/');
    size_t length = slash == NULL ? 1 : slash == file ? 1 : (size_t)(slash - file);
    if (length >= sizeof path)
        return error_set(PROMO_IO, "the path of `%s` is too long", file);
    memcpy(path, slash == NULL ? "." : file, length);
    path[length] = '\0';
    int directory = open(path, O_RDONLY | O_DIRECTORY);
    bool done = directory >= 0 && fsync(directory) == 0;
    int reason = errno;
    if (directory >= 0)
        close(directory);
    return done ? PROMO_OK : error_set(PROMO_IO, "`%s` could not be written to disk: %s", path, strerror(reason));
}

struct identity {
    int64_t application, version, tables;
};

static promo_status identify(struct sqlite_link *link, struct identity *is)
{
    promo_status status = read_number(link, "PRAGMA application_id", &is->application);
    if (status == PROMO_OK)
        status = read_number(link, "PRAGMA user_version", &is->version);
    if (status == PROMO_OK)
        status = read_number(link, "SELECT count(*) FROM sqlite_schema", &is->tables);
    return status;
}

static promo_status migrate(struct sqlite_link *link, int from, int to)
{
    promo_status status = PROMO_OK;
    char text[96];
    for (int step = from + 1; status == PROMO_OK && step <= to; step++)
        for (const char *const *sql = store_schema_step(step); status == PROMO_OK && *sql != NULL; sql++)
            status = run_text(link, *sql);
    snprintf(text, sizeof text, "PRAGMA user_version = %d; PRAGMA application_id = %d", to, APPLICATION_ID);
    return status == PROMO_OK ? run_text(link, text) : status;
}

/* Looks at what the file is, under the writer's lock where it must change. */
static promo_status settle_version(struct sqlite_link *link, const struct store_settings *settings)
{
    int newest = settings->version > 0 ? settings->version : STORE_SCHEMA_VERSION;
    struct identity is = {0};
    promo_status status = identify(link, &is);
    if (status != PROMO_OK)
        return status;
    bool empty = is.application == 0 && is.version == 0 && is.tables == 0;
    if (!empty && is.application != APPLICATION_ID)
        return error_set(PROMO_CORRUPT, "`%s` is a database, but not a promo store", settings->address);
    if (empty && !settings->create)
        return error_set(PROMO_CORRUPT, "`%s` is empty: make a store with `promo state init`", settings->address);
    if (!empty && settings->create)
        return error_set(PROMO_CONFLICT, "`%s` is a store already", settings->address);
    if (is.version > STORE_SCHEMA_VERSION)
        return error_set(PROMO_UNSUPPORTED, "`%s` is of version %lld, made by a newer promo; this one knows up to %d",
                         settings->address, (long long)is.version, STORE_SCHEMA_VERSION);
    return is.version >= newest ? PROMO_OK : migrate(link, (int)is.version, newest);
}

/* Of several who turn a new file's journal at once, SQLite refuses some without asking the busy handler: they wait here. */
static promo_status use_write_ahead_log(struct sqlite_link *link)
{
    struct patience patience = link->patience;
    int tries = 0, code;
    do
        code = sqlite3_exec(link->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    while ((code & 0xff) == SQLITE_BUSY && wait_for_others(&patience, tries++));
    return code == SQLITE_OK ? PROMO_OK : failure(link->db, code);
}

static promo_status set_up(struct sqlite_link *link, const struct store_settings *settings)
{
    struct identity is = {0};
    char text[128];
    sqlite3_busy_handler(link->db, wait_for_others, &link->patience);
    sqlite3_extended_result_codes(link->db, 1);
    promo_status status = identify(link, &is);
    if (status != PROMO_OK)
        return status;
    bool ours = is.application == APPLICATION_ID && is.version <= STORE_SCHEMA_VERSION;
    bool settled = ours && is.version == STORE_SCHEMA_VERSION && !settings->create;
    if (ours || (is.application == 0 && is.tables == 0 && settings->create))
        status = use_write_ahead_log(link);
    if (status == PROMO_OK)
        status = run_text(link, "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16000;"
                                "PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 2000;"
                                /* What a mark needs to undo stays in memory: no file is made for it. */
                                "PRAGMA temp_store = MEMORY");
    if (status != PROMO_OK || settled)
        return status;
    snprintf(text, sizeof text, "BEGIN %s", ours || is.application == 0 ? "IMMEDIATE" : "");
    status = run_text(link, text);
    if (status != PROMO_OK)
        return status;
    status = settle_version(link, settings);
    promo_status ended = run_text(link, status == PROMO_OK ? "COMMIT" : "ROLLBACK");
    return status != PROMO_OK ? status : ended;
}

static void sqlite_close(struct store_link *base)
{
    struct sqlite_link *link = sqlite_of(base);
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(link->prepared[i]);
    sqlite3_close(link->db);
    alloc_release(base->alloc, link, 1, sizeof *link);
}

/* Customers' data: only the owner may read the file unless its maker says otherwise. */
static promo_status make_file(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return error_set(PROMO_IO, "`%s` could not be made: %s", path, strerror(errno));
    close(file);
    return sync_directory(path);
}

static promo_status sqlite_open(struct store_link **out, const struct store_settings *settings)
{
    *out = NULL;
    if (!settings->create && access(settings->address, F_OK) != 0)
        return error_set(PROMO_NOT_FOUND, "there is no store `%s`: make one with `promo state init`", settings->address);
    struct sqlite_link *link = alloc_zeroed(settings->alloc, 1, sizeof *link);
    if (link == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory to open the store");
    link->link.driver = &STORE_SQLITE;
    link->link.alloc = settings->alloc;
    link->patience.busy_milliseconds = settings->busy_milliseconds;
    promo_status status = settings->create ? make_file(settings->address) : PROMO_OK;
    if (status == PROMO_OK) {
        int code = sqlite3_open_v2(settings->address, &link->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
        status = code == SQLITE_OK ? set_up(link, settings) : failure(link->db, code);
    }
    if (status == PROMO_OK && settings->create)
        status = sync_directory(settings->address);
    if (status == PROMO_OK)
        *out = &link->link;
    else
        sqlite_close(&link->link);
    return status;
}

/* --- transactions -------------------------------------------------------------------------------------------------- */

static promo_status run_simple(struct store_link *base, enum store_sql sql)
{
    bool row;
    promo_status status = STORE_SQLITE.start(base, sql, NULL, 0);
    return status == PROMO_OK ? store_step(base, sql, &row) : status;
}

static promo_status sqlite_begin(struct store_link *base, enum store_mode mode)
{
    promo_status status = run_simple(base, mode == STORE_WRITE ? SQL_BEGIN_WRITE : SQL_BEGIN_READ);
    sqlite_of(base)->writing = status == PROMO_OK && mode == STORE_WRITE;
    return status;
}

static promo_status sqlite_end(struct store_link *base, bool keep)
{
    struct sqlite_link *link = sqlite_of(base);
    promo_status status = PROMO_OK;
    bool lost = sqlite3_get_autocommit(link->db) != 0;
    link->writing = false;
    if (lost)
        return keep ? error_set(PROMO_IO, "the store undid the transaction after an error") : PROMO_OK;
    status = run_simple(base, keep ? SQL_COMMIT : SQL_ROLLBACK);
    if (status != PROMO_OK && keep && !sqlite3_get_autocommit(link->db))
        sqlite3_exec(link->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static promo_status sqlite_mark(struct store_link *base)
{
    return run_simple(base, SQL_MARK);
}

static promo_status sqlite_unmark(struct store_link *base, bool keep)
{
    promo_status status = keep ? PROMO_OK : run_simple(base, SQL_RETURN_TO_MARK);
    return status == PROMO_OK ? run_simple(base, SQL_UNMARK) : status;
}

/* --- statements ---------------------------------------------------------------------------------------------------- */

static int bind_value(sqlite3_stmt *statement, int at, const struct store_value *value)
{
    switch (value->type) {
    case VALUE_INT:
        return sqlite3_bind_int64(statement, at, value->integer);
    case VALUE_TEXT:
        return sqlite3_bind_text64(statement, at, value->bytes, value->length, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BYTES:
        return sqlite3_bind_blob64(statement, at, value->bytes, value->length, SQLITE_STATIC);
    case VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(statement, at);
}

static promo_status sqlite_start(struct store_link *base, enum store_sql sql, const struct store_value *values,
                                 size_t count)
{
    struct sqlite_link *link = sqlite_of(base);
    /* An error may have undone the transaction: what comes after must not be kept on its own. */
    if (link->writing && sqlite3_get_autocommit(link->db))
        return error_set(PROMO_IO, "the store undid the transaction after an error");
    if (link->prepared[sql] == NULL) {
        int code = sqlite3_prepare_v3(link->db, STORE_SQL[sql], -1, SQLITE_PREPARE_PERSISTENT, &link->prepared[sql], NULL);
        if (code != SQLITE_OK)
            return failure(link->db, code);
    }
    sqlite3_stmt *statement = link->prepared[sql];
    for (size_t i = 0; i < count; i++) {
        int code = bind_value(statement, (int)i + 1, &values[i]);
        if (code != SQLITE_OK)
            return failure(link->db, code);
    }
    return PROMO_OK;
}

static promo_status sqlite_step(struct store_link *base, enum store_sql sql, bool *row)
{
    struct sqlite_link *link = sqlite_of(base);
    int code = sqlite3_step(link->prepared[sql]);
    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? PROMO_OK : failure(link->db, code);
}

static int64_t sqlite_changes(struct store_link *base)
{
    return sqlite3_changes64(sqlite_of(base)->db);
}

static int64_t sqlite_integer(struct store_link *base, enum store_sql sql, int column)
{
    return sqlite3_column_int64(sqlite_of(base)->prepared[sql], column);
}

static struct text sqlite_text(struct store_link *base, enum store_sql sql, int column)
{
    sqlite3_stmt *statement = sqlite_of(base)->prepared[sql];
    const char *bytes = sqlite3_column_blob(statement, column);
    return (struct text){bytes, bytes == NULL ? 0 : (size_t)sqlite3_column_bytes(statement, column)};
}

static void sqlite_finish(struct store_link *base, enum store_sql sql)
{
    if (sqlite_of(base)->prepared[sql] != NULL)
        sqlite3_reset(sqlite_of(base)->prepared[sql]);
}

static int64_t sqlite_last_key(struct store_link *base)
{
    return sqlite3_last_insert_rowid(sqlite_of(base)->db);
}

/* --- the file as a whole ------------------------------------------------------------------------------------------- */

static promo_status sqlite_check(struct store_link *base, promo_verify_visit *visit, void *context,
                                 int64_t *disagreements)
{
    struct sqlite_link *link = sqlite_of(base);
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(link->db, "PRAGMA integrity_check", -1, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        const char *line = code == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
        if (line != NULL && strcmp(line, "ok") != 0) {
            visit(context, line);
            ++*disagreements;
        }
    }
    promo_status status = code == SQLITE_DONE ? PROMO_OK : failure(link->db, code);
    sqlite3_finalize(statement);
    return status;
}

static promo_status sqlite_make_room(struct store_link *base)
{
    return run_text(sqlite_of(base), "PRAGMA temp_store = FILE");
}

static promo_status sqlite_scrub(struct store_link *base, bool on)
{
    struct sqlite_link *link = sqlite_of(base);
    if (on)
        return run_text(link, "PRAGMA secure_delete = ON");
    promo_status status = run_text(link, "PRAGMA secure_delete = OFF");
    return status == PROMO_OK ? run_text(link, "PRAGMA wal_checkpoint(TRUNCATE)") : status;
}

/* Copies pages inside one read transaction, so that writers go on and the copy is of one instant. */
static promo_status copy_pages(struct sqlite_link *link, sqlite3 *copy, promo_progress *progress, void *context)
{
    enum { PAGES_AT_ONCE = 1024 };
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", link->db, "main");
    if (backup == NULL)
        return failure(copy, sqlite3_errcode(copy));
    int code = SQLITE_OK;
    bool stopped = false;
    while (code == SQLITE_OK && !stopped) {
        code = sqlite3_backup_step(backup, PAGES_AT_ONCE);
        int of = sqlite3_backup_pagecount(backup);
        stopped = code == SQLITE_OK && progress != NULL && !progress(context, of - sqlite3_backup_remaining(backup), of);
    }
    int finished = sqlite3_backup_finish(backup);
    if (stopped)
        return error_set(PROMO_BUSY, "stopped");
    return code == SQLITE_DONE && finished == SQLITE_OK ? PROMO_OK : failure(copy, code == SQLITE_DONE ? finished : code);
}

static promo_status sqlite_backup(struct store_link *base, const char *file, promo_progress *progress, void *context)
{
    char part[PATH_MOST];
    sqlite3 *copy = NULL;
    int length = snprintf(part, sizeof part, "%s.part", file);
    if (length < 0 || (size_t)length >= sizeof part)
        return error_set(PROMO_INVALID, "the name of the backup is too long");
    if (access(file, F_OK) == 0)
        return error_set(PROMO_CONFLICT, "`%s` exists: a backup overwrites nothing", file);
    if (unlink(part) != 0 && errno != ENOENT)
        return error_set(PROMO_IO, "`%s` is in the way: %s", part, strerror(errno));
    promo_status status = make_file(part);
    if (status != PROMO_OK)
        return status;
    int code = sqlite3_open_v2(part, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    status = code == SQLITE_OK ? copy_pages(sqlite_of(base), copy, progress, context) : failure(copy, code);
    if (sqlite3_close(copy) != SQLITE_OK && status == PROMO_OK)
        status = error_set(PROMO_IO, "`%s` could not be closed", part);
    if (status == PROMO_OK && link(part, file) != 0)
        status = error_set(errno == EEXIST ? PROMO_CONFLICT : PROMO_IO, "`%s` could not be made: %s", file, strerror(errno));
    unlink(part);
    return status == PROMO_OK ? sync_directory(file) : status;
}

const struct store_driver STORE_SQLITE = {
    .scheme = "",
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .end = sqlite_end,
    .mark = sqlite_mark,
    .unmark = sqlite_unmark,
    .start = sqlite_start,
    .step = sqlite_step,
    .changes = sqlite_changes,
    .integer = sqlite_integer,
    .text = sqlite_text,
    .finish = sqlite_finish,
    .last_key = sqlite_last_key,
    .check = sqlite_check,
    .make_room = sqlite_make_room,
    .scrub = sqlite_scrub,
    .backup = sqlite_backup,
};
