/* promo completions: the script with which a shell completes promo's command lines. */
#include "cli/completions.h"

#include "cli/commands.h"
#include "cli/terminal.h"
#include "lang/diagnostic.h"
#include "lang/lints.h"

#define SHELLS "bash|zsh|fish"

static const struct {
    const char *name;
    void (*write)(struct buffer *out);
} SHELL[] = {{"bash", completions_bash}, {"zsh", completions_zsh}, {"fish", completions_fish}};

void completions_commands(struct buffer *out)
{
    for (size_t i = 0; COMMANDS[i] != NULL; i++)
        buffer_format(out, i == 0 ? "%s" : " %s", COMMANDS[i]->name);
}

static void put_lints(struct buffer *out)
{
    for (int lint = LINT_RULE_NONE + 1; lint < LINT_RULE_COUNT; lint++)
        buffer_format(out, lint == LINT_RULE_NONE + 1 ? "%s" : " %s", lint_info_get((enum lint_rule)lint)->name);
}

static void put_codes(struct buffer *out)
{
    for (int code = CODE_NONE + 1; code < CODE_COUNT; code++)
        buffer_format(out, "%s ", code_info_get((enum code)code)->name);
    put_lints(out);
}

bool completions_words(struct buffer *out, const struct argument *argument, const char *escaped)
{
    struct text alternatives = argument->word, choice;
    bool first = true;
    switch (argument->kind) {
    case ARGUMENT_COMMAND: completions_commands(out); return true;
    case ARGUMENT_CODE: put_codes(out); return true;
    case ARGUMENT_LINT: put_lints(out); return true;
    case ARGUMENT_CHOICE: break;
    default: return false;
    }
    for (; argument_choice(&alternatives, &choice); first = false) {
        buffer_string(out, first ? "" : " ");
        completions_put(out, choice, escaped);
    }
    return true;
}

void completions_put(struct buffer *out, struct text text, const char *escaped)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        bool quote = byte == '\'' && strchr(escaped, byte) == NULL;
        if (byte != '\0' && strchr(escaped, byte) != NULL)
            buffer_char(out, '\\');
        if (quote)
            buffer_string(out, "'\\''");
        else
            buffer_char(out, byte == '\n' ? ' ' : byte);
    }
}

static enum exit_code completions(const struct invocation *invocation)
{
    const char *shell = invocation->operands[0];
    struct buffer out;
    enum exit_code code = EXIT_CANNOT;
    buffer_init(&out, NULL);
    for (size_t i = 0; i < sizeof SHELL / sizeof *SHELL; i++)
        if (strcmp(SHELL[i].name, shell) == 0)
            SHELL[i].write(&out);
    if (out.failed)
        complain("no memory left");
    else if (out.length == 0)
        complain("no completions for `%s`; there are some for " SHELLS, shell);
    else if (terminal_write((struct text){out.bytes, out.length}) == PROMO_OK)
        code = EXIT_FINE;
    buffer_done(&out);
    return code;
}

const struct command COMPLETIONS_COMMAND = {
    .name = "completions",
    .operands = SHELLS,
    .summary = "the script that completes promo's command lines in a shell",
    .details = "It knows every command, option, choice and which files are wanted where. `make install` puts all three in place.",
    .examples = "# in ~/.bashrc\nsource <(promo completions bash)\n"
                "# into a folder of zsh's $fpath\npromo completions zsh >~/.zfunc/_promo\n"
                "# for fish\npromo completions fish >~/.config/fish/completions/promo.fish",
    .least = 1,
    .most = 1,
    .run = completions,
};
