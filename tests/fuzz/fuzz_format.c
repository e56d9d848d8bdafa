/* Any bytes to the formatter: what it accepts keeps its tokens and comments, and is laid out the second time as the first. */
#include "lang/format.h"
#include "lang/scan.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static promo_status format(struct buffer *out, const char *bytes, size_t size)
{
    struct sources sources;
    struct diagnostics diags;
    const struct source *source;
    sources_init(&sources, NULL);
    diagnostics_init(&diags, &sources, NULL);
    if (sources_add(&sources, "fuzz.promo", bytes, size, &source) != PROMO_OK)
        abort();
    promo_status status = format_source(out, source, &diags);
    diagnostics_done(&diags);
    sources_done(&sources);
    return status;
}

/* The tokens and comments of a text, one after the other without what is between them. */
static void words(struct buffer *out, const char *bytes, size_t size)
{
    struct sources sources;
    struct diagnostics diags;
    const struct source *source;
    struct scan scan;
    sources_init(&sources, NULL);
    diagnostics_init(&diags, &sources, NULL);
    if (sources_add(&sources, "fuzz.promo", bytes, size, &source) != PROMO_OK)
        abort();
    scan_init(&scan, &ALLOC_DEFAULT, source, &diags);
    if (scan_run(&scan) != PROMO_OK)
        abort();
    for (size_t i = 0; i < scan.tokens.count; i++) {
        struct span span = {0, scan.tokens.items[i].start, scan.tokens.items[i].end};
        buffer_text(out, sources_text(&sources, span));
        buffer_char(out, '\n');
    }
    for (size_t i = 0; i < scan.comments.count; i++) {
        buffer_text(out, sources_text(&sources, scan.comments.items[i].span));
        buffer_char(out, '\n');
    }
    scan_done(&scan);
    diagnostics_done(&diags);
    sources_done(&sources);
}

static bool same(const struct buffer *a, const struct buffer *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer once, twice, before, after;
    buffer_init(&once, NULL);
    buffer_init(&twice, NULL);
    buffer_init(&before, NULL);
    buffer_init(&after, NULL);
    if (format(&once, (const char *)data, size) == PROMO_OK) {
        if (format(&twice, once.bytes, once.length) != PROMO_OK || !same(&once, &twice))
            abort();
        words(&before, (const char *)data, size);
        words(&after, once.bytes, once.length);
        if (!same(&before, &after))
            abort();
    }
    buffer_done(&once);
    buffer_done(&twice);
    buffer_done(&before);
    buffer_done(&after);
    return 0;
}
