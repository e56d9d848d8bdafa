/* Text as a pointer and a length (not NUL-terminated, owned by somebody else), a growable text buffer, and UTF-8.
 *
 * A buffer remembers a failed allocation: writers do not check each call, the reader checks buffer_failed once. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

struct text {
    const char *bytes;
    size_t length;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

static inline struct text text_from(const char *string)
{
    return (struct text){string, string == NULL ? 0 : strlen(string)};
}

static inline bool text_equal(struct text a, struct text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

/* The ending of a noun that is counted: printf("%d point%s", n, text_plural(n)). */
static inline const char *text_plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

/* Bytewise order; a prefix comes first. Negative, 0 or positive. */
int text_compare(struct text a, struct text b);

/* Reads one code point at `at` (< length) and its length in bytes; -1 and 1 where the bytes are not well-formed UTF-8. */
int32_t utf8_decode(struct text text, size_t at, size_t *bytes);

/* Controls, and the characters that make text read in another order than it is written. */
static inline bool utf8_is_control(int32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

/* Writes a code point (at most 4 bytes), returns how many; 0 if it is none (surrogate or beyond U+10FFFF). */
size_t utf8_encode(uint32_t code_point, char out[4]);

/* The smallest number of insertions, deletions, replacements and swaps of neighbours between two short texts, or
 * `most + 1` when there are more (Damerau's optimal string alignment distance). Texts over 64 bytes: most + 1. */
unsigned text_distance(struct text a, struct text b, unsigned most);

struct buffer {
    const promo_allocator *alloc;
    char *bytes;
    size_t length;
    size_t capacity;
    bool failed;
};

void buffer_init(struct buffer *buffer, const promo_allocator *alloc);
void buffer_done(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);

void buffer_write(struct buffer *buffer, const char *bytes, size_t length);
void buffer_text(struct buffer *buffer, struct text text);
void buffer_string(struct buffer *buffer, const char *string);
void buffer_char(struct buffer *buffer, char byte);
void buffer_repeat(struct buffer *buffer, char byte, size_t count);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_vformat(struct buffer *buffer, const char *format, va_list arguments);

/* NUL-terminates and returns the bytes ("" when empty); NULL after a failed allocation. Owned by the buffer. */
const char *buffer_cstring(struct buffer *buffer);

#endif
