/* Little-endian access to unaligned bytes, the same on every platform. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdint.h>

static inline uint16_t read_u16(const void *at)
{
    const unsigned char *b = at;
    return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t read_u32(const void *at)
{
    const unsigned char *b = at;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t read_u64(const void *at)
{
    const unsigned char *b = at;
    return (uint64_t)read_u32(b) | (uint64_t)read_u32(b + 4) << 32;
}

static inline void write_u16(void *at, uint16_t value)
{
    unsigned char *b = at;
    b[0] = (unsigned char)(value & 0xff);
    b[1] = (unsigned char)(value >> 8);
}

static inline void write_u32(void *at, uint32_t value)
{
    unsigned char *b = at;
    for (int i = 0; i < 4; i++)
        b[i] = (unsigned char)(value >> (8 * i) & 0xff);
}

static inline void write_u64(void *at, uint64_t value)
{
    unsigned char *b = at;
    write_u32(b, (uint32_t)(value & UINT32_MAX));
    write_u32(b + 4, (uint32_t)(value >> 32));
}

#endif
