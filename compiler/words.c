#include "compiler/words.h"

enum { LONGEST_WORDS = 4000 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Past the string that begins at `at`, with its closing quote. */
static size_t string_end(struct text text, size_t at)
{
    for (at++; at < text.length && text.bytes[at] != '"'; at++)
        if (text.bytes[at] == '\\')
            at++;
    return at < text.length ? at + 1 : text.length;
}

static void word_append(struct check *check, struct buffer *out, struct text word, bool after_point)
{
    const struct binding *binding = after_point ? NULL : check_binding(check, word);
    if (binding != NULL && binding->text.length != 0)
        word = binding->text;
    else if (check->them.length != 0 && text_equal(word, TEXT("them")))
        word = check->them;
    buffer_text(out, word);
}

void words_append(struct check *check, struct buffer *out, struct span span)
{
    struct text text = sources_text(check->sources, span);
    bool space = false, point = false;
    size_t before = out->length;
    for (size_t at = 0; at < text.length && out->length - before < LONGEST_WORDS;) {
        char c = text.bytes[at];
        size_t end = at + 1;
        if (is_space(c)) {
            space = true;
            at = end;
            continue;
        }
        if (c == '#') {
            while (end < text.length && text.bytes[end] != '\n')
                end++;
            space = true;
            at = end;
            continue;
        }
        if (space && out->length > before)
            buffer_char(out, ' ');
        space = false;
        if (c == '"')
            end = string_end(text, at);
        else if (is_letter(c))
            while (end < text.length && is_letter(text.bytes[end]))
                end++;
        struct text piece = {text.bytes + at, end - at};
        if (is_letter(c))
            word_append(check, out, piece, point);
        else
            buffer_text(out, piece);
        point = c == '.';
        at = end;
    }
}

struct text words_keep(struct check *check, struct buffer *buffer)
{
    struct text text = {NULL, 0};
    char *copy = buffer->failed ? NULL : arena_copy(check->arena, buffer->bytes == NULL ? "" : buffer->bytes, buffer->length);
    if (copy == NULL)
        check->failed = true;
    else
        text = (struct text){copy, buffer->length};
    return text;
}

/* Nearly always the bytes of the source are the words already. */
static bool is_plain(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (c == '\n' || c == '\r' || c == '\t' || c == '#' || (c == ' ' && i != 0 && text.bytes[i - 1] == ' '))
            return false;
    }
    return text.length < LONGEST_WORDS;
}

struct text words_of(struct check *check, struct span span)
{
    struct text text = sources_text(check->sources, span);
    if (check->frame == NULL && check->them.length == 0 && is_plain(text))
        return text;
    struct buffer buffer;
    buffer_init(&buffer, check->alloc);
    words_append(check, &buffer, span);
    text = words_keep(check, &buffer);
    buffer_done(&buffer);
    return text;
}

struct text words_written(struct check *check, struct span span)
{
    const struct frame *frame = check->frame;
    struct text them = check->them;
    check->frame = NULL;
    check->them.length = 0;
    struct text words = words_of(check, span);
    check->frame = frame;
    check->them = them;
    return words;
}
