/* The parser's driver: feeds tokens to the automaton; private to lang/parse.c, lang/repair.c, lang/surplus.c and
 * lang/complain.c.
 *
 * A source without errors goes straight through. At the first syntax error all is done again, carefully: every token is
 * asked about before it is pushed; where one does not fit, the smallest change that lets the following tokens fit is
 * found, said, and made (lang/repair.c); where none does, tokens are left out up to a place where a list goes on. In a
 * source whose braces do not match, how far lines are indented says where one is missing. */
#ifndef LANG_PARSER_H
#define LANG_PARSER_H

#include "lang/automaton.h"
#include "lang/parse.h"
#include "lang/scan.h"

/* An open brace or parenthesis. */
struct bracket {
    size_t token;
    size_t indent; /* columns before the first token of its line */
    bool brace;
};

/* Tokens looked at to judge a repair, and how many must fit after one. */
enum { REPAIR_WINDOW = 12, REPAIR_LEAST = 4 };

/* In a row of clauses that belong elsewhere the first ones say it all. */
enum { STRANGE_SAID = 2 };

/* Beyond so many syntax errors the rest of a source is left alone. */
enum { PARSE_MOST_ERRORS = 100 };

struct parser {
    struct builder b;
    struct scan scan;
    struct automaton *automaton;
    const struct token *tokens;
    size_t count; /* with the end of the file */
    size_t at;    /* the next token */
    struct bracket brackets[PARSE_DEEPEST];
    size_t depth;
    size_t bracket, bracket_line; /* the last one opened, and the first token of its line */
    size_t nots;     /* `not not not`: they nest too */
    size_t item;     /* index of the token that began the last clause, criterion or declaration; SIZE_MAX: not known */
    bool unbalanced; /* braces do not match: trust the indentation */
    bool over;       /* nothing more is pushed */
    size_t errors;
    size_t trouble; /* errors met in this declaration, said or not: later ones may be their consequence */
    size_t strange; /* clauses in a row that begin with a word that begins none */
    bool undoable;  /* the last token can be taken back */
    size_t resumed; /* index of the token at which the last error was left behind */
    size_t cut;     /* index of the token before which a clause was last given up as unfinished */
    size_t guessed; /* index of a token whose meaning only a repair has given it: it names nothing, and is no wrong value */
    bool marking;   /* it is to be told which tokens begin an item of a block, or a declaration */
    bool *begins;   /* by token, where that is so; of a source without errors */
};

/* The source must outlive it. NULL: no memory. */
struct parser *parser_new(struct arena *arena, const struct source *source, struct diagnostics *diags);
void parser_free(struct parser *p);

/* Reads all of the source. */
promo_status parser_run(struct parser *p);

/* After scan_run: reads the first `count` tokens, and repairs what it must, so that the automaton can be asked what may come
 * then. */
promo_status parser_run_to(struct parser *p, size_t count);


struct span parser_span(const struct parser *p, size_t token);
struct text parser_text(const struct parser *p, size_t token);

/* Columns before the first token of the token's line. */
size_t parser_indent(const struct parser *p, size_t token);

/* Pushes the token at p->at and moves on, or a token that is not there (before p->at), or a keyword that the one at p->at was
 * to be. False: nothing goes on. */
bool parser_take(struct parser *p);
bool parser_insert(struct parser *p, int kind);
bool parser_respell(struct parser *p, int kind);

/* Whether the name at p->at is a keyword with a slip in it: says so then, and takes it for that keyword. */
bool repair_misspelt(struct parser *p, bool *goes_on);

/* Whether the clause before p->at was left unfinished, and the next line, which would go on with it, soon cannot: says what
 * is missing, and begins a clause with that line. */
bool repair_cut_short(struct parser *p, bool *goes_on);

/* The token at p->at does not fit: says so, and makes it fit or leaves tokens out. False: nothing goes on. */
bool repair_here(struct parser *p);

/* What a repair did, for the message. */
enum repair_kind {
    REPAIR_NONE,
    REPAIR_INSERT,
    REPAIR_INSERT_BACK, /* before the token that came before */
    REPAIR_REPLACE,
    REPAIR_SPELL,
    REPAIR_DELETE
};

struct repair {
    enum repair_kind kind;
    int token;        /* inserted, or put in its place */
    size_t deleted;   /* tokens left out */
    size_t fits;      /* tokens that fit afterwards */
    unsigned cost;
    size_t rivals;    /* other tokens that would have done as well */
    bool guess;       /* what goes on here was chosen among several things */
};

/* How many tokens from p->at on are looked at, and how many of them, from `from` on, fit after `kind` (0: after nothing). */
size_t repair_window(const struct parser *p);
size_t repair_fits(const struct parser *p, int kind, size_t from);

bool repair_is_value(int kind);
bool repair_is_word(int kind);

/* Changes what is read as the repair says. False: nothing goes on. */
bool repair_make(struct parser *p, const struct repair *repair);

/* ---- What is too much (lang/surplus.c) ---- */

/* Whether the name at p->at is a word too many: says so then, and passes it over. */
bool repair_needless(struct parser *p);

/* Whether what does not fit at p->at is a value too many, two where one is wanted or one behind a clause that is complete: says
 * so then, and passes it over, or takes it for the next of a list. `best` is the repair that would be made otherwise. */
bool repair_surplus(struct parser *p, const struct repair *best, bool *goes_on);

/* ---- What is said (lang/complain.c) ---- */

/* Whether an error here should stay unsaid: the scanner spoke of these lines, or the last error is too near. */
bool complain_unsaid(const struct parser *p);

void complain_repair(struct parser *p, const struct repair *repair);
void complain_needless(struct parser *p, const char *help);

/* The value of `width` tokens at p->at is one too many; as the second of a pair it may have been meant in the first one's
 * place. */
void complain_surplus(struct parser *p, size_t width, bool pair);
void complain_comma_missing(struct parser *p);

/* Whether it is known how people mean what does not fit at p->at (lang/habits.h), and whether a clause could begin there. */
bool complain_knows_habit(const struct parser *p);
bool complain_in_block(const struct parser *p);
void complain_brace_missing(struct parser *p);
void complain_brace_extra(struct parser *p);
void complain_name_missing(struct parser *p);

#endif
