/* Where state is kept: transactions over a numbered list of statements (store_sql.def), behind a table of functions, so
 * that another kind of store is another driver and no caller changes.
 *
 * A promo_store is shared by threads. Writers queue: whoever comes first runs everything that is waiting in one
 * transaction, so that callers who come together share one write to disk (group commit). Readers each borrow a link and
 * see one consistent state. The ledger calls store_write and store_read with a function that gets the link. */
#ifndef RUNTIME_STORE_H
#define RUNTIME_STORE_H

#include <promo/store.h>

#include "base/text.h"

enum store_sql {
#define SQL(name, text) SQL_##name,
#include "runtime/store_sql.def"
#undef SQL
    SQL_COUNT
};

enum store_value_type { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BYTES };

/* Texts and bytes are borrowed until the call returns. */
struct store_value {
    enum store_value_type type;
    int64_t integer;
    const void *bytes;
    size_t length;
};

static inline struct store_value value_int(int64_t integer)
{
    return (struct store_value){.type = VALUE_INT, .integer = integer};
}

static inline struct store_value value_text(const char *text)
{
    if (text == NULL)
        return (struct store_value){.type = VALUE_NULL};
    return (struct store_value){.type = VALUE_TEXT, .bytes = text, .length = strlen(text)};
}

static inline struct store_value value_bytes(const void *bytes, size_t length)
{
    return (struct store_value){.type = bytes == NULL ? VALUE_NULL : VALUE_BYTES, .bytes = bytes, .length = length};
}

/* The last two arguments of the functions below. */
#define VALUES(...)                                  \
    (const struct store_value[]){__VA_ARGS__},       \
        sizeof((const struct store_value[]){__VA_ARGS__}) / sizeof(struct store_value)

struct store_settings {
    const promo_allocator *alloc;
    const char *address;
    int busy_milliseconds;
    bool create;  /* a new store where there is none */
    int version;  /* of the schema to create or migrate to; 0: the newest */
};

enum store_mode {
    STORE_READ, /* one consistent state from the first statement on */
    STORE_WRITE /* the only writer until the end */
};

struct store_link;

/* A kind of store. Each function sets promo_last_error when it fails. */
struct store_driver {
    const char *scheme; /* prefix of its addresses; "": every other address */
    promo_status (*open)(struct store_link **link, const struct store_settings *settings);
    void (*close)(struct store_link *link);
    promo_status (*begin)(struct store_link *link, enum store_mode mode);
    promo_status (*end)(struct store_link *link, bool keep);   /* of a write with keep: durable when it returns */
    promo_status (*mark)(struct store_link *link);             /* a point to return to inside a write; they nest */
    promo_status (*unmark)(struct store_link *link, bool keep);
    promo_status (*start)(struct store_link *link, enum store_sql sql, const struct store_value *values, size_t count);
    promo_status (*step)(struct store_link *link, enum store_sql sql, bool *row);
    int64_t (*changes)(struct store_link *link);
    int64_t (*integer)(struct store_link *link, enum store_sql sql, int column);
    struct text (*text)(struct store_link *link, enum store_sql sql, int column); /* until the next step */
    void (*finish)(struct store_link *link, enum store_sql sql);
    int64_t (*last_key)(struct store_link *link);              /* of the row inserted last */
    promo_status (*check)(struct store_link *link, promo_verify_visit *visit, void *context, int64_t *disagreements);
    promo_status (*make_room)(struct store_link *link);        /* what is set aside and sorted may exceed memory */
    promo_status (*scrub)(struct store_link *link, bool on);   /* what is overwritten or deleted leaves no trace */
    promo_status (*backup)(struct store_link *link, const char *file, promo_progress *progress, void *context);
};

/* What every driver's link begins with. */
struct store_link {
    const struct store_driver *driver;
    const promo_allocator *alloc;
    int64_t statements; /* started so far: equal work is equal counts */
};

extern const struct store_driver STORE_SQLITE;

/* The text of a statement; parameters are ?1, ?2 ... */
extern const char *const STORE_SQL[SQL_COUNT];

/* --- transactions --- */

/* Changes only what it also undoes when it fails (store_attempt); runs in any thread. */
typedef promo_status store_function(struct store_link *link, void *context);

/* Runs `function` in a write transaction, perhaps together with other callers'. What it leaves is kept, whatever it
 * returns, except where the transaction as a whole fails: then that is the status. */
promo_status store_write(promo_store *store, store_function *function, void *context);

/* Runs `function` against one consistent state. */
promo_status store_read(promo_store *store, store_function *function, void *context);

/* Inside a write: runs `function` and keeps what it changed only if it returns PROMO_OK. */
promo_status store_attempt(struct store_link *link, store_function *function, void *context);

/* A link of the caller's own, for work that keeps one long (bulk loads, backups). */
promo_status store_link_open(promo_store *store, struct store_link **link);
void store_link_close(struct store_link *link);

const promo_allocator *store_allocator(const promo_store *store);

/* --- statements --- */

/* Runs a statement that gives no rows. *changes: rows changed; NULL where it does not matter. */
promo_status store_exec(struct store_link *link, enum store_sql sql, int64_t *changes, const struct store_value *values,
                        size_t count);

/* The same, and exactly one row must change: anything else is PROMO_CORRUPT. */
promo_status store_exec_one(struct store_link *link, enum store_sql sql, const struct store_value *values,
                            size_t count);

/* Starts a query and goes to its first row. With *row false it is finished already; else the caller reads columns, may
 * step on, and calls store_finish. A statement must not be started again while it is being read. */
promo_status store_query(struct store_link *link, enum store_sql sql, bool *row, const struct store_value *values,
                         size_t count);
promo_status store_step(struct store_link *link, enum store_sql sql, bool *row);
void store_finish(struct store_link *link, enum store_sql sql);

/* Columns from 0. A NULL is 0 and {NULL, 0}. */
int64_t store_int(struct store_link *link, enum store_sql sql, int column);
struct text store_text(struct store_link *link, enum store_sql sql, int column);

/* Copies a text column into a field of fixed size; what does not fit is cut. */
void store_copy(struct store_link *link, enum store_sql sql, int column, char *field, size_t size);

/* A query of one row: its first column, or `otherwise` where there is no row. */
promo_status store_value_of(struct store_link *link, enum store_sql sql, int64_t otherwise, int64_t *value,
                            const struct store_value *values, size_t count);

#endif
