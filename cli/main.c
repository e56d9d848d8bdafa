/* promo: finds the verb, reads the options, and turns what happens into an exit code; never into a signal. */
#define _XOPEN_SOURCE 700 /* sigaltstack */

#include "cli/help.h"
#include "cli/options.h"
#include "cli/terminal.h"

#include <promo/status.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int DEFECTS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

static void die_of_defect(int signal_number)
{
    static const char MESSAGE[] = "promo: a defect of promo itself; please report it with the files and the command line\n";
    (void)signal_number;
    ssize_t ignored = write(STDERR_FILENO, MESSAGE, sizeof MESSAGE - 1);
    (void)ignored;
    _exit(EXIT_DEFECT);
}

/* The handler has a stack of its own, for when the other is used up. */
static void catch_defects(void)
{
    static char stack[1 << 16];
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    struct sigaction action = {.sa_handler = die_of_defect, .sa_flags = SA_ONSTACK};
    for (size_t i = 0; i < sizeof DEFECTS / sizeof *DEFECTS; i++)
        sigaction(DEFECTS[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is a failed write, and that is noticed */
}

static enum exit_code run(int count, char **words, struct invocation *invocation)
{
    struct common_options common = {0};
    if (!options_parse(count, words, &common, invocation))
        return EXIT_CANNOT;
    terminal_choose_color(common.color);
    if (common.version)
        printf("promo %s\n", promo_version());
    else if (common.help && invocation->command != NULL)
        help_command(invocation->command);
    else if (common.help)
        help_all();
    else if (invocation->command != NULL)
        return invocation->command->run(invocation);
    else {
        complain("which command? `promo --help` lists them");
        return EXIT_CANNOT;
    }
    return EXIT_FINE;
}

int main(int count, char **words)
{
    catch_defects();
    struct invocation invocation = {.operands = calloc((size_t)count + 1, sizeof *invocation.operands)};
    enum exit_code code = EXIT_CANNOT;
    if (invocation.operands == NULL || count < 1)
        complain("no memory left");
    else
        code = run(count - 1, words + 1, &invocation);
    options_done(&invocation);
    free(invocation.operands);
    if (!terminal_finish() && code != EXIT_DEFECT)
        code = EXIT_CANNOT;
    return (int)code;
}
