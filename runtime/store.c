#include "runtime/store.h"

#include <pthread.h>
#include <stdio.h>

enum { BATCH_MOST = 64, DEFAULT_BUSY_MILLISECONDS = 30000 };

enum job_state { JOB_WAITING, JOB_LEADING, JOB_DONE };

/* A caller of store_write, on its own stack, until it is done. */
struct store_job {
    store_function *function;
    void *context;
    promo_status status;
    enum job_state state;
    pthread_cond_t changed;
    struct store_job *next;
    char error[512]; /* of the thread that ran it */
};

struct promo_store {
    const promo_allocator *alloc;
    const struct store_driver *driver;
    char *address;
    size_t address_size;
    int busy_milliseconds;
    pthread_mutex_t lock;            /* of everything below */
    struct store_job *first, *last;  /* waiting */
    bool led;                        /* somebody is running a batch */
    struct store_link *writer;       /* the leader's */
    struct store_link **idle;        /* readers that nobody uses */
    size_t idle_count, idle_capacity;
};

const char *const STORE_SQL[SQL_COUNT] = {
#define SQL(name, text) [SQL_##name] = text,
#include "runtime/store_sql.def"
#undef SQL
};

static const struct store_driver *const DRIVERS[] = {&STORE_SQLITE};

static const struct store_driver *driver_of(const char *address)
{
    for (size_t i = 0; i < sizeof DRIVERS / sizeof DRIVERS[0]; i++)
        if (strncmp(address, DRIVERS[i]->scheme, strlen(DRIVERS[i]->scheme)) == 0)
            return DRIVERS[i];
    return NULL;
}

static promo_status settings_make(struct store_settings *settings, const struct store_driver **driver,
                                  const char *address, const promo_store_options *options)
{
    if (address == NULL || address[0] == '\0')
        return error_set(PROMO_INVALID, "a store needs an address, such as shop.db");
    *driver = driver_of(address);
    if (*driver == NULL || strstr(address, "://") != NULL)
        return error_set(PROMO_UNSUPPORTED, "this build has no store for `%s`: only files", address);
    int busy = options == NULL ? 0 : options->busy_milliseconds;
    *settings = (struct store_settings){
        .alloc = alloc_or_default(options == NULL ? NULL : options->allocator),
        .address = address,
        .busy_milliseconds = busy > 0 ? busy : DEFAULT_BUSY_MILLISECONDS,
    };
    return PROMO_OK;
}

promo_status promo_store_create(const char *address, const promo_store_options *options)
{
    struct store_settings settings;
    const struct store_driver *driver;
    struct store_link *link = NULL;
    promo_status status = settings_make(&settings, &driver, address, options);
    if (status != PROMO_OK)
        return status;
    settings.create = true;
    status = driver->open(&link, &settings);
    if (status == PROMO_OK)
        driver->close(link);
    return status;
}

promo_status promo_store_open(promo_store **out, const char *address, const promo_store_options *options)
{
    struct store_settings settings;
    const struct store_driver *driver;
    *out = NULL;
    promo_status status = settings_make(&settings, &driver, address, options);
    if (status != PROMO_OK)
        return status;
    promo_store *store = alloc_zeroed(settings.alloc, 1, sizeof *store);
    size_t size = strlen(address) + 1;
    char *copy = alloc_array(settings.alloc, size, 1);
    if (store == NULL || copy == NULL) {
        alloc_release(settings.alloc, store, 1, sizeof *store);
        alloc_release(settings.alloc, copy, size, 1);
        return error_set(PROMO_NO_MEMORY, "no memory to open the store");
    }
    memcpy(copy, address, size);
    store->alloc = settings.alloc;
    store->driver = driver;
    store->address = copy;
    store->address_size = size;
    store->busy_milliseconds = settings.busy_milliseconds;
    pthread_mutex_init(&store->lock, NULL);
    status = driver->open(&store->writer, &settings);
    if (status != PROMO_OK)
        promo_store_close(store);
    else
        *out = store;
    return status;
}

