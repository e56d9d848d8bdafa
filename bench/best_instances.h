/* Layers to measure the optimiser with: baskets and offers as a shop has them, hard ones, and the known hard shapes.
 *
 * Reproducible: the same kind, size and number give the same layer everywhere. */
#ifndef BENCH_BEST_INSTANCES_H
#define BENCH_BEST_INSTANCES_H

#include "base/arena.h"
#include "vm/best.h"

enum instance_kind { INSTANCE_ORDINARY, INSTANCE_HARD };

/* `offers` promotions over a basket of 5 to 40 lines. The problem lives in the arena; NULL without memory. */
const struct best_problem *instance_make(struct arena *arena, enum instance_kind kind, uint32_t offers, uint64_t number);

/* The known hard shapes, each with a name. */
struct instance_shape {
    const char *name;
    const struct best_problem *(*make)(struct arena *arena);
};

extern const struct instance_shape INSTANCE_SHAPES[];
extern const uint32_t INSTANCE_SHAPE_COUNT;

#endif
