#include "cli/lsp_uri.h"

#include "compiler/import.h"

#include <string.h>
#include <strings.h>

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* After "file:" an optional host, then the path. NULL: another scheme or another host. */
static const char *path_part(const char *uri)
{
    static const char *const STARTS[] = {"file:///", "file://localhost/", "file:/"};
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++) {
        size_t length = strlen(STARTS[i]);
        if (strncasecmp(uri, STARTS[i], length) == 0)
            return strncmp(uri + length, "/", 1) == 0 && i == 2 ? NULL : uri + length - 1;
    }
    return NULL;
}

const char *uri_path(struct arena *arena, const char *uri)
{
    const char *from = path_part(uri);
    if (from == NULL)
        return NULL;
    size_t length = strcspn(from, "?#"), written = 0;
    char *path = arena_alloc(arena, length + 1, 1);
    for (size_t i = 0; path != NULL && i < length; i++) {
        int high = from[i] == '%' && length - i > 2 ? hex_value(from[i + 1]) : -1;
        int low = high < 0 ? -1 : hex_value(from[i + 2]);
        if (low < 0) {
            path[written++] = from[i];
        } else {
            if (high == 0 && low == 0)
                return NULL;
            path[written++] = (char)(high << 4 | low);
            i += 2;
        }
    }
    return path == NULL ? NULL : import_normal(arena, (struct text){path, written});
}

void uri_write(struct buffer *out, const char *path)
{
    static const char HEX[] = "0123456789ABCDEF";
    buffer_string(out, "file://");
    for (; *path != '\0'; path++) {
        unsigned char byte = (unsigned char)*path;
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                     strchr("/-._~", byte) != NULL;
        if (plain)
            buffer_char(out, *path);
        else {
            buffer_char(out, '%');
            buffer_char(out, HEX[byte >> 4]);
            buffer_char(out, HEX[byte & 15]);
        }
    }
}
