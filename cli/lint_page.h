/* The pages of lints, and the list of them, for `promo lint` and `promo explain-code`. */
#ifndef CLI_LINT_PAGE_H
#define CLI_LINT_PAGE_H

#include "cli/command.h"

enum exit_code lint_list(void);

/* EXIT_CANNOT: there is none of that name (complained). */
enum exit_code lint_explain(const char *name);

/* An example with its title, indented; nothing where there is none. */
void print_example(const char *title, const char *source);

#endif
