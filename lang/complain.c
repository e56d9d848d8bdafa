#include "lang/grammar.h"
#include "lang/habits.h"
#include "lang/keywords.h"
#include "lang/parser.h"

bool complain_unsaid(const struct parser *p)
{
    size_t before = p->at > 0 ? p->at - 1 : 0;
    return p->at == p->resumed || scan_is_bad(&p->scan, p->tokens[before].start, p->tokens[p->at].end);
}

/* Counts the error; false where it is to stay unsaid. */
static bool speak(struct parser *p)
{
    p->trouble++;
    p->errors++;
    p->b.damaged = true;
    return !complain_unsaid(p);
}

/* ---- Where we are ---- */

/* A place where clauses or declarations may come is known by two words that may begin one there. */
static const struct block {
    int one, other;
    const char *what; /* `x` does not begin ... */
    const char *help;
} BLOCKS[] = {
    {T_PROMOTION, T_IMPORT, "a declaration", "a file has promotions, and what they need: campaign, coupon, layers, let, "
                                           "template, test ..."},
    {T_LAYER, T_EVENT, "a clause of a promotion", "a promotion has: type status campaign layer exclusive priority period "
                                                "schedule channels stores regions price_list audience requires "
                                                "excludes limit cap event events sequence use"},
    {T_WHEN, T_GIVE, "a clause of an event", "an event has: when, buy, every, get, give, charge, limit, priority"},
    {T_ROUNDING, T_TIMEZONE, "a setting", "settings are: currency, timezone, rounding, floor"},
    {T_INITIATIVE, T_HOLDOUT, "a clause of a campaign",
     "a campaign has: type initiative period channels stores regions budget holdout"},
    {T_KIND, T_CODES, "a clause of a coupon", "a coupon has: kind code codes minimum valid limit once"},
    {T_EARN, T_EXPIRE, "a clause of a loyalty program", "a loyalty program has: earn redeem expire tier"},
    {T_CURRENCY, T_REGIONS, "a clause of a price list", "a price list has: currency channels stores regions"},
    {T_BASKET, T_EXPECT, "a part of a test", "a test has one basket { ... } and any number of expect ..."},
    {T_PAYMENT, T_REDEEM, "a part of a basket",
     "a basket has: at channel store region price_list payment trigger customer order line shipping coupon redeem state"},
    {T_EARNED, T_SPENT, "a part of a state", "a state has: audience points earned tier uses spent code"},
    {T_REJECTED, T_HINT, "an expectation", "a test expects: total discount none gift points allowance issued charge hint "
                                        "line rejected"},
};

/* What belongs where, for a clause in the wrong block. */
static const struct home {
    int kind;
    const char *where;
} HOMES[] = {
    {T_WHEN, "an event"},        {T_BUY, "an event"},        {T_GET, "an event"},          {T_EVERY, "an event"},
    {T_GIVE, "an event"},        {T_CHARGE, "an event"},     {T_LAYER, "a promotion"},     {T_SCHEDULE, "a promotion"},
    {T_REQUIRES, "a promotion"}, {T_EXCLUDES, "a promotion"}, {T_CAP, "a promotion"},      {T_EVENT, "a promotion"},
    {T_SEQUENCE, "a promotion"}, {T_USE, "a promotion"},     {T_STATUS, "a promotion"},    {T_EXCLUSIVE, "a promotion"},
    {T_ROUNDING, "settings"},    {T_TIMEZONE, "settings"},   {T_HOLDOUT, "a campaign"},    {T_BUDGET, "a campaign"},
    {T_INITIATIVE, "a campaign"}, {T_MINIMUM, "a coupon"},   {T_KIND, "a coupon"},         {T_CODES, "a coupon"},
    {T_EARN, "a loyalty program"}, {T_EXPIRE, "a loyalty program"}, {T_EXPECT, "a test"},  {T_BASKET, "a test"},
    {T_LINE, "a test's basket"}, {T_PERIOD, "a promotion or a campaign"}, {T_CHANNELS, "a promotion or a campaign"},
};

struct expectation {
    int kinds[AUTOMATON_KINDS];
    size_t count;
};

