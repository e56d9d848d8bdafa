/* promo test: runs the tests in rule files on their own compiled image. */
#include "cli/commands.h"
#include "cli/expectations.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "cli/test_basket.h"
#include "compiler/compilation.h"

#include <stdio.h>

enum { TEST_FORMAT };

static const struct option TEST_OPTIONS[] = {
    [TEST_FORMAT] = FORMAT_OPTION,
};

struct run {
    const struct rules *rules;
    promo_session *session;
    struct buffer actual;
    size_t passed, failed;
};

/* "file.promo:12: NAME: ", of a place in the sources. */
static void print_place(const struct run *run, struct span span, const char *name)
{
    const struct source *source = sources_get(&run->rules->compiler->sources, span.file);
    if (source != NULL)
        printf("%s:%zu: ", source->path.bytes, source_place(source, span.start).line);
    printf("\"%s\": ", name);
}

static bool check_expectation(struct run *run, const struct test_case *test, const struct expectation *expectation,
                              const promo_result *result)
{
    buffer_clear(&run->actual);
    if (expectation_holds(expectation, run->rules->image, result, &run->actual))
        return true;
    print_place(run, expectation->span, test->name);
    const char *actual = buffer_cstring(&run->actual);
    printf("expected %s, got %s\n", expectation->text, actual == NULL ? "something else" : actual);
    return false;
}

static void run_test(struct run *run, const struct test_case *test)
{
    const promo_result *result;
    bool holds = true;
    promo_status status = test_basket_fill(run->session, &test->basket);
    if (status == PROMO_OK)
        status = promo_session_price(run->session, &result);
    if (status != PROMO_OK) {
        print_place(run, test->name_span, test->name);
        printf("the basket is not priced: %s\n", promo_last_error());
        holds = false;
    }
    for (size_t i = 0; status == PROMO_OK && i < test->expectation_count; i++)
        if (!check_expectation(run, test, &test->expectations[i], result))
            holds = false;
    run->passed += holds;
    run->failed += !holds;
}

static enum exit_code run_tests(const struct rules *rules)
{
    struct run run = {.rules = rules};
    size_t count;
    const struct test_case *tests = compilation_tests(rules->compiler, &count);
    if (count == 0) {
        complain("no tests in these files");
        return EXIT_FINDINGS;
    }
    if (promo_session_new(&run.session, rules->image, NULL) != PROMO_OK) {
        complain("%s", promo_last_error());
        return EXIT_CANNOT;
    }
    buffer_init(&run.actual, NULL);
    for (size_t i = 0; i < count; i++)
        run_test(&run, &tests[i]);
    printf("%zu %s: %zu passed, %zu failed\n", count, count == 1 ? "test" : "tests", run.passed, run.failed);
    buffer_done(&run.actual);
    promo_session_free(run.session);
    return run.failed == 0 ? EXIT_FINE : EXIT_FINDINGS;
}

static enum exit_code test(const struct invocation *invocation)
{
    struct rules rules;
    if (invocation->operand_count == 1 && rules_is_image(invocation->operands[0])) {
        complain("%s: an image has no tests; give the sources", invocation->operands[0]);
        return EXIT_CANNOT;
    }
    enum exit_code code = rules_open(&rules, invocation->operands, invocation->operand_count,
                                     (promo_format)invocation->values[TEST_FORMAT].number);
    if (code == EXIT_FINE)
        code = run_tests(&rules);
    rules_close(&rules);
    return code;
}

const struct command TEST_COMMAND = {
    .name = "test",
    .operands = "FILES",
    .summary = "the tests in rule files",
    .details = "FILES are rule files and directories of them; all together are one rule set. A test prices its basket with the\n"
               "image compiled of them. Where there is no test at all, that is a failure.",
    OPTIONS_OF(TEST_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = test,
};
