#include "lang/grammar.h"
#include "lang/keywords.h"
#include "lang/nearest.h"
#include "lang/parser.h"

/* The smallest repairs come first; a large one must let more tokens fit. */
enum cost {
    COST_SPELL = 0,
    COST_INSERT_WORD = 2,
    COST_INSERT_SIGN = 2,
    COST_INSERT_VALUE = 2, /* before words in the list of tokens: nothing is concluded from it later */
    COST_INSERT_BRACE = 4, /* closing a block where its line goes on */
    COST_UNBALANCE = 7,
    COST_REPLACE_ALIKE = 2,
    COST_REPLACE = 5,
    COST_BACK = 2, /* more, where the place is one token back */
    COST_DELETE = 3 /* and one more for each further token */
};

/* Everything one search looks at. */
struct search {
    const struct parser *p;
    int expected[AUTOMATON_KINDS];
    size_t expected_count;
    size_t window; /* tokens from p->at on that are looked at */
    struct repair best;
};

bool repair_is_value(int kind)
{
    return kind >= T_NUMBER && kind <= T_UNIT;
}

bool repair_is_word(int kind)
{
    return kind == T_NAME || keyword_of_token(kind) != NULL;
}

size_t repair_window(const struct parser *p)
{
    return p->count - p->at < REPAIR_WINDOW ? p->count - p->at : REPAIR_WINDOW;
}

size_t repair_fits(const struct parser *p, int kind, size_t from)
{
    int kinds[REPAIR_WINDOW + 1];
    size_t count = 0;
    if (kind != 0)
        kinds[count++] = kind;
    for (size_t i = from; i < repair_window(p); i++)
        kinds[count++] = p->tokens[p->at + i].kind;
    size_t accepted = automaton_try(p->automaton, kinds, count);
    return kind != 0 ? (accepted == 0 ? 0 : accepted - 1) : accepted;
}

/* The same for a token put in before the one that came before. */
static size_t fits_back(const struct search *s, int kind)
{
    int kinds[REPAIR_WINDOW + 2] = {kind, s->p->tokens[s->p->at - 1].kind};
    for (size_t i = 0; i < s->window; i++)
        kinds[i + 2] = s->p->tokens[s->p->at + i].kind;
    size_t accepted = automaton_try_without(s->p->automaton, 1, kinds, s->window + 2);
    return accepted < 2 ? 0 : accepted - 2;
}

/* The column at which the clauses of the block begin that is left when `closed` blocks are given up; SIZE_MAX: unknown, or
 * it is no block but a list in parentheses. */
static size_t clause_column(const struct parser *p, size_t closed)
{
    if (p->depth == closed)
        return 0;
    const struct bracket *bracket = &p->brackets[p->depth - 1 - closed];
    return bracket->brace && p->tokens[bracket->token + 1].first ? parser_indent(p, bracket->token + 1) : SIZE_MAX;
}

/* The token, which lies ahead in the innermost block, begins a line where clauses of that block begin, and what has been read
 * of the clause before is not one: it hardly goes on there. It is said once of a token. */
static bool is_cut_short(const struct parser *p, size_t token, size_t *parts)
{
    int end = p->depth > 0 ? T_RIGHT_BRACE : T_END;
    bool within = token > 0 && token != p->cut && (p->depth == 0 || token > p->brackets[p->depth - 1].token + 1);
    return within && p->tokens[token].first && repair_is_word(p->tokens[token].kind) &&
           parser_indent(p, token) == clause_column(p, 0) && automaton_try(p->automaton, &end, 1) == 0 &&
           automaton_find_list(p->automaton, &end, 1, 1, 0, parts) == 1;
}

/* Tokens that fit count double what a repair costs; one that lets the whole window fit has no better beside its cost. */
static long worth(const struct repair *repair)
{
    return 2 * (long)repair->fits - (long)repair->cost;
}

/* How many tokens must fit after a repair: few, where it is sure to be one. */
static size_t least_after(const struct repair *repair)
{
    const struct keyword *keyword = keyword_of_token(repair->token);
    if (repair->kind == REPAIR_SPELL)
        return 1;
    bool guess = keyword != NULL && (keyword->part == KEYWORD_CLAUSE || keyword->part == KEYWORD_DECLARATION);
    guess |= repair->token == T_LEFT_BRACE || repair->token == T_RIGHT_BRACE;
    return repair->kind == REPAIR_INSERT && !guess ? 2 : REPAIR_LEAST;
}

