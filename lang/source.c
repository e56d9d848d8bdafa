#include "lang/source.h"

void sources_init(struct sources *sources, const promo_allocator *alloc)
{
    *sources = (struct sources){.alloc = alloc_or_default(alloc)};
}

static void source_free(const promo_allocator *alloc, struct source *source)
{
    if (source == NULL)
        return;
    alloc_release(alloc, (void *)source->path.bytes, source->path.length + 1, 1);
    alloc_release(alloc, (void *)source->text.bytes, source->text.length + 2, 1);
    alloc_release(alloc, source->line_starts, source->line_capacity, sizeof *source->line_starts);
    alloc_release(alloc, source, 1, sizeof *source);
}

void sources_done(struct sources *sources)
{
    for (size_t i = 0; i < sources->files.count; i++)
        source_free(sources->alloc, sources->files.items[i]);
    VECTOR_DONE(&sources->files, sources->alloc);
}

/* A copy with `zeros` NUL bytes after it. */
static struct text copy_bytes(const promo_allocator *alloc, const char *bytes, size_t length, size_t zeros)
{
    char *copy = alloc_array(alloc, length + zeros, 1);
    if (copy == NULL)
        return (struct text){0};
    if (length != 0)
        memcpy(copy, bytes, length);
    memset(copy + length, 0, zeros);
    return (struct text){copy, length};
}

static bool line_add(const promo_allocator *alloc, struct source *source, size_t offset)
{
    if (!alloc_grow(alloc, (void **)&source->line_starts, &source->line_capacity, source->line_count + 1,
                    sizeof *source->line_starts))
        return false;
    source->line_starts[source->line_count++] = (uint32_t)offset;
    return true;
}

static bool lines_find(const promo_allocator *alloc, struct source *source)
{
    bool done = line_add(alloc, source, 0);
    const char *begin = source->text.bytes, *end = begin + source->text.length;
    for (const char *at = begin; done && (at = memchr(at, '\n', (size_t)(end - at))) != NULL;)
        done = line_add(alloc, source, (size_t)(++at - begin));
    return done;
}

promo_status sources_add(struct sources *sources, const char *path, const char *bytes, size_t length,
                         const struct source **out)
{
    *out = NULL;
    if (length > SOURCE_LARGEST)
        return error_set(PROMO_LIMIT, "%s is larger than %d MiB", path, SOURCE_LARGEST >> 20);
    struct source *source = alloc_zeroed(sources->alloc, 1, sizeof *source);
    if (source == NULL)
        return PROMO_NO_MEMORY;
    source->number = (uint32_t)sources->files.count;
    source->path = copy_bytes(sources->alloc, path, strlen(path), 1);
    source->text = copy_bytes(sources->alloc, bytes, length, 2);
    if (source->path.bytes == NULL || source->text.bytes == NULL || !lines_find(sources->alloc, source) ||
        !VECTOR_PUSH(&sources->files, sources->alloc, source)) {
        source_free(sources->alloc, source);
        return PROMO_NO_MEMORY;
    }
    *out = source;
    return PROMO_OK;
}

const struct source *sources_get(const struct sources *sources, uint32_t number)
{
    return number < sources->files.count ? sources->files.items[number] : NULL;
}

struct text sources_text(const struct sources *sources, struct span span)
{
    const struct source *source = sources_get(sources, span.file);
    if (source == NULL || span.start > span.end || span.end > source->text.length)
        return TEXT("");
    return (struct text){source->text.bytes + span.start, span.end - span.start};
}

struct span span_join(struct span first, struct span last)
{
    if (first.file != last.file)
        return first;
    return (struct span){first.file, first.start, last.end > first.end ? last.end : first.end};
}

bool span_equal(struct span a, struct span b)
{
    return a.file == b.file && a.start == b.start && a.end == b.end;
}

/* The last line (from 0) that starts at or before the offset. */
static size_t line_of(const struct source *source, size_t offset)
{
    size_t low = 0, high = source->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct place source_place(const struct source *source, size_t offset)
{
    if (offset > source->text.length)
        offset = source->text.length;
    size_t line = line_of(source, offset);
    struct place place = {line + 1, 1, 1};
    /* Bytes that continue a character do not count; those that begin one of four bytes are two UTF-16 units. */
    for (size_t at = source->line_starts[line]; at < offset; at++) {
        unsigned char byte = (unsigned char)source->text.bytes[at];
        place.column += (byte & 0xC0) != 0x80;
        place.column_utf16 += (size_t)((byte & 0xC0) != 0x80) + (byte >= 0xF0);
    }
    return place;
}

struct text source_line(const struct source *source, size_t line)
{
    if (line == 0 || line > source->line_count)
        return TEXT("");
    size_t start = source->line_starts[line - 1];
    size_t end = line < source->line_count ? source->line_starts[line] - 1 : source->text.length;
    while (end > start && source->text.bytes[end - 1] == '\r')
        end--;
    return (struct text){source->text.bytes + start, end - start};
}
