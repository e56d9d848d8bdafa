#include "base/text.h"

#include <stdio.h>

int text_compare(struct text a, struct text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter == 0 ? 0 : memcmp(a.bytes, b.bytes, shorter);
    if (order != 0)
        return order;
    return a.length < b.length ? -1 : a.length > b.length;
}

int32_t utf8_decode(struct text text, size_t at, size_t *bytes)
{
    const unsigned char *s = (const unsigned char *)text.bytes + at;
    size_t left = text.length - at;
    *bytes = 1;
    if (s[0] < 0x80)
        return s[0];
    size_t length = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || length > left)
        return -1;
    int32_t code = s[0] & (0xFF >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return -1;
        code = code << 6 | (s[i] & 0x3F);
    }
    static const int32_t SMALLEST[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < SMALLEST[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return -1;
    *bytes = length;
    return code;
}

size_t utf8_encode(uint32_t code_point, char out[4])
{
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
        return 0;
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const unsigned char LEAD[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)(LEAD[length] | code_point);
    return length;
}

unsigned text_distance(struct text a, struct text b, unsigned most)
{
    enum { LONGEST = 64 };
    if (a.length > LONGEST || b.length > LONGEST)
        return most + 1;
    unsigned rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.length; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a.length; i++) {
        unsigned *now = rows[i % 3];
        const unsigned *before = rows[(i - 1) % 3];
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= b.length; j++) {
            unsigned cost = before[j - 1] + (a.bytes[i - 1] != b.bytes[j - 1]);
            if (before[j] + 1 < cost)
                cost = before[j] + 1;
            if (now[j - 1] + 1 < cost)
                cost = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a.bytes[i - 1] == b.bytes[j - 2] && a.bytes[i - 2] == b.bytes[j - 1];
            if (swapped && rows[(i - 2) % 3][j - 2] + 1 < cost)
                cost = rows[(i - 2) % 3][j - 2] + 1;
            now[j] = cost;
        }
    }
    unsigned distance = rows[a.length % 3][b.length];
    return distance <= most ? distance : most + 1;
}

void buffer_init(struct buffer *buffer, const promo_allocator *alloc)
{
    *buffer = (struct buffer){.alloc = alloc_or_default(alloc)};
}

void buffer_done(struct buffer *buffer)
{
    alloc_release(buffer->alloc, buffer->bytes, buffer->capacity, 1);
    *buffer = (struct buffer){.alloc = buffer->alloc};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
}

static bool make_room(struct buffer *buffer, size_t extra)
{
    if (!buffer->failed && (extra > SIZE_MAX - buffer->length ||
                            !alloc_grow(buffer->alloc, (void **)&buffer->bytes, &buffer->capacity,
                                        buffer->length + extra, 1)))
        buffer->failed = true;
    return !buffer->failed;
}

void buffer_write(struct buffer *buffer, const char *bytes, size_t length)
{
    if (length != 0 && make_room(buffer, length)) {
        memcpy(buffer->bytes + buffer->length, bytes, length);
        buffer->length += length;
    }
}

void buffer_text(struct buffer *buffer, struct text text)
{
    buffer_write(buffer, text.bytes, text.length);
}

void buffer_string(struct buffer *buffer, const char *string)
{
    buffer_write(buffer, string, strlen(string));
}

void buffer_char(struct buffer *buffer, char byte)
{
    buffer_write(buffer, &byte, 1);
}

void buffer_repeat(struct buffer *buffer, char byte, size_t count)
{
    if (count != 0 && make_room(buffer, count)) {
        memset(buffer->bytes + buffer->length, byte, count);
        buffer->length += count;
    }
}

void buffer_vformat(struct buffer *buffer, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        buffer->failed = true;
    else if (make_room(buffer, (size_t)length + 1)) {
        vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(buffer, format, arguments);
    va_end(arguments);
}

const char *buffer_cstring(struct buffer *buffer)
{
    if (!make_room(buffer, 1))
        return NULL;
    buffer->bytes[buffer->length] = '\0';
    return buffer->bytes;
}
