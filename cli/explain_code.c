/* promo explain-code: the page of a diagnostic, or the list of all. */
#include "cli/commands.h"
#include "cli/lint_page.h"
#include "cli/terminal.h"
#include "lang/diagnostic.h"
#include "lang/nearest.h"

#include <stdio.h>

static void list_codes(void)
{
    for (int code = CODE_NONE + 1; code < CODE_COUNT; code++) {
        const struct code_info *info = code_info_get((enum code)code);
        printf("%s  %s\n", info->name, info->title);
    }
}

static void complain_unknown(const char *name)
{
    struct nearest nearest = nearest_to(text_from(name));
    for (int code = CODE_NONE + 1; code < CODE_COUNT; code++) {
        const char *known = code_info_get((enum code)code)->name;
        if (strcmp(known + strspn(known, "P0"), name + strspn(name, "0")) == 0) { /* the number alone */
            complain("no diagnostic has the code `%s`; did you mean `%s`?", name, known);
            return;
        }
    }
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++)
        nearest_offer(&nearest, text_from(lint_info_get((enum lint_rule)rule)->name));
    if (nearest.best.bytes != NULL)
        complain("no diagnostic has the code `%s`; did you mean `%.*s`?", name, SHOWN(nearest.best));
    else
        complain("no diagnostic has the code `%s`; `promo explain-code` and `promo lint --list` list them all", name);
}

static enum exit_code explain_code(const struct invocation *invocation)
{
    if (invocation->operand_count == 0) {
        list_codes();
        return EXIT_FINE;
    }
    enum code code = code_find(text_from(invocation->operands[0]));
    if (code == CODE_NONE && lint_find(text_from(invocation->operands[0])) != LINT_RULE_NONE)
        return lint_explain(invocation->operands[0]);
    if (code == CODE_NONE) {
        complain_unknown(invocation->operands[0]);
        return EXIT_CANNOT;
    }
    const struct code_info *info = code_info_get(code);
    printf("%s: %s\n\n%s\n", info->name, info->title, info->page);
    print_example("Wrong", info->wrong);
    print_example("Right", info->right);
    return EXIT_FINE;
}

const struct command EXPLAIN_CODE_COMMAND = {
    .name = "explain-code",
    .operands = "[CODE]",
    .summary = "what a diagnostic means, such as P0102",
    .details = "A code of the compiler's, or the name of a lint. Without one: the list of all codes.",
    .examples = "# the page of a code\n"
                "promo explain-code P0102\n"
                "# all codes\n"
                "promo explain-code",
    .least = 0,
    .most = 1,
    .run = explain_code,
};
