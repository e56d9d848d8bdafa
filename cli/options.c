#include "cli/options.h"

#include "base/decimal.h"
#include "cli/arguments.h"
#include "cli/paths.h"
#include "cli/terminal.h"
#include "lang/nearest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The words that are left to read. */
struct words {
    char **at, **end;
};

const struct option COMMON_OPTIONS[] = {
    {"help", 'h', OPTION_FLAG, NULL, "show this help", 0, 0},
    {"version", 'V', OPTION_FLAG, NULL, "show the version", 0, 0},
    {"color", '\0', OPTION_CHOICE, "auto|always|never", "colours in messages; auto: on a terminal, unless NO_COLOR is set", 0,
     0},
};

enum { COMMON_HELP, COMMON_VERSION, COMMON_COLOR, COMMON_COUNT };

const size_t COMMON_OPTIONS_COUNT = COMMON_COUNT;

static const struct option *find_long(const struct option *options, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(options[i].name) == length && memcmp(options[i].name, name, length) == 0)
            return &options[i];
    return NULL;
}

static const struct option *find_letter(const struct option *options, size_t count, char letter)
{
    for (size_t i = 0; i < count; i++)
        if (options[i].letter == letter)
            return &options[i];
    return NULL;
}

/* The index of `text` among the alternatives "a|b|c", or -1. */
static int64_t find_choice(const char *alternatives, const char *text)
{
    size_t length = strlen(text);
    for (int64_t index = 0;; index++) {
        size_t one = strcspn(alternatives, "|");
        if (one == length && memcmp(alternatives, text, length) == 0)
            return index;
        if (alternatives[one] == '\0')
            return -1;
        alternatives += one + 1;
    }
}

/* Names of files come from variables of the shell, and those may be unset. */
static bool names_something(const char *what, const char *dashes, const char *word)
{
    if (word[0] == '\0')
        complain("%s%s is an empty word: is a variable of the shell not set?", dashes, what);
    return word[0] != '\0';
}

static bool take_value(const struct option *option, const char *text, struct option_value *value)
{
    struct argument argument;
    value->text = text;
    bool names = argument_of_option(option, &argument) && argument.kind != ARGUMENT_TEXT && argument.kind != ARGUMENT_CHOICE;
    if (names && !names_something(option->name, "--", text))
        return false;
    if (option->kind == OPTION_CHOICE) {
        value->number = find_choice(option->argument, text);
        if (value->number < 0)
            complain("--%s takes one of %s, not `%s`", option->name, option->argument, text);
        return value->number >= 0;
    }
    if (option->kind == OPTION_TEXTS && !VECTOR_PUSH(&value->texts, &ALLOC_DEFAULT, text)) {
        complain("no memory left");
        return false;
    }
    if (option->kind != OPTION_NUMBER)
        return true;
    if (decimal_parse(text_from(text), 0, &value->number) == DECIMAL_OK && value->number >= option->least &&
        value->number <= option->most)
        return true;
    complain("--%s takes a number from %lld to %lld, not `%s`", option->name, (long long)option->least,
             (long long)option->most, text);
    return false;
}

/* `attached` is what stands in the same word after `=` or the letter; NULL: nothing. */
static bool take_option(const struct option *option, const char *attached, struct words *words, struct option_value *value)
{
    if (value->given && option->kind != OPTION_TEXTS) {
        complain("--%s is given twice", option->name);
        return false;
    }
    value->given = true;
    if (option->kind == OPTION_FLAG) {
        if (attached != NULL)
            complain("--%s takes no argument", option->name);
        return attached == NULL;
    }
    if (attached == NULL && words->at < words->end)
        attached = *words->at++;
    if (attached == NULL) {
        complain("--%s needs an argument: %s", option->name, option->argument);
        return false;
    }
    return take_value(option, attached, value);
}

static void complain_unknown(const struct command *command, const char *word, size_t length)
{
    const char *space = command == NULL ? "" : " ", *verb = command == NULL ? "" : command->name;
    struct nearest nearest = nearest_to((struct text){word + 2, length});
    bool is_long = word[1] == '-';
    for (size_t i = 0; is_long && i < COMMON_COUNT; i++)
        nearest_offer(&nearest, text_from(COMMON_OPTIONS[i].name));
    for (size_t i = 0; is_long && command != NULL && i < command->option_count; i++)
        nearest_offer(&nearest, text_from(command->options[i].name));
    if (nearest.best.bytes != NULL)
        complain("no option `%s`; did you mean `--%.*s`?", word, (int)nearest.best.length, nearest.best.bytes);
    else
        complain("no option `%s`; `promo%s%s --help` lists them", word, space, verb);
}

