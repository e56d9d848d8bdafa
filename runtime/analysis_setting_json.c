/* A setting as the beginning of a basket, and as the state that it needs. */
#include "base/calendar.h"
#include "base/decimal.h"
#include "runtime/analysis_setting.h"
#include "runtime/analysis_spell.h"
#include "runtime/instant.h"
#include "runtime/result_json.h"
#include "vm/basket.h"

#include <stdio.h>

enum { SHIPPING_MAJOR = 10 };

/* --- the basket ------------------------------------------------------------------------------------------------------ */

static void put_name(struct buffer *out, struct text name)
{
    if (out->length != 0 && out->bytes[out->length - 1] != '{')
        buffer_char(out, ',');
    json_write_text(out, name);
    buffer_char(out, ':');
}

static void put_quoted(struct buffer *out, const char *digits, size_t length)
{
    json_write_text(out, (struct text){digits, length});
}

static void put_instant(struct buffer *out, int64_t at)
{
    char text[INSTANT_ROOM];
    instant_print(at < CALENDAR_FIRST_INSTANT || at > CALENDAR_LAST_INSTANT ? 0 : at, text);
    json_write_text(out, text_from(text));
}

static void put_value(struct buffer *out, const struct image_view *view, const struct image_field *field, int64_t value)
{
    char room[SPELL_ROOM];
    struct text words = spell_value(view, field, value, room);
    if (field->type == TYPE_BOOL || field->type == TYPE_NUMBER)
        buffer_text(out, words);
    else
        json_write_text(out, words);
}

static bool in_list(const struct image_view *view, uint32_t list, int64_t value)
{
    for (uint32_t i = 0; i < view->LISTS[list].count; i++)
        if (view->LIST_VALUES[view->LISTS[list].first + i] == value)
            return true;
    return false;
}

/* A member of the list that no other need forbids. */
static bool choose_member(const struct setting *setting, const struct image_view *view, const struct need *wanted, int64_t *value)
{
    struct span list = view->LISTS[wanted->list];
    for (uint32_t i = 0; i < list.count; i++) {
        bool free = true;
        *value = view->LIST_VALUES[list.first + i];
        for (uint32_t j = 0; j < setting->needs.count && free; j++) {
            const struct need *need = &setting->needs.items[j];
            free = !(need->subject == wanted->subject && need->index == wanted->index && need->negated &&
                     need->relation == NEED_IN_LIST && in_list(view, need->list, *value));
        }
        if (free)
            return true;
    }
    return false;
}

static void put_set(struct buffer *out, const struct setting *setting, const struct image_view *view,
                    const struct image_field *field, enum need_subject subject)
{
    bool any = false;
    for (uint32_t i = 0; i < setting->needs.count; i++) {
        const struct need *need = &setting->needs.items[i];
        int64_t value = -1;
        bool wanted = need->relation == NEED_MISSING ? need->negated : !need->negated && choose_member(setting, view, need, &value);
        if (need->subject != subject || need->index != field->slot || !wanted)
            continue;
        if (any)
            buffer_char(out, ',');
        else {
            put_name(out, image_text(view, field->name));
            buffer_char(out, '[');
        }
        json_write_text(out, spell_symbol(view, value));
        any = true;
    }
    if (any)
        buffer_char(out, ']');
}

/* A yearly date that falls on the day of the order. */
static int64_t yearly_today(const struct setting *setting, const promo_image *image)
{
    int64_t local = setting->at + image_offset_at(&image->view, setting->at);
    struct calendar_date today = calendar_date_of(local / CALENDAR_DAY_SECONDS - (local % CALENDAR_DAY_SECONDS < 0));
    return calendar_day(1988, today.month, today.day);
}

static bool asks_today(const struct setting *setting, enum need_subject subject, uint32_t index)
{
    for (uint32_t i = 0; i < setting->needs.count; i++) {
        const struct need *need = &setting->needs.items[i];
        if (need->subject == subject && need->index == index && !need->negated &&
            (need->relation == NEED_TODAY || need->relation == NEED_WITHIN))
            return true;
    }
    return false;
}

