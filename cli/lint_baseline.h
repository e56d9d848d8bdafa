/* Baselines: findings that were there when a rule set began to be linted, and are not reported until they change.
 *
 * A file of lines, one for each finding: its lint, file, declaration and words, apart by tabs. Lines of rule files may be
 * added and moved without changing any. Files are named from the baseline's folder. */
#ifndef CLI_LINT_BASELINE_H
#define CLI_LINT_BASELINE_H

#include "cli/lint_config.h"
#include "compiler/compilation.h"

/* Takes away the findings that the file lists, each as often as it is listed. *gone: listed ones that are no more. False:
 * complained. */
bool lint_baseline_apply(struct lint_config *config, const char *path, promo_compiler *compiler, size_t *gone);

/* Writes the findings of the compilation. False: complained. */
bool lint_baseline_write(struct lint_config *config, const char *path, promo_compiler *compiler);

#endif
