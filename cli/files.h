/* Whole files in and out, for the command. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "base/text.h"

/* Appends the file's bytes; "-" is standard input. False: complained. At most `most` bytes. */
bool file_read(const char *path, size_t most, struct buffer *out);

/* Writes beside the file and renames over it, so that nobody sees half of it and a failure leaves the old one. */
bool file_replace(const char *path, struct text bytes);

/* Makes the directory where it is not there. False (complained): there is none. */
bool directory_make(const char *path);

#endif
