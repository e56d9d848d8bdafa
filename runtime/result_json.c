#include "runtime/result_json.h"

#include "base/bytes.h"
#include "base/decimal.h"


/* What every part of the writer needs. */
struct writer {
    struct buffer *out;
    int decimals; /* of the currency */
};

/* --- tokens ------------------------------------------------------------------------------------------------------- */

static bool make_room(struct buffer *out, size_t extra)
{
    if (!out->failed && out->capacity - out->length >= extra)
        return true;
    if (out->failed || extra > SIZE_MAX - out->length ||
        !alloc_grow(out->alloc, (void **)&out->bytes, &out->capacity, out->length + extra, 1))
        out->failed = true;
    return !out->failed;
}

static inline void put(struct writer *w, const char *bytes, size_t length)
{
    if (make_room(w->out, length)) {
        memcpy(w->out->bytes + w->out->length, bytes, length);
        w->out->length += length;
    }
}

#define PUT(w, literal) put((w), (literal), sizeof(literal) - 1)

static bool needs_escape(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\';
}

static void put_escaped(struct buffer *out, unsigned char byte)
{
    static const char HEX[] = "0123456789abcdef";
    char escape[] = {'\\', 'u', '0', '0', HEX[byte >> 4], HEX[byte & 15]};
    if (byte >= 0x20) {
        escape[1] = (char)byte;
        buffer_write(out, escape, 2);
    } else
        buffer_write(out, escape, sizeof escape);
}

/* How many bytes, eight at a time, the text begins with that need no escape: beyond ASCII, or neither below a space, nor a
 * quote, nor a backslash. What is lower than a byte borrows from it, so that a word may be stopped at in vain. */
static size_t plain_words(struct text text)
{
    const uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
    size_t at = 0;
    for (; text.length - at >= 8; at += 8) {
        uint64_t word = read_u64(text.bytes + at), quote = word ^ (ones * '"'), escape = word ^ (ones * '\\');
        if ((((word - ones * 0x20) | (quote - ones) | (escape - ones)) & ~word & high) != 0)
            break;
    }
    return at;
}

void json_write_text(struct buffer *out, struct text text)
{
    if (!make_room(out, text.length + 2))
        return;
    out->bytes[out->length++] = '"';
    size_t from = 0;
    for (size_t i = plain_words(text); i < text.length; i++)
        if (needs_escape((unsigned char)text.bytes[i])) {
            buffer_write(out, text.bytes + from, i - from);
            put_escaped(out, (unsigned char)text.bytes[i]);
            from = i + 1;
        }
    if (make_room(out, text.length - from + 1)) {
        if (from < text.length)
            memcpy(out->bytes + out->length, text.bytes + from, text.length - from);
        out->length += text.length - from;
        out->bytes[out->length++] = '"';
    }
}

static void put_string(struct writer *w, const char *string)
{
    json_write_text(w->out, text_from(string));
}

static void put_money(struct writer *w, int64_t amount)
{
    char digits[DECIMAL_ROOM];
    size_t length = decimal_print(amount, w->decimals, digits);
    if (make_room(w->out, length + 2)) {
        char *at = w->out->bytes + w->out->length;
        *at = '"';
        memcpy(at + 1, digits, length);
        at[length + 1] = '"';
        w->out->length += length + 2;
    }
}

static void put_integer(struct writer *w, int64_t value)
{
    char digits[DECIMAL_ROOM];
    put(w, digits, decimal_print(value, 0, digits));
}

static void put_bool(struct writer *w, bool value)
{
    if (value)
        PUT(w, "true");
    else
        PUT(w, "false");
}

static void put_separator(struct writer *w, size_t index)
{
    if (index != 0)
        PUT(w, ",");
}

/* `"promotion":...,"event":...`; an event may be absent. */
static void put_source(struct writer *w, const char *promotion, const char *event)
{
    PUT(w, "\"promotion\":");
    put_string(w, promotion);
    if (event != NULL) {
        PUT(w, ",\"event\":");
        put_string(w, event);
    }
}

