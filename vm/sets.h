/* Runs the code of one item set: bit sets over the unit classes of a scene. Part of the interpreter (vm/interpret.c). */
#ifndef VM_SETS_H
#define VM_SETS_H

#include "vm/interpret.h"

/* The set's bits if it has been computed for these classes and prices, or NULL. */
const uint64_t *scene_known_set(const struct scene *scene, uint32_t set);

/* Words that stay where they are until the classes change; NULL without memory, which the scene's status then says. */
uint64_t *scene_words(struct scene *scene, size_t count);

/* Writes the bits of what has one of the symbols of that range of LIST_VALUES. */
void sets_select_terms(const struct scene *scene, enum term_kind kind, struct span span, uint64_t *out);

/* Writes the set's bits; every set that the code loads is known. False without memory. */
bool sets_run(struct scene *scene, struct span code, uint64_t *out);

/* Whether a comparison holds: not with a missing value. */
static inline bool compare_values(enum comparison comparison, int64_t left, int64_t right)
{
    if (left == VALUE_MISSING || right == VALUE_MISSING)
        return false;
    switch (comparison) {
    case CMP_EQUAL: return left == right;
    case CMP_DIFFERENT: return left != right;
    case CMP_LESS: return left < right;
    case CMP_AT_MOST: return left <= right;
    case CMP_MORE: return left > right;
    case CMP_AT_LEAST: return left >= right;
    case CMP_COUNT: break;
    }
    return false;
}

#endif
