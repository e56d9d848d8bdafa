#include "lang/parser.h"

#include "lang/grammar.h"
#include "lang/keywords.h"
#include "lang/literal.h"

struct span parser_span(const struct parser *p, size_t token)
{
    return (struct span){p->b.source->number, p->tokens[token].start, p->tokens[token].end};
}

struct text parser_text(const struct parser *p, size_t token)
{
    return (struct text){p->b.source->text.bytes + p->tokens[token].start,
                         p->tokens[token].end - p->tokens[token].start};
}

/* Columns before a token that is the first of its line. */
static size_t columns_before(const struct parser *p, size_t token)
{
    size_t start = p->tokens[token].start, columns = 0;
    for (; start > 0 && p->b.source->text.bytes[start - 1] != '\n'; start--)
        columns++;
    return columns;
}

size_t parser_indent(const struct parser *p, size_t token)
{
    while (token > 0 && !p->tokens[token].first)
        token--;
    return columns_before(p, token);
}

/* The same for one bracket after another: what is known of the last one's line is not looked for again, for a whole rule set
 * may be one line. */
static size_t bracket_indent(struct parser *p, size_t token)
{
    size_t first = token;
    while (first > 0 && !p->tokens[first].first && first != p->bracket)
        first--;
    if (!p->tokens[first].first && first == p->bracket)
        first = p->bracket_line;
    p->bracket = token;
    p->bracket_line = first;
    return columns_before(p, first);
}

/* ---- Pushing ---- */

static union GRAMMAR_STYPE value_of(struct parser *p, int kind, struct span span)
{
    union GRAMMAR_STYPE value = {0};
    switch (kind) {
    case T_NUMBER:
    case T_PERCENT:
    case T_DATE:
    case T_INSTANT:
    case T_TIME:
        value.expr = literal_read(&p->b, kind, span);
        break;
    case T_STRING:
        value.word = literal_string(&p->b, span);
        break;
    default:
        value.word = (struct word){.text = {p->b.source->text.bytes + span.start, span.end - span.start}, .span = span};
        break;
    }
    return value;
}

static bool is_literal(int kind)
{
    return kind == T_NUMBER || kind == T_PERCENT || kind == T_DATE || kind == T_INSTANT || kind == T_TIME;
}

/* What stands for a token that was missing: a word that is not given, a value that is an error. */
static union GRAMMAR_STYPE value_of_missing(struct parser *p, int kind, struct span span)
{
    union GRAMMAR_STYPE value = {0};
    const struct keyword *keyword = keyword_of_token(kind);
    if (is_literal(kind))
        value.expr = build_expr(&p->b, EXPR_ERROR, span);
    else
        value.word = (struct word){.text = keyword == NULL ? (struct text){0} : keyword->text, .span = span};
    return value;
}

/* Behind a word that only a repair put there a name names nothing, and no value is a wrong one. */
static union GRAMMAR_STYPE value_of_guessed(struct parser *p, int kind, struct span span)
{
    if (is_literal(kind))
        return value_of_missing(p, kind, span);
    union GRAMMAR_STYPE value = value_of(p, kind, span);
    if (kind == T_NAME || keyword_of_token(kind) != NULL)
        value.word.text = (struct text){0};
    return value;
}

static bool push(struct parser *p, int kind, const union GRAMMAR_STYPE *value, struct span span)
{
    enum automaton_answer answer = automaton_push(p->automaton, &p->b, kind, value, span);
    if (answer != AUTOMATON_MORE)
        p->over = true;
    return !p->over;
}

static bool too_deep(struct parser *p, struct span span)
{
    diag_error(p->b.diags, P0090, span, "this is nested more than %d levels deep", PARSE_DEEPEST);
    p->errors++;
    return false;
}

/* Keeps count of what is open; false where that is too much. */
static bool note_bracket(struct parser *p, int kind, size_t token)
{
    p->nots = kind == T_NOT ? p->nots + 1 : 0;
    if (kind == T_LEFT_BRACE || kind == T_LEFT_PAREN) {
        if (p->depth == PARSE_DEEPEST)
            return too_deep(p, parser_span(p, token));
        p->brackets[p->depth++] = (struct bracket){token, bracket_indent(p, token), kind == T_LEFT_BRACE};
    } else if ((kind == T_RIGHT_BRACE || kind == T_RIGHT_PAREN) && p->depth > 0) {
        p->depth--;
        p->strange = 0;
    }
    return p->nots < PARSE_DEEPEST || too_deep(p, parser_span(p, token));
}

static bool is_declaration(int kind)
{
    const struct keyword *keyword = keyword_of_token(kind);
    return keyword != NULL && keyword->part == KEYWORD_DECLARATION;
}

bool parser_take(struct parser *p)
{
    int kind = p->tokens[p->at].kind;
    if (!note_bracket(p, kind, p->at))
        return false;
    struct span span = parser_span(p, p->at);
    union GRAMMAR_STYPE value = p->at == p->guessed ? value_of_guessed(p, kind, span) : value_of(p, kind, span);
    size_t height = automaton_height(p->automaton);
    if (!push(p, kind, &value, span))
        return false;
    if (p->depth == 0 && p->trouble > 0 && is_declaration(kind)) {
        p->trouble = 0;
        p->b.damaged = false;
    }
    p->undoable = automaton_height(p->automaton) == height + 1;
    p->at++;
    return true;
}