/* A member that is left out when there is no text. */
static void put_optional(struct writer *w, const char *prefix, const char *text)
{
    if (text != NULL) {
        put(w, prefix, strlen(prefix));
        put_string(w, text);
    }
}

/* --- parts -------------------------------------------------------------------------------------------------------- */

static void put_discounts(struct writer *w, const promo_discount *discounts, size_t count)
{
    PUT(w, ",\"discounts\":[");
    for (size_t i = 0; i < count; i++) {
        put_separator(w, i);
        PUT(w, "{");
        put_source(w, discounts[i].promotion, discounts[i].event);
        PUT(w, ",\"amount\":");
        put_money(w, discounts[i].amount);
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_lines(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"lines\":[");
    for (size_t i = 0; i < result->line_count; i++) {
        const promo_line_result *line = &result->lines[i];
        put_separator(w, i);
        PUT(w, "{\"id\":");
        put_string(w, line->id);
        PUT(w, ",\"sku\":");
        put_string(w, line->sku);
        PUT(w, ",\"qty\":");
        put_integer(w, line->quantity);
        PUT(w, ",\"original\":");
        put_money(w, line->original);
        PUT(w, ",\"total\":");
        put_money(w, line->total);
        put_discounts(w, line->discounts, line->discount_count);
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_applied(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"applied\":[");
    for (size_t i = 0; i < result->applied_count; i++) {
        const promo_applied *applied = &result->applied[i];
        put_separator(w, i);
        PUT(w, "{");
        put_source(w, applied->promotion, applied->event);
        put_optional(w, ",\"layer\":", applied->layer);
        PUT(w, ",\"times\":");
        put_integer(w, applied->times);
        PUT(w, ",\"amount\":");
        put_money(w, applied->amount);
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_award(struct writer *w, const promo_award *award)
{
    PUT(w, "{");
    put_source(w, award->promotion, award->event);
    switch (award->kind) {
    case PROMO_GIFT:
        put_optional(w, ",\"gift\":", award->name);
        break;
    case PROMO_ALLOWANCE:
        put_optional(w, ",\"allowance\":", award->name);
        put_optional(w, ",\"unit\":", award->unit);
        break;
    case PROMO_POINTS:
        PUT(w, ",\"points\":");
        put_integer(w, award->quantity);
        put_optional(w, ",\"program\":", award->name);
        break;
    case PROMO_COUPON:
        put_optional(w, ",\"coupon\":", award->name);
        break;
    case PROMO_CERTIFICATE:
        put_optional(w, ",\"certificate\":", award->name);
        break;
    }
    if (award->worth != INT64_MIN) {
        PUT(w, ",\"worth\":");
        put_money(w, award->worth);
    }
    if (award->kind != PROMO_POINTS) {
        PUT(w, ",\"qty\":");
        put_integer(w, award->quantity);
    }
    PUT(w, "}");
}

static void put_awards(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"awards\":[");
    for (size_t i = 0; i < result->award_count; i++) {
        put_separator(w, i);
        put_award(w, &result->awards[i]);
    }
    PUT(w, "]");
}

static void put_codes(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"codes\":[");
    for (size_t i = 0; i < result->code_count; i++) {
        const promo_code_result *code = &result->codes[i];
        put_separator(w, i);
        PUT(w, "{\"code\":");
        put_string(w, code->code);
        put_optional(w, ",\"coupon\":", code->coupon);
        PUT(w, ",\"accepted\":");
        put_bool(w, code->accepted);
        PUT(w, ",\"used\":");
        put_bool(w, code->used);
        put_optional(w, ",\"reason\":", code->reason);
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_hints(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"hints\":[");
    for (size_t i = 0; i < result->hint_count; i++) {
        const promo_hint *hint = &result->hints[i];
        put_separator(w, i);
        PUT(w, "{");
        put_source(w, hint->promotion, hint->event);
        PUT(w, ",\"needs\":{");
        if (hint->is_amount) {
            PUT(w, "\"amount\":");
            put_money(w, hint->needs);
        } else {
            PUT(w, "\"quantity\":");
            put_integer(w, hint->needs);
        }
        put_optional(w, ",\"of\":", hint->of);
        PUT(w, "}");
        put_optional(w, ",\"gives\":", hint->gives);
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_layers(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"layers\":[");
    for (size_t i = 0; i < result->layer_count; i++) {
        const promo_layer_result *layer = &result->layers[i];
        put_separator(w, i);
        PUT(w, "{\"layer\":");
        put_string(w, layer->layer);
        PUT(w, ",\"value\":");
        put_money(w, layer->value);
        if (!layer->proven) {
            PUT(w, ",\"bound\":");
            put_money(w, layer->bound);
        }
        PUT(w, ",\"proven\":");
        put_bool(w, layer->proven);
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_charged(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"charged\":[");
    for (size_t i = 0; i < result->charged_count; i++) {
        put_separator(w, i);
        PUT(w, "{");
        put_source(w, result->charged[i].promotion, result->charged[i].event);
        PUT(w, ",\"amount\":");
        put_money(w, result->charged[i].amount);
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_payments(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"payments\":[");
    for (size_t i = 0; i < result->payment_count; i++) {
        const promo_payment *payment = &result->payments[i];
        put_separator(w, i);
        PUT(w, "{\"amount\":");
        put_money(w, payment->amount);
        put_optional(w, ",\"code\":", payment->code);
        put_optional(w, ",\"coupon\":", payment->coupon);
        if (payment->program != NULL) {
            put_optional(w, ",\"program\":", payment->program);
            PUT(w, ",\"points\":");
            put_integer(w, payment->points);
        }
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_earned(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"earned\":{");
    for (size_t i = 0; i < result->earned_count; i++) {
        put_separator(w, i);
        put_string(w, result->earned[i].program);
        PUT(w, ":");
        put_integer(w, result->earned[i].points);
    }
    PUT(w, "}");
}

/* What the state has to hold for this result to be booked. */
static void put_holds(struct writer *w, const promo_result *result)
{
    static const struct {
        const char *name;
        bool money;
    } KIND[] = {
        [PROMO_HOLD_COUPON] = {"coupon", false},
        [PROMO_HOLD_PROMOTION] = {"promotion", false},
        [PROMO_HOLD_BUDGET_MONEY] = {"budget_money", true},
        [PROMO_HOLD_BUDGET_USES] = {"budget_uses", false},
        [PROMO_HOLD_CERTIFICATE] = {"certificate", true},
        [PROMO_HOLD_POINTS] = {"points", false},
    };
    PUT(w, ",\"holds\":[");
    for (size_t i = 0; i < result->hold_count; i++) {
        const promo_hold *hold = &result->holds[i];
        put_separator(w, i);
        PUT(w, "{\"kind\":");
        put_string(w, KIND[hold->kind].name);
        put_optional(w, ",\"name\":", hold->name);
        put_optional(w, ",\"code\":", hold->code);
        PUT(w, ",\"amount\":");
        if (KIND[hold->kind].money)
            put_money(w, hold->amount);
        else
            put_integer(w, hold->amount);
        PUT(w, "}");
    }
    PUT(w, "]");
}

static void put_strings(struct writer *w, const char *opening, const char *const *strings, size_t count)
{
    put(w, opening, strlen(opening));
    for (size_t i = 0; i < count; i++) {
        put_separator(w, i);
        put_string(w, strings[i]);
    }
    PUT(w, "]");
}

static void put_verdict(struct writer *w, const promo_verdict *verdict)
{
    static const char *const NAME[] = {[PROMO_APPLIED] = "applied", [PROMO_OUTBID] = "outbid",
                                       [PROMO_NOT_USED] = "not_used", [PROMO_NOT_ELIGIBLE] = "not_eligible"};
    PUT(w, "{");
    put_source(w, verdict->promotion, verdict->event);
    put_optional(w, ",\"layer\":", verdict->layer);
    PUT(w, ",\"verdict\":");
    put_string(w, NAME[verdict->kind]);
    if (verdict->kind == PROMO_APPLIED || verdict->kind == PROMO_OUTBID) {
        PUT(w, ",\"amount\":");
        put_money(w, verdict->amount);
    }
    put_optional(w, ",\"reason\":", verdict->reason);
    put_optional(w, ",\"text\":", verdict->text);
    if (verdict->has_next_best) {
        PUT(w, ",\"best\":");
        put_money(w, verdict->best);
        if (verdict->next_best != INT64_MIN) {
            PUT(w, ",\"next_best\":");
            put_money(w, verdict->next_best);
        }
    }
    if (verdict->rival_count != 0)
        put_strings(w, ",\"rivals\":[", verdict->rivals, verdict->rival_count);
    if (verdict->step_count != 0)
        put_strings(w, ",\"steps\":[", verdict->steps, verdict->step_count);
    PUT(w, "}");
}

static void put_explanation(struct writer *w, const promo_result *result)
{
    PUT(w, ",\"explanation\":[");
    for (size_t i = 0; i < result->verdict_count; i++) {
        put_separator(w, i);
        put_verdict(w, &result->verdicts[i]);
    }
    PUT(w, "]");
}

static void put_stats(struct writer *w, const promo_stats *stats)
{
    const struct {
        const char *name;
        int64_t value;
    } FIGURES[] = {
        {"candidates", stats->candidates},
        {"events", stats->events},
        {"instructions", stats->instructions},
        {"offers", stats->offers},
        {"work", stats->work},
        {"microseconds_select", stats->microseconds_select},
        {"microseconds_match", stats->microseconds_match},
        {"microseconds_choose", stats->microseconds_choose},
        {"microseconds_settle", stats->microseconds_settle},
    };
    PUT(w, ",\"stats\":{");
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        put_separator(w, i);
        put_string(w, FIGURES[i].name);
        PUT(w, ":");
        put_integer(w, FIGURES[i].value);
    }
    PUT(w, "}");
}

static void put_totals(struct writer *w, const promo_image *image, const promo_result *result)
{
    const struct {
        const char *name;
        int64_t amount;
    } TOTALS[] = {
        {"total", result->total},       {"subtotal", result->subtotal}, {"discount", result->discount},
        {"shipping", result->shipping}, {"charges", result->charges},   {"due", result->due},
    };
    if (result->id != NULL) {
        PUT(w, "\"basket\":");
        put_string(w, result->id);
        PUT(w, ",");
    }
    PUT(w, "\"currency\":");
    put_string(w, promo_image_currency(image));
    for (size_t i = 0; i < sizeof TOTALS / sizeof *TOTALS; i++) {
        PUT(w, ",");
        put_string(w, TOTALS[i].name);
        PUT(w, ":");
        put_money(w, TOTALS[i].amount);
    }
}

/* Tells channels that run different rules apart (S43). */
static void put_image(struct writer *w, const promo_image *image)
{
    char hash[16];
    uint64_t rest = promo_image_hash(image);
    for (int i = 15; i >= 0; i--, rest >>= 4)
        hash[i] = "0123456789abcdef"[rest & 15];
    PUT(w, ",\"image\":\"");
    put(w, hash, 16);
    PUT(w, "\"");
}

void result_write_members(struct buffer *out, const promo_image *image, const promo_result *result,
                          struct result_style style)
{
    struct writer w = {out, promo_image_decimals(image)};
    put_totals(&w, image, result);
    put_lines(&w, result);
    put_applied(&w, result);
    put_awards(&w, result);
    put_codes(&w, result);
    put_hints(&w, result);
    put_layers(&w, result);
    put_charged(&w, result);
    put_payments(&w, result);
    put_earned(&w, result);
    put_holds(&w, result);
    put_image(&w, image);
    if (style.explain)
        put_explanation(&w, result);
    if (style.stats)
        put_stats(&w, &result->stats);
}

void result_write(struct buffer *out, const promo_image *image, const promo_result *result, struct result_style style)
{
    buffer_char(out, '{');
    result_write_members(out, image, result, style);
    buffer_char(out, '}');
}
