/* promo help, and --help: what is in the tables of cli/command.h, for people. */
#include "cli/help.h"

#include "base/columns.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

enum { HELP_COLUMN = 30, HELP_COLUMNS = 110 };

/* Behind what stands on the line up to HELP_COLUMN. */
static void print_meaning(const char *help)
{
    struct buffer text;
    buffer_init(&text, NULL);
    columns_wrap(&text, text_from(help), HELP_COLUMN, HELP_COLUMNS);
    const char *wrapped = buffer_cstring(&text);
    printf("%s\n", wrapped == NULL ? help : wrapped);
    buffer_done(&text);
}

static void print_options(const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct option *option = &options[i];
        int width = option->letter != '\0' ? printf("  -%c, --%s", option->letter, option->name)
                                           : printf("      --%s", option->name);
        if (option->argument != NULL)
            width += printf(" %s%s", option->argument, option->kind == OPTION_TEXTS ? " ..." : "");
        if (width >= HELP_COLUMN)
            printf("\n%*s", HELP_COLUMN, "");
        else
            printf("%*s", HELP_COLUMN - width, "");
        print_meaning(option->help);
    }
}

void help_all(void)
{
    printf("promo: retail promotions, from rule files to what a basket costs\n\n"
           "usage: promo COMMAND [OPTIONS] ...\n\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++)
        printf("  promo %-13s%s\n", COMMANDS[i]->name, COMMANDS[i]->summary);
    printf("\n");
    print_options(COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
    printf("\n`promo COMMAND --help` says more. Exit codes: 0 nothing wrong, 1 findings in the rules or a failing test,\n"
           "2 the command could not do its work (usage, an unreadable file, bad input), 70 a defect of promo itself.\n");
}

static void print_examples(const char *examples)
{
    printf("\nexamples:\n");
    for (const char *line = examples; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        printf("  %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

void help_command(const struct command *command)
{
    const char *space = command->operands[0] == '\0' ? "" : " ";
    printf("usage: promo %s [OPTIONS]%s%s\n\n%s.\n", command->name, space, command->operands, command->summary);
    if (command->details != NULL)
        printf("\n%s\n", command->details);
    printf("\n");
    print_options(command->options, command->option_count);
    print_options(COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
    if (command->examples != NULL)
        print_examples(command->examples);
}

static enum exit_code help(const struct invocation *invocation)
{
    if (invocation->operand_count == 0) {
        help_all();
        return EXIT_FINE;
    }
    const struct command *command = options_command(invocation->operands[0]);
    if (command == NULL)
        return EXIT_CANNOT;
    help_command(command);
    return EXIT_FINE;
}

const struct command HELP_COMMAND = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "what a command does and takes",
    .details = "The same as `promo COMMAND --help`; without a command, the list of them.",
    .examples = "# how tests are run\npromo help test",
    .least = 0,
    .most = 1,
    .run = help,
};
