/* Completion for zsh, by its own _arguments. */
#include "cli/completions.h"
#include "cli/options.h"

/* Written between single quotes, as the message and the action of a specification of _arguments. */
static void put_action(struct buffer *out, const struct argument *argument)
{
    static const char *const ACTIONS[ARGUMENT_KINDS] = {
        [ARGUMENT_TEXT] = " ",
        [ARGUMENT_FILE] = "_files",
        [ARGUMENT_RULES] = "_files -g \"*.(promo|promoc)\"",
        [ARGUMENT_BASKETS] = "_files -g \"*.(json|ndjson|jsonl)\"",
        [ARGUMENT_IMAGE] = "_files -g \"*.promoc\"",
        [ARGUMENT_FOLDER] = "_files -/",
    };
    buffer_char(out, ':');
    if (argument->kind == ARGUMENT_CHOICE)
        buffer_string(out, "which");
    else
        completions_put(out, argument->word, ":\\");
    buffer_char(out, ':');
    if (ACTIONS[argument->kind] != NULL) {
        buffer_string(out, ACTIONS[argument->kind]);
        return;
    }
    buffer_char(out, '(');
    completions_words(out, argument, "\\ ()");
    buffer_char(out, ')');
}

static void put_option(struct buffer *out, const struct option *option)
{
    struct argument argument;
    bool takes = argument_of_option(option, &argument), many = option->kind == OPTION_TEXTS;
    buffer_string(out, " \\\n        ");
    if (option->letter == '\0')
        buffer_format(out, "'%s--%s%s", many ? "*" : "", option->name, takes ? "=" : "");
    else if (many)
        buffer_format(out, "'*'{-%c+,--%s=}'", option->letter, option->name);
    else
        buffer_format(out, "'(-%c --%s)'{-%c%s,--%s%s}'", option->letter, option->name, option->letter, takes ? "+" : "",
                      option->name, takes ? "=" : "");
    buffer_char(out, '[');
    completions_put(out, text_from(option->help), "\\[]");
    buffer_char(out, ']');
    if (takes)
        put_action(out, &argument);
    buffer_char(out, '\'');
}

static void put_options(struct buffer *out, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_option(out, &options[i]);
}

static void put_operands(struct buffer *out, const struct command *command)
{
    struct argument argument;
    for (size_t n = 0; argument_of_command(command, n, &argument); n++) {
        buffer_string(out, " \\\n        '");
        if (argument.many)
            buffer_char(out, '*');
        else
            buffer_format(out, "%zu%s", n + 1, argument.optional ? ":" : "");
        put_action(out, &argument);
        buffer_char(out, '\'');
        if (argument.many)
            break;
    }
}

void completions_zsh(struct buffer *out)
{
    buffer_string(out, "#compdef promo\n# Completion of promo for zsh, made by `promo completions zsh`.\n\n"
                       "_promo_commands() {\n    local -a commands=(\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        buffer_format(out, "        '%s:", COMMANDS[i]->name);
        completions_put(out, text_from(COMMANDS[i]->summary), ":\\");
        buffer_string(out, "'\n");
    }
    buffer_string(out, "    )\n    _describe -t commands command commands\n}\n\n"
                       "_promo() {\n    local curcontext=$curcontext context state state_descr line\n"
                       "    typeset -A opt_args\n    _arguments -C");
    put_options(out, COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
    buffer_string(out, " \\\n        '1:command:_promo_commands' \\\n        '*::argument:->arguments'\n"
                       "    [[ $state == arguments ]] || return\n    case $words[1] in\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        buffer_format(out, "    %s)\n        _arguments", COMMANDS[i]->name);
        put_options(out, COMMANDS[i]->options, COMMANDS[i]->option_count);
        put_options(out, COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
        put_operands(out, COMMANDS[i]);
        buffer_string(out, "\n        ;;\n");
    }
    buffer_string(out, "    esac\n}\n\n"
                       "# Read by the completion system, or sourced.\n"
                       "if [[ $funcstack[1] == _promo ]]; then\n    _promo \"$@\"\nelse\n    compdef _promo promo\nfi\n");
}
