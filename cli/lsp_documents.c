#include "cli/lsp_documents.h"

#include "cli/lsp_uri.h"
#include "lang/source.h"

#include <string.h>

static void document_free(struct document *document)
{
    lines_done(&document->lines);
    buffer_done(&document->text);
    arena_done(&document->arena);
    alloc_release(&ALLOC_DEFAULT, document, 1, sizeof *document);
}

void documents_done(struct documents *documents)
{
    for (size_t i = 0; i < documents->open.count; i++)
        document_free(documents->open.items[i]);
    VECTOR_DONE(&documents->open, &ALLOC_DEFAULT);
}

/* After each change of the bytes. */
static bool settle(struct document *document)
{
    struct buffer *text = &document->text;
    return !text->failed && text->length <= SOURCE_LARGEST &&
           lines_find(&document->lines, (struct text){text->length == 0 ? "" : text->bytes, text->length});
}

static struct document *document_new(const char *uri)
{
    struct document *document = alloc_zeroed(&ALLOC_DEFAULT, 1, sizeof *document);
    if (document == NULL)
        return NULL;
    arena_init(&document->arena, NULL);
    buffer_init(&document->text, NULL);
    document->uri = arena_copy(&document->arena, uri, strlen(uri));
    document->path = uri_path(&document->arena, uri);
    document->is_file = document->path != NULL;
    if (!document->is_file)
        document->path = document->uri;
    if (document->uri != NULL)
        return document;
    document_free(document);
    return NULL;
}

struct document *documents_open(struct documents *documents, const char *uri, int64_t version, const char *text)
{
    struct document *document = documents_find(documents, uri);
    if (document == NULL) {
        document = document_new(uri);
        if (document != NULL && !VECTOR_PUSH(&documents->open, &ALLOC_DEFAULT, document)) {
            document_free(document);
            document = NULL;
        }
    }
    if (document == NULL)
        return NULL;
    document->version = version;
    buffer_clear(&document->text);
    buffer_string(&document->text, text);
    if (settle(document))
        return document;
    documents_close(documents, document);
    return NULL;
}

void documents_close(struct documents *documents, struct document *document)
{
    for (size_t i = 0; i < documents->open.count; i++)
        if (documents->open.items[i] == document)
            documents->open.items[i] = documents->open.items[--documents->open.count];
    document_free(document);
}

struct document *documents_find(const struct documents *documents, const char *uri)
{
    for (size_t i = 0; i < documents->open.count; i++)
        if (strcmp(documents->open.items[i]->uri, uri) == 0)
            return documents->open.items[i];
    return NULL;
}

struct document *documents_at_path(const struct documents *documents, const char *path)
{
    for (size_t i = 0; i < documents->open.count; i++)
        if (strcmp(documents->open.items[i]->path, path) == 0)
            return documents->open.items[i];
    return NULL;
}

/* ---- Changes ---- */

bool position_read(const cJSON *value, const char *path, struct position *position)
{
    const cJSON *at = member_at(value, path);
    int64_t line, character;
    if (!member_int(at, "line", &line) || !member_int(at, "character", &character) || line < 0 || character < 0)
        return false;
    *position = (struct position){(uint32_t)line, (uint32_t)character};
    return true;
}

/* Bytes start .. end become `text`. */
static void replace(struct buffer *buffer, size_t start, size_t end, struct text text)
{
    size_t tail = buffer->length - end, before = buffer->length;
    if (text.length > end - start)
        buffer_repeat(buffer, ' ', text.length - (end - start));
    if (buffer->failed || buffer->bytes == NULL)
        return;
    memmove(buffer->bytes + start + text.length, buffer->bytes + end, tail);
    memcpy(buffer->bytes + start, text.bytes, text.length);
    buffer->length = before - (end - start) + text.length;
}

static bool change_one(struct document *document, const cJSON *change, enum position_encoding encoding)
{
    struct position from, to;
    const char *text = member_string(change, "text");
    if (text == NULL)
        return false;
    if (member_at(change, "range") == NULL) {
        buffer_clear(&document->text);
        buffer_string(&document->text, text);
        return settle(document);
    }
    if (!position_read(change, "range.start", &from) || !position_read(change, "range.end", &to))
        return false;
    size_t start = lines_offset(&document->lines, encoding, from), end = lines_offset(&document->lines, encoding, to);
    if (start > end)
        return false;
    replace(&document->text, start, end, text_from(text));
    return settle(document);
}

bool document_change(struct document *document, const cJSON *changes, enum position_encoding encoding)
{
    if (!cJSON_IsArray(changes))
        return false;
    for (const cJSON *change = changes->child; change != NULL; change = change->next)
        if (!change_one(document, change, encoding))
            return false;
    return true;
}
