#include "lang/grammar.h"
#include "lang/keywords.h"
#include "lang/parser.h"

/* ---- A word too many ---- */

/* `the order`, `USD 10.00`: taken for a name it spoils what follows, which fits without it. */
bool repair_needless(struct parser *p)
{
    struct text word = parser_text(p, p->at);
    if (repair_window(p) < 2 || p->tokens[p->at].kind != T_NAME)
        return false;
    bool currency = word.length == 3 && p->tokens[p->at + 1].kind == T_NUMBER, article = text_equal(word, TEXT("the"));
    for (size_t i = 0; i < word.length; i++)
        currency &= word.bytes[i] >= 'A' && word.bytes[i] <= 'Z';
    if ((!currency && !article) || repair_fits(p, 0, 1) <= repair_fits(p, 0, 0))
        return false;
    p->b.doubtful = true;
    complain_needless(p, currency ? "a currency comes behind its amount: 10.00 USD" : "leave it out");
    p->at++;
    return true;
}

/* ---- A value too many ---- */

static bool begins_or_ends(const struct parser *p, size_t token)
{
    return p->tokens[token].first || p->tokens[token].kind == T_RIGHT_BRACE || p->tokens[token].kind == T_END;
}

/* Whether the value can go: what follows it fits without it, or is a line of its own where one can begin. */
static bool fits_without(const struct parser *p, size_t width, bool at_end)
{
    if (width >= repair_window(p))
        return false;
    size_t fits = repair_fits(p, 0, width), rest = repair_window(p) - width, next = p->at + width;
    bool next_item = automaton_begins_item(p->automaton, p->tokens[next].kind) && fits >= 2;
    return fits >= (rest < REPAIR_LEAST ? rest : REPAIR_LEAST) || (at_end && (next_item || begins_or_ends(p, next)));
}

static int kind_of_value(int kind)
{
    return kind == T_PERCENT ? T_NUMBER : kind == T_INSTANT ? T_DATE : repair_is_word(kind) ? T_NAME : kind;
}

/* A comma or dots between two values of a kind, neither of them a word of the language: `"a", "b"`. */
static bool joins_values(const struct parser *p)
{
    const struct token *token = &p->tokens[p->at];
    bool joint = (token->kind == T_COMMA || token->kind == T_DOTS) && repair_window(p) > 1 && repair_is_value(token[1].kind);
    return joint && keyword_of_token(token[-1].kind) == NULL && kind_of_value(token[-1].kind) == kind_of_value(token[1].kind);
}

/* Whether what begins at p->at is a value, or stands for one where nobody knows what else was meant. */
static bool could_be_value(const struct parser *p, bool at_end)
{
    int kind = p->tokens[p->at].kind;
    const struct keyword *keyword = keyword_of_token(kind);
    bool word = kind == T_NAME || (keyword != NULL && keyword->part >= KEYWORD_CRITERION);
    if (!word && !joins_values(p))
        return repair_is_value(kind);
    return at_end && !complain_knows_habit(p) && (!word || complain_in_block(p));
}

/* How many tokens the value at p->at has that can go: `20`, `20 days`, `17:00 .. 20:00`, `, 20`; 0: there is none. */
static size_t value_that_can_go(const struct parser *p, bool at_end)
{
    const struct token *token = &p->tokens[p->at];
    int next = repair_window(p) > 1 ? token[1].kind : T_END;
    bool joint = joins_values(p), has_unit = token->kind == T_NUMBER && (next == T_CURRENCY_CODE || next == T_UNIT);
    bool range = next == T_DOTS && repair_window(p) > 2 && token[2].kind == token->kind;
    size_t width = joint || has_unit ? 2 : range ? 3 : 1;
    if (!could_be_value(p, at_end))
        return 0;
    if (!joint && fits_without(p, 1, at_end))
        return 1;
    return width > 1 && fits_without(p, width, at_end) ? width : 0;
}

/* Whether the value at p->at follows one of its kind that it could stand for: not in `1 .. 2 3`, and of words not in `free x`. */
static bool follows_its_like(const struct parser *p)
{
    size_t before = p->at - 1;
    if (kind_of_value(p->tokens[before].kind) != kind_of_value(p->tokens[p->at].kind))
        return false;
    if (repair_is_word(p->tokens[p->at].kind))
        return before == p->item + 1;
    return before == 0 || p->tokens[before - 1].kind != T_DOTS;
}

/* Whether the value would be the next of a list, with a comma before it. */
static bool lacks_comma(const struct parser *p, size_t width)
{
    size_t with = repair_fits(p, T_COMMA, 0);
    return with >= width && with > repair_fits(p, 0, width);
}

bool repair_surplus(struct parser *p, const struct repair *best, bool *goes_on)
{
    int previous = p->at > 0 ? p->tokens[p->at - 1].kind : T_LEFT_BRACE, end = p->depth > 0 ? T_RIGHT_BRACE : T_END;
    int equal = T_EQUAL;
    if (p->tokens[p->at].first || previous == T_LEFT_BRACE || previous == T_RIGHT_BRACE || best->kind == REPAIR_SPELL)
        return false;
    bool at_end = automaton_try(p->automaton, &end, 1) == 1, compared = automaton_try(p->automaton, &equal, 1) == 1;
    bool pair = follows_its_like(p), in_list = best->kind == REPAIR_INSERT && best->token == T_COMMA && best->rivals == 0;
    size_t width = value_that_can_go(p, at_end);
    if (width == 0 || in_list)
        return false;
    struct repair repair = {.kind = REPAIR_DELETE, .deleted = width};
    if (at_end && lacks_comma(p, width)) {
        repair = (struct repair){.kind = REPAIR_INSERT, .token = T_COMMA};
        complain_comma_missing(p);
    } else if (at_end ? pair || !compared : pair && best->kind == REPAIR_DELETE) {
        complain_surplus(p, width, pair);
    } else {
        return false;
    }
    *goes_on = repair_make(p, &repair);
    return true;
}
