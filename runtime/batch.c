#include "runtime/batch.h"

#include "runtime/basket_json.h"
#include "runtime/records.h"
#include "vm/session.h"

#include <errno.h>
#include <pthread.h>

/* Chunks on their way with several threads. Results are handed out in order: with the spare ones the others go on while the
 * system has put aside a thread in the middle of a chunk, which on a busy machine takes it as long as many chunks. */
enum { WORKER_CHUNKS = 3, SPARE_CHUNKS = 32 };

/* One thread's means to price. */
struct worker {
    unsigned number;
    struct batch *batch;
    promo_session *session;
    struct basket_reader reader;
    pthread_t thread;
};

struct problem {
    uint64_t line, column;
    promo_status status;
    size_t record;  /* of the chunk's records */
    size_t message; /* in the chunk's messages, NUL-terminated */
};

enum chunk_state { CHUNK_FREE, CHUNK_READ, CHUNK_TAKEN, CHUNK_PRICED };

/* Records on their way through: read, priced, handed out. */
struct chunk {
    enum chunk_state state;
    struct record_chunk input;
    uint64_t first_number; /* of its first record in the stream */
    uint64_t bytes_read;   /* of the stream when it was read */
    struct buffer results;
    struct buffer messages;
    VECTOR(struct problem) problems;
    uint64_t priced;
    promo_status status;   /* why pricing stopped */
};

struct batch {
    const promo_image *image;
    const struct batch_options *options;
    const promo_allocator *alloc;
    struct batch_counts *counts;
    struct record_source source;
    struct worker *workers;
    unsigned worker_count;
    struct chunk *chunks; /* a ring: chunk n of the stream is chunks[n % chunk_count] */
    size_t chunk_count;
    uint64_t next_number;

    /* With several threads, under the lock. */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t read, taken, handed_out; /* chunks of the stream so far */
    bool all_read;
    bool handing_out; /* a thread is at it, outside the lock */
    promo_status status;
    char message[256]; /* why: promo_last_error is the thread's own */
};

/* --- one basket ----------------------------------------------------------------------------------------------------- */

static promo_status add_problem(struct batch *batch, struct chunk *chunk, struct problem problem, const char *message)
{
    problem.message = chunk->messages.length;
    buffer_write(&chunk->messages, message, strlen(message) + 1);
    if (chunk->messages.failed || !VECTOR_PUSH(&chunk->problems, batch->alloc, problem))
        return error_set(PROMO_NO_MEMORY, "no memory left");
    return PROMO_OK;
}

/* Where in the stream the reader stopped. */
static void locate(const char *text, size_t offset, struct problem *problem)
{
    size_t line_start = 0;
    for (size_t i = 0; i < offset; i++)
        if (text[i] == '\n') {
            problem->line++;
            line_start = i + 1;
        }
    problem->column = offset - line_start + 1;
}

static promo_status price(struct worker *worker, struct text json, const promo_result **result, size_t *offset)
{
    const struct batch_options *options = worker->batch->options;
    promo_session_clear(worker->session);
    struct basket *basket = session_basket(worker->session);
    *offset = SIZE_MAX;
    promo_status status = basket_read(&worker->reader, json, basket);
    if (status != PROMO_OK) {
        *offset = worker->reader.offset;
        return status;
    }
    if (options->tell != NULL)
        status = options->tell(options->state, basket);
    return status == PROMO_OK ? promo_session_price(worker->session, result) : status;
}

/* Only what ends the batch is an error here. */
static promo_status price_record(struct worker *worker, struct chunk *chunk, size_t index)
{
    const struct batch_options *options = worker->batch->options;
    const struct record *record = &chunk->input.records.items[index];
    struct text json = {chunk->input.text.bytes + record->offset, record->length};
    const promo_result *result;
    struct problem problem = {.line = record->line, .record = index};
    size_t offset = SIZE_MAX;
    if (record->too_large)
        problem.status = error_set(PROMO_LIMIT, "a basket of more than %d bytes", RECORD_LARGEST);
    else
        problem.status = price(worker, json, &result, &offset);
    if (problem.status != PROMO_OK) {
        if (offset != SIZE_MAX)
            locate(json.bytes, offset, &problem);
        return add_problem(worker->batch, chunk, problem, promo_last_error());
    }
    chunk->priced++;
    if (!options->no_results) {
        result_write(&chunk->results, worker->batch->image, result, options->style);
        buffer_char(&chunk->results, '\n');
    }
    if (chunk->results.failed)
        return error_set(PROMO_NO_MEMORY, "no memory left for results");
    if (options->visit != NULL)
        return options->visit(options->context, worker->number, chunk->first_number + index,
                              &worker->session->basket, result);
    return PROMO_OK;
}

/* --- chunks --------------------------------------------------------------------------------------------------------- */

