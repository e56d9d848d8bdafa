/* What the files of the verifier share (vm/verify*.c); nobody else includes it. A check answers whether all is well, and
 * records the first thing that is not. */
#ifndef VM_VERIFY_PARTS_H
#define VM_VERIFY_PARTS_H

#include "vm/verify.h"

struct verifier {
    const struct image_view *view;
    const promo_allocator *alloc;
    uint64_t reach;       /* what may still be referred to, see vm/verify.h */
    const char *section;  /* of the record being checked */
    uint32_t index;
    uint32_t first_field[OWNER_COUNT + 1]; /* the fields of each owner are [it, next) */
    uint16_t *masks;      /* registers written on every path to an instruction, for one piece of code */
    size_t mask_capacity;
    uint32_t *scratch;    /* for one record, or one kind of records */
    size_t scratch_capacity;
    promo_status status;
};

/* Records the failure at the current record; false. */
bool verify_fail(struct verifier *verifier, const char *why);

/* The record that the next failures are about. */
static inline void verify_at(struct verifier *verifier, const char *section, uint32_t index)
{
    verifier->section = section;
    verifier->index = index;
}

static inline bool verify_that(struct verifier *verifier, bool holds, const char *why)
{
    return holds || verify_fail(verifier, why);
}

/* Takes from what may be referred to. */
bool verify_reach(struct verifier *verifier, uint64_t amount);

/* `count` cleared numbers at verifier->scratch; false without memory. */
bool verify_scratch(struct verifier *verifier, size_t count);

bool verify_text(struct verifier *verifier, struct ref ref);
bool verify_span(struct verifier *verifier, struct span span, uint32_t section_count);

static inline bool verify_index(struct verifier *verifier, uint32_t index, uint32_t count)
{
    return verify_that(verifier, index < count, "an index is out of range");
}

static inline bool verify_index_or_none(struct verifier *verifier, uint32_t index, uint32_t count)
{
    return verify_that(verifier, index < count || index == INDEX_NONE, "an index is out of range");
}

/* A LIST of symbols, or INDEX_NONE. */
bool verify_symbols_or_none(struct verifier *verifier, uint32_t list);
bool verify_symbols(struct verifier *verifier, uint32_t list);

static inline bool verify_amount(struct verifier *verifier, int64_t amount)
{
    return verify_that(verifier, amount >= 0, "a number is negative");
}

static inline bool verify_flag(struct verifier *verifier, uint32_t flag)
{
    return verify_that(verifier, flag <= 1, "a flag is neither 0 nor 1");
}

/* The field of an owner in that slot, or NULL. */
const struct image_field *verify_field(const struct verifier *verifier, enum field_owner owner, uint32_t slot);

/* vm/verify_code.c: a condition (which may be absent, then count 0), and every item set. */
bool verify_condition(struct verifier *verifier, struct span code, bool shows);
bool verify_sets(struct verifier *verifier);

/* vm/verify_records.c: settings, fields, audiences, layers, campaigns, coupons, programs, schedules. */
bool verify_records(struct verifier *verifier);

/* vm/verify_rules.c: promotions, events, steps. */
bool verify_promotions(struct verifier *verifier);
bool verify_events(struct verifier *verifier);

/* vm/verify_benefits.c: picks, benefits, and what an event gives. */
bool verify_picks(struct verifier *verifier);
bool verify_benefits(struct verifier *verifier);
bool verify_event_gives(struct verifier *verifier, const struct image_event *event);

/* vm/verify_index.c */
bool verify_index_section(struct verifier *verifier);
bool verify_briefs(struct verifier *verifier);

/* vm/verify_criteria.c */
bool verify_criteria(struct verifier *verifier);

#endif
