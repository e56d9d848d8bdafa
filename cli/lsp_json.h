/* The JSON that the language server writes: members and elements one after the other into a buffer. What it reads is cJSON's.
 *
 *     tell_begin(&w, NULL, '{');
 *     tell_number(&w, "line", 3);
 *     tell_end(&w, '}');
 *
 * `name` is NULL for elements of an array. A failed allocation is remembered in the buffer. */
#ifndef CLI_LSP_JSON_H
#define CLI_LSP_JSON_H

#include "base/text.h"

#include <cjson/cJSON.h>

struct json_writer {
    struct buffer out;
    bool follows; /* something stands before, in the same object or array */
};

void json_writer_init(struct json_writer *w);
void json_writer_done(struct json_writer *w);

/* bracket: { or [ */
void tell_begin(struct json_writer *w, const char *name, char bracket);
void tell_end(struct json_writer *w, char bracket);

void tell_text(struct json_writer *w, const char *name, struct text text);
void tell_string(struct json_writer *w, const char *name, const char *string);
void tell_number(struct json_writer *w, const char *name, int64_t number);
void tell_bool(struct json_writer *w, const char *name, bool value);
void tell_null(struct json_writer *w, const char *name);

/* A value that is JSON already. */
void tell_raw(struct json_writer *w, const char *name, const char *json);

/* ---- Reading: NULL, 0 and false also where there is no such member ---- */

/* The member at a path "params.textDocument.uri". */
const cJSON *member_at(const cJSON *value, const char *path);
const char *member_string(const cJSON *value, const char *path);
bool member_true(const cJSON *value, const char *path);

/* False: no number that an int holds. */
bool member_int(const cJSON *value, const char *path, int64_t *number);

/* Whether the array at the path has the string. */
bool member_has(const cJSON *value, const char *path, const char *string);

#endif
