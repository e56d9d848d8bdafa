/* Names that seem unknown only because the file that declares them could not be read, or not wholly.
 *
 * A declaration whose first line is broken is lost to the parser; complaining of each use of its name would drown the one
 * error that matters. So before a name is called unknown, the sources with errors of form are searched for its words. */
#ifndef COMPILER_MISSING_H
#define COMPILER_MISSING_H

#include "compiler/names.h"
#include "lang/diagnostic.h"

struct missing {
    const struct sources *sources;
    uint8_t *broken;   /* by source: it has an error of form */
    size_t count;
    bool import_failed; /* then any name may be the missing file's */
    bool any;
    unsigned searches; /* how many more are made; after them, names are taken for lost */
};

/* From what the parser and the imports have reported so far. `arena` holds the marks; false without memory. */
bool missing_init(struct missing *missing, const struct diagnostics *diags, struct arena *arena);

/* Whether a thing of this kind and name may be declared where it could not be read. */
bool missing_name(struct missing *missing, enum name_kind kind, struct text name);

/* The same of `owner.name` in a profile. */
bool missing_field(struct missing *missing, struct text owner, struct text name);

#endif
