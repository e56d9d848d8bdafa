/* What may come next, and the parameters of the template that is being filled in. */
#include "cli/lsp_methods.h"
#include "compiler/read_file.h"
#include "compiler/suggest.h"

#include <stdio.h>
#include <string.h>

/* Rule sets of more bytes are not compiled for each completion: they are compiled between what is typed anyway. */
enum { COMPILED_AT_ONCE = 1 << 17 };

/* The place somebody types at. */
struct typing {
    struct document *document;
    struct rule_set *set;
    struct arena arena;
    struct sources sources;
    struct expected expected;
    struct suggest_from from;
    uint32_t offset;
};

static void typing_done(struct typing *typing)
{
    sources_done(&typing->sources);
    arena_done(&typing->arena);
}

static bool read_names(struct server *server, struct typing *typing)
{
    struct workspace *workspace = &server->workspace;
    struct rule_set *set = typing->set = workspace_set(workspace, typing->document->path);
    if (set == NULL)
        return true;
    bool quick = set->now == NULL || set->now->size <= COMPILED_AT_ONCE;
    if (quick && !rule_set_refresh(set, &workspace->documents, &workspace->disk))
        return false;
    typing->from.now = snapshot_symbols(set->now);
    typing->from.sound = set->sound == NULL ? typing->from.now : snapshot_symbols(set->sound);
    typing->from.plan = &set->now->compiler->plan;
    typing->from.catalogue = rule_set_catalogue(set);
    typing->from.source = set->stale ? UINT32_MAX : snapshot_source(set->now, typing->document->path);
    return typing->from.now != NULL;
}

/* typing_done also where it fails. */
static bool typing_init(struct typing *typing, struct server *server, const cJSON *params, struct problem *problem)
{
    struct position position;
    const struct source *source;
    *typing = (struct typing){0};
    arena_init(&typing->arena, NULL);
    sources_init(&typing->sources, NULL);
    if (!server_document(server, params, &typing->document, problem))
        return false;
    if (!position_read(params, "position", &position))
        return server_refuse(problem, ERROR_INVALID_PARAMS, "the request has no position");
    typing->offset = (uint32_t)lines_offset(&typing->document->lines, server->encoding, position);
    struct text text = document_text(typing->document);
    promo_status status = sources_add(&typing->sources, typing->document->path, text.bytes, text.length, &source);
    if (status == PROMO_OK)
        status = expect_at(&typing->arena, source, typing->offset, &typing->expected);
    typing->from.expected = &typing->expected;
    return (status == PROMO_OK && read_names(server, typing)) || server_refuse(problem, ERROR_INTERNAL, "no memory left");
}

/* ---- Files to import ---- */

/* How one gets from the directory of a file to another file: "./b", "../x/b"; without the ending. */
static const char *way_to(struct arena *arena, const char *from, const char *to)
{
    size_t common = 0;
    for (size_t i = 0; from[i] != '\0' && from[i] == to[i]; i++)
        if (from[i] == '/')
            common = i + 1;
    struct buffer way;
    buffer_init(&way, NULL);
    for (const char *slash = strchr(from + common, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
        buffer_string(&way, "../");
    if (way.length == 0)
        buffer_string(&way, "./");
    size_t length = strlen(to + common), ending = strlen(".promo");
    bool ends = length > ending && strcmp(to + common + length - ending, ".promo") == 0;
    buffer_write(&way, to + common, ends ? length - ending : length);
    const char *path = way.failed ? NULL : arena_format(arena, "\"%.*s\"", (int)way.length, way.bytes);
    buffer_done(&way);
    return path;
}

static void add_files(struct suggestions *suggestions, const struct typing *typing)
{
    const struct rule_set *set = typing->set;
    if (set == NULL || !typing->document->is_file || !text_equal(expected_text(&typing->expected, 1), TEXT("import")))
        return;
    for (size_t i = 0; i < set->files.items.count; i++)
        if (strcmp(set->files.items.items[i], typing->document->path) != 0)
            suggest_add(suggestions, (struct suggestion){
                                         .kind = SUGGEST_FILE,
                                         .rank = RANK_NAMES,
                                         .label = text_from(way_to(&suggestions->arena, typing->document->path,
                                                                   set->files.items.items[i])),
                                     });
}

/* ---- Time zones ---- */

/* The third column of the list that comes with the zones. */
static void add_zones(struct suggestions *suggestions, const struct typing *typing)
{
    const char *bytes;
    size_t size;
    if (typing->expected.list != LIST_SETTINGS || !text_equal(expected_text(&typing->expected, 1), TEXT("timezone")) ||
        read_file((void *)(uintptr_t)&ALLOC_DEFAULT, ZONE_DIRECTORY "/zone.tab", &bytes, &size) != PROMO_OK)
        return;
    suggest_add(suggestions, (struct suggestion){.kind = SUGGEST_TEXT, .rank = RANK_FIRST, .label = TEXT("\"UTC\"")});
    for (const char *at = bytes, *end = bytes + size; at < end;) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at)), *column = at;
        line_end = line_end == NULL ? end : line_end;
        for (int tabs = 0; tabs < 2 && column != NULL; tabs++) {
            column = memchr(column, '\t', (size_t)(line_end - column));
            column = column == NULL ? NULL : column + 1;
        }
        if (*at != '#' && column != NULL) {
            const char *tab = memchr(column, '\t', (size_t)(line_end - column));
            int length = (int)((tab == NULL ? line_end : tab) - column);
            suggest_add(suggestions, (struct suggestion){.kind = SUGGEST_TEXT, .rank = RANK_NAMES,
                                                         .label = text_from(arena_format(&suggestions->arena, "\"%.*s\"", length,
                                                                                         column))});
        }
        at = line_end + 1;
    }
    read_file_done((void *)(uintptr_t)&ALLOC_DEFAULT, bytes, size);
}

