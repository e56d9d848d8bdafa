/* promo lint: mistakes in rule files that compile. */
#include "base/glob.h"
#include "base/line_diff.h"
#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/lint_baseline.h"
#include "cli/lint_config.h"
#include "cli/lint_fix.h"
#include "cli/lint_page.h"
#include "cli/paths.h"
#include "cli/rules.h"
#include "cli/stored.h"
#include "cli/terminal.h"
#include "compiler/import.h"

#include <stdio.h>

enum {
    LINT_FORMAT,
    LINT_AT,
    LINT_CATALOGUE,
    LINT_LEVEL,
    LINT_CONFIG,
    LINT_NO_CONFIG,
    LINT_BASELINE,
    LINT_WRITE_BASELINE,
    LINT_FIX,
    LINT_DIFF,
    LINT_LIST,
    LINT_EXPLAIN
};
enum { FINDINGS_SHOWN_TO_PEOPLE = 1000, MOST_ROUNDS = 20 };

static const struct option LINT_OPTIONS[] = {
    [LINT_FORMAT] = {"format", '\0', OPTION_CHOICE, FORMAT_CHOICE "|junit",
                     "findings as text on standard error, or the others on standard output", 0, 0},
    [LINT_AT] = {"at", '\0', OPTION_TEXT, "INSTANT",
                 "what ended before this date or instant is past (default: what ended over a year ago)", 0, 0},
    [LINT_CATALOGUE] = CATALOGUE_OPTION,
    [LINT_LEVEL] = {"level", '\0', OPTION_TEXTS, "NAME=LEVEL", "of a lint or a category: off, note, warning or error", 0, 0},
    [LINT_CONFIG] = {"config", '\0', OPTION_TEXT, "FILE", "settings, instead of promo.toml in this folder or one above", 0,
                     0},
    [LINT_NO_CONFIG] = {"no-config", '\0', OPTION_FLAG, NULL, "no settings, whatever promo.toml there is", 0, 0},
    [LINT_BASELINE] = {"baseline", '\0', OPTION_TEXT, "FILE", "findings that this file lists are not reported", 0, 0},
    [LINT_WRITE_BASELINE] = {"write-baseline", '\0', OPTION_FLAG, NULL, "write the findings into the baseline instead", 0, 0},
    [LINT_FIX] = {"fix", '\0', OPTION_FLAG, NULL, "correct in the files what can be corrected safely, and report the rest", 0,
                  0},
    [LINT_DIFF] = {"diff", '\0', OPTION_FLAG, NULL, "show what --fix would change, and change nothing (exit code 1)", 0, 0},
    [LINT_LIST] = {"list", '\0', OPTION_FLAG, NULL, "every lint, with its category and level", 0, 0},
    [LINT_EXPLAIN] = {"explain", '\0', OPTION_TEXT, "LINT", "the page of a lint", 0, 0},
};

/* One invocation. */
struct lint_run {
    const struct option_value *values;
    struct lint_config config;
    struct paths paths;
    struct fixes fixes;
    struct catalogue catalogue;
    bool catalogue_open;
    struct rules rules;
};

/* ---- What to look at ---- */

static bool take_operand(struct lint_run *run, const char *operand)
{
    size_t before = run->paths.files.count, kept = before;
    if (!paths_add(&run->paths, operand))
        return false;
    bool of_folder = run->paths.files.count != before + 1 || strcmp(run->paths.files.items[before], operand) != 0;
    for (size_t i = before; i < run->paths.files.count; i++)
        if (!of_folder || !lint_config_excludes(&run->config, run->paths.files.items[i]))
            run->paths.files.items[kept++] = run->paths.files.items[i];
    run->paths.files.count = kept;
    return true;
}

/* Of all that was added since `before`, the files of the pattern. */
static void keep_matching(struct lint_run *run, size_t before, const char *pattern)
{
    size_t kept = before;
    for (size_t i = before; i < run->paths.files.count; i++) {
        const char *path = run->paths.files.items[i];
        const char *below = lint_config_below(&run->config, run->config.folder, path);
        if (below != NULL && glob_matches(text_from(pattern), text_from(below)))
            run->paths.files.items[kept++] = strncmp(path, "./", 2) == 0 ? path + 2 : path;
    }
    run->paths.files.count = kept;
}