void promo_store_close(promo_store *store)
{
    if (store == NULL)
        return;
    for (size_t i = 0; i < store->idle_count; i++)
        store_link_close(store->idle[i]);
    if (store->writer != NULL)
        store_link_close(store->writer);
    pthread_mutex_destroy(&store->lock);
    const promo_allocator *alloc = store->alloc;
    alloc_release(alloc, store->idle, store->idle_capacity, sizeof(struct store_link *));
    alloc_release(alloc, store->address, store->address_size, 1);
    alloc_release(alloc, store, 1, sizeof *store);
}

promo_status store_link_open(promo_store *store, struct store_link **link)
{
    struct store_settings settings = {
        .alloc = store->alloc,
        .address = store->address,
        .busy_milliseconds = store->busy_milliseconds,
    };
    return store->driver->open(link, &settings);
}

void store_link_close(struct store_link *link)
{
    link->driver->close(link);
}

const promo_allocator *store_allocator(const promo_store *store)
{
    return store->alloc;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static void job_result(struct store_job *job, promo_status status)
{
    job->status = status;
    if (status != PROMO_OK)
        snprintf(job->error, sizeof job->error, "%s", promo_last_error());
}

static struct store_job *take_waiting(promo_store *store)
{
    struct store_job *job = store->first;
    if (job != NULL) {
        store->first = job->next;
        if (store->first == NULL)
            store->last = NULL;
        job->next = NULL;
    }
    return job;
}

/* Runs one job after another until nobody waits or the batch is full. The jobs run are returned as a list in *batch. */
static void run_waiting(promo_store *store, struct store_job *own, struct store_job **batch)
{
    struct store_job **end = batch;
    struct store_job *job = own;
    for (int count = 0; job != NULL; count++) {
        job_result(job, job->function(store->writer, job->context));
        *end = job;
        end = &job->next;
        pthread_mutex_lock(&store->lock);
        job = count + 1 < BATCH_MOST ? take_waiting(store) : NULL;
        pthread_mutex_unlock(&store->lock);
    }
    *end = NULL;
}

/* The leader's work, without the lock: one transaction for everybody that waits. */
static void lead(promo_store *store, struct store_job *own, struct store_job **batch)
{
    struct store_link *link = store->writer;
    *batch = own;
    own->next = NULL;
    promo_status status = link->driver->begin(link, STORE_WRITE);
    if (status == PROMO_OK) {
        run_waiting(store, own, batch);
        status = link->driver->end(link, true);
    }
    if (status != PROMO_OK)
        for (struct store_job *job = *batch; job != NULL; job = job->next)
            job_result(job, status);
}

/* Everyone in the batch is done; the first of those that came meanwhile leads the next one. */
static void hand_over(promo_store *store, struct store_job *batch)
{
    for (struct store_job *job = batch, *next; job != NULL; job = next) {
        next = job->next; /* a job that is done is gone */
        job->state = JOB_DONE;
        pthread_cond_signal(&job->changed);
    }
    struct store_job *heir = take_waiting(store);
    store->led = heir != NULL;
    if (heir != NULL) {
        heir->state = JOB_LEADING;
        pthread_cond_signal(&heir->changed);
    }
}

promo_status store_write(promo_store *store, store_function *function, void *context)
{
    struct store_job job = {.function = function, .context = context};
    struct store_job *batch = NULL;
    pthread_cond_init(&job.changed, NULL);
    pthread_mutex_lock(&store->lock);
    if (!store->led) {
        store->led = true;
        job.state = JOB_LEADING;
    } else {
        if (store->last != NULL)
            store->last->next = &job;
        else
            store->first = &job;
        store->last = &job;
    }
    while (job.state == JOB_WAITING)
        pthread_cond_wait(&job.changed, &store->lock);
    if (job.state == JOB_LEADING) {
        pthread_mutex_unlock(&store->lock);
        lead(store, &job, &batch);
        pthread_mutex_lock(&store->lock);
        hand_over(store, batch);
    }
    pthread_mutex_unlock(&store->lock);
    pthread_cond_destroy(&job.changed);
    return job.status == PROMO_OK ? PROMO_OK : error_set(job.status, "%s", job.error);
}

promo_status store_attempt(struct store_link *link, store_function *function, void *context)
{
    promo_status status = link->driver->mark(link);
    if (status != PROMO_OK)
        return status;
    status = function(link, context);
    promo_status ended = link->driver->unmark(link, status == PROMO_OK);
    return status != PROMO_OK ? status : ended;
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static promo_status borrow(promo_store *store, struct store_link **link)
{
    *link = NULL;
    pthread_mutex_lock(&store->lock);
    if (store->idle_count > 0)
        *link = store->idle[--store->idle_count];
    pthread_mutex_unlock(&store->lock);
    return *link != NULL ? PROMO_OK : store_link_open(store, link);
}

static void give_back(promo_store *store, struct store_link *link)
{
    pthread_mutex_lock(&store->lock);
    bool kept = alloc_grow(store->alloc, (void **)&store->idle, &store->idle_capacity, store->idle_count + 1,
                           sizeof(struct store_link *));
    if (kept)
        store->idle[store->idle_count++] = link;
    pthread_mutex_unlock(&store->lock);
    if (!kept)
        store_link_close(link);
}

promo_status store_read(promo_store *store, store_function *function, void *context)
{
    struct store_link *link;
    promo_status status = borrow(store, &link);
    if (status != PROMO_OK)
        return status;
    status = link->driver->begin(link, STORE_READ);
    if (status == PROMO_OK) {
        status = function(link, context);
        promo_status ended = link->driver->end(link, false);
        status = status != PROMO_OK ? status : ended;
    }
    give_back(store, link);
    return status;
}

/* --- statements ---------------------------------------------------------------------------------------------------- */

promo_status store_query(struct store_link *link, enum store_sql sql, bool *row, const struct store_value *values,
                         size_t count)
{
    *row = false;
    link->statements++;
    promo_status status = link->driver->start(link, sql, values, count);
    return status == PROMO_OK ? store_step(link, sql, row) : status;
}

promo_status store_step(struct store_link *link, enum store_sql sql, bool *row)
{
    promo_status status = link->driver->step(link, sql, row);
    if (status != PROMO_OK || !*row)
        link->driver->finish(link, sql);
    return status;
}

void store_finish(struct store_link *link, enum store_sql sql)
{
    link->driver->finish(link, sql);
}

int64_t store_int(struct store_link *link, enum store_sql sql, int column)
{
    return link->driver->integer(link, sql, column);
}

struct text store_text(struct store_link *link, enum store_sql sql, int column)
{
    return link->driver->text(link, sql, column);
}

void store_copy(struct store_link *link, enum store_sql sql, int column, char *field, size_t size)
{
    struct text text = store_text(link, sql, column);
    size_t length = text.length < size ? text.length : size - 1;
    if (length > 0)
        memcpy(field, text.bytes, length);
    field[length] = '\0';
}

promo_status store_exec(struct store_link *link, enum store_sql sql, int64_t *changes, const struct store_value *values,
                        size_t count)
{
    bool row;
    promo_status status = store_query(link, sql, &row, values, count);
    if (status == PROMO_OK && row)
        store_finish(link, sql);
    if (changes != NULL)
        *changes = status == PROMO_OK ? link->driver->changes(link) : 0;
    return status;
}

promo_status store_exec_one(struct store_link *link, enum store_sql sql, const struct store_value *values,
                            size_t count)
{
    int64_t changes;
    promo_status status = store_exec(link, sql, &changes, values, count);
    if (status == PROMO_OK && changes != 1)
        return error_set(PROMO_CORRUPT, "the store changed %lld rows where it must change one: %s", (long long)changes,
                         STORE_SQL[sql]);
    return status;
}

promo_status store_value_of(struct store_link *link, enum store_sql sql, int64_t otherwise, int64_t *value,
                            const struct store_value *values, size_t count)
{
    bool row;
    promo_status status = store_query(link, sql, &row, values, count);
    *value = otherwise;
    if (status == PROMO_OK && row) {
        *value = store_int(link, sql, 0);
        store_finish(link, sql);
    }
    return status;
}
