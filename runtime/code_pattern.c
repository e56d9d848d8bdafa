#include "runtime/code_pattern.h"

#include "base/calendar.h"
#include "base/codes.h"
#include "base/exact.h"
#include "runtime/demand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

static const char DIGITS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { LEAST_ODDS = 10000, GOOD_ODDS = 10000000 };

static int random_characters(const char *pattern)
{
    int count = 0;
    for (; *pattern != '\0'; pattern++)
        count += *pattern == '#';
    return count;
}

bool code_pattern_is_random(const char *pattern)
{
    return strchr(pattern, '#') != NULL;
}

promo_status code_pattern_check(const char *pattern)
{
    promo_status status = demand_check_text("pattern", pattern, PROMO_CODE_SIZE - 1);
    if (status == PROMO_OK && random_characters(pattern) == 1)
        return error_set(PROMO_INVALID, "`%s` has one `#`, which is the check character: no character would be random",
                         pattern);
    return status;
}

promo_status promo_code_normal(const char *code, char normal[PROMO_CODE_SIZE])
{
    normal[0] = '\0';
    promo_status status = demand_check_text("code", code, PROMO_CODE_SIZE - 1);
    if (status != PROMO_OK)
        return status;
    size_t length = code_normal(text_from(code), normal);
    normal[length] = '\0';
    return length > 0 ? PROMO_OK : error_set(PROMO_INVALID, "`code` has nothing but dashes and spaces");
}

promo_status promo_code_odds_of(const char *pattern, int64_t count, promo_code_odds *odds)
{
    *odds = (promo_code_odds){0};
    promo_status status = code_pattern_check(pattern);
    if (status != PROMO_OK)
        return status;
    if (count < 1 || count > DEMAND_MOST)
        return error_set(PROMO_INVALID, "a count of %lld codes is none", (long long)count);
    if (!code_pattern_is_random(pattern))
        return error_set(PROMO_INVALID, "`%s` has no `#`: it is one code, not a pattern", pattern);
    odds->random = code_random_characters(text_from(pattern));
    odds->space = code_space(odds->random);
    odds->one_in = odds->space / count;
    odds->enough = odds->one_in >= LEAST_ODDS;
    odds->weak = odds->enough && odds->one_in < GOOD_ODDS;
    int wanted = code_random_wanted(odds->random, count, GOOD_ODDS);
    if (!odds->enough)
        error_set(PROMO_INVALID,
                  "`%s` is too short for %lld code%s: %d random character%s and one to check make 32^%d = %lld codes, so one "
                  "guess in %lld would hit; at least one in %d is needed. With %d `#` it is one in ten million or better",
                  pattern, (long long)count, text_plural(count), odds->random, text_plural(odds->random), odds->random,
                  (long long)odds->space, (long long)odds->one_in,
                  LEAST_ODDS, wanted + 1);
    return PROMO_OK;
}

/* Multiplication by x in the field of 32 elements, modulo x^5 + x^2 + 1. */
static unsigned times_x(unsigned element)
{
    return (element << 1 ^ (element & 16 ? 0x25u : 0)) & 31;
}

/* Sum of x^i times the i-th character. */
struct check_sum {
    unsigned sum, place;
};

static void check_add(struct check_sum *check, unsigned digit)
{
    unsigned value = digit;
    for (unsigned i = 0; i <= check->place; i++)
        value = times_x(value);
    check->sum ^= value;
    check->place++;
}

static promo_status draw_digit(struct code_source *source, unsigned *digit)
{
    while (source->left == 0) {
        ssize_t got = getrandom(source->bytes, sizeof source->bytes, 0);
        if (got < 0 && errno != EINTR)
            return error_set(PROMO_IO, "the system gives no random bytes: %s", strerror(errno));
        source->left = got > 0 ? (size_t)got : 0;
    }
    source->left--;
    *digit = source->bytes[source->left] & 31;
    source->bytes[source->left] = 0;
    return PROMO_OK;
}

promo_status code_draw_region(struct code_source *source, unsigned *region)
{
    unsigned first, second;
    promo_status status = draw_digit(source, &first);
    if (status == PROMO_OK)
        status = draw_digit(source, &second);
    *region = status == PROMO_OK ? first << 5 | second : 0;
    return status;
}

