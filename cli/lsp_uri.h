/* file: URIs and paths, both ways (RFC 8089: no host, or localhost). */
#ifndef CLI_LSP_URI_H
#define CLI_LSP_URI_H

#include "base/arena.h"
#include "base/text.h"

/* The absolute path in its shortest form, in the arena; NULL: no file's URI, or no memory. */
const char *uri_path(struct arena *arena, const char *uri);

/* Appends the URI of an absolute path. */
void uri_write(struct buffer *out, const char *path);

#endif
