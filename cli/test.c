/* promo test: runs the tests in rule files on their own compiled image. */
#include "cli/commands.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "cli/test_report.h"

#include <stdio.h>

enum { TEST_FILTER, TEST_QUIET, TEST_EXPLAIN, TEST_FORMAT };

/* The first four are the formats of diagnostics, by the same numbers. */
enum test_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF, FORMAT_GITHUB, FORMAT_JUNIT };

static const struct option TEST_OPTIONS[] = {
    [TEST_FILTER] = {"filter", 'f', OPTION_TEXTS, "TEXT", "only tests whose name has TEXT in it, or is like TEXT with * and ?",
                     0, 0},
    [TEST_QUIET] = {"quiet", 'q', OPTION_FLAG, NULL, "list only the tests that fail", 0, 0},
    [TEST_EXPLAIN] = {"explain", '\0', OPTION_FLAG, NULL, "under a test that fails, why its promotions applied or did not",
                      0, 0},
    [TEST_FORMAT] = {"format", '\0', OPTION_CHOICE, FORMAT_CHOICE "|junit",
                     "tests and diagnostics as text, or as one document on standard output", 0, 0},
};

static enum exit_code print(struct buffer *text)
{
    if (!text->failed)
        return terminal_write((struct text){text->bytes, text->length}) == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
    complain("no memory left");
    return EXIT_CANNOT;
}

/* One JSON document: the diagnostics, and then the tests among its members. */
static bool put_json(struct buffer *out, const struct rules *rules, const struct test_run *run)
{
    static const char END[] = " }\n";
    const char *diagnostics = promo_compiler_render(rules->compiler, PROMO_JSON, false, 0);
    if (diagnostics == NULL)
        return false;
    buffer_string(out, diagnostics);
    if (run == NULL || out->length < sizeof END - 1)
        return true;
    out->length -= sizeof END - 1;
    buffer_string(out, ",\n");
    test_report_json(out, run);
    buffer_string(out, END);
    return true;
}

/* What came of it, on standard output. `run` is NULL where the rules have errors. */
static enum exit_code report(struct rules *rules, const struct test_run *run, enum test_format format, bool quiet)
{
    struct buffer out;
    enum exit_code code = EXIT_FINE;
    if (format == FORMAT_TEXT || format == FORMAT_JUNIT)
        code = rules_show(rules, PROMO_PEOPLE);
    if (format == FORMAT_SARIF || format == FORMAT_GITHUB) {
        if (run != NULL)
            test_report_diagnose(run);
        return rules_show(rules, (promo_format)format);
    }
    buffer_init(&out, NULL);
    if (format == FORMAT_JUNIT)
        test_report_junit(&out, run, rules->compiler);
    else if (format == FORMAT_JSON)
        out.failed |= !put_json(&out, rules, run);
    else if (run != NULL && run->tests.count != 0)
        test_report_text(&out, run, quiet);
    enum exit_code printed = print(&out);
    buffer_done(&out);
    return code == EXIT_FINE ? printed : code;
}

/* No test at all is a finding: a suite that went missing must not look like one that passes. */
static enum exit_code verdict(const struct test_run *run)
{
    if (run->found == 0)
        complain("no tests in these files");
    else if (run->tests.count == 0)
        complain("none of the %zu tests has a name that --filter asks for", run->found);
    return run->tests.count != 0 && run->passed == run->tests.count ? EXIT_FINE : EXIT_FINDINGS;
}

static enum exit_code run_tests(struct rules *rules, const struct invocation *invocation)
{
    const struct option_value *values = invocation->values;
    struct test_run run;
    test_run_init(&run);
    run.compiler = rules->compiler;
    run.image = rules->image;
    run.filters = values[TEST_FILTER].texts.items;
    run.filter_count = values[TEST_FILTER].texts.count;
    run.explain = values[TEST_EXPLAIN].given;
    run.colored = values[TEST_FORMAT].number == FORMAT_TEXT && terminal_output_colored();
    enum exit_code code = EXIT_CANNOT;
    if (test_run(&run) != PROMO_OK)
        complain("%s", promo_last_error());
    else
        code = report(rules, &run, (enum test_format)values[TEST_FORMAT].number, values[TEST_QUIET].given);
    if (code == EXIT_FINE)
        code = verdict(&run);
    test_run_done(&run);
    return code;
}

static enum exit_code test(const struct invocation *invocation)
{
    struct rules rules;
    if (invocation->operand_count == 1 && rules_is_image(invocation->operands[0])) {
        complain("%s: an image has no tests; give the sources", invocation->operands[0]);
        return EXIT_CANNOT;
    }
    enum exit_code code = rules_open_quietly(&rules, invocation->operands, invocation->operand_count);
    if (code == EXIT_FINE)
        code = run_tests(&rules, invocation);
    else if (code == EXIT_FINDINGS) {
        enum exit_code shown = report(&rules, NULL, (enum test_format)invocation->values[TEST_FORMAT].number, false);
        code = shown == EXIT_FINE ? code : shown;
    }
    rules_close(&rules);
    return code;
}

const struct command TEST_COMMAND = {
    .name = "test",
    .operands = "FILES",
    .summary = "the tests in rule files",
    .details = "FILES are rule files and directories of them; all together are one rule set. A test prices its basket with the\n"
               "image compiled of them. A test that fails shows what it expected (-) and what came (+). Where there is no\n"
               "test at all, or none that --filter asks for, that is a failure (exit code 1).",
    .examples = "# the tests of a folder\npromo test rules/\n"
                "# some of them, and why they fail\npromo test rules/ --filter 'bundle*' --filter gift --explain\n"
                "# for a CI server\npromo test rules/ --format junit >tests.xml",
    OPTIONS_OF(TEST_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = test,
};
