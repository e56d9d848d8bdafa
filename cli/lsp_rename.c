/* One name becomes another, everywhere it is written; refused where something would mean another thing afterwards, or nothing.
 *
 * Whether that is so is not guessed: the rule set is compiled with the new name before the client hears of it. */
#include "cli/lsp_methods.h"

#include <stdio.h>
#include <string.h>

/* "a coupon", "an event" */
static const char *with_article(enum symbol_kind kind, char (*room)[64])
{
    const char *word = symbol_kind_word(kind);
    snprintf(*room, sizeof *room, "%s %s", strchr("aeio", word[0]) != NULL ? "an" : "a", word);
    return *room;
}

/* ---- What can have another name ---- */

static const struct symbol_use *renamable(struct server *server, const cJSON *params, struct pointed *pointed,
                                          struct symbols **symbols, struct problem *problem)
{
    if (!server_pointed(server, params, pointed, problem))
        return NULL;
    const struct symbol_use *use = server_name_at(pointed, symbols);
    const struct symbol *symbol = use == NULL ? NULL : &(*symbols)->list.items[use->symbol];
    if (symbol == NULL) {
        server_refuse(problem, ERROR_REQUEST_FAILED, "no name that is declared stands here");
        return NULL;
    }
    if (symbol->kind >= SYMBOLS_OF_THE_SHOP || symbol->name_span.file >= pointed->snapshot->count) {
        server_refuse(problem, ERROR_REQUEST_FAILED, "%s is the shop's own: it is declared in no rule file",
                      with_article(symbol->kind, &(char[64]){""}));
        return NULL;
    }
    if (pointed->snapshot->paths[symbol->name_span.file] == NULL) {
        server_refuse(problem, ERROR_REQUEST_FAILED, "`%.*s` is declared in the standard library", SHOWN(symbol->name));
        return NULL;
    }
    return use;
}

bool rename_prepare(struct server *server, const cJSON *params, struct problem *problem)
{
    struct pointed pointed;
    struct symbols *symbols;
    const struct symbol_use *use = renamable(server, params, &pointed, &symbols, problem);
    if (use == NULL)
        return false;
    tell_begin(&server->w, "result", '{');
    server_write_span(server, "range", pointed.snapshot, use->span);
    tell_text(&server->w, "placeholder", symbols->list.items[use->symbol].name);
    tell_end(&server->w, '}');
    return true;
}

/* ---- The new name ---- */

static bool is_name(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !(i > 0 && c >= '0' && c <= '9'))
            return false;
    }
    return text.length > 0 && !text_equal(text, TEXT("true")) && !text_equal(text, TEXT("false"));
}

/* A text of the snapshot with every place of the symbol as the new name; false without memory. */
static bool write_renamed(struct buffer *out, const struct snapshot *snapshot, const struct symbols *symbols, uint32_t symbol,
                          uint32_t file, struct text name)
{
    struct text text = sources_get(&snapshot->compiler->sources, file)->text;
    size_t from = 0;
    for (size_t i = 0; i < symbols->uses.count; i++) {
        const struct symbol_use *use = &symbols->uses.items[i];
        if (use->symbol != symbol || use->span.file != file)
            continue;
        buffer_write(out, text.bytes + from, use->span.start - from);
        buffer_text(out, name);
        from = use->span.end;
    }
    buffer_write(out, text.bytes + from, text.length - from);
    return buffer_cstring(out) != NULL;
}

/* Documents as they are, except for those that the new name changes. */
struct trial {
    struct documents documents; /* borrows what is unchanged */
    VECTOR(struct document *) made;
};

static void trial_done(struct trial *trial)
{
    for (size_t i = 0; i < trial->made.count; i++)
        documents_close(&trial->documents, trial->made.items[i]);
    VECTOR_DONE(&trial->made, &ALLOC_DEFAULT);
    VECTOR_DONE(&trial->documents.open, &ALLOC_DEFAULT);
}

static bool is_changed(const struct symbols *symbols, uint32_t symbol, uint32_t file)
{
    for (size_t i = 0; i < symbols->uses.count; i++)
        if (symbols->uses.items[i].symbol == symbol && symbols->uses.items[i].span.file == file)
            return true;
    return false;
}

static bool trial_change(struct trial *trial, const char *path, const char *text)
{
    struct document *document = documents_open(&trial->documents, path, 0, text);
    if (document == NULL)
        return false;
    if (VECTOR_PUSH(&trial->made, &ALLOC_DEFAULT, document))
        return true;
    documents_close(&trial->documents, document);
    return false;
}

static bool trial_init(struct trial *trial, struct server *server, const struct snapshot *snapshot,
                       const struct symbols *symbols, uint32_t symbol, struct text name)
{
    const struct documents *open = &server->workspace.documents;
    bool kept = true;
    *trial = (struct trial){0};
    for (size_t i = 0; kept && i < open->open.count; i++) {
        uint32_t file = snapshot_source(snapshot, open->open.items[i]->path);
        if (file == UINT32_MAX || !is_changed(symbols, symbol, file))
            kept = VECTOR_PUSH(&trial->documents.open, &ALLOC_DEFAULT, open->open.items[i]);
    }
    for (uint32_t file = 0; kept && file < snapshot->count; file++) {
        struct buffer text;
        if (snapshot->paths[file] == NULL || !is_changed(symbols, symbol, file))
            continue;
        buffer_init(&text, NULL);
        kept = write_renamed(&text, snapshot, symbols, symbol, file, name) &&
               trial_change(trial, snapshot->paths[file], text.bytes);
        buffer_done(&text);
    }
    return kept;
}

