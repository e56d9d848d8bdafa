/* promo fmt: the one layout of rule files, in place, or checked, or from standard input to standard output. */
#include "base/line_diff.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/rules.h"
#include "cli/terminal.h"
#include "lang/format.h"
#include "lang/render.h"

#include <stdio.h>

enum { FMT_CHECK, FMT_DIFF };

static const struct option FMT_OPTIONS[] = {
    [FMT_CHECK] = {"check", '\0', OPTION_FLAG, NULL, "change nothing; name the files with another layout (exit code 1)", 0, 0},
    [FMT_DIFF] = {"diff", 'd', OPTION_FLAG, NULL, "change nothing; show what would change as a patch (exit code 1)", 0, 0},
};

enum { DIAGNOSTICS_SHOWN_TO_PEOPLE = 20 };

/* What is done with a file of another layout. */
struct wishes {
    bool check, diff; /* neither: it is written */
};

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
    if (rules_are_image((struct text){layout->before.bytes, layout->before.length}))
        return rules_refuse_image(path);
    const char *shown = file_shown(path);
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

static enum exit_code show_difference(const char *path, struct text before, struct text after)
{
    struct buffer out;
    enum exit_code code = EXIT_CANNOT;
    buffer_init(&out, NULL);
    line_diff(&out, before, after, (struct line_diff_options){path, path, terminal_output_colored()});
    if (out.failed)
        complain("no memory left");
    else if (terminal_write((struct text){out.bytes, out.length}) == PROMO_OK)
        code = EXIT_FINDINGS;
    buffer_done(&out);
    return code;
}

/* Of a file that could be laid out. */
static enum exit_code settle(const struct layout *layout, const char *path, struct wishes wishes)
{
    struct text before = {layout->before.bytes, layout->before.length}, after = {layout->after.bytes, layout->after.length};
    bool changed = !text_equal(before, after), standard = strcmp(path, "-") == 0;
    if (changed && wishes.check)
        printf("%s\n", file_shown(path));
    if (changed && wishes.diff)
        return show_difference(file_shown(path), before, after);
    if (wishes.check || wishes.diff)
        return changed ? EXIT_FINDINGS : EXIT_FINE;
    if (standard)
        return terminal_write(after) == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
    return !changed || file_replace(path, after) ? EXIT_FINE : EXIT_CANNOT;
}

static enum exit_code format_file(const char *path, struct wishes wishes)
{
    struct layout layout;
    layout_init(&layout);
    enum exit_code code = lay_out(&layout, path);
    if (code == EXIT_FINE)
        code = settle(&layout, path, wishes);
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
    struct wishes wishes = {invocation->values[FMT_CHECK].given, invocation->values[FMT_DIFF].given};
    paths_init(&paths);
    for (size_t i = 0; i < invocation->operand_count; i++) {
        const char *operand = invocation->operands[i];
        if (strcmp(operand, "-") == 0)
            code = worse(code, format_file(operand, wishes));
        else if (!paths_add(&paths, operand))
            code = worse(code, EXIT_CANNOT);
    }
    for (size_t i = 0; i < paths.files.count; i++)
        code = worse(code, format_file(paths.files.items[i], wishes));
    paths_done(&paths);
    return code;
}

const struct command FMT_COMMAND = {
    .name = "fmt",
    .operands = "FILES",
    .summary = "the one layout of rule files",
    .details = "FILES are rule files and directories of them, written in place where their layout differs; \"-\" is standard\n"
               "input, laid out on standard output. Only white space changes. A file with errors is reported and left alone.",
    .examples = "# write all files of a folder in the one layout\npromo fmt rules/\n"
                "# for CI: which are not, and how they would change\npromo fmt --check --diff rules/\n"
                "# for an editor\npromo fmt - <draft.promo",
    OPTIONS_OF(FMT_OPTIONS),
    .least = 1,
    .most = SIZE_MAX,
    .run = fmt,
};
