/* promo man: the manual page of promo or of a command, from the same tables as --help. */
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/terminal.h"

#include <promo/status.h>

#include <ctype.h>

/* Text of a line: nothing in it is taken for a request or an escape. */
static void put(struct buffer *out, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        bool begins = out->length == 0 || out->bytes[out->length - 1] == '\n';
        if (begins && (byte == '.' || byte == '\''))
            buffer_string(out, "\\&");
        switch (byte) {
        case '\\': buffer_string(out, "\\e"); break;
        case '-': buffer_string(out, "\\-"); break;
        case '\'': buffer_string(out, "\\(aq"); break;
        case '`': buffer_string(out, "\\(ga"); break;
        case '^': buffer_string(out, "\\(ha"); break;
        case '~': buffer_string(out, "\\(ti"); break;
        default: buffer_char(out, byte);
        }
    }
}

static void put_string(struct buffer *out, const char *text)
{
    put(out, text_from(text));
}

static void bold(struct buffer *out, const char *text)
{
    buffer_string(out, "\\fB");
    put_string(out, text);
    buffer_string(out, "\\fR");
}

/* Words in capitals are what the reader puts in; the rest is typed as it stands. */
static void put_usage(struct buffer *out, const char *operands)
{
    while (*operands != '\0') {
        size_t length = strspn(operands, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        bool name = length > 1 || (length == 1 && !islower((unsigned char)operands[1]));
        length = name ? length : 1;
        buffer_string(out, name ? "\\fI" : "");
        put(out, (struct text){operands, length});
        buffer_string(out, name ? "\\fR" : "");
        operands += length;
    }
}

/* The first letter large: a summary as a sentence. */
static void put_sentence(struct buffer *out, const char *text)
{
    buffer_char(out, (char)toupper((unsigned char)text[0]));
    put_string(out, text + (text[0] != '\0'));
}

static void put_title(struct buffer *out, const char *verb)
{
    buffer_string(out, ".TH \"PROMO");
    for (const char *at = verb; at != NULL && *at != '\0'; at++)
        buffer_format(out, "%s%c", at == verb ? "\\-" : "", toupper((unsigned char)*at));
    buffer_format(out, "\" \"1\" \"\" \"promo %s\" \"promo\"\n", promo_version());
}

static void put_name(struct buffer *out, const char *verb, const char *summary)
{
    buffer_string(out, ".SH NAME\npromo");
    if (verb != NULL) {
        buffer_string(out, "\\-");
        put_string(out, verb);
    }
    buffer_string(out, " \\- ");
    put_string(out, summary);
    buffer_char(out, '\n');
}

static void put_options(struct buffer *out, const struct option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct option *option = &options[i];
        char letter[] = {'-', option->letter, '\0'};
        buffer_string(out, ".TP\n");
        if (option->letter != '\0') {
            bold(out, letter);
            buffer_string(out, ", ");
        }
        buffer_string(out, "\\fB\\-\\-");
        put_string(out, option->name);
        buffer_string(out, "\\fR");
        if (option->argument != NULL) {
            buffer_char(out, ' ');
            put_usage(out, option->argument);
        }
        buffer_string(out, option->kind == OPTION_TEXTS ? " ...\n" : "\n");
        put_sentence(out, option->help);
        buffer_string(out, ".\n");
    }
}

/* Paragraphs are apart by an empty line; a line that begins with "promo " begins one, too. */
static void put_details(struct buffer *out, const char *details)
{
    for (const char *line = details; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (length == 0 || (line != details && strncmp(line, "promo ", 6) == 0))
            buffer_string(out, ".PP\n");
        if (length != 0) {
            put(out, (struct text){line, length});
            buffer_char(out, '\n');
        }
        line += length + (line[length] == '\n');
    }
}

/* "# what it does" above a command line. */
static void put_examples(struct buffer *out, const char *examples)
{
    buffer_string(out, ".SH EXAMPLES\n");
    for (const char *line = examples; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        bool says = line[0] == '#' && length > 2;
        if (says) {
            buffer_string(out, ".TP\n");
            put(out, (struct text){line + 2, length - 2});
            buffer_char(out, '\n');
        } else {
            buffer_string(out, "\\fB");
            put(out, (struct text){line, length});
            buffer_string(out, "\\fR\n");
        }
        line += length + (line[length] == '\n');
        if (!says && *line != '\0' && *line != '#')
            buffer_string(out, ".br\n");
    }
}