static void offer(struct search *s, enum repair_kind kind, int token, size_t deleted, unsigned cost)
{
    size_t fits = kind == REPAIR_INSERT_BACK ? fits_back(s, token) : deleted + repair_fits(s->p, token, deleted);
    struct repair repair = {kind, token, deleted, fits, cost, 0, false};
    size_t least = least_after(&repair);
    bool enough = repair.fits == s->window || repair.fits >= repair.deleted + least;
    if (!enough || repair.fits <= repair.deleted)
        return;
    long order = s->best.kind == REPAIR_NONE ? 1 : worth(&repair) - worth(&s->best);
    if (order > 0) {
        s->best = repair;
    } else if (order == 0 && repair.kind == s->best.kind && kind != REPAIR_DELETE) {
        s->best.rivals++;
    }
}

static void offer_spellings(struct search *s)
{
    struct text written = parser_text(s->p, s->p->at);
    int kind = s->p->tokens[s->p->at].kind;
    if (kind != T_NAME && keyword_of_token(kind) == NULL)
        return;
    struct nearest nearest = nearest_to(written);
    for (size_t i = 0; i < s->expected_count; i++) {
        const struct keyword *keyword = keyword_of_token(s->expected[i]);
        if (keyword == NULL || text_equal(keyword->text, written) || !nearest_offer(&nearest, keyword->text))
            continue;
        offer(s, REPAIR_SPELL, keyword->token, 1, COST_SPELL);
    }
}

/* Braces match, and the next line stands in its block as others do: that block does not end before it. */
static bool stands_in_block(const struct parser *p)
{
    return !p->unbalanced && p->depth > 0 && p->tokens[p->at].first && parser_indent(p, p->at) == clause_column(p, 0);
}

static unsigned cost_of_inserting(const struct search *s, int kind)
{
    /* Where braces match none is missing. */
    if ((kind == T_RIGHT_BRACE || kind == T_LEFT_BRACE) && !s->p->unbalanced)
        return COST_UNBALANCE;
    if (kind == T_RIGHT_BRACE)
        return s->p->tokens[s->p->at].first ? COST_INSERT_SIGN : COST_INSERT_BRACE;
    if (repair_is_value(kind))
        return COST_INSERT_VALUE;
    return keyword_of_token(kind) != NULL ? COST_INSERT_WORD : COST_INSERT_SIGN;
}

static bool alike(int written, int meant)
{
    return (written == T_ASSIGN && meant == T_EQUAL) || (written == T_EQUAL && meant == T_ASSIGN) ||
           (written == T_STRING && meant == T_NAME) || (written == T_NAME && meant == T_STRING) ||
           (written == T_DOT && meant == T_DOTS) || (written == T_NUMBER && meant == T_PERCENT) ||
           (written == T_LEFT_PAREN && meant == T_LEFT_BRACE) || (written == T_RIGHT_PAREN && meant == T_RIGHT_BRACE);
}

static void offer_changes(struct search *s)
{
    int written = s->p->tokens[s->p->at].kind;
    size_t parts;
    bool cut = is_cut_short(s->p, s->p->at, &parts);
    bool replaceable = written != T_END && written != T_LEFT_BRACE && (written != T_RIGHT_BRACE || s->p->depth == 0) && !cut;
    for (size_t i = 0; i < s->expected_count; i++) {
        int kind = s->expected[i];
        bool opens = kind == T_LEFT_BRACE || kind == T_LEFT_PAREN;
        if (kind == T_END || (opens && cut) || (kind == T_RIGHT_BRACE && stands_in_block(s->p)))
            continue;
        offer(s, REPAIR_INSERT, kind, 0, cost_of_inserting(s, kind));
        if (replaceable)
            offer(s, REPAIR_REPLACE, kind, 1, alike(written, kind) ? COST_REPLACE_ALIKE : COST_REPLACE);
    }
}

/* Where the last token fits in two ways, the error shows one token late: `in "A", "B" }`. */
static void offer_changes_back(struct search *s)
{
    static const int SIGNS[] = {T_LEFT_BRACE, T_LEFT_PAREN};
    if (!s->p->undoable || s->p->at == 0 || s->p->at == s->p->resumed)
        return;
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++)
        offer(s, REPAIR_INSERT_BACK, SIGNS[i], 0, COST_INSERT_SIGN + COST_BACK);
}

/* In a source whose braces do not match: a closing brace that is indented deeper than the block it would close. */
static bool is_orphan(const struct parser *p, size_t token, size_t closed)
{
    if (!p->unbalanced || !p->tokens[token].first || closed >= p->depth)
        return false;
    return parser_indent(p, token) > p->brackets[p->depth - 1 - closed].indent;
}

static bool next_is_orphan(const struct parser *p, size_t deleted)
{
    size_t next = p->at + deleted;
    return next < p->count && p->tokens[next].kind == T_RIGHT_BRACE && is_orphan(p, next, 0);
}