/* `given`: so many of the first random characters are those of the region. */
static promo_status draw(const char *pattern, struct code_source *source, unsigned region, unsigned given,
                         char normal[PROMO_CODE_SIZE])
{
    int left = random_characters(pattern);
    struct check_sum check = {0};
    size_t length = code_normal(text_from(pattern), normal);
    normal[length] = '\0';
    for (size_t i = 0; i < length; i++) {
        if (normal[i] != '#')
            continue;
        unsigned digit = check.sum;
        promo_status status = PROMO_OK;
        if (--left > 0 && given > 0)
            digit = region >> 5 * --given & 31;
        else if (left > 0)
            status = draw_digit(source, &digit);
        if (status != PROMO_OK)
            return status;
        check_add(&check, digit);
        normal[i] = DIGITS[digit];
    }
    return PROMO_OK;
}

promo_status code_draw(const char *pattern, struct code_source *source, char normal[PROMO_CODE_SIZE])
{
    return draw(pattern, source, 0, 0, normal);
}

promo_status code_draw_in(const char *pattern, struct code_source *source, unsigned region, char normal[PROMO_CODE_SIZE])
{
    return draw(pattern, source, region, CODE_REGION_CHARACTERS, normal);
}

void code_print(const char *pattern, const char *normal, char code[PROMO_CODE_SIZE])
{
    size_t at = 0;
    for (; pattern[at] != '\0' && at < PROMO_CODE_SIZE - 1; at++) {
        bool silent = pattern[at] == '-';
        code[at] = pattern[at] == '#' && *normal != '\0' ? *normal : pattern[at];
        normal += !silent && *normal != '\0';
    }
    code[at] = '\0';
}

bool code_pattern_fits(const char *pattern, const char *normal)
{
    char form[PROMO_CODE_SIZE];
    struct check_sum check = {0};
    size_t length = code_normal(text_from(pattern), form);
    int left = random_characters(pattern);
    if (strlen(normal) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (form[i] != '#') {
            if (form[i] != normal[i])
                return false;
            continue;
        }
        const char *digit = strchr(DIGITS, normal[i]);
        if (digit == NULL || (--left == 0 && (unsigned)(digit - DIGITS) != check.sum))
            return false;
        check_add(&check, (unsigned)(digit - DIGITS));
    }
    return true;
}

static int64_t months_later(int64_t at, int64_t months)
{
    int64_t day = at / CALENDAR_DAY_SECONDS - (at % CALENDAR_DAY_SECONDS < 0);
    int64_t second = at - day * CALENDAR_DAY_SECONDS;
    struct calendar_date date = calendar_date_of(day);
    int64_t month = (int64_t)date.year * 12 + date.month - 1 + months;
    if (month / 12 > 9999)
        return PROMO_NEVER;
    int year = (int)(month / 12), within = (int)(month % 12) + 1;
    int most = calendar_month_days(year, within);
    return calendar_day(year, within, date.day < most ? date.day : most) * CALENDAR_DAY_SECONDS + second;
}

int64_t code_expiry(int64_t at, int64_t count, promo_duration_unit unit, int64_t ends)
{
    static const int64_t SECONDS[] = {[PROMO_SECONDS] = 1, [PROMO_MINUTES] = 60, [PROMO_HOURS] = 3600, [PROMO_DAYS] = 86400,
                                      [PROMO_WEEKS] = 604800, [PROMO_MONTHS] = 0, [PROMO_YEARS] = 0};
    int64_t after = PROMO_NEVER, span;
    if (count == 0 || unit == PROMO_NO_DURATION)
        return ends;
    if (unit == PROMO_MONTHS || unit == PROMO_YEARS)
        after = count < 120000 ? months_later(at, unit == PROMO_YEARS ? count * 12 : count) : PROMO_NEVER;
    else if (!multiply_i64(count, SECONDS[unit], &span) || !add_i64(at, span, &after))
        after = PROMO_NEVER;
    return after < ends ? after : ends;
}

size_t promo_csv_field(const char *text, char *field, size_t size)
{
    /* A spreadsheet takes what begins with one of these for a formula; a quote before it makes it text. */
    bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
    bool quoted = formula || strpbrk(text, ",\"\r\n") != NULL;
    size_t length = 0;
#define PUT(byte) (length + 1 < size ? (void)(field[length] = (byte)) : (void)0, length++)
    if (quoted)
        PUT('"');
    if (formula)
        PUT('\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            PUT('"');
        PUT(*text);
    }
    if (quoted)
        PUT('"');
#undef PUT
    if (size > 0)
        field[length < size ? length : size - 1] = '\0';
    return length;
}
