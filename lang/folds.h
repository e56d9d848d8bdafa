/* What of a source can be folded away: blocks, and comments one under the other; for editors. */
#ifndef LANG_FOLDS_H
#define LANG_FOLDS_H

#include "base/arena.h"
#include "lang/source.h"

struct fold {
    uint32_t start; /* of the opening brace, or of the first comment */
    uint32_t end;   /* of the last line that is folded, somewhere on it */
    bool comment;
};

/* In the arena; also of sources with errors. PROMO_NO_MEMORY. */
promo_status folds_find(struct arena *arena, const struct source *source, struct fold **folds, size_t *count);

#endif
