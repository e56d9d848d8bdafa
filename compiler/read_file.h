/* The reader that a compilation uses unless its caller gives one: files of the operating system. */
#ifndef COMPILER_READ_FILE_H
#define COMPILER_READ_FILE_H

#include <promo/compile.h>

/* `context` is the allocator that the bytes come from. */
promo_status read_file(void *context, const char *path, const char **bytes, size_t *size);
void read_file_done(void *context, const char *bytes, size_t size);

#endif
