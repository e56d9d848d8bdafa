#include "base/line_diff.h"

#include "base/vector.h"

enum { AROUND = 3, MOST_EDITS = 2000 };

struct lines {
    VECTOR(struct text) list; /* with their line ends */
};

/* A line of the result: of both texts (' '), of the first ('-') or of the second ('+'). */
struct edit {
    char kind;
    uint32_t before, after; /* the next line of each */
};

struct difference {
    struct lines before, after;
    VECTOR(struct edit) edits;
    VECTOR(int32_t) trace;     /* of each number of edits d, how far the diagonals -d .. d reach */
    const promo_allocator *alloc;
    bool failed;
};

static void split(struct difference *diff, struct text text, struct lines *lines)
{
    for (size_t at = 0; at < text.length;) {
        const char *end = memchr(text.bytes + at, '\n', text.length - at);
        size_t length = end == NULL ? text.length - at : (size_t)(end - text.bytes) + 1 - at;
        diff->failed |= !VECTOR_PUSH(&lines->list, diff->alloc, (struct text){text.bytes + at, length});
        at += length;
    }
}

static void push(struct difference *diff, char kind, size_t before, size_t after)
{
    struct edit edit = {kind, (uint32_t)before, (uint32_t)after};
    diff->failed |= !VECTOR_PUSH(&diff->edits, diff->alloc, edit);
}

static bool same(const struct difference *diff, int32_t before, int32_t after)
{
    return text_equal(diff->before.list.items[before], diff->after.list.items[after]);
}

/* Where the reach of diagonal k after d edits is kept. */
static int32_t *reach(struct difference *diff, int32_t d, int32_t k)
{
    return &diff->trace.items[(size_t)d * (size_t)d + (size_t)(k + d)];
}

/* Whether the path to diagonal k after d edits comes from the one above, by a line of the second text. */
static bool comes_down(struct difference *diff, int32_t d, int32_t k)
{
    return k == -d || (k != d && *reach(diff, d - 1, k - 1) < *reach(diff, d - 1, k + 1));
}

/* The number of edits between lines [from, before_end) and [from, after_end), or -1: too many. */
static int32_t search(struct difference *diff, int32_t from, int32_t before_end, int32_t after_end)
{
    for (int32_t d = 0; d <= MOST_EDITS; d++) {
        if (!VECTOR_RESERVE(&diff->trace, diff->alloc, 2 * (size_t)d + 1)) {
            diff->failed = true;
            return -1;
        }
        diff->trace.count += 2 * (size_t)d + 1;
        for (int32_t k = -d; k <= d; k += 2) {
            int32_t x = d == 0                  ? from
                        : comes_down(diff, d, k) ? *reach(diff, d - 1, k + 1)
                                                 : *reach(diff, d - 1, k - 1) + 1;
            while (x < before_end && x - k < after_end && same(diff, x, x - k))
                x++;
            *reach(diff, d, k) = x;
            if (x >= before_end && x - k >= after_end)
                return d;
        }
    }
    return -1;
}

/* The path backwards from the end; its edits are turned around after. */
static void trace_back(struct difference *diff, int32_t d, int32_t x, int32_t y, int32_t from)
{
    for (; d >= 0; d--) {
        int32_t k = x - y;
        bool down = d > 0 && comes_down(diff, d, k);
        int32_t start = d == 0 ? from : down ? *reach(diff, d - 1, k + 1) : *reach(diff, d - 1, k - 1) + 1;
        for (; x > start; x--, y--)
            push(diff, ' ', (size_t)x - 1, (size_t)y - 1);
        if (d == 0)
            break;
        push(diff, down ? '+' : '-', (size_t)(down ? x : x - 1), (size_t)(down ? y - 1 : y));
        x -= !down;
        y -= down;
    }
}

static void turn_around(struct difference *diff, size_t first)
{
    for (size_t i = first, j = diff->edits.count; i + 1 < j; i++, j--) {
        struct edit edit = diff->edits.items[i];
        diff->edits.items[i] = diff->edits.items[j - 1];
        diff->edits.items[j - 1] = edit;
    }
}

