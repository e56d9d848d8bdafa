/* promo test: runs the tests in rule files on their own compiled image. */
#include "base/decimal.h"
#include "cli/commands.h"
#include "cli/coverage_report.h"
#include "cli/files.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "cli/test_report.h"
#include "cli/watcher.h"
#include "compiler/compilation.h"

#include <stdio.h>

enum {
    TEST_FILTER,
    TEST_QUIET,
    TEST_EXPLAIN,
    TEST_COVERAGE,
    TEST_COVERAGE_MIN,
    TEST_COVERAGE_FILE,
    TEST_COVERAGE_FORMAT,
    TEST_WATCH,
    TEST_FORMAT
};

/* The first four are the formats of diagnostics, by the same numbers. */
enum test_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF, FORMAT_GITHUB, FORMAT_JUNIT };

static const struct option TEST_OPTIONS[] = {
    [TEST_FILTER] = {"filter", 'f', OPTION_TEXTS, "TEXT", "only tests whose name has TEXT in it, or is like TEXT with * and ?",
                     0, 0},
    [TEST_QUIET] = {"quiet", 'q', OPTION_FLAG, NULL, "list only the tests that fail", 0, 0},
    [TEST_EXPLAIN] = {"explain", '\0', OPTION_FLAG, NULL, "under a test that fails, why its promotions applied or did not",
                      0, 0},
    [TEST_COVERAGE] = {"coverage", '\0', OPTION_FLAG, NULL, "which events, criteria and benefits no test reached", 0, 0},
    [TEST_COVERAGE_MIN] = {"coverage-min", '\0', OPTION_TEXT, "PERCENT",
                           "exit code 1 where the tests reach less: 80%; with --coverage's report", 0, 0},
    [TEST_COVERAGE_FILE] = {"coverage-file", '\0', OPTION_TEXT, "FILE", "write what was reached to FILE", 0, 0},
    [TEST_COVERAGE_FORMAT] = {"coverage-format", '\0', OPTION_CHOICE, "lcov|json", "of that file; default lcov", 0, 0},
    [TEST_WATCH] = {"watch", 'w', OPTION_FLAG, NULL, "run them again whenever a file changes, until Ctrl-C", 0, 0},
    [TEST_FORMAT] = {"format", '\0', OPTION_CHOICE, FORMAT_CHOICE "|junit",
                     "tests and diagnostics as text, or as one document on standard output", 0, 0},
};

/* What the command line asks for. */
struct wishes {
    enum test_format format;
    bool quiet, coverage;
    int64_t least_coverage; /* millionths; -1: not asked */
    const char *coverage_file; /* NULL: none */
    bool coverage_json;
};

/* "80%", "80", "92.5%" as millionths. */
static bool read_percent(const char *text, int64_t *millionths)
{
    size_t length = strlen(text);
    if (length != 0 && text[length - 1] == '%')
        length--;
    if (decimal_parse((struct text){text, length}, 4, millionths) == DECIMAL_OK && *millionths >= 0 && *millionths <= 1000000)
        return true;
    complain("--coverage-min takes a percentage from 0%% to 100%%, not `%s`", text);
    return false;
}

static bool read_wishes(const struct invocation *invocation, struct wishes *wishes)
{
    const struct option_value *values = invocation->values;
    *wishes = (struct wishes){
        .format = (enum test_format)values[TEST_FORMAT].number,
        .quiet = values[TEST_QUIET].given,
        .coverage = values[TEST_COVERAGE].given || values[TEST_COVERAGE_MIN].given || values[TEST_COVERAGE_FILE].given,
        .least_coverage = -1,
        .coverage_file = values[TEST_COVERAGE_FILE].text,
        .coverage_json = values[TEST_COVERAGE_FORMAT].number == 1,
    };
    if (values[TEST_COVERAGE_FORMAT].given && !values[TEST_COVERAGE_FILE].given) {
        complain("--coverage-format is of a file: --coverage-file FILE");
        return false;
    }
    return !values[TEST_COVERAGE_MIN].given || read_percent(values[TEST_COVERAGE_MIN].text, &wishes->least_coverage);
}

static enum exit_code print(struct buffer *text)
{
    if (!text->failed)
        return terminal_write((struct text){text->bytes, text->length}) == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
    complain("no memory left");
    return EXIT_CANNOT;
}

