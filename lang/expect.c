#include "lang/expect.h"

#include "lang/grammar.h"
#include "lang/keywords.h"
#include "lang/parser.h"

#include <string.h>

static bool is_word(int kind)
{
    return kind == T_NAME || kind == T_UNIT || kind == T_CURRENCY_CODE || keyword_of_token(kind) != NULL;
}

static bool in_comment(const struct scan *scan, uint32_t offset)
{
    for (size_t i = 0; i < scan->comments.count; i++)
        if (scan->comments.items[i].span.start < offset && offset <= scan->comments.items[i].span.end)
            return true;
    return false;
}

/* How many tokens lie before the place; says what the place is in. */
static size_t cut(const struct scan *scan, uint32_t offset, struct expected *expected)
{
    size_t count = 0;
    while (count + 1 < scan->tokens.count && scan->tokens.items[count].start < offset)
        count++;
    const struct token *last = count == 0 ? NULL : &scan->tokens.items[count - 1];
    expected->start = expected->end = offset;
    expected->nowhere = in_comment(scan, offset);
    if (last == NULL || last->end < offset)
        return count;
    const char *bytes = scan->source->text.bytes;
    bool closed = last->end > last->start + 1 && bytes[last->end - 1] == '"';
    if (last->kind == T_STRING) {
        if (closed && offset == last->end)
            return count;
        expected->in_text = true;
    } else if (!is_word(last->kind)) {
        expected->nowhere |= last->kind >= T_NUMBER && last->kind <= T_TIME;
        return count;
    }
    expected->start = last->start;
    expected->end = closed || !expected->in_text ? last->end : offset;
    return count - 1;
}

static void read_context(struct expected *expected, const struct automaton *automaton)
{
    expected->kind_count = automaton_expected(automaton, expected->kinds);
    expected->list = automaton_innermost(automaton, &expected->in_items);
}

promo_status expect_at(struct arena *arena, const struct source *source, uint32_t offset, struct expected *expected)
{
    struct sources sources; /* what is wrong is nobody's business here */
    struct diagnostics diags;
    sources_init(&sources, arena->alloc);
    diagnostics_init(&diags, &sources, arena->alloc);
    *expected = (struct expected){.source = source, .place = offset};
    struct parser *p = parser_new(arena, source, &diags);
    promo_status status = p == NULL ? PROMO_NO_MEMORY : scan_run(&p->scan);
    if (status == PROMO_OK) {
        expected->count = cut(&p->scan, offset, expected);
        expected->tokens = ARENA_ARRAY(arena, expected->count, struct token);
        status = expected->tokens == NULL ? PROMO_NO_MEMORY : parser_run_to(p, expected->count);
    }
    if (status == PROMO_OK) {
        if (expected->count != 0)
            memcpy(expected->tokens, p->tokens, expected->count * sizeof *expected->tokens);
        read_context(expected, p->automaton);
    }
    parser_free(p);
    diagnostics_done(&diags);
    sources_done(&sources);
    return status;
}

bool expected_kind(const struct expected *expected, int kind)
{
    for (size_t i = 0; i < expected->kind_count; i++)
        if (expected->kinds[i] == kind)
            return true;
    return false;
}

int expected_before(const struct expected *expected, size_t back)
{
    return back == 0 || back > expected->count ? 0 : expected->tokens[expected->count - back].kind;
}

struct text expected_text(const struct expected *expected, size_t back)
{
    if (back == 0 || back > expected->count)
        return TEXT("");
    const struct token *token = &expected->tokens[expected->count - back];
    return (struct text){expected->source->text.bytes + token->start, token->end - token->start};
}

struct text expected_declaration(const struct expected *expected, int *kind)
{
    size_t depth = 0, found = SIZE_MAX;
    for (size_t i = 0; i < expected->count; i++) {
        int token = expected->tokens[i].kind;
        const struct keyword *keyword = depth == 0 ? keyword_of_token(token) : NULL;
        if (keyword != NULL && keyword->part == KEYWORD_DECLARATION && (i == 0 || expected->tokens[i].first))
            found = i;
        if (token == T_LEFT_BRACE || token == T_LEFT_PAREN)
            depth++;
        else if ((token == T_RIGHT_BRACE || token == T_RIGHT_PAREN) && depth > 0)
            depth--;
    }
    *kind = found == SIZE_MAX ? 0 : expected->tokens[found].kind;
    return found == SIZE_MAX || found + 1 >= expected->count ? TEXT("") : expected_text(expected, expected->count - found - 1);
}
