/* What stands at a place, in plain words: of a name its declaration and what it says, of a word of the language its meaning, its
 * type and unit, of a date its weekday. */
#include "cli/lsp_methods.h"

#include "base/calendar.h"
#include "compiler/describe.h"
#include "lang/meanings.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_HEAD = 600, MEMBERS_SHOWN = 8 };

/* ---- Pieces: marked up where the client can show it ---- */

struct page {
    struct buffer text;
    bool markdown;
};

static void paragraph(struct page *page)
{
    if (page->text.length > 0)
        buffer_string(&page->text, "\n\n");
}

static void add_code(struct page *page, struct text code)
{
    paragraph(page);
    bool cut = code.length > LONGEST_HEAD;
    if (cut)
        for (code.length = LONGEST_HEAD; code.length > 0 && ((unsigned char)code.bytes[code.length] & 0xC0) == 0x80;)
            code.length--;
    if (page->markdown)
        buffer_string(&page->text, "```promo\n");
    buffer_text(&page->text, code);
    buffer_string(&page->text, cut ? " ..." : "");
    if (page->markdown)
        buffer_string(&page->text, "\n```");
}

/* Words of the author's: nothing in them is markup. */
static void add_words(struct page *page, struct text words)
{
    for (size_t i = 0; i < words.length; i++) {
        if (page->markdown && strchr("\\`*_{}[]<>#|~", words.bytes[i]) != NULL && words.bytes[i] != '\0')
            buffer_char(&page->text, '\\');
        buffer_char(&page->text, words.bytes[i]);
    }
}

/* ---- The declaration of a name ---- */

static struct span head_of(const struct symbol *symbol)
{
    struct span head = symbol->span;
    const struct declaration *d = symbol->declaration;
    if (symbol->kind == SYMBOL_EVENT) {
        const struct event *event = symbol->event;
        head.end = word_given(&event->trigger) ? event->trigger.span.end
                   : word_given(&event->title) ? event->title.span.end
                                               : event->name.span.end;
    } else if (d != NULL && symbol->kind != SYMBOL_SET && symbol->kind != SYMBOL_LAYER) {
        head.end = word_given(&d->title) ? d->title.span.end : d->name.span.end;
        if (symbol->kind == SYMBOL_TEMPLATE)
            for (const struct parameter *p = d->parameters; p != NULL; p = p->next)
                head.end = p->span.end;
    }
    return head;
}

static void add_head(struct page *page, const struct pointed *pointed, const struct symbols *symbols, const struct symbol *symbol)
{
    struct buffer head;
    struct span span = head_of(symbol);
    buffer_init(&head, NULL);
    if (symbol->kind == SYMBOL_TIER || symbol->kind == SYMBOL_VALUE)
        span = symbols->list.items[symbol->owner].span;
    if (symbol->kind == SYMBOL_LAYER)
        buffer_string(&head, "layer ");
    buffer_text(&head, sources_text(&pointed->snapshot->compiler->sources, span));
    if (symbol->kind == SYMBOL_TEMPLATE)
        buffer_string(&head, symbol->declaration->parameters == NULL ? "()" : ")");
    page->text.failed |= head.failed;
    add_code(page, (struct text){head.bytes, head.length});
    buffer_done(&head);
}

/* The comments that stand right above a declaration. */
static void add_comments(struct page *page, const struct pointed *pointed, const struct symbol *symbol)
{
    const struct tree *tree = pointed->snapshot->compiler->trees.items[symbol->span.file];
    const struct source *source = tree->source;
    size_t line = source_place(source, symbol->span.start).line, first = tree->comment_count;
    for (size_t i = tree->comment_count; i > 0; i--) {
        const struct comment *comment = &tree->comments[i - 1];
        if (comment->span.start >= symbol->span.start)
            first = i - 1;
        else if (comment->alone && source_place(source, comment->span.start).line == line - 1) {
            first = i - 1;
            line--;
        } else
            break;
    }
    for (size_t i = first; i < tree->comment_count && tree->comments[i].span.start < symbol->span.start; i++) {
        struct text text = sources_text(&pointed->snapshot->compiler->sources, tree->comments[i].span);
        if (i == first)
            paragraph(page);
        while (text.length > 0 && (text.bytes[0] == '#' || text.bytes[0] == ' ')) {
            text.bytes++;
            text.length--;
        }
        add_words(page, text);
        buffer_char(&page->text, '\n');
    }
}

/* ---- What it says ---- */

static uint32_t number_of(const struct plan *plan, const struct symbol *symbol)
{
#define FIND(vector)                                                        \
    for (uint32_t i = 0; i < plan->vector.count; i++)                       \
        if (text_equal(plan->vector.items[i].name, symbol->name))           \
            return i;                                                       \
    break
    switch (symbol->kind) {
    case SYMBOL_SET: FIND(lets);
    case SYMBOL_AUDIENCE: FIND(audiences);
    case SYMBOL_PRICE_LIST: FIND(price_lists);
    case SYMBOL_LAYER: FIND(layers);
    case SYMBOL_CAMPAIGN: FIND(campaigns);
    case SYMBOL_COUPON: FIND(coupons);
    case SYMBOL_PROGRAM: FIND(programs);
    case SYMBOL_PROMOTION: FIND(promotions);
    default: break;
    }
#undef FIND
    return PLAN_NONE;
}

