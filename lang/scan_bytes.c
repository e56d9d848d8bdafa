#include "lang/scan.h"

enum { MOST_REPORTS = 20 };

/* Characters that turn the direction of writing, and characters of no width (Unicode TR 36; "Trojan Source", 2021). */
static const struct {
    int32_t first, last;
} INVISIBLE[] = {
    {0xAD, 0xAD},     {0x61C, 0x61C},   {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},
    {0x2060, 0x2064}, {0x2066, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

enum code scan_refused(int32_t code_point)
{
    if (code_point < 0)
        return P0002;
    if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0))
        return P0001;
    for (size_t i = 0; i < sizeof INVISIBLE / sizeof INVISIBLE[0]; i++)
        if (code_point >= INVISIBLE[i].first && code_point <= INVISIBLE[i].last)
            return P0003;
    return CODE_NONE;
}

static void report(struct scan *scan, enum code code, size_t at, size_t length, int32_t code_point)
{
    struct span span = {scan->source->number, (uint32_t)at, (uint32_t)(at + length)};
    struct diagnostic *d = NULL;
    unsigned byte = (unsigned char)scan->source->text.bytes[at];
    scan_report(scan, (uint32_t)at);
    if (code == P0002 && scan->not_utf8) /* one remedy for all of them */
        return;
    scan->not_utf8 |= code == P0002;
    if (code == P0002)
        d = diag_error(scan->diags, code, span, "this is not UTF-8 (from the byte 0x%02X on)", byte);
    else
        d = diag_error(scan->diags, code, span, "the %s U+%04X is not allowed in a rule file",
                       code == P0001 ? "control character" : "invisible character", (unsigned)code_point);
    diag_help(d, code == P0002 ? "save the file as UTF-8" : "delete it");
}

static bool is_no_character(struct text text, size_t at)
{
    size_t length;
    return utf8_decode(text, at, &length) < 0;
}

/* ---- Files that are no rule files at all ---- */

enum { LOOKED_AT = 1024, LEAST_BAD = 8 };

/* Whether a tenth of a text's beginning is no text. */
static bool is_binary(struct text text)
{
    size_t bad = 0, length = 1, looked = text.length < LOOKED_AT ? text.length : LOOKED_AT;
    for (size_t at = 0; at < looked; at += length) {
        int32_t code_point = utf8_decode(text, at, &length);
        bool white = code_point == '\t' || code_point == '\r' || code_point == '\n';
        bad += !white && (code_point < 0x20 || code_point == 0x7F);
    }
    return bad >= LEAST_BAD && bad * 10 > looked;
}

/* No declaration begins with a brace, and of JSON only a value or its end comes after one. */
static bool is_json(struct text text, size_t *at)
{
    size_t first = text.length >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    first += first < text.length ? strspn(text.bytes + first, " \t\r\n") : 0;
    size_t next = first < text.length ? first + 1 + strspn(text.bytes + first + 1, " \t\r\n") : text.length;
    *at = first;
    return next < text.length && strchr("{[", text.bytes[first]) != NULL && strchr("\"{[]}", text.bytes[next]) != NULL;
}

bool scan_refuse_whole(struct scan *scan)
{
    const struct text text = scan->source->text;
    size_t at = 0;
    bool utf16 = text.length >= 2 && (memcmp(text.bytes, "\xFF\xFE", 2) == 0 || memcmp(text.bytes, "\xFE\xFF", 2) == 0);
    bool binary = !utf16 && is_binary(text), json = !utf16 && !binary && is_json(text, &at);
    struct span span = {scan->source->number, (uint32_t)at, (uint32_t)at + (json ? 1 : 0)};
    if (utf16)
        diag_help(diag_error(scan->diags, P0002, span, "this file is UTF-16"), "save it as UTF-8");
    else if (binary)
        diag_help(diag_error(scan->diags, P0001, span, "this file is no text"), "rule files are plain text, in UTF-8");
    else if (json)
        diag_help(diag_error(scan->diags, P0013, span, "this file is JSON, and holds no rules"),
                  "a rule file has declarations such as `settings { currency USD }`; baskets come after the rules: `promo run RULES BASKETS`");
    return utf16 || binary || json;
}

/* ---- Characters ---- */

void scan_check_bytes(struct scan *scan)
{
    const struct text text = scan->source->text;
    size_t at = text.length >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; /* a byte-order mark */
    while (at < text.length && scan->errors < MOST_REPORTS) {
        unsigned char byte = (unsigned char)text.bytes[at];
        bool line_end = byte == '\n' || (byte == '\r' && at + 1 < text.length && text.bytes[at + 1] == '\n');
        if ((byte >= 0x20 && byte < 0x7F) || byte == '\t' || line_end) {
            at++;
            continue;
        }
        size_t length;
        int32_t code_point = utf8_decode(text, at, &length);
        enum code code = scan_refused(code_point);
        while (code == P0002 && at + length < text.length && is_no_character(text, at + length))
            length++;
        if (code != CODE_NONE)
            report(scan, code, at, length, code_point);
        at += length;
    }
}
