/* A layer's problem as a text file, to keep, share and solve with other solvers; see docs/optimiser.md for the format.
 *
 * Written for people: a line per class, promotion, event, pick and benefit. Reading checks everything, so that what was
 * read can be solved whatever the file held; the problem read belongs to the instance. */
#ifndef VM_BEST_FILE_H
#define VM_BEST_FILE_H

#include "base/arena.h"
#include "base/text.h"
#include "vm/best.h"

struct best_instance {
    struct arena arena;
    struct best_problem problem;
};

void best_instance_init(struct best_instance *instance, const promo_allocator *alloc);
void best_instance_done(struct best_instance *instance);

void best_file_write(struct buffer *out, const struct best_problem *problem);

/* PROMO_INVALID with the line and what is wrong with it in promo_last_error; PROMO_LIMIT; PROMO_NO_MEMORY. */
promo_status best_file_read(struct best_instance *instance, struct text text);

#endif