static void describe_symbol(struct describer *describer, struct description *out, const struct symbol *symbol, uint32_t number)
{
    const struct plan *plan = describer->plan;
    switch (symbol->kind) {
    case SYMBOL_SET: describe_let(describer, out, &plan->lets.items[number]); break;
    case SYMBOL_AUDIENCE: describe_audience(describer, out, &plan->audiences.items[number]); break;
    case SYMBOL_PRICE_LIST: describe_price_list(describer, out, &plan->price_lists.items[number]); break;
    case SYMBOL_LAYER: describe_layer(describer, out, number); break;
    case SYMBOL_CAMPAIGN: describe_campaign(describer, out, &plan->campaigns.items[number]); break;
    case SYMBOL_COUPON: describe_coupon(describer, out, &plan->coupons.items[number]); break;
    case SYMBOL_PROGRAM: describe_program(describer, out, &plan->programs.items[number]); break;
    case SYMBOL_PROMOTION: describe_promotion(describer, out, &plan->promotions.items[number]); break;
    default: break;
    }
}

/* Lines of one part follow each other behind its heading. */
static void add_description(struct page *page, const struct description *description)
{
    for (size_t i = 0; i < description->lines.count; i++) {
        const struct description_line *line = &description->lines.items[i];
        bool same = i > 0 && description->lines.items[i - 1].part == line->part;
        bool joined = same && line->follows != NULL;
        if (joined)
            buffer_string(&page->text, line->follows);
        else if (same)
            buffer_string(&page->text, page->markdown ? "  \n" : "\n  ");
        else {
            if (i == 0)
                paragraph(page);
            else
                buffer_char(&page->text, '\n');
            buffer_format(&page->text, page->markdown ? "- **%s**: " : "%s: ", describe_heading(line->part));
        }
        add_words(page, line->words);
    }
}

static void add_saying(struct page *page, const struct plan *plan, const struct symbols *symbols, const struct symbol *symbol)
{
    struct describer describer;
    struct description description;
    struct arena arena;
    const struct symbol *owner = symbol->kind == SYMBOL_EVENT ? &symbols->list.items[symbol->owner] : symbol;
    uint32_t number = plan->failed ? PLAN_NONE : number_of(plan, owner);
    if (number == PLAN_NONE || !describer_init(&describer, plan, MEMBERS_SHOWN))
        return;
    arena_init(&arena, NULL);
    description_init(&description, &ALLOC_DEFAULT, &arena);
    if (symbol == owner) {
        describe_symbol(&describer, &description, symbol, number);
        add_description(page, &description);
    } else {
        const struct plan_promotion *promotion = &plan->promotions.items[number];
        for (uint32_t i = 0; i < promotion->event_count; i++) {
            struct buffer words;
            if (!text_equal(promotion->events[i].name, symbol->name))
                continue;
            buffer_init(&words, NULL);
            describe_event(&describer, &words, &promotion->events[i]);
            paragraph(page);
            add_words(page, (struct text){words.bytes, words.length});
            buffer_done(&words);
        }
    }
    description_done(&description);
    arena_done(&arena);
    describer_done(&describer);
}

/* "money, in USD" */
static void add_type(struct page *page, const struct plan *plan, const char *type)
{
    buffer_string(&page->text, type);
    if (strcmp(type, "money") == 0 && plan->currency[0] != '\0')
        buffer_format(&page->text, ", in %s", plan->currency);
}

static void add_field(struct page *page, const struct plan *plan, const struct symbol *symbol)
{
    static const char *const OWNERS[] = {"the customer", "the order", "an item"};
    char type[32];
    paragraph(page);
    buffer_format(&page->text, symbol->kind == SYMBOL_FIELD ? "what a basket tells of %s: " : "parameter: ",
                  symbol->kind == SYMBOL_FIELD ? OWNERS[symbol->owner % 3] : "");
    snprintf(type, sizeof type, "%.*s", SHOWN(symbol->parameter->type.text));
    add_type(page, plan, type);
}

static void add_uses(struct page *page, const struct symbol *symbol)
{
    uint32_t uses = symbol->uses - (symbol->name_span.file != UINT32_MAX && symbol->uses > 0);
    paragraph(page);
    if (symbol->kind >= SYMBOLS_OF_THE_SHOP)
        buffer_format(&page->text, "%s of the shop; ", symbol_kind_word(symbol->kind));
    if (uses == 0)
        buffer_string(&page->text, "used nowhere");
    else
        buffer_format(&page->text, "used in %u place%s", uses, uses == 1 ? "" : "s");
}

