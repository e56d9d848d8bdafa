#include "runtime/analysis_spell.h"

#include "base/calendar.h"
#include "base/decimal.h"
#include "runtime/instant.h"
#include "vm/texts.h"

#include <stdio.h>

struct text spell_symbol(const struct image_view *view, int64_t symbol)
{
    return symbol >= 0 && symbol < view->SYMBOLS_COUNT ? image_text(view, view->SYMBOLS[symbol]) : TEXT("other");
}

static size_t print_date(int64_t day, char room[SPELL_ROOM])
{
    struct calendar_date date = calendar_date_of(day < CALENDAR_FIRST_DAY || day > CALENDAR_LAST_DAY ? 0 : day);
    return (size_t)snprintf(room, SPELL_ROOM, "%04d-%02d-%02d", (int)date.year, date.month, date.day);
}

struct text spell_value(const struct image_view *view, const struct image_field *field, int64_t value, char room[SPELL_ROOM])
{
    switch ((enum field_type)field->type) {
    case TYPE_BOOL: return value != 0 ? TEXT("true") : TEXT("false");
    case TYPE_NUMBER: return (struct text){room, decimal_print(value, 0, room)};
    case TYPE_DECIMAL: return (struct text){room, decimal_print_short(value, 6, room)};
    case TYPE_PERCENT: return (struct text){room, decimal_print_short(value, 4, room)};
    case TYPE_MONEY: return (struct text){room, decimal_print(value, view->SETTINGS->decimals, room)};
    case TYPE_DATE: return (struct text){room, print_date(value, room)};
    case TYPE_INSTANT:
        instant_print(value < CALENDAR_FIRST_INSTANT || value > CALENDAR_LAST_INSTANT ? 0 : value, room);
        return text_from(room);
    case TYPE_ENUM:
        value = value < 0 || value >= field->names.count ? 0 : value;
        return image_text(view, view->ENUM_NAMES[field->names.first + value]);
    default: return spell_symbol(view, value);
    }
}