/* A word that begins with a dash. */
static bool take_dashed(const char *word, struct words *words, const struct command *command,
                        struct option_value common[COMMON_COUNT], struct option_value *own)
{
    const struct option *tables[] = {COMMON_OPTIONS, command == NULL ? NULL : command->options};
    size_t counts[] = {COMMON_COUNT, command == NULL ? 0 : command->option_count};
    struct option_value *values[] = {common, own};
    bool is_long = word[1] == '-';
    const char *name = word + (is_long ? 2 : 1);
    size_t length = is_long ? strcspn(name, "=") : 1;
    for (size_t i = 0; i < 2; i++) {
        const struct option *found = is_long ? find_long(tables[i], counts[i], name, length)
                                             : find_letter(tables[i], counts[i], name[0]);
        if (found == NULL)
            continue;
        const char *attached = name[length] == '\0' ? NULL : name + length + (is_long ? 1 : 0);
        return take_option(found, attached, words, &values[i][found - tables[i]]);
    }
    complain_unknown(command, word, length);
    return false;
}

const struct command *options_command(const char *name)
{
    struct nearest nearest = nearest_to(text_from(name));
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        if (strcmp(COMMANDS[i]->name, name) == 0)
            return COMMANDS[i];
        nearest_offer(&nearest, text_from(COMMANDS[i]->name));
    }
    if (nearest.best.bytes != NULL)
        complain("no command `%s`; did you mean `%.*s`?", name, (int)nearest.best.length, nearest.best.bytes);
    else if (path_names_rules(name))
        complain("no command `%s`; a command comes before the rules: `promo check %s`", name, name);
    else
        complain("no command `%s`; `promo --help` lists them", name);
    return NULL;
}

/* It can be read once. */
static bool names_input_once(const struct invocation *invocation)
{
    static const char *const READ[] = {"catalogue", "state"};
    const struct command *command = invocation->command;
    size_t times = 0;
    for (size_t i = 0; i < invocation->operand_count; i++)
        times += strcmp(invocation->operands[i], "-") == 0;
    for (size_t i = 0; i < command->option_count; i++)
        for (size_t j = 0; j < sizeof READ / sizeof *READ; j++)
            times += strcmp(command->options[i].name, READ[j]) == 0 && invocation->values[i].given &&
                     strcmp(invocation->values[i].text, "-") == 0;
    if (times > 1)
        complain("`-`, standard input, is named twice");
    return times <= 1;
}

static bool operands_fit(const struct invocation *invocation)
{
    const struct command *command = invocation->command;
    if (invocation->operand_count < command->least || invocation->operand_count > command->most) {
        complain("usage: promo %s [OPTIONS]%s%s", command->name, command->operands[0] == '\0' ? "" : " ", command->operands);
        return false;
    }
    for (size_t i = 0; i < invocation->operand_count; i++) {
        struct argument argument;
        char what[32] = "an operand";
        if (argument_of_command(command, i, &argument) && argument.word.length < sizeof what &&
            !text_equal(argument.word, TEXT("...")))
            snprintf(what, sizeof what, "%.*s", (int)argument.word.length, argument.word.bytes);
        if (!names_something(what, "", invocation->operands[i]))
            return false;
    }
    return names_input_once(invocation);
}

bool options_parse(int count, char **array, struct common_options *common, struct invocation *invocation)
{
    struct words words = {array, array + count};
    struct option_value given[COMMON_COUNT] = {0};
    bool only_operands = false;
    while (words.at < words.end) {
        const char *word = *words.at++;
        if (!only_operands && strcmp(word, "--") == 0)
            only_operands = true;
        else if (!only_operands && word[0] == '-' && word[1] != '\0' && !isdigit((unsigned char)word[1])) {
            if (!take_dashed(word, &words, invocation->command, given, invocation->values))
                return false;
        } else if (invocation->command != NULL)
            invocation->operands[invocation->operand_count++] = word;
        else if ((invocation->command = options_command(word)) == NULL)
            return false;
    }
    common->help = given[COMMON_HELP].given;
    common->version = given[COMMON_VERSION].given;
    common->color = given[COMMON_COLOR].text;
    return common->help || common->version || invocation->command == NULL || operands_fit(invocation);
}

void options_done(struct invocation *invocation)
{
    for (size_t i = 0; i < OPTIONS_MOST; i++)
        VECTOR_DONE(&invocation->values[i].texts, &ALLOC_DEFAULT);
}
