/* Layers as no shop has them: promotions of whole categories and brands, each with very many ways to apply it, heaped on
 * the same lines in no order of merit (crowded), and bundles and multi-buys of random lines (tangled). */
#ifndef BENCH_BEST_CROWDED_H
#define BENCH_BEST_CROWDED_H

#include "bench/best_maker.h"

/* The promotion numbered `offer`, over a basket with categories and brands. */
void offer_crowded(struct maker *maker, uint32_t offer);

bool crowded_make(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number);
bool tangled_make(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number);

#endif
