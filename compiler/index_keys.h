/* What a basket must have before a promotion can matter: the conditions that the index selects candidates by.
 *
 * Read from the plan; compiler/emit_index.c posts promotions under their keys, and whoever warns of promotions that have
 * none (they are candidates of every basket that passes their gate) asks index_key_of, too. */
#ifndef COMPILER_INDEX_KEYS_H
#define COMPILER_INDEX_KEYS_H

#include "base/arena.h"
#include "compiler/plan.h"
#include "vm/index.h"

/* A choice of tokens, one of which a basket has whenever the condition holds. A token is number << INDEX_KIND_BITS | kind:
 * the plan's number of a symbol, a coupon or an audience. */
struct index_condition {
    const uint32_t *tokens;
    size_t count;
    uint64_t cost; /* how many baskets are thought to have one; INDEX_NO_CONDITION: it needs nothing */
};

#define INDEX_NO_CONDITION UINT64_MAX

/* Both are needed; without them the promotion is neither used nor worth a hint. */
struct index_key {
    struct index_condition first; /* the rarest */
    struct index_condition also;  /* the rarest other one that is a single token */
};

struct index_keys {
    const struct plan *plan;
    struct arena *arena;
    struct index_key *of_set; /* by node of the plan */
    size_t joined;
    bool failed;              /* no memory */
};

/* Finds what every item set needs. `reached`, by node: 0 where nothing refers to it; NULL: every node counts. False: no
 * memory; everything lives in the arena. */
bool index_keys_start(struct index_keys *keys, const struct plan *plan, struct arena *arena, const uint8_t *reached);

struct index_key index_key_of(struct index_keys *keys, const struct plan_promotion *promotion);

/* What holds only for baskets that have it. */
struct index_key index_key_of_criterion(struct index_keys *keys, const struct plan_criterion *criterion);

/* Whether the promotion has to be a candidate of every basket: it needs nothing that the index knows. */
static inline bool index_key_is_none(const struct index_key *key)
{
    return key->first.cost == INDEX_NO_CONDITION;
}

#endif