/* ---- Writing ---- */

enum item_kind {
    ITEM_TEXT = 1, ITEM_FUNCTION = 3, ITEM_FIELD = 5, ITEM_VARIABLE = 6, ITEM_CLASS = 7, ITEM_MODULE = 9, ITEM_PROPERTY = 10,
    ITEM_VALUE = 12, ITEM_KEYWORD = 14, ITEM_FILE = 17, ITEM_ENUM_MEMBER = 20, ITEM_CONSTANT = 21, ITEM_EVENT = 23
};

static int kind_of(const struct suggestion *suggestion)
{
    static const int KINDS[] = {[SUGGEST_WORD] = ITEM_KEYWORD, [SUGGEST_CHOICE] = ITEM_ENUM_MEMBER, [SUGGEST_NAME] = ITEM_CONSTANT,
                                [SUGGEST_FACT] = ITEM_FIELD,   [SUGGEST_TEXT] = ITEM_TEXT,          [SUGGEST_FILE] = ITEM_FILE};
    static const int NAMES[SYMBOL_KIND_COUNT] = {
        [SYMBOL_SET] = ITEM_VARIABLE,   [SYMBOL_PROMOTION] = ITEM_CLASS, [SYMBOL_TEMPLATE] = ITEM_FUNCTION,
        [SYMBOL_PARAMETER] = ITEM_PROPERTY, [SYMBOL_EVENT] = ITEM_EVENT, [SYMBOL_FIELD] = ITEM_FIELD,
        [SYMBOL_VALUE] = ITEM_ENUM_MEMBER,  [SYMBOL_TIER] = ITEM_ENUM_MEMBER, [SYMBOL_LAYER] = ITEM_MODULE};
    int of_name = suggestion->kind == SUGGEST_NAME ? NAMES[suggestion->symbol] : 0;
    return of_name != 0 ? of_name : KINDS[suggestion->kind];
}

/* Behind the last import, or at the start. */
static void write_import(struct server *server, const struct typing *typing, struct text file)
{
    const struct expected *expected = &typing->expected;
    struct json_writer *w = &server->w;
    size_t at = 0;
    char line[128];
    for (size_t back = 2; back <= expected->count; back++)
        if (at == 0 && text_equal(expected_text(expected, back), TEXT("import")) &&
            expected->tokens[expected->count - back].first)
            at = expected->tokens[expected->count - back + 1].end;
    snprintf(line, sizeof line, at == 0 ? "import \"%.*s\"\n" : "\nimport \"%.*s\"", SHOWN(file));
    tell_begin(w, "additionalTextEdits", '[');
    tell_begin(w, NULL, '{');
    server_write_range(server, "range", &typing->document->lines, at, at);
    tell_string(w, "newText", line);
    tell_end(w, '}');
    tell_end(w, ']');
}

/* Whether the template's parentheses are there already. */
static bool is_called(const struct typing *typing)
{
    struct text text = document_text(typing->document);
    size_t at = typing->expected.end;
    while (at < text.length && text.bytes[at] == ' ')
        at++;
    return at < text.length && (text.bytes[at] == '(' || text.bytes[at] == '=');
}

