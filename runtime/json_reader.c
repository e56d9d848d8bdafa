#include "runtime/json_reader.h"

#include "base/decimal.h"
#include "runtime/instant.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

void json_reader_init(struct json_reader *r, struct text json, const struct image_view *image, struct arena *decoded)
{
    *r = (struct json_reader){.image = image};
    json_scan_init(&r->scan, json, decoded);
}

/* --- errors ------------------------------------------------------------------------------------------------------- */

enum { SHOWN_LENGTH = 64, PLACE_LENGTH = 256, MESSAGE_LENGTH = 256 };

/* For `%.*s`: not more than a line shows, and whole characters. */
static int shown_length(struct text text)
{
    size_t length = text.length;
    if (length > SHOWN_LENGTH)
        for (length = SHOWN_LENGTH; length > 0 && (text.bytes[length] & 0xc0) == 0x80; length--)
            continue;
    return (int)length;
}

static void print_path(const struct json_reader *r, char out[PLACE_LENGTH])
{
    size_t used = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < r->depth && used < PLACE_LENGTH; i++) {
        const struct json_step_name *step = &r->path[i];
        int written = step->name.bytes == NULL
                          ? snprintf(out + used, PLACE_LENGTH - used, "[%zu]", step->index)
                          : snprintf(out + used, PLACE_LENGTH - used, "%s%.*s", i == 0 ? "" : ".",
                                     shown_length(step->name), step->name.bytes);
        used += written < 0 ? 0 : (size_t)written;
    }
}

promo_status json_refuse(struct json_reader *r, const char *format, ...)
{
    char place[PLACE_LENGTH], message[MESSAGE_LENGTH];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    print_path(r, place);
    return error_set(PROMO_INVALID, "%s%s%s", place, place[0] == '\0' ? "" : ": ", message);
}

promo_status json_refuse_member(struct json_reader *r, const char *member, const char *message)
{
    assert(r->depth < JSON_PATH);
    r->path[r->depth++].name = text_from(member);
    return json_refuse(r, "%s", message);
}

promo_status json_refuse_kind(struct json_reader *r, const char *what)
{
    enum json_kind found = json_peek(&r->scan);
    if (found == JSON_NOTHING && json_at_end(&r->scan))
        return json_refuse(r, "expected %s, but the text ends here", what);
    return json_refuse(r, "expected %s, found %s", what, json_kind_name(found));
}

static promo_status refuse_scan(struct json_reader *r)
{
    if (r->scan.no_memory)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    return json_refuse(r, "%s", r->scan.problem);
}

/* --- scalars -------------------------------------------------------------------------------------------------------- */

promo_status json_read_text(struct json_reader *r, struct text *out)
{
    if (json_peek(&r->scan) != JSON_STRING)
        return json_refuse_kind(r, "text");
    return json_string(&r->scan, out) ? PROMO_OK : refuse_scan(r);
}

promo_status json_read_bool(struct json_reader *r, bool *out)
{
    if (json_peek(&r->scan) != JSON_BOOL)
        return json_refuse_kind(r, "true or false");
    return json_bool(&r->scan, out) ? PROMO_OK : refuse_scan(r);
}

static promo_status refuse_decimal(struct json_reader *r, enum decimal_verdict verdict, struct text text, int places,
                                   const char *what)
{
    int shown = shown_length(text);
    if (verdict == DECIMAL_OUT_OF_RANGE)
        return json_refuse(r, "%.*s is too large", shown, text.bytes);
    if (verdict == DECIMAL_MALFORMED)
        return json_refuse(r, "expected %s, found `%.*s`", what, shown, text.bytes);
    if (places == 0)
        return json_refuse(r, "expected %s without decimals, found %.*s", what, shown, text.bytes);
    return json_refuse(r, "expected %s with at most %d decimals, found %.*s", what, places, shown, text.bytes);
}

promo_status json_read_scaled(struct json_reader *r, int places, bool quoted, const char *what, int64_t *out)
{
    struct text text;
    enum json_kind kind = json_peek(&r->scan);
    if (kind != JSON_NUMBER && (kind != JSON_STRING || !quoted))
        return json_refuse_kind(r, what);
    if (kind == JSON_NUMBER ? !json_number(&r->scan, &text) : !json_string(&r->scan, &text))
        return refuse_scan(r);
    enum decimal_verdict verdict = decimal_parse(text, places, out);
    return verdict == DECIMAL_OK ? PROMO_OK : refuse_decimal(r, verdict, text, places, what);
}

promo_status json_read_money(struct json_reader *r, int64_t *out)
{
    return json_read_scaled(r, r->image->SETTINGS->decimals, true, "an amount", out);
}

promo_status json_read_price(struct json_reader *r, int64_t *out)
{
    promo_status status = json_read_money(r, out);
    return status == PROMO_OK && *out < 0 ? json_refuse(r, "expected an amount of 0 or more") : status;
}

promo_status json_read_whole(struct json_reader *r, int64_t *out)
{
    return json_read_scaled(r, 0, false, "a whole number", out);
}

