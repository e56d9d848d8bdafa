/* What the files of the image writer share (compiler/emit*.c); nobody else includes it. */
#ifndef COMPILER_EMIT_PARTS_H
#define COMPILER_EMIT_PARTS_H

#include "compiler/image_writer.h"
#include "compiler/index_keys.h"
#include "compiler/plan.h"

struct emit {
    const struct plan *plan;
    struct image_writer writer;
    const promo_allocator *alloc;
    uint32_t *symbols;  /* the image's number of a plan's symbol; INDEX_NONE: nothing refers to it */
    uint32_t *lists;    /* the image's of a plan's list, INDEX_NONE until it is written */
    uint32_t *sets;     /* the image's of a plan's node; INDEX_NONE: not a set of its own */
    uint8_t *reached;   /* by node: enum reach */
    uint32_t *promotions; /* the image's number of a plan's promotion */
    struct text_table pieces; /* code without jumps, once each */
    uint32_t *piece_at;
    size_t piece_capacity;
    VECTOR(struct instruction) code; /* the piece at hand */
    struct arena scratch;
};

enum reach { REACH_NOT, REACH_MEMBER, REACH_SHARED, REACH_ROOT };

/* compiler/emit_reach.c: marks the nodes and the symbols that anything refers to, and numbers the symbols. */
bool emit_reach(struct emit *emit);

/* compiler/emit_sets.c: every set that stands by itself, with its code. */
bool emit_sets(struct emit *emit);

/* compiler/emit_criteria.c: the tree of an event's condition; INDEX_NONE where there is none. */
uint32_t emit_criteria(struct emit *emit, const struct plan_criterion *root);

/* compiler/emit_promotions.c: layers, promotions and all that hangs on them. */
bool emit_promotions(struct emit *emit);

/* compiler/emit_index.c: what selects candidates; after all symbols and promotions have their numbers. */
bool emit_index(struct emit *emit);

/* compiler/emit_brief.c: the brief of a promotion with that key and number. `gated`: its postings say all that its period,
 * channels, regions, stores and schedules do. */
struct image_brief emit_brief(struct emit *emit, const struct plan_promotion *promotion, uint32_t number,
                              const struct index_key *key, bool gated);

/* The image's list of a plan's; PLAN_NONE gives INDEX_NONE. */
uint32_t emit_list(struct emit *emit, uint32_t list);

/* A constant of a type: of a text its symbol. */
uint32_t emit_constant(struct emit *emit, enum plan_type type, int64_t value);

void emit_step(struct emit *emit, enum op op, unsigned a, unsigned b, unsigned c, uint32_t imm);

/* Writes the piece at hand and empties it. One that has no jumps is written once, however often it is used. */
struct span emit_piece(struct emit *emit, bool has_jumps);

static inline bool emit_failed(const struct emit *emit)
{
    return emit->writer.status != PROMO_OK;
}

static inline void emit_no_memory(struct emit *emit)
{
    if (emit->writer.status == PROMO_OK)
        emit->writer.status = PROMO_NO_MEMORY;
}

#endif
