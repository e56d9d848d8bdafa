/* A self-contained HTML page: one file without any external resource or script, readable printed, on a phone, in light and
 * dark. Everything that comes from rules or baskets goes through page_text, which escapes it.
 *
 * Used by the reports of the command. A failed allocation is remembered by the buffer. */
#ifndef RUNTIME_PAGE_H
#define RUNTIME_PAGE_H

#include "base/text.h"

/* Head, style and the page's heading; `lead` is a line under it (may be empty). */
void page_begin(struct buffer *out, struct text title, struct text lead);
void page_end(struct buffer *out);

/* Escaped for text and for attributes in double quotes; made harmless. */
void page_text(struct buffer *out, struct text text);
void page_string(struct buffer *out, const char *string);

/* <tag class="c">text</tag>; class_name NULL: none. */
void page_element(struct buffer *out, const char *tag, const char *class_name, struct text text);

/* A heading with an anchor, and the entry in a list of contents that leads there. `number` tells anchors apart. */
void page_heading(struct buffer *out, int level, size_t number, struct text text, struct text note);
void page_contents_entry(struct buffer *out, size_t number, struct text text, struct text note);

/* "12.34" per cent of `part` in `whole`, for positions in style attributes: whole > 0, 0 <= part <= whole. */
void page_percent(struct buffer *out, int64_t part, int64_t whole);

#endif
