#include "base/alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *libc_resize(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

const promo_allocator ALLOC_DEFAULT = {libc_resize, NULL};

const promo_allocator *alloc_or_default(const promo_allocator *given)
{
    return given != NULL ? given : &ALLOC_DEFAULT;
}

static bool product_fits(size_t count, size_t size)
{
    return size == 0 || count <= PTRDIFF_MAX / size;
}

void *alloc_array(const promo_allocator *alloc, size_t count, size_t size)
{
    if (count == 0 || size == 0 || !product_fits(count, size))
        return NULL;
    return alloc->resize(alloc->context, NULL, 0, count * size);
}

void *alloc_zeroed(const promo_allocator *alloc, size_t count, size_t size)
{
    void *block = alloc_array(alloc, count, size);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}

void alloc_release(const promo_allocator *alloc, void *block, size_t count, size_t size)
{
    if (block != NULL)
        alloc->resize(alloc->context, block, count * size, 0);
}

bool alloc_grow(const promo_allocator *alloc, void **block, size_t *capacity, size_t wanted, size_t size)
{
    if (wanted <= *capacity)
        return true;
    size_t larger = *capacity < 8 ? 8 : *capacity;
    while (larger < wanted)
        larger = larger > SIZE_MAX / 2 ? wanted : larger * 2;
    if (!product_fits(larger, size))
        return false;
    void *grown = alloc->resize(alloc->context, *block, *capacity * size, larger * size);
    if (grown == NULL)
        return false;
    *block = grown;
    *capacity = larger;
    return true;
}

static _Thread_local char last_error[512];

promo_status error_set(promo_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(last_error, sizeof last_error, format, arguments);
    va_end(arguments);
    return status;
}

const char *promo_last_error(void)
{
    return last_error;
}

const char *promo_version(void)
{
    return PROMO_VERSION;
}

const char *promo_status_text(promo_status status)
{
    static const char *const TEXT[] = {
        [PROMO_OK] = "done",
        [PROMO_NO_MEMORY] = "no memory left",
        [PROMO_INVALID] = "the input is not valid",
        [PROMO_LIMIT] = "over a limit",
        [PROMO_OVERFLOW] = "an amount is too large",
        [PROMO_CORRUPT] = "damaged, or not of this kind",
        [PROMO_UNSUPPORTED] = "of another version",
        [PROMO_NOT_FOUND] = "not found",
        [PROMO_CONFLICT] = "used up, or in conflict with another order",
        [PROMO_IO] = "the operating system refused",
        [PROMO_REJECTED] = "the rule files have errors",
        [PROMO_BUSY] = "busy, try again",
    };
    size_t index = (size_t)status;
    return index < sizeof TEXT / sizeof TEXT[0] ? TEXT[index] : "unknown status";
}