/* What the settings name: files, folders, and patterns of files below the settings' own folder. */
static bool take_configured(struct lint_run *run)
{
    for (size_t i = 0; i < run->config.files.count; i++) {
        const char *file = run->config.files.items[i], *beside = run->config.beside;
        bool is_pattern = strpbrk(file, "*?") != NULL;
        size_t before = run->paths.files.count;
        const char *path = is_pattern       ? (beside[0] == '\0' ? "." : beside)
                           : file[0] == '/' ? file
                                            : arena_format(&run->config.arena, "%s%s", beside, file);
        if (path == NULL) {
            complain("no memory left");
            return false;
        }
        if (!take_operand(run, path))
            return false;
        if (is_pattern)
            keep_matching(run, before, file);
        if (run->paths.files.count == before) {
            complain("%s: no rule files in it that the settings do not exclude", file);
            return false;
        }
    }
    return true;
}

static bool take_files(struct lint_run *run, const struct invocation *invocation)
{
    for (size_t i = 0; i < invocation->operand_count; i++)
        if (!take_operand(run, invocation->operands[i]))
            return false;
    if (invocation->operand_count == 0 && !take_configured(run))
        return false;
    if (run->paths.files.count != 0)
        return true;
    complain(invocation->operand_count == 0 && run->config.files.count == 0
                 ? "which files? give rule files, or directories of them, or list them in promo.toml"
                 : "every rule file is excluded by the settings");
    return false;
}

/* ---- Linting ---- */

/* Findings in what is excluded, and imported all the same. */
static bool is_included(void *context, const struct diagnostic *diagnostic)
{
    struct lint_run *run = context;
    const struct source *source = sources_get(&run->rules.compiler->sources, diagnostic->span.file);
    return diagnostic->lint == LINT_RULE_NONE || source == NULL || !lint_config_excludes(&run->config, source->path.bytes);
}

static bool open_catalogue(struct lint_run *run)
{
    const char *path = run->values[LINT_CATALOGUE].given ? run->values[LINT_CATALOGUE].text : run->config.catalogue;
    if (path == NULL || run->catalogue_open)
        return true;
    run->catalogue_open = catalogue_open(&run->catalogue, path, run->rules.compiler->plan.decimals) == EXIT_FINE;
    run->config.options.catalogue = run->catalogue_open ? &run->catalogue : NULL;
    return run->catalogue_open;
}

/* EXIT_FINDINGS: the files have errors. */
static enum exit_code lint_once(struct lint_run *run)
{
    promo_compile_options options = fixes_options(&run->fixes);
    enum exit_code code = rules_check_quietly(&run->rules, run->paths.files.items, run->paths.files.count, &options);
    if (code != EXIT_FINE)
        return code;
    if (!open_catalogue(run))
        return EXIT_CANNOT;
    if (compilation_lint(run->rules.compiler, &run->config.options) != PROMO_OK) {
        complain("%s", promo_last_error());
        return EXIT_CANNOT;
    }
    if (run->config.exclude.count != 0)
        diagnostics_keep(&run->rules.compiler->diags, is_included, run);
    return EXIT_FINE;
}

/* ---- Fixing ---- */

static enum exit_code no_memory(void)
{
    complain("%s", promo_last_error());
    return EXIT_CANNOT;
}

/* Corrects what was found, and looks again. A result with errors is taken back. *count: how many findings were corrected. */
static enum exit_code fix_once(struct lint_run *run, size_t *count)
{
    struct fixes before;
    if (fixes_copy(&run->fixes, &before) != PROMO_OK)
        return no_memory();
    if (fixes_apply(&run->fixes, run->rules.compiler, count) != PROMO_OK) {
        fixes_done(&before);
        return no_memory();
    }
    if (*count == 0) {
        fixes_done(&before);
        return EXIT_FINE;
    }
    rules_close(&run->rules);
    enum exit_code code = lint_once(run);
    if (code != EXIT_FINDINGS) {
        run->fixes.applied += *count;
        fixes_done(&before);
        return code;
    }
    complain("a correction would leave an error, so it is not made; a defect of promo itself, please report it");
    fixes_done(&run->fixes);
    run->fixes = before;
    *count = 0;
    rules_close(&run->rules);
    return lint_once(run);
}