static enum exit_code worse(enum exit_code a, enum exit_code b)
{
    return a > b ? a : b;
}

/* --- what came of the tests ------------------------------------------------------------------------------------------- */

/* One JSON document: the diagnostics, and then the tests among its members. */
static bool put_json(struct buffer *out, const struct rules *rules, const struct test_run *run, const struct covered *covered)
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
    if (covered != NULL) {
        buffer_string(out, ",\n\"coverage\": ");
        coverage_report_json(out, covered);
    }
    buffer_string(out, END);
    return true;
}

/* On standard output. `run` is NULL where the rules have errors, `covered` where coverage is not asked for. */
static enum exit_code report(struct rules *rules, const struct test_run *run, const struct covered *covered,
                             const struct wishes *wishes)
{
    struct buffer out;
    enum exit_code code = EXIT_FINE;
    if (wishes->format == FORMAT_TEXT || wishes->format == FORMAT_JUNIT)
        code = rules_show(rules, PROMO_PEOPLE);
    if (wishes->format == FORMAT_SARIF || wishes->format == FORMAT_GITHUB) {
        if (run != NULL)
            test_report_diagnose(run);
        return rules_show(rules, (promo_format)wishes->format);
    }
    buffer_init(&out, NULL);
    if (wishes->format == FORMAT_JUNIT)
        test_report_junit(&out, run, rules->compiler);
    else if (wishes->format == FORMAT_JSON)
        out.failed |= !put_json(&out, rules, run, covered);
    else if (run != NULL && run->tests.count != 0)
        test_report_text(&out, run, wishes->quiet);
    if (wishes->format == FORMAT_TEXT && covered != NULL)
        coverage_report_text(&out, covered);
    code = worse(code, print(&out));
    buffer_done(&out);
    return code;
}

/* No test at all is a finding: a suite that went missing must not look like one that passes. */
static enum exit_code verdict(const struct test_run *run)
{
    if (run->found == 0)
        complain("no tests in these files");
    else if (run->tests.count == 0)
        complain("--filter asks for no test among %zu", run->found);
    return run->tests.count != 0 && run->passed == run->tests.count ? EXIT_FINE : EXIT_FINDINGS;
}

/* --- coverage ----------------------------------------------------------------------------------------------------------- */

static enum exit_code write_coverage(const struct covered *covered, const struct wishes *wishes)
{
    struct buffer out;
    enum exit_code code = EXIT_CANNOT;
    buffer_init(&out, NULL);
    if (wishes->coverage_json) {
        coverage_report_json(&out, covered);
        buffer_char(&out, '\n');
    } else {
        coverage_report_lcov(&out, covered);
    }
    if (out.failed)
        complain("no memory left");
    else if (file_replace(wishes->coverage_file, (struct text){out.bytes, out.length}))
        code = EXIT_FINE;
    buffer_done(&out);
    return code;
}

static enum exit_code judge_coverage(const struct covered *covered, const struct wishes *wishes)
{
    if (wishes->least_coverage < 0 || covered_at_least(covered, wishes->least_coverage))
        return EXIT_FINE;
    char least[DECIMAL_ROOM];
    int length = (int)decimal_print_short(wishes->least_coverage, 4, least);
    struct buffer share;
    buffer_init(&share, NULL);
    coverage_put_share(&share, covered->reached, covered->outcomes);
    const char *digits = buffer_cstring(&share);
    complain("the tests reach %s%% of the rules, and --coverage-min asks for %.*s%%", digits == NULL ? "less" : digits, length,
             least);
    buffer_done(&share);
    return EXIT_FINDINGS;
}

static enum exit_code report_covered(struct rules *rules, const struct test_run *run, const struct wishes *wishes)
{
    struct covered covered;
    enum exit_code code = EXIT_CANNOT;
    if (!covered_make(&covered, rules->compiler, run->coverage))
        complain("no memory left");
    else
        code = report(rules, run, &covered, wishes);
    if (code == EXIT_FINE && wishes->coverage_file != NULL)
        code = write_coverage(&covered, wishes);
    if (code == EXIT_FINE)
        code = worse(verdict(run), judge_coverage(&covered, wishes));
    covered_done(&covered);
    return code;
}

/* --- the command -------------------------------------------------------------------------------------------------------- */

