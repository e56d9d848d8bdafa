#include "cli/arguments.h"

static const struct {
    const char *word;
    enum argument_kind kind;
} WORDS[] = {
    {"FILES", ARGUMENT_RULES},   {"RULES", ARGUMENT_RULES},     {"OLD", ARGUMENT_RULES},       {"NEW", ARGUMENT_RULES},
    {"BASKETS", ARGUMENT_BASKETS}, {"BASKET", ARGUMENT_BASKETS}, {"IMAGE", ARGUMENT_IMAGE},    {"FILE", ARGUMENT_FILE},
    {"STORE", ARGUMENT_FILE},    {"CATALOGUE", ARGUMENT_FILE},  {"FOLDER", ARGUMENT_FOLDER},   {"DIRECTORY", ARGUMENT_FOLDER},
    {"DIR", ARGUMENT_FOLDER},    {"COMMAND", ARGUMENT_COMMAND}, {"CODE", ARGUMENT_CODE},       {"LINT", ARGUMENT_LINT},
    {"NAME", ARGUMENT_TEXT},     {"ID", ARGUMENT_TEXT},
};

static enum argument_kind kind_of(struct text word, enum argument_kind unknown)
{
    bool typed = word.length != 0 && word.bytes[0] >= 'a' && word.bytes[0] <= 'z'; /* as it stands: "load" */
    if (typed || memchr(word.bytes, '|', word.length) != NULL)
        return ARGUMENT_CHOICE;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (text_equal(word, text_from(WORDS[i].word)))
            return WORDS[i].kind;
    return unknown;
}

/* The word that begins at *at, without its brackets; false: there is none, or options follow. */
static bool next_word(const char **at, struct argument *out)
{
    *at += strspn(*at, " ");
    struct text word = {*at, strcspn(*at, " ")};
    if (word.length == 0 || word.bytes[0] == '-')
        return false;
    *at += word.length;
    out->optional = word.bytes[0] == '[';
    word.bytes += out->optional;
    word.length -= out->optional;
    word.length -= word.length != 0 && word.bytes[word.length - 1] == ']';
    out->word = word;
    out->kind = kind_of(word, ARGUMENT_FILE);
    return true;
}

bool argument_of_command(const struct command *command, size_t n, struct argument *out)
{
    const char *at = command->operands;
    struct argument last = {0}, next = {0};
    size_t count = 0;
    while (count <= n && next_word(&at, &next)) {
        last = next;
        count++;
    }
    if (count == 0 || n >= command->most)
        return false;
    *out = last;
    bool ends = !next_word(&at, &next);
    out->many = ends && command->most > count;
    out->optional |= n >= command->least;
    return n < count || out->many;
}

bool argument_of_option(const struct option *option, struct argument *out)
{
    if (option->kind == OPTION_FLAG)
        return false;
    *out = (struct argument){.word = text_from(option->argument == NULL ? "" : option->argument),
                             .many = option->kind == OPTION_TEXTS};
    out->kind = option->kind == OPTION_CHOICE ? ARGUMENT_CHOICE : kind_of(out->word, ARGUMENT_TEXT);
    return true;
}

bool argument_choice(struct text *alternatives, struct text *choice)
{
    if (alternatives->length == 0)
        return false;
    const char *bar = memchr(alternatives->bytes, '|', alternatives->length);
    size_t length = bar == NULL ? alternatives->length : (size_t)(bar - alternatives->bytes);
    *choice = (struct text){alternatives->bytes, length};
    length += bar != NULL;
    alternatives->bytes += length;
    alternatives->length -= length;
    return true;
}
