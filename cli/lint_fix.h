/* promo lint --fix: applies the corrections that findings carry, and looks again until there are none.
 *
 * Files are changed in memory first; a round whose result has errors is taken back, so that nothing is ever written that does
 * not compile. */
#ifndef CLI_LINT_FIX_H
#define CLI_LINT_FIX_H

#include "base/vector.h"
#include "compiler/compilation.h"

/* The text of a file as corrections have left it. */
struct fixed_file {
    const char *path; /* as the compiler was given it; borrowed from the arena of the run */
    struct buffer before, after;
};

struct fixes {
    VECTOR(struct fixed_file) files;
    size_t applied;
};

void fixes_init(struct fixes *fixes);
void fixes_done(struct fixes *fixes);

/* Options of a compiler that reads the files as they are here, others from the file system. */
promo_compile_options fixes_options(struct fixes *fixes);

/* Applies what the compilation's findings offer, where corrections do not overlap. *count: how many findings were corrected.
 * PROMO_NO_MEMORY. */
promo_status fixes_apply(struct fixes *fixes, promo_compiler *compiler, size_t *count);

/* A copy to come back to. PROMO_NO_MEMORY. */
promo_status fixes_copy(const struct fixes *from, struct fixes *to);

#endif