static void put_fields(struct buffer *out, const struct setting *setting, const promo_image *image, enum field_owner owner)
{
    const struct image_view *view = &image->view;
    enum need_subject subject = owner == OWNER_ORDER ? NEED_ORDER : NEED_CUSTOMER;
    for (uint32_t i = 0; i < view->FIELDS_COUNT; i++) {
        const struct image_field *field = &view->FIELDS[i];
        if (field->owner != owner || (owner == OWNER_CUSTOMER && field->slot == CUSTOMER_ID))
            continue;
        if (field->type == TYPE_SET) {
            put_set(out, setting, view, field, owner == OWNER_ORDER ? NEED_ORDER_SET : NEED_CUSTOMER_SET);
            continue;
        }
        int64_t value = asks_today(setting, subject, field->slot) ? yearly_today(setting, image)
                                                                   : setting_value(setting, view, subject, field->slot);
        if (value == VALUE_MISSING)
            continue;
        put_name(out, image_text(view, field->name));
        put_value(out, view, field, value);
    }
}

/* Members of a list, each once: needs that are joined may ask for the same. */
static bool asked_before(const struct needs *needs, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (needs->items[i].subject == needs->items[at].subject && needs->items[i].index == needs->items[at].index)
            return true;
    return false;
}

static bool wants(const struct needs *needs, uint32_t at, enum need_subject subject)
{
    const struct need *need = &needs->items[at];
    return need->subject == subject && need->relation == NEED_HOLDS && !need->negated && !asked_before(needs, at);
}

static void put_segments(struct buffer *out, const struct setting *setting, const struct image_view *view)
{
    bool any = false;
    for (uint32_t i = 0; i < setting->needs.count; i++) {
        if (!wants(&setting->needs, i, NEED_SEGMENT))
            continue;
        if (any)
            buffer_char(out, ',');
        else {
            put_name(out, TEXT("segments"));
            buffer_char(out, '[');
        }
        json_write_text(out, spell_symbol(view, setting->needs.items[i].index));
        any = true;
    }
    if (any)
        buffer_char(out, ']');
}

static void put_customer(struct buffer *out, const struct setting *setting, const promo_image *image)
{
    char room[SETTING_CUSTOMER_ROOM];
    struct text id = setting_customer(setting, image, room);
    put_name(out, TEXT("customer"));
    buffer_char(out, '{');
    if (id.bytes != NULL) {
        put_name(out, TEXT("id"));
        json_write_text(out, id);
    }
    put_segments(out, setting, &image->view);
    put_fields(out, setting, image, OWNER_CUSTOMER);
    buffer_char(out, '}');
}

/* Generated codes are invented, and told to the state. */
static void put_code(struct buffer *out, const struct image_view *view, uint32_t coupon)
{
    const struct image_coupon *record = &view->COUPONS[coupon];
    char code[32];
    int length = snprintf(code, sizeof code, "CODE-%u", (unsigned)coupon + 1);
    json_write_text(out, record->code.length != 0 ? image_text(view, record->code) : (struct text){code, (size_t)length});
}

static void put_codes(struct buffer *out, const struct setting *setting, const struct image_view *view)
{
    bool any = false;
    for (uint32_t i = 0; i < setting->needs.count; i++) {
        if (!wants(&setting->needs, i, NEED_COUPON))
            continue;
        if (any)
            buffer_char(out, ',');
        else {
            put_name(out, TEXT("coupons"));
            buffer_char(out, '[');
        }
        put_code(out, view, setting->needs.items[i].index);
        any = true;
    }
    if (any)
        buffer_char(out, ']');
}

static void put_shipping(struct buffer *out, const struct setting *setting, const struct image_view *view)
{
    int64_t method = setting_value(setting, view, NEED_FACT, FACT_SHIPPING_METHOD), price = SHIPPING_MAJOR;
    char digits[DECIMAL_ROOM];
    if (!setting->shipping && method == VALUE_MISSING)
        return;
    for (int i = 0; i < view->SETTINGS->decimals; i++)
        price *= 10;
    put_name(out, TEXT("shipping"));
    buffer_char(out, '{');
    if (method != VALUE_MISSING) {
        put_name(out, TEXT("method"));
        json_write_text(out, spell_symbol(view, method));
    }
    put_name(out, TEXT("price"));
    put_quoted(out, digits, decimal_print(price, view->SETTINGS->decimals, digits));
    buffer_char(out, '}');
}

