/* What is wrong with rule files: one collector for scanner, parser and compiler.
 *
 * The code is the key (lang/codes.def), the sentence stands at the check that finds it. Messages are copied into the
 * collector's own arena. The functions that add never return NULL: without memory they return a diagnostic that nobody
 * reads, and diagnostics_failed says so. Order of adding does not matter: diagnostics_finish sorts by place and drops
 * what is said twice. */
#ifndef LANG_DIAGNOSTIC_H
#define LANG_DIAGNOSTIC_H

#include "base/arena.h"
#include "lang/lints.h"
#include "lang/source.h"

enum code {
    CODE_NONE,
#define CODE(name, title, page, wrong, right) name,
#include "lang/codes.def"
#undef CODE
    CODE_COUNT
};

/* What `promo explain-code` prints. */
struct code_info {
    const char *name;  /* "P0102" */
    const char *title; /* a few words */
    const char *page;  /* paragraphs, apart by an empty line */
    const char *wrong; /* sources that give the code, and their correction; "" where that cannot be shown */
    const char *right;
};

const struct code_info *code_info_get(enum code code);

/* CODE_NONE where there is none of that name (read without regard to case). */
enum code code_find(struct text name);

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE, SEVERITY_HINT };

/* A second place that explains the first. */
struct diagnostic_note {
    struct span span;
    const char *message;
    struct diagnostic_note *next;
};

/* Replaces the bytes of `span` (empty: inserts before) by `text`. Safe to apply without asking: the rule set means the same
 * afterwards, or what its author plainly meant. All are in one file and do not overlap. */
struct diagnostic_fix {
    struct span span;
    struct text text;
    struct diagnostic_fix *next;
};

/* Where a fix is what its author plainly meant, a suggestion is what he may have meant: shown as help ("did you mean"), offered
 * by editors, made by nobody unasked. */
struct diagnostic_suggestion {
    struct span span;
    struct text text; /* bytes NULL: there is none */
};

struct diagnostic {
    enum severity severity;
    enum code code;
    enum lint_rule lint; /* LINT_RULE_NONE: of the compiler's own */
    struct span span;
    const char *message;
    const char *help; /* NULL: none */
    struct diagnostic_note *notes, *last_note;
    struct diagnostic_fix *fixes, *last_fix; /* all of them together are one correction */
    struct diagnostic_suggestion suggestion;
    struct diagnostics *owner;
    size_t serial; /* order of adding: equal places keep it */
};

/* Beyond so many the rest is counted, not kept. */
enum { DIAGNOSTICS_KEPT = 10000, DIAGNOSTICS_SHOWN = 20 };

struct diagnostics {
    const struct sources *sources;
    struct arena arena;
    VECTOR(struct diagnostic *) list;
    size_t errors, warnings, notes; /* of everything reported; what is said twice counts once after diagnostics_finish */
    struct diagnostic sink;
    bool failed, overfull;
};

void diagnostics_init(struct diagnostics *diags, const struct sources *sources, const promo_allocator *alloc);
void diagnostics_done(struct diagnostics *diags);

/* Whether memory ran out: then something may be missing. */
bool diagnostics_failed(const struct diagnostics *diags);

/* For a second attempt: forgets what was reported since the mark was taken. Not after diagnostics_finish. */
struct diagnostics_mark {
    size_t count, errors, warnings, notes;
    bool overfull;
};

struct diagnostics_mark diagnostics_here(const struct diagnostics *diags);
void diagnostics_rewind(struct diagnostics *diags, struct diagnostics_mark mark);

/* By file, place and severity; repetitions (same name, span and message) are dropped and the counts follow. */
void diagnostics_finish(struct diagnostics *diags);

/* Drops those of which `keep` says false; the counts follow. */
void diagnostics_keep(struct diagnostics *diags, bool (*keep)(void *context, const struct diagnostic *diagnostic),
                      void *context);

/* Makes a finding of the compiler's one of a lint, at that lint's severity. */
void diagnostic_adopt(struct diagnostics *diags, struct diagnostic *diagnostic, enum lint_rule lint, enum severity severity);

struct diagnostic *diag_error(struct diagnostics *diags, enum code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
struct diagnostic *diag_warning(struct diagnostics *diags, enum code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
struct diagnostic *diag_add(struct diagnostics *diags, enum severity severity, enum code code, struct span span,
                            const char *format, ...) __attribute__((format(printf, 5, 6)));
struct diagnostic *diag_vadd(struct diagnostics *diags, enum severity severity, enum code code, struct span span,
                             const char *format, va_list arguments);

/* What it is called: its lint's name, else its code's, else "". */
const char *diagnostic_name(const struct diagnostic *diagnostic);

/* Second places are shown in the order added. */
void diag_note(struct diagnostic *diagnostic, struct span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One sentence on what to write instead; a second call replaces the first. */
void diag_help(struct diagnostic *diagnostic, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The help "did you mean `shoes`?", and the suggestion to put that in the diagnostic's place. */
void diag_did_you_mean(struct diagnostic *diagnostic, struct text meant);
void diag_suggest(struct diagnostic *diagnostic, struct span span, struct text replacement);

void diag_fix(struct diagnostic *diagnostic, struct span span, struct text replacement);

/* "shoes.promo:3" for use in a message; "" where the span points nowhere. Lives as long as the collector. */
const char *diag_place(struct diagnostics *diags, struct span span);

/* printf's `%.*s` takes a text as two arguments: SHOWN(text). */
#define SHOWN(text) ((text).length > 200 ? 200 : (int)(text).length), ((text).bytes == NULL ? "" : (text).bytes)

#endif
