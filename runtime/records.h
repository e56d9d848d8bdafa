/* Splits a stream of baskets into records: one basket a line (NDJSON), objects over many lines, or a list of objects.
 *
 * What the stream is shows in its first record: if that ends on the line where it began, every line is one record, so that
 * a bad line never spoils another; else an object ends at its last brace. The source reads a file descriptor, which it does
 * not own, and keeps what is left of a chunk. Memory is bounded by the largest record, and that by RECORD_LARGEST. */
#ifndef RUNTIME_RECORDS_H
#define RUNTIME_RECORDS_H

#include "base/text.h"
#include "base/vector.h"

enum { RECORD_LARGEST = 16 << 20, RECORD_CHUNK = 1 << 16 };

struct record {
    size_t offset, length; /* in the chunk's text */
    uint64_t line;         /* where it begins, from 1 */
    bool too_large;        /* its text was dropped */
};

struct record_chunk {
    struct buffer text;
    VECTOR(struct record) records;
};

enum record_mode { RECORDS_UNKNOWN, RECORDS_LINES, RECORDS_OBJECTS };

struct record_source {
    const promo_allocator *alloc;
    int file;
    struct buffer rest;     /* bytes of the record that the last chunk did not finish */
    size_t scanned;         /* bytes of it already looked at */
    uint64_t line;          /* of the byte after those */
    uint64_t record_line;   /* where the open record begins */
    uint64_t bytes;         /* read so far */
    enum record_mode mode;
    unsigned depth;         /* objects and lists open */
    bool open, in_string, escaped, at_end, begun, in_list, skipping;
    char before;            /* the last byte that was no white space, outside text */
};

void record_source_init(struct record_source *source, int file, const promo_allocator *alloc);
void record_source_done(struct record_source *source);

void record_chunk_init(struct record_chunk *chunk, const promo_allocator *alloc);
void record_chunk_done(struct record_chunk *chunk);

/* Replaces the chunk by the next records: those that one read completed, at least one. No record: the end. Blocks only
 * while there is no complete record. PROMO_IO, PROMO_NO_MEMORY. */
promo_status record_source_next(struct record_source *source, struct record_chunk *chunk);

#endif