static void add_symbol(struct page *page, const struct pointed *pointed, const struct symbols *symbols, uint32_t number)
{
    const struct symbol *symbol = &symbols->list.items[number];
    const struct plan *plan = &pointed->snapshot->compiler->plan;
    if (symbol->kind < SYMBOLS_OF_THE_SHOP) {
        add_head(page, pointed, symbols, symbol);
        add_comments(page, pointed, symbol);
        add_saying(page, plan, symbols, symbol);
    }
    if (symbol->kind == SYMBOL_FIELD || symbol->kind == SYMBOL_PARAMETER)
        add_field(page, plan, symbol);
    add_uses(page, symbol);
}

/* ---- Words of the language, and dates ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether a place lies in a comment or a text: both end with their line. */
static bool is_quoted(struct text text, size_t offset)
{
    size_t at = offset;
    bool quoted = false;
    while (at > 0 && text.bytes[at - 1] != '\n')
        at--;
    for (; at < offset; at++) {
        if (text.bytes[at] == '"')
            quoted = !quoted;
        else if (text.bytes[at] == '\\' && quoted)
            at++;
        else if (text.bytes[at] == '#' && !quoted)
            return true;
    }
    return quoted;
}

/* The run of letters and digits around a place, and with `more` of these signs, too. */
static struct span run_around(struct text text, uint32_t offset, const char *more)
{
    struct span run = {0, offset, offset};
    while (run.start > 0 && (is_letter(text.bytes[run.start - 1]) || (strchr(more, text.bytes[run.start - 1]) != NULL)))
        run.start--;
    while (run.end < text.length && text.bytes[run.end] != '\0' &&
           (is_letter(text.bytes[run.end]) || strchr(more, text.bytes[run.end]) != NULL))
        run.end++;
    return run;
}

static bool read_date(struct text text, int numbers[3])
{
    static const char FORM[] = "0000-00-00";
    for (size_t i = 0; i < sizeof FORM - 1; i++)
        if (i >= text.length || (FORM[i] == '0' ? text.bytes[i] < '0' || text.bytes[i] > '9' : text.bytes[i] != FORM[i]))
            return false;
    for (size_t i = 0, number = 0; i < sizeof FORM - 1; i++) {
        if (FORM[i] == '-')
            number++;
        else
            numbers[number] = numbers[number] * 10 + (text.bytes[i] - '0');
    }
    return numbers[0] >= 1 && numbers[1] >= 1 && numbers[1] <= 12 && numbers[2] >= 1 &&
           numbers[2] <= calendar_month_days(numbers[0], numbers[1]);
}

static bool add_date(struct page *page, struct text text)
{
    static const char *const DAYS[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    static const char *const MONTHS[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    int date[3] = {0};
    if (!read_date(text, date))
        return false;
    buffer_format(&page->text, "%s, %d %s %d", DAYS[calendar_weekday(calendar_day(date[0], date[1], date[2]))], date[2],
                  MONTHS[date[1] - 1], date[0]);
    return true;
}

static bool add_meaning(struct page *page, const struct plan *plan, struct text word)
{
    const struct meaning *meaning = meaning_find(word);
    if (meaning == NULL)
        return false;
    buffer_format(&page->text, page->markdown ? "**%.*s**" : "%.*s", SHOWN(word));
    if (meaning->type[0] != '\0') {
        buffer_string(&page->text, ": ");
        add_type(page, plan, meaning->type);
    }
    paragraph(page);
    add_words(page, text_from(meaning->sentence));
    return true;
}

static bool add_word(struct page *page, const struct pointed *pointed, struct span *span)
{
    struct text text = document_text(pointed->document);
    if (is_quoted(text, pointed->offset))
        return false;
    *span = run_around(text, pointed->offset, "-:");
    if (add_date(page, (struct text){text.bytes + span->start, span->end - span->start}))
        return true;
    *span = run_around(text, pointed->offset, "");
    return add_meaning(page, &pointed->snapshot->compiler->plan, (struct text){text.bytes + span->start, span->end - span->start});
}

bool hover_show(struct server *server, const cJSON *params, struct problem *problem)
{
    struct pointed pointed;
    struct symbols *symbols;
    if (!server_pointed(server, params, &pointed, problem))
        return false;
    struct page page = {.markdown = server->client.markdown};
    buffer_init(&page.text, NULL);
    const struct symbol_use *use = server_name_at(&pointed, &symbols);
    struct span span = use == NULL ? SPAN_NONE : use->span;
    if (use != NULL)
        add_symbol(&page, &pointed, symbols, use->symbol);
    bool found = use != NULL || add_word(&page, &pointed, &span);
    if (found && !page.text.failed) {
        tell_begin(&server->w, "result", '{');
        tell_begin(&server->w, "contents", '{');
        tell_string(&server->w, "kind", page.markdown ? "markdown" : "plaintext");
        tell_text(&server->w, "value", (struct text){page.text.bytes, page.text.length});
        tell_end(&server->w, '}');
        server_write_range(server, "range", &pointed.document->lines, span.start, span.end);
        tell_end(&server->w, '}');
    } else
        tell_null(&server->w, "result");
    buffer_done(&page.text);
    return true;
}
