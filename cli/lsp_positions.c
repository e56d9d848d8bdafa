#include "cli/lsp_positions.h"

const char *position_encoding_name(enum position_encoding encoding)
{
    static const char *const NAMES[POSITION_ENCODINGS] = {
        [POSITIONS_UTF16] = "utf-16", [POSITIONS_UTF8] = "utf-8", [POSITIONS_UTF32] = "utf-32"};
    return NAMES[encoding];
}

bool lines_find(struct lines *lines, struct text text)
{
    lines->text = text;
    lines->starts.count = 0;
    bool kept = VECTOR_PUSH(&lines->starts, &ALLOC_DEFAULT, 0);
    for (size_t i = 0; kept && i < text.length; i++)
        if (text.bytes[i] == '\n' || (text.bytes[i] == '\r' && (i + 1 == text.length || text.bytes[i + 1] != '\n')))
            kept = VECTOR_PUSH(&lines->starts, &ALLOC_DEFAULT, (uint32_t)(i + 1));
    return kept;
}

void lines_done(struct lines *lines)
{
    VECTOR_DONE(&lines->starts, &ALLOC_DEFAULT);
}

/* Units that the character at `at` has, and in *bytes its length. What is not UTF-8 is a character a byte. */
static uint32_t units_of(struct text text, size_t at, enum position_encoding encoding, size_t *bytes)
{
    int32_t code_point = utf8_decode(text, at, bytes);
    if (encoding == POSITIONS_UTF8)
        return (uint32_t)*bytes;
    return encoding == POSITIONS_UTF16 && code_point > 0xFFFF ? 2 : 1;
}

/* The last line that starts at or before the offset. */
static uint32_t line_of(const struct lines *lines, size_t offset)
{
    size_t low = 0, high = lines->starts.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (lines->starts.items[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

struct position lines_position(const struct lines *lines, enum position_encoding encoding, size_t offset)
{
    if (offset > lines->text.length)
        offset = lines->text.length;
    struct position position = {line_of(lines, offset), 0};
    size_t bytes;
    for (size_t at = lines->starts.items[position.line]; at < offset; at += bytes)
        position.character += units_of(lines->text, at, encoding, &bytes);
    return position;
}

static bool ends_line(char byte)
{
    return byte == '\n' || byte == '\r';
}

size_t lines_offset(const struct lines *lines, enum position_encoding encoding, struct position position)
{
    if (position.line >= lines->starts.count)
        return lines->text.length;
    size_t at = lines->starts.items[position.line], bytes;
    for (uint32_t units = 0; at < lines->text.length && !ends_line(lines->text.bytes[at]); at += bytes) {
        units += units_of(lines->text, at, encoding, &bytes);
        if (units > position.character)
            break;
    }
    return at;
}
