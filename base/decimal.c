#include "base/decimal.h"

#include "base/exact.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The parts of a number's text; `digits` run over the whole part and the fraction. */
struct parts {
    bool negative;
    struct text whole, fraction;
    int64_t exponent;
};

static struct text take_digits(struct text *rest)
{
    struct text digits = {rest->bytes, 0};
    while (rest->length != 0 && is_digit(*rest->bytes)) {
        rest->bytes++;
        rest->length--;
    }
    digits.length = (size_t)(rest->bytes - digits.bytes);
    return digits;
}

static bool take(struct text *rest, char wanted)
{
    if (rest->length == 0 || *rest->bytes != wanted)
        return false;
    rest->bytes++;
    rest->length--;
    return true;
}

/* Exponents beyond this shift every digit of a 64-bit value out of range, whichever way. */
#define EXPONENT_BOUND 100000000

static bool take_exponent(struct text *rest, int64_t *exponent)
{
    *exponent = 0;
    if (!take(rest, 'e') && !take(rest, 'E'))
        return true;
    bool negative = take(rest, '-');
    if (!negative)
        take(rest, '+');
    struct text digits = take_digits(rest);
    for (size_t i = 0; i < digits.length; i++)
        if (*exponent < EXPONENT_BOUND)
            *exponent = *exponent * 10 + (digits.bytes[i] - '0');
    if (negative)
        *exponent = -*exponent;
    return digits.length != 0;
}

static bool split(struct text text, struct parts *parts)
{
    parts->negative = take(&text, '-');
    parts->whole = take_digits(&text);
    if (parts->whole.length == 0 || (parts->whole.length > 1 && parts->whole.bytes[0] == '0'))
        return false;
    parts->fraction = (struct text){0};
    if (take(&text, '.')) {
        parts->fraction = take_digits(&text);
        if (parts->fraction.length == 0)
            return false;
    }
    return take_exponent(&text, &parts->exponent) && text.length == 0;
}

static bool append_digits(int64_t *value, struct text digits)
{
    for (size_t i = 0; i < digits.length; i++)
        if (!multiply_i64(*value, 10, value) || !add_i64(*value, digits.bytes[i] - '0', value))
            return false;
    return true;
}

/* What nearly every amount looks like: few digits, a point, and as many more as there are places, or none. False: it does
 * not, and nothing has happened. */
static bool parse_plain(struct text text, int places, int64_t *value)
{
    enum { FEW = 15 };
    int64_t result = 0;
    size_t at = 0, whole;
    if (text.length > FEW)
        return false;
    for (; at < text.length && is_digit(text.bytes[at]); at++)
        result = result * 10 + (text.bytes[at] - '0');
    whole = at;
    if (whole == 0 || (whole > 1 && text.bytes[0] == '0'))
        return false;
    if (whole == text.length && places == 0) {
        *value = result;
        return true;
    }
    if (text.length != whole + 1 + (size_t)places || places == 0 || text.bytes[at++] != '.')
        return false;
    for (; at < text.length && is_digit(text.bytes[at]); at++)
        result = result * 10 + (text.bytes[at] - '0');
    if (at == text.length)
        *value = result;
    return at == text.length;
}

enum decimal_verdict decimal_parse(struct text text, int places, int64_t *value)
{
    struct parts parts;
    if (parse_plain(text, places, value))
        return DECIMAL_OK;
    if (!split(text, &parts))
        return DECIMAL_MALFORMED;
    int64_t shift = parts.exponent - (int64_t)parts.fraction.length + places;
    if (shift < 0)
        return DECIMAL_TOO_MANY_PLACES;
    int64_t result = 0;
    if (!append_digits(&result, parts.whole) || !append_digits(&result, parts.fraction))
        return DECIMAL_OUT_OF_RANGE;
    for (; shift > 0 && result != 0; shift--)
        if (!multiply_i64(result, 10, &result))
            return DECIMAL_OUT_OF_RANGE;
    *value = parts.negative ? -result : result;
    return DECIMAL_OK;
}

size_t decimal_print(int64_t value, int places, char out[DECIMAL_ROOM])
{
    char digits[DECIMAL_ROOM];
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char *first = digits + sizeof digits;
    for (int printed = 0; rest != 0 || printed <= places; printed++) {
        if (printed == places && places != 0)
            *--first = '.';
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (value < 0)
        *--first = '-';
    size_t length = (size_t)(digits + sizeof digits - first);
    memcpy(out, first, length);
    return length;
}

size_t decimal_print_short(int64_t value, int places, char out[DECIMAL_ROOM])
{
    size_t length = decimal_print(value, places, out);
    if (places == 0)
        return length;
    while (out[length - 1] == '0')
        length--;
    return out[length - 1] == '.' ? length - 1 : length;
}

size_t decimal_print_grouped(int64_t value, int places, char out[DECIMAL_GROUPED_ROOM])
{
    char digits[DECIMAL_ROOM];
    size_t length = decimal_print(value, places, digits), used = 0;
    size_t whole = places == 0 ? length : length - (size_t)places - 1, first = value < 0 ? 1 : 0;
    for (size_t i = 0; i < length; i++) {
        if (i > first && i < whole && (whole - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = digits[i];
    }
    return used;
}
