#include "base/columns.h"

enum { TAB = 4 };

/* Columns that a terminal gives a character: none for marks on the one before, two for East Asian wide ones. */
static size_t width_of(int32_t c)
{
    static const struct {
        int32_t first, last;
        size_t width;
    } WIDTHS[] = {
        {0x300, 0x36F, 0},     {0x1100, 0x115F, 2},   {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},
        {0x200B, 0x200F, 0},   {0x20D0, 0x20FF, 0},   {0x2E80, 0x303E, 2},   {0x3041, 0x33FF, 2},
        {0x3400, 0x4DBF, 2},   {0x4E00, 0x9FFF, 2},   {0xA000, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},
        {0xF900, 0xFAFF, 2},   {0xFE00, 0xFE0F, 0},   {0xFE20, 0xFE2F, 0},   {0xFE30, 0xFE6F, 2},
        {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},   {0x1F300, 0x1F64F, 2}, {0x1F900, 0x1F9FF, 2},
        {0x20000, 0x3FFFD, 2}, {0xE0100, 0xE01EF, 0},
    };
    for (size_t i = 0; i < sizeof WIDTHS / sizeof WIDTHS[0]; i++)
        if (c >= WIDTHS[i].first && c <= WIDTHS[i].last)
            return WIDTHS[i].width;
    return 1;
}

/* Nothing of a source reaches a terminal that could steer it: such characters are shown as a mark. */
static bool is_harmless(int32_t c)
{
    return c >= 0x20 && !(c >= 0x7F && c < 0xA0) && c != 0xAD && c != 0x61C && c != 0xFEFF &&
           !(c >= 0x200B && c <= 0x200F) && !(c >= 0x2028 && c <= 0x202E) && !(c >= 0x2060 && c <= 0x206F);
}

/* One character, made harmless, at *at (moves on); the columns it takes. `out` may be NULL: only measures. */
size_t columns_put_character(struct buffer *out, struct text text, size_t *at)
{
    size_t bytes;
    int32_t c = utf8_decode(text, *at, &bytes);
    struct text written = {text.bytes + *at, bytes};
    size_t width = width_of(c);
    if (c == '\t') {
        written = TEXT("    ");
        width = TAB;
    } else if (!is_harmless(c)) {
        written = TEXT("\xEF\xBF\xBD");
        width = 1;
    }
    if (out != NULL)
        buffer_text(out, written);
    *at += bytes;
    return width;
}

void columns_put(struct buffer *out, struct text text)
{
    for (size_t at = 0; at < text.length;)
        columns_put_character(out, text, &at);
}

size_t columns_of(struct text text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.length;)
        columns += columns_put_character(NULL, text, &at);
    return columns;
}

void columns_cell(struct buffer *out, struct text text, size_t columns)
{
    size_t taken = columns_of(text);
    columns_put(out, text);
    buffer_repeat(out, ' ', taken < columns ? columns - taken : 0);
}

void columns_cut(struct buffer *out, struct text text, size_t columns)
{
    size_t taken = 0, at = 0, fits = 0;
    while (at < text.length) {
        taken += columns_put_character(NULL, text, &at);
        if (taken < columns || (taken == columns && at == text.length))
            fits = at;
    }
    if (taken <= columns) {
        columns_cell(out, text, columns);
        return;
    }
    struct text begin = {text.bytes, fits};
    taken = columns_of(begin);
    columns_put(out, begin);
    buffer_string(out, "\xe2\x80\xa6");
    buffer_repeat(out, ' ', taken + 1 < columns ? columns - taken - 1 : 0);
}

void columns_wrap(struct buffer *out, struct text text, size_t indent, size_t columns)
{
    size_t used = indent;
    for (size_t at = 0; at < text.length;) {
        size_t end = at;
        while (end < text.length && text.bytes[end] != ' ')
            end++;
        struct text word = {text.bytes + at, end - at};
        size_t taken = columns_of(word);
        if (used > indent && used + 1 + taken > columns) {
            buffer_char(out, '\n');
            buffer_repeat(out, ' ', indent);
            used = indent;
        } else if (used > indent) {
            buffer_char(out, ' ');
            used++;
        }
        columns_put(out, word);
        used += taken;
        at = end;
        while (at < text.length && text.bytes[at] == ' ')
            at++;
    }
}