static bool expects(const struct expectation *expected, int kind)
{
    for (size_t i = 0; i < expected->count; i++)
        if (expected->kinds[i] == kind)
            return true;
    return false;
}

static const struct block *block_at(const struct expectation *expected)
{
    for (size_t i = 0; i < sizeof BLOCKS / sizeof BLOCKS[0]; i++)
        if (expects(expected, BLOCKS[i].one) && expects(expected, BLOCKS[i].other))
            return &BLOCKS[i];
    return NULL;
}

static const char *home_of(int kind)
{
    for (size_t i = 0; i < sizeof HOMES / sizeof HOMES[0]; i++)
        if (HOMES[i].kind == kind)
            return HOMES[i].where;
    return NULL;
}

/* ---- What could come ---- */

/* Several tokens that mean one thing to a reader. */
static const struct concept {
    int signs[2]; /* both expected: the concept is */
    int members[24]; /* up to the first 0 */
    const char *name;
} CONCEPTS[] = {
    {{T_NOT, T_QUANTITY},
     {T_NOT, T_QUANTITY, T_LEFT_PAREN, T_ALL, T_ANY, T_NONE, T_GROUP, T_AMOUNT, T_LINES, T_POINTS, T_TIER, T_SEGMENT,
      T_AUDIENCE, T_COUPON, T_SKU, T_CATEGORY, T_BRAND, T_TAG, T_ITEMS, T_NAME, T_ORDER},
     "a criterion such as `amount >= 50.00`"},
    {{T_GIFT, T_ALLOWANCE},
     {T_GIFT, T_ALLOWANCE, T_CERTIFICATE, T_COUPON, T_BY, T_EACH, T_CHEAPEST, T_DEAREST, T_NUMBER, T_PERCENT, T_SKU,
      T_CATEGORY, T_BRAND, T_TAG, T_ITEMS, T_ALL, T_LEFT_PAREN, T_THEM, T_ORDER, T_SHIPPING, T_AMOUNT, T_QUANTITY,
      T_NAME},
     "a benefit such as `10% off order`"},
    {{T_EACH, T_THEM},
     {T_EACH, T_THEM, T_ORDER, T_SHIPPING, T_CHEAPEST, T_DEAREST, T_NUMBER, T_PERCENT, T_SKU, T_CATEGORY, T_BRAND, T_TAG,
      T_ITEMS, T_ALL, T_LEFT_PAREN, T_AMOUNT, T_QUANTITY, T_NAME},
     "what it applies to: an item set, `them`, `order` or `shipping`"},
    {{T_SKU, T_ITEMS},
     {T_SKU, T_CATEGORY, T_BRAND, T_TAG, T_ITEMS, T_ALL, T_LEFT_PAREN, T_NAME, T_THEM, T_ORDER, T_SHIPPING},
     "an item set such as `category \"shoes\"`"},
    {{T_EQUAL, T_LESS},
     {T_EQUAL, T_UNEQUAL, T_LESS, T_AT_MOST, T_MORE, T_AT_LEAST, T_IN, T_IS, T_WITHIN},
     "a comparison such as `>= 3`"},
    {{T_STRING, T_INSTANT},
     {T_STRING, T_INSTANT, T_DATE, T_TIME, T_NUMBER, T_PERCENT, T_TRUE, T_FALSE, T_NAME, T_QUANTITY, T_AMOUNT, T_LINES,
      T_POINTS, T_TIER, T_LEFT_BRACE},
     "a value"},
    {{T_NUMBER, T_PERCENT}, {T_NUMBER, T_PERCENT, T_NAME, T_AMOUNT, T_QUANTITY}, "a number"},
};

static void leave(struct expectation *expected, int kind)
{
    size_t kept = 0;
    for (size_t i = 0; i < expected->count; i++)
        if (expected->kinds[i] != kind)
            expected->kinds[kept++] = expected->kinds[i];
    expected->count = kept;
}

static bool is_sign_or_word(int kind)
{
    return keyword_of_token(kind) != NULL || (kind >= T_LEFT_BRACE && kind <= T_AT_LEAST);
}

enum { MOST_SHOWN = 6 };

struct shown {
    struct {
        const char *name;
        bool literally; /* a word or a sign as it is written */
    } items[MOST_SHOWN];
    size_t count;
};

