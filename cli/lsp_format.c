/* The one layout, as edits of the white space that differs: marks and cursors elsewhere stay where they are. */
#include "cli/lsp_methods.h"
#include "lang/format.h"

#include <string.h>

/* A document laid out. */
struct layout {
    struct sources sources;
    struct diagnostics diags;
    struct buffer after;
};

static void layout_init(struct layout *layout)
{
    sources_init(&layout->sources, NULL);
    diagnostics_init(&layout->diags, &layout->sources, NULL);
    buffer_init(&layout->after, NULL);
}

static void layout_done(struct layout *layout)
{
    buffer_done(&layout->after);
    diagnostics_done(&layout->diags);
    sources_done(&layout->sources);
}

static bool lay_out(struct layout *layout, const struct document *document, struct problem *problem)
{
    const struct source *source;
    struct text text = document_text(document);
    promo_status status = sources_add(&layout->sources, document->path, text.bytes, text.length, &source);
    if (status == PROMO_OK)
        status = format_source(&layout->after, source, &layout->diags);
    if (status == PROMO_REJECTED) {
        diagnostics_finish(&layout->diags);
        const struct diagnostic *first = layout->diags.list.items[0];
        return server_refuse(problem, ERROR_REQUEST_FAILED, "a file with errors is not laid out: %.150s (line %zu)",
                             first->message, source_place(source, first->span.start).line);
    }
    return status == PROMO_OK || server_refuse(problem, ERROR_INTERNAL, "no memory left");
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f' || byte == '\v';
}

static size_t blank_end(struct text text, size_t at)
{
    while (at < text.length && is_blank(text.bytes[at]))
        at++;
    return at;
}

/* The part of the document in which edits are wanted. */
struct bounds {
    size_t start, end;
};

static void write_edit(struct server *server, const struct document *document, struct bounds within, size_t start, size_t end,
                       struct text text)
{
    struct json_writer *w = &server->w;
    if (start < within.start || end > within.end)
        return;
    tell_begin(w, NULL, '{');
    server_write_range(server, "range", &document->lines, start, end);
    tell_text(w, "newText", text);
    tell_end(w, '}');
}

/* What begins to differ inside a run of white space begins with the run: in both texts the same marks stand before it. */
static size_t run_start(struct text text, size_t at)
{
    while (at > 0 && is_blank(text.bytes[at - 1]))
        at--;
    return at;
}

static void write_edits(struct server *server, const struct document *document, struct text after, struct bounds within)
{
    struct text before = document_text(document);
    size_t a = 0, b = before.length >= 3 && memcmp(before.bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; /* a mark of bytes is the editor's */
    while (b < before.length || a < after.length) {
        if (b < before.length && a < after.length && before.bytes[b] == after.bytes[a]) {
            b++;
            a++;
            continue;
        }
        size_t b_start = run_start(before, b), a_start = run_start(after, a);
        size_t b_end = blank_end(before, b), a_end = blank_end(after, a);
        if (b_end == b_start && a_end == a_start) { /* no white space: what is left is taken as it is */
            write_edit(server, document, within, b, before.length, (struct text){after.bytes + a, after.length - a});
            return;
        }
        write_edit(server, document, within, b_start, b_end, (struct text){after.bytes + a_start, a_end - a_start});
        b = b_end;
        a = a_end;
    }
}

static bool format(struct server *server, const struct document *document, struct bounds within, struct problem *problem)
{
    struct layout layout;
    layout_init(&layout);
    bool fine = lay_out(&layout, document, problem);
    if (fine) {
        tell_begin(&server->w, "result", '[');
        write_edits(server, document, (struct text){layout.after.bytes, layout.after.length}, within);
        tell_end(&server->w, ']');
    }
    layout_done(&layout);
    return fine;
}

bool format_document(struct server *server, const cJSON *params, struct problem *problem)
{
    struct document *document;
    return server_document(server, params, &document, problem) &&
           format(server, document, (struct bounds){0, SIZE_MAX}, problem);
}

bool format_range(struct server *server, const cJSON *params, struct problem *problem)
{
    struct document *document;
    struct position start, end;
    if (!server_document(server, params, &document, problem))
        return false;
    if (!position_read(params, "range.start", &start) || !position_read(params, "range.end", &end))
        return server_refuse(problem, ERROR_INVALID_PARAMS, "the request has no range");
    start.character = 0; /* whole lines, so that their indentation belongs to them */
    size_t from = run_start(document_text(document), lines_offset(&document->lines, server->encoding, start));
    return format(server, document, (struct bounds){from, lines_offset(&document->lines, server->encoding, end)}, problem);
}