static bool is_changed(const struct fixed_file *file)
{
    return !text_equal((struct text){file->before.bytes, file->before.length},
                       (struct text){file->after.bytes, file->after.length});
}

static enum exit_code show_differences(struct lint_run *run)
{
    struct buffer out;
    buffer_init(&out, NULL);
    for (size_t i = 0; i < run->fixes.files.count; i++) {
        const struct fixed_file *file = &run->fixes.files.items[i];
        struct line_diff_options options = {file->path, file->path, terminal_output_colored()};
        line_diff(&out, (struct text){file->before.bytes, file->before.length},
                  (struct text){file->after.bytes, file->after.length}, options);
    }
    enum exit_code code =
        !out.failed && terminal_write((struct text){out.bytes, out.length}) == PROMO_OK ? EXIT_FINE : EXIT_CANNOT;
    if (out.failed)
        complain("no memory left");
    buffer_done(&out);
    return code;
}

static enum exit_code write_files(struct lint_run *run)
{
    size_t changed = 0;
    for (size_t i = 0; i < run->fixes.files.count; i++) {
        const struct fixed_file *file = &run->fixes.files.items[i];
        if (!is_changed(file))
            continue;
        if (!file_replace(file->path, (struct text){file->after.bytes, file->after.length}))
            return EXIT_CANNOT;
        changed++;
    }
    if (run->fixes.applied != 0)
        fprintf(stderr, "%zu %s corrected in %zu %s\n", run->fixes.applied, run->fixes.applied == 1 ? "finding" : "findings",
                changed, changed == 1 ? "file" : "files");
    return EXIT_FINE;
}

static enum exit_code fix(struct lint_run *run)
{
    enum exit_code code = EXIT_FINE;
    size_t count = 1;
    for (int round = 0; code == EXIT_FINE && count != 0 && round < MOST_ROUNDS; round++)
        code = fix_once(run, &count);
    if (code == EXIT_FINE)
        code = run->values[LINT_DIFF].given ? show_differences(run) : write_files(run);
    return code;
}

/* ---- Showing ---- */

static enum exit_code show(struct lint_run *run)
{
    promo_compiler *compiler = run->rules.compiler;
    promo_format format = (promo_format)run->values[LINT_FORMAT].number;
    bool people = format == PROMO_PEOPLE;
    const char *text =
        promo_compiler_render(compiler, format, people && terminal_colored(), people ? FINDINGS_SHOWN_TO_PEOPLE : 0);
    if (text == NULL) {
        complain("no memory left");
        return EXIT_CANNOT;
    }
    if (people)
        fputs(text, stderr);
    else if (terminal_write(text_from(text)) != PROMO_OK)
        return EXIT_CANNOT;
    bool would_change = run->values[LINT_DIFF].given && run->fixes.applied != 0;
    return compiler->diags.errors != 0 || compiler->diags.warnings != 0 || would_change ? EXIT_FINDINGS : EXIT_FINE;
}

/* Where the files have no errors: the baseline. */
static enum exit_code settle(struct lint_run *run)
{
    const char *baseline = run->values[LINT_BASELINE].given ? run->values[LINT_BASELINE].text : run->config.baseline;
    bool write = run->values[LINT_WRITE_BASELINE].given;
    size_t gone = 0;
    if (write) {
        if (!lint_baseline_write(&run->config, baseline, run->rules.compiler))
            return EXIT_CANNOT;
        size_t count = run->rules.compiler->diags.list.count;
        fprintf(stderr, "%zu %s written to %s\n", count, count == 1 ? "finding" : "findings", baseline);
        return EXIT_FINE;
    }
    if (baseline != NULL && !lint_baseline_apply(&run->config, baseline, run->rules.compiler, &gone))
        return EXIT_CANNOT;
    enum exit_code code = show(run);
    if (gone != 0 && run->values[LINT_FORMAT].number == PROMO_PEOPLE)
        fprintf(stderr, "%zu %s of the baseline %s gone; --write-baseline forgets %s\n", gone,
                gone == 1 ? "finding" : "findings", gone == 1 ? "is" : "are", gone == 1 ? "it" : "them");
    return code;
}

