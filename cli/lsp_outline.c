/* What a file declares, as a tree or a list; what a rule set declares, by a part of its name; and what can be folded. */
#include "cli/lsp_methods.h"
#include "lang/folds.h"

/* The protocol's kinds of symbols are a programmer's; these look right beside each other. */
enum lsp_symbol {
    LSP_MODULE = 2, LSP_NAMESPACE = 3, LSP_CLASS = 5, LSP_METHOD = 6, LSP_PROPERTY = 7, LSP_FIELD = 8, LSP_ENUM = 10,
    LSP_INTERFACE = 11, LSP_FUNCTION = 12, LSP_VARIABLE = 13, LSP_CONSTANT = 14, LSP_ARRAY = 18, LSP_KEY = 20,
    LSP_ENUM_MEMBER = 22, LSP_EVENT = 24, LSP_PARAMETER = 26
};

static int kind_of(enum symbol_kind kind)
{
    static const int KINDS[SYMBOL_KIND_COUNT] = {
        [SYMBOL_SET] = LSP_VARIABLE,      [SYMBOL_AUDIENCE] = LSP_ARRAY,  [SYMBOL_PRICE_LIST] = LSP_ENUM,
        [SYMBOL_LAYER] = LSP_NAMESPACE,   [SYMBOL_CAMPAIGN] = LSP_MODULE, [SYMBOL_COUPON] = LSP_KEY,
        [SYMBOL_PROGRAM] = LSP_INTERFACE, [SYMBOL_PROMOTION] = LSP_CLASS, [SYMBOL_TEMPLATE] = LSP_FUNCTION,
        [SYMBOL_PARAMETER] = LSP_VARIABLE, [SYMBOL_EVENT] = LSP_EVENT,    [SYMBOL_TIER] = LSP_ENUM_MEMBER,
        [SYMBOL_FIELD] = LSP_FIELD,       [SYMBOL_VALUE] = LSP_ENUM_MEMBER, [SYMBOL_GROUP] = LSP_PROPERTY,
    };
    return KINDS[kind];
}

/* ---- One file ---- */

/* Symbols of one file, each with its first child and next sibling, in the order written. */
struct node {
    uint32_t symbol;
    size_t end; /* index behind its children: they follow it */
};

struct outline {
    struct server *server;
    const struct pointed *pointed;
    const struct symbols *symbols;
    VECTOR(struct node) nodes;
};

