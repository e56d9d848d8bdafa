#include "cli/lint_page.h"

#include "cli/terminal.h"
#include "lang/lints.h"
#include "lang/nearest.h"

#include <stdio.h>
#include <string.h>

enum exit_code lint_list(void)
{
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++) {
        const struct lint_info *info = lint_info_get((enum lint_rule)rule);
        printf("%-24s %-8s %-8s %s  %s\n", info->name, lint_category_name(info->category), lint_level_name(info->level),
               info->fixable ? "fix" : "   ", info->title);
    }
    return EXIT_FINE;
}

void print_example(const char *title, const char *source)
{
    if (source[0] == '\0')
        return;
    printf("\n%s:\n\n", title);
    for (const char *line = source; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        printf(length == 0 ? "\n" : "    %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

enum exit_code lint_explain(const char *name)
{
    enum lint_rule rule = lint_find(text_from(name));
    const struct lint_info *info = lint_info_get(rule);
    if (rule == LINT_RULE_NONE) {
        struct nearest nearest = nearest_to(text_from(name));
        for (int other = LINT_RULE_NONE + 1; other < LINT_RULE_COUNT; other++)
            nearest_offer(&nearest, text_from(lint_info_get((enum lint_rule)other)->name));
        if (nearest.best.bytes != NULL)
            complain("no lint is named `%s`; did you mean `%.*s`?", name, (int)nearest.best.length, nearest.best.bytes);
        else
            complain("no lint is named `%s`; `promo lint --list` names them all", name);
        return EXIT_CANNOT;
    }
    printf("%s: %s\n\n%s\n\nCategory %s, level %s%s.\n", info->name, info->title, info->page,
           lint_category_name(info->category), lint_level_name(info->level),
           info->fixable ? ", with a fix where one is safe" : "");
    print_example("Bad", info->bad);
    print_example("Good", info->good);
    return EXIT_FINE;
}
