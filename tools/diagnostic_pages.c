/* Writes docs/diagnostics/: a page for each code and a list of them, from the one table (lang/codes.def).
 *
 *     diagnostic_pages FOLDER */
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

int main(int count, char **arguments)
{
    if (count != 2)
        return fprintf(stderr, "usage: diagnostic_pages FOLDER\n"), 2;
    int failed = write_list(arguments[1]);
    for (size_t i = 0; i < PAGE_COUNT && !failed; i++)
        failed = write_page(arguments[1], &PAGES[i]);
    return failed;
}
