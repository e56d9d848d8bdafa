/* The source files of one compilation: path, bytes and number of each, and places in them.
 *
 * A span is a file's number and two byte offsets (end excluded); lines and columns are computed from offsets only where
 * something is shown. The set owns copies of the paths and the bytes; syntax trees borrow from them, so it must outlive
 * every tree. Source pointers stay valid until sources_done. */
#ifndef LANG_SOURCE_H
#define LANG_SOURCE_H

#include "base/text.h"
#include "base/vector.h"

/* No larger file is read: a span's offsets are 32 bits, and no merchandiser writes as much. */
enum { SOURCE_LARGEST = 64 << 20 };

struct span {
    uint32_t file; /* the number of a source */
    uint32_t start, end;
};

/* A span that points nowhere, for what is said of a whole rule set. */
#define SPAN_NONE ((struct span){UINT32_MAX, 0, 0})

struct source {
    uint32_t number;
    struct text path; /* as given, NUL-terminated; what diagnostics show */
    struct text text; /* the bytes, as read; two NUL bytes follow them */
    uint32_t *line_starts;
    size_t line_count, line_capacity;
};

struct sources {
    const promo_allocator *alloc;
    VECTOR(struct source *) files; /* by number */
};

void sources_init(struct sources *sources, const promo_allocator *alloc);
void sources_done(struct sources *sources);

/* Copies a file in. PROMO_LIMIT: over SOURCE_LARGEST; PROMO_NO_MEMORY. *out is borrowed. */
promo_status sources_add(struct sources *sources, const char *path, const char *bytes, size_t length,
                         const struct source **out);

/* NULL where no file has the number. */
const struct source *sources_get(const struct sources *sources, uint32_t number);

/* The bytes of a span; empty where it points nowhere. */
struct text sources_text(const struct sources *sources, struct span span);

/* From the start of `first` to the end of `last`, both in one file. */
struct span span_join(struct span first, struct span last);

bool span_equal(struct span a, struct span b);

/* Where in its file a byte is, counted from 1; columns in characters (code points) and in UTF-16 code units. */
struct place {
    size_t line, column, column_utf16;
};

struct place source_place(const struct source *source, size_t offset);

/* The text of a line counted from 1, without its line end. */
struct text source_line(const struct source *source, size_t line);

#endif
