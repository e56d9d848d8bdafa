#include "cli/lsp_rule_set.h"

#include "cli/catalogue.h"
#include "cli/lint_baseline.h"
#include "cli/lint_config.h"
#include "cli/lsp_lint.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

struct lint_settings {
    struct lint_config config;
    struct catalogue catalogue;
    bool has_catalogue, catalogue_tried;
    const char *path; /* of promo.toml, as the client's paths go; NULL: there is none */
};

void rule_set_forget_settings(struct rule_set *set)
{
    struct lint_settings *settings = set->lint;
    if (settings == NULL)
        return;
    if (settings->has_catalogue)
        catalogue_done(&settings->catalogue);
    lint_config_done(&settings->config);
    alloc_release(&ALLOC_DEFAULT, settings, 1, sizeof *settings);
    set->lint = NULL;
}

/* The settings lie in the set's directory, or so many above it as "../" stands before their name. NULL without memory. */
static const char *path_of(struct lint_config *config, const char *root)
{
    size_t length = strlen(root);
    for (const char *at = config->beside; strncmp(at, "../", 3) == 0; at += 3)
        while (length > 0 && root[--length] != '/')
            ;
    while (length > 0 && root[length - 1] == '/')
        length--;
    return arena_format(&config->arena, "%.*s/%s", (int)length, root, LINT_CONFIG_NAME);
}

/* In the set's directory. */
static struct lint_settings *read_settings(struct rule_set *set)
{
    if (set->lint != NULL)
        return set->lint;
    struct lint_settings *settings = alloc_zeroed(&ALLOC_DEFAULT, 1, sizeof *settings);
    if (settings == NULL)
        return NULL;
    lint_config_init(&settings->config);
    bool read = set->root[0] == '\0' || lint_config_read(&settings->config);
    if (settings->config.sources.files.count != 0)
        settings->path = path_of(&settings->config, set->root);
    if (!read || settings->config.diags.errors != 0)
        lint_config_disregard(&settings->config);
    return set->lint = settings;
}

static void open_catalogue(struct lint_settings *settings, const struct plan *plan)
{
    bool wanted = !settings->catalogue_tried && settings->config.catalogue != NULL;
    settings->catalogue_tried = true;
    if (!wanted)
        return;
    settings->has_catalogue = catalogue_load(&settings->catalogue, settings->config.catalogue, plan->decimals) == PROMO_OK;
    if (!settings->has_catalogue)
        diag_error(&settings->config.diags, CODE_NONE, settings->config.catalogue_at, "%s", promo_last_error());
    settings->config.options.catalogue = settings->has_catalogue ? &settings->catalogue : NULL;
}

struct inclusion {
    struct lint_settings *settings;
    const struct snapshot *snapshot;
};

static bool is_included(void *context, const struct diagnostic *diagnostic)
{
    const struct inclusion *inclusion = context;
    const char *path = diagnostic->span.file < inclusion->snapshot->count ? inclusion->snapshot->paths[diagnostic->span.file] : NULL;
    return diagnostic->lint == LINT_RULE_NONE || path == NULL || !lint_config_excludes(&inclusion->settings->config, path);
}

static bool look(struct rule_set *set)
{
    struct lint_settings *settings = read_settings(set);
    struct snapshot *snapshot = set->now;
    promo_compiler *compiler = snapshot->compiler;
    size_t gone;
    if (settings == NULL)
        return false;
    open_catalogue(settings, &compiler->plan);
    settings->config.options.has_at = true;
    settings->config.options.at = (int64_t)time(NULL) - LINT_PAST_IS_KEPT;
    if (compilation_lint(compiler, &settings->config.options) != PROMO_OK)
        return false;
    if (settings->config.exclude.count != 0)
        diagnostics_keep(&compiler->diags, is_included, &(struct inclusion){settings, snapshot});
    if (settings->config.baseline != NULL && access(settings->config.baseline, R_OK) == 0)
        (void)lint_baseline_apply(&settings->config, settings->config.baseline, compiler, &gone); /* it has said what is wrong */
    return true;
}

/* Settings name files from the working directory, so that is the set's for as long as the work takes. */
static bool at_home(struct rule_set *set, bool (*work)(struct rule_set *set))
{
    int here = open(".", O_RDONLY | O_DIRECTORY);
    bool there = here >= 0 && set->root[0] != '\0' && chdir(set->root) == 0;
    bool fine = work(set);
    if (there && fchdir(here) != 0)
        fine = false;
    if (here >= 0)
        close(here);
    return fine;
}

bool rule_set_lint(struct rule_set *set)
{
    if (set->now->linted)
        return true;
    set->now->linted = true;
    return set->now->compiler->diags.errors != 0 || at_home(set, look);
}

static bool take_catalogue(struct rule_set *set)
{
    struct lint_settings *settings = read_settings(set);
    if (settings != NULL)
        open_catalogue(settings, &set->now->compiler->plan);
    return settings != NULL;
}

const struct catalogue *rule_set_catalogue(struct rule_set *set)
{
    bool decimals_known = set->now != NULL && set->now->compiler->plan.currency[0] != '\0';
    bool tried = set->lint != NULL && set->lint->catalogue_tried;
    bool read = decimals_known && (tried || at_home(set, take_catalogue));
    return read && set->lint->has_catalogue ? &set->lint->catalogue : NULL;
}

static bool take_settings(struct rule_set *set)
{
    return read_settings(set) != NULL;
}

const struct diagnostics *rule_set_settings(struct rule_set *set, const char **path)
{
    bool read = set->lint != NULL || at_home(set, take_settings);
    *path = read ? set->lint->path : NULL;
    return *path == NULL ? NULL : &set->lint->config.diags;
}