promo_status json_read_count(struct json_reader *r, int64_t *out)
{
    promo_status status = json_read_whole(r, out);
    return status == PROMO_OK && *out < 0 ? json_refuse(r, "expected a number of 0 or more") : status;
}

promo_status json_read_date(struct json_reader *r, int64_t *day)
{
    struct text text;
    promo_status status = json_read_text(r, &text);
    if (status == PROMO_OK && !date_parse(text, day))
        status = json_refuse(r, "expected a date such as 2026-03-01, found `%.*s`", shown_length(text), text.bytes);
    return status;
}

promo_status json_read_instant(struct json_reader *r, int64_t *instant)
{
    struct text text;
    promo_status status = json_read_text(r, &text);
    if (status == PROMO_OK && !instant_parse(text, r->image, instant))
        status = json_refuse(r, "expected an instant such as 2026-03-01T17:00:00+02:00, found `%.*s`",
                             shown_length(text), text.bytes);
    return status;
}

/* --- objects and lists ---------------------------------------------------------------------------------------------- */

/* Members mostly come in one order: the one after the last found is tried first. */
static unsigned find_known(const struct json_schema *schema, struct text name, unsigned guess)
{
    for (unsigned number = guess; number < schema->count; number++)
        if (text_equal(schema->known[number].name, name))
            return number;
    for (unsigned number = 0; number < guess && number < schema->count; number++)
        if (text_equal(schema->known[number].name, name))
            return number;
    return schema->count;
}

static promo_status take_known(struct json_reader *r, const struct json_schema *schema, unsigned number, void *context,
                               unsigned *seen)
{
    if (*seen >> number & 1)
        return json_refuse(r, "given twice");
    if (json_peek(&r->scan) == JSON_NULL)
        return json_null(&r->scan) ? PROMO_OK : refuse_scan(r);
    *seen |= 1u << number;
    return schema->known[number].take(r, context, schema->known[number].argument);
}

/* The members in the order of the schema are guessed, which most documents follow: the next one, or the one after it. */
static bool guess_known(struct json_reader *r, const struct json_schema *schema, unsigned guess, bool *first, unsigned *number)
{
    for (unsigned i = guess; i < schema->count && i < guess + 2; i++)
        if (json_member_is(&r->scan, first, schema->known[i].written)) {
            *number = i;
            return true;
        }
    return false;
}

promo_status json_read_object(struct json_reader *r, const struct json_schema *schema, void *context, unsigned *seen)
{
    if (json_peek(&r->scan) != JSON_OBJECT)
        return json_refuse_kind(r, "an object");
    assert(r->depth < JSON_PATH);
    struct json_step_name *step = &r->path[r->depth];
    unsigned guess = 0, given = 0, number;
    bool first = true;
    enum json_step next = JSON_NEXT;
    for (;;) {
        struct text name;
        if (guess_known(r, schema, guess, &first, &number))
            name = schema->known[number].name;
        else if ((next = json_member(&r->scan, &first, &name)) == JSON_NEXT)
            number = find_known(schema, name, guess);
        else
            break;
        promo_status status;
        step->name = name;
        r->depth++;
        if (number < schema->count)
            status = take_known(r, schema, number, context, &given);
        else
            status = schema->other == NULL ? json_pass_over(r) : schema->other(r, context, name);
        if (status != PROMO_OK)
            return status;
        r->depth--;
        guess = number + 1;
    }
    if (seen != NULL)
        *seen = given;
    return next == JSON_DONE ? PROMO_OK : refuse_scan(r);
}

promo_status json_read_list(struct json_reader *r, const char *what, json_take *take, void *context, int argument)
{
    if (json_peek(&r->scan) != JSON_ARRAY)
        return json_refuse_kind(r, what);
    assert(r->depth < JSON_PATH);
    struct json_step_name *step = &r->path[r->depth++];
    bool first = true;
    enum json_step next;
    *step = (struct json_step_name){.index = 0};
    while ((next = json_element(&r->scan, &first)) == JSON_NEXT) {
        promo_status status = take(r, context, argument);
        if (status != PROMO_OK)
            return status;
        step->index++;
    }
    r->depth--;
    return next == JSON_DONE ? PROMO_OK : refuse_scan(r);
}

/* What json_read_texts passes through json_read_list. */
struct each_text {
    json_take_text *take;
    void *context;
};

static promo_status take_each(struct json_reader *r, void *context, int argument)
{
    (void)argument;
    const struct each_text *each = context;
    struct text text;
    promo_status status = json_read_text(r, &text);
    return status == PROMO_OK ? each->take(r, each->context, text) : status;
}

promo_status json_read_texts(struct json_reader *r, json_take_text *take, void *context)
{
    struct each_text each = {take, context};
    if (json_peek(&r->scan) == JSON_STRING)
        return take_each(r, &each, 0);
    return json_read_list(r, "text or a list of texts", take_each, &each, 0);
}

promo_status json_pass_over(struct json_reader *r)
{
    return json_skip(&r->scan) ? PROMO_OK : refuse_scan(r);
}

promo_status json_read_end(struct json_reader *r)
{
    return json_at_end(&r->scan) ? PROMO_OK : json_refuse(r, "expected nothing after the closing brace");
}
