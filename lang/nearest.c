#include "lang/nearest.h"

struct nearest nearest_to(struct text wanted)
{
    size_t third = wanted.length / 3;
    return (struct nearest){.wanted = wanted, .distance = third < 1 ? 1 : third > 3 ? 3 : (unsigned)third};
}

bool nearest_offer(struct nearest *nearest, struct text candidate)
{
    size_t longer = candidate.length > nearest->wanted.length ? candidate.length - nearest->wanted.length
                                                              : nearest->wanted.length - candidate.length;
    if (longer > nearest->distance || candidate.length <= nearest->distance)
        return false;
    unsigned distance = text_distance(nearest->wanted, candidate, nearest->distance);
    bool better = distance < nearest->distance || (distance == nearest->distance && nearest->best.bytes == NULL) ||
                  (distance == nearest->distance && text_compare(candidate, nearest->best) < 0);
    if (!better)
        return false;
    nearest->best = candidate;
    nearest->distance = distance;
    return true;
}
