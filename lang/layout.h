/* The pieces of a formatted file: tokens and comments with the white space before them; private to the formatter.
 *
 * lang/format.c decides where lines begin, lang/align.c moves pieces of neighbouring lines below each other. */
#ifndef LANG_LAYOUT_H
#define LANG_LAYOUT_H

#include "base/vector.h"
#include "lang/source.h"

/* Pieces of the same mark in lines that follow each other begin in one column. In order from left to right. */
enum mark {
    MARK_NONE,
    MARK_VALUE,       /* what follows the first word of a property */
    MARK_COLON,       /* of a profile's parameter */
    MARK_EQUAL,       /* of a let */
    MARK_TITLE,       /* of a layer */
    MARK_FROM,        /* of a tier */
    MARK_GIVE,        /* of a ladder's row */
    MARK_STEP_EVENT,
    MARK_STEP_USED,
    MARK_STEP_UNUSED,
    MARK_BRACE,       /* of an event, a promotion or a coupon in one line */
    MARK_COMMENT,
    MARK_COUNT
};

struct piece {
    struct text text;
    size_t width;  /* columns of the text */
    size_t spaces; /* before it; at the begin of a line: the indentation */
    enum mark mark;
    bool line;     /* begins a line */
    bool blank;    /* after an empty line */
    bool alone;    /* a property of one word: lines beside it align as if it were not there */
};

struct layout {
    const promo_allocator *alloc;
    VECTOR(struct piece) pieces;
};

/* Adds to the spaces of marked pieces. */
void align_pieces(struct layout *layout);

#endif
