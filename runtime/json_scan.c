#include "runtime/json_scan.h"

#include "base/bytes.h"
#include "base/decimal.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

void json_scan_init(struct json_scan *scan, struct text text, struct arena *decoded)
{
    *scan = (struct json_scan){.start = text.bytes, .at = text.bytes, .decoded = decoded};
    scan->end = text.length == 0 ? text.bytes : text.bytes + text.length;
    if (text.length >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0) /* a byte-order mark */
        scan->at += 3;
}

bool json_fail(struct json_scan *scan, const char *problem)
{
    if (scan->problem == NULL)
        scan->problem = problem;
    return false;
}

static inline bool take(struct json_scan *scan, char wanted)
{
    if (scan->at >= scan->end || *scan->at != wanted)
        return false;
    scan->at++;
    return true;
}

bool json_at_end(struct json_scan *scan)
{
    json_skip_space(scan);
    return scan->at >= scan->end;
}

const unsigned char JSON_KINDS[256] = {
    ['{'] = JSON_OBJECT, ['['] = JSON_ARRAY,  ['"'] = JSON_STRING, ['t'] = JSON_BOOL,   ['f'] = JSON_BOOL,
    ['n'] = JSON_NULL,   ['-'] = JSON_NUMBER, ['0'] = JSON_NUMBER, ['1'] = JSON_NUMBER, ['2'] = JSON_NUMBER,
    ['3'] = JSON_NUMBER, ['4'] = JSON_NUMBER, ['5'] = JSON_NUMBER, ['6'] = JSON_NUMBER, ['7'] = JSON_NUMBER,
    ['8'] = JSON_NUMBER, ['9'] = JSON_NUMBER,
};

const char *json_kind_name(enum json_kind kind)
{
    static const char *const NAME[JSON_KIND_COUNT] = {
        [JSON_NOTHING] = "what is no JSON",  [JSON_OBJECT] = "an object",   [JSON_ARRAY] = "a list", [JSON_STRING] = "text",
        [JSON_NUMBER] = "a number",   [JSON_BOOL] = "true or false", [JSON_NULL] = "null",
    };
    return NAME[kind];
}

/* --- strings ------------------------------------------------------------------------------------------------------ */

static bool ends_plain(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\' || byte >= 0x7f;
}

#ifdef __SSE2__

/* As many bytes at once as a register holds; bytes beyond ASCII are negative, and so less than a space. */
static inline const char *end_of_plain(const char *at, const char *end)
{
    const __m128i space = _mm_set1_epi8(0x20), quote = _mm_set1_epi8('"'), escape = _mm_set1_epi8('\\'),
                  deleted = _mm_set1_epi8(0x7f);
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmplt_epi8(bytes, space), _mm_cmpeq_epi8(bytes, quote)),
                                     _mm_or_si128(_mm_cmpeq_epi8(bytes, escape), _mm_cmpeq_epi8(bytes, deleted)));
        unsigned mask = (unsigned)_mm_movemask_epi8(found);
        if (mask != 0)
            return at + __builtin_ctz(mask);
    }
    while (at < end && !ends_plain((unsigned char)*at))
        at++;
    return at;
}

#else

#define REPEATED(byte) (0x0101010101010101ull * (byte))

/* The high bit of each byte that ends a run of plain ASCII. Exact for the lowest such byte, which is all that is asked
 * (borrows run upwards only). */
static inline uint64_t special_bytes(uint64_t word)
{
    uint64_t quote = word ^ REPEATED('"'), escape = word ^ REPEATED('\\'), deleted = word ^ REPEATED(0x7f);
    uint64_t found = (word - REPEATED(0x20)) | (quote - REPEATED(1)) | (escape - REPEATED(1)) | (deleted - REPEATED(1));
    return (found & ~word & REPEATED(0x80)) | (word & REPEATED(0x80));
}

static inline const char *end_of_plain(const char *at, const char *end)
{
    for (; end - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        uint64_t special = special_bytes(word);
        if (special != 0)
            return at + __builtin_ctzll(special) / 8;
    }
    while (at < end && !ends_plain((unsigned char)*at))
        at++;
    return at;
}

#endif

static bool refuse_control(struct json_scan *scan, int32_t code)
{
    return json_fail(scan, code == 0 ? "text must not contain a NUL character"
                           : code >= 0x2000 ? "text must not contain bidirectional control characters"
                                            : "text must not contain control characters");
}

/* One character beyond ASCII, raw. */
static bool take_utf8(struct json_scan *scan)
{
    size_t bytes;
    int32_t code = utf8_decode((struct text){scan->at, (size_t)(scan->end - scan->at)}, 0, &bytes);
    if (code < 0)
        return json_fail(scan, "text is not valid UTF-8");
    if (utf8_is_control(code))
        return refuse_control(scan, code);
    scan->at += bytes;
    return true;
}

static bool take_hex(struct json_scan *scan, int32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        char c = scan->at < scan->end ? *scan->at : '\0';
        int32_t digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                       : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return json_fail(scan, "`\\u` needs four hexadecimal digits");
        *unit = *unit * 16 + digit;
        scan->at++;
    }
    return true;
}

