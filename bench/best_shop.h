/* Layers as a shop has them (ordinary), and with the same kinds of promotion where every one overlaps several others (hard). */
#ifndef BENCH_BEST_SHOP_H
#define BENCH_BEST_SHOP_H

#include "bench/best_maker.h"

bool ordinary_make(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number);
bool hard_make(struct maker *maker, struct arena *arena, uint32_t offers, uint64_t number);

#endif
