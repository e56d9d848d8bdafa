#include "lang/render.h"

/* XML 1.0 has no way at all to write most control characters, or U+FFFE and U+FFFF. */
static bool has_form(int32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

void render_xml_text(struct buffer *out, struct text text, bool attribute)
{
    for (size_t at = 0; at < text.length;) {
        size_t bytes;
        int32_t c = utf8_decode(text, at, &bytes);
        if (c < 0 || !has_form(c))
            buffer_string(out, "\xEF\xBF\xBD");
        else if (c == '&' || c == '<' || c == '>' || c == '\r' || (attribute && (c < 0x20 || c == '"')))
            buffer_format(out, "&#%d;", (int)c);
        else
            buffer_write(out, text.bytes + at, bytes);
        at += bytes;
    }
}
