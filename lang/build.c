#include "lang/build.h"

#include "lang/parse.h"

void *build_node(struct builder *b, size_t size)
{
    assert(size <= BUILD_LARGEST_NODE);
    void *node = b->failed ? NULL : arena_alloc(b->arena, 1, size);
    if (node != NULL)
        return node;
    b->failed = true;
    return memset(b->spare, 0, sizeof b->spare);
}

struct word *build_word(struct builder *b, struct word word)
{
    struct word *node = NODE(b, struct word);
    *node = word;
    node->next = NULL;
    return node;
}

/* ---- Expressions ---- */

struct expr *build_expr(struct builder *b, enum expr_kind kind, struct span span)
{
    struct expr *expr = NODE(b, struct expr);
    expr->kind = kind;
    expr->span = span;
    expr->depth = 1;
    return expr;
}

/* One level above `part`; beyond the limit the node becomes an error, so that no reader of trees recurses too far. */
static void put_above(struct builder *b, struct expr *expr, const struct expr *part)
{
    if (part == NULL || part->depth < expr->depth)
        return;
    expr->depth = part->depth + 1;
    if (expr->depth <= PARSE_DEEPEST)
        return;
    diag_error(b->diags, P0090, expr->span, "this is nested more than %d levels deep", PARSE_DEEPEST);
    expr->kind = EXPR_ERROR;
    expr->depth = 1;
    expr->left = expr->right = expr->items = NULL;
}

struct expr *build_literal(struct builder *b, enum literal_kind kind, struct span span)
{
    struct expr *expr = build_expr(b, EXPR_LITERAL, span);
    struct literal *literal = NODE(b, struct literal);
    literal->kind = kind;
    expr->literal = literal;
    return expr;
}

struct expr *build_text(struct builder *b, struct word string)
{
    if (!word_given(&string))
        return build_expr(b, EXPR_ERROR, string.span);
    struct expr *expr = build_literal(b, LITERAL_TEXT, string.span);
    expr->literal->word = string;
    return expr;
}

struct expr *build_bool(struct builder *b, struct span span, bool value)
{
    struct expr *expr = build_literal(b, LITERAL_BOOL, span);
    expr->literal->value = value;
    return expr;
}

struct expr *build_money(struct builder *b, struct expr *number, struct word currency, struct span span)
{
    (void)b;
    number->span = span;
    if (number->kind == EXPR_LITERAL)
        number->literal->word = currency;
    return number;
}

static const struct {
    const char *word;
    enum time_unit unit;
} UNITS[] = {
    {"minute", UNIT_MINUTE}, {"hour", UNIT_HOUR},   {"day", UNIT_DAY},
    {"week", UNIT_WEEK},     {"month", UNIT_MONTH}, {"year", UNIT_YEAR},
};

bool build_is_unit(struct text word, enum time_unit *unit)
{
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        size_t length = strlen(UNITS[i].word);
        bool plural = word.length == length + 1 && word.bytes[length] == 's';
        if ((word.length == length || plural) && memcmp(word.bytes, UNITS[i].word, length) == 0) {
            *unit = UNITS[i].unit;
            return true;
        }
    }
    return false;
}

struct expr *build_duration(struct builder *b, struct expr *number, struct word unit, struct span span)
{
    number->span = span;
    if (number->kind != EXPR_LITERAL)
        return number;
    if (number->literal->decimals != 0) {
        diag_error(b->diags, P0007, span, "a duration is a whole number of %.*s", SHOWN(unit.text));
        number->kind = EXPR_ERROR;
        return number;
    }
    number->literal->kind = LITERAL_DURATION;
    number->literal->word = unit;
    if (!build_is_unit(unit.text, &number->literal->unit))
        number->kind = EXPR_ERROR; /* left out, and reported */
    return number;
}

struct expr *build_name(struct builder *b, struct word word)
{
    if (!word_given(&word))
        return build_expr(b, EXPR_ERROR, word.span);
    struct expr *expr = build_expr(b, EXPR_NAME, word.span);
    expr->words = build_word(b, word);
    return expr;
}

struct expr *build_path(struct builder *b, struct expr *path, struct word part)
{
    path->span = span_join(path->span, part.span);
    if (path->kind != EXPR_NAME || !word_given(&part)) {
        path->kind = EXPR_ERROR;
        return path;
    }
    struct word *last = path->words;
    size_t parts = 1;
    for (; last->next != NULL; parts++)
        last = last->next;
    if (parts >= BUILD_LONGEST_PATH) {
        diag_error(b->diags, P0090, path->span, "a name has at most %d parts", BUILD_LONGEST_PATH);
        path->kind = EXPR_ERROR;
        return path;
    }
    last->next = build_word(b, part);
    return path;
}