/* `token` is the place in the source that it is taken to stand at. */
static bool push_missing(struct parser *p, int kind, size_t token, struct span span)
{
    if (!note_bracket(p, kind, token))
        return false;
    p->undoable = false;
    union GRAMMAR_STYPE value = value_of_missing(p, kind, span);
    return push(p, kind, &value, span);
}

bool parser_insert(struct parser *p, int kind)
{
    size_t before = p->at > 0 ? p->at - 1 : 0;
    struct span span = parser_span(p, before);
    span.start = span.end;
    return push_missing(p, kind, before, span);
}

bool parser_respell(struct parser *p, int kind)
{
    size_t token = p->at++;
    return push_missing(p, kind, token, parser_span(p, token));
}

/* ---- Straight through ---- */

static promo_status begin(struct parser *p)
{
    automaton_free(p->automaton);
    p->automaton = automaton_new(p->scan.alloc);
    p->at = p->depth = p->nots = 0;
    p->resumed = p->guessed = p->cut = p->item = SIZE_MAX;
    p->over = p->undoable = false;
    if (p->automaton == NULL)
        return PROMO_NO_MEMORY;
    return push(p, T_START, NULL, (struct span){p->b.source->number, 0, 0}) ? PROMO_OK : PROMO_NO_MEMORY;
}

/* False: there is a syntax error somewhere. */
static bool run_straight(struct parser *p)
{
    bool goes_on = true;
    while (goes_on) {
        if (p->begins != NULL)
            p->begins[p->at] = automaton_begins_item(p->automaton, p->tokens[p->at].kind);
        goes_on = parser_take(p);
    }
    return p->errors == 0 && !p->b.refused && !p->b.failed;
}

/* ---- Carefully ---- */

static bool braces_match(const struct parser *p)
{
    size_t open = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (p->tokens[i].kind == T_LEFT_BRACE)
            open++;
        else if (p->tokens[i].kind == T_RIGHT_BRACE && open-- == 0)
            return false;
    }
    return open == 0;
}

/* Whether the indentation of the next token says that the innermost brace should have been closed before it. */
static bool brace_missing(const struct parser *p)
{
    const struct token *token = &p->tokens[p->at];
    if (!p->unbalanced || !token->first || p->depth == 0 || token->kind == T_END)
        return false;
    const struct bracket *inner = &p->brackets[p->depth - 1];
    size_t column = parser_indent(p, p->at);
    if (!inner->brace || column > inner->indent)
        return false;
    if (token->kind != T_RIGHT_BRACE)
        return true;
    if (column == inner->indent)
        return false;
    for (size_t i = 0; i + 1 < p->depth; i++)
        if (p->brackets[i].indent == column)
            return true;
    return false;
}

/* A closing brace further in than the innermost open one: its own opening is what is missing. */
static bool brace_extra(const struct parser *p)
{
    const struct token *token = &p->tokens[p->at];
    if (token->kind != T_RIGHT_BRACE)
        return false;
    if (p->depth == 0)
        return true;
    const struct bracket *inner = &p->brackets[p->depth - 1];
    return p->unbalanced && token->first && p->trouble > 0 && inner->brace && !p->tokens[inner->token].first &&
           parser_indent(p, p->at) > inner->indent && p->tokens[inner->token + 1].first;
}

/* The next token begins a line and is taken for the name that the line before lacks: `layer`, then `priority 10`. */
static bool name_missing(const struct parser *p)
{
    enum { WINDOW = 5 };
    const struct token *token = &p->tokens[p->at];
    if (!token->first || p->at == 0 || p->at == p->cut || keyword_of_token(token->kind) == NULL ||
        !automaton_takes_as_name(p->automaton, token->kind))
        return false;
    int kinds[WINDOW + 1] = {T_NAME};
    size_t count = 0;
    for (; count < WINDOW && p->at + count < p->count; count++)
        kinds[count + 1] = p->tokens[p->at + count].kind;
    size_t as_name = automaton_try(p->automaton, kinds + 1, count);
    size_t after_name = automaton_try(p->automaton, kinds, count + 1);
    return as_name < count && after_name > as_name + 1 && after_name > 2;
}

static bool step(struct parser *p)
{
    int kind = p->tokens[p->at].kind;
    bool goes_on;
    if (brace_missing(p)) {
        int brace = T_RIGHT_BRACE;
        if (automaton_try(p->automaton, &brace, 1) == 1) {
            complain_brace_missing(p);
            return parser_insert(p, T_RIGHT_BRACE);
        }
    }
    if (brace_extra(p)) {
        complain_brace_extra(p);
        p->at++;
        return true;
    }
    if (name_missing(p)) {
        complain_name_missing(p);
        return parser_insert(p, T_NAME);
    }
    if (repair_cut_short(p, &goes_on))
        return goes_on;
    if (repair_needless(p))
        return true;
    if (automaton_try(p->automaton, &kind, 1) == 1) {
        if (repair_misspelt(p, &goes_on))
            return goes_on;
        if (automaton_begins_item(p->automaton, kind))
            p->item = p->at;
        return parser_take(p);
    }
    if (p->errors >= PARSE_MOST_ERRORS) {
        diag_error(p->b.diags, P0091, parser_span(p, p->at), "too many errors: the rest of this file is not read");
        return false;
    }
    return repair_here(p);
}

