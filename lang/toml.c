#include "lang/toml.h"

enum { DEEPEST_ARRAY = 8 };

struct reader {
    struct arena *arena;
    const struct source *source;
    struct diagnostics *diags;
    struct text text;
    size_t at;
    struct text table;
    struct toml_entry *first, **end;
    bool failed; /* no memory */
};

/* ---- Bytes ---- */

static int peek(const struct reader *r)
{
    return r->at < r->text.length ? (unsigned char)r->text.bytes[r->at] : -1;
}

static int peek_after(const struct reader *r, size_t ahead)
{
    return r->at + ahead < r->text.length ? (unsigned char)r->text.bytes[r->at + ahead] : -1;
}

static bool take(struct reader *r, int byte)
{
    bool there = peek(r) == byte;
    r->at += there;
    return there;
}

static void skip_blanks(struct reader *r)
{
    while (peek(r) == ' ' || peek(r) == '\t')
        r->at++;
}

static void skip_line(struct reader *r)
{
    while (peek(r) >= 0 && peek(r) != '\n')
        r->at++;
}

static bool at_line_end(const struct reader *r)
{
    int c = peek(r);
    return c < 0 || c == '\n' || (c == '\r' && (peek_after(r, 1) == '\n' || peek_after(r, 1) < 0));
}

static struct span from(const struct reader *r, size_t start)
{
    return (struct span){r->source->number, (uint32_t)start, (uint32_t)r->at};
}

/* At the byte at hand; false, for the caller to hand on. */
static bool complain(struct reader *r, const char *message, const char *help)
{
    size_t end = r->at < r->text.length && !at_line_end(r) ? r->at + 1 : r->at;
    struct diagnostic *d =
        diag_error(r->diags, CODE_NONE, (struct span){r->source->number, (uint32_t)r->at, (uint32_t)end}, "%s", message);
    if (help != NULL)
        diag_help(d, "%s", help);
    return false;
}

static bool no_memory(struct reader *r)
{
    r->failed = true;
    return false;
}

/* ---- Texts ---- */