/* Leaves out some tokens of a line: braces only in pairs. */
static void offer_deletions(struct search *s)
{
    size_t open = 0, parts;
    if (is_cut_short(s->p, s->p->at, &parts))
        return;
    for (size_t deleted = 1; deleted < s->window; deleted++) {
        int kind = s->p->tokens[s->p->at + deleted - 1].kind;
        bool next_line = deleted > 1 && s->p->tokens[s->p->at + deleted - 1].first;
        if (kind == T_END || next_line || (kind == T_RIGHT_BRACE && open == 0))
            break;
        if (kind == T_LEFT_BRACE)
            open++;
        else if (kind == T_RIGHT_BRACE)
            open--;
        if (open == 0 && !next_is_orphan(s->p, deleted) && !is_cut_short(s->p, s->p->at + deleted, &parts))
            offer(s, REPAIR_DELETE, 0, deleted, COST_DELETE + (unsigned)deleted - 1);
    }
}

/* Where many words could be missing none is put in: what follows would be judged by a guess. */
static void prefer_deleting(struct search *s)
{
    bool block_can_end = false;
    for (size_t i = 0; i < s->expected_count; i++)
        block_can_end |= s->expected[i] == T_RIGHT_BRACE || s->expected[i] == T_END;
    if (s->best.kind != REPAIR_INSERT || keyword_of_token(s->best.token) == NULL || s->best.rivals == 0 || !block_can_end)
        return;
    s->best = (struct repair){0};
    offer_deletions(s);
}

static struct search search_here(const struct parser *p)
{
    return (struct search){.p = p, .window = repair_window(p)};
}

/* Whether the best repair chooses for its author what goes on here, or takes a word of the language for a name. Then the name
 * after it was hardly written for that, and nobody looks it up; but what is declared keeps its name, for others may
 * use it. */
static bool is_guess(const struct search *s)
{
    const struct keyword *word = keyword_of_token(s->best.token);
    bool written = s->best.kind == REPAIR_REPLACE || s->best.kind == REPAIR_INSERT;
    if (!written || s->p->depth == 0 || s->best.token == T_EVENT)
        return false;
    if (word != NULL && s->best.kind == REPAIR_INSERT && keyword_of_token(s->p->tokens[s->p->at].kind) != NULL)
        return true;
    return (word != NULL || s->best.token == T_COMMA) && s->expected_count > 1;
}

static struct repair find_repair(const struct parser *p)
{
    struct search s = search_here(p);
    s.expected_count = automaton_expected(p->automaton, s.expected);
    offer_spellings(&s);
    offer_changes(&s);
    offer_changes_back(&s);
    offer_deletions(&s);
    prefer_deleting(&s);
    s.best.guess = is_guess(&s);
    return s.best;
}

bool repair_make(struct parser *p, const struct repair *repair)
{
    if (repair->kind == REPAIR_INSERT_BACK) {
        automaton_drop(p->automaton, 1);
        p->at--;
    }
    const struct keyword *word = keyword_of_token(repair->token);
    if (repair->kind == REPAIR_INSERT && word != NULL && word->part == KEYWORD_CLAUSE)
        p->strange++;
    bool goes_on;
    if (repair->kind == REPAIR_SPELL) {
        goes_on = parser_respell(p, repair->token);
    } else {
        goes_on = repair->kind == REPAIR_DELETE || parser_insert(p, repair->token);
        p->at += repair->deleted;
    }
    p->resumed = p->at;
    p->guessed = repair->guess ? p->at : SIZE_MAX;
    return goes_on;
}

/* ---- A name that was to be a keyword ---- */

/* The keyword that a name was to be, where what comes after it fits then and not after a name: `categroy "shoes"`. */
static int meant(const struct search *s)
{
    if (s->window < 2 || s->p->tokens[s->p->at].kind != T_NAME || repair_fits(s->p, T_NAME, 1) > 0)
        return 0;
    struct nearest nearest = nearest_to(parser_text(s->p, s->p->at));
    int found = 0;
    for (size_t i = 0; i < KEYWORDS_COUNT; i++) {
        size_t fits = repair_fits(s->p, KEYWORDS[i].token, 1);
        bool enough = fits > 0 && (fits + 1 == s->window || fits >= REPAIR_LEAST);
        if (enough && nearest_offer(&nearest, KEYWORDS[i].text))
            found = KEYWORDS[i].token;
    }
    return found;
}

bool repair_misspelt(struct parser *p, bool *goes_on)
{
    struct search s = search_here(p);
    struct repair repair = {REPAIR_SPELL, meant(&s), 1, 0, COST_SPELL, 0, false};
    if (repair.token == 0)
        return false;
    p->b.doubtful = true;
    complain_repair(p, &repair);
    *goes_on = repair_make(p, &repair);
    return true;
}

/* ---- Leaving out what cannot be read ---- */

static bool begins_declaration(const struct parser *p, size_t token)
{
    const struct keyword *keyword = keyword_of_token(p->tokens[token].kind);
    return keyword != NULL && keyword->part == KEYWORD_DECLARATION && p->tokens[token].first;
}

