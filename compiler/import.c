#include "compiler/import.h"

static bool starts_with(struct text text, const char *start)
{
    size_t length = strlen(start);
    return text.length >= length && memcmp(text.bytes, start, length) == 0;
}

static bool ends_with(struct text text, const char *end)
{
    size_t length = strlen(end);
    return text.length >= length && memcmp(text.bytes + text.length - length, end, length) == 0;
}

/* Where the part that begins at `at` ends: its slash, or the end. */
static size_t part_end(struct text path, size_t at)
{
    while (at < path.length && path.bytes[at] != '/')
        at++;
    return at;
}

/* Takes the last part off what has been written, unless there is none or it is "..". */
static bool drop_part(char *out, size_t *length)
{
    size_t start = *length;
    while (start > 0 && out[start - 1] != '/')
        start--;
    if (start == *length || (*length - start == 2 && memcmp(out + start, "..", 2) == 0))
        return false;
    *length = start > 1 ? start - 1 : start;
    return true;
}

const char *import_normal(struct arena *arena, struct text path)
{
    char *out = arena_alloc(arena, path.length + 2, 1);
    size_t length = 0;
    if (out == NULL)
        return NULL;
    bool rooted = starts_with(path, "/");
    if (rooted)
        out[length++] = '/';
    for (size_t at = 0; at < path.length;) {
        size_t end = part_end(path, at), size = end - at;
        const char *part = path.bytes + at;
        at = end + 1;
        bool here = size == 0 || (size == 1 && part[0] == '.');
        bool up = size == 2 && memcmp(part, "..", 2) == 0;
        if (here || (up && (drop_part(out, &length) || (rooted && length == 1))))
            continue;
        if (length != 0 && out[length - 1] != '/')
            out[length++] = '/';
        memcpy(out + length, part, size);
        length += size;
    }
    if (length == 0)
        out[length++] = '.';
    out[length] = '\0';
    return out;
}

const char *import_path(struct arena *arena, struct text from, struct text name)
{
    size_t directory = from.length;
    while (directory > 0 && from.bytes[directory - 1] != '/')
        directory--;
    const char *joined = arena_format(arena, "%.*s%.*s%s", (int)directory, from.bytes, (int)name.length, name.bytes,
                                      ends_with(name, ".promo") ? "" : ".promo");
    return joined == NULL ? NULL : import_normal(arena, text_from(joined));
}

bool import_is_path(struct text name)
{
    return starts_with(name, "./") || starts_with(name, "../");
}

const struct stdlib_file *import_library(struct text name)
{
    for (unsigned long i = 0; i < STDLIB_FILE_COUNT; i++)
        if (text_equal(text_from(STDLIB_FILES[i].name), name))
            return &STDLIB_FILES[i];
    return NULL;
}

/* Templates of the library begin their lines: `template NAME(`. */
static bool declares(const struct stdlib_file *file, struct text name)
{
    static const char START[] = "template ";
    for (const char *at = file->text; (at = strstr(at, START)) != NULL;) {
        bool first = at == file->text || at[-1] == '\n';
        at += sizeof START - 1;
        if (first && strncmp(at, name.bytes, name.length) == 0 && at[name.length] == '(')
            return true;
    }
    return false;
}

const struct stdlib_file *import_library_of(struct text template_name)
{
    for (unsigned long i = 0; i < STDLIB_FILE_COUNT && template_name.length > 0; i++)
        if (declares(&STDLIB_FILES[i], template_name))
            return &STDLIB_FILES[i];
    return NULL;
}
