#include "cli/refusals.h"

#include "base/columns.h"

#include <stdio.h>

void refusals_begin(struct refusals *refusals, const char *input)
{
    *refusals = (struct refusals){.input = input};
    buffer_init(&refusals->held, NULL);
}

static void say_held(struct refusals *refusals)
{
    if (refusals->held.length != 0)
        fwrite(refusals->held.bytes, 1, refusals->held.length, stderr);
    buffer_clear(&refusals->held);
}

void refusals_are_among_baskets(struct refusals *refusals)
{
    refusals->baskets = true;
    say_held(refusals);
}

/* Up to the end of its line, or to a whole character before there is no more room. */
static size_t length_of_beginning(struct text record)
{
    const char *end = record.length == 0 ? NULL : memchr(record.bytes, '\n', record.length);
    size_t length = end != NULL ? (size_t)(end - record.bytes) : record.length;
    if (length <= REFUSALS_BEGINNING)
        return length;
    length = REFUSALS_BEGINNING;
    while (length > REFUSALS_BEGINNING - 4 && ((unsigned char)record.bytes[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static void keep_beginning(struct refusals *refusals, uint64_t line, struct text record)
{
    refusals->first_line = line;
    refusals->beginning_length = length_of_beginning(record);
    refusals->beginning_cut = refusals->beginning_length < record.length;
    if (record.length != 0)
        memcpy(refusals->beginning, record.bytes, refusals->beginning_length);
}

/* There is a line's end among the bytes of IMAGE_MAGIC: an image is two records at least. */
static bool begins_an_image(const struct refusals *refusals, struct text second)
{
    return refusals->first_line == 1 && refusals->beginning_length == 1 && refusals->beginning[0] == '\x1a' &&
           second.length > 6 && memcmp(second.bytes, "PROMOC", 6) == 0;
}

void refusals_add(struct refusals *refusals, uint64_t line, uint64_t column, const char *message, struct text record)
{
    bool object = record.length == 0 || record.bytes[0] == '{';
    if (refusals->refused++ == 0)
        keep_beginning(refusals, line, record);
    refusals->image |= refusals->refused == 2 && begins_an_image(refusals, record);
    if (refusals->refused <= REFUSALS_SAID) {
        buffer_format(&refusals->held, "%s:%llu:", refusals->input, (unsigned long long)line);
        if (column != 0)
            buffer_format(&refusals->held, "%llu:", (unsigned long long)column);
        buffer_format(&refusals->held, " %s\n", message);
    }
    if (object || refusals->baskets)
        refusals_are_among_baskets(refusals);
}

/* ---- A file that has none ---- */

static bool begins_with(const struct refusals *refusals, const char *bytes, size_t length)
{
    return refusals->beginning_length >= length && memcmp(refusals->beginning, bytes, length) == 0;
}

static bool is_readable(struct text text)
{
    size_t bytes = 1;
    for (size_t at = 0; at < text.length; at += bytes) {
        int32_t code = utf8_decode(text, at, &bytes);
        if (code < 0 || (utf8_is_control(code) && code != '\t' && code != '\r'))
            return false;
    }
    return true;
}

static void say_that_none_is(const struct refusals *refusals)
{
    static const char WANTED[] = "a basket is a JSON object, one a line or in a list";
    struct text beginning = {refusals->beginning, refusals->beginning_length};
    struct buffer shown;
    buffer_init(&shown, NULL);
    if (begins_with(refusals, "\xff\xfe", 2) || begins_with(refusals, "\xfe\xff", 2)) {
        buffer_format(&shown, "no basket can be read: this is UTF-16; save it as UTF-8");
    } else if (refusals->image) {
        buffer_string(&shown, "no basket can be read: this is an image; rules come before baskets");
    } else if (!is_readable(beginning)) {
        buffer_format(&shown, "no basket can be read: this is no text; %s", WANTED);
    } else {
        buffer_string(&shown, "there is no basket in it, but `");
        columns_put(&shown, beginning);
        buffer_format(&shown, "%s` in line %llu; %s", refusals->beginning_cut ? "..." : "",
                      (unsigned long long)refusals->first_line, WANTED);
    }
    if (refusals->refused > 1)
        buffer_format(&shown, " (all %llu records are refused)", (unsigned long long)refusals->refused);
    const char *text = buffer_cstring(&shown);
    fprintf(stderr, "%s: %s\n", refusals->input, text == NULL ? WANTED : text);
    buffer_done(&shown);
}

void refusals_end(struct refusals *refusals, bool read)
{
    uint64_t said = refusals->refused < REFUSALS_SAID ? refusals->refused : REFUSALS_SAID, more = refusals->refused - said;
    if (refusals->refused != 0 && !refusals->baskets && read)
        say_that_none_is(refusals);
    else if (!refusals->baskets && read)
        fprintf(stderr, "%s: there is no basket in it\n", refusals->input);
    else
        say_held(refusals);
    if (more != 0 && (refusals->baskets || !read))
        fprintf(stderr, "%s: %llu more %s refused\n", refusals->input, (unsigned long long)more,
                more == 1 ? "basket is" : "baskets are");
    buffer_done(&refusals->held);
}
