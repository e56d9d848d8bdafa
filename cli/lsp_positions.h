/* Places in a text as the protocol counts them: lines from 0, and in a line units of the encoding that was agreed on.
 *
 * Lines end in \n, \r\n or \r, as the protocol says; the compiler's own lines end in \n only, so places go by offset. */
#ifndef CLI_LSP_POSITIONS_H
#define CLI_LSP_POSITIONS_H

#include "base/text.h"
#include "base/vector.h"

enum position_encoding { POSITIONS_UTF16, POSITIONS_UTF8, POSITIONS_UTF32, POSITION_ENCODINGS };

/* "utf-16": as the protocol names it. */
const char *position_encoding_name(enum position_encoding encoding);

struct position {
    uint32_t line, character;
};

/* Where the lines of a text begin; the text is somebody else's. */
struct lines {
    struct text text;
    VECTOR(uint32_t) starts;
};

/* False without memory. May be called again for another text. */
bool lines_find(struct lines *lines, struct text text);
void lines_done(struct lines *lines);

struct position lines_position(const struct lines *lines, enum position_encoding encoding, size_t offset);

/* Beyond the line's end it is the line's end, beyond the last line the text's; inside a character, its start. */
size_t lines_offset(const struct lines *lines, enum position_encoding encoding, struct position position);

#endif
