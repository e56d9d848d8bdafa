/* A rule set as the server keeps it: which files it is of, and what its last compilation found.
 *
 * Sources are named from the set's directory, as messages show them; paths everywhere else are absolute. A file that is open
 * at the client is compiled as it is there. */
#ifndef CLI_LSP_RULE_SET_H
#define CLI_LSP_RULE_SET_H

#include "cli/lsp_disk.h"
#include "cli/lsp_documents.h"
#include "cli/lsp_lint.h"
#include "compiler/compilation.h"
#include "compiler/symbols.h"

/* One compilation, and everything that was looked up in it. */
struct snapshot {
    promo_compiler *compiler;
    struct arena arena;
    const char **paths;   /* by number of source; NULL: of the standard library */
    struct lines *lines;  /* by number of source; found when first asked for */
    size_t count;
    size_t size;          /* bytes of all sources */
    bool sound;           /* every source could be read wholly */
    struct symbols symbols;
    bool indexed;
    bool linted;          /* lints are among the diagnostics, if there are any */
};

void snapshot_free(struct snapshot *snapshot);

/* The number of the source with this path; UINT32_MAX: none. */
uint32_t snapshot_source(const struct snapshot *snapshot, const char *path);

/* NULL without memory; so the index of its names, which is made when first asked for. */
const struct lines *snapshot_lines(struct snapshot *snapshot, uint32_t source);
struct symbols *snapshot_symbols(struct snapshot *snapshot);

/* A file of which the client has diagnostics, and by which URI. */
struct told {
    char *path, *uri; /* on the heap */
    uint64_t hash;    /* of the message */
};

struct rule_set {
    struct arena arena;
    const char *root;        /* its directory; "" for what is no file yet */
    struct path_list files;  /* in order */
    bool library;            /* files for others to import: nothing is missing when they have no settings */
    bool opened;             /* the client has, or had, one of its files open */
    bool stale;              /* a text has changed since it was compiled */
    bool told_all;           /* the client knows what the last compilation found */
    struct snapshot *now;    /* NULL: never compiled */
    struct snapshot *sound;  /* the last in which every source could be read; perhaps the same */
    VECTOR(struct told) told;
    struct told told_settings; /* path NULL: the client has none of its promo.toml from this set */
    struct lint_settings *lint; /* cli/lsp_lint.h; NULL: not read yet */
};

struct rule_set *rule_set_new(const char *root);
void rule_set_free(struct rule_set *set);

void told_done(struct told *told);

/* Whether it is of the file, or imports it. */
bool rule_set_has(const struct rule_set *set, const char *path);

/* Compiles the set with these documents open; nothing is kept of it here. NULL without memory. */
struct snapshot *rule_set_compile(struct rule_set *set, const struct documents *documents, struct disk *disk);

/* Compiles anew if it is stale. False without memory; the old snapshot then stays. */
bool rule_set_refresh(struct rule_set *set, const struct documents *documents, struct disk *disk);

#endif