static bool is_bare(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static int hex_of(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \uXXXX or \UXXXXXXXX, behind the letter. */
static bool read_code_point(struct reader *r, int digits, struct buffer *out)
{
    uint32_t code = 0;
    char bytes[4];
    for (int i = 0; i < digits; i++) {
        int digit = hex_of(peek(r));
        if (digit < 0)
            return complain(r, "this character's number lacks a hexadecimal digit", "such as \\u00E9");
        code = code << 4 | (uint32_t)digit;
        r->at++;
    }
    size_t length = utf8_encode(code, bytes);
    if (length == 0 || code == 0)
        return complain(r, "there is no character of this number", NULL);
    buffer_write(out, bytes, length);
    return true;
}

static bool read_escape(struct reader *r, struct buffer *out)
{
    static const char NAMES[] = "\"\\ntrbf", BYTES[] = "\"\\\n\t\r\b\f";
    int c = peek(r);
    const char *name = c > 0 ? strchr(NAMES, c) : NULL;
    if (name != NULL) {
        r->at++;
        buffer_char(out, BYTES[name - NAMES]);
        return true;
    }
    if (c == 'u' || c == 'U') {
        r->at++;
        return read_code_point(r, c == 'u' ? 4 : 8, out);
    }
    return complain(r, "not an escape", "they are \\\" \\\\ \\n \\t \\r \\b \\f \\uXXXX; a text in '...' has none");
}

/* Behind the opening quote. */
static bool read_text(struct reader *r, int quote, struct buffer *out)
{
    while (!take(r, quote)) {
        int c = peek(r);
        if (c < 0 || c == '\n' || c == '\r')
            return complain(r, "a text must end on its line", "close it with the quote it began with");
        if (c < 0x20 && c != '\t')
            return complain(r, "a control character", "write it as \\uXXXX");
        r->at++;
        if (c != '\\' || quote == '\'')
            buffer_char(out, (char)c);
        else if (!read_escape(r, out))
            return false;
    }
    return true;
}

static bool read_quoted(struct reader *r, struct text *text)
{
    struct buffer out;
    int quote = peek(r);
    if (peek_after(r, 1) == quote && peek_after(r, 2) == quote)
        return complain(r, "texts of several lines are not read here", "write the text on one line");
    r->at++;
    buffer_init(&out, r->arena->alloc);
    bool read = read_text(r, quote, &out);
    char *kept = read && !out.failed ? arena_copy(r->arena, out.bytes, out.length) : NULL;
    *text = (struct text){kept, out.length};
    bool failed = read && kept == NULL;
    buffer_done(&out);
    return failed ? no_memory(r) : read;
}

/* ---- Keys ---- */

static bool read_part(struct reader *r, struct buffer *key)
{
    size_t start = r->at;
    struct text text;
    if (peek(r) == '"' || peek(r) == '\'') {
        if (!read_quoted(r, &text))
            return false;
        buffer_text(key, text);
        return true;
    }
    while (is_bare(peek(r)))
        r->at++;
    if (r->at == start)
        return complain(r, "a key is wanted here", "letters, digits, `-` and `_`, or a text in quotes");
    buffer_write(key, r->text.bytes + start, r->at - start);
    return true;
}

/* Parts joined by dots. */
static bool read_key(struct reader *r, struct text *key, struct span *span)
{
    struct buffer parts;
    size_t start = r->at, end = start;
    buffer_init(&parts, r->arena->alloc);
    bool read = read_part(r, &parts);
    while (read) {
        end = r->at;
        skip_blanks(r);
        if (!take(r, '.'))
            break;
        skip_blanks(r);
        buffer_char(&parts, '.');
        read = read_part(r, &parts);
    }
    *span = (struct span){r->source->number, (uint32_t)start, (uint32_t)end};
    char *kept = read && !parts.failed ? arena_copy(r->arena, parts.bytes, parts.length) : NULL;
    *key = (struct text){kept, parts.length};
    bool failed = read && kept == NULL;
    buffer_done(&parts);
    return failed ? no_memory(r) : read;
}

/* ---- Values ---- */

static struct toml_value *read_value(struct reader *r, unsigned depth);

static struct toml_value *new_value(struct reader *r, enum toml_kind kind, size_t start)
{
    struct toml_value *value = ARENA_NEW(r->arena, struct toml_value);
    if (value == NULL)
        no_memory(r);
    else
        *value = (struct toml_value){.kind = kind, .span = from(r, start)};
    return value;
}

/* White space, line ends and comments inside an array. */
static void skip_between(struct reader *r)
{
    for (;;) {
        skip_blanks(r);
        if (peek(r) == '#')
            skip_line(r);
        if (peek(r) != '\n' && peek(r) != '\r')
            return;
        r->at++;
    }
}

static struct toml_value *read_array(struct reader *r, unsigned depth)
{
    size_t start = r->at++;
    struct toml_value *first = NULL, **end = &first;
    if (depth == DEEPEST_ARRAY)
        return complain(r, "arrays are nested too deeply", NULL), NULL;
    for (;;) {
        skip_between(r);
        if (take(r, ']'))
            break;
        struct toml_value *item = read_value(r, depth + 1);
        if (item == NULL)
            return NULL;
        *end = item;
        end = &item->next;
        skip_between(r);
        if (take(r, ']'))
            break;
        if (!take(r, ','))
            return complain(r, "`,` or `]` is wanted here", NULL), NULL;
    }
    struct toml_value *array = new_value(r, TOML_ARRAY, start);
    if (array != NULL)
        array->items = first;
    return array;
}

static bool is_word_end(const struct reader *r)
{
    int c = peek(r);
    return c < 0 || strchr(" \t\r\n,]#", c) != NULL;
}

static struct toml_value *read_number(struct reader *r)
{
    size_t start = r->at;
    bool negative = take(r, '-');
    int64_t number = 0;
    int digits = 0;
    if (!negative)
        take(r, '+');
    for (; (peek(r) >= '0' && peek(r) <= '9') || (peek(r) == '_' && digits > 0); r->at++) {
        if (peek(r) == '_')
            continue;
        if (++digits > 18)
            return complain(r, "this number is too large", NULL), NULL;
        number = number * 10 + (peek(r) - '0');
    }
    if (digits == 0 || !is_word_end(r))
        return complain(r, "only whole numbers are read here", "a text stands in quotes"), NULL;
    struct toml_value *value = new_value(r, TOML_NUMBER, start);
    if (value != NULL)
        value->number = negative ? -number : number;
    return value;
}

static struct toml_value *read_word(struct reader *r)
{
    size_t start = r->at;
    while (is_bare(peek(r)))
        r->at++;
    struct text word = {r->text.bytes + start, r->at - start};
    bool yes = text_equal(word, TEXT("true"));
    if (yes || text_equal(word, TEXT("false"))) {
        struct toml_value *value = new_value(r, TOML_BOOL, start);
        if (value != NULL)
            value->number = yes;
        return value;
    }
    r->at = start;
    complain(r, "a value is wanted here", "a text in quotes, a whole number, true, false, or an array [ ... ] of them");
    return NULL;
}

static struct toml_value *read_value(struct reader *r, unsigned depth)
{
    size_t start = r->at;
    int c = peek(r);
    struct text text;
    if (c == '"' || c == '\'') {
        if (!read_quoted(r, &text))
            return NULL;
        struct toml_value *value = new_value(r, TOML_TEXT, start);
        if (value != NULL)
            value->text = text;
        return value;
    }
    if (c == '[')
        return read_array(r, depth);
    if (c == '{')
        return complain(r, "inline tables are not read here", "write a table: `[name]` and its keys below"), NULL;
    return c == '-' || c == '+' || (c >= '0' && c <= '9') ? read_number(r) : read_word(r);
}

/* ---- Lines ---- */

static bool is_repeated(const struct reader *r, const struct toml_entry *entry)
{
    for (const struct toml_entry *before = r->first; before != NULL; before = before->next)
        if (text_equal(before->table, entry->table) && text_equal(before->key, entry->key)) {
            const char *what = entry->key.length == 0 ? "this table is there already" : "this key is given twice";
            diag_note(diag_error(r->diags, CODE_NONE, entry->span, "%s", what), before->span, "here first");
            return true;
        }
    return false;
}

static bool append(struct reader *r, struct toml_entry made)
{
    struct toml_entry *entry = ARENA_NEW(r->arena, struct toml_entry);
    if (entry == NULL)
        return no_memory(r);
    if (is_repeated(r, &made))
        return true;
    *entry = made;
    *r->end = entry;
    r->end = &entry->next;
    return true;
}

static bool read_header(struct reader *r)
{
    struct toml_entry header = {.key = {"", 0}};
    r->at++;
    if (peek(r) == '[')
        return complain(r, "arrays of tables are not read here", NULL);
    skip_blanks(r);
    if (!read_key(r, &header.table, &header.span))
        return false;
    if (!take(r, ']'))
        return complain(r, "`]` is wanted here", NULL);
    r->table = header.table;
    return append(r, header);
}

static bool read_pair(struct reader *r)
{
    struct toml_entry pair = {.table = r->table};
    if (!read_key(r, &pair.key, &pair.span))
        return false;
    if (!take(r, '='))
        return complain(r, "`=` is wanted here", "write `key = value`");
    skip_blanks(r);
    pair.value = read_value(r, 0);
    return pair.value != NULL && append(r, pair);
}

static void read_line(struct reader *r)
{
    bool read = true;
    skip_blanks(r);
    if (peek(r) == '[')
        read = read_header(r);
    else if (!at_line_end(r) && peek(r) != '#')
        read = read_pair(r);
    skip_blanks(r);
    if (read && !at_line_end(r) && peek(r) != '#')
        complain(r, "something is left over on this line", "one key and its value on each line");
    skip_line(r);
    r->at += peek(r) == '\n';
}

enum { MOST_ENTRIES_BYTES = 1 << 20 };

promo_status toml_parse(struct arena *arena, const struct source *source, struct diagnostics *diags, struct toml_entry **out)
{
    struct reader r = {.arena = arena, .source = source, .diags = diags, .text = source->text, .table = {"", 0}};
    r.end = &r.first;
    *out = NULL;
    if (r.text.length > MOST_ENTRIES_BYTES) {
        complain(&r, "these settings are too large", NULL);
        return PROMO_OK;
    }
    if (r.text.length >= 3 && memcmp(r.text.bytes, "\xEF\xBB\xBF", 3) == 0)
        r.at = 3;
    while (r.at < r.text.length && !r.failed)
        read_line(&r);
    *out = r.first;
    return r.failed || diagnostics_failed(diags) ? error_set(PROMO_NO_MEMORY, "no memory left to read settings") : PROMO_OK;
}
