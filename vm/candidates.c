#include "vm/candidates.h"

promo_status candidates_find(struct evaluation *evaluation)
{
    uint32_t count = evaluation->view->PROMOTIONS_COUNT;
    if (!VECTOR_RESERVE(&evaluation->candidates, evaluation->alloc, count))
        return evaluation_no_memory();
    for (uint32_t i = 0; i < count; i++)
        evaluation->candidates.items[i] = i;
    evaluation->candidates.count = count;
    return PROMO_OK;
}