struct expr *build_range(struct builder *b, struct expr *from, struct expr *to, struct span span)
{
    struct expr *expr = build_expr(b, EXPR_RANGE, span);
    expr->left = from;
    expr->right = to;
    return expr;
}

struct expr *build_list(struct builder *b, struct expr *ring, struct span span)
{
    struct expr *expr = build_expr(b, EXPR_LIST, span);
    RING_OPEN(ring);
    expr->items = ring;
    return expr;
}

struct expr *build_unary(struct builder *b, enum expr_kind kind, struct expr *left, struct span operator_span,
                         struct span span)
{
    struct expr *expr = build_expr(b, kind, span);
    expr->left = left;
    expr->operator = operator_span;
    put_above(b, expr, left);
    return expr;
}

struct expr *build_binary(struct builder *b, enum expr_kind kind, struct expr *left, struct expr *right,
                          struct span operator_span, struct span span)
{
    struct expr *expr = build_unary(b, kind, left, operator_span, span);
    expr->right = right;
    put_above(b, expr, right);
    return expr;
}

/* While a chain grows, its `right` is the last operand; readers of the tree use `items`. */
struct expr *build_chain(struct builder *b, enum expr_kind kind, struct expr *left, struct expr *right,
                         struct span operator_span, struct span span)
{
    struct expr *chain = left;
    if (left->kind != kind || left->parenthesised) {
        chain = build_expr(b, kind, span);
        chain->operator = operator_span;
        chain->items = left;
        left->next = NULL;
        chain->right = left;
        put_above(b, chain, left);
    }
    if (chain->kind == EXPR_ERROR || b->failed)
        return chain;
    chain->right->next = right;
    chain->right = right;
    chain->span = span;
    put_above(b, chain, right);
    return chain;
}

struct expr *build_group(struct builder *b, enum expr_kind kind, enum quantifier quantifier, struct expr *ring,
                         struct span keyword, struct span span)
{
    struct expr *expr = build_expr(b, kind, span);
    RING_OPEN(ring);
    expr->quantifier = quantifier;
    expr->operator = keyword;
    expr->items = ring;
    if (ring == NULL && !b->failed) {
        struct diagnostic *d = diag_error(b->diags, P0017, span, "this group is empty");
        diag_help(d, "write at least one criterion between its braces, or leave the group out");
        expr->kind = EXPR_ERROR;
    }
    for (const struct expr *item = ring; item != NULL && !b->failed; item = item->next)
        put_above(b, expr, item);
    return expr;
}

struct expr *build_measure(struct builder *b, enum measure measure, struct expr *items, struct span keyword,
                           struct span span)
{
    struct expr *expr = build_unary(b, EXPR_MEASURE, items, keyword, span);
    expr->measure = measure;
    return expr;
}

struct expr *build_program(struct builder *b, enum program_fact fact, struct word program, struct span keyword,
                           struct span span)
{
    struct expr *expr = build_fact(b, EXPR_PROGRAM, program, keyword, span);
    expr->fact = fact;
    return expr;
}

struct expr *build_fact(struct builder *b, enum expr_kind kind, struct word word, struct span keyword, struct span span)
{
    struct expr *expr = build_expr(b, word_given(&word) ? kind : EXPR_ERROR, span);
    expr->word = word;
    expr->operator = keyword;
    return expr;
}

struct expr *build_select(struct builder *b, enum attribute attribute, struct word *ring, struct span keyword,
                          struct span span)
{
    struct expr *expr = build_expr(b, EXPR_SELECT, span);
    RING_OPEN(ring);
    expr->attribute = attribute;
    expr->operator = keyword;
    expr->words = ring;
    return expr;
}

/* ---- Clauses ---- */

struct clause *build_clause(struct builder *b, enum clause_kind kind, struct span keyword, struct span span)
{
    struct clause *clause = NODE(b, struct clause);
    clause->kind = kind;
    clause->keyword = keyword;
    clause->span = span;
    return clause;
}

struct clause *build_word_clause(struct builder *b, enum clause_kind kind, struct span keyword, struct span span,
                                 struct word word)
{
    struct clause *clause = build_clause(b, kind, keyword, span);
    clause->word = word;
    return clause;
}

struct clause *build_value_clause(struct builder *b, enum clause_kind kind, struct span keyword, struct span span,
                                  struct expr *value)
{
    struct clause *clause = build_clause(b, kind, keyword, span);
    clause->value = value;
    return clause;
}

