/* Layers to measure the optimiser with: families of random ones, and the known hard shapes.
 *
 * Reproducible: the same family, size and number give the same layer everywhere. */
#ifndef BENCH_BEST_INSTANCES_H
#define BENCH_BEST_INSTANCES_H

#include "base/arena.h"
#include "vm/best.h"

struct maker;

struct instance_family {
    const char *name;
    bool (*make)(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number);
};

extern const struct instance_family INSTANCE_FAMILIES[];
extern const uint32_t INSTANCE_FAMILY_COUNT;

/* `offers` promotions over a basket of 5 to 40 lines. The problem lives in the arena; NULL without memory. */
const struct best_problem *instance_make(const struct instance_family *family, struct arena *arena, uint32_t offers, uint64_t number);

/* The known hard shapes, each with a name. */
struct instance_shape {
    const char *name;
    const struct best_problem *(*make)(struct arena *arena);
};

extern const struct instance_shape INSTANCE_SHAPES[];
extern const uint32_t INSTANCE_SHAPE_COUNT;

#endif
