/* Completion for fish: one `complete` for each command, option and operand. */
#include "cli/completions.h"
#include "cli/options.h"

static const char *const QUOTED = "\\'";

/* What is offered, as an argument of `complete`. `-x` says that nothing else is: no files. */
static void put_offer(struct buffer *out, const struct argument *argument)
{
    static const char *const OFFERS[ARGUMENT_KINDS] = {
        [ARGUMENT_TEXT] = " -x",
        [ARGUMENT_FILE] = " -r -F",
        [ARGUMENT_RULES] = " -k -x -a '(__fish_complete_suffix .promo)'",
        [ARGUMENT_BASKETS] = " -k -x -a '(__fish_complete_suffix .ndjson)'",
        [ARGUMENT_IMAGE] = " -k -x -a '(__fish_complete_suffix .promoc)'",
        [ARGUMENT_FOLDER] = " -x -a '(__fish_complete_directories)'",
    };
    if (OFFERS[argument->kind] != NULL) {
        buffer_string(out, OFFERS[argument->kind]);
        return;
    }
    buffer_string(out, " -x -a '");
    completions_words(out, argument, QUOTED);
    buffer_char(out, '\'');
}

/* `verb` NULL: of all commands. */
static void begin(struct buffer *out, const char *verb)
{
    buffer_string(out, "complete -c promo");
    if (verb != NULL)
        buffer_format(out, " -n '__fish_seen_subcommand_from %s'", verb);
}

static void put_options(struct buffer *out, const char *verb, const struct option *options, size_t count)
{
    struct argument argument;
    for (size_t i = 0; i < count; i++) {
        begin(out, verb);
        if (options[i].letter != '\0')
            buffer_format(out, " -s %c", options[i].letter);
        buffer_format(out, " -l %s", options[i].name);
        if (argument_of_option(&options[i], &argument))
            put_offer(out, &argument);
        buffer_string(out, " -d '");
        completions_put(out, text_from(options[i].help), QUOTED);
        buffer_string(out, "'\n");
    }
}

/* fish counts no positions: whatever the command takes anywhere is offered, each kind once. */
static void put_operands(struct buffer *out, const struct command *command)
{
    bool offered[ARGUMENT_KINDS] = {false};
    struct argument argument;
    for (size_t n = 0; argument_of_command(command, n, &argument); n++) {
        if (!offered[argument.kind] && argument.kind != ARGUMENT_TEXT) {
            begin(out, command->name);
            put_offer(out, &argument);
            buffer_char(out, '\n');
        }
        offered[argument.kind] = true;
        if (argument.many)
            break;
    }
}

void completions_fish(struct buffer *out)
{
    buffer_string(out, "# Completion of promo for fish, made by `promo completions fish`.\n\ncomplete -c promo -f\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        buffer_format(out, "complete -c promo -n __fish_use_subcommand -a %s -d '", COMMANDS[i]->name);
        completions_put(out, text_from(COMMANDS[i]->summary), QUOTED);
        buffer_string(out, "'\n");
    }
    put_options(out, NULL, COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        put_options(out, COMMANDS[i]->name, COMMANDS[i]->options, COMMANDS[i]->option_count);
        put_operands(out, COMMANDS[i]);
    }
}
