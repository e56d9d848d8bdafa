/* A text scanned, and a text formatted, for tests of the formatter: the same words are the same tokens and comments. */
#ifndef TESTS_SCANNED_H
#define TESTS_SCANNED_H

#include "lang/format.h"
#include "lang/scan.h"

#include <stdlib.h>

struct scanned {
    struct sources sources;
    struct diagnostics diags;
    const struct source *source;
    struct scan scan;
    promo_status status;
};

static inline struct scanned *scanned_text(const char *bytes, size_t length)
{
    struct scanned *s = calloc(1, sizeof *s);
    sources_init(&s->sources, NULL);
    diagnostics_init(&s->diags, &s->sources, NULL);
    s->status = sources_add(&s->sources, "a.promo", bytes == NULL ? "" : bytes, length, &s->source);
    scan_init(&s->scan, &ALLOC_DEFAULT, s->source, &s->diags);
    if (s->status == PROMO_OK)
        s->status = scan_run(&s->scan);
    return s;
}

static inline void scanned_free(struct scanned *s)
{
    scan_done(&s->scan);
    diagnostics_done(&s->diags);
    sources_done(&s->sources);
    free(s);
}

static inline struct text token_text(const struct scanned *s, size_t token)
{
    return sources_text(&s->sources, (struct span){0, s->scan.tokens.items[token].start, s->scan.tokens.items[token].end});
}

static inline bool same_words(const struct scanned *a, const struct scanned *b)
{
    if (a->scan.tokens.count != b->scan.tokens.count || a->scan.comments.count != b->scan.comments.count)
        return false;
    for (size_t i = 0; i < a->scan.tokens.count; i++)
        if (a->scan.tokens.items[i].kind != b->scan.tokens.items[i].kind ||
            !text_equal(token_text(a, i), token_text(b, i)))
            return false;
    for (size_t i = 0; i < a->scan.comments.count; i++)
        if (!text_equal(sources_text(&a->sources, a->scan.comments.items[i].span),
                        sources_text(&b->sources, b->scan.comments.items[i].span)))
            return false;
    return true;
}

static inline promo_status format_bytes(struct buffer *out, const char *bytes, size_t length)
{
    struct sources sources;
    struct diagnostics diags;
    const struct source *source;
    sources_init(&sources, out->alloc);
    diagnostics_init(&diags, &sources, out->alloc);
    promo_status status = sources_add(&sources, "a.promo", bytes == NULL ? "" : bytes, length, &source);
    if (status == PROMO_OK)
        status = format_source(out, source, &diags);
    diagnostics_done(&diags);
    sources_done(&sources);
    return status;
}

#endif