static bool lies_within(struct span inner, struct span outer)
{
    return inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

/* Uses are in order of place, so what lies within a declaration follows it. */
static bool collect(struct outline *outline)
{
    bool kept = true;
    for (size_t i = 0; kept && i < outline->symbols->uses.count; i++) {
        const struct symbol_use *use = &outline->symbols->uses.items[i];
        if (use->declares && use->span.file == outline->pointed->source &&
            span_equal(use->span, outline->symbols->list.items[use->symbol].name_span))
            kept = VECTOR_PUSH(&outline->nodes, &ALLOC_DEFAULT, (struct node){use->symbol, 0});
    }
    for (size_t i = outline->nodes.count; i > 0; i--) {
        struct span whole = outline->symbols->list.items[outline->nodes.items[i - 1].symbol].span;
        size_t end = i;
        while (end < outline->nodes.count &&
               lies_within(outline->symbols->list.items[outline->nodes.items[end].symbol].span, whole))
            end = outline->nodes.items[end].end;
        outline->nodes.items[i - 1].end = end;
    }
    return kept;
}

static void write_detail(struct server *server, const struct symbol *symbol)
{
    if (symbol->title.bytes != NULL)
        tell_text(&server->w, "detail", symbol->title);
    else if (symbol->kind == SYMBOL_PARAMETER || symbol->kind == SYMBOL_FIELD)
        tell_text(&server->w, "detail", symbol->parameter->type.text);
    else
        tell_string(&server->w, "detail", symbol_kind_word(symbol->kind));
}

static void write_tree(struct outline *outline, const char *name, size_t from, size_t end)
{
    struct json_writer *w = &outline->server->w;
    tell_begin(w, name, '[');
    for (size_t i = from; i < end; i = outline->nodes.items[i].end) {
        const struct symbol *symbol = &outline->symbols->list.items[outline->nodes.items[i].symbol];
        tell_begin(w, NULL, '{');
        tell_text(w, "name", symbol->name);
        write_detail(outline->server, symbol);
        tell_number(w, "kind", kind_of(symbol->kind));
        server_write_span(outline->server, "range", outline->pointed->snapshot, symbol->span);
        server_write_span(outline->server, "selectionRange", outline->pointed->snapshot, symbol->name_span);
        if (outline->nodes.items[i].end > i + 1)
            write_tree(outline, "children", i + 1, outline->nodes.items[i].end);
        tell_end(w, '}');
    }
    tell_end(w, ']');
}

static void write_symbol(struct server *server, struct snapshot *snapshot, const struct symbols *symbols,
                         const struct symbol *symbol)
{
    struct json_writer *w = &server->w;
    tell_begin(w, NULL, '{');
    tell_text(w, "name", symbol->name);
    tell_number(w, "kind", kind_of(symbol->kind));
    server_write_location(server, "location", snapshot, symbol->name_span);
    bool owned = symbol->kind == SYMBOL_PARAMETER || symbol->kind == SYMBOL_EVENT || symbol->kind == SYMBOL_TIER ||
                 symbol->kind == SYMBOL_VALUE || symbol->kind == SYMBOL_GROUP;
    if (owned && symbol->owner < symbols->list.count)
        tell_text(w, "containerName", symbols->list.items[symbol->owner].name);
    tell_end(w, '}');
}

bool outline_document(struct server *server, const cJSON *params, struct problem *problem)
{
    struct pointed pointed;
    if (!server_compiled(server, params, &pointed, problem))
        return false;
    struct outline outline = {.server = server, .pointed = &pointed, .symbols = snapshot_symbols(pointed.snapshot)};
    bool kept = outline.symbols != NULL && collect(&outline);
    if (kept && server->client.symbol_tree)
        write_tree(&outline, "result", 0, outline.nodes.count);
    else if (kept) {
        tell_begin(&server->w, "result", '[');
        for (size_t i = 0; i < outline.nodes.count; i++)
            write_symbol(server, pointed.snapshot, outline.symbols,
                         &outline.symbols->list.items[outline.nodes.items[i].symbol]);
        tell_end(&server->w, ']');
    }
    VECTOR_DONE(&outline.nodes, &ALLOC_DEFAULT);
    return kept || server_refuse(problem, ERROR_INTERNAL, "no memory left");
}

/* ---- The workspace ---- */

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Whether the letters of the query come in the name, in their order. */
static bool matches(struct text name, const char *query)
{
    for (size_t i = 0; i < name.length && *query != '\0'; i++)
        query += lower(name.bytes[i]) == lower(*query);
    return *query == '\0';
}

enum { WORKSPACE_SYMBOLS_MOST = 1000 };

bool outline_workspace(struct server *server, const cJSON *params, struct problem *problem)
{
    struct workspace *workspace = &server->workspace;
    const char *query = member_string(params, "query");
    size_t written = 0;
    tell_begin(&server->w, "result", '[');
    for (size_t i = 0; i < workspace->sets.count; i++) {
        struct rule_set *set = workspace->sets.items[i];
        struct symbols *symbols =
            rule_set_refresh(set, &workspace->documents, &workspace->disk) ? snapshot_symbols(set->now) : NULL;
        if (symbols == NULL)
            return server_refuse(problem, ERROR_INTERNAL, "no memory left");
        for (size_t j = 0; j < symbols->list.count && written < WORKSPACE_SYMBOLS_MOST; j++) {
            const struct symbol *symbol = &symbols->list.items[j];
            const char *path = symbol->name_span.file < set->now->count ? set->now->paths[symbol->name_span.file] : NULL;
            if (path == NULL || workspace_set(workspace, path) != set || !matches(symbol->name, query == NULL ? "" : query))
                continue;
            write_symbol(server, set->now, symbols, symbol);
            written++;
        }
    }
    tell_end(&server->w, ']');
    return true;
}

/* ---- Folding ---- */

static void write_fold(struct server *server, const struct lines *lines, const struct fold *fold)
{
    tell_begin(&server->w, NULL, '{');
    tell_number(&server->w, "startLine", lines_position(lines, server->encoding, fold->start).line);
    tell_number(&server->w, "endLine", lines_position(lines, server->encoding, fold->end).line);
    if (fold->comment)
        tell_string(&server->w, "kind", "comment");
    tell_end(&server->w, '}');
}

bool outline_folds(struct server *server, const cJSON *params, struct problem *problem)
{
    struct document *document;
    struct sources sources;
    struct arena arena;
    const struct source *source;
    struct fold *folds;
    size_t count = 0;
    if (!server_document(server, params, &document, problem))
        return false;
    sources_init(&sources, NULL);
    arena_init(&arena, NULL);
    struct text text = document_text(document);
    promo_status status = sources_add(&sources, document->path, text.bytes, text.length, &source);
    if (status == PROMO_OK)
        status = folds_find(&arena, source, &folds, &count);
    tell_begin(&server->w, "result", '[');
    for (size_t i = 0; i < count && status == PROMO_OK; i++)
        write_fold(server, &document->lines, &folds[i]);
    tell_end(&server->w, ']');
    arena_done(&arena);
    sources_done(&sources);
    return status == PROMO_OK || server_refuse(problem, ERROR_INTERNAL, "no memory left");
}
