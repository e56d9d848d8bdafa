#define _XOPEN_SOURCE 700 /* realpath */

#include "cli/lint_config.h"

#include "base/glob.h"
#include "cli/files.h"
#include "cli/terminal.h"
#include "lang/nearest.h"
#include "lang/render.h"
#include "lang/toml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LARGEST = 1 << 20, MOST_FOLDERS = 64 };

void lint_config_init(struct lint_config *config)
{
    *config = (struct lint_config){0};
    arena_init(&config->arena, NULL);
    lint_options_init(&config->options);
    sources_init(&config->sources, NULL);
    diagnostics_init(&config->diags, &config->sources, NULL);
}

void lint_config_done(struct lint_config *config)
{
    diagnostics_done(&config->diags);
    sources_done(&config->sources);
    VECTOR_DONE(&config->files, &ALLOC_DEFAULT);
    VECTOR_DONE(&config->exclude, &ALLOC_DEFAULT);
    arena_done(&config->arena);
}

/* ---- Values ---- */

static void suggest(struct diagnostic *d, const struct nearest *nearest, const char *otherwise)
{
    if (nearest->best.bytes != NULL)
        diag_help(d, "did you mean `%.*s`?", SHOWN(nearest->best));
    else
        diag_help(d, "%s", otherwise);
}

static bool is_text(struct lint_config *config, const struct toml_value *value)
{
    if (value->kind == TOML_TEXT)
        return true;
    diag_help(diag_error(&config->diags, CODE_NONE, value->span, "a text is wanted here"), "write it in quotes");
    return false;
}

static const char *copied(struct lint_config *config, struct text text)
{
    char *copy = arena_copy(&config->arena, text.bytes, text.length);
    config->diags.failed |= copy == NULL;
    return copy == NULL ? "" : copy;
}

/* A path to open: relative ones from the file's folder. */
static void set_path(struct lint_config *config, const struct toml_value *value, const char **out)
{
    if (!is_text(config, value))
        return;
    if (out == &config->catalogue)
        config->catalogue_at = value->span;
    const char *path = copied(config, value->text);
    *out = path[0] == '/' ? path : arena_format(&config->arena, "%s%s", config->beside, path);
    config->diags.failed |= *out == NULL;
}

static void set_files(struct lint_config *config, const struct toml_value *value, bool exclude)
{
    if (value->kind != TOML_ARRAY) {
        diag_help(diag_error(&config->diags, CODE_NONE, value->span, "a list is wanted here"), "write `[\"rules\"]`");
        return;
    }
    for (const struct toml_value *item = value->items; item != NULL; item = item->next) {
        if (!is_text(config, item))
            continue;
        const char *path = copied(config, item->text);
        bool kept = exclude ? VECTOR_PUSH(&config->exclude, &ALLOC_DEFAULT, path)
                            : VECTOR_PUSH(&config->files, &ALLOC_DEFAULT, path);
        config->diags.failed |= !kept;
    }
}

static bool level_of(struct lint_config *config, const struct toml_value *value, enum lint_level *level)
{
    if (!is_text(config, value))
        return false;
    *level = lint_level_find(value->text);
    if (*level != LINT_LEVEL_COUNT)
        return true;
    struct nearest nearest = nearest_to(value->text);
    for (int i = 0; i < LINT_LEVEL_COUNT; i++)
        nearest_offer(&nearest, text_from(lint_level_name((enum lint_level)i)));
    suggest(diag_error(&config->diags, CODE_NONE, value->span, "`%.*s` is no level", SHOWN(value->text)), &nearest,
            "levels are off, note, warning and error");
    return false;
}

/* ---- Keys ---- */

static void offer_rules(struct nearest *nearest)
{
    for (int rule = LINT_RULE_NONE + 1; rule < LINT_RULE_COUNT; rule++)
        nearest_offer(nearest, text_from(lint_info_get((enum lint_rule)rule)->name));
}

static void offer_categories(struct nearest *nearest)
{
    for (int category = 0; category < LINT_CATEGORY_COUNT; category++)
        nearest_offer(nearest, text_from(lint_category_name((enum lint_category)category)));
}

static void read_rule(struct lint_config *config, const struct toml_entry *entry)
{
    enum lint_rule rule = lint_find(entry->key);
    enum lint_level level;
    if (rule == LINT_RULE_NONE) {
        struct nearest nearest = nearest_to(entry->key);
        offer_rules(&nearest);
        suggest(diag_error(&config->diags, CODE_NONE, entry->span, "no lint is named `%.*s`", SHOWN(entry->key)), &nearest,
                "`promo lint --list` names them all");
    } else if (level_of(config, entry->value, &level))
        config->options.levels[rule] = level;
}

