/* A source given as text, parsed: sources, diagnostics, arena and tree together, for tests. */
#ifndef TESTS_PARSED_H
#define TESTS_PARSED_H

#include "lang/parse.h"
#include "lang/render.h"

#include <stdio.h>
#include <stdlib.h>

struct parsed {
    struct sources sources;
    struct diagnostics diags;
    struct arena arena;
    const struct source *source;
    struct tree *tree;
    promo_status status;
};

static inline void parsed_start(struct parsed *parsed, const promo_allocator *alloc, const char *bytes, size_t length)
{
    sources_init(&parsed->sources, alloc);
    diagnostics_init(&parsed->diags, &parsed->sources, alloc);
    arena_init(&parsed->arena, alloc_or_default(alloc));
    parsed->tree = NULL;
    parsed->status = sources_add(&parsed->sources, "shop.promo", bytes, length, &parsed->source);
    if (parsed->status == PROMO_OK)
        parsed->status = parse_source(&parsed->arena, parsed->source, &parsed->diags, &parsed->tree);
    diagnostics_finish(&parsed->diags);
}

static inline struct parsed *parsed_text(const char *text)
{
    struct parsed *parsed = calloc(1, sizeof *parsed);
    parsed_start(parsed, NULL, text, strlen(text));
    return parsed;
}

static inline void parsed_done(struct parsed *parsed)
{
    arena_done(&parsed->arena);
    diagnostics_done(&parsed->diags);
    sources_done(&parsed->sources);
}

static inline void parsed_free(struct parsed *parsed)
{
    parsed_done(parsed);
    free(parsed);
}

/* Every diagnostic in its place, for a failing test to show. */
static inline void parsed_show(const struct parsed *parsed)
{
    struct buffer out;
    buffer_init(&out, NULL);
    render_people(&out, &parsed->diags, (struct render_options){false, 0});
    fwrite(out.bytes, 1, out.length, stderr);
    buffer_done(&out);
}

static inline bool parsed_has(const struct parsed *parsed, enum code code)
{
    for (size_t i = 0; i < parsed->diags.list.count; i++)
        if (parsed->diags.list.items[i]->code == code)
            return true;
    return false;
}

/* The bytes of a file of the tests; the caller frees them. NULL: unreadable. */
static inline char *file_read(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    size_t capacity = 1 << 16;
    char *bytes = malloc(capacity);
    *length = 0;
    for (size_t got = 1; bytes != NULL && got != 0; *length += got) {
        if (*length == capacity)
            bytes = realloc(bytes, capacity *= 2);
        got = bytes == NULL ? 0 : fread(bytes + *length, 1, capacity - *length, file);
    }
    fclose(file);
    return bytes;
}

#endif