static void show(struct shown *shown, const char *name, bool literally)
{
    if (shown->count == MOST_SHOWN)
        return;
    shown->items[shown->count].name = name;
    shown->items[shown->count++].literally = literally;
}

static void show_token(struct shown *shown, int kind)
{
    show(shown, automaton_token_name(kind), is_sign_or_word(kind));
}

/* What can always follow is seldom what was meant, and not said where something else can come. */
static void leave_what_goes_on(struct expectation *expected)
{
    static const int ON[] = {T_OR, T_AND, T_EXCEPT, T_DOT, T_CURRENCY_CODE, T_UNIT};
    for (size_t i = 0; i < sizeof ON / sizeof ON[0] && expected->count > 1; i++)
        leave(expected, ON[i]);
}

static void gather(struct shown *shown, struct expectation expected)
{
    const struct block *block = block_at(&expected);
    leave_what_goes_on(&expected);
    for (size_t i = 0; i < sizeof CONCEPTS / sizeof CONCEPTS[0]; i++) {
        const struct concept *concept = &CONCEPTS[i];
        if (!expects(&expected, concept->signs[0]) || !expects(&expected, concept->signs[1]))
            continue;
        for (size_t member = 0; concept->members[member] != 0; member++)
            leave(&expected, concept->members[member]);
        show(shown, concept->name, false);
    }
    if (block != NULL) {
        if (expects(&expected, T_RIGHT_BRACE))
            show_token(shown, T_RIGHT_BRACE);
        show(shown, block->what, false);
        return;
    }
    for (size_t i = 0; i < expected.count; i++)
        show_token(shown, expected.kinds[i]);
}

/* "`a`, `b` or a name" */
static void list(struct buffer *out, const struct shown *shown)
{
    for (size_t i = 0; i < shown->count; i++) {
        const char *quote = shown->items[i].literally ? "`" : "";
        const char *joint = i == 0 ? "" : i + 1 == shown->count ? " or " : ", ";
        buffer_format(out, "%s%s%s%s", joint, quote, shown->items[i].name, quote);
    }
}

/* ---- Sentences ---- */

/* What is missing at the end of a line is missed there, not at the begin of the next; but a clause begins its line. */
static struct span where(const struct parser *p, bool begins_clause, bool *after)
{
    const struct token *token = &p->tokens[p->at];
    *after = p->at > 0 && ((token->first && !begins_clause) || token->kind == T_END);
    return parser_span(p, *after ? p->at - 1 : p->at);
}

/* In the parentheses of a `use`, not of a template's parameters. */
static bool in_arguments(const struct parser *p, const struct expectation *expected)
{
    return p->depth > 0 && !p->brackets[p->depth - 1].brace && !expects(expected, T_COMMA);
}

static const char *help_at(const struct parser *p, const struct expectation *expected)
{
    struct habit_place place = {.written = p->tokens[p->at].kind,
                                .next = p->at + 1 < p->count ? p->tokens[p->at + 1].kind : T_END,
                                .word = parser_text(p, p->at),
                                .expected = expected->kinds,
                                .expected_count = expected->count,
                                .in_arguments = in_arguments(p, expected)};
    return habit_help(&place);
}

static void say_expected(struct parser *p, const struct repair *repair, const struct expectation *expected)
{
    struct buffer wanted;
    buffer_init(&wanted, p->scan.alloc);
    struct shown shown = {.count = 0};
    if (repair->kind == REPAIR_INSERT && repair->rivals == 0 && is_sign_or_word(repair->token))
        show_token(&shown, repair->token);
    else
        gather(&shown, *expected);
    list(&wanted, &shown);
    bool after, begins_clause = expects(expected, T_RIGHT_BRACE) || expects(expected, T_END);
    struct span span = where(p, begins_clause, &after);
    struct text found = parser_text(p, after ? p->at - 1 : p->at);
    const char *text = buffer_cstring(&wanted);
    struct diagnostic *d = NULL;
    if (text != NULL)
        d = diag_error(p->b.diags, P0011, span, after ? "expected %s after `%.*s`" : "expected %s, found `%.*s`", text,
                   SHOWN(found));
    else
        p->b.failed = true;
    const char *help = help_at(p, expected);
    if (help != NULL)
        diag_help(d, "%s", help);
    buffer_done(&wanted);
}

