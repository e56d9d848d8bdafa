/* Completion for bash. Options, their arguments and operands are written as one `case` each. */
#include "cli/completions.h"
#include "cli/options.h"

static const char BEGIN[] =
    "# Completion of promo for bash, made by `promo completions bash`.\n"
    "\n"
    "# Folders, and the files that are like one of the patterns.\n"
    "_promo_files() {\n"
    "    local name pattern\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    while IFS= read -r name; do\n"
    "        if [[ -d $name ]]; then\n"
    "            COMPREPLY+=(\"$name\")\n"
    "            continue\n"
    "        fi\n"
    "        for pattern; do\n"
    "            [[ $name == $pattern ]] && COMPREPLY+=(\"$name\") && break\n"
    "        done\n"
    "    done < <(compgen -f -- \"$word\")\n"
    "}\n"
    "\n"
    "# What is wanted: a kind of file, or one of some words.\n"
    "_promo_reply() {\n"
    "    case $1 in\n"
    "    text) ;;\n"
    "    file) _promo_files '*' ;;\n"
    "    rules) _promo_files '*.promo' '*.promoc' ;;\n"
    "    baskets) _promo_files '*.json' '*.ndjson' '*.jsonl' ;;\n"
    "    image) _promo_files '*.promoc' ;;\n"
    "    folder) _promo_files ;;\n"
    "    *) COMPREPLY=($(compgen -W \"$1\" -- \"$word\")) ;;\n"
    "    esac\n"
    "}\n"
    "\n";

static const char END[] =
    "_promo() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} verb= kind=\n"
    "    local -i position=0 i\n"
    "    COMPREPLY=()\n"
    "    # `--format=json` comes as three words.\n"
    "    if [[ $word == = ]]; then\n"
    "        word=\n"
    "    elif [[ $option == = ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case ${COMP_WORDS[i]} in\n"
    "        =) i+=1 ;;\n"
    "        -?*) [[ ${COMP_WORDS[i + 1]} != = ]] && _promo_argument \"$verb\" \"${COMP_WORDS[i]}\" && i+=1 ;;\n"
    "        *) if [[ -z $verb ]]; then verb=${COMP_WORDS[i]}; else position+=1; fi ;;\n"
    "        esac\n"
    "    done\n"
    "    if _promo_argument \"$verb\" \"$option\"; then\n"
    "        _promo_reply \"$kind\"\n"
    "    elif [[ $word == -* ]]; then\n"
    "        _promo_options \"$verb\"\n"
    "        COMPREPLY=($(compgen -W \"$kind\" -- \"$word\"))\n"
    "    else\n"
    "        _promo_operand \"$verb\" \"$position\"\n"
    "        _promo_reply \"$kind\"\n"
    "    fi\n"
    "}\n"
    "complete -F _promo promo\n";

static void put_kind(struct buffer *out, const struct argument *argument)
{
    static const char *const KINDS[ARGUMENT_KINDS] = {
        [ARGUMENT_TEXT] = "text",       [ARGUMENT_FILE] = "file",   [ARGUMENT_RULES] = "rules",
        [ARGUMENT_BASKETS] = "baskets", [ARGUMENT_IMAGE] = "image", [ARGUMENT_FOLDER] = "folder",
    };
    if (!completions_words(out, argument, ""))
        buffer_string(out, KINDS[argument->kind]);
}

/* A pattern of `case`: the option of a verb, or (NULL) of any. */
static void put_pattern(struct buffer *out, const char *verb, const char *dashes, struct text name)
{
    buffer_string(out, verb == NULL ? "*' " : "'");
    if (verb != NULL)
        buffer_format(out, "%s ", verb);
    buffer_string(out, dashes);
    buffer_text(out, name);
    buffer_char(out, '\'');
}

static void put_argument_cases(struct buffer *out, const char *verb, const struct option *options, size_t count)
{
    struct argument argument;
    for (size_t i = 0; i < count; i++) {
        if (!argument_of_option(&options[i], &argument))
            continue;
        buffer_string(out, "    ");
        put_pattern(out, verb, "--", text_from(options[i].name));
        if (options[i].letter != '\0') {
            buffer_string(out, " | ");
            put_pattern(out, verb, "-", (struct text){&options[i].letter, 1});
        }
        buffer_string(out, ") kind='");
        put_kind(out, &argument);
        buffer_string(out, "' ;;\n");
    }
}

static void put_names(struct buffer *out, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_format(out, " --%s", options[i].name);
        if (options[i].letter != '\0')
            buffer_format(out, " -%c", options[i].letter);
    }
}

static void put_operand_cases(struct buffer *out, const struct command *command)
{
    struct argument argument;
    for (size_t n = 0; argument_of_command(command, n, &argument); n++) {
        if (argument.many)
            buffer_format(out, "    '%s '*) kind='", command->name);
        else
            buffer_format(out, "    '%s %zu') kind='", command->name, n);
        put_kind(out, &argument);
        buffer_string(out, "' ;;\n");
        if (argument.many)
            break;
    }
}

void completions_bash(struct buffer *out)
{
    buffer_string(out, BEGIN);
    buffer_string(out, "# What an option of a command takes; fails where that is nothing.\n"
                       "_promo_argument() {\n    case \"$1 $2\" in\n");
    put_argument_cases(out, NULL, COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
    for (size_t i = 0; COMMANDS[i] != NULL; i++)
        put_argument_cases(out, COMMANDS[i]->name, COMMANDS[i]->options, COMMANDS[i]->option_count);
    buffer_string(out, "    *) return 1 ;;\n    esac\n}\n\n# The options of a command.\n_promo_options() {\n    kind='");
    put_names(out, COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
    buffer_string(out, "'\n    case $1 in\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        buffer_format(out, "    %s) kind+='", COMMANDS[i]->name);
        put_names(out, COMMANDS[i]->options, COMMANDS[i]->option_count);
        buffer_string(out, "' ;;\n");
    }
    buffer_string(out, "    esac\n}\n\n# What a command takes at a position.\n_promo_operand() {\n    case \"$1 $2\" in\n"
                       "    ' 0') kind='");
    completions_commands(out);
    buffer_string(out, "' ;;\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++)
        put_operand_cases(out, COMMANDS[i]);
    buffer_string(out, "    *) kind=text ;;\n    esac\n}\n\n");
    buffer_string(out, END);
}
