/* The base protocol's framing: bytes in any pieces to message bodies ("Content-Length: N", an empty line, N bytes).
 *
 * Headers that say no length are passed over, bodies beyond the largest are not kept; each is told once, so that the server
 * can answer that it could not read something. Line ends may be bare. */
#ifndef CLI_LSP_FRAMES_H
#define CLI_LSP_FRAMES_H

#include "base/text.h"

enum { FRAMES_LARGEST = 256 << 20, FRAMES_LONGEST_HEADER = 16 << 10 };

struct frames {
    struct buffer input;
    size_t taken;     /* bytes at its front that have been used up */
    size_t body;      /* length of the body that comes next, once `headed` */
    bool headed;
    uint64_t passing; /* bytes of a body that is not kept, still to come */
};

enum frames_answer {
    FRAMES_MORE,    /* nothing whole is there yet */
    FRAMES_MESSAGE,
    FRAMES_REFUSED  /* something that is no message was passed over */
};

void frames_init(struct frames *frames);
void frames_done(struct frames *frames);

/* False without memory. */
bool frames_feed(struct frames *frames, const char *bytes, size_t size);

/* The next body, valid until the next call; of what is refused: why. */
enum frames_answer frames_next(struct frames *frames, struct text *body, const char **why);

#endif
