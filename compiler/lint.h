/* Lints: mistakes that compile. Each is declared in lang/lints.def; the functions that look for them are in compiler/lint_*.c,
 * by what they look at.
 *
 * Findings are diagnostics of the compilation like any other, with the name of their lint. A comment
 *
 *     # promo:ignore never-holds: the shop's system sends 0 for members
 *
 * on the line of a finding, or alone on the line above it, takes the finding away; the reason is required. */
#ifndef COMPILER_LINT_H
#define COMPILER_LINT_H

#include "lang/lints.h"

#include <promo/compile.h>

struct lint_options {
    enum lint_level levels[LINT_RULE_COUNT];
    bool has_at; /* otherwise nothing is in the past */
    int64_t at;
    const struct catalogue *catalogue; /* the items of the shop; NULL: not known */
};

/* Every lint at its own level, no instant, no catalogue. */
void lint_options_init(struct lint_options *options);

/* Sets the level of a lint, or of every lint of a category; false: there is neither of that name. */
bool lint_options_set(struct lint_options *options, struct text name, enum lint_level level);

/* Compiles what has been added, if that has not been done, and looks for mistakes where there are no errors. PROMO_OK: the
 * diagnostics say what was found; PROMO_REJECTED: they say what is wrong, and nothing else was looked at;
 * PROMO_INVALID: linted before. What a public caller sees is promo_compiler_lint. */
promo_status compilation_lint(promo_compiler *compiler, const struct lint_options *options);

#endif
