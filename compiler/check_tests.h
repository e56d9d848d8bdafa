/* The `test` declarations of a rule set, resolved against its plan: baskets and expectations as typed values.
 *
 * Called by the compilation once the plan is whole; the result is what compiler/tests.h describes. A test with an error of
 * its own is reported and left out, the others are kept. Everything made lies in the arena given. */
#ifndef COMPILER_CHECK_TESTS_H
#define COMPILER_CHECK_TESTS_H

#include "compiler/plan.h"
#include "compiler/tests.h"
#include "lang/ast.h"
#include "lang/diagnostic.h"

struct test_checker;

/* NULL without memory. The plan, the collector and the arena are borrowed until test_checker_free. */
struct test_checker *test_checker_new(const struct plan *plan, struct diagnostics *diags, struct arena *arena);
void test_checker_free(struct test_checker *checker);

/* True and *test filled; false where it has an error (reported) or there is no memory (test_checker_failed). */
bool test_checker_add(struct test_checker *checker, const struct declaration *declaration, struct test_case *test);

bool test_checker_failed(const struct test_checker *checker);

#endif
