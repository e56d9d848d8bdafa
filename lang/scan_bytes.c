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
    if (code == P0002)
        d = diag_error(scan->diags, code, span, "this is not UTF-8 (from the byte 0x%02X on)", byte);
    else
        d = diag_error(scan->diags, code, span, "the %s U+%04X is not allowed in a rule file",
                       code == P0001 ? "control character" : "invisible character", (unsigned)code_point);
    diag_help(d, code == P0002 ? "save the file as UTF-8" : "delete it");
    scan_report(scan, (uint32_t)at);
}

static bool is_no_character(struct text text, size_t at)
{
    size_t length;
    return utf8_decode(text, at, &length) < 0;
}

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
