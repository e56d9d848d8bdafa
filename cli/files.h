/* Whole files in and out, for the command. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "base/text.h"

/* What messages call a file that a command line names: "-" is standard input. */
const char *file_shown(const char *path);

/* Appends the file's bytes; "-" is standard input. At most `most` bytes. PROMO_IO, PROMO_LIMIT, PROMO_NO_MEMORY. */
promo_status file_load(const char *path, size_t most, struct buffer *out);

/* The same; false: complained. */
bool file_read(const char *path, size_t most, struct buffer *out);

/* Writes beside the file and renames over it, so that nobody sees half of it and a failure leaves the old one. */
bool file_replace(const char *path, struct text bytes);

/* Makes the directory where it is not there. False (complained): there is none. */
bool directory_make(const char *path);

#endif
