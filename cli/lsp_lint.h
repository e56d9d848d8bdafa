/* Lints of a rule set, as `promo lint` in the set's directory has them: with the promo.toml there or above, its levels, excluded
 * files, catalogue and baseline. */
#ifndef CLI_LSP_LINT_H
#define CLI_LSP_LINT_H

#include <stdbool.h>

struct catalogue;
struct diagnostics;
struct rule_set;
struct lint_settings;

/* Adds what is found to the diagnostics of the set's snapshot, once for each. Nothing is looked for where there are errors. Where
 * the settings are wrong the lints go by their own levels. False without memory. */
bool rule_set_lint(struct rule_set *set);

/* The items of the shop, where the settings name a catalogue; NULL: they do not, or it cannot be read. */
const struct catalogue *rule_set_catalogue(struct rule_set *set);

/* What is wrong in the set's promo.toml, of its one source, and its path; NULL: there is none. Both until they are forgotten. */
const struct diagnostics *rule_set_settings(struct rule_set *set, const char **path);

/* The settings are read again when they are next asked for. */
void rule_set_forget_settings(struct rule_set *set);

#endif
