/* Hashing: SipHash-2-4 (Aumasson and Bernstein, 2012) with a key for tables that strangers fill, and a table of texts
 * that numbers them in the order they first came.
 *
 * Nothing that a result shows depends on the order in a table. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/text.h"

struct hash_key {
    uint64_t low, high;
};

uint64_t hash_bytes(struct hash_key key, const void *bytes, size_t length);

/* Texts to numbers 0, 1, 2 ... The texts themselves are borrowed: they must live as long as the table. */
struct text_table {
    const promo_allocator *alloc;
    struct hash_key key;
    struct text *texts;   /* by number */
    uint64_t *hashes;     /* by number */
    size_t count, capacity, hash_capacity;
    uint32_t *slots;      /* number + 1, 0 is free; a power of two of them */
    size_t slot_count;
};

#define TEXT_TABLE_NONE UINT32_MAX

void text_table_init(struct text_table *table, const promo_allocator *alloc, struct hash_key key);
void text_table_done(struct text_table *table);

/* Forgets the texts, keeps the memory. */
void text_table_clear(struct text_table *table);

/* The text's number, or TEXT_TABLE_NONE. */
uint32_t text_table_find(const struct text_table *table, struct text text);

/* The text's number, a new one if it had none; TEXT_TABLE_NONE without memory. *added (may be NULL) says which. */
uint32_t text_table_add(struct text_table *table, struct text text, bool *added);

#endif
