/* Descriptions for people: on a terminal and as Markdown. */
#include "cli/describe_show.h"

#include "base/columns.h"
#include "runtime/markdown.h"

enum { LABEL_COLUMNS = 12, INDENT = 2, WIDTH = 100 };

/* ---- Sentences ---- */

void describe_sentence(struct buffer *out, struct text words)
{
    if (words.length == 0)
        return;
    char first = words.bytes[0];
    buffer_char(out, first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first);
    buffer_write(out, words.bytes + 1, words.length - 1);
    buffer_char(out, '.');
}

static void put_offer(const struct description *says, size_t *at, struct buffer *words)
{
    const struct description_line *first = &says->lines.items[*at];
    for (; *at < says->lines.count; ++*at) {
        const struct description_line *line = &says->lines.items[*at];
        if (line->part != DESCRIBE_OFFER || !text_equal(line->event, first->event))
            break;
        buffer_string(words, line == first ? "" : line->follows);
        buffer_text(words, line->words);
    }
}

/* Whether the description has lines of another event than this one's. */
static bool has_several_events(const struct description *says, const struct description_line *line)
{
    for (size_t i = 0; i < says->lines.count; i++)
        if (says->lines.items[i].part == DESCRIBE_OFFER && !text_equal(says->lines.items[i].event, line->event))
            return true;
    return false;
}

/* "guide (“Guides”): ", where there are several or it has a title. */
static void name_event(const struct description *says, const struct description_line *line, struct buffer *out)
{
    bool several = has_several_events(says, line), titled = line->event_title.length != 0;
    if (several)
        columns_put(out, line->event);
    if (titled) {
        buffer_string(out, several ? " (\xe2\x80\x9c" : "\xe2\x80\x9c");
        columns_put(out, line->event_title);
        buffer_string(out, several ? "\xe2\x80\x9d)" : "\xe2\x80\x9d");
    }
    if (several || titled)
        buffer_string(out, ": ");
}

bool describe_paragraph(const struct description *says, size_t *at, struct buffer *heading, struct buffer *words)
{
    buffer_clear(heading);
    buffer_clear(words);
    if (*at >= says->lines.count)
        return false;
    const struct description_line *first = &says->lines.items[*at];
    buffer_string(heading, describe_heading(first->part));
    if (first->part == DESCRIBE_OFFER) {
        struct buffer offer;
        buffer_init(&offer, words->alloc);
        name_event(says, first, &offer);
        bool named = offer.length != 0;
        put_offer(says, at, &offer);
        struct text text = {offer.bytes, offer.length};
        if (named) {
            buffer_text(words, text);
            buffer_char(words, '.');
        } else {
            describe_sentence(words, text);
        }
        words->failed |= offer.failed;
        buffer_done(&offer);
        return true;
    }
    for (; *at < says->lines.count && says->lines.items[*at].part == first->part; ++*at) {
        buffer_string(words, words->length == 0 ? "" : " ");
        describe_sentence(words, says->lines.items[*at].words);
    }
    return true;
}

void describe_show_name(struct buffer *out, const struct described *described)
{
    columns_put(out, described->name);
    if (described->title.length == 0)
        return;
    buffer_string(out, described->name.length == 0 ? "\xe2\x80\x9c" : " \xe2\x80\x9c");
    columns_put(out, described->title);
    buffer_string(out, "\xe2\x80\x9d");
}

/* ---- What is shown ---- */

/* Item sets are told where they are used. */
static bool is_shown(const struct describe_view *view, size_t index)
{
    return view->chosen[index] && view->rules->all.items[index].kind != DESCRIBED_SET;
}

/* Whether the first of its kind is at `index`. */
static bool begins_kind(const struct describe_view *view, size_t index)
{
    for (size_t i = index; i-- > 0 && view->rules->all.items[i].kind == view->rules->all.items[index].kind;)
        if (is_shown(view, i))
            return false;
    return true;
}

static bool has_calendar(const struct describe_view *view)
{
    return view->calendar.first != view->calendar.last;
}

/* ---- Text ---- */

static void text_heading(struct buffer *out, const char *heading)
{
    buffer_string(out, out->length == 0 ? "" : "\n");
    buffer_string(out, heading);
    buffer_char(out, '\n');
    buffer_repeat(out, '=', strlen(heading));
    buffer_char(out, '\n');
}

