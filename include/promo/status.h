/* Status codes, version and allocator shared by every part of the library.
 *
 * Every function that can fail returns a promo_status. A message for people about the last failure in the calling
 * thread is kept per thread (promo_last_error); no other state is kept outside the handles. */
#ifndef PROMO_STATUS_H
#define PROMO_STATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PROMO_API __attribute__((visibility("default")))
#else
#define PROMO_API
#endif

#define PROMO_VERSION_MAJOR 0
#define PROMO_VERSION_MINOR 1
#define PROMO_VERSION_PATCH 0
#define PROMO_VERSION "0.1.0"

typedef enum promo_status {
    PROMO_OK = 0,
    PROMO_NO_MEMORY,     /* the allocator gave none */
    PROMO_INVALID,       /* an argument or input is wrong; promo_last_error names the member */
    PROMO_LIMIT,         /* over a documented limit */
    PROMO_OVERFLOW,      /* a sum does not fit 64-bit minor units */
    PROMO_CORRUPT,       /* an image or a store is damaged, or not one */
    PROMO_UNSUPPORTED,   /* an image or a store of another version */
    PROMO_NOT_FOUND,     /* no such thing */
    PROMO_CONFLICT,      /* used up, held by another order, or repeated with other content */
    PROMO_IO,            /* the operating system refused: message has its reason */
    PROMO_REJECTED,      /* the rule files have errors; the diagnostics say which */
    PROMO_BUSY           /* another process holds the store; try again */
} promo_status;

/* One function for all three: block NULL allocates, new_size 0 frees (returns NULL), else resizes.
 * old_size is what was asked for before (0 for NULL). Returns NULL when there is no memory; the old block stays valid. */
typedef struct promo_allocator {
    void *(*resize)(void *context, void *block, size_t old_size, size_t new_size);
    void *context;
} promo_allocator;

/* A fixed sentence for a status; never NULL. */
PROMO_API const char *promo_status_text(promo_status status);

/* What went wrong in the last call that failed in this thread; "" before any. Valid until the next failing call here. */
PROMO_API const char *promo_last_error(void);

PROMO_API const char *promo_version(void);

#ifdef __cplusplus
}
#endif
#endif
