/* The files that operands name: a file is itself, a directory all the rule files under it, in order of path.
 *
 * Texts live in the caller's arena. */
#ifndef CLI_PATHS_H
#define CLI_PATHS_H

#include "base/arena.h"
#include "base/vector.h"

struct paths {
    struct arena arena;
    VECTOR(const char *) files;
    bool quiet; /* do not complain */
};

void paths_init(struct paths *paths);
void paths_done(struct paths *paths);

/* Adds what the operand names. False (complained): it cannot be read, or it is a directory without a rule file. */
bool paths_add(struct paths *paths, const char *operand);

/* Whether a file is a rule file by its name. */
bool path_names_source(const char *path);

/* Whether the operand names rules by how it looks: a directory, or a name that ends in ".promo" or ".promoc". */
bool path_names_rules(const char *operand);

#endif