static enum exit_code lint_files(struct lint_run *run)
{
    enum exit_code code = lint_once(run);
    bool fixing = run->values[LINT_FIX].given || run->values[LINT_DIFF].given;
    if (code == EXIT_FINE && fixing)
        code = fix(run);
    if (code == EXIT_CANNOT)
        return code;
    return code == EXIT_FINDINGS ? show(run) : settle(run);
}

/* ---- The command ---- */

static bool read_options(struct lint_run *run)
{
    const struct option_value *values = run->values;
    if (values[LINT_CONFIG].given && values[LINT_NO_CONFIG].given) {
        complain("--config and --no-config are given together");
        return false;
    }
    if (!values[LINT_NO_CONFIG].given && !lint_config_load(&run->config, values[LINT_CONFIG].text))
        return false;
    for (size_t i = 0; i < values[LINT_LEVEL].texts.count; i++)
        if (!lint_config_level(&run->config, values[LINT_LEVEL].texts.items[i]))
            return false;
    if (values[LINT_WRITE_BASELINE].given && !values[LINT_BASELINE].given && run->config.baseline == NULL) {
        complain("--write-baseline: where to? give --baseline FILE");
        return false;
    }
    run->config.options.has_at = true;
    if (!stored_instant(&values[LINT_AT], &run->config.options.at))
        return false;
    if (!values[LINT_AT].given)
        run->config.options.at -= LINT_PAST_IS_KEPT;
    return true;
}

static bool reads_standard_input(const struct lint_run *run)
{
    for (size_t i = 0; i < run->paths.files.count; i++)
        if (strcmp(run->paths.files.items[i], "-") == 0)
            return true;
    return false;
}

static enum exit_code run_lint(struct lint_run *run, const struct invocation *invocation)
{
    bool fixing = run->values[LINT_FIX].given || run->values[LINT_DIFF].given;
    if (!read_options(run) || !take_files(run, invocation))
        return EXIT_CANNOT;
    if (run->values[LINT_DIFF].given && run->values[LINT_FORMAT].number != PROMO_PEOPLE) {
        complain("--diff and --format both write to standard output");
        return EXIT_CANNOT;
    }
    if (fixing && reads_standard_input(run)) {
        complain("standard input cannot be corrected; give the file");
        return EXIT_CANNOT;
    }
    return lint_files(run);
}

static enum exit_code lint(const struct invocation *invocation)
{
    const struct option_value *values = invocation->values;
    struct lint_run run = {.values = values};
    if (values[LINT_LIST].given || values[LINT_EXPLAIN].given) {
        if (invocation->operand_count == 0)
            return values[LINT_LIST].given ? lint_list() : lint_explain(values[LINT_EXPLAIN].text);
        complain("--list and --explain take no files");
        return EXIT_CANNOT;
    }
    lint_config_init(&run.config);
    paths_init(&run.paths);
    fixes_init(&run.fixes);
    enum exit_code code = run_lint(&run, invocation);
    rules_close(&run.rules);
    if (run.catalogue_open)
        catalogue_done(&run.catalogue);
    fixes_done(&run.fixes);
    paths_done(&run.paths);
    lint_config_done(&run.config);
    return code;
}

const struct command LINT_COMMAND = {
    .name = "lint",
    .operands = "[FILES]",
    .summary = "mistakes in rule files that compile, each with a name",
    .details =
        "FILES are rule files and directories of them; all together are one rule set. Without any, those that promo.toml lists.\n"
        "Errors and warnings are findings (exit code 1), notes are not. A comment `# promo:ignore NAME: reason` on the line of a\n"
        "finding, or alone above it, takes the finding away.",
    .examples = "# what is wrong with the rules of a shop\n"
                "promo lint examples/giftshop\n"
                "# what a lint means, and how to put it right\n"
                "promo lint --explain never-holds\n"
                "# for a service that shows findings beside the code\n"
                "promo lint --format sarif examples/giftshop\n",
    OPTIONS_OF(LINT_OPTIONS),
    .least = 0,
    .most = SIZE_MAX,
    .run = lint,
};
