/* Which files make a rule set: the client's folders, and what is open outside of them.
 *
 * A folder is one rule set, as `promo check FOLDER` takes it, unless it has several blocks of settings below it. Then each
 * directory with settings of its own is a rule set, with everything below it that has none; what is left is a library for
 * others to import. A file outside of every folder belongs to the rule files beside it, unless these have several settings;
 * then it stands alone. */
#ifndef CLI_LSP_WORKSPACE_H
#define CLI_LSP_WORKSPACE_H

#include "cli/lsp_rule_set.h"

struct workspace {
    struct path_list folders; /* absolute; texts on the heap */
    struct disk disk;
    struct documents documents;
    VECTOR(struct rule_set *) sets;
    VECTOR(struct rule_set *) gone; /* replaced, and the client has diagnostics of them */
    struct arena listed_arena;
    struct path_list listed; /* files in the folders, as last listed */
    struct arena arena;
    const char *library;     /* directory into which the standard library is written for reading; NULL: none */
    bool cut;                /* a folder has too many files: not all are known */
};

void workspace_init(struct workspace *workspace);
void workspace_done(struct workspace *workspace);

/* False without memory; so are the others. */
bool workspace_add_folder(struct workspace *workspace, const char *path);
void workspace_remove_folder(struct workspace *workspace, const char *path);

/* Lists the folders again, and divides their files into rule sets. */
bool workspace_list(struct workspace *workspace);

/* Divides the files again: one was opened or closed, or got or lost its settings. */
bool workspace_divide(struct workspace *workspace);

/* A file's text is another now: what was compiled of it is stale. */
void workspace_changed(struct workspace *workspace, const char *path);

/* The rule set a file belongs to: the one it is listed in, else the first that imports it. NULL: none knows it. */
struct rule_set *workspace_set(const struct workspace *workspace, const char *path);

#endif
