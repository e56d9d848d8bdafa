/* Sets of small numbers as bits in 64-bit words; the caller owns the words. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITS_WORDS(count) (((size_t)(count) + 63) / 64)

static inline bool bits_has(const uint64_t *words, size_t bit)
{
    return words[bit / 64] >> (bit % 64) & 1;
}

static inline void bits_add(uint64_t *words, size_t bit)
{
    words[bit / 64] |= (uint64_t)1 << (bit % 64);
}

static inline void bits_drop(uint64_t *words, size_t bit)
{
    words[bit / 64] &= ~((uint64_t)1 << (bit % 64));
}

/* The first bit at or after `from`, or `count` when there is none below it. */
static inline size_t bits_next(const uint64_t *words, size_t count, size_t from)
{
    if (from >= count)
        return count;
    size_t word = from / 64;
    uint64_t rest = words[word] & (UINT64_MAX << (from % 64));
    while (rest == 0) {
        if (++word >= BITS_WORDS(count))
            return count;
        rest = words[word];
    }
    size_t bit = word * 64 + (size_t)__builtin_ctzll(rest);
    return bit < count ? bit : count;
}

/* Visits the bits below `count` in ascending order. */
struct bits_walk {
    const uint64_t *words;
    size_t count, word;
    uint64_t rest; /* of the word at hand */
};

static inline struct bits_walk bits_walk(const uint64_t *words, size_t count)
{
    return (struct bits_walk){words, count, 0, count > 0 ? words[0] : 0};
}

static inline bool bits_walk_next(struct bits_walk *walk, size_t *bit)
{
    while (walk->rest == 0) {
        if (++walk->word >= BITS_WORDS(walk->count))
            return false;
        walk->rest = walk->words[walk->word];
    }
    *bit = walk->word * 64 + (size_t)__builtin_ctzll(walk->rest);
    walk->rest &= walk->rest - 1;
    return *bit < walk->count;
}

#endif