static void say_missing_before(struct parser *p, int kind)
{
    struct text found = parser_text(p, p->at - 1);
    diag_error(p->b.diags, P0011, parser_span(p, p->at - 1), "expected `%s` before `%.*s`", automaton_token_name(kind),
               SHOWN(found));
}

static void say_spelling(struct parser *p, int kind)
{
    struct text written = parser_text(p, p->at), meant = keyword_of_token(kind)->text;
    struct span span = parser_span(p, p->at);
    struct diagnostic *d = diag_error(p->b.diags, P0012, span, "`%.*s` means nothing here", SHOWN(written));
    diag_help(d, "did you mean `%.*s`?", SHOWN(meant));
    diag_fix(d, span, meant);
}

static void say_no_clause(struct parser *p, const struct block *block, const struct expectation *expected)
{
    struct text written = parser_text(p, p->at);
    const char *home = home_of(p->tokens[p->at].kind), *habit = help_at(p, expected);
    struct diagnostic *d =
        diag_error(p->b.diags, P0013, parser_span(p, p->at), "`%.*s` does not begin %s", SHOWN(written), block->what);
    if (habit != NULL)
        diag_help(d, "%s", habit);
    else if (home != NULL)
        diag_help(d, "`%.*s` belongs into %s", SHOWN(written), home);
    else
        diag_help(d, "%s", block->help);
}

void complain_repair(struct parser *p, const struct repair *repair)
{
    struct expectation expected;
    expected.count = automaton_expected(p->automaton, expected.kinds);
    const struct block *block = block_at(&expected);
    bool row = block != NULL && repair->kind != REPAIR_SPELL && p->strange >= STRANGE_SAID;
    if (!speak(p) || row)
        return;
    int kind = p->tokens[p->at].kind;
    bool unique = repair->kind == REPAIR_INSERT && repair->rivals == 0 && is_sign_or_word(repair->token);
    if (block != NULL && repair->fits < REPAIR_LEAST && repair->token != T_RIGHT_BRACE)
        unique = false;
    if (kind == T_END && p->depth > 0 && expects(&expected, T_RIGHT_BRACE)) {
        p->errors--;
        p->trouble--;
        complain_brace_missing(p);
    } else if (repair->kind == REPAIR_SPELL)
        say_spelling(p, repair->token);
    else if (unique && repair->token == T_RIGHT_BRACE && p->depth > 0) {
        p->errors--;
        p->trouble--;
        complain_brace_missing(p);
    } else if (block != NULL && !unique && (kind == T_NAME || keyword_of_token(kind) != NULL))
        say_no_clause(p, block, &expected);
    else if (repair->kind == REPAIR_INSERT_BACK)
        say_missing_before(p, repair->token);
    else
        say_expected(p, repair, &expected);
}

void complain_needless(struct parser *p, const char *help)
{
    struct text written = parser_text(p, p->at);
    if (speak(p))
        diag_help(diag_error(p->b.diags, P0012, parser_span(p, p->at), "`%.*s` means nothing here", SHOWN(written)), "%s", help);
}

void complain_comma_missing(struct parser *p)
{
    struct text before = parser_text(p, p->at - 1), written = parser_text(p, p->at);
    if (speak(p))
        diag_error(p->b.diags, P0011, parser_span(p, p->at), "expected `,` between `%.*s` and `%.*s`", SHOWN(before),
                   SHOWN(written));
}

/* What has been read of the clause at hand up to the token, as it is written in its line; empty where it is longer. */
static struct text clause_before(const struct parser *p, size_t token)
{
    if (p->item >= token)
        return (struct text){0};
    for (size_t i = p->item + 1; i < token; i++)
        if (p->tokens[i].first || p->tokens[i].kind == T_LEFT_BRACE || p->tokens[i].kind == T_RIGHT_BRACE)
            return (struct text){0};
    struct text text = parser_text(p, p->item), last = parser_text(p, token - 1);
    text.length = (size_t)(last.bytes - text.bytes) + last.length;
    return text;
}

