#include "vm/best_seen.h"

#include <string.h>

/* Beyond that many, states are not kept. A power of two. */
enum { STATES_MOST = 4096 };

promo_status seen_begin(struct seen *seen, struct set *set, const uint32_t *columns, uint32_t count, size_t key_words,
                        bool ties)
{
    struct model *model = set->component->model;
    *seen = (struct seen){set, columns, count, key_words, NULL, ties};
    seen->copies = SCRATCH_CLEARED(model->scratch, set->component->column_count, int64_t);
    model->states.count = model->state_weights.count = model->state_table.count = 0;
    return seen->copies != NULL ? PROMO_OK : PROMO_NO_MEMORY;
}

static uint64_t hash_key(const int64_t *key, size_t words)
{
    uint64_t hash = words;
    for (size_t w = 0; w < words; w++) {
        hash = (hash ^ (uint64_t)key[w]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}

/* The state's words are its key, then the copies of the set that came there. */
static int64_t *state_at(const struct seen *seen, uint32_t number)
{
    return seen->set->component->model->states.items + number * (seen->key_words + seen->column_count);
}

static void remember(struct seen *seen, int64_t *state, uint32_t number)
{
    for (uint32_t i = 0; i < seen->column_count; i++)
        state[seen->key_words + i] = seen->set->copies[seen->columns[i]];
    seen->set->component->model->state_weights.items[number] = seen->set->weight;
}

static promo_status add_state(struct seen *seen, const int64_t *key, uint32_t *slot)
{
    struct model *model = seen->set->component->model;
    size_t words = seen->key_words + seen->column_count;
    if (model->state_weights.count == STATES_MOST)
        return PROMO_OK;
    if (!VECTOR_RESERVE(&model->states, model->alloc, words) || !VECTOR_PUSH(&model->state_weights, model->alloc, 0))
        return PROMO_NO_MEMORY;
    *slot = (uint32_t)model->state_weights.count - 1;
    int64_t *state = model->states.items + model->states.count;
    model->states.count += words;
    memcpy(state, key, seen->key_words * sizeof *key);
    remember(seen, state, *slot);
    return PROMO_OK;
}

/* Whether the set at hand is preferred to one of the same weight that came to the state before. */
static promo_status is_preferred(struct seen *seen, const int64_t *state, bool *preferred)
{
    int order = 0;
    for (uint32_t i = 0; i < seen->column_count; i++)
        seen->copies[seen->columns[i]] = state[seen->key_words + i];
    promo_status status = component_compare(seen->set->component, seen->set->copies, seen->copies, &order);
    *preferred = order > 0;
    return status;
}

promo_status seen_goes_on(struct seen *seen, const int64_t *key, bool *goes_on)
{
    struct model *model = seen->set->component->model;
    size_t slots = 2 * STATES_MOST, slot = (size_t)hash_key(key, seen->key_words) & (slots - 1);
    *goes_on = true;
    model->work++;
    if (model->state_table.count == 0) {
        if (!VECTOR_RESERVE(&model->state_table, model->alloc, slots))
            return PROMO_NO_MEMORY;
        model->state_table.count = slots;
        memset(model->state_table.items, 0xff, slots * sizeof *model->state_table.items);
    }
    uint32_t *table = model->state_table.items;
    while (table[slot] != BEST_NONE &&
           memcmp(state_at(seen, table[slot]), key, seen->key_words * sizeof *key) != 0)
        slot = (slot + 1) & (slots - 1);
    if (table[slot] == BEST_NONE)
        return add_state(seen, key, &table[slot]);
    promo_i128 weight = model->state_weights.items[table[slot]];
    promo_status status = PROMO_OK;
    if (weight > seen->set->weight || (weight == seen->set->weight && !seen->ties))
        *goes_on = false;
    else if (weight == seen->set->weight)
        status = is_preferred(seen, state_at(seen, table[slot]), goes_on);
    if (*goes_on)
        remember(seen, state_at(seen, table[slot]), table[slot]);
    return status;
}
