#include "lang/scan.h"

#include "lang/build.h"
#include "lang/grammar.h"
#include "lang/keywords.h"
#include "lang/scanner.h"

#include <assert.h>

/* In a file full of rubbish the first few errors say it all. */
enum { MOST_ERRORS = 100 };

void scan_init(struct scan *scan, const promo_allocator *alloc, const struct source *source, struct diagnostics *diags)
{
    *scan = (struct scan){.alloc = alloc, .source = source, .diags = diags};
}

void scan_done(struct scan *scan)
{
    VECTOR_DONE(&scan->tokens, scan->alloc);
    VECTOR_DONE(&scan->comments, scan->alloc);
    VECTOR_DONE(&scan->bad, scan->alloc);
}

void *scan_pool_take(struct scan *scan, size_t size)
{
    const size_t align = alignof(max_align_t);
    size = (size + align - 1) / align * align;
    assert(size <= SCAN_POOL - scan->pool_used);
    void *block = scan->pool + scan->pool_used;
    scan->pool_used += size;
    return block;
}

static uint32_t offset_of(const struct scan *scan, const char *at)
{
    return (uint32_t)(at - scan->source->text.bytes);
}

static struct span span_at(const struct scan *scan, size_t start, size_t end)
{
    return (struct span){scan->source->number, (uint32_t)start, (uint32_t)end};
}

void scan_token(struct scan *scan, const char *at, size_t length, int kind)
{
    uint32_t start = offset_of(scan, at);
    bool first = scan->tokens.count == 0 || scan->tokens.items[scan->tokens.count - 1].end < scan->line_end;
    struct token token = {start, start + (uint32_t)length, (uint16_t)kind, first};
    scan->failed |= !VECTOR_PUSH(&scan->tokens, scan->alloc, token);
    scan->after_number = kind == T_NUMBER;
}

/* A currency and a unit of time are what they are only after a number: elsewhere the same words are names. */
void scan_word(struct scan *scan, const char *at, size_t length)
{
    struct text word = {at, length};
    const struct keyword *keyword = keyword_find(word);
    enum time_unit unit;
    int kind = keyword == NULL ? T_NAME : keyword->token;
    if (scan->after_number && build_is_unit(word, &unit))
        kind = T_UNIT;
    else if (scan->after_number && length == 3 && at[0] >= 'A' && at[0] <= 'Z' && at[1] >= 'A' && at[1] <= 'Z' &&
             at[2] >= 'A' && at[2] <= 'Z')
        kind = T_CURRENCY_CODE;
    scan_token(scan, at, length, kind);
}

void scan_comment(struct scan *scan, const char *at, size_t length)
{
    uint32_t start = offset_of(scan, at);
    bool alone = scan->tokens.count == 0 || scan->tokens.items[scan->tokens.count - 1].end < scan->line_end;
    while (length > 1 && (at[length - 1] == '\r' || at[length - 1] == ' ' || at[length - 1] == '\t'))
        length--;
    struct comment comment = {span_at(scan, start, start + length), alone};
    scan->failed |= !VECTOR_PUSH(&scan->comments, scan->alloc, comment);
}

void scan_line(struct scan *scan, const char *after)
{
    scan->line_end = offset_of(scan, after);
}

void scan_report(struct scan *scan, uint32_t at)
{
    scan->errors++;
    scan->failed |= !VECTOR_PUSH(&scan->bad, scan->alloc, at);
}

/* What people of other languages write, and what is meant. */
static const struct {
    const char *written, *help;
} STRAYS[] = {
    {"-", "a name may have `_` in it, not `-`; amounts are never negative"},
    {"'", "a text stands in double quotes: \"...\""},
    {"`", "a text stands in double quotes: \"...\""},
    {"\xE2\x80\x9C", "write straight double quotes: \"...\""},
    {"\xE2\x80\x9D", "write straight double quotes: \"...\""},
    {"\xE2\x80\x9E", "write straight double quotes: \"...\""},
    {"\xC2\xAB", "write straight double quotes: \"...\""},
    {"\xC2\xBB", "write straight double quotes: \"...\""},
    {"\xE2\x80\x93", "a range is written with two dots: a .. b"},
    {"\xE2\x80\xA6", "a range is written with two dots: a .. b"},
    {"\xE2\x89\xA5", "write `>=`"},
    {"\xE2\x89\xA4", "write `<=`"},
    {"\xE2\x89\xA0", "write `!=`"},
    {"\xE2\x82\xAC", "money is a number, or a number with a currency's code: 25.00 EUR"},
    {"\xC2\xA3", "money is a number, or a number with a currency's code: 25.00 GBP"},
    {"$", "money is a number, or a number with a currency's code: 25.00 USD"},
    {"%", "a percentage is written without a space: 10%"},
    {";", "nothing ends a clause: leave it out"},
    {"!", "write `not`"},
    {"&", "write `and`"},
    {"|", "write `or`"},
    {"[", "groups and sets stand in braces: { }"},
    {"]", "groups and sets stand in braces: { }"},
    {"/", "a comment begins with `#`"},
    {"*", "sums are worked out when the rules run: write the number"},
    {"+", "sums are worked out when the rules run: write the number"},
    {"\\", "a backslash has a meaning in strings only"},
};

