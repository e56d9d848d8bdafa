#include "cli/lsp_json.h"

#include "lang/render.h"

#include <string.h>

void json_writer_init(struct json_writer *w)
{
    *w = (struct json_writer){0};
    buffer_init(&w->out, NULL);
}

void json_writer_done(struct json_writer *w)
{
    buffer_done(&w->out);
}

static void lead(struct json_writer *w, const char *name)
{
    if (w->follows)
        buffer_char(&w->out, ',');
    w->follows = true;
    if (name == NULL)
        return;
    if (strpbrk(name, "\"\\") == NULL) { /* nearly always: the protocol's own names */
        buffer_char(&w->out, '"');
        buffer_string(&w->out, name);
        buffer_string(&w->out, "\":");
        return;
    }
    render_json_string(&w->out, text_from(name));
    buffer_char(&w->out, ':');
}

void tell_begin(struct json_writer *w, const char *name, char bracket)
{
    lead(w, name);
    buffer_char(&w->out, bracket);
    w->follows = false;
}

void tell_end(struct json_writer *w, char bracket)
{
    buffer_char(&w->out, bracket);
    w->follows = true;
}

void tell_text(struct json_writer *w, const char *name, struct text text)
{
    lead(w, name);
    render_json_string(&w->out, text);
}

void tell_string(struct json_writer *w, const char *name, const char *string)
{
    tell_text(w, name, text_from(string));
}

void tell_number(struct json_writer *w, const char *name, int64_t number)
{
    char digits[24], *at = digits + sizeof digits;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    lead(w, name);
    do
        *--at = (char)('0' + left % 10);
    while ((left /= 10) != 0);
    if (number < 0)
        *--at = '-';
    buffer_write(&w->out, at, (size_t)(digits + sizeof digits - at));
}

void tell_bool(struct json_writer *w, const char *name, bool value)
{
    tell_raw(w, name, value ? "true" : "false");
}

void tell_null(struct json_writer *w, const char *name)
{
    tell_raw(w, name, "null");
}

void tell_raw(struct json_writer *w, const char *name, const char *json)
{
    lead(w, name);
    buffer_string(&w->out, json);
}

/* ---- Reading ---- */

enum { LONGEST_NAME = 64 };

const cJSON *member_at(const cJSON *value, const char *path)
{
    while (value != NULL && *path != '\0') {
        char name[LONGEST_NAME];
        size_t length = strcspn(path, ".");
        if (length >= sizeof name)
            return NULL;
        memcpy(name, path, length);
        name[length] = '\0';
        value = cJSON_IsObject(value) ? cJSON_GetObjectItemCaseSensitive(value, name) : NULL;
        path += length + (path[length] == '.');
    }
    return value;
}

const char *member_string(const cJSON *value, const char *path)
{
    return cJSON_GetStringValue(member_at(value, path));
}

bool member_true(const cJSON *value, const char *path)
{
    return cJSON_IsTrue(member_at(value, path));
}

bool member_int(const cJSON *value, const char *path, int64_t *number)
{
    const cJSON *at = member_at(value, path);
    if (!cJSON_IsNumber(at) || !(at->valuedouble >= INT32_MIN && at->valuedouble <= INT32_MAX))
        return false;
    *number = (int64_t)at->valuedouble;
    return true;
}

bool member_has(const cJSON *value, const char *path, const char *string)
{
    const cJSON *array = member_at(value, path);
    for (const cJSON *item = cJSON_IsArray(array) ? array->child : NULL; item != NULL; item = item->next)
        if (cJSON_IsString(item) && strcmp(item->valuestring, string) == 0)
            return true;
    return false;
}
