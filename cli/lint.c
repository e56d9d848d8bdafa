/* promo lint: mistakes in rule files that compile. */
#include "cli/commands.h"
#include "cli/lint_page.h"
#include "cli/paths.h"
#include "cli/rules.h"
#include "cli/stored.h"
#include "cli/terminal.h"
#include "compiler/compilation.h"
#include "compiler/lint.h"

#include <stdio.h>

enum { LINT_FORMAT, LINT_AT, LINT_LIST, LINT_EXPLAIN };
enum { FINDINGS_SHOWN_TO_PEOPLE = 1000 };

/* By the clock, what has ended is left alone for a year: returns ask for it, and nobody's CI fails overnight. */
enum { PAST_IS_KEPT = 365 * 86400 };

static const struct option LINT_OPTIONS[] = {
    [LINT_FORMAT] = {"format", '\0', OPTION_CHOICE, FORMAT_CHOICE "|junit",
                     "findings as text on standard error, or the others on standard output", 0, 0},
    [LINT_AT] = {"at", '\0', OPTION_TEXT, "INSTANT", "what ended before this date or instant is past (default: what ended over a year ago)", 0, 0},
    [LINT_LIST] = {"list", '\0', OPTION_FLAG, NULL, "every lint, with its category and level", 0, 0},
    [LINT_EXPLAIN] = {"explain", '\0', OPTION_TEXT, "NAME", "the page of a lint", 0, 0},
};

static enum exit_code show(promo_compiler *compiler, promo_format format)
{
    bool people = format == PROMO_PEOPLE;
    const char *text = promo_compiler_render(compiler, format, people && terminal_colored(), people ? FINDINGS_SHOWN_TO_PEOPLE : 0);
    if (text == NULL) {
        complain("no memory left");
        return EXIT_CANNOT;
    }
    if (people)
        fputs(text, stderr);
    else if (terminal_write(text_from(text)) != PROMO_OK)
        return EXIT_CANNOT;
    return compiler->diags.errors != 0 || compiler->diags.warnings != 0 ? EXIT_FINDINGS : EXIT_FINE;
}

static enum exit_code lint_files(const struct invocation *invocation, const struct lint_options *options)
{
    struct rules rules;
    enum exit_code code = rules_check_quietly(&rules, invocation->operands, invocation->operand_count);
    if (code == EXIT_FINE && compilation_lint(rules.compiler, options) != PROMO_OK) {
        complain("%s", promo_last_error());
        code = EXIT_CANNOT;
    }
    if (code != EXIT_CANNOT)
        code = show(rules.compiler, (promo_format)invocation->values[LINT_FORMAT].number);
    rules_close(&rules);
    return code;
}

static enum exit_code lint(const struct invocation *invocation)
{
    struct lint_options options;
    const struct option_value *values = invocation->values;
    lint_options_init(&options);
    if (values[LINT_LIST].given || values[LINT_EXPLAIN].given) {
        if (invocation->operand_count != 0) {
            complain("--list and --explain take no files");
            return EXIT_CANNOT;
        }
        return values[LINT_LIST].given ? lint_list() : lint_explain(values[LINT_EXPLAIN].text);
    }
    if (invocation->operand_count == 0) {
        complain("which files? give rule files, or directories of them");
        return EXIT_CANNOT;
    }
    options.has_at = true;
    if (!stored_instant(&values[LINT_AT], &options.at))
        return EXIT_CANNOT;
    if (!values[LINT_AT].given)
        options.at -= PAST_IS_KEPT;
    return lint_files(invocation, &options);
}

const struct command LINT_COMMAND = {
    .name = "lint",
    .operands = "FILES",
    .summary = "mistakes in rule files that compile, each with a name",
    .details = "FILES are rule files and directories of them; all together are one rule set. Errors and warnings are findings (exit\n"
               "code 1), notes are not. A comment `# promo:ignore NAME: reason` on the line of a finding, or alone above it, takes\n"
               "the finding away.",
    .examples = "# what is wrong with the rules of a shop\n"
                "promo lint examples/giftshop\n"
                "# what a lint means, and how to put it right\n"
                "promo lint --explain never-holds\n",
    OPTIONS_OF(LINT_OPTIONS),
    .least = 0,
    .most = SIZE_MAX,
    .run = lint,
};
