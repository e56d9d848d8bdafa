/* One source to its tokens and comments, in one pass ahead of the parser; private to lang/.
 *
 * The list of tokens lets the parser look ahead when it repairs an error, and the formatter print what was written.
 * Errors in characters and strings are reported here; numbers and dates are read, and reported, by lang/literal.h. */
#ifndef LANG_SCAN_H
#define LANG_SCAN_H

#include "lang/ast.h"
#include "lang/diagnostic.h"

#include <stdalign.h>

struct token {
    uint32_t start, end; /* byte offsets */
    uint16_t kind;       /* enum grammar_tokentype */
    bool first;          /* nothing but white space before it on its line */
};

/* The flex scanner's own memory: as much as it ever asks for, so that it cannot fail. */
enum { SCAN_POOL = 1024 };

struct scan {
    const promo_allocator *alloc;
    const struct source *source;
    struct diagnostics *diags;
    VECTOR(struct token) tokens; /* the last one is the end of the file */
    VECTOR(struct comment) comments;
    VECTOR(uint32_t) bad; /* offsets of errors reported here, ascending: their lines are not to be trusted */
    uint32_t strays_line; /* line_end of the line of the last stray, and which of them were met there */
    uint32_t strays;
    bool failed;          /* no memory */
    bool not_utf8;        /* that has been said */
    size_t errors;
    uint32_t line_end;    /* end of the last line break seen: a token after it is the first of its line */
    bool after_number;    /* the last token is a number */
    uint32_t quotes_line; /* line_end of the line whose quotes were counted, and whether their number is odd */
    bool quotes_counted, quotes_odd;
    size_t pool_used;
    alignas(max_align_t) unsigned char pool[SCAN_POOL];
};

void scan_init(struct scan *scan, const promo_allocator *alloc, const struct source *source,
               struct diagnostics *diags);
void scan_done(struct scan *scan);

/* Reads the source's bytes in place (flex writes NULs between tokens and takes them back). */
promo_status scan_run(struct scan *scan);

/* Whether an error was reported between the start of the line of `start` and the end of the line of `end`. */
bool scan_is_bad(const struct scan *scan, uint32_t start, uint32_t end);

/* ---- For lang/scanner.l ---- */

void scan_token(struct scan *scan, const char *at, size_t length, int kind);
void scan_word(struct scan *scan, const char *at, size_t length);
void scan_comment(struct scan *scan, const char *at, size_t length);
void scan_line(struct scan *scan, const char *after);
void scan_stray(struct scan *scan, const char *at, size_t length);

/* A string, closed or without its end; returns how many of its bytes are taken: of one without its end not the braces at
 * the end of the line, and of a quote that has lost its other half only the quote. */
size_t scan_string(struct scan *scan, const char *at, size_t length, bool closed);

/* `90days`, `25.00USD`: a number and a word without a space between. */
void scan_glued(struct scan *scan, const char *at, size_t length);

void *scan_pool_take(struct scan *scan, size_t size);

/* Whether the source is no rule file at all (another encoding, a program, JSON): reports that, once, and nobody reads on. */
bool scan_refuse_whole(struct scan *scan);

/* Reports what no rule file may contain: control characters, what is not UTF-8, invisible characters. */
void scan_check_bytes(struct scan *scan);
void scan_report(struct scan *scan, uint32_t at);

/* Whether a code point must not be in a source or a string; says which code (or CODE_NONE). */
enum code scan_refused(int32_t code_point);

#endif
