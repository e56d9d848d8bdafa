/* The tests in rule files, run on the image compiled of them: what each expected, and what came.
 *
 * cli/test.c runs them, cli/test_report.h shows what came of it. A run owns what it tells, and borrows the tests from the
 * compilation. */
#ifndef CLI_TEST_RUN_H
#define CLI_TEST_RUN_H

#include "base/arena.h"
#include "base/vector.h"
#include "compiler/tests.h"

#include <promo/compile.h>

struct coverage;

struct checked {
    const struct expectation *expectation;
    const char *actual; /* what came instead, in the words of expectations; NULL: it holds */
};

enum test_outcome {
    TEST_PASSED,
    TEST_FAILED, /* an expectation does not hold */
    TEST_BROKEN  /* the basket cannot be priced */
};

struct tested {
    const struct test_case *test;
    enum test_outcome outcome;
    const char *problem; /* broken: why */
    const char *why;     /* failed, and the run explains: what became of the promotions at hand; else NULL */
    const struct checked *checks;
    size_t check_count;
};

struct test_run {
    /* set by the caller */
    promo_compiler *compiler;
    const promo_image *image;
    const char *const *filters; /* a test whose name matches one of them is run; none: all */
    size_t filter_count;
    bool explain, colored;
    struct coverage *coverage;  /* NULL: not asked for */
    /* filled */
    struct arena arena;
    VECTOR(struct tested) tests; /* in the order written */
    size_t found;                /* tests there are, filtered or not */
    size_t passed, failed, broken;
};

void test_run_init(struct test_run *run);
void test_run_done(struct test_run *run);

/* Runs them all. A status other than PROMO_OK is no test's: no memory, no session. */
promo_status test_run(struct test_run *run);

/* Whether a name has the text in it; where the text has * or ? or [, whether it matches as a pattern, all of it. */
bool test_name_matches(const char *name, const char *filter);

#endif