static void compare(struct difference *diff)
{
    size_t before = diff->before.list.count, after = diff->after.list.count, start = 0, tail = 0;
    while (start < before && start < after && same(diff, (int32_t)start, (int32_t)start))
        push(diff, ' ', start, start), start++;
    while (tail < before - start && tail < after - start &&
           text_equal(diff->before.list.items[before - tail - 1], diff->after.list.items[after - tail - 1]))
        tail++;
    size_t before_end = before - tail, after_end = after - tail, first = diff->edits.count;
    int32_t edits = search(diff, (int32_t)start, (int32_t)before_end, (int32_t)after_end);
    if (edits >= 0) {
        trace_back(diff, edits, (int32_t)before_end, (int32_t)after_end, (int32_t)start);
        turn_around(diff, first);
    }
    for (size_t i = start; edits < 0 && i < before_end; i++)
        push(diff, '-', i, start);
    for (size_t i = start; edits < 0 && i < after_end; i++)
        push(diff, '+', before_end, i);
    for (size_t i = 0; i < tail; i++)
        push(diff, ' ', before_end + i, after_end + i);
}

/* ---- Writing ---- */

static void write_line(struct buffer *out, char kind, struct text line, bool colored)
{
    bool whole = line.length != 0 && line.bytes[line.length - 1] == '\n';
    line.length -= whole;
    buffer_string(out, !colored || kind == ' ' ? "" : kind == '-' ? "\033[31m" : "\033[32m");
    buffer_char(out, kind);
    buffer_text(out, line);
    buffer_string(out, !colored || kind == ' ' ? "" : "\033[0m");
    buffer_string(out, whole ? "\n" : "\n\\ No newline at end of file\n");
}

/* "12,3": a first line and a count; no line at all is counted after the line before. */
static void write_range(struct buffer *out, char sign, size_t first, size_t count)
{
    buffer_format(out, count == 1 ? " %c%zu" : " %c%zu,%zu", sign, count == 0 ? first : first + 1, count);
}

static void write_hunk(struct buffer *out, const struct difference *diff, size_t first, size_t end, bool colored)
{
    const struct edit *edits = diff->edits.items;
    size_t before = 0, after = 0;
    for (size_t i = first; i < end; i++) {
        before += edits[i].kind != '+';
        after += edits[i].kind != '-';
    }
    buffer_string(out, colored ? "\033[36m@@" : "@@");
    write_range(out, '-', edits[first].before, before);
    write_range(out, '+', edits[first].after, after);
    buffer_string(out, colored ? " @@\033[0m\n" : " @@\n");
    for (size_t i = first; i < end; i++)
        write_line(out, edits[i].kind,
                   edits[i].kind == '+' ? diff->after.list.items[edits[i].after] : diff->before.list.items[edits[i].before],
                   colored);
}

/* Changes no further apart than what stands around both are one hunk. */
static void write_hunks(struct buffer *out, const struct difference *diff, bool colored)
{
    const struct edit *edits = diff->edits.items;
    size_t count = diff->edits.count;
    for (size_t at = 0; at < count;) {
        if (edits[at].kind == ' ') {
            at++;
            continue;
        }
        size_t last = at;
        for (size_t i = at; i < count && i <= last + 2 * AROUND + 1; i++)
            last = edits[i].kind != ' ' ? i : last;
        size_t first = at > AROUND ? at - AROUND : 0, end = last + AROUND + 1 < count ? last + AROUND + 1 : count;
        write_hunk(out, diff, first, end, colored);
        at = end;
    }
}

void line_diff(struct buffer *out, struct text before, struct text after, struct line_diff_options options)
{
    struct difference diff = {.alloc = alloc_or_default(out->alloc)};
    if (text_equal(before, after))
        return;
    split(&diff, before, &diff.before);
    split(&diff, after, &diff.after);
    if (!diff.failed)
        compare(&diff);
    if (!diff.failed) {
        buffer_format(out, options.colored ? "\033[1m--- %s\n+++ %s\033[0m\n" : "--- %s\n+++ %s\n", options.before_name,
                      options.after_name);
        write_hunks(out, &diff, options.colored);
    }
    out->failed |= diff.failed;
    VECTOR_DONE(&diff.before.list, diff.alloc);
    VECTOR_DONE(&diff.after.list, diff.alloc);
    VECTOR_DONE(&diff.edits, diff.alloc);
    VECTOR_DONE(&diff.trace, diff.alloc);
}