static void read_category(struct lint_config *config, const struct toml_entry *entry)
{
    enum lint_category category = lint_category_find(entry->key);
    enum lint_level level;
    if (category == LINT_CATEGORY_COUNT) {
        struct nearest nearest = nearest_to(entry->key);
        offer_categories(&nearest);
        suggest(
            diag_error(&config->diags, CODE_NONE, entry->span, "no category of lints is named `%.*s`", SHOWN(entry->key)),
            &nearest, "they are bugs, money, clarity, speed and style");
    } else if (level_of(config, entry->value, &level))
        lint_options_set(&config->options, entry->key, level);
}

static void read_lint(struct lint_config *config, const struct toml_entry *entry)
{
    static const char *const KEYS[] = {"files", "exclude", "catalogue", "baseline"};
    struct nearest nearest = nearest_to(entry->key);
    int key = 0;
    for (; key < 4 && !text_equal(entry->key, text_from(KEYS[key])); key++)
        nearest_offer(&nearest, text_from(KEYS[key]));
    if (key < 2)
        set_files(config, entry->value, key == 1);
    else if (key < 4)
        set_path(config, entry->value, key == 2 ? &config->catalogue : &config->baseline);
    else
        suggest(
            diag_error(&config->diags, CODE_NONE, entry->span, "`lint` has no setting `%.*s`", SHOWN(entry->key)), &nearest,
            "its settings are files, exclude, catalogue and baseline; levels stand below [lint.rules] and [lint.categories]");
}

static const struct {
    const char *name;
    void (*read)(struct lint_config *config, const struct toml_entry *entry);
    bool early; /* rules say more than categories, wherever they stand */
} TABLES[] = {{"lint", read_lint, true}, {"lint.categories", read_category, true}, {"lint.rules", read_rule, false}};

/* `a.b = 1` below [lint] is `b` in [lint.a]. */
static struct toml_entry placed(struct lint_config *config, struct toml_entry entry)
{
    size_t dot = entry.key.length;
    while (dot > 0 && entry.key.bytes[dot - 1] != '.')
        dot--;
    if (dot == 0 || entry.value == NULL)
        return entry;
    struct text head = {entry.key.bytes, dot - 1};
    const char *table = entry.table.length == 0
                            ? copied(config, head)
                            : arena_format(&config->arena, "%.*s.%.*s", SHOWN(entry.table), SHOWN(head));
    config->diags.failed |= table == NULL;
    entry.table = text_from(table == NULL ? "" : table);
    entry.key = (struct text){entry.key.bytes + dot, entry.key.length - dot};
    return entry;
}

static size_t table_named(struct text name)
{
    size_t i = 0;
    while (i < sizeof TABLES / sizeof *TABLES && !text_equal(name, text_from(TABLES[i].name)))
        i++;
    return i;
}

static void read_entry(struct lint_config *config, const struct toml_entry *written, bool early)
{
    struct toml_entry entry = placed(config, *written);
    size_t table = table_named(entry.table);
    if (table < sizeof TABLES / sizeof *TABLES) {
        if (entry.value != NULL && TABLES[table].early == early)
            TABLES[table].read(config, &entry);
        return;
    }
    bool said = entry.value != NULL && written->table.length != 0 && table_named(written->table) == sizeof TABLES / sizeof *TABLES;
    if (!early || said) /* of a table that there is not its heading is the mistake */
        return;
    struct text wanted = entry.value == NULL || entry.table.length != 0 ? entry.table : entry.key;
    struct nearest nearest = nearest_to(wanted);
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        nearest_offer(&nearest, text_from(TABLES[i].name));
    suggest(diag_error(&config->diags, CODE_NONE, entry.span, "there is no setting `%.*s`", SHOWN(wanted)), &nearest,
            "settings stand below [lint], [lint.categories] and [lint.rules]");
}

/* ---- Files ---- */

/* The folder of a path, without links. */
static const char *folder_of(struct lint_config *config, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? arena_copy(&config->arena, ".", 1)
                                 : arena_copy(&config->arena, path, slash == path ? 1 : (size_t)(slash - path));
    char *real = folder == NULL ? NULL : realpath(folder, NULL);
    const char *kept = real == NULL ? NULL : arena_copy(&config->arena, real, strlen(real));
    free(real);
    return kept;
}

static const char *prefix_of(struct lint_config *config, const char *path)
{
    const char *slash = strrchr(path, '/');
    return arena_copy(&config->arena, path, slash == NULL ? 0 : (size_t)(slash - path) + 1);
}