static void write_item(struct server *server, const struct typing *typing, const struct suggestion *suggestion)
{
    enum { SNIPPET = 2, ADJUST_INDENTATION = 2 };
    struct json_writer *w = &server->w;
    bool snippet = suggestion->snippet.length > 0 && server->client.snippets && !is_called(typing);
    tell_begin(w, NULL, '{');
    tell_text(w, "label", suggestion->label);
    tell_number(w, "kind", kind_of(suggestion));
    if (suggestion->detail.length > 0)
        tell_text(w, "detail", suggestion->detail);
    if (suggestion->help.length > 0)
        tell_text(w, "documentation", suggestion->help);
    char sort[2] = {(char)('0' + suggestion->rank), '\0'};
    struct buffer key;
    buffer_init(&key, NULL);
    buffer_string(&key, sort);
    buffer_text(&key, suggestion->label);
    tell_text(w, "sortText", (struct text){key.bytes, key.length});
    buffer_done(&key);
    tell_text(w, "filterText", suggestion->label);
    if (snippet) {
        tell_number(w, "insertTextFormat", SNIPPET);
        tell_number(w, "insertTextMode", ADJUST_INDENTATION);
    }
    tell_begin(w, "textEdit", '{');
    server_write_range(server, "range", &typing->document->lines, typing->expected.start, typing->expected.end);
    tell_text(w, "newText", snippet ? suggestion->snippet : suggestion->label);
    tell_end(w, '}');
    if (suggestion->import.length > 0)
        write_import(server, typing, suggestion->import);
    tell_end(w, '}');
}

enum { ITEMS_MOST = 600 };

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Whether the label begins as what is typed. */
static bool begins_with(struct text label, struct text typed)
{
    for (size_t i = 0; i < typed.length; i++)
        if (i >= label.length || lower(label.bytes[i]) != lower(typed.bytes[i]))
            return false;
    return true;
}

/* Of too many those that begin as what is typed; the client asks again as more is typed. */
static void write_items(struct server *server, const struct typing *typing, const struct suggestions *suggestions)
{
    struct json_writer *w = &server->w;
    struct text text = document_text(typing->document);
    struct text typed = {text.bytes + typing->expected.start, typing->offset - typing->expected.start};
    bool many = suggestions->list.count > ITEMS_MOST;
    size_t written = 0;
    tell_begin(w, "result", '{');
    tell_bool(w, "isIncomplete", many);
    tell_begin(w, "items", '[');
    for (size_t i = 0; i < suggestions->list.count && written < ITEMS_MOST; i++)
        if (!many || begins_with(suggestions->list.items[i].label, typed)) {
            write_item(server, typing, &suggestions->list.items[i]);
            written++;
        }
    tell_end(w, ']');
    tell_end(w, '}');
}

bool complete_list(struct server *server, const cJSON *params, struct problem *problem)
{
    struct typing typing;
    struct suggestions suggestions;
    suggestions_init(&suggestions, NULL);
    bool fine = typing_init(&typing, server, params, problem);
    if (fine) {
        suggest(&suggestions, &typing.from);
        add_files(&suggestions, &typing);
        add_zones(&suggestions, &typing);
        fine = !suggestions.failed || server_refuse(problem, ERROR_INTERNAL, "no memory left");
    }
    if (fine)
        write_items(server, &typing, &suggestions);
    suggestions_done(&suggestions);
    typing_done(&typing);
    return fine;
}

/* ---- Signatures ---- */

static void write_parameter(struct json_writer *w, struct buffer *signature, const struct parameter *parameter)
{
    struct buffer label;
    buffer_init(&label, NULL);
    buffer_format(&label, "%.*s : %.*s", SHOWN(parameter->name.text), SHOWN(parameter->type.text));
    if (parameter->initial != NULL)
        buffer_string(&label, " = ...");
    tell_begin(w, NULL, '{');
    tell_text(w, "label", (struct text){label.bytes, label.length});
    tell_end(w, '}');
    buffer_write(signature, label.bytes, label.length);
    if (parameter->next != NULL)
        buffer_string(signature, ", ");
    buffer_done(&label);
}

static void write_signature(struct json_writer *w, const struct declaration *template, uint32_t argument, struct text named)
{
    struct buffer signature;
    uint32_t number = 0, active = argument;
    buffer_init(&signature, NULL);
    buffer_format(&signature, "%.*s(", SHOWN(template->name.text));
    tell_begin(w, "result", '{');
    tell_begin(w, "signatures", '[');
    tell_begin(w, NULL, '{');
    tell_begin(w, "parameters", '[');
    for (const struct parameter *p = template->parameters; p != NULL; p = p->next, number++) {
        write_parameter(w, &signature, p);
        if (named.length > 0 && text_equal(named, p->name.text))
            active = number;
    }
    tell_end(w, ']');
    buffer_char(&signature, ')');
    tell_text(w, "label", (struct text){signature.bytes, signature.length});
    tell_end(w, '}');
    tell_end(w, ']');
    tell_number(w, "activeSignature", 0);
    tell_number(w, "activeParameter", active);
    tell_end(w, '}');
    buffer_done(&signature);
}

bool complete_signature(struct server *server, const cJSON *params, struct problem *problem)
{
    struct typing typing;
    bool fine = typing_init(&typing, server, params, problem);
    if (fine) {
        uint32_t argument;
        struct text named;
        const struct declaration *template = suggest_template(&typing.from, &argument, &named);
        if (template == NULL)
            tell_null(&server->w, "result");
        else
            write_signature(&server->w, template, argument, named);
    }
    typing_done(&typing);
    return fine;
}
