#include "runtime/records.h"

#include <errno.h>
#include <unistd.h>

void record_source_init(struct record_source *source, int file, const promo_allocator *alloc)
{
    *source = (struct record_source){.alloc = alloc_or_default(alloc), .file = file, .line = 1};
    buffer_init(&source->rest, alloc);
}

void record_source_done(struct record_source *source)
{
    buffer_done(&source->rest);
}

void record_chunk_init(struct record_chunk *chunk, const promo_allocator *alloc)
{
    *chunk = (struct record_chunk){0};
    buffer_init(&chunk->text, alloc);
}

void record_chunk_done(struct record_chunk *chunk)
{
    VECTOR_DONE(&chunk->records, chunk->text.alloc);
    buffer_done(&chunk->text);
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left for the baskets");
}

/* Appends what one read gives; none is the end. */
static promo_status read_some(struct record_source *source, struct buffer *text)
{
    if (!alloc_grow(text->alloc, (void **)&text->bytes, &text->capacity, text->length + RECORD_CHUNK, 1))
        return no_memory();
    ssize_t got;
    do
        got = read(source->file, text->bytes + text->length, RECORD_CHUNK);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_set(PROMO_IO, "%s", strerror(errno));
    text->length += (size_t)got;
    source->bytes += (uint64_t)got;
    source->at_end = got == 0;
    return PROMO_OK;
}

/* --- where records end ---------------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Adds text[from, to) and closes the open record; blank ones are nothing. */
static promo_status add_record(struct record_source *source, struct record_chunk *chunk, size_t from, size_t to)
{
    const char *bytes = chunk->text.bytes;
    while (to > from && is_space(bytes[to - 1]))
        to--;
    struct record record = {from, to - from, source->record_line, source->skipping};
    bool blank = to == from && !source->skipping;
    source->open = source->skipping = source->in_string = source->escaped = false;
    source->depth = 0;
    if (blank)
        return PROMO_OK;
    return VECTOR_PUSH(&chunk->records, chunk->text.alloc, record) ? PROMO_OK : no_memory();
}

/* A value in a list or an object follows `,`, `:` or `[`. */
static bool may_nest_after(char before)
{
    return before == ',' || before == ':' || before == '[';
}

/* Whether a record ends before this byte: an object where none can stand, at the beginning of a line, is the next record
 * after one that was cut off. */
static bool ends_before(const struct record_source *source, const char *at, const char *start)
{
    return *at == '{' && source->depth != 0 && !source->in_string && (at == start || at[-1] == '\n') &&
           !may_nest_after(source->before);
}

/* Whether a record ends with this byte. */
static bool ends_with(struct record_source *source, char byte)
{
    if (source->in_string) {
        if (byte == '\n') /* no text goes over a line: the record is broken here */
            return true;
        if (byte == '"' && !source->escaped)
            source->in_string = false;
        source->escaped = byte == '\\' && !source->escaped;
        return false;
    }
    if (!is_space(byte))
        source->before = byte;
    if (byte == '"')
        source->in_string = true;
    else if (byte == '{' || byte == '[')
        source->depth++;
    else if (byte == '}' || byte == ']')
        return source->depth == 0 || --source->depth == 0;
    return byte == '\n' && source->depth == 0;
}

/* What separates records. */
static bool is_between(struct record_source *source, char byte)
{
    if (is_space(byte) || (source->in_list && (byte == ',' || byte == ']')))
        return true;
    if (source->begun || byte != '[')
        return false;
    source->begun = source->in_list = true;
    source->mode = RECORDS_OBJECTS;
    return true;
}

static bool only_space_until_line_end(const char *at, const char *end)
{
    while (at < end && *at != '\n' && is_space(*at))
        at++;
    return at == end || *at == '\n';
}

/* The first record that is whole decides what the stream is. */
static void choose_mode(struct record_source *source, const char *after, const char *end)
{
    if (source->mode == RECORDS_UNKNOWN)
        source->mode = source->line == source->record_line && only_space_until_line_end(after, end) ? RECORDS_LINES
                                                                                                    : RECORDS_OBJECTS;
}