void setting_write(const struct setting *setting, const promo_image *image, struct buffer *out)
{
    static const struct {
        const char *name;
        enum fact fact;
    } FACTS[] = {
        {"trigger", FACT_TRIGGER}, {"channel", FACT_CHANNEL},       {"store", FACT_STORE},
        {"region", FACT_REGION},   {"price_list", FACT_PRICE_LIST}, {"payment", FACT_PAYMENT},
    };
    const struct image_view *view = &image->view;
    buffer_char(out, '{');
    put_name(out, TEXT("at"));
    put_instant(out, setting->at);
    for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++) {
        int64_t value = setting_value(setting, view, NEED_FACT, FACTS[i].fact);
        if (value == VALUE_MISSING || (FACTS[i].fact == FACT_TRIGGER && text_equal(spell_symbol(view, value), TEXT("basket"))))
            continue;
        put_name(out, text_from(FACTS[i].name));
        json_write_text(out, spell_symbol(view, value));
    }
    put_customer(out, setting, image);
    put_codes(out, setting, view);
    put_shipping(out, setting, view);
    put_fields(out, setting, image, OWNER_ORDER);
    buffer_char(out, ',');
}

/* --- the state ------------------------------------------------------------------------------------------------------- */

static void begin_part(struct buffer *out, size_t start, const char *name, bool first)
{
    if (first) {
        buffer_string(out, out->length == start ? "" : ",");
        buffer_format(out, "\"%s\":{", name);
    } else
        buffer_char(out, ',');
}

static void put_audiences(struct buffer *out, const struct setting *setting, const promo_image *image, size_t start)
{
    bool any = false;
    char room[SETTING_CUSTOMER_ROOM];
    struct text id = setting_customer(setting, image, room);
    for (uint32_t i = 0; i < setting->needs.count && id.bytes != NULL; i++) {
        if (!wants(&setting->needs, i, NEED_AUDIENCE))
            continue;
        const struct image_audience *audience = &image->view.AUDIENCES[setting->needs.items[i].index];
        if (audience->members != INDEX_NONE)
            continue;
        begin_part(out, start, "audiences", !any);
        json_write_text(out, image_text(&image->view, audience->name));
        buffer_string(out, ":[");
        json_write_text(out, id);
        buffer_char(out, ']');
        any = true;
    }
    buffer_string(out, any ? "}" : "");
}

static void put_told_codes(struct buffer *out, const struct setting *setting, const promo_image *image, bool used, size_t start)
{
    bool any = false;
    for (uint32_t i = 0; i < setting->needs.count; i++) {
        const struct need *need = &setting->needs.items[i];
        if (!wants(&setting->needs, i, NEED_COUPON))
            continue;
        const struct image_coupon *coupon = &image->view.COUPONS[need->index];
        if (coupon->code.length != 0 && coupon->valid_count == 0)
            continue;
        begin_part(out, start, "codes", !any);
        put_code(out, &image->view, need->index);
        buffer_string(out, ":{\"coupon\":");
        json_write_text(out, image_text(&image->view, coupon->name));
        buffer_string(out, ",\"issued\":");
        put_instant(out, setting->at);
        buffer_string(out, used ? ",\"uses\":1}" : "}");
        any = true;
    }
    buffer_string(out, any ? "}" : "");
}

static void put_program(struct buffer *out, const struct setting *setting, const struct image_view *view, uint32_t index)
{
    const struct image_program *program = &view->PROGRAMS[index];
    int64_t points = setting_value(setting, view, NEED_POINTS, index), tier = setting_value(setting, view, NEED_TIER, index);
    json_write_text(out, image_text(view, program->name));
    buffer_format(out, ":{\"points\":%lld", (long long)(points == VALUE_MISSING ? 0 : points));
    if (tier >= 0 && tier < program->tiers.count) {
        buffer_string(out, ",\"tier\":");
        json_write_text(out, image_text(view, view->TIERS[program->tiers.first + tier].name));
    }
    buffer_char(out, '}');
}

static void put_loyalty(struct buffer *out, const struct setting *setting, const promo_image *image, size_t start)
{
    const struct image_view *view = &image->view;
    char room[SETTING_CUSTOMER_ROOM];
    struct text id = setting_customer(setting, image, room);
    bool any = false;
    for (uint32_t i = 0; i < view->PROGRAMS_COUNT && id.bytes != NULL; i++) {
        if (setting_value(setting, view, NEED_POINTS, i) == VALUE_MISSING &&
            setting_value(setting, view, NEED_TIER, i) == VALUE_MISSING)
            continue;
        begin_part(out, start, "loyalty", !any);
        if (!any) {
            json_write_text(out, id);
            buffer_string(out, ":{");
        }
        put_program(out, setting, view, i);
        any = true;
    }
    buffer_string(out, any ? "}}" : "");
}

void setting_write_state(const struct setting *setting, const promo_image *image, bool used, struct buffer *out)
{
    size_t start = out->length;
    put_audiences(out, setting, image, start);
    put_told_codes(out, setting, image, used, start);
    put_loyalty(out, setting, image, start);
}