static void price_chunk(struct worker *worker, struct chunk *chunk)
{
    chunk->status = PROMO_OK;
    chunk->priced = 0;
    chunk->problems.count = 0;
    buffer_clear(&chunk->results);
    buffer_clear(&chunk->messages);
    for (size_t i = 0; chunk->status == PROMO_OK && i < chunk->input.records.count; i++)
        chunk->status = price_record(worker, chunk, i);
}

static promo_status read_chunk(struct batch *batch, struct chunk *chunk)
{
    promo_status status = record_source_next(&batch->source, &chunk->input);
    chunk->first_number = batch->next_number;
    chunk->bytes_read = batch->source.bytes;
    if (status == PROMO_OK)
        batch->next_number += chunk->input.records.count;
    return status;
}

static promo_status hand_out_chunk(struct batch *batch, const struct chunk *chunk)
{
    const struct batch_options *options = batch->options;
    promo_status status = PROMO_OK;
    if (chunk->results.length != 0)
        status = options->write(options->context, (struct text){chunk->results.bytes, chunk->results.length});
    for (size_t i = 0; i < chunk->problems.count; i++) {
        const struct problem *problem = &chunk->problems.items[i];
        const struct record *record = &chunk->input.records.items[problem->record];
        struct batch_problem shown = {problem->line, problem->column, problem->status,
                                      chunk->messages.bytes + problem->message,
                                      {chunk->input.text.bytes + record->offset, record->too_large ? 0 : record->length}};
        options->report(options->context, &shown);
    }
    batch->counts->priced += chunk->priced;
    batch->counts->bad += chunk->problems.count;
    if (options->progress != NULL)
        options->progress(options->context, chunk->bytes_read);
    return status != PROMO_OK ? status : chunk->status;
}

/* --- alone ---------------------------------------------------------------------------------------------------------- */

static promo_status run_alone(struct batch *batch)
{
    struct chunk *chunk = &batch->chunks[0];
    promo_status status;
    do {
        status = read_chunk(batch, chunk);
        if (status == PROMO_OK && chunk->input.records.count != 0) {
            price_chunk(&batch->workers[0], chunk);
            status = hand_out_chunk(batch, chunk);
        }
    } while (status == PROMO_OK && chunk->input.records.count != 0);
    return status;
}

/* --- with several threads -------------------------------------------------------------------------------------------- */

/* Under the lock: the first failure is the batch's. */
static void stop(struct batch *batch, promo_status status)
{
    if (status == PROMO_OK || batch->status != PROMO_OK)
        return;
    batch->status = status;
    size_t length = strlen(promo_last_error());
    if (length >= sizeof batch->message)
        length = sizeof batch->message - 1;
    memcpy(batch->message, promo_last_error(), length);
    batch->message[length] = '\0';
}

/* Under the lock: hands out, in order, what is priced. One thread at a time, so that others go on pricing meanwhile. */
static void hand_out(struct batch *batch)
{
    if (batch->handing_out)
        return;
    batch->handing_out = true;
    for (;;) {
        struct chunk *chunk = &batch->chunks[batch->handed_out % batch->chunk_count];
        if (batch->handed_out == batch->taken || chunk->state != CHUNK_PRICED || batch->status != PROMO_OK)
            break;
        pthread_mutex_unlock(&batch->lock);
        promo_status status = hand_out_chunk(batch, chunk);
        pthread_mutex_lock(&batch->lock);
        stop(batch, status);
        chunk->state = CHUNK_FREE;
        batch->handed_out++;
        pthread_cond_broadcast(&batch->changed);
    }
    batch->handing_out = false;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct batch *batch = worker->batch;
    pthread_mutex_lock(&batch->lock);
    for (;;) {
        while (batch->taken == batch->read && !batch->all_read && batch->status == PROMO_OK)
            pthread_cond_wait(&batch->changed, &batch->lock);
        if (batch->taken == batch->read || batch->status != PROMO_OK)
            break;
        struct chunk *chunk = &batch->chunks[batch->taken++ % batch->chunk_count];
        chunk->state = CHUNK_TAKEN;
        pthread_mutex_unlock(&batch->lock);
        price_chunk(worker, chunk);
        pthread_mutex_lock(&batch->lock);
        chunk->state = CHUNK_PRICED;
        hand_out(batch);
    }
    pthread_cond_broadcast(&batch->changed);
    pthread_mutex_unlock(&batch->lock);
    return NULL;
}