/* `sku "A" "B"`: of items there may be several. */
static bool selects_items(int kind)
{
    return kind == T_SKU || kind == T_CATEGORY || kind == T_BRAND || kind == T_TAG;
}

static void say_pair(struct parser *p, struct text clause)
{
    struct text first = parser_text(p, p->at - 1), second = parser_text(p, p->at);
    struct expectation expected;
    expected.count = automaton_expected(p->automaton, expected.kinds);
    struct diagnostic *d =
        diag_error(p->b.diags, P0011, span_join(parser_span(p, p->at - 1), parser_span(p, p->at)),
                   "expected one value, found `%.*s` and `%.*s`", SHOWN(first), SHOWN(second));
    struct text asked = p->at > 1 ? parser_text(p, p->at - 2) : (struct text){0};
    const struct token *next = &p->tokens[p->at + 1];
    bool complete = next->first || next->kind == T_RIGHT_BRACE || automaton_begins_item(p->automaton, next->kind);
    if (p->at > 1 && selects_items(p->tokens[p->at - 2].kind))
        diag_help(d, "several stand in braces: `%.*s { %.*s, %.*s }`", SHOWN(asked), SHOWN(first), SHOWN(second));
    else if (complete && clause.length > 0 && (expects(&expected, T_RIGHT_BRACE) || expects(&expected, T_END)))
        diag_help(d, "write `%.*s %.*s` or `%.*s %.*s`", SHOWN(clause), SHOWN(first), SHOWN(clause), SHOWN(second));
    else
        diag_help(d, "leave one of them out");
}

void complain_surplus(struct parser *p, size_t width, bool pair)
{
    if (!speak(p))
        return;
    struct text clause = clause_before(p, pair ? p->at - 1 : p->at);
    if (pair) {
        say_pair(p, clause);
        return;
    }
    struct span span = span_join(parser_span(p, p->at), parser_span(p, p->at + width - 1));
    struct text written = {p->b.source->text.bytes + span.start, span.end - span.start};
    struct diagnostic *d = diag_error(p->b.diags, P0012, span, "`%.*s` means nothing here", SHOWN(written));
    struct text before = parser_text(p, p->at - 1);
    if (p->tokens[p->at].kind == T_TIME && p->tokens[p->at - 1].kind == T_DATE)
        diag_help(d, "a time of a day is one with its date: `%.*sT%.*s`", SHOWN(before), SHOWN(written));
    else if (clause.length > 0)
        diag_help(d, "leave it out: `%.*s` is complete", SHOWN(clause));
    else
        diag_help(d, "leave it out");
}

bool complain_knows_habit(const struct parser *p)
{
    struct expectation expected;
    expected.count = automaton_expected(p->automaton, expected.kinds);
    return help_at(p, &expected) != NULL;
}

bool complain_in_block(const struct parser *p)
{
    struct expectation expected;
    expected.count = automaton_expected(p->automaton, expected.kinds);
    return block_at(&expected) != NULL;
}

void complain_brace_missing(struct parser *p)
{
    if (!speak(p))
        return;
    bool after;
    struct span span = where(p, false, &after);
    struct text found = parser_text(p, after ? p->at - 1 : p->at);
    struct diagnostic *d =
        diag_error(p->b.diags, P0014, span, after ? "expected `}` after `%.*s`" : "expected `}`, found `%.*s`",
                   SHOWN(found));
    diag_note(d, parser_span(p, p->brackets[p->depth - 1].token), "this `{` is never closed");
    diag_help(d, "close the block before this place");
}

void complain_brace_extra(struct parser *p)
{
    /* After an error its block may have been left too early: then this brace is right and the guess was wrong. */
    bool doubtful = p->trouble > 0;
    if (!speak(p) || doubtful)
        return;
    struct diagnostic *d = diag_error(p->b.diags, P0015, parser_span(p, p->at), "this `}` closes nothing");
    diag_help(d, "leave it out, or open its block with `{`");
}

void complain_name_missing(struct parser *p)
{
    if (!speak(p))
        return;
    struct text before = parser_text(p, p->at - 1);
    diag_error(p->b.diags, P0011, parser_span(p, p->at - 1), "expected a name after `%.*s`", SHOWN(before));
}