static bool read_entries(struct lint_config *config, const char *path, struct text text)
{
    const struct source *source;
    struct toml_entry *entries = NULL;
    promo_status status = sources_add(&config->sources, path, text.bytes == NULL ? "" : text.bytes, text.length, &source);
    if (status == PROMO_OK)
        status = toml_parse(&config->arena, source, &config->diags, &entries);
    if (status != PROMO_OK) {
        complain("%s: %s", path, promo_last_error());
        return false;
    }
    for (int early = 1; early >= 0; early--)
        for (const struct toml_entry *entry = entries; entry != NULL; entry = entry->next)
            read_entry(config, entry, early != 0);
    diagnostics_finish(&config->diags);
    if (diagnostics_failed(&config->diags))
        complain("no memory left");
    return !diagnostics_failed(&config->diags);
}

static bool read_config(struct lint_config *config, const char *path)
{
    struct buffer text;
    config->folder = folder_of(config, path);
    config->beside = prefix_of(config, path);
    buffer_init(&text, NULL);
    bool read = file_read(path, LARGEST, &text);
    if (read && (config->folder == NULL || config->beside == NULL)) {
        complain("%s: %s", path, strerror(errno));
        read = false;
    }
    read = read && read_entries(config, path, (struct text){text.bytes, text.length});
    buffer_done(&text);
    return read;
}

bool lint_config_read(struct lint_config *config)
{
    struct buffer candidate;
    bool found = false, read = true;
    buffer_init(&candidate, NULL);
    for (int depth = 0; depth < MOST_FOLDERS && !found && !candidate.failed; depth++) {
        buffer_clear(&candidate);
        for (int i = 0; i < depth; i++)
            buffer_string(&candidate, "../");
        buffer_string(&candidate, LINT_CONFIG_NAME);
        const char *name = buffer_cstring(&candidate);
        found = name != NULL && access(name, F_OK) == 0;
    }
    if (found)
        read = read_config(config, candidate.bytes);
    buffer_done(&candidate);
    return read;
}

static bool show(struct lint_config *config)
{
    struct buffer text;
    buffer_init(&text, NULL);
    render_people(&text, &config->diags, (struct render_options){terminal_colored(), DIAGNOSTICS_SHOWN});
    const char *rendered = buffer_cstring(&text);
    if (rendered != NULL)
        fputs(rendered, stderr);
    if (rendered == NULL)
        complain("no memory left");
    buffer_done(&text);
    return config->diags.errors == 0 && rendered != NULL;
}

bool lint_config_load(struct lint_config *config, const char *path)
{
    bool read = path != NULL ? read_config(config, path) : lint_config_read(config);
    return read && show(config);
}

void lint_config_disregard(struct lint_config *config)
{
    lint_options_init(&config->options);
    config->files.count = config->exclude.count = 0;
    config->catalogue = config->baseline = NULL;
}

bool lint_config_level(struct lint_config *config, const char *setting)
{
    size_t length = strcspn(setting, "=");
    struct text name = {setting, length};
    enum lint_level level = setting[length] == '\0' ? LINT_LEVEL_COUNT : lint_level_find(text_from(setting + length + 1));
    if (level == LINT_LEVEL_COUNT) {
        complain("--level takes NAME=LEVEL, where the level is off, note, warning or error, not `%s`", setting);
        return false;
    }
    if (!lint_options_set(&config->options, name, level)) {
        struct nearest nearest = nearest_to(name);
        offer_rules(&nearest);
        offer_categories(&nearest);
        complain(nearest.best.bytes == NULL ? "no lint or category is named `%.*s`%.*s"
                                            : "no lint or category is named `%.*s`; did you mean `%.*s`?",
                 SHOWN(name), SHOWN(nearest.best));
        return false;
    }
    return true;
}

const char *lint_config_below(struct lint_config *config, const char *folder, const char *path)
{
    char *real = folder == NULL ? NULL : realpath(path, NULL);
    size_t length = folder == NULL ? 0 : strlen(folder);
    const char *below = NULL;
    if (real != NULL && strcmp(folder, "/") == 0)
        below = arena_copy(&config->arena, real + 1, strlen(real + 1));
    else if (real != NULL && strncmp(real, folder, length) == 0 && real[length] == '/')
        below = arena_copy(&config->arena, real + length + 1, strlen(real + length + 1));
    free(real);
    return below;
}

bool lint_config_excludes(struct lint_config *config, const char *path)
{
    const char *below = config->exclude.count == 0 ? NULL : lint_config_below(config, config->folder, path);
    for (size_t i = 0; below != NULL && i < config->exclude.count; i++)
        if (glob_matches(text_from(config->exclude.items[i]), text_from(below)))
            return true;
    return false;
}
