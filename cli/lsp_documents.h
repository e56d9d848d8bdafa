/* The texts that the client has open: what it says of them is true, whatever the disk has. */
#ifndef CLI_LSP_DOCUMENTS_H
#define CLI_LSP_DOCUMENTS_H

#include "base/arena.h"
#include "cli/lsp_json.h"
#include "cli/lsp_positions.h"

struct document {
    struct arena arena;
    const char *uri;  /* as the client writes it */
    const char *path; /* absolute; of what is no file yet its URI */
    bool is_file;
    int64_t version;
    struct buffer text;
    struct lines lines;
};

struct documents {
    VECTOR(struct document *) open;
};

void documents_done(struct documents *documents);

/* NULL without memory, or where the text is too large to be a source. One that is open already is replaced. */
struct document *documents_open(struct documents *documents, const char *uri, int64_t version, const char *text);
void documents_close(struct documents *documents, struct document *document);

struct document *documents_find(const struct documents *documents, const char *uri);
struct document *documents_at_path(const struct documents *documents, const char *path);

/* Applies "contentChanges" one after the other: ranges, or whole texts. False: one of them is no change, or there is no
 * memory; the document then is as far as they went. */
bool document_change(struct document *document, const cJSON *changes, enum position_encoding encoding);

/* "position", or "range.start": { line, character }. False: none is there. */
bool position_read(const cJSON *value, const char *path, struct position *position);

static inline struct text document_text(const struct document *document)
{
    return document->lines.text;
}

#endif