/* Whether some list can go on with the token at `to` once `closed` open braces are dropped. */
static bool can_go_on(const struct parser *p, size_t to, size_t closed, size_t *parts)
{
    int kinds[REPAIR_WINDOW];
    size_t count = 0, least;
    while (count < REPAIR_WINDOW && to + count < p->count) {
        kinds[count] = p->tokens[to + count].kind;
        count++;
    }
    int kind = kinds[0];
    if (kind == T_END)
        return automaton_find_list(p->automaton, kinds, 1, 1, SIZE_MAX, parts) > 0;
    if (kind == T_RIGHT_BRACE)
        return automaton_find_list(p->automaton, kinds, 1, 1, closed, parts) > 0;
    if (keyword_of_token(kind) == NULL)
        return false;
    bool in_line = p->tokens[to].first && parser_indent(p, to) == clause_column(p, closed);
    least = in_line ? 1 : p->tokens[to].first ? REPAIR_LEAST - 1 : REPAIR_LEAST + 2;
    if (least > count)
        least = count;
    if (automaton_find_list(p->automaton, kinds, count, least, closed, parts) > 0)
        return true;
    size_t outermost = p->depth > 0 ? p->brackets[0].indent : 0;
    return begins_declaration(p, to) && parser_indent(p, to) <= outermost &&
           automaton_find_list(p->automaton, kinds, count, least, SIZE_MAX, parts) > 0;
}

/* A line that begins where the block's clauses begin, with a word that does not: an error of its own. */
static bool is_strange_clause(const struct parser *p, size_t token, size_t closed, size_t *parts)
{
    if (token == p->at)
        return is_cut_short(p, token, parts);
    return p->tokens[token].first && repair_is_word(p->tokens[token].kind) && parser_indent(p, token) == clause_column(p, closed) &&
           automaton_find_list(p->automaton, NULL, 0, 0, closed, parts) == 0 && *parts != SIZE_MAX;
}

static bool resume(struct parser *p, size_t to, size_t parts)
{
    struct span span = parser_span(p, p->at);
    p->at = to;
    p->nots = 0;
    p->undoable = false;
    bool goes_on = automaton_recover(p->automaton, &p->b, parts, span);
    p->depth = automaton_brackets(p->automaton);
    return goes_on;
}

static bool leave_out(struct parser *p)
{
    size_t inside = 0, closed = 0;
    for (size_t to = p->at; to < p->count; to++) {
        int kind = p->tokens[to].kind;
        size_t parts;
        if (kind == T_RIGHT_BRACE && inside > 0) {
            inside--;
            continue;
        }
        if (kind == T_RIGHT_BRACE && is_orphan(p, to, closed))
            continue;
        if ((inside == 0 || begins_declaration(p, to)) && can_go_on(p, to, closed, &parts)) {
            p->resumed = to;
            p->strange = 0;
            return resume(p, to, parts);
        }
        if (inside == 0 && is_strange_clause(p, to, closed, &parts)) {
            if (to == p->at)
                p->cut = to;
            else
                p->strange++;
            p->resumed = SIZE_MAX;
            return resume(p, to, parts);
        }
        if (kind == T_LEFT_BRACE)
            inside++;
        else if (kind == T_RIGHT_BRACE && closed < p->depth)
            closed++;
    }
    return false;
}

/* Whether the line that begins here goes on with what was read before it, and begins nothing of its own. */
static bool line_goes_on(const struct parser *p)
{
    int kinds[REPAIR_WINDOW];
    size_t line = 0, parts;
    while (line < REPAIR_WINDOW && p->at + line < p->count && (line == 0 || !p->tokens[p->at + line].first)) {
        kinds[line] = p->tokens[p->at + line].kind;
        line++;
    }
    bool begins = kinds[0] != T_NAME && automaton_find_list(p->automaton, kinds, 1, 1, 0, &parts) > 0;
    return !begins && automaton_try(p->automaton, kinds, line) == line;
}

bool repair_cut_short(struct parser *p, bool *goes_on)
{
    struct repair none = {.kind = REPAIR_NONE};
    int kind = p->tokens[p->at].kind;
    size_t parts;
    if (!is_cut_short(p, p->at, &parts) || automaton_try(p->automaton, &kind, 1) == 0 || line_goes_on(p))
        return false;
    p->b.doubtful = true;
    complain_repair(p, &none);
    p->resumed = SIZE_MAX;
    p->cut = p->at;
    *goes_on = resume(p, p->at, parts);
    return true;
}

bool repair_here(struct parser *p)
{
    struct repair repair = find_repair(p);
    bool goes_on;
    p->b.doubtful = true;
    if (repair_surplus(p, &repair, &goes_on))
        return goes_on;
    complain_repair(p, &repair);
    return repair.kind == REPAIR_NONE ? leave_out(p) : repair_make(p, &repair);
}
