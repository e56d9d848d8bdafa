/* The index: that every part lies inside and refers to what there is. Whether it leaves nothing out is the compiler's duty. */
#include "vm/verify_parts.h"

#include "vm/index.h"

#include <string.h>

static bool check_values(struct verifier *verifier, const struct index_view *index)
{
    for (int i = 0; i < GATE_COUNT; i++)
        for (uint32_t j = 0; j < index->header.values[i]; j++)
            if (index->values[i][j] >= verifier->view->SYMBOLS_COUNT ||
                (j != 0 && index->values[i][j - 1] >= index->values[i][j]))
                return verify_fail(verifier, "the values of a gate are no ascending symbols");
    return true;
}

static bool check_postings(struct verifier *verifier, const struct index_view *index)
{
    const struct index_header *header = &index->header;
    if (index->starts[0] != 0 || index->starts[header->tokens] != header->postings)
        return verify_fail(verifier, "postings do not begin or end with their tokens");
    for (uint32_t i = 0; i < header->tokens; i++)
        if (index->starts[i] > index->starts[i + 1])
            return verify_fail(verifier, "the starts of postings do not ascend");
    for (uint32_t i = 0; i < header->postings; i++)
        if (index->postings[i] >> INDEX_KIND_BITS >= header->promotions)
            return verify_fail(verifier, "a posting is of no promotion");
    for (uint32_t i = 0; i < header->always; i++)
        if (index->always[i] >= header->promotions)
            return verify_fail(verifier, "a candidate is no promotion");
    return true;
}

bool verify_index_section(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    struct index_view index;
    verify_at(verifier, "INDEX_WORDS", 0);
    if (view->INDEX_WORDS_COUNT == 0)
        return true;
    if (view->INDEX_WORDS_COUNT < INDEX_HEADER_WORDS)
        return verify_fail(verifier, "it is cut off");
    memcpy(&index.header, view->INDEX_WORDS, sizeof index.header);
    uint64_t tokens = (uint64_t)view->SYMBOLS_COUNT + view->COUPONS_COUNT + view->AUDIENCES_COUNT;
    if (index.header.promotions != view->PROMOTIONS_COUNT || index.header.tokens != tokens)
        return verify_fail(verifier, "it is of other promotions");
    for (int i = 0; i < GATE_COUNT; i++)
        if (index.header.values[i] > GATE_VALUES)
            return verify_fail(verifier, "a gate has too many values");
    if (index_layout(&index, view->INDEX_WORDS) != view->INDEX_WORDS_COUNT)
        return verify_fail(verifier, "its parts do not fill it");
    return check_values(verifier, &index) && check_postings(verifier, &index);
}
