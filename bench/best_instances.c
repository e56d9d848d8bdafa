#include "bench/best_instances.h"

#include "bench/best_crowded.h"
#include "bench/best_shop.h"

const struct instance_family INSTANCE_FAMILIES[] = {
    {"ordinary", ordinary_make},
    {"hard", hard_make},
    {"crowded", crowded_make},
    {"tangled", tangled_make},
};
const uint32_t INSTANCE_FAMILY_COUNT = sizeof INSTANCE_FAMILIES / sizeof *INSTANCE_FAMILIES;

const struct best_problem *instance_make(const struct instance_family *family, struct arena *arena, uint32_t offers, uint64_t number)
{
    struct maker maker;
    return family->make(&maker, arena, offers, number) ? maker.problem : NULL;
}
