#include "lang/layout.h"

/* The end of the line that begins at a piece. */
static size_t line_end(const struct layout *layout, size_t start)
{
    size_t end = start + 1;
    while (end < layout->pieces.count && !layout->pieces.items[end].line)
        end++;
    return end;
}

/* The piece of the mark in a line, or its end. */
static size_t find_mark(const struct layout *layout, size_t start, size_t end, enum mark mark)
{
    while (start < end && layout->pieces.items[start].mark != mark)
        start++;
    return start;
}

static size_t width_before(const struct layout *layout, size_t start, size_t piece)
{
    size_t width = 0;
    for (size_t i = start; i < piece; i++)
        width += layout->pieces.items[i].spaces + layout->pieces.items[i].width;
    return width + layout->pieces.items[piece].spaces;
}

/* Lines from `start` that belong together: the same indentation, no empty line between, each with the mark. */
static size_t run_end(const struct layout *layout, size_t start, enum mark mark, size_t *column)
{
    size_t indent = layout->pieces.items[start].spaces, at = start;
    *column = 0;
    while (at < layout->pieces.count) {
        const struct piece *first = &layout->pieces.items[at];
        size_t end = line_end(layout, at), marked = find_mark(layout, at, end, mark);
        bool joins = at == start || (!first->blank && (first->spaces == indent || mark == MARK_COMMENT));
        if (!joins || (marked == end && !(first->alone && mark == MARK_VALUE)))
            break;
        size_t width = marked == end ? 0 : width_before(layout, at, marked);
        if (width > *column)
            *column = width;
        at = end;
    }
    return at;
}

static void align_run(struct layout *layout, size_t start, size_t stop, enum mark mark, size_t column)
{
    for (size_t at = start; at < stop;) {
        size_t end = line_end(layout, at), marked = find_mark(layout, at, end, mark);
        if (marked < end)
            layout->pieces.items[marked].spaces += column - width_before(layout, at, marked);
        at = end;
    }
}

void align_pieces(struct layout *layout)
{
    for (int mark = MARK_NONE + 1; mark < MARK_COUNT; mark++) {
        for (size_t at = 0; at < layout->pieces.count;) {
            size_t column, stop = run_end(layout, at, (enum mark)mark, &column);
            if (stop == at)
                stop = line_end(layout, at);
            else
                align_run(layout, at, stop, (enum mark)mark, column);
            at = stop;
        }
    }
}
