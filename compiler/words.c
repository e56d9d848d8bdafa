#include "compiler/words.h"

enum { LONGEST_WORDS = 4000 };

/* A piece of what is written: a name or the digits of a number, a string, or a sign. */
enum piece_kind { PIECE_WORD, PIECE_STRING, PIECE_OPERATOR, PIECE_COMMA, PIECE_POINT, PIECE_OPEN, PIECE_CLOSE, PIECE_OTHER };

struct piece {
    enum piece_kind kind;
    struct text text;
    bool apart;  /* there is something between it and the piece before */
    bool simply; /* and that is one space */
};

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

static size_t space_end(struct text text, size_t at)
{
    while (at < text.length && (is_space(text.bytes[at]) || text.bytes[at] == '#')) {
        bool comment = text.bytes[at] == '#';
        while (comment && at < text.length && text.bytes[at] != '\n')
            at++;
        at += !comment;
    }
    return at;
}

static enum piece_kind kind_of(char c)
{
    switch (c) {
    case '"': return PIECE_STRING;
    case ',': return PIECE_COMMA;
    case '.': return PIECE_POINT;
    case '(': return PIECE_OPEN;
    case ')': return PIECE_CLOSE;
    case '<':
    case '>':
    case '=':
    case '!':
    case '{':
    case '}': return PIECE_OPERATOR;
    default: return is_letter(c) ? PIECE_WORD : PIECE_OTHER;
    }
}

/* Takes the next piece; false: there is none. */
static bool next_piece(struct text text, size_t *at, struct piece *piece)
{
    size_t start = space_end(text, *at), end = start + 1;
    if (start >= text.length)
        return false;
    char c = text.bytes[start];
    bool twice = end < text.length && text.bytes[end] == (c == '.' ? '.' : '=');
    piece->kind = kind_of(c);
    piece->apart = start != *at;
    piece->simply = start == *at + 1 && text.bytes[*at] == ' ';
    if (piece->kind == PIECE_STRING)
        end = string_end(text, start);
    else if (piece->kind == PIECE_WORD)
        while (end < text.length && is_letter(text.bytes[end]))
            end++;
    else if (twice && (c == '.' || c == '<' || c == '>' || c == '=' || c == '!')) {
        piece->kind = PIECE_OPERATOR; /* .. too */
        end++;
    }
    piece->text = (struct text){text.bytes + start, end - start};
    *at = end;
    return true;
}

/* Whether a space stands between two pieces, however the author spaced them: as the formatter has it (lang/format.c), so that
 * a file says the same before and after. What is left to the author cannot be spaced in two ways. */
static bool spaced(const struct piece *before, const struct piece *piece)
{
    if (piece->kind == PIECE_COMMA || piece->kind == PIECE_POINT || piece->kind == PIECE_CLOSE ||
        before->kind == PIECE_POINT || before->kind == PIECE_OPEN)
        return false;
    return piece->apart || piece->kind == PIECE_OPERATOR || before->kind == PIECE_OPERATOR || piece->kind == PIECE_OPEN ||
           before->kind == PIECE_CLOSE || before->kind == PIECE_COMMA || piece->kind == PIECE_STRING ||
           before->kind == PIECE_STRING || (before->kind == PIECE_OTHER && before->text.bytes[0] == '%');
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
    struct piece before = {0}, piece;
    size_t start = out->length;
    for (size_t at = 0; out->length - start < LONGEST_WORDS && next_piece(text, &at, &piece); before = piece) {
        bool first = out->length == start;
        if (!first && spaced(&before, &piece))
            buffer_char(out, ' ');
        if (piece.kind == PIECE_WORD)
            word_append(check, out, piece.text, !first && before.kind == PIECE_POINT);
        else
            buffer_text(out, piece.text);
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
    struct piece before = {0}, piece;
    bool plain = text.length < LONGEST_WORDS, first = true;
    for (size_t at = 0; plain && next_piece(text, &at, &piece); before = piece, first = false)
        plain = first ? !piece.apart : spaced(&before, &piece) ? piece.simply : !piece.apart;
    return plain;
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