/* The caller's thread reads. */
static void read_all(struct batch *batch)
{
    pthread_mutex_lock(&batch->lock);
    while (!batch->all_read && batch->status == PROMO_OK) {
        struct chunk *chunk = &batch->chunks[batch->read % batch->chunk_count];
        if (chunk->state != CHUNK_FREE) {
            pthread_cond_wait(&batch->changed, &batch->lock);
            continue;
        }
        pthread_mutex_unlock(&batch->lock);
        promo_status status = read_chunk(batch, chunk);
        pthread_mutex_lock(&batch->lock);
        stop(batch, status);
        if (status != PROMO_OK || chunk->input.records.count == 0)
            batch->all_read = true;
        else {
            chunk->state = CHUNK_READ;
            batch->read++;
        }
        pthread_cond_broadcast(&batch->changed);
    }
    batch->all_read = true;
    pthread_cond_broadcast(&batch->changed);
    pthread_mutex_unlock(&batch->lock);
}

static promo_status run_threads(struct batch *batch)
{
    unsigned started = 0;
    for (; started < batch->worker_count; started++) {
        int refused = pthread_create(&batch->workers[started].thread, NULL, work, &batch->workers[started]);
        if (refused != 0) {
            pthread_mutex_lock(&batch->lock);
            stop(batch, error_set(PROMO_IO, "cannot start a thread: %s", strerror(refused)));
            pthread_mutex_unlock(&batch->lock);
            break;
        }
    }
    read_all(batch);
    for (unsigned i = 0; i < started; i++)
        pthread_join(batch->workers[i].thread, NULL);
    return batch->status == PROMO_OK ? PROMO_OK : error_set(batch->status, "%s", batch->message);
}

/* --- the batch ------------------------------------------------------------------------------------------------------ */

static promo_status prepare(struct batch *batch)
{
    promo_session_options session = batch->options->session;
    session.allocator = batch->alloc;
    session.explain = session.explain || batch->options->style.explain;
    session.stats = session.stats || batch->options->style.stats;
    batch->workers = alloc_zeroed(batch->alloc, batch->worker_count, sizeof *batch->workers);
    batch->chunks = alloc_zeroed(batch->alloc, batch->chunk_count, sizeof *batch->chunks);
    if (batch->workers == NULL || batch->chunks == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    for (size_t i = 0; i < batch->chunk_count; i++) {
        record_chunk_init(&batch->chunks[i].input, batch->alloc);
        buffer_init(&batch->chunks[i].results, batch->alloc);
        buffer_init(&batch->chunks[i].messages, batch->alloc);
    }
    promo_status status = PROMO_OK;
    for (unsigned i = 0; status == PROMO_OK && i < batch->worker_count; i++) {
        struct worker *worker = &batch->workers[i];
        worker->number = i;
        worker->batch = batch;
        status = promo_session_new(&worker->session, batch->image, &session);
        if (status != PROMO_OK)
            break;
        worker->session->basket.keeps_segments = batch->options->keeps_segments;
        status = basket_reader_init(&worker->reader, batch->image, batch->alloc);
    }
    return status;
}

static void release(struct batch *batch)
{
    for (unsigned i = 0; batch->workers != NULL && i < batch->worker_count; i++)
        if (batch->workers[i].session != NULL) {
            if (batch->workers[i].reader.seen != NULL)
                basket_reader_done(&batch->workers[i].reader);
            promo_session_free(batch->workers[i].session);
        }
    for (size_t i = 0; batch->chunks != NULL && i < batch->chunk_count; i++) {
        record_chunk_done(&batch->chunks[i].input);
        buffer_done(&batch->chunks[i].results);
        buffer_done(&batch->chunks[i].messages);
        VECTOR_DONE(&batch->chunks[i].problems, batch->alloc);
    }
    alloc_release(batch->alloc, batch->workers, batch->worker_count, sizeof *batch->workers);
    alloc_release(batch->alloc, batch->chunks, batch->chunk_count, sizeof *batch->chunks);
    record_source_done(&batch->source);
}

promo_status batch_run(const promo_image *image, int file, const struct batch_options *options,
                       struct batch_counts *counts)
{
    struct batch batch = {.image = image, .options = options, .counts = counts};
    batch.alloc = alloc_or_default(options->allocator);
    batch.worker_count = options->jobs == 0 ? 1 : options->jobs > BATCH_MOST_JOBS ? BATCH_MOST_JOBS : options->jobs;
    batch.chunk_count = batch.worker_count == 1 ? 1 : WORKER_CHUNKS * (size_t)batch.worker_count + SPARE_CHUNKS;
    *counts = (struct batch_counts){0};
    record_source_init(&batch.source, file, batch.alloc);
    promo_status status = prepare(&batch);
    if (status == PROMO_OK && batch.worker_count == 1)
        status = run_alone(&batch);
    else if (status == PROMO_OK) {
        pthread_mutex_init(&batch.lock, NULL);
        pthread_cond_init(&batch.changed, NULL);
        status = run_threads(&batch);
        pthread_cond_destroy(&batch.changed);
        pthread_mutex_destroy(&batch.lock);
    }
    release(&batch);
    return status;
}