/* Goes on until there is nothing more, or lines are known to be the records. *start is the open record's beginning. */
static promo_status scan_objects(struct record_source *source, struct record_chunk *chunk, size_t *at, size_t *start)
{
    promo_status status = PROMO_OK;
    const char *bytes = chunk->text.bytes;
    for (; status == PROMO_OK && *at < chunk->text.length && source->mode != RECORDS_LINES; ++*at) {
        char byte = bytes[*at];
        if (source->open && ends_before(source, bytes + *at, bytes + *start)) {
            status = add_record(source, chunk, *start, *at);
            source->mode = source->in_list ? RECORDS_OBJECTS : RECORDS_UNKNOWN;
        }
        if (!source->open) {
            *start = *at;
            if (is_between(source, byte)) {
                source->line += byte == '\n';
                continue;
            }
            source->begun = source->open = true;
            source->record_line = source->line;
        }
        if (ends_with(source, byte)) {
            if (byte == '}')
                choose_mode(source, bytes + *at + 1, bytes + chunk->text.length);
            if (status == PROMO_OK)
                status = add_record(source, chunk, *start, *at + 1);
            *start = *at + 1;
        }
        source->line += byte == '\n';
    }
    return status;
}

static promo_status scan_lines(struct record_source *source, struct record_chunk *chunk, size_t *at, size_t *start)
{
    promo_status status = PROMO_OK;
    while (status == PROMO_OK && *at < chunk->text.length) {
        const char *from = chunk->text.bytes + *at;
        const char *end = memchr(from, '\n', chunk->text.length - *at);
        if (!source->open)
            source->record_line = source->line;
        source->open = true;
        if (end == NULL) {
            *at = chunk->text.length;
            break;
        }
        *at += (size_t)(end - from) + 1;
        status = add_record(source, chunk, *start, *at);
        *start = *at;
        source->line++;
    }
    return status;
}

static void skip_byte_order_mark(struct buffer *text, size_t *at)
{
    if (text->length >= 3 && memcmp(text->bytes, "\xef\xbb\xbf", 3) == 0)
        *at = 3;
}

static promo_status scan(struct record_source *source, struct record_chunk *chunk, size_t *at, size_t *start)
{
    promo_status status = PROMO_OK;
    if (source->mode != RECORDS_LINES)
        status = scan_objects(source, chunk, at, start);
    if (status == PROMO_OK && source->mode == RECORDS_LINES)
        status = scan_lines(source, chunk, at, start);
    if (status == PROMO_OK && source->at_end && source->open)
        status = add_record(source, chunk, *start, chunk->text.length);
    return status;
}

/* What a scan left open stays for the next; a record that grows too large loses its text, and its end is still looked
 * for. */
static void settle(struct record_source *source, struct record_chunk *chunk, size_t *at, size_t *start)
{
    if (!source->open)
        *start = *at;
    else if (source->skipping || chunk->text.length - *start > RECORD_LARGEST) {
        source->skipping = true;
        chunk->text.length = *at = *start;
    }
}

promo_status record_source_next(struct record_source *source, struct record_chunk *chunk)
{
    size_t at = source->scanned, start = 0;
    promo_status status = PROMO_OK;
    bool first = source->bytes == 0;
    chunk->records.count = 0;
    buffer_clear(&chunk->text);
    buffer_write(&chunk->text, source->rest.bytes, source->rest.length);
    if (chunk->text.failed)
        return no_memory();
    while (status == PROMO_OK && !source->at_end && chunk->records.count == 0) {
        status = read_some(source, &chunk->text);
        if (first)
            skip_byte_order_mark(&chunk->text, &at);
        first = false;
        if (status == PROMO_OK)
            status = scan(source, chunk, &at, &start);
        settle(source, chunk, &at, &start);
    }
    if (status != PROMO_OK)
        return status;
    buffer_clear(&source->rest);
    buffer_write(&source->rest, chunk->text.bytes + start, chunk->text.length - start);
    source->scanned = at - start;
    return source->rest.failed ? no_memory() : PROMO_OK;
}