enum { STRAY_COUNT = sizeof STRAYS / sizeof STRAYS[0] };
static_assert(STRAY_COUNT <= 32, "struct scan keeps a bit for each");

static size_t find_stray(struct text stray)
{
    size_t found = 0;
    for (; found < STRAY_COUNT; found++) {
        size_t length = strlen(STRAYS[found].written);
        if (stray.length >= length && memcmp(stray.bytes, STRAYS[found].written, length) == 0)
            break;
    }
    return found;
}

/* What gets the same help is said once a line: the quotes around a text, `&&`. */
static bool is_said(struct scan *scan, size_t stray)
{
    bool same_line = scan->strays_line == scan->line_end;
    uint32_t said = same_line ? scan->strays : 0;
    scan->strays_line = scan->line_end;
    scan->strays = said;
    for (size_t i = 0; i < STRAY_COUNT && stray < STRAY_COUNT; i++)
        if ((said >> i & 1) != 0 && strcmp(STRAYS[i].help, STRAYS[stray].help) == 0)
            return true;
    scan->strays |= stray < STRAY_COUNT ? (uint32_t)1 << stray : 0;
    return false;
}

/* `NULL`: nothing to say. */
/* `mon-fri`, `Monday - Friday` */
static bool is_weekday(const struct scan *scan, const struct token *name)
{
    static const char *const DAYS[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const char *bytes = scan->source->text.bytes + name->start;
    for (size_t i = 0; i < sizeof DAYS / sizeof DAYS[0] && name->end - name->start >= 3; i++)
        if ((bytes[0] | 0x20) == DAYS[i][0] && memcmp(bytes + 1, DAYS[i] + 1, 2) == 0 &&
            (name->end - name->start == 3 || memcmp(scan->source->text.bytes + name->end - 3, "day", 3) == 0))
            return true;
    return false;
}

static const char *help_for(const struct scan *scan, struct text stray, size_t found)
{
    const struct token none = {0, 0, T_END, false};
    const struct token *last = scan->tokens.count == 0 ? &none : &scan->tokens.items[scan->tokens.count - 1];
    int before = last->kind;
    if (stray.bytes[0] == '/' && before == T_NUMBER && last->end == offset_of(scan, stray.bytes))
        return "a date is written year-month-day: 2026-03-01";
    if (stray.bytes[0] == '/' && scan->tokens.count > 1 && last[-1].kind == T_IMPORT)
        return "what is imported stands in double quotes: import \"std/bogo\"";
    if (stray.bytes[0] == '-' && before == T_NAME && is_weekday(scan, last))
        return "a range is written with two dots: mon .. fri";
    if (stray.bytes[0] == '-' && (before == T_DATE || before == T_TIME || before == T_INSTANT))
        return "a range is written with two dots: a .. b";
    if (found < STRAY_COUNT)
        return STRAYS[found].help;
    return (unsigned char)stray.bytes[0] >= 0x80 ? "names have the letters a to z only; other letters stand in strings"
                                                 : NULL;
}

/* What scan_check_bytes has reported already (bad is in order of place). */
static bool is_reported(const struct scan *scan, size_t start, size_t end)
{
    size_t low = 0, high = scan->bad.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scan->bad.items[middle] < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < scan->bad.count && scan->bad.items[low] < end;
}

/* Counted once a line, so that a long line is not read again for each of its strings. */
static bool odd_quotes(struct scan *scan)
{
    if (!scan->quotes_counted || scan->quotes_line != scan->line_end) {
        const struct text text = scan->source->text;
        scan->quotes_counted = true;
        scan->quotes_line = scan->line_end;
        scan->quotes_odd = false;
        for (size_t at = scan->line_end; at < text.length && text.bytes[at] != '\n'; at++) {
            if (text.bytes[at] == '#' && !scan->quotes_odd)
                break;
            if (text.bytes[at] == '\\' && scan->quotes_odd)
                at++;
            else
                scan->quotes_odd ^= text.bytes[at] == '"';
        }
    }
    return scan->quotes_odd;
}

void scan_stray(struct scan *scan, const char *at, size_t length)
{
    size_t start = offset_of(scan, at);
    unsigned char byte = (unsigned char)*at;
    /* On a line with a quote too few what is text and what is not is anybody's guess; the quote is reported. */
    bool control = byte < 0x20 || byte == 0x7F; /* refused elsewhere */
    if (control || odd_quotes(scan) || is_reported(scan, start, start + length) || scan->errors >= MOST_ERRORS)
        return;
    struct text stray = {at, length};
    size_t found = find_stray(stray);
    if (is_said(scan, found))
        return;
    struct diagnostic *d = diag_error(scan->diags, P0004, span_at(scan, start, start + length),
                                      "`%.*s` means nothing here", SHOWN(stray));
    const char *help = help_for(scan, stray, found);
    if (help != NULL)
        diag_help(d, "%s", help);
    scan_report(scan, (uint32_t)start);
}

static void report_quote(struct scan *scan, size_t start, size_t length)
{
    if (scan->errors < MOST_ERRORS) {
        struct diagnostic *d = diag_error(scan->diags, P0005, span_at(scan, start, start + length),
                                          "a string must end on its line");
        diag_help(d, "write the missing quote; a quote inside the text is written \\\"");
    }
    scan_report(scan, (uint32_t)start);
}

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

/* Braces at the end of the line were hardly meant as text. */
static size_t without_braces(const char *at, size_t length)
{
    size_t kept = at[length - 1] == '\r' ? length - 1 : length;
    for (size_t i = length; i > 1; i--) {
        char byte = at[i - 1];
        if (strchr("{} \t\r", byte) == NULL)
            break;
        if (byte == '{' || byte == '}')
            kept = i - 1;
    }
    return kept;
}

size_t scan_string(struct scan *scan, const char *at, size_t length, bool closed)
{
    size_t start = offset_of(scan, at), kept = length;
    /* A quote right after a word closes a string whose opening quote is missing, when one is missing on the line. */
    if (start > 0 && is_name_byte(at[-1]) && odd_quotes(scan)) {
        report_quote(scan, start, 1);
        scan->quotes_odd = false;
        return 1;
    }
    if (!closed) {
        report_quote(scan, start, at[length - 1] == '\r' ? length - 1 : length);
        kept = without_braces(at, length);
    }
    scan_token(scan, at, kept, T_STRING);
    return kept;
}

void scan_glued(struct scan *scan, const char *at, size_t length)
{
    size_t digits = 0, start = offset_of(scan, at);
    while (digits < length && ((at[digits] >= '0' && at[digits] <= '9') || at[digits] == '_' || at[digits] == '.'))
        digits++;
    if (scan->errors < MOST_ERRORS) {
        struct text number = {at, digits}, word = {at + digits, length - digits};
        struct diagnostic *d = diag_error(scan->diags, P0007, span_at(scan, start, start + length),
                                          "`%.*s%.*s` is not a number", SHOWN(number), SHOWN(word));
        diag_help(d, "leave a space: `%.*s %.*s`", SHOWN(number), SHOWN(word));
        diag_fix(d, span_at(scan, start + digits, start + digits), TEXT(" "));
    }
    scan_report(scan, (uint32_t)start);
    scan_token(scan, at, digits, T_NUMBER);
    scan_word(scan, at + digits, length - digits);
}

/* Where the errors lie decides; they come in two ascending runs (bytes, then tokens), so all of them are looked at,
 * and there are never many. */
bool scan_is_bad(const struct scan *scan, uint32_t start, uint32_t end)
{
    if (scan->bad.count == 0)
        return false;
    const struct text text = scan->source->text;
    while (start > 0 && text.bytes[start - 1] != '\n')
        start--;
    while (end < text.length && text.bytes[end] != '\n')
        end++;
    for (size_t i = 0; i < scan->bad.count; i++)
        if (scan->bad.items[i] >= start && scan->bad.items[i] <= end)
            return true;
    return false;
}

promo_status scan_run(struct scan *scan)
{
    char *bytes = (char *)(uintptr_t)scan->source->text.bytes;
    size_t length = scan->source->text.length;
    if (scan_refuse_whole(scan)) {
        scan->errors++;
        scan_token(scan, bytes + length, 0, T_END);
        return scan->failed ? PROMO_NO_MEMORY : PROMO_OK;
    }
    scan_check_bytes(scan);
    yyscan_t scanner;
    /* The source's bytes are followed by the two NULs that flex wants, and come back as they were. */
    scanner_lex_init_extra(scan, &scanner);
    scanner__scan_buffer(bytes, length + 2, scanner);
    scanner_lex(scanner);
    scanner_lex_destroy(scanner);
    scan_token(scan, bytes + length, 0, T_END);
    return scan->failed ? PROMO_NO_MEMORY : PROMO_OK;
}
