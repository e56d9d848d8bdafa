/* Text of strangers in Markdown: what it reads as more than a letter is escaped, so that tags, links and mentions stay text. */
#ifndef RUNTIME_MARKDOWN_H
#define RUNTIME_MARKDOWN_H

#include "base/text.h"

/* On one line, made harmless. */
void markdown_put(struct buffer *out, struct text text);

#endif
