/* Descriptions as a page for the colleague who approves them. */
#include "cli/describe_show.h"

#include "runtime/page.h"

static struct text text_of(const struct buffer *buffer)
{
    return (struct text){buffer->bytes, buffer->length};
}

static bool is_shown(const struct describe_view *view, size_t index, enum described_kind kind)
{
    return view->chosen[index] && view->rules->all.items[index].kind == kind;
}

static void put_lines(struct buffer *out, const struct described *described)
{
    struct buffer heading, words;
    buffer_init(&heading, out->alloc);
    buffer_init(&words, out->alloc);
    buffer_string(out, "<dl>\n");
    for (size_t at = 0; describe_paragraph(&described->says, &at, &heading, &words);) {
        page_element(out, "dt", NULL, text_of(&heading));
        page_element(out, "dd", NULL, text_of(&words));
    }
    buffer_string(out, "</dl>\n");
    out->failed |= heading.failed || words.failed;
    buffer_done(&words);
    buffer_done(&heading);
}

static void put_settings(struct buffer *out, const struct described *settings)
{
    struct buffer words;
    buffer_init(&words, out->alloc);
    for (size_t i = 0; i < settings->says.lines.count; i++) {
        buffer_string(&words, i == 0 ? "" : " ");
        describe_sentence(&words, settings->says.lines.items[i].words);
    }
    page_element(out, "p", NULL, text_of(&words));
    out->failed |= words.failed;
    buffer_done(&words);
}

static void put_kind(struct buffer *out, const struct describe_view *view, enum described_kind kind)
{
    bool any = false;
    for (size_t i = 0; i < view->rules->all.count; i++) {
        const struct described *described = &view->rules->all.items[i];
        if (!is_shown(view, i, kind))
            continue;
        if (!any)
            page_element(out, "h2", NULL, text_from(described_kind_heading(kind)));
        any = true;
        if (kind == DESCRIBED_SETTINGS) {
            put_settings(out, described);
            continue;
        }
        page_heading(out, 3, i, described->title.length != 0 ? described->title : described->name,
                     described->title.length != 0 ? described->name : (struct text){NULL, 0});
        put_lines(out, described);
    }
}

static size_t put_contents(struct buffer *out, const struct describe_view *view)
{
    size_t promotions = 0;
    for (size_t i = 0; i < view->rules->all.count; i++)
        promotions += is_shown(view, i, DESCRIBED_PROMOTION);
    if (promotions < 2)
        return promotions;
    buffer_string(out, "<nav><ul>\n");
    for (size_t i = 0; i < view->rules->all.count; i++) {
        const struct described *described = &view->rules->all.items[i];
        if (is_shown(view, i, DESCRIBED_PROMOTION))
            page_contents_entry(out, i, described->title.length != 0 ? described->title : described->name,
                                (struct text){NULL, 0});
    }
    buffer_string(out, "</ul></nav>\n");
    return promotions;
}

void describe_show_html(struct buffer *out, const struct describe_view *view)
{
    static const enum described_kind BEFORE[] = {DESCRIBED_SETTINGS, DESCRIBED_LAYER};
    static const enum described_kind AFTER[] = {DESCRIBED_CAMPAIGN,   DESCRIBED_COUPON,  DESCRIBED_PROGRAM,
                                                DESCRIBED_PRICE_LIST, DESCRIBED_AUDIENCE};
    page_begin(out, TEXT("What the promotions say"), (struct text){NULL, 0});
    put_contents(out, view);
    if (view->calendar.first != view->calendar.last) {
        page_element(out, "h2", NULL, TEXT("Calendar"));
        calendar_html(out, &view->calendar);
    }
    put_kind(out, view, DESCRIBED_PROMOTION);
    for (size_t i = 0; i < sizeof BEFORE / sizeof *BEFORE; i++)
        put_kind(out, view, BEFORE[i]);
    for (size_t i = 0; i < sizeof AFTER / sizeof *AFTER; i++)
        put_kind(out, view, AFTER[i]);
    page_end(out);
}
