/* promo check: the errors and warnings of rule files. */
#include "cli/commands.h"
#include "cli/rules.h"

enum { CHECK_FORMAT, CHECK_WARNINGS };

static const struct option CHECK_OPTIONS[] = {
    [CHECK_FORMAT] = FORMAT_OPTION,
    [CHECK_WARNINGS] = {"warnings", 'W', OPTION_FLAG, NULL, "warnings are findings too (exit code 1)", 0, 0},
};

static enum exit_code check(const struct invocation *invocation)
{
    struct rules rules;
    enum exit_code code = rules_check(&rules, invocation->operands, invocation->operand_count,
                                      (promo_format)invocation->values[CHECK_FORMAT].number);
    if (code == EXIT_FINE && invocation->values[CHECK_WARNINGS].given && rules.warnings != 0)
        code = EXIT_FINDINGS;
    rules_close(&rules);
    return code;
}

const struct command CHECK_COMMAND = {
    .name = "check",
    .operands = "FILES",
    .summary = "errors and warnings in rule files",
    .details = "FILES are rule files and directories of them; all together are one rule set.",
    .examples = "# what is wrong with the rules of a folder\n"
                "promo check rules/\n"
                "# for CI: warnings count, and are shown in the pull request\n"
                "promo check --warnings --format github rules/",
    OPTIONS_OF(CHECK_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = check,
};
