/* libpromo: compiles rule files to an image.
 *
 *     promo_compiler *compiler;
 *     void *image;
 *     size_t size;
 *     promo_compiler_new(&compiler, NULL);
 *     promo_compiler_file(compiler, "spring.promo");
 *     if (promo_compiler_compile(compiler, &image, &size) == PROMO_REJECTED)
 *         fputs(promo_compiler_render(compiler, PROMO_PEOPLE, false, 20), stderr);
 *     promo_compiler_free(compiler);
 *
 * A compiler is used once: sources are added, then compiled. What the author of the rule files did wrong is told by
 * diagnostics, each with a stable code; a status says only whether the call did its work. The same sources give the same
 * bytes. A compiler belongs to one thread at a time; several may work at once. */
#ifndef PROMO_COMPILE_H
#define PROMO_COMPILE_H

#include <promo/status.h>

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct promo_compiler promo_compiler;

/* Reads the file at `path` (as given, or made from an import: relative to the importing file's directory). PROMO_OK: *bytes
 * and *size; they stay the reader's, and are given back by `done` as soon as they are copied. PROMO_NOT_FOUND: no such file;
 * PROMO_IO: it cannot be read (promo_last_error may say why). */
typedef promo_status (*promo_read_file)(void *context, const char *path, const char **bytes, size_t *size);
typedef void (*promo_read_done)(void *context, const char *bytes, size_t size);

typedef struct promo_compile_options {
    const promo_allocator *allocator; /* NULL: the C library's */
    promo_read_file read;             /* NULL: from the file system */
    promo_read_done done;             /* NULL: nothing to give back */
    void *context;
    const char *zoneinfo;             /* directory of the IANA zone files; NULL: "/usr/share/zoneinfo" */
} promo_compile_options;

/* options may be NULL. PROMO_NO_MEMORY. */
PROMO_API promo_status promo_compiler_new(promo_compiler **compiler, const promo_compile_options *options);
PROMO_API void promo_compiler_free(promo_compiler *compiler);

/* Adds a source. A file that cannot be read fails the call with the reader's status; an imported one is a diagnostic. The
 * same path twice is one source. PROMO_LIMIT: too large, or too many files. */
PROMO_API promo_status promo_compiler_file(promo_compiler *compiler, const char *path);

/* Adds a source by its text, which is copied. `path` names it in diagnostics and is where its imports start from. */
PROMO_API promo_status promo_compiler_text(promo_compiler *compiler, const char *path, const char *text, size_t size);

/* Checks everything. With image not NULL, also makes the image: *image is 8-byte aligned, from the compiler's allocator, the
 * caller's to give back with promo_compiled_free. PROMO_OK: no errors (there may be warnings). PROMO_REJECTED: the
 * diagnostics say why; *image is NULL. PROMO_NO_MEMORY, PROMO_INVALID (compiled before). */
PROMO_API promo_status promo_compiler_compile(promo_compiler *compiler, void **image, size_t *size);

/* How much a lint's findings count, by the lint's name ("never-wins") or a category's ("style"). */
typedef enum promo_lint_level { PROMO_LINT_OFF, PROMO_LINT_NOTE, PROMO_LINT_WARNING, PROMO_LINT_ERROR } promo_lint_level;

typedef struct promo_lint_setting {
    const char *name;
    promo_lint_level level;
} promo_lint_setting;

typedef struct promo_lint_options {
    const promo_lint_setting *settings; /* a later one counts where two are about the same lint */
    size_t setting_count;
    bool has_at; /* otherwise no period is in the past */
    int64_t at;  /* seconds since 1970, UTC */
} promo_lint_options;

/* Looks for mistakes that compile, such as criteria that can never hold; findings are added to the diagnostics. Compiles first
 * (without an image) if that has not been done; where there are errors nothing is looked at. Once for each compiler. options may
 * be NULL. PROMO_OK: the diagnostics say what was found. PROMO_REJECTED: the rules have errors. PROMO_NOT_FOUND: no lint or
 * category has the name of a setting. PROMO_NO_MEMORY, PROMO_INVALID (linted before). */
PROMO_API promo_status promo_compiler_lint(promo_compiler *compiler, const promo_lint_options *options);

/* allocator as in the options of the compiler that made it; image NULL does nothing. */
PROMO_API void promo_compiled_free(const promo_allocator *allocator, void *image, size_t size);

/* --- what is wrong ------------------------------------------------------------------------------------------------ */

typedef enum promo_severity { PROMO_ERROR, PROMO_WARNING, PROMO_NOTE, PROMO_HINT } promo_severity;

/* A place in a source: lines and columns from 1, columns in characters; the end is excluded. file NULL: nowhere. */
typedef struct promo_place {
    const char *file;
    size_t line, column, end_line, end_column;
    size_t start, end; /* byte offsets */
} promo_place;

typedef struct promo_related {
    promo_place place;
    const char *message;
} promo_related;

/* Replaces what stands at the place (where it is empty: inserts before) by `replacement`. */
typedef struct promo_edit {
    promo_place place;
    const char *replacement;
} promo_edit;

typedef struct promo_diagnostic {
    promo_severity severity;
    const char *code;     /* "P0102"; of a lint its name, such as "never-holds" */
    const char *category; /* of a lint "bugs", "money", "clarity", "speed" or "style"; "" otherwise */
    const char *message;
    const char *help; /* what to write instead; NULL: none */
    promo_place place;
    const promo_related *related;
    size_t related_count;
    const promo_edit *edits; /* together one correction that is safe to apply: all in one file, none over another; or none */
    size_t edit_count;
} promo_diagnostic;

/* In order of file and place, each once. Borrowed until the compiler is freed. NULL without memory or before compiling. */
PROMO_API const promo_diagnostic *promo_compiler_diagnostics(promo_compiler *compiler, size_t *count);

typedef enum promo_format {
    PROMO_PEOPLE, /* with the source line and a pointer to the place */
    PROMO_JSON,
    PROMO_SARIF,  /* 2.1.0 */
    PROMO_GITHUB, /* workflow annotations */
    PROMO_JUNIT   /* XML: a suite for each file, a failed test for each error and warning */
} promo_format;

/* The diagnostics as one text; at most `most` of them for people, 0: all. Borrowed until the next call here. NULL without
 * memory or before compiling. */
PROMO_API const char *promo_compiler_render(promo_compiler *compiler, promo_format format, bool colour, size_t most);

#ifdef __cplusplus
}
#endif
#endif