static enum exit_code run_and_report(struct rules *rules, struct test_run *run, const struct wishes *wishes)
{
    if (test_run(run) != PROMO_OK) {
        complain("%s", promo_last_error());
        return EXIT_CANNOT;
    }
    if (run->coverage != NULL)
        return report_covered(rules, run, wishes);
    enum exit_code code = report(rules, run, NULL, wishes);
    return code == EXIT_FINE ? verdict(run) : code;
}

static enum exit_code run_tests(struct rules *rules, const struct invocation *invocation, const struct wishes *wishes)
{
    struct test_run run;
    struct coverage coverage;
    enum exit_code code = EXIT_CANNOT;
    test_run_init(&run);
    run.compiler = rules->compiler;
    run.image = rules->image;
    run.filters = invocation->values[TEST_FILTER].texts.items;
    run.filter_count = invocation->values[TEST_FILTER].texts.count;
    run.explain = invocation->values[TEST_EXPLAIN].given;
    run.colored = wishes->format == FORMAT_TEXT && terminal_output_colored();
    if (!wishes->coverage) {
        code = run_and_report(rules, &run, wishes);
    } else if (coverage_init(&coverage, rules->image, NULL) != PROMO_OK) {
        complain("%s", promo_last_error());
    } else {
        run.coverage = &coverage;
        code = run_and_report(rules, &run, wishes);
        coverage_done(&coverage);
    }
    test_run_done(&run);
    return code;
}

/* `watcher` may be NULL. */
static enum exit_code compile_and_run(const struct invocation *invocation, const struct wishes *wishes, struct watcher *watcher)
{
    struct rules rules;
    enum exit_code code = rules_open_quietly(&rules, invocation->operands, invocation->operand_count);
    if (code == EXIT_FINE)
        code = run_tests(&rules, invocation, wishes);
    else if (code == EXIT_FINDINGS)
        code = worse(code, report(&rules, NULL, NULL, wishes));
    for (size_t i = 0; watcher != NULL && rules.compiler != NULL && i < rules.compiler->paths.count; i++)
        if (!watcher_add(watcher, rules.compiler->paths.texts[i]))
            complain("no memory left to watch all files");
    rules_close(&rules);
    return code;
}

/* Ends with what came of the last run; a terminal shows one run at a time. */
static enum exit_code watch(const struct invocation *invocation, const struct wishes *wishes)
{
    struct watcher watcher;
    watcher_init(&watcher, invocation->operands, invocation->operand_count);
    watcher_look(&watcher);
    enum exit_code code = compile_and_run(invocation, wishes, &watcher);
    bool begun = code != EXIT_CANNOT; /* files that are not there at all are a slip of the command line */
    while (begun && terminal_write(TEXT("--- waiting for a change\n")) == PROMO_OK && terminal_flush() == PROMO_OK &&
           watcher_wait(&watcher)) {
        if (terminal_output_watched())
            terminal_write(TEXT("\033[H\033[2J\033[3J"));
        terminal_flush();
        watcher_look(&watcher);
        code = compile_and_run(invocation, wishes, &watcher);
    }
    watcher_done(&watcher);
    return code;
}

static enum exit_code test(const struct invocation *invocation)
{
    struct wishes wishes;
    bool watched = invocation->values[TEST_WATCH].given;
    if (!read_wishes(invocation, &wishes))
        return EXIT_CANNOT;
    for (size_t i = 0; i < invocation->operand_count; i++) {
        if (rules_is_image(invocation->operands[i])) {
            complain("%s: an image has no tests; give the sources", invocation->operands[i]);
            return EXIT_CANNOT;
        }
        if (watched && strcmp(invocation->operands[i], "-") == 0) {
            complain("standard input cannot be watched");
            return EXIT_CANNOT;
        }
    }
    if (watched && wishes.format != FORMAT_TEXT) {
        complain("--watch is for people: it goes with --format text only");
        return EXIT_CANNOT;
    }
    return watched ? watch(invocation, &wishes) : compile_and_run(invocation, &wishes, NULL);
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
                "# what they do not reach, and whether that is too much\npromo test rules/ --coverage-min 90%\n"
                "# again and again, while the files are edited\npromo test rules/ --watch --quiet\n"
                "# for a CI server\npromo test rules/ --format junit >tests.xml",
    OPTIONS_OF(TEST_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = test,
};
