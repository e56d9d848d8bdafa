#include "lang/render.h"

#include "base/columns.h"

/* Lines are cut to what fits beside the place that matters. */
enum { WIDEST_LINE = 160, BEFORE_PLACE = 60, HELP_BESIDE = 100 };

static const char *const SEVERITIES[] = {"error", "warning", "note", "hint"};

struct paint {
    const char *severity[4], *strong, *dim, *off;
};

static const struct paint PLAIN = {{"", "", "", ""}, "", "", ""};
static const struct paint COLOURED = {
    {"\033[1;31m", "\033[1;33m", "\033[1;36m", "\033[1;34m"}, "\033[1m", "\033[2m", "\033[0m"};

/* A step back to the begin of a character. */
static size_t character_start(struct text text, size_t at)
{
    while (at > 0 && at < text.length && ((unsigned char)text.bytes[at] & 0xC0) == 0x80)
        at--;
    return at;
}

static size_t digits_of(size_t number)
{
    size_t digits = 1;
    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}

struct excerpt {
    const struct source *source;
    struct span span;
    const char *beside; /* after the carets, or NULL */
    const char *colour;
    char mark;
};

/* The line of the span with its part underlined. */
static void put_excerpt(struct buffer *out, struct excerpt excerpt, const struct paint *paint)
{
    struct place place = source_place(excerpt.source, excerpt.span.start);
    struct text line = source_line(excerpt.source, place.line);
    size_t line_start = excerpt.source->line_starts[place.line - 1];
    size_t from = excerpt.span.start - line_start, to = excerpt.span.end - line_start;
    if (from > line.length)
        from = line.length;
    if (to > line.length)
        to = line.length;
    size_t first = line.length > WIDEST_LINE && from > BEFORE_PLACE ? character_start(line, from - BEFORE_PLACE) : 0;
    size_t last = line.length - first > WIDEST_LINE ? character_start(line, first + WIDEST_LINE) : line.length;
    if (to > last)
        to = last;
    size_t margin = digits_of(place.line) > 5 ? digits_of(place.line) : 5;

    buffer_format(out, "%s%*zu |%s ", paint->dim, (int)margin, place.line, paint->off);
    if (first > 0)
        buffer_string(out, "...");
    for (size_t at = first; at < last;)
        columns_put_character(out, line, &at);
    buffer_string(out, last < line.length ? "...\n" : "\n");

    size_t before = first > 0 ? 3 : 0, under = 0;
    for (size_t at = first; at < from;)
        before += columns_put_character(NULL, line, &at);
    for (size_t at = from; at < to;)
        under += columns_put_character(NULL, line, &at);
    buffer_format(out, "%s%*s |%s ", paint->dim, (int)margin, "", paint->off);
    buffer_repeat(out, ' ', before);
    buffer_string(out, excerpt.colour);
    buffer_repeat(out, excerpt.mark, under == 0 ? 1 : under);
    if (excerpt.beside != NULL) {
        buffer_char(out, ' ');
        columns_put(out, text_from(excerpt.beside));
    }
    buffer_format(out, "%s\n", paint->off);
}

static void put_place(struct buffer *out, const struct source *source, struct span span, const struct paint *paint)
{
    struct place place = source_place(source, span.start);
    buffer_string(out, paint->strong);
    columns_put(out, source->path);
    buffer_format(out, ":%zu:%zu:%s ", place.line, place.column, paint->off);
}

static void put_diagnostic(struct buffer *out, const struct diagnostics *diags, const struct diagnostic *d,
                           const struct paint *paint)
{
    const struct source *source = sources_get(diags->sources, d->span.file);
    const char *colour = paint->severity[d->severity];
    if (source != NULL)
        put_place(out, source, d->span, paint);
    buffer_format(out, "%s%s", colour, SEVERITIES[d->severity]);
    if (diagnostic_name(d)[0] != '\0')
        buffer_format(out, "[%s]", diagnostic_name(d));
    buffer_format(out, ":%s %s", paint->off, paint->strong);
    columns_put(out, text_from(d->message));
    buffer_format(out, "%s\n", paint->off);

    bool beside = d->help != NULL && source != NULL && strlen(d->help) <= HELP_BESIDE;
    if (source != NULL)
        put_excerpt(out, (struct excerpt){source, d->span, beside ? d->help : NULL, colour, '^'}, paint);
    for (const struct diagnostic_note *note = d->notes; note != NULL; note = note->next) {
        const struct source *other = sources_get(diags->sources, note->span.file);
        if (other == NULL) {
            buffer_format(out, "      = note: ");
            columns_put(out, text_from(note->message));
            buffer_char(out, '\n');
            continue;
        }
        if (source == NULL || other != source) {
            buffer_string(out, "  ");
            put_place(out, other, note->span, paint);
            buffer_char(out, '\n');
        }
        put_excerpt(out, (struct excerpt){other, note->span, note->message, paint->severity[SEVERITY_NOTE], '-'}, paint);
    }
    if (d->help != NULL && !beside) {
        buffer_string(out, "      = help: ");
        columns_put(out, text_from(d->help));
        buffer_char(out, '\n');
    }
}

static void put_count(struct buffer *out, size_t count, const char *what)
{
    buffer_format(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

void render_people(struct buffer *out, const struct diagnostics *diags, struct render_options options)
{
    const struct paint *paint = options.colour ? &COLOURED : &PLAIN;
    size_t shown = diags->list.count;
    if (options.most != 0 && shown > options.most)
        shown = options.most;
    for (size_t i = 0; i < shown; i++)
        put_diagnostic(out, diags, diags->list.items[i], paint);
    const struct {
        size_t count;
        const char *what;
    } counts[] = {{diags->errors, "error"}, {diags->warnings, "warning"}, {diags->notes, "note"}};
    size_t all = 0;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i].count == 0)
            continue;
        buffer_string(out, all == 0 ? "" : ", ");
        put_count(out, counts[i].count, counts[i].what);
        all += counts[i].count;
    }
    if (shown < all)
        buffer_format(out, " (the first %zu are shown)", shown);
    if (all > 0)
        buffer_char(out, '\n');
}
