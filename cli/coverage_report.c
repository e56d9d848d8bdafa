#include "cli/coverage_report.h"

#include "compiler/compilation.h"
#include "lang/render.h"

#include <inttypes.h>
#include <stdio.h>

enum { WORDS_SHOWN = 72 };

static const struct source *source_of(const struct covered *covered, struct plan_place place)
{
    return sources_get(&covered->compiler->sources, place.file);
}

static const char *path_of(const struct covered *covered, struct plan_place place)
{
    const struct source *source = source_of(covered, place);
    return source == NULL ? "" : source->path.bytes;
}

static struct place at(const struct covered *covered, struct plan_place place)
{
    const struct source *source = source_of(covered, place);
    return source == NULL ? (struct place){0, 0, 0} : source_place(source, place.start);
}

static bool in_template(const struct site *site)
{
    return site->shown.file != site->place.file || site->shown.start != site->place.start;
}

void coverage_put_share(struct buffer *out, size_t reached, size_t outcomes)
{
    uint64_t tenths = outcomes == 0 ? 1000 : (uint64_t)reached * 1000 / outcomes;
    buffer_format(out, "%" PRIu64 ".%" PRIu64, tenths / 10, tenths % 10);
}

/* As written, on one line. */
static void put_words(struct buffer *out, struct text text)
{
    size_t characters = 0;
    bool space = false;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        bool white = byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r', begins = (byte & 0xC0) != 0x80;
        if (begins && !white && characters + space >= WORDS_SHOWN) {
            buffer_string(out, "...");
            return;
        }
        if (!white) {
            buffer_string(out, space ? " " : "");
            buffer_char(out, (char)byte);
            characters += (size_t)begins + space;
        }
        space = white;
    }
}

/* ---- For people ---- */

struct tally {
    size_t outcomes[SITE_KINDS], reached[SITE_KINDS];
};

static void tally_add(struct tally *tally, const struct site *site)
{
    tally->outcomes[site->kind] += site_outcomes(site);
    tally->reached[site->kind] += site_reached(site);
}

static void put_row(struct buffer *out, const char *name, size_t width, const struct tally *tally)
{
    size_t outcomes = 0, reached = 0;
    buffer_string(out, name);
    buffer_repeat(out, ' ', width > strlen(name) ? width - strlen(name) : 0);
    for (size_t i = 0; i < SITE_KINDS; i++) {
        char cell[48];
        snprintf(cell, sizeof cell, "%zu/%zu", tally->reached[i], tally->outcomes[i]);
        buffer_format(out, " %11s", cell);
        outcomes += tally->outcomes[i];
        reached += tally->reached[i];
    }
    struct buffer share;
    buffer_init(&share, out->alloc);
    coverage_put_share(&share, reached, outcomes);
    const char *digits = buffer_cstring(&share);
    buffer_format(out, " %7s%%\n", digits == NULL ? "" : digits);
    out->failed |= share.failed;
    buffer_done(&share);
}

static void put_table(struct buffer *out, const struct covered *covered)
{
    const struct site *sites = covered->sites.items;
    size_t width = sizeof "coverage" - 1;
    struct tally all = {0}, file = {0};
    for (size_t i = 0; i < covered->sites.count; i++) {
        size_t length = strlen(path_of(covered, sites[i].shown));
        width = length > width ? length : width;
    }
    buffer_string(out, "coverage");
    buffer_repeat(out, ' ', width - (sizeof "coverage" - 1));
    buffer_format(out, " %11s %11s %11s %8s\n", "events", "criteria", "benefits", "reached");
    for (size_t i = 0; i < covered->sites.count; i++) {
        tally_add(&file, &sites[i]);
        tally_add(&all, &sites[i]);
        if (i + 1 < covered->sites.count && sites[i + 1].shown.file == sites[i].shown.file)
            continue;
        put_row(out, path_of(covered, sites[i].shown), width, &file);
        file = (struct tally){0};
    }
    put_row(out, "all", width, &all);
}

static const char *what_is_missing(const struct site *site)
{
    switch (site->kind) {
    case SITE_EVENT: return site->visited == 0 ? "is never visited" : "is never used";
    case SITE_CRITERION:
        return site->first != 0 ? "never fails" : site->second != 0 ? "never holds" : "is never looked at";
    default: return "is never given";
    }
}

/* Why no test comes to an event, as far as it is known. */
static void put_why(struct buffer *out, const struct covered *covered, const struct site *site)
{
    struct text trigger = plan_symbol_text(&covered->compiler->plan, site->event->trigger);
    if (site->elsewhere != 0)
        buffer_format(out, ": it is on `%.*s`", (int)trigger.length, trigger.bytes);
    else if (site->why.sentence != NULL)
        buffer_format(out, ": %s (%" PRIu64 " of %" PRIu64 " test%s)", site->why.sentence, site->why.times, covered->baskets,
                      text_plural((int64_t)covered->baskets));
}

