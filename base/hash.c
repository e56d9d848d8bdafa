#include "base/hash.h"

static inline uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

/* Inlined, so that the four words stay in registers: every text of a basket is hashed. */
static inline __attribute__((always_inline)) void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* So many rounds a word and at the end. */
static inline __attribute__((always_inline)) uint64_t sip(struct hash_key key, const void *bytes, size_t length, int rounds,
                                                          int last_rounds)
{
    uint64_t v[4] = {key.low ^ 0x736f6d6570736575, key.high ^ 0x646f72616e646f6d, key.low ^ 0x6c7967656e657261,
                     key.high ^ 0x7465646279746573};
    const unsigned char *at = bytes;
    size_t left = length;
    for (; left >= 8; at += 8, left -= 8) {
        uint64_t word = read_u64(at);
        v[3] ^= word;
        for (int i = 0; i < rounds; i++)
            sip_round(v);
        v[0] ^= word;
    }
    uint64_t last = (uint64_t)length << 56;
    for (size_t i = 0; i < left; i++)
        last |= (uint64_t)at[i] << (8 * i);
    v[3] ^= last;
    for (int i = 0; i < rounds; i++)
        sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < last_rounds; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t hash_bytes(struct hash_key key, const void *bytes, size_t length)
{
    return sip(key, bytes, length, 2, 4);
}

uint64_t hash_text(struct hash_key key, struct text text)
{
    return sip(key, text.bytes, text.length, 1, 3);
}

void text_table_init(struct text_table *table, const promo_allocator *alloc, struct hash_key key)
{
    *table = (struct text_table){.alloc = alloc_or_default(alloc), .key = key};
}

void text_table_done(struct text_table *table)
{
    alloc_release(table->alloc, table->texts, table->capacity, sizeof *table->texts);
    alloc_release(table->alloc, table->hashes, table->hash_capacity, sizeof *table->hashes);
    alloc_release(table->alloc, table->slots, table->slot_count, sizeof *table->slots);
    *table = (struct text_table){.alloc = table->alloc, .key = table->key};
}

/* Few texts in a table that once had many: their slots are found one by one, each on the way from its hash. */
static void clear_few(struct text_table *table)
{
    size_t mask = table->slot_count - 1;
    for (size_t i = 0; i < table->count; i++) {
        size_t slot = (size_t)table->hashes[i] & mask;
        while (table->slots[slot] != i + 1)
            slot = (slot + 1) & mask;
        table->slots[slot] = 0;
    }
}

void text_table_clear(struct text_table *table)
{
    if (table->count < table->slot_count / 32)
        clear_few(table);
    else if (table->count != 0)
        memset(table->slots, 0, table->slot_count * sizeof *table->slots);
    table->count = 0;
}

static size_t slot_of(const struct text_table *table, uint64_t hash, struct text text)
{
    size_t mask = table->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    for (; table->slots[slot] != 0; slot = (slot + 1) & mask) {
        uint32_t number = table->slots[slot] - 1;
        if (table->hashes[number] == hash && text_equal(table->texts[number], text))
            break;
    }
    return slot;
}

uint32_t text_table_find(const struct text_table *table, struct text text)
{
    if (table->count == 0)
        return TEXT_TABLE_NONE;
    uint32_t entry = table->slots[slot_of(table, hash_text(table->key, text), text)];
    return entry == 0 ? TEXT_TABLE_NONE : entry - 1;
}

/* Twice the slots; every text finds a new place. */
static bool slots_grow(struct text_table *table)
{
    size_t larger = table->slot_count == 0 ? 16 : table->slot_count * 2;
    uint32_t *slots = alloc_zeroed(table->alloc, larger, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < table->count; i++) {
        size_t slot = (size_t)table->hashes[i] & (larger - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (larger - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    alloc_release(table->alloc, table->slots, table->slot_count, sizeof *slots);
    table->slots = slots;
    table->slot_count = larger;
    return true;
}

uint32_t text_table_add(struct text_table *table, struct text text, bool *added)
{
    if (added != NULL)
        *added = false;
    if (table->count >= UINT32_MAX - 1 ||
        ((table->count + 1) * 2 > table->slot_count && !slots_grow(table)))
        return TEXT_TABLE_NONE;
    uint64_t hash = hash_text(table->key, text);
    size_t slot = slot_of(table, hash, text);
    if (table->slots[slot] != 0)
        return table->slots[slot] - 1;
    if (!alloc_grow(table->alloc, (void **)&table->texts, &table->capacity, table->count + 1, sizeof *table->texts) ||
        !alloc_grow(table->alloc, (void **)&table->hashes, &table->hash_capacity, table->count + 1,
                    sizeof *table->hashes))
        return TEXT_TABLE_NONE;
    table->texts[table->count] = text;
    table->hashes[table->count] = hash;
    table->slots[slot] = (uint32_t)++table->count;
    if (added != NULL)
        *added = true;
    return (uint32_t)table->count - 1;
}
