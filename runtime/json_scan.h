/* A cursor over JSON text (RFC 8259) that copies nothing: the readers of baskets ask it for one token after the other.
 *
 * Strings come out as slices of the text; only those with escapes are decoded, into the arena. Text must be UTF-8. What a
 * shop never means is an error: control characters, NUL and bidirectional controls, raw or escaped, in any string that
 * is read, and NUL in those that are skipped (text after a NUL would be seen by one program and not by another, S34).
 * Nothing recurses; nesting is counted. After the first failure `problem` says what is wrong and `at` where. */
#ifndef RUNTIME_JSON_SCAN_H
#define RUNTIME_JSON_SCAN_H

#include "base/arena.h"
#include "base/text.h"

struct json_scan {
    const char *start, *at, *end;
    struct arena *decoded;  /* strings that had escapes */
    const char *problem;    /* NULL, or a sentence without its subject: "expected ..." */
    bool no_memory;
};

enum json_kind { JSON_NOTHING, JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER, JSON_BOOL, JSON_NULL, JSON_KIND_COUNT };
enum json_step { JSON_NEXT, JSON_DONE, JSON_FAILED };

enum { JSON_DEPTH = 64 };

void json_scan_init(struct json_scan *scan, struct text text, struct arena *decoded);

static inline bool json_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static inline void json_skip_space(struct json_scan *scan)
{
    while (scan->at < scan->end && json_is_space(*scan->at))
        scan->at++;
}

/* By the first byte of a value. */
extern const unsigned char JSON_KINDS[256];

/* What the next value is by its first byte; JSON_NOTHING at the end of the text or where no value begins. */
static inline enum json_kind json_peek(struct json_scan *scan)
{
    json_skip_space(scan);
    return scan->at < scan->end ? (enum json_kind)JSON_KINDS[(unsigned char)*scan->at] : JSON_NOTHING;
}

/* "a list", "text" ... for messages. */
const char *json_kind_name(enum json_kind kind);

/* Each takes one value of its kind, which json_peek has announced. False: scan->problem. */
bool json_string(struct json_scan *scan, struct text *out);
bool json_number(struct json_scan *scan, struct text *out);
bool json_bool(struct json_scan *scan, bool *out);
bool json_null(struct json_scan *scan);

/* Takes the value that comes next, whatever it is. */
bool json_skip(struct json_scan *scan);

/* Walks an object or a list that json_peek has announced: *first starts true. JSON_NEXT: take the value, then ask again. */
enum json_step json_member(struct json_scan *scan, bool *first, struct text *name);
/* A shortcut past the next member where it is the one whose name, in quotes and with its colon, is `written` (of four bytes or
 * more): true, and its value comes next. False: nothing has happened, ask json_member. */
bool json_member_is(struct json_scan *scan, bool *first, struct text written);
enum json_step json_element(struct json_scan *scan, bool *first);

/* Whether nothing but white space is left. */
bool json_at_end(struct json_scan *scan);

/* Records the problem, once; always false. */
bool json_fail(struct json_scan *scan, const char *problem);

#endif
