/* promo.toml: what a rule set's owner says about linting it.
 *
 *     [lint]
 *     files = ["rules"]                  # what `promo lint` without operands looks at: files, folders, or patterns
 *     exclude = ["rules/old"]            # nothing is reported in these
 *     catalogue = "catalogue.csv"
 *     baseline = "lint-baseline.txt"
 *
 *     [lint.categories]
 *     style = "off"
 *
 *     [lint.rules]
 *     never-wins = "error"
 *
 * Paths are relative to the file. It is looked for in the working folder and those above it. */
#ifndef CLI_LINT_CONFIG_H
#define CLI_LINT_CONFIG_H

#include "base/arena.h"
#include "base/vector.h"
#include "cli/command.h"
#include "compiler/lint.h"
#include "lang/diagnostic.h"

/* By the clock, what has ended is left alone for a year: returns ask for it, and nobody's CI fails overnight. */
enum { LINT_PAST_IS_KEPT = 365 * 86400 };

struct lint_config {
    struct arena arena;
    struct lint_options options;
    const char *folder;              /* that paths are relative to, without links; NULL: there is no file */
    const char *beside;              /* the same as a prefix of paths, as it was come to: "", "../" */
    VECTOR(const char *) files, exclude; /* as written */
    const char *catalogue, *baseline;    /* paths to open; NULL */
    struct span catalogue_at;            /* where it is named */
    struct sources sources;              /* the file; none: there is none */
    struct diagnostics diags;            /* what is wrong in it */
};

#define LINT_CONFIG_NAME "promo.toml"

void lint_config_init(struct lint_config *config);
void lint_config_done(struct lint_config *config);

/* Reads the file that is found, if any is: what is wrong in it is in `diags`. False (complained): it cannot be read. */
bool lint_config_read(struct lint_config *config);

/* Reads the file at `path`; NULL: the one that is found, if any is. False: complained, or what is wrong in it shown. */
bool lint_config_load(struct lint_config *config, const char *path);

/* Goes by the lints' own levels from now on, as where there is no file. */
void lint_config_disregard(struct lint_config *config);

/* "NAME=LEVEL" of a lint or a category, from the command line. False: complained. */
bool lint_config_level(struct lint_config *config, const char *setting);

/* The path as seen from a folder (without links): "rules/shoes.promo"; NULL: it is not below it. In the config's arena. */
const char *lint_config_below(struct lint_config *config, const char *folder, const char *path);

/* Whether the file is excluded. */
bool lint_config_excludes(struct lint_config *config, const char *path);

#endif