static void put_exit_codes(struct buffer *out)
{
    static const char *const CODES[][2] = {
        {"0", "Nothing is wrong."},
        {"1", "Findings: an error or a warning asked for in the rules, a test that fails."},
        {"2", "The command could not do its work: usage, a file that cannot be read, bad input."},
        {"70", "A defect of promo itself; please report it."},
    };
    buffer_string(out, ".SH EXIT STATUS\n");
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        buffer_format(out, ".TP\n%s\n%s\n", CODES[i][0], CODES[i][1]);
}

static void page_of_command(struct buffer *out, const struct command *command)
{
    put_title(out, command->name);
    put_name(out, command->name, command->summary);
    buffer_string(out, ".SH SYNOPSIS\n\\fBpromo ");
    put_string(out, command->name);
    buffer_string(out, "\\fR [\\fIOPTIONS\\fR]");
    buffer_string(out, command->operands[0] == '\0' ? "" : " ");
    put_usage(out, command->operands);
    buffer_char(out, '\n');
    buffer_string(out, ".SH DESCRIPTION\n");
    if (command->details != NULL) {
        put_details(out, command->details);
    } else {
        put_sentence(out, command->summary);
        buffer_string(out, ".\n");
    }
    buffer_string(out, ".SH OPTIONS\n");
    put_options(out, command->options, command->option_count);
    put_options(out, COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
    if (command->examples != NULL)
        put_examples(out, command->examples);
    put_exit_codes(out);
    buffer_string(out, ".SH SEE ALSO\n.BR promo (1)\n");
}

static void page_of_all(struct buffer *out)
{
    put_title(out, NULL);
    put_name(out, NULL, "retail promotions, from rule files to what a basket costs");
    buffer_string(out, ".SH SYNOPSIS\n\\fBpromo\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...\n.SH DESCRIPTION\n"
                       "A language for retail promotions, its compiler, and a virtual machine that prices baskets. Rule files are\n"
                       "checked, tested and compiled to an image; with it, a basket is priced to the last cent, the same everywhere.\n"
                       ".SH COMMANDS\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        buffer_string(out, ".TP\n.BR promo\\-");
        put_string(out, COMMANDS[i]->name);
        buffer_string(out, " (1)\n");
        put_sentence(out, COMMANDS[i]->summary);
        buffer_string(out, ".\n");
    }
    buffer_string(out, ".SH OPTIONS\n");
    put_options(out, COMMON_OPTIONS, COMMON_OPTIONS_COUNT);
    put_exit_codes(out);
    buffer_string(out, ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nWhere it is set and not empty, messages have no colours unless "
                       "\\fB\\-\\-color always\\fR asks for them.\n.SH SEE ALSO\n");
    for (size_t i = 0; COMMANDS[i] != NULL; i++) {
        buffer_string(out, ".BR promo\\-");
        put_string(out, COMMANDS[i]->name);
        buffer_string(out, COMMANDS[i + 1] == NULL ? " (1)\n" : " (1),\n");
    }
}

static enum exit_code man(const struct invocation *invocation)
{
    const struct command *command = NULL;
    struct buffer out;
    enum exit_code code = EXIT_CANNOT;
    if (invocation->operand_count != 0 && (command = options_command(invocation->operands[0])) == NULL)
        return EXIT_CANNOT;
    buffer_init(&out, NULL);
    if (command == NULL)
        page_of_all(&out);
    else
        page_of_command(&out, command);
    if (out.failed)
        complain("no memory left");
    else if (terminal_write((struct text){out.bytes, out.length}) == PROMO_OK)
        code = EXIT_FINE;
    buffer_done(&out);
    return code;
}

const struct command MAN_COMMAND = {
    .name = "man",
    .operands = "[COMMAND]",
    .summary = "the manual page of promo, or of a command",
    .details = "For man(1), which shows it as it is: `make install` puts all pages in place.",
    .examples = "# read a page without installing it\npromo man test | man -l -",
    .least = 0,
    .most = 1,
    .run = man,
};
