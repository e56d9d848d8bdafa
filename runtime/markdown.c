#include "runtime/markdown.h"

#include "base/columns.h"

void markdown_put(struct buffer *out, struct text text)
{
    static const char SPECIAL[] = "\\`*_[]<>#|~&$@";
    struct buffer harmless;
    buffer_init(&harmless, out->alloc);
    columns_put(&harmless, text);
    for (size_t i = 0; i < harmless.length; i++) {
        if (memchr(SPECIAL, harmless.bytes[i], sizeof SPECIAL - 1) != NULL)
            buffer_char(out, '\\');
        buffer_char(out, harmless.bytes[i]);
    }
    out->failed |= harmless.failed;
    buffer_done(&harmless);
}