static bool take_unicode(struct json_scan *scan, int32_t *code)
{
    int32_t low;
    if (!take_hex(scan, code))
        return false;
    if (*code < 0xd800 || *code > 0xdfff)
        return true;
    if (*code > 0xdbff || !take(scan, '\\') || !take(scan, 'u'))
        return json_fail(scan, "half of a surrogate pair stands alone");
    if (!take_hex(scan, &low))
        return false;
    if (low < 0xdc00 || low > 0xdfff)
        return json_fail(scan, "half of a surrogate pair stands alone");
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

/* After the backslash. */
static bool take_escape(struct json_scan *scan, int32_t *code)
{
    static const char LETTERS[] = "\"\\/bfnrt", MEANT[] = "\"\\/\b\f\n\r\t";
    if (scan->at >= scan->end)
        return json_fail(scan, "text is not closed");
    char letter = *scan->at++;
    if (letter == 'u')
        return take_unicode(scan, code);
    const char *found = letter == '\0' ? NULL : strchr(LETTERS, letter);
    if (found == NULL)
        return json_fail(scan, "no such escape in text");
    *code = MEANT[found - LETTERS];
    return true;
}

/* What stands at `at`, where a run of plain characters ended: not the closing quote and not a backslash. */
static bool take_beyond_plain(struct json_scan *scan)
{
    if (scan->at >= scan->end)
        return json_fail(scan, "text is not closed");
    unsigned char byte = (unsigned char)*scan->at;
    if (byte < 0x20 || byte == 0x7f)
        return refuse_control(scan, byte);
    return take_utf8(scan);
}

/* The rest of a string with its closing quote, decoded behind what is in `out`. Nobody reads it where `out` is NULL: then
 * every escape but NUL may stand in it. */
static bool decode_rest(struct json_scan *scan, char *out, size_t *length)
{
    while (!take(scan, '"')) {
        const char *from = scan->at;
        char encoded[4];
        size_t bytes;
        if (take(scan, '\\')) {
            int32_t code;
            if (!take_escape(scan, &code))
                return false;
            if (code == 0 || (out != NULL && utf8_is_control(code)))
                return refuse_control(scan, code);
            bytes = utf8_encode((uint32_t)code, encoded);
            from = encoded;
        } else {
            scan->at = end_of_plain(from, scan->end);
            if (scan->at == from && !take_beyond_plain(scan))
                return false;
            bytes = (size_t)(scan->at - from);
        }
        if (out != NULL)
            memcpy(out + *length, from, bytes);
        *length += bytes;
    }
    return true;
}

/* An upper bound for what is left of the string: up to its closing quote. */
static size_t raw_length(const struct json_scan *scan)
{
    const char *at = scan->at;
    while (at < scan->end && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return (size_t)((at < scan->end ? at : scan->end) - scan->at);
}

static bool decode_string(struct json_scan *scan, const char *first, struct text *out)
{
    size_t length = (size_t)(scan->at - first);
    char *decoded = arena_alloc(scan->decoded, length + raw_length(scan) + 1, 1);
    if (decoded == NULL) {
        scan->no_memory = true;
        return json_fail(scan, "no memory left");
    }
    memcpy(decoded, first, length);
    if (!decode_rest(scan, decoded, &length))
        return false;
    *out = (struct text){decoded, length};
    return true;
}

bool json_string(struct json_scan *scan, struct text *out)
{
    if (!take(scan, '"'))
        return json_fail(scan, "expected text in quotes");
    const char *first = scan->at;
    for (;;) {
        scan->at = end_of_plain(scan->at, scan->end);
        if (scan->at < scan->end && *scan->at == '"') {
            *out = (struct text){first, (size_t)(scan->at - first)};
            scan->at++;
            return true;
        }
        if (scan->at < scan->end && *scan->at == '\\')
            return decode_string(scan, first, out);
        if (!take_beyond_plain(scan))
            return false;
    }
}

/* --- other values ------------------------------------------------------------------------------------------------- */

bool json_number(struct json_scan *scan, struct text *out)
{
    const char *first = scan->at;
    const char *at = first;
    while (at < scan->end && ((*at >= '0' && *at <= '9') || *at == '.' || *at == '-' || *at == '+' || *at == 'e' || *at == 'E'))
        at++;
    scan->at = at;
    *out = (struct text){first, (size_t)(at - first)};
    return at != first || json_fail(scan, "expected a number");
}

static bool take_word(struct json_scan *scan, struct text word)
{
    if ((size_t)(scan->end - scan->at) < word.length || memcmp(scan->at, word.bytes, word.length) != 0)
        return false;
    scan->at += word.length;
    return true;
}

bool json_bool(struct json_scan *scan, bool *out)
{
    *out = take_word(scan, TEXT("true"));
    return *out || take_word(scan, TEXT("false")) || json_fail(scan, "expected true or false");
}

bool json_null(struct json_scan *scan)
{
    return take_word(scan, TEXT("null")) || json_fail(scan, "expected null");
}

enum json_step json_element(struct json_scan *scan, bool *first)
{
    if (*first)
        scan->at++; /* the bracket that was announced */
    json_skip_space(scan);
    if (take(scan, ']')) /* `[1,]` is refused by the value that is not there */
        return JSON_DONE;
    if (!*first && !take(scan, ','))
        return json_fail(scan, "expected `,` or `]`"), JSON_FAILED;
    json_skip_space(scan);
    if (!*first && scan->at < scan->end && *scan->at == ']')
        return json_fail(scan, "a list must not end in a comma"), JSON_FAILED;
    *first = false;
    return JSON_NEXT;
}

/* Whether the bytes are there, of which there are four or more: by words that overlap. */
static inline bool begins_with(const char *at, struct text wanted)
{
    size_t length = wanted.length;
    if (length < 8)
        return read_u32(at) == read_u32(wanted.bytes) && read_u32(at + length - 4) == read_u32(wanted.bytes + length - 4);
    size_t compared = 0;
    for (; length - compared > 8; compared += 8)
        if (read_u64(at + compared) != read_u64(wanted.bytes + compared))
            return false;
    return read_u64(at + length - 8) == read_u64(wanted.bytes + length - 8);
}

bool json_member_is(struct json_scan *scan, bool *first, struct text written)
{
    const char *at = scan->at + (*first ? 1 : 0);
    if (!*first && at < scan->end && *at == ',')
        at++;
    else if (!*first)
        return false;
    while (at < scan->end && json_is_space(*at))
        at++;
    if ((size_t)(scan->end - at) < written.length || !begins_with(at, written))
        return false;
    scan->at = at + written.length;
    *first = false;
    return true;
}

enum json_step json_member(struct json_scan *scan, bool *first, struct text *name)
{
    if (*first)
        scan->at++;
    json_skip_space(scan);
    if (take(scan, '}'))
        return JSON_DONE;
    if (!*first && !take(scan, ','))
        return json_fail(scan, "expected `,` or `}`"), JSON_FAILED;
    json_skip_space(scan);
    *first = false;
    if (scan->at >= scan->end || *scan->at != '"')
        return json_fail(scan, "expected a member's name in quotes"), JSON_FAILED;
    if (!json_string(scan, name))
        return JSON_FAILED;
    json_skip_space(scan);
    if (!take(scan, ':'))
        return json_fail(scan, "expected `:` after a member's name"), JSON_FAILED;
    json_skip_space(scan);
    return JSON_NEXT;
}

/* --- values that nobody reads --------------------------------------------------------------------------------------- */

static bool skip_string(struct json_scan *scan)
{
    size_t length = 0;
    scan->at++;
    return decode_rest(scan, NULL, &length);
}

static bool skip_number(struct json_scan *scan)
{
    struct text number;
    int64_t ignored;
    return json_number(scan, &number) && (decimal_parse(number, 0, &ignored) != DECIMAL_MALFORMED ||
                                          json_fail(scan, "not a number as JSON writes it"));
}

static bool skip_scalar(struct json_scan *scan)
{
    bool ignored;
    switch (json_peek(scan)) {
    case JSON_STRING: return skip_string(scan);
    case JSON_NUMBER: return skip_number(scan);
    case JSON_BOOL: return json_bool(scan, &ignored);
    case JSON_NULL: return json_null(scan);
    default: return json_fail(scan, "expected a value");
    }
}

static bool skip_name(struct json_scan *scan)
{
    json_skip_space(scan);
    if (scan->at >= scan->end || *scan->at != '"')
        return json_fail(scan, "expected a member's name in quotes");
    if (!skip_string(scan))
        return false;
    json_skip_space(scan);
    return take(scan, ':') || json_fail(scan, "expected `:` after a member's name");
}

/* Open brackets are bits of `objects`: 1 for an object, 0 for a list, the innermost lowest. */
bool json_skip(struct json_scan *scan)
{
    uint64_t objects = 0;
    unsigned depth = 0;
    for (;;) {
        enum json_kind kind = json_peek(scan);
        if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
            if (depth == JSON_DEPTH)
                return json_fail(scan, "nested too deeply");
            objects = objects << 1 | (kind == JSON_OBJECT);
            depth++;
            scan->at++;
            json_skip_space(scan);
            if (!take(scan, kind == JSON_OBJECT ? '}' : ']')) {
                if (kind == JSON_OBJECT && !skip_name(scan))
                    return false;
                continue;
            }
            objects >>= 1;
            depth--;
        } else if (!skip_scalar(scan))
            return false;
        for (;;) { /* what may follow a value, outwards */
            if (depth == 0)
                return true;
            json_skip_space(scan);
            bool in_object = objects & 1;
            if (take(scan, ',')) {
                if (in_object && !skip_name(scan))
                    return false;
                break;
            }
            if (!take(scan, in_object ? '}' : ']'))
                return json_fail(scan, in_object ? "expected `,` or `}`" : "expected `,` or `]`");
            objects >>= 1;
            depth--;
        }
    }
}
