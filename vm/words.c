#include "vm/words.h"

#include "base/calendar.h"

/* `value` with `decimals` digits after the point; as few of them as it needs, but at least `least`. */
static const char *decimal(struct arena *arena, int64_t value, int decimals, int least, const char *unit)
{
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    uint64_t rest = magnitude % scale;
    int shown = decimals;
    while (shown > least && rest % 10 == 0) {
        rest /= 10;
        shown--;
    }
    const char *sign = value < 0 ? "-" : "";
    if (shown == 0)
        return arena_format(arena, "%s%llu%s", sign, (unsigned long long)(magnitude / scale), unit);
    return arena_format(arena, "%s%llu.%0*llu%s", sign, (unsigned long long)(magnitude / scale), shown,
                        (unsigned long long)rest, unit);
}

const char *words_money(struct arena *arena, const struct image_view *image, int64_t amount)
{
    int decimals = image->SETTINGS[0].decimals;
    return decimal(arena, amount, decimals, decimals, "");
}

const char *words_fraction(struct arena *arena, const struct image_view *image, struct fraction value)
{
    enum { MORE = 6 };
    int decimals = image->SETTINGS[0].decimals, shown = 0;
    promo_i128 whole = value.numerator / value.denominator, rest = value.numerator % value.denominator;
    char digits[MORE + 1] = "";
    while (rest > ((promo_i128)1 << 120)) { /* ten times it has to fit */
        rest >>= 8;
        value.denominator >>= 8;
    }
    while (rest != 0 && shown < MORE) {
        digits[shown++] = (char)('0' + (int)(rest * 10 / value.denominator));
        rest = rest * 10 % value.denominator;
    }
    const char *money = whole > INT64_MAX ? NULL : words_money(arena, image, (int64_t)whole);
    if (money == NULL || shown == 0)
        return money;
    return arena_format(arena, "%s%s%.*s%s", money, decimals == 0 ? "." : "", shown, digits, rest != 0 ? ".." : "");
}

static const char *date(struct arena *arena, int64_t day)
{
    struct calendar_date of = calendar_date_of(day);
    return arena_format(arena, "%04d-%02d-%02d", (int)of.year, of.month, of.day);
}

static const char *instant(struct arena *arena, int64_t at)
{
    int64_t seconds = at % CALENDAR_DAY_SECONDS;
    if (seconds < 0)
        seconds += CALENDAR_DAY_SECONDS;
    struct calendar_date of = calendar_date_of((at - seconds) / CALENDAR_DAY_SECONDS);
    return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)of.year, of.month, of.day, (int)(seconds / 3600),
                        (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static const char *time_of_day(struct arena *arena, int64_t seconds)
{
    if (seconds % 60 == 0)
        return arena_format(arena, "%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
    return arena_format(arena, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static const char *enum_name(const struct image_view *image, uint32_t field, int64_t value)
{
    if (field >= image->FIELDS_COUNT || value < 0 || value >= image->FIELDS[field].names.count)
        return "unknown";
    return image_text(image, image->ENUM_NAMES[image->FIELDS[field].names.first + (uint32_t)value]).bytes;
}

static const char *tier_name(const struct image_view *image, uint32_t program, int64_t value)
{
    if (program >= image->PROGRAMS_COUNT || value < 0 || value >= image->PROGRAMS[program].tiers.count)
        return "unknown";
    return image_text(image, image->TIERS[image->PROGRAMS[program].tiers.first + (uint32_t)value].name).bytes;
}

static const char *quoted(struct arena *arena, const struct basket *basket, int64_t number)
{
    struct text text = texts_get(&basket->texts, (uint32_t)number);
    return arena_format(arena, "\"%.*s\"", (int)text.length, text.bytes);
}

const char *words_value(struct arena *arena, const struct basket *basket, enum shown shown, uint32_t field, int64_t value)
{
    static const char *const WEEKDAYS[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const struct image_view *image = &basket->image->view;
    if (value == VALUE_MISSING)
        return "missing";
    switch (shown) {
    case SHOWN_NUMBER: return decimal(arena, value, 0, 0, "");
    case SHOWN_DECIMAL: return decimal(arena, value, 6, 0, "");
    case SHOWN_MONEY: return words_money(arena, image, value);
    case SHOWN_PERCENT: return decimal(arena, value, 4, 0, "%");
    case SHOWN_TEXT: return quoted(arena, basket, value);
    case SHOWN_BOOL: return value != 0 ? "true" : "false";
    case SHOWN_DATE: return date(arena, value);
    case SHOWN_INSTANT: return instant(arena, value);
    case SHOWN_ENUM: return enum_name(image, field, value);
    case SHOWN_TIME: return time_of_day(arena, value);
    case SHOWN_WEEKDAY: return value >= 0 && value < 7 ? WEEKDAYS[value] : "unknown";
    case SHOWN_TIER: return tier_name(image, field, value);
    case SHOWN_NOTHING:
    case SHOWN_COUNT: break;
    }
    return "";
}