/* The first error of one compilation that another has not. */
static const struct diagnostic *new_error(const struct snapshot *after, const struct snapshot *before)
{
    const struct diagnostics *now = &after->compiler->diags, *then = &before->compiler->diags;
    if (now->errors <= then->errors)
        return NULL;
    for (size_t i = 0, j = 0; i < now->list.count; i++) {
        if (now->list.items[i]->severity != SEVERITY_ERROR)
            continue;
        while (j < then->list.count && then->list.items[j]->severity != SEVERITY_ERROR)
            j++;
        if (j == then->list.count || now->list.items[i]->code != then->list.items[j]->code)
            return now->list.items[i];
        j++;
    }
    return NULL;
}

/* Compiles with the new name and compares: no error more, and every name still means what it meant. */
static bool judge(const struct pointed *pointed, struct snapshot *after, const struct symbols *symbols, uint32_t symbol,
                  struct text name, struct problem *problem)
{
    const struct symbol *old = &symbols->list.items[symbol];
    const struct diagnostic *error = new_error(after, pointed->snapshot);
    struct symbols *fresh = snapshot_symbols(after);
    if (fresh == NULL)
        return server_refuse(problem, ERROR_INTERNAL, "no memory left");
    if (error != NULL || after->compiler->diags.errors > pointed->snapshot->compiler->diags.errors)
        return server_refuse(problem, ERROR_REQUEST_FAILED, "`%.*s` cannot be the name: %.180s", SHOWN(name),
                             error == NULL ? "the rules have errors with it" : error->message);
    uint32_t found = symbols_find(fresh, old->kind, old->owner, name);
    bool same = found != SYMBOL_NONE && fresh->list.items[found].uses == old->uses &&
                fresh->list.count == symbols->list.count && fresh->uses.count == symbols->uses.count;
    return same || server_refuse(problem, ERROR_REQUEST_FAILED, "`%.*s` means something else where it would be written",
                                 SHOWN(name));
}

static bool try_name(struct server *server, const struct pointed *pointed, const struct symbols *symbols, uint32_t symbol,
                     struct text name, struct problem *problem)
{
    struct trial trial;
    bool fine = trial_init(&trial, server, pointed->snapshot, symbols, symbol, name);
    struct snapshot *after = fine ? rule_set_compile(pointed->set, &trial.documents, &server->workspace.disk) : NULL;
    if (after == NULL)
        fine = server_refuse(problem, ERROR_INTERNAL, "no memory left");
    else
        fine = judge(pointed, after, symbols, symbol, name, problem);
    snapshot_free(after);
    trial_done(&trial);
    return fine;
}

static bool is_free(struct symbols *symbols, const struct symbol *symbol, const struct snapshot *snapshot, struct text name,
                    struct problem *problem)
{
    uint32_t taken = symbols_find(symbols, symbol->kind, symbol->owner, name);
    struct span span = taken == SYMBOL_NONE ? SPAN_NONE : symbols->list.items[taken].name_span;
    const struct source *source = sources_get(&snapshot->compiler->sources, span.file);
    return source == NULL ||
           server_refuse(problem, ERROR_REQUEST_FAILED, "there is %s `%.*s` already, at %.150s:%zu",
                         with_article(symbol->kind, &(char[64]){""}), SHOWN(name), source->path.bytes, source_place(source, span.start).line);
}

/* ---- The edits ---- */

static void write_file_edits(struct server *server, struct snapshot *snapshot, const struct symbols *symbols, uint32_t symbol,
                             uint32_t file, struct text name)
{
    for (size_t i = 0; i < symbols->uses.count; i++) {
        const struct symbol_use *use = &symbols->uses.items[i];
        if (use->symbol != symbol || use->span.file != file)
            continue;
        tell_begin(&server->w, NULL, '{');
        server_write_span(server, "range", snapshot, use->span);
        tell_text(&server->w, "newText", name);
        tell_end(&server->w, '}');
    }
}

static void write_edits(struct server *server, struct snapshot *snapshot, const struct symbols *symbols, uint32_t symbol,
                        struct text name)
{
    tell_begin(&server->w, "result", '{');
    server_begin_edits(server);
    for (uint32_t file = 0; file < snapshot->count; file++) {
        if (snapshot->paths[file] == NULL || !is_changed(symbols, symbol, file))
            continue;
        server_begin_file_edits(server, snapshot->paths[file]);
        write_file_edits(server, snapshot, symbols, symbol, file, name);
        server_end_file_edits(server);
    }
    server_end_edits(server);
    tell_end(&server->w, '}');
}

bool rename_apply(struct server *server, const cJSON *params, struct problem *problem)
{
    struct pointed pointed;
    struct symbols *symbols;
    const char *written = member_string(params, "newName");
    if (written == NULL)
        return server_refuse(problem, ERROR_INVALID_PARAMS, "the request has no new name");
    const struct symbol_use *use = renamable(server, params, &pointed, &symbols, problem);
    struct text name = text_from(written);
    if (use == NULL)
        return false;
    const struct symbol *symbol = &symbols->list.items[use->symbol];
    if (!is_name(name))
        return server_refuse(problem, ERROR_INVALID_PARAMS,
                             "`%.100s` is no name: letters, digits and _, and a letter or _ first", written);
    bool same = text_equal(symbol->name, name);
    if (!same && (!is_free(symbols, symbol, pointed.snapshot, name, problem) ||
                  !try_name(server, &pointed, symbols, use->symbol, name, problem)))
        return false;
    write_edits(server, pointed.snapshot, symbols, use->symbol, name);
    return true;
}
