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
        static const char *const KIND[] = {[PROMO_GIFT] = "", [PROMO_ALLOWANCE] = "", [PROMO_POINTS] = "point",
                                           [PROMO_COUPON] = "coupon", [PROMO_CERTIFICATE] = "certificate"};
        bool counted = KIND[award->kind][0] != '\0';
        say(page, "Given: %lld %s%s%s%s%s%s%s", (long long)award->quantity, award->unit == NULL ? "" : award->unit,
            award->unit == NULL ? "" : " of ", KIND[award->kind], counted ? text_plural(award->quantity) : "",
            counted ? " of " : "", award->name, award->kind == PROMO_GIFT ? " as a gift" : "");
        if (award->worth != INT64_MIN && award->worth != 0) {
            say(page, ", worth ");
            say_money(page, award->worth);
        }
        say(page, ", by %s.%s.", award->promotion, award->event);
        end_paragraph(page, 2, 6);
    }
    for (size_t i = 0; i < result->earned_count; i++) {
        say(page, "Earned: %lld point%s of %s.", (long long)result->earned[i].points, text_plural(result->earned[i].points),
            result->earned[i].program);
        end_paragraph(page, 2, 6);
    }
}

static void print_charged(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->charged_count; i++) {
        say(page, "Charged: ");
        say_money(page, result->charged[i].amount);
        say(page, " by %s.%s.", result->charged[i].promotion, result->charged[i].event);
        end_paragraph(page, 2, 6);
    }
}

static void print_payments(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->payment_count; i++) {
        const promo_payment *payment = &result->payments[i];
        say(page, "Paid: ");
        say_money(page, payment->amount);
        if (payment->code != NULL)
            say(page, " by certificate %s.", payment->code);
        else
            say(page, " by %lld point%s of %s.", (long long)payment->points, text_plural(payment->points), payment->program);
        end_paragraph(page, 2, 6);
    }
}

/* The reasons a result has in one word, as sentences. */
static const char *code_sentence(const char *reason)
{
    static const struct {
        const char *word, *sentence;
    } SENTENCES[] = {
        {"unknown", "no such code is known"},
        {"repeated", "it is another spelling of a code before it"},
        {"revoked", "it was revoked"},
        {"not_yet_valid", "it is not valid yet"},
        {"expired", "it is no longer valid"},
        {"minimum", "the goods come to less than its minimum"},
        {"balance", "nothing is left on it"},
        {"limit", "it has been used as often as it may be"},
        {"customer", "it is for known customers only, and the basket names none"},
        {"outbid", "the promotion that needs it was outbid, and it is not used up"},
        {"not_needed", "no promotion that applied needs it, and it is not used up"},
    };
    for (size_t i = 0; i < sizeof SENTENCES / sizeof *SENTENCES; i++)
        if (strcmp(reason, SENTENCES[i].word) == 0)
            return SENTENCES[i].sentence;
    return reason;
}

static void print_codes(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->code_count; i++) {
        const promo_code_result *code = &result->codes[i];
        say(page, "Code %s", code->code);
        if (code->coupon != NULL)
            say(page, " (coupon %s)", code->coupon);
        say(page, " %s", code->accepted ? "is accepted" : "is not accepted");
        if (code->reason != NULL)
            say(page, ": %s", code_sentence(code->reason));
        else if (code->used)
            say(page, " and used");
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

/* With a capital and a full stop. */
static void say_sentence(struct page *page, const char *sentence)
{
    char first = sentence[0];
    if (first >= 'a' && first <= 'z')
        first = (char)(first - 'a' + 'A');
    say(page, " %c%s.", first, sentence + (first != '\0'));
}

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
        say(page, "%s %s", i == 0 ? "; chosen instead:" : ",", verdict->rivals[i]);
    say(page, ".");
    for (size_t i = 0; i < verdict->step_count; i++)
        say_sentence(page, verdict->steps[i]);
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

/* --- every layer ---------------------------------------------------------------------------------------------------------- */

/* The promotions that the layer's choice uses, each once. */
static size_t say_chosen(struct page *page, const promo_result *result, const char *layer)
{
    size_t chosen = 0;
    for (size_t i = 0; i < result->verdict_count; i++) {
        const promo_verdict *verdict = &result->verdicts[i];
        if (verdict->event != NULL || verdict->kind != PROMO_APPLIED || strcmp(verdict->layer, layer) != 0)
            continue;
        say(page, "%s%s", chosen == 0 ? " " : ", ", verdict->promotion);
        chosen++;
    }
    return chosen;
}

static bool gives_worth(const promo_result *result, const char *layer)
{
    for (size_t i = 0; i < result->award_count; i++)
        for (size_t v = 0; v < result->verdict_count; v++)
            if (result->awards[i].kind == PROMO_GIFT && result->awards[i].worth > 0 &&
                strcmp(result->verdicts[v].promotion, result->awards[i].promotion) == 0 &&
                strcmp(result->verdicts[v].layer, layer) == 0)
                return true;
    return false;
}

static void print_layers(struct page *page, const promo_result *result)
{
    for (size_t i = 0; i < result->layer_count; i++) {
        const promo_layer_result *layer = &result->layers[i];
        say(page, "Layer %s:", layer->layer);
        if (say_chosen(page, result, layer->layer) == 0)
            say(page, " no promotion applies");
        if (layer->value != 0) {
            say(page, "; saved: ");
            say_money(page, layer->value);
            if (gives_worth(result, layer->layer))
                say(page, " with the worth of gifts");
        }
        if (!layer->proven) {
            say(page, "; the work limit was met: this is the best that was found, and nothing saves more than ");
            say_money(page, layer->bound);
        } else if (layer->value != 0 && layer->stack) {
            say(page, "; proven: each took its own best of what those before it left");
        } else if (layer->value != 0) {
            say(page, "; proven: nothing else that its promotions offer saves more");
        }
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
    print_charged(&page, result);
    print_payments(&page, result);
    print_codes(&page, result);
    print_hints(&page, result);
    print_layers(&page, result);
    print_verdicts(&page, result);
    if (page.paragraph.failed)
        out->failed = true;
    buffer_done(&page.paragraph);
}
