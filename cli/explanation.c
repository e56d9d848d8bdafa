#include "cli/explanation.h"

#include "base/decimal.h"

enum { PAGE_WIDTH = 100 };

struct page {
    struct buffer *out;
    const promo_image *image;
    bool colored;
    struct buffer paragraph; /* words, before they are set in lines */
};

static void say(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct page *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&page->paragraph, format, arguments);
    va_end(arguments);
}

static void say_money(struct page *page, int64_t amount)
{
    char digits[DECIMAL_ROOM];
    buffer_write(&page->paragraph, digits, decimal_print(amount, promo_image_decimals(page->image), digits));
    say(page, " %s", promo_image_currency(page->image));
}

static size_t characters(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    return count;
}

/* Sets the paragraph in lines, all but the first `lead` columns further in than the indent. */
static void end_paragraph(struct page *page, size_t indent, size_t lead)
{
    struct text rest = {page->paragraph.bytes, page->paragraph.length};
    size_t column = 0;
    while (rest.length != 0) {
        const char *space = memchr(rest.bytes, ' ', rest.length);
        struct text word = {rest.bytes, space == NULL ? rest.length : (size_t)(space - rest.bytes)};
        size_t width = characters(word);
        if (column != 0 && column + 1 + width > PAGE_WIDTH) {
            buffer_char(page->out, '\n');
            column = 0;
        }
        if (column == 0) {
            column = page->out->length != 0 && page->out->bytes[page->out->length - 1] == '\n' ? indent : 0;
            buffer_repeat(page->out, ' ', column);
            indent = indent < lead ? lead : indent;
        } else {
            buffer_char(page->out, ' ');
            column++;
        }
        buffer_text(page->out, word);
        column += width;
        size_t taken = word.length + (space != NULL);
        rest = (struct text){rest.bytes + taken, rest.length - taken};
    }
    buffer_char(page->out, '\n');
    buffer_clear(&page->paragraph);
}

/* --- what the basket comes to --------------------------------------------------------------------------------------- */

static void print_totals(struct page *page, const promo_result *result)
{
    say(page, "%s%s: goods of ", result->id == NULL ? "The basket" : "Basket ", result->id == NULL ? "" : result->id);
    say_money(page, result->subtotal);
    if (result->shipping_given != 0) {
        say(page, " and shipping of ");
        say_money(page, result->shipping_given);
    }
    say(page, ", less a discount of ");
    say_money(page, result->discount);
    if (result->charges != 0) {
        say(page, ", plus charges of ");
        say_money(page, result->charges);
    }
    say(page, ", make ");
    say_money(page, result->total);
    if (result->due != result->total) {
        say(page, ", of which ");
        say_money(page, result->due);
        say(page, " is left to pay");
    }
    say(page, ".");
    end_paragraph(page, 0, 4);
}

static void print_lines(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->line_count; i++) {
        const promo_line_result *line = &result->lines[i];
        if (line->discount_count == 0)
            continue;
        say(page, "Line %s, %lld of %s: ", line->id, (long long)line->quantity, line->sku);
        say_money(page, line->original);
        for (size_t d = 0; d < line->discount_count; d++) {
            say(page, ", less ");
            say_money(page, line->discounts[d].amount);
            say(page, " by %s.%s", line->discounts[d].promotion, line->discounts[d].event);
        }
        say(page, ", is ");
        say_money(page, line->total);
        say(page, ".");
        end_paragraph(page, 2, 6);
    }
}

static void print_awards(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->award_count; i++) {
        const promo_award *award = &result->awards[i];
        static const char *const KIND[] = {[PROMO_GIFT] = "as a gift", [PROMO_ALLOWANCE] = "as an allowance",
                                           [PROMO_POINTS] = "as points", [PROMO_COUPON] = "as a coupon",
                                           [PROMO_CERTIFICATE] = "as a certificate"};
        say(page, "Given: %lld %s%s%s %s", (long long)award->quantity, award->unit == NULL ? "" : award->unit,
            award->unit == NULL ? "" : " of ", award->name, KIND[award->kind]);
        if (award->worth != INT64_MIN && award->worth != 0) {
            say(page, ", worth ");
            say_money(page, award->worth);
        }
        say(page, ", by %s.%s.", award->promotion, award->event);
        end_paragraph(page, 2, 6);
    }
    for (size_t i = 0; i < result->earned_count; i++) {
        say(page, "Earned: %lld points of %s.", (long long)result->earned[i].points, result->earned[i].program);
        end_paragraph(page, 2, 6);
    }
}

