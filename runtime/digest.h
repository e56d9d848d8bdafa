/* SHA-256 (FIPS 180-4): tells whether a repeated operation has the content it had before. */
#ifndef RUNTIME_DIGEST_H
#define RUNTIME_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32 };

struct digest {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
};

void digest_start(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t length);
void digest_end(struct digest *digest, unsigned char out[DIGEST_SIZE]);

#endif
