/* promo fmt: the one layout of rule files, in place, or checked, or from standard input to standard output. */
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/terminal.h"
#include "lang/format.h"
#include "lang/render.h"

#include <stdio.h>

enum { FMT_CHECK };

static const struct option FMT_OPTIONS[] = {
    [FMT_CHECK] = {"check", '\0', OPTION_FLAG, NULL, "change nothing; name the files with another layout (exit code 1)", 0, 0},
};

enum { DIAGNOSTICS_SHOWN_TO_PEOPLE = 20 };

/* One file while it is laid out. */
struct layout {
    struct buffer before, after;
    struct sources sources;
    struct diagnostics diags;
};

static void layout_init(struct layout *layout)
{
    buffer_init(&layout->before, NULL);
    buffer_init(&layout->after, NULL);
    sources_init(&layout->sources, NULL);
    diagnostics_init(&layout->diags, &layout->sources, NULL);
}

static void layout_done(struct layout *layout)
{
    diagnostics_done(&layout->diags);
    sources_done(&layout->sources);
    buffer_done(&layout->after);
    buffer_done(&layout->before);
}

static void show_errors(struct layout *layout)
{
    struct buffer text;
    buffer_init(&text, NULL);
    diagnostics_finish(&layout->diags);
    render_people(&text, &layout->diags, (struct render_options){terminal_colored(), DIAGNOSTICS_SHOWN_TO_PEOPLE});
    const char *rendered = buffer_cstring(&text);
    if (rendered != NULL)
        fputs(rendered, stderr);
    buffer_done(&text);
}

/* Reads the file and lays it out; a file with errors is a finding and left alone. */
static enum exit_code lay_out(struct layout *layout, const char *path)
{
    const struct source *source;
    if (!file_read(path, SOURCE_LARGEST, &layout->before))
        return EXIT_CANNOT;
    const char *shown = strcmp(path, "-") == 0 ? "standard input" : path;
    promo_status status = sources_add(&layout->sources, shown, layout->before.bytes, layout->before.length, &source);
    if (status == PROMO_OK)
        status = format_source(&layout->after, source, &layout->diags);
    if (status == PROMO_REJECTED) {
        show_errors(layout);
        return EXIT_FINDINGS;
    }
    if (status == PROMO_OK && !layout->after.failed)
        return EXIT_FINE;
    complain("%s: %s", shown, status == PROMO_OK ? "no memory left" : promo_status_text(status));
    return EXIT_CANNOT;
}

static bool is_laid_out(const struct layout *layout)
{
    return text_equal((struct text){layout->before.bytes, layout->before.length},
                      (struct text){layout->after.bytes, layout->after.length});
}

static enum exit_code format_file(const char *path, bool check)
{
    struct layout layout;
    layout_init(&layout);
    enum exit_code code = lay_out(&layout, path);
    struct text after = {layout.after.bytes, layout.after.length};
    if (code == EXIT_FINE && check && !is_laid_out(&layout)) {
        printf("%s\n", path);
        code = EXIT_FINDINGS;
    } else if (code == EXIT_FINE && !check && strcmp(path, "-") == 0)
        code = terminal_write(after) == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
    else if (code == EXIT_FINE && !check && !is_laid_out(&layout))
        code = file_replace(path, after) ? EXIT_FINE : EXIT_CANNOT;
    layout_done(&layout);
    return code;
}

static enum exit_code worse(enum exit_code a, enum exit_code b)
{
    return a > b ? a : b;
}

static enum exit_code fmt(const struct invocation *invocation)
{
    struct paths paths;
    enum exit_code code = EXIT_FINE;
    bool check = invocation->values[FMT_CHECK].given;
    paths_init(&paths);
    for (size_t i = 0; i < invocation->operand_count; i++) {
        const char *operand = invocation->operands[i];
        if (strcmp(operand, "-") == 0)
            code = worse(code, format_file(operand, check));
        else if (!paths_add(&paths, operand))
            code = worse(code, EXIT_CANNOT);
    }
    for (size_t i = 0; i < paths.files.count; i++)
        code = worse(code, format_file(paths.files.items[i], check));
    paths_done(&paths);
    return code;
}

const struct command FMT_COMMAND = {
    .name = "fmt",
    .operands = "FILES",
    .summary = "the one layout of rule files",
    .details = "FILES are rule files and directories of them, written in place where their layout differs; \"-\" is standard\n"
               "input, laid out on standard output. Only white space changes. A file with errors is reported and left alone.",
    OPTIONS_OF(FMT_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = fmt,
};