static void print_codes(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->code_count; i++) {
        const promo_code_result *code = &result->codes[i];
        say(page, "Code %s %s", code->code, code->accepted ? "is accepted" : "is not accepted");
        if (code->coupon != NULL)
            say(page, " (coupon %s)", code->coupon);
        if (code->reason != NULL)
            say(page, ": %s", code->reason);
        say(page, ".");
        end_paragraph(page, 2, 6);
    }
}

static void print_hints(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->hint_count; i++) {
        const promo_hint *hint = &result->hints[i];
        if (hint->is_amount)
            say_money(page, hint->needs);
        else
            say(page, "%lld", (long long)hint->needs);
        say(page, " more%s%s would give %s (%s.%s).", hint->of == NULL ? "" : " of ", hint->of == NULL ? "" : hint->of,
            hint->gives == NULL ? "more" : hint->gives, hint->promotion, hint->event);
        end_paragraph(page, 2, 6);
    }
}

/* --- every promotion -------------------------------------------------------------------------------------------------- */

/* The text is what stands after a colon: "outbid: alone it would save 3.00; ...". */
static void say_verdict(struct page *page, const promo_verdict *verdict)
{
    static const char *const WORDS[] = {[PROMO_APPLIED] = "applied", [PROMO_OUTBID] = "outbid",
                                        [PROMO_NOT_USED] = "not used", [PROMO_NOT_ELIGIBLE] = "not eligible"};
    say(page, "%s%s%s", WORDS[verdict->kind], verdict->text == NULL ? "" : ": ", verdict->text == NULL ? "" : verdict->text);
    if (verdict->text == NULL && verdict->amount != 0) {
        say(page, verdict->kind == PROMO_APPLIED ? ": it saves " : ": it would have saved ");
        say_money(page, verdict->amount);
    }
    for (size_t i = 0; i < verdict->rival_count; i++)
        say(page, "%s %s", i == 0 ? "; its units went to" : ",", verdict->rivals[i]);
    say(page, ".");
}

static void print_heading(struct page *page, const promo_verdict *verdict)
{
    buffer_char(page->out, '\n');
    buffer_string(page->out, page->colored ? "\033[1m" : "");
    buffer_string(page->out, verdict->promotion);
    buffer_string(page->out, page->colored ? "\033[0m" : "");
    if (verdict->layer != NULL)
        buffer_format(page->out, " (%s)", verdict->layer);
    buffer_char(page->out, '\n');
}

static void print_verdicts(struct page *page, const promo_result *result)
{
    const char *before = NULL;
    for (size_t i = 0; i < result->verdict_count; i++) {
        const promo_verdict *verdict = &result->verdicts[i];
        if (before == NULL || strcmp(before, verdict->promotion) != 0)
            print_heading(page, verdict);
        before = verdict->promotion;
        if (verdict->event != NULL)
            say(page, "%s: ", verdict->event);
        say_verdict(page, verdict);
        end_paragraph(page, 2, verdict->event == NULL ? 2 : 6);
    }
}

static void print_layers(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->layer_count; i++)
        if (!result->layers[i].proven) {
            say(page, "Layer %s met the work limit: the combination found saves ", result->layers[i].layer);
            say_money(page, result->layers[i].value);
            say(page, ", and none saves more than ");
            say_money(page, result->layers[i].bound);
            say(page, ".");
            end_paragraph(page, 2, 6);
        }
}

void explanation_print(struct buffer *out, const promo_image *image, const promo_result *result, bool colored)
{
    struct page page = {.out = out, .image = image, .colored = colored};
    buffer_init(&page.paragraph, out->alloc);
    print_totals(&page, result);
    print_lines(&page, result);
    print_awards(&page, result);
    print_codes(&page, result);
    print_hints(&page, result);
    print_layers(&page, result);
    print_verdicts(&page, result);
    if (page.paragraph.failed)
        out->failed = true;
    buffer_done(&page.paragraph);
}