static void text_of(struct buffer *out, const struct described *described)
{
    struct buffer heading, words;
    buffer_init(&heading, out->alloc);
    buffer_init(&words, out->alloc);
    buffer_char(out, '\n');
    describe_show_name(out, described);
    if (described->file.length != 0) {
        buffer_string(out, "  (");
        columns_put(out, described->file);
        buffer_format(out, ":%u)", (unsigned)described->line);
    }
    buffer_char(out, '\n');
    for (size_t at = 0; describe_paragraph(&described->says, &at, &heading, &words);) {
        struct text label = {heading.bytes, heading.length};
        size_t columns = columns_of(label);
        buffer_repeat(out, ' ', INDENT);
        columns_cell(out, label, LABEL_COLUMNS);
        if (columns >= LABEL_COLUMNS) {
            buffer_char(out, '\n');
            buffer_repeat(out, ' ', INDENT + LABEL_COLUMNS);
        }
        columns_wrap(out, (struct text){words.bytes, words.length}, INDENT + LABEL_COLUMNS, WIDTH);
        buffer_char(out, '\n');
    }
    out->failed |= heading.failed || words.failed;
    buffer_done(&words);
    buffer_done(&heading);
}

static void text_of_settings(struct buffer *out, const struct described *settings)
{
    for (size_t i = 0; i < settings->says.lines.count; i++) {
        buffer_repeat(out, ' ', INDENT);
        describe_sentence(out, settings->says.lines.items[i].words);
        buffer_char(out, '\n');
    }
}

void describe_show_text(struct buffer *out, const struct describe_view *view)
{
    for (size_t i = 0; i < view->rules->all.count; i++) {
        const struct described *described = &view->rules->all.items[i];
        if (!is_shown(view, i))
            continue;
        if (begins_kind(view, i)) {
            if (described->kind == DESCRIBED_PROMOTION && has_calendar(view)) {
                text_heading(out, "Calendar");
                buffer_char(out, '\n');
                calendar_text(out, &view->calendar);
            }
            text_heading(out, described_kind_heading(described->kind));
        }
        if (described->kind == DESCRIBED_SETTINGS)
            text_of_settings(out, described);
        else
            text_of(out, described);
    }
}

/* ---- Markdown ---- */

static void markdown_of(struct buffer *out, const struct described *described)
{
    struct buffer heading, words;
    buffer_init(&heading, out->alloc);
    buffer_init(&words, out->alloc);
    describe_show_name(&words, described);
    buffer_string(out, "\n### ");
    markdown_put(out, (struct text){words.bytes, words.length});
    buffer_string(out, "\n\n");
    for (size_t at = 0; describe_paragraph(&described->says, &at, &heading, &words);) {
        buffer_string(out, "- **");
        markdown_put(out, (struct text){heading.bytes, heading.length});
        buffer_string(out, "**: ");
        markdown_put(out, (struct text){words.bytes, words.length});
        buffer_char(out, '\n');
    }
    out->failed |= heading.failed || words.failed;
    buffer_done(&words);
    buffer_done(&heading);
}

void describe_show_markdown(struct buffer *out, const struct describe_view *view)
{
    buffer_string(out, "# What the promotions say\n");
    for (size_t i = 0; i < view->rules->all.count; i++) {
        const struct described *described = &view->rules->all.items[i];
        if (!is_shown(view, i))
            continue;
        if (begins_kind(view, i)) {
            if (described->kind == DESCRIBED_PROMOTION && has_calendar(view)) {
                buffer_string(out, "\n## Calendar\n\n```text\n");
                calendar_text(out, &view->calendar);
                buffer_string(out, "```\n");
            }
            buffer_format(out, "\n## %s\n", described_kind_heading(described->kind));
        }
        if (described->kind != DESCRIBED_SETTINGS) {
            markdown_of(out, described);
            continue;
        }
        for (size_t line = 0; line < described->says.lines.count; line++) {
            buffer_string(out, line == 0 ? "\n- " : "- ");
            struct buffer words;
            buffer_init(&words, out->alloc);
            describe_sentence(&words, described->says.lines.items[line].words);
            markdown_put(out, (struct text){words.bytes, words.length});
            buffer_done(&words);
            buffer_char(out, '\n');
        }
    }
}
