#include "lang/literal.h"

#include "base/calendar.h"
#include "lang/grammar.h"
#include "lang/scan.h"

enum { MOST_DIGITS = 18 };

static struct text token_text(const struct builder *b, struct span span)
{
    return (struct text){b->source->text.bytes + span.start, span.end - span.start};
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Digits with `_` between them from *at on; adds to *value and counts them. False: a `_` stands wrong. */
static bool read_digits(struct text text, size_t *at, int64_t *value, unsigned *count, unsigned *significant)
{
    bool after_digit = false;
    for (; *at < text.length && (is_digit(text.bytes[*at]) || text.bytes[*at] == '_'); ++*at) {
        char byte = text.bytes[*at];
        if (byte == '_' && !after_digit)
            return false;
        after_digit = byte != '_';
        if (byte == '_')
            continue;
        ++*count;
        *significant += *significant > 0 || byte != '0';
        if (*significant <= MOST_DIGITS)
            *value = *value * 10 + (byte - '0');
    }
    return after_digit;
}

static struct expr *wrong(struct builder *b, enum code code, struct span span, const char *message, const char *help)
{
    struct text text = token_text(b, span);
    struct diagnostic *d = diag_error(b->diags, code, span, message, SHOWN(text));
    if (help != NULL)
        diag_help(d, "%s", help);
    return build_expr(b, EXPR_ERROR, span);
}

static struct expr *read_number(struct builder *b, bool percent, struct span span)
{
    struct text text = token_text(b, span);
    size_t at = 0;
    int64_t value = 0;
    unsigned whole = 0, decimals = 0, significant = 0;
    bool well = read_digits(text, &at, &value, &whole, &significant);
    if (well && at < text.length && text.bytes[at] == '.') {
        at++;
        well = read_digits(text, &at, &value, &decimals, &significant);
    }
    if (!well)
        return wrong(b, P0007, span, "`%.*s` is not a number", "`_` stands between two digits only");
    if (at + percent != text.length)
        return wrong(b, P0007, span, "`%.*s` is not a number", "leave a space after the digits");
    if (significant > MOST_DIGITS || decimals > MOST_DIGITS)
        return wrong(b, P0008, span, "`%.*s` is too large: a number has at most 18 digits", NULL);
    if (percent && decimals > 4)
        return wrong(b, P0010, span, "`%.*s` has too many decimals: a percentage has up to four", NULL);
    struct expr *expr = build_literal(b, percent ? LITERAL_PERCENT : LITERAL_NUMBER, span);
    expr->literal->value = value;
    expr->literal->decimals = decimals;
    return expr;
}

/* Exactly `digits` digits; moves on. */
static bool read_fixed(struct text text, size_t *at, size_t digits, int64_t *value)
{
    if (text.length - *at < digits)
        return false;
    *value = 0;
    for (size_t end = *at + digits; *at < end; ++*at) {
        if (!is_digit(text.bytes[*at]))
            return false;
        *value = *value * 10 + (text.bytes[*at] - '0');
    }
    return true;
}

static bool read_sign(struct text text, size_t *at, char sign)
{
    if (*at >= text.length || text.bytes[*at] != sign)
        return false;
    ++*at;
    return true;
}

static bool read_date(struct text text, size_t *at, int64_t *days)
{
    int64_t year, month, day;
    if (!read_fixed(text, at, 4, &year) || !read_sign(text, at, '-') || !read_fixed(text, at, 2, &month) ||
        !read_sign(text, at, '-') || !read_fixed(text, at, 2, &day) || year < 1 || month < 1 || month > 12 || day < 1 ||
        day > calendar_month_days((int32_t)year, (int)month))
        return false;
    *days = calendar_day((int32_t)year, (int)month, (int)day);
    return true;
}

/* HH:MM or HH:MM:SS, in seconds of the day; 24:00 where `whole_day`. */
static bool read_time(struct text text, size_t *at, bool whole_day, int64_t *seconds)
{
    int64_t hour, minute, second = 0;
    if (!read_fixed(text, at, 2, &hour) || !read_sign(text, at, ':') || !read_fixed(text, at, 2, &minute) ||
        (read_sign(text, at, ':') && !read_fixed(text, at, 2, &second)))
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return minute < 60 && second < 60 && (hour < 24 || (whole_day && *seconds == 86400));
}

static bool read_offset(struct text text, size_t *at, struct literal *literal)
{
    if (*at == text.length)
        return true;
    literal->has_offset = true;
    if (read_sign(text, at, 'Z'))
        return true;
    bool west = text.bytes[*at] == '-';
    int64_t hours, minutes;
    if ((!read_sign(text, at, '+') && !read_sign(text, at, '-')) || !read_fixed(text, at, 2, &hours) ||
        !read_sign(text, at, ':') || !read_fixed(text, at, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    literal->offset = (int32_t)((west ? -1 : 1) * (hours * 3600 + minutes * 60));
    return true;
}

static struct expr *read_date_token(struct builder *b, struct span span)
{
    struct text text = token_text(b, span);
    size_t at = 0;
    int64_t days = 0;
    if (!read_date(text, &at, &days) || at != text.length)
        return wrong(b, P0009, span, "`%.*s` is not a date", "dates are written year-month-day: 2026-03-01");
    struct expr *expr = build_literal(b, LITERAL_DATE, span);
    expr->literal->value = days;
    return expr;
}

static struct expr *read_instant_token(struct builder *b, struct span span)
{
    struct text text = token_text(b, span);
    size_t at = 0;
    int64_t days = 0, seconds = 0;
    struct literal literal = {.kind = LITERAL_INSTANT};
    bool well = read_date(text, &at, &days) && read_sign(text, &at, 'T') && read_time(text, &at, false, &seconds) &&
                read_offset(text, &at, &literal) && at == text.length;
    if (!well)
        return wrong(b, P0009, span, "`%.*s` is not an instant",
                     "instants are written 2026-03-01T17:00, perhaps with seconds, and Z or +02:00");
    struct expr *expr = build_literal(b, LITERAL_INSTANT, span);
    literal.value = days * 86400 + seconds;
    *expr->literal = literal;
    return expr;
}

static struct expr *read_time_token(struct builder *b, struct span span)
{
    struct text text = token_text(b, span);
    size_t at = 0;
    int64_t seconds = 0;
    if (!read_time(text, &at, true, &seconds) || at != text.length)
        return wrong(b, P0009, span, "`%.*s` is not a time", "times are written 09:30, of 24 hours");
    struct expr *expr = build_literal(b, LITERAL_TIME, span);
    expr->literal->value = seconds;
    return expr;
}

struct expr *literal_read(struct builder *b, int kind, struct span span)
{
    switch (kind) {
    case T_PERCENT:
        return read_number(b, true, span);
    case T_DATE:
        return read_date_token(b, span);
    case T_INSTANT:
        return read_instant_token(b, span);
    case T_TIME:
        return read_time_token(b, span);
    default:
        return read_number(b, false, span);
    }
}

/* ---- Strings ---- */

/* `u{1F381}` from *at on (after the backslash): its code point, or -1. */
static int32_t read_code_point(struct text text, size_t *at)
{
    size_t digits = 0;
    int32_t code_point = 0;
    ++*at;
    if (!read_sign(text, at, '{'))
        return -1;
    for (; *at < text.length && digits < 7; ++*at, digits++) {
        char byte = text.bytes[*at];
        int32_t digit = is_digit(byte)                 ? byte - '0'
                        : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                        : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                                       : -1;
        if (digit < 0)
            break;
        code_point = code_point * 16 + digit;
    }
    return digits >= 1 && digits <= 6 && read_sign(text, at, '}') ? code_point : -1;
}

/* Decodes the escape at *at (a backslash), moves behind it; the number of bytes written, 0 where it is none. */
static size_t read_escape(struct text text, size_t *at, char out[4])
{
    static const char ESCAPES[] = "\"\\nt", MEANINGS[] = "\"\\\n\t";
    ++*at;
    if (*at >= text.length)
        return 0;
    const char *found = text.bytes[*at] == '\0' ? NULL : strchr(ESCAPES, text.bytes[*at]);
    if (found != NULL) {
        ++*at;
        out[0] = MEANINGS[found - ESCAPES];
        return 1;
    }
    if (text.bytes[*at] != 'u') {
        size_t bytes;
        utf8_decode(text, *at, &bytes);
        *at += bytes;
        return 0;
    }
    int32_t code_point = read_code_point(text, at);
    return scan_refused(code_point) != CODE_NONE ? 0 : utf8_encode((uint32_t)code_point, out);
}

/* Escapes only make a text shorter. */
static struct text decode(struct builder *b, struct text raw, struct span span)
{
    char *decoded = arena_copy(b->arena, raw.bytes, raw.length);
    if (decoded == NULL) {
        b->failed = true;
        return TEXT("");
    }
    size_t length = 0;
    for (size_t at = 0; at < raw.length;) {
        if (raw.bytes[at] != '\\') {
            decoded[length++] = raw.bytes[at++];
            continue;
        }
        size_t start = at;
        char bytes[4];
        size_t count = read_escape(raw, &at, bytes);
        if (count == 0) {
            struct text shown = {raw.bytes + start, at - start};
            uint32_t from = span.start + 1 + (uint32_t)start;
            struct span place = {span.file, from, from + (uint32_t)shown.length};
            struct diagnostic *d = diag_error(b->diags, P0006, place, "`%.*s` is not an escape", SHOWN(shown));
            diag_help(d, "write \\\\ for a backslash; there are \\\" \\\\ \\n \\t and \\u{1F381}");
        }
        memcpy(decoded + length, bytes, count);
        length += count;
    }
    return (struct text){decoded, length};
}

/* Whether the last byte is a quote that no backslash takes its meaning from. */
static bool is_closed(struct text raw)
{
    if (raw.length == 0 || raw.bytes[raw.length - 1] != '"')
        return false;
    size_t backslashes = 0;
    while (backslashes < raw.length - 1 && raw.bytes[raw.length - 2 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 == 0;
}

struct word literal_string(struct builder *b, struct span span)
{
    struct text raw = token_text(b, span);
    raw.bytes++;
    raw.length--;
    if (!is_closed(raw))
        return (struct word){.span = span, .quoted = true};
    raw.length--;
    bool escaped = raw.length != 0 && memchr(raw.bytes, '\\', raw.length) != NULL;
    return (struct word){.text = escaped ? decode(b, raw, span) : raw, .span = span, .quoted = true};
}
