/* Where a name is declared, and where it is used. */
#include "cli/lsp_methods.h"
#include "compiler/import.h"

/* ---- Imports ---- */

static const struct word *import_at(const struct snapshot *snapshot, uint32_t source, uint32_t offset)
{
    const struct tree *tree = snapshot->compiler->trees.items[source];
    for (const struct declaration *d = tree->declarations; d != NULL; d = d->next)
        if (d->kind == DECLARATION_IMPORT && word_given(&d->name) && d->name.span.start <= offset && offset <= d->name.span.end)
            return &d->name;
    return NULL;
}

/* The source that an import names; UINT32_MAX: it could not be read. */
static uint32_t imported(const struct snapshot *snapshot, uint32_t source, const struct word *name)
{
    struct arena arena;
    const struct sources *sources = &snapshot->compiler->sources;
    uint32_t found = UINT32_MAX;
    arena_init(&arena, NULL);
    const char *path = import_is_path(name->text) ? import_path(&arena, sources_get(sources, source)->path, name->text)
                                                  : arena_copy(&arena, name->text.bytes, name->text.length);
    for (uint32_t i = 0; path != NULL && found == UINT32_MAX && i < sources->files.count; i++) {
        const char *normal = import_normal(&arena, sources_get(sources, i)->path);
        if (normal != NULL && strcmp(normal, path) == 0)
            found = i;
    }
    arena_done(&arena);
    return found;
}

bool navigate_links(struct server *server, const cJSON *params, struct problem *problem)
{
    struct pointed pointed;
    struct json_writer *w = &server->w;
    if (!server_compiled(server, params, &pointed, problem))
        return false;
    const struct snapshot *snapshot = pointed.snapshot;
    tell_begin(w, "result", '[');
    for (const struct declaration *d = snapshot->compiler->trees.items[pointed.source]->declarations; d != NULL; d = d->next) {
        uint32_t to = d->kind == DECLARATION_IMPORT && word_given(&d->name) ? imported(snapshot, pointed.source, &d->name)
                                                                            : UINT32_MAX;
        if (to == UINT32_MAX || snapshot->paths[to] == NULL)
            continue;
        tell_begin(w, NULL, '{');
        server_write_span(server, "range", pointed.snapshot, d->name.span);
        server_write_path_uri(server, "target", snapshot->paths[to]);
        tell_end(w, '}');
    }
    tell_end(w, ']');
    return true;
}

/* ---- Names ---- */

bool navigate_definition(struct server *server, const cJSON *params, struct problem *problem)
{
    struct pointed pointed;
    struct symbols *symbols;
    if (!server_pointed(server, params, &pointed, problem))
        return false;
    const struct word *import = import_at(pointed.snapshot, pointed.source, pointed.offset);
    const struct symbol_use *use = server_name_at(&pointed, &symbols);
    struct span span = use == NULL ? SPAN_NONE : symbols->list.items[use->symbol].name_span;
    if (import != NULL)
        span = (struct span){imported(pointed.snapshot, pointed.source, import), 0, 0};
    tell_begin(&server->w, "result", '[');
    server_write_location(server, NULL, pointed.snapshot, span);
    tell_end(&server->w, ']');
    return true;
}

bool navigate_references(struct server *server, const cJSON *params, struct problem *problem)
{
    struct pointed pointed;
    struct symbols *symbols;
    bool declarations = member_true(params, "context.includeDeclaration");
    if (!server_pointed(server, params, &pointed, problem))
        return false;
    const struct symbol_use *at = server_name_at(&pointed, &symbols);
    tell_begin(&server->w, "result", '[');
    for (size_t i = 0; at != NULL && i < symbols->uses.count; i++) {
        const struct symbol_use *use = &symbols->uses.items[i];
        if (use->symbol == at->symbol && (declarations || !use->declares))
            server_write_location(server, NULL, pointed.snapshot, use->span);
    }
    tell_end(&server->w, ']');
    return true;
}

bool navigate_highlights(struct server *server, const cJSON *params, struct problem *problem)
{
    enum { READ = 2, WRITE = 3 };
    struct pointed pointed;
    struct symbols *symbols;
    if (!server_pointed(server, params, &pointed, problem))
        return false;
    const struct symbol_use *at = server_name_at(&pointed, &symbols);
    tell_begin(&server->w, "result", '[');
    for (size_t i = 0; at != NULL && i < symbols->uses.count; i++) {
        const struct symbol_use *use = &symbols->uses.items[i];
        if (use->symbol != at->symbol || use->span.file != pointed.source)
            continue;
        tell_begin(&server->w, NULL, '{');
        server_write_span(server, "range", pointed.snapshot, use->span);
        tell_number(&server->w, "kind", use->declares ? WRITE : READ);
        tell_end(&server->w, '}');
    }
    tell_end(&server->w, ']');
    return true;
}