static void put_missing(struct buffer *out, const struct covered *covered, const struct site *site)
{
    static const char *const KINDS[] = {[SITE_EVENT] = "event", [SITE_CRITERION] = "criterion", [SITE_BENEFIT] = "benefit"};
    struct place shown = at(covered, site->shown);
    buffer_format(out, "%s:%zu:%zu: %s `", path_of(covered, site->shown), shown.line, shown.column, KINDS[site->kind]);
    put_words(out, site->text);
    buffer_format(out, "` of %.*s", (int)site->promotion->name.length, site->promotion->name.bytes);
    if (site->kind != SITE_EVENT)
        buffer_format(out, ".%.*s", (int)site->event->name.length, site->event->name.bytes);
    buffer_format(out, " %s", what_is_missing(site));
    if (site->kind == SITE_EVENT && site->visited == 0)
        put_why(out, covered, site);
    if (in_template(site))
        buffer_format(out, " (in the template at %s:%zu)", path_of(covered, site->place), at(covered, site->place).line);
    buffer_char(out, '\n');
}

/* Of an event that no test comes to, or that is never used, that is all there is to say of what depends on it. */
static bool worth_telling(const struct site *site)
{
    return site->kind == SITE_EVENT || (site->kind == SITE_CRITERION ? site->visited : site->used) != 0;
}

void coverage_report_text(struct buffer *out, const struct covered *covered)
{
    put_table(out, covered);
    if (covered->passive != 0)
        buffer_format(out, "%zu %s of promotions that are not active left out\n", covered->passive,
                      covered->passive == 1 ? "event is" : "events are");
    for (size_t i = 0; i < covered->sites.count; i++) {
        const struct site *site = &covered->sites.items[i];
        if (site_reached(site) < site_outcomes(site) && worth_telling(site))
            put_missing(out, covered, site);
    }
}

/* ---- JSON ---- */

static void json_text(struct buffer *out, const char *name, struct text text)
{
    buffer_format(out, "\"%s\": ", name);
    render_json_string(out, text);
    buffer_string(out, ", ");
}

static void json_event(struct buffer *out, const struct site *site)
{
    buffer_format(out, "\"visited\": %" PRIu64 ", \"used\": %" PRIu64, site->visited, site->first);
    if (site->visited == 0 && site->elsewhere == 0 && site->why.sentence != NULL) {
        buffer_string(out, ", \"why\": ");
        render_json_string(out, text_from(site->why.sentence));
    }
    buffer_string(out, " }");
}

static void json_site(struct buffer *out, const struct covered *covered, const struct site *site)
{
    static const char *const KINDS[] = {[SITE_EVENT] = "event", [SITE_CRITERION] = "criterion", [SITE_BENEFIT] = "benefit"};
    struct place shown = at(covered, site->shown);
    buffer_format(out, "{ \"kind\": \"%s\", ", KINDS[site->kind]);
    json_text(out, "file", text_from(path_of(covered, site->shown)));
    buffer_format(out, "\"line\": %zu, \"column\": %zu, ", shown.line, shown.column);
    json_text(out, "promotion", site->promotion->name);
    json_text(out, "event", site->event->name);
    if (site->kind != SITE_EVENT)
        json_text(out, "text", site->text);
    if (in_template(site)) {
        buffer_string(out, "\"template\": { ");
        json_text(out, "file", text_from(path_of(covered, site->place)));
        buffer_format(out, "\"line\": %zu }, ", at(covered, site->place).line);
    }
    if (site->kind == SITE_EVENT)
        json_event(out, site);
    else if (site->kind == SITE_CRITERION)
        buffer_format(out, "\"held\": %" PRIu64 ", \"failed\": %" PRIu64 " }", site->first, site->second);
    else
        buffer_format(out, "\"given\": %" PRIu64 " }", site->first);
}

void coverage_report_json(struct buffer *out, const struct covered *covered)
{
    buffer_format(out, "{ \"outcomes\": %zu, \"reached\": %zu, \"percent\": \"", covered->outcomes, covered->reached);
    coverage_put_share(out, covered->reached, covered->outcomes);
    buffer_string(out, "\", \"sites\": [");
    for (size_t i = 0; i < covered->sites.count; i++) {
        buffer_string(out, i == 0 ? "\n  " : ",\n  ");
        json_site(out, covered, &covered->sites.items[i]);
    }
    buffer_string(out, covered->sites.count == 0 ? "] }" : "\n] }");
}
