/* Hashing: SipHash (Aumasson and Bernstein, 2012), of which tables that strangers fill use the short form with a key; a fast
 * hash for tables that only the author of the rules fills; and a table of texts that numbers them in the order they first
 * came.
 *
 * Nothing that a result shows depends on the order in a table. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/bytes.h"
#include "base/text.h"

struct hash_key {
    uint64_t low, high;
};

/* SipHash-2-4: what is written down, or the same for ever. */
uint64_t hash_bytes(struct hash_key key, const void *bytes, size_t length);

/* SipHash-1-3: of tables in memory. */
uint64_t hash_text(struct hash_key key, struct text text);

/* Both halves of the product. */
static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Of the symbols of an image, the same for ever: multiplies eight bytes by eight others. Whoever chooses the texts that are
 * looked up can do no more than look along the table as it is. */
static inline uint64_t hash_symbol(struct text text)
{
    const uint64_t first_key = 0x9e3779b97f4a7c15, second_key = 0xc2b2ae3d27d4eb4f;
    const char *at = text.bytes;
    size_t length = text.length;
    uint64_t first = 0, second = 0, hash = length * first_key;
    if (length > 16) {
        for (size_t left = length; left > 16; left -= 16, at += 16)
            hash = hash_fold(hash ^ first_key ^ read_u64(at), second_key ^ read_u64(at + 8));
        first = read_u64(text.bytes + length - 16);
        second = read_u64(text.bytes + length - 8);
    } else if (length >= 8) {
        first = read_u64(at);
        second = read_u64(at + length - 8);
    } else if (length >= 4) {
        first = (uint64_t)read_u32(at) << 32 | read_u32(at + length - 4);
    } else if (length != 0) {
        first = (uint64_t)(unsigned char)at[0] << 16 | (uint64_t)(unsigned char)at[length / 2] << 8 |
                (unsigned char)at[length - 1];
    }
    hash = hash_fold(hash ^ first_key ^ first, second_key ^ second);
    return hash_fold(hash ^ second_key, first_key);
}

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
