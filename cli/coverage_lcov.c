/* What tests reached as an lcov tracefile: geninfo(1), "FILES". What a template brings is told at its use. */
#include "cli/coverage_report.h"

#include "compiler/compilation.h"

#include <inttypes.h>

/* The sites of one file, and the line of each. */
struct lcov {
    struct buffer *out;
    const struct source *source;
    const struct site *sites;
    size_t count;
};

static size_t line_of(const struct lcov *file, size_t site)
{
    return source_place(file->source, file->sites[site].shown.start).line;
}

static void put_functions(const struct lcov *file)
{
    size_t found = 0, hit = 0;
    for (int hits = 0; hits < 2; hits++)
        for (size_t i = 0; i < file->count; i++) {
            const struct site *site = &file->sites[i];
            if (site->kind != SITE_EVENT)
                continue;
            if (hits)
                buffer_format(file->out, "FNDA:%" PRIu64, site->first);
            else
                buffer_format(file->out, "FN:%zu", line_of(file, i));
            buffer_format(file->out, ",%.*s.%.*s\n", (int)site->promotion->name.length, site->promotion->name.bytes,
                          (int)site->event->name.length, site->event->name.bytes);
            found += !hits;
            hit += hits && site->first != 0;
        }
    buffer_format(file->out, "FNF:%zu\nFNH:%zu\n", found, hit);
}

/* Branch 0 of a criterion is that it holds, branch 1 that it fails; "-" where it is not even looked at. */
static void put_branches(const struct lcov *file)
{
    size_t found = 0, hit = 0, block = 0, last = 0;
    for (size_t i = 0; i < file->count; i++) {
        const struct site *site = &file->sites[i];
        if (site->kind != SITE_CRITERION)
            continue;
        size_t line = line_of(file, i);
        block = line == last ? block + 1 : 0;
        last = line;
        uint64_t counts[] = {site->first, site->second};
        for (unsigned branch = 0; branch < 2; branch++) {
            buffer_format(file->out, "BRDA:%zu,%zu,%u,", line, block, branch);
            if (site->first + site->second == 0)
                buffer_string(file->out, "-\n");
            else
                buffer_format(file->out, "%" PRIu64 "\n", counts[branch]);
        }
        found += 2;
        hit += site_reached(site);
    }
    buffer_format(file->out, "BRF:%zu\nBRH:%zu\n", found, hit);
}

/* A line was reached as often as what was most often reached on it. */
static void put_lines(const struct lcov *file)
{
    size_t found = 0, hit = 0;
    for (size_t i = 0; i < file->count;) {
        size_t line = line_of(file, i);
        uint64_t most = 0;
        for (; i < file->count && line_of(file, i) == line; i++) {
            uint64_t times = file->sites[i].first + file->sites[i].second;
            most = times > most ? times : most;
        }
        buffer_format(file->out, "DA:%zu,%" PRIu64 "\n", line, most);
        found++;
        hit += most != 0;
    }
    buffer_format(file->out, "LF:%zu\nLH:%zu\n", found, hit);
}

void coverage_report_lcov(struct buffer *out, const struct covered *covered)
{
    const struct site *sites = covered->sites.items;
    for (size_t first = 0, end; first < covered->sites.count; first = end) {
        for (end = first; end < covered->sites.count && sites[end].shown.file == sites[first].shown.file;)
            end++;
        const struct source *source = sources_get(&covered->compiler->sources, sites[first].shown.file);
        if (source == NULL)
            continue;
        struct lcov file = {out, source, &sites[first], end - first};
        buffer_format(out, "TN:promo\nSF:%s\n", source->path.bytes);
        put_functions(&file);
        put_branches(&file);
        put_lines(&file);
        buffer_string(out, "end_of_record\n");
    }
}