static void run_carefully(struct parser *p)
{
    p->unbalanced = !braces_match(p);
    while (!p->over && step(p)) {}
    if (p->over || p->b.failed)
        return;
    /* Given up: what was read up to here is still a tree. */
    size_t parts;
    int end = T_END;
    struct span span = parser_span(p, p->count - 1);
    if (automaton_find_list(p->automaton, &end, 1, 1, SIZE_MAX, &parts) == 1 &&
        automaton_recover(p->automaton, &p->b, parts, span))
        push(p, T_END, NULL, span);
}

promo_status parser_run(struct parser *p)
{
    promo_status status = scan_run(&p->scan);
    p->tokens = p->scan.tokens.items;
    p->count = p->scan.tokens.count;
    struct diagnostics_mark mark = diagnostics_here(p->b.diags);
    if (status == PROMO_OK && p->marking && (p->begins = ARENA_ARRAY(p->b.arena, p->count, bool)) == NULL)
        status = PROMO_NO_MEMORY;
    if (status == PROMO_OK)
        status = begin(p);
    if (status == PROMO_OK && !run_straight(p) && !p->b.failed) {
        diagnostics_rewind(p->b.diags, mark);
        p->errors = 0;
        status = begin(p);
        if (status == PROMO_OK)
            run_carefully(p);
    }
    return p->b.failed || diagnostics_failed(p->b.diags) ? PROMO_NO_MEMORY : status;
}

/* The block at hand goes on, whatever was in it. */
static void give_up_clause(struct parser *p)
{
    size_t parts;
    struct span span = parser_span(p, p->at);
    automaton_find_list(p->automaton, NULL, 0, 0, 0, &parts);
    if (parts == SIZE_MAX)
        automaton_find_list(p->automaton, NULL, 0, 0, SIZE_MAX, &parts);
    if (parts != SIZE_MAX)
        p->over = !automaton_recover(p->automaton, &p->b, parts, span);
    p->at = p->count;
}

promo_status parser_run_to(struct parser *p, size_t count)
{
    p->tokens = p->scan.tokens.items;
    p->count = p->scan.tokens.count;
    p->unbalanced = !braces_match(p);
    p->count = count;
    promo_status status = begin(p);
    while (status == PROMO_OK && p->at < count && parser_take(p)) {}
    if (status == PROMO_OK && p->at < count && !p->b.failed) {
        p->errors = 0;
        status = begin(p);
        while (status == PROMO_OK && !p->over && p->at < count)
            if (!step(p) && !p->over && p->at < count)
                give_up_clause(p);
    }
    return p->b.failed ? PROMO_NO_MEMORY : status;
}

/* Errors of the scanner lie in some declarations too. */
static void mark_damage(const struct parser *p)
{
    for (size_t i = 0; i < p->scan.bad.count; i++)
        for (struct declaration *d = p->b.declarations; d != NULL; d = d->next)
            d->damaged |= d->span.start <= p->scan.bad.items[i] && p->scan.bad.items[i] < d->span.end;
}

static struct tree *tree_make(const struct parser *p)
{
    size_t comments = p->scan.comments.count;
    struct tree *tree = ARENA_NEW(p->b.arena, struct tree);
    struct comment *copies = ARENA_ARRAY(p->b.arena, comments, struct comment);
    if (tree == NULL || copies == NULL)
        return NULL;
    if (comments != 0)
        memcpy(copies, p->scan.comments.items, comments * sizeof *copies);
    mark_damage(p);
    *tree = (struct tree){p->b.source, p->b.declarations, copies, comments};
    return tree;
}

struct parser *parser_new(struct arena *arena, const struct source *source, struct diagnostics *diags)
{
    struct parser *p = alloc_zeroed(arena->alloc, 1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->b.arena = arena;
    p->b.source = source;
    p->b.diags = diags;
    scan_init(&p->scan, arena->alloc, source, diags);
    return p;
}

void parser_free(struct parser *p)
{
    if (p == NULL)
        return;
    const promo_allocator *alloc = p->scan.alloc;
    automaton_free(p->automaton);
    scan_done(&p->scan);
    alloc_release(alloc, p, 1, sizeof *p);
}

promo_status parse_source(struct arena *arena, const struct source *source, struct diagnostics *diags,
                          struct tree **out)
{
    *out = NULL;
    struct parser *p = parser_new(arena, source, diags);
    promo_status status = p == NULL ? PROMO_NO_MEMORY : parser_run(p);
    if (status == PROMO_OK && (*out = tree_make(p)) == NULL)
        status = PROMO_NO_MEMORY;
    parser_free(p);
    return status;
}
