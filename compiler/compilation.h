/* One compilation: sources in, their imports after them, then a plan, the tests and an image.
 *
 * promo_compiler (include/promo/compile.h) is this structure; the command uses it directly for what the public interface
 * does not show: trees, plan and tests. Everything it hands out lives as long as it does. */
#ifndef COMPILER_COMPILATION_H
#define COMPILER_COMPILATION_H

#include "compiler/plan.h"
#include "compiler/tests.h"
#include "compiler/trace.h"
#include "lang/ast.h"
#include "lang/diagnostic.h"

#include <promo/compile.h>

struct promo_compiler {
    const promo_allocator *alloc;
    promo_compile_options options;
    struct sources sources;
    struct text_table paths; /* normal forms of the paths of sources, by number of source */
    struct diagnostics diags;
    struct arena arena;      /* trees, tests, texts of the public interface */
    VECTOR(const struct tree *) trees; /* one a source, in the same order */
    struct plan plan;
    struct trace trace;
    VECTOR(struct test_case) tests;    /* without an error of their own */
    bool compiled, linted;
    struct buffer rendered;
    promo_diagnostic *listed; /* made when first asked for */
    size_t listed_count;
};

/* The tests in the sources in the order written; after promo_compiler_compile. */
const struct test_case *compilation_tests(const promo_compiler *compiler, size_t *count);

#endif
