/* Writes docs/diagnostics/ and docs/lints/: a page for each code and each lint, and lists of them, from the tables
 * (lang/codes.def, lang/lints.def).
 *
 *     diagnostic_pages codes|lints FOLDER */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct page {
    const char *name, *title, *text, *wrong, *right;
} PAGES[] = {
#define CODE(name, title, page, wrong, right) {#name, title, page, wrong, right},
#include "lang/codes.def"
#undef CODE
};

enum { PAGE_COUNT = sizeof PAGES / sizeof PAGES[0] };

static const struct lint_page {
    const char *name, *category, *level;
    bool fixable;
    const char *title, *text, *bad, *good;
} LINTS[] = {
#define LINT(id, name, category, level, fixable, title, page, bad, good) \
    {name, #category, #level, fixable, title, page, bad, good},
#include "lang/lints.def"
#undef LINT
};

enum { LINT_COUNT = sizeof LINTS / sizeof LINTS[0] };

static const struct {
    const char *id, *name, *title;
} CATEGORIES[] = {
    {"BUGS", "bugs", "what cannot be meant"},
    {"MONEY", "money", "what gives away more than it should"},
    {"CLARITY", "clarity", "what misleads its next reader"},
    {"SPEED", "speed", "what costs time on every basket"},
    {"STYLE", "style", "what could be tidier"},
};

static const struct {
    const char *id, *name;
} LEVELS[] = {{"OFF", "off"}, {"NOTE", "note"}, {"WARNING", "warning"}, {"ERROR", "error"}};

static const struct {
    const char *prefix, *title;
} GROUPS[] = {
    {"P00", "Form: what a file may contain, and how it is put together"},
    {"P01", "Names"},
    {"P02", "Types, units and rules"},
    {"P03", "Imports and templates"},
    {"P04", "Periods, schedules and time zones"},
    {"P05", "Sequences"},
    {"P06", "Limits of a rule set"},
};

static void write_example(FILE *out, const char *title, const char *source)
{
    if (source[0] != '\0')
        fprintf(out, "\n## %s\n\n```promo\n%s```\n", title, source);
}

static int write_page(const char *folder, const struct page *page)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.md", folder, page->name);
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return perror(path), 1;
    fprintf(out, "# %s: %s\n\n%s\n", page->name, page->title, page->text);
    write_example(out, "Wrong", page->wrong);
    write_example(out, "Right", page->right);
    return fclose(out) == 0 ? 0 : (perror(path), 1);
}

static int write_list(const char *folder)
{
    char path[512];
    snprintf(path, sizeof path, "%s/README.md", folder);
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return perror(path), 1;
    fprintf(out, "# Diagnostics\n\nMade from `lang/codes.def` by `make docs-generated`; do not edit. `promo explain-code P0011` "
                 "prints a page.\n");
    for (size_t group = 0; group < sizeof GROUPS / sizeof GROUPS[0]; group++) {
        fprintf(out, "\n## %s\n\n| code | |\n| --- | --- |\n", GROUPS[group].title);
        for (size_t i = 0; i < PAGE_COUNT; i++)
            if (strncmp(PAGES[i].name, GROUPS[group].prefix, strlen(GROUPS[group].prefix)) == 0)
                fprintf(out, "| [%s](%s.md) | %s |\n", PAGES[i].name, PAGES[i].name, PAGES[i].title);
    }
    return fclose(out) == 0 ? 0 : (perror(path), 1);
}

static const char *category_of(const struct lint_page *lint)
{
    for (size_t i = 0; i < sizeof CATEGORIES / sizeof CATEGORIES[0]; i++)
        if (strcmp(CATEGORIES[i].id, lint->category) == 0)
            return CATEGORIES[i].name;
    return "";
}

static const char *level_of(const struct lint_page *lint)
{
    for (size_t i = 0; i < sizeof LEVELS / sizeof LEVELS[0]; i++)
        if (strcmp(LEVELS[i].id, lint->level) == 0)
            return LEVELS[i].name;
    return "";
}

static int write_lint(const char *folder, const struct lint_page *lint)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.md", folder, lint->name);
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return perror(path), 1;
    fprintf(out, "# %s: %s\n\nCategory `%s`, level `%s`%s.\n\n%s\n", lint->name, lint->title, category_of(lint), level_of(lint),
            lint->fixable ? ", with a fix where one is safe" : "", lint->text);
    write_example(out, "Bad", lint->bad);
    write_example(out, "Good", lint->good);
    return fclose(out) == 0 ? 0 : (perror(path), 1);
}

static int write_lints(const char *folder)
{
    char path[512];
    snprintf(path, sizeof path, "%s/README.md", folder);
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return perror(path), 1;
    fprintf(out, "# Lints\n\nMade from `lang/lints.def` by `make docs-generated`; do not edit. How to run, configure and ignore them is "
                 "in [lint.md](../lint.md); `promo lint --explain never-holds` prints a page.\n");
    for (size_t group = 0; group < sizeof CATEGORIES / sizeof CATEGORIES[0]; group++) {
        fprintf(out, "\n## %s: %s\n\n| lint | level | fix | |\n| --- | --- | --- | --- |\n", CATEGORIES[group].name,
                CATEGORIES[group].title);
        for (size_t i = 0; i < LINT_COUNT; i++)
            if (strcmp(LINTS[i].category, CATEGORIES[group].id) == 0)
                fprintf(out, "| [%s](%s.md) | %s | %s | %s |\n", LINTS[i].name, LINTS[i].name, level_of(&LINTS[i]),
                        LINTS[i].fixable ? "yes" : "", LINTS[i].title);
    }
    return fclose(out) == 0 ? 0 : (perror(path), 1);
}

int main(int count, char **arguments)
{
    int lints = count == 3 && strcmp(arguments[1], "lints") == 0;
    if (!lints && (count != 3 || strcmp(arguments[1], "codes") != 0))
        return fprintf(stderr, "usage: diagnostic_pages codes|lints FOLDER\n"), 2;
    int failed = lints ? write_lints(arguments[2]) : write_list(arguments[2]);
    for (size_t i = 0; i < PAGE_COUNT && !lints && !failed; i++)
        failed = write_page(arguments[2], &PAGES[i]);
    for (size_t i = 0; i < LINT_COUNT && lints && !failed; i++)
        failed = write_lint(arguments[2], &LINTS[i]);
    return failed;
}
