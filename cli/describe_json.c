/* Descriptions for machines. */
#include "cli/describe_show.h"

#include "lang/render.h"
#include "runtime/instant.h"

/* The kinds as members of the object, with their lists. */
static const char *const MEMBERS[] = {[DESCRIBED_SETTINGS] = "settings",   [DESCRIBED_LAYER] = "layers",
                                      [DESCRIBED_PROMOTION] = "promotions", [DESCRIBED_CAMPAIGN] = "campaigns",
                                      [DESCRIBED_COUPON] = "coupons",       [DESCRIBED_PROGRAM] = "loyalty",
                                      [DESCRIBED_PRICE_LIST] = "price_lists", [DESCRIBED_AUDIENCE] = "audiences",
                                      [DESCRIBED_SET] = "item_sets"};

static void member(struct buffer *out, const char *name, struct text text)
{
    buffer_format(out, "\"%s\": ", name);
    render_json_string(out, text);
}

static void instant(struct buffer *out, const char *name, int64_t value, bool bounded)
{
    char text[INSTANT_ROOM];
    if (!bounded) {
        buffer_format(out, ", \"%s\": null", name);
        return;
    }
    instant_print(value, text);
    buffer_format(out, ", \"%s\": \"%s\"", name, text);
}

static void line_of(struct buffer *out, const struct description_line *line)
{
    buffer_string(out, "{ ");
    member(out, "part", text_from(describe_part_word(line->part)));
    buffer_string(out, ", ");
    member(out, "property", text_from(line->property));
    if (line->event.length != 0) {
        buffer_string(out, ", ");
        member(out, "event", line->event);
    }
    buffer_string(out, ", ");
    member(out, "words", line->words);
    buffer_string(out, " }");
}

static void described(struct buffer *out, const struct described *one)
{
    buffer_string(out, "    { ");
    member(out, "name", one->name);
    buffer_string(out, ", ");
    member(out, "title", one->title);
    if (one->kind == DESCRIBED_PROMOTION) {
        buffer_string(out, ", ");
        member(out, "file", one->file);
        buffer_format(out, ", \"line\": %u, \"active\": %s", (unsigned)one->line, one->live ? "true" : "false");
    }
    if (one->kind == DESCRIBED_PROMOTION || one->kind == DESCRIBED_CAMPAIGN) {
        instant(out, "from", one->runs.from, one->runs.from != PLAN_SINCE_EVER);
        instant(out, "until", one->runs.to, one->runs.to != PLAN_FOR_EVER);
    }
    buffer_string(out, ",\n      \"says\": [");
    for (size_t i = 0; i < one->says.lines.count; i++) {
        buffer_string(out, i == 0 ? "\n        " : ",\n        ");
        line_of(out, &one->says.lines.items[i]);
    }
    buffer_string(out, " ] }");
}

void describe_show_json(struct buffer *out, const struct describe_view *view)
{
    const struct description_of_rules *rules = view->rules;
    size_t at = 0;
    buffer_char(out, '{');
    for (int kind = 0; kind < DESCRIBED_KIND_COUNT; kind++) {
        bool any = false;
        buffer_format(out, "%s\n  \"%s\": [", kind == 0 ? "" : ",", MEMBERS[kind]);
        for (; at < rules->all.count && (int)rules->all.items[at].kind == kind; at++) {
            if (!view->chosen[at])
                continue;
            buffer_string(out, any ? ",\n" : "\n");
            described(out, &rules->all.items[at]);
            any = true;
        }
        buffer_string(out, any ? " ]" : "]");
    }
    buffer_string(out, "\n}\n");
}