struct clause *build_benefit_clause(struct builder *b, enum clause_kind kind, struct span keyword, struct span span,
                                    struct benefit *benefit)
{
    struct clause *clause = build_clause(b, kind, keyword, span);
    benefit->span = span;
    clause->benefit = benefit;
    return clause;
}

void build_twice(struct builder *b, struct span again, const char *what, struct span first)
{
    struct diagnostic *d = diag_error(b->diags, P0016, again, "`%s` is given twice", what);
    diag_note(d, first, "first given here");
    diag_help(d, "leave one of them out");
}

void build_once(struct builder *b, struct word *at, struct word word, struct span keyword)
{
    if (word_given(at)) {
        struct text text = {b->source->text.bytes + keyword.start, keyword.end - keyword.start};
        struct diagnostic *d = diag_error(b->diags, P0016, keyword, "`%.*s` is given twice", SHOWN(text));
        diag_note(d, at->span, "first given here");
    }
    *at = word;
}

struct clause *build_block(struct builder *b, struct clause *ring)
{
    const struct clause *first[CLAUSE_COUNT] = {NULL};
    RING_OPEN(ring);
    for (const struct clause *clause = ring; clause != NULL && !b->failed; clause = clause->next) {
        if (clause->keyword.start == clause->keyword.end) /* nobody wrote that word: a repair put it there */
            continue;
        if (first[clause->kind] != NULL && !clause_info_get(clause->kind)->repeatable)
            build_twice(b, clause->keyword, clause_info_get(clause->kind)->word, first[clause->kind]->keyword);
        else
            first[clause->kind] = clause;
    }
    return ring;
}

struct line *build_line_value(struct builder *b, struct line *line, struct expr **at, struct span keyword,
                              struct expr *value)
{
    if (*at != NULL)
        build_twice(b, keyword, "this property", (*at)->span);
    *at = value;
    return line;
}

struct line *build_line_words(struct builder *b, struct line *line, struct word **at, struct span keyword,
                              struct word *words)
{
    if (*at != NULL)
        build_twice(b, keyword, "this property", (*at)->span);
    *at = words;
    return line;
}

struct line *build_line_fields(struct builder *b, struct line *line, struct span keyword, struct field *fields)
{
    if (line->fields != NULL)
        build_twice(b, keyword, "{", line->fields->span);
    line->fields = fields;
    return line;
}

void build_code_value(struct builder *b, struct clause *last, enum code_value which, struct span keyword,
                      struct expr *value)
{
    static const char *const NAMES[] = {"issued", "uses", "balance", "revoked"};
    if (last == NULL || last->kind != CLAUSE_STATE_CODE) {
        if (b->doubtful)
            return;
        struct diagnostic *d = diag_error(b->diags, P0018, keyword, "`%s` belongs after a code", NAMES[which]);
        diag_help(d, "write `code \"...\" of coupon NAME` before it");
        return;
    }
    struct state_code *code = last->code;
    struct expr **const AT[] = {&code->issued, &code->uses, &code->balance};
    if (which == CODE_REVOKED)
        code->revoked = true;
    else if (*AT[which] != NULL)
        build_twice(b, keyword, NAMES[which], (*AT[which])->span);
    else
        *AT[which] = value;
    last->span = span_join(last->span, value == NULL ? keyword : value->span);
}

/* ---- The rest ---- */

struct benefit *build_benefit(struct builder *b, enum benefit_kind kind, struct span span)
{
    struct benefit *benefit = NODE(b, struct benefit);
    benefit->kind = kind;
    benefit->span = span;
    return benefit;
}

struct target build_target(enum target_kind kind, struct expr *items, struct span span)
{
    return (struct target){.kind = kind, .items = items, .span = span};
}

struct declaration *build_declaration(struct builder *b, enum declaration_kind kind, struct span keyword,
                                      struct span span, struct word name, struct word title)
{
    struct declaration *declaration = NODE(b, struct declaration);
    declaration->kind = kind;
    declaration->keyword = keyword;
    declaration->span = span;
    declaration->name = name;
    declaration->title = title;
    declaration->damaged = b->damaged;
    return declaration;
}

struct test *build_test(struct builder *b, struct clause *ring)
{
    struct test *test = NODE(b, struct test);
    struct clause *item = build_block(b, ring), *last = NULL;
    while (item != NULL && !b->failed) {
        struct clause *next = item->next;
        item->next = NULL;
        if (item->kind == CLAUSE_BASKET) {
            test->has_basket = true;
            test->basket_span = item->span;
            test->basket = item->clauses;
        } else {
            last = RING_ADD(last, item);
        }
        item = next;
    }
    RING_OPEN(last);
    test->expectations = last;
    return test;
}
