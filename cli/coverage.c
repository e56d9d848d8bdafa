#include "cli/coverage.h"

#include "compiler/compilation.h"

#include <stdlib.h>

/* The event being read, and how far. */
struct reading {
    struct covered *covered;
    const struct plan_promotion *promotion;
    const struct plan_event *event; /* NULL: passed over */
    VECTOR(const struct plan_criterion *) tests; /* of the event, in the order written */
    size_t test, first_site;
    uint32_t row, benefit;
    struct coverage_event seen;
    struct coverage_ineligible why;
};

size_t site_outcomes(const struct site *site)
{
    return site->kind == SITE_CRITERION ? 2 : 1;
}

size_t site_reached(const struct site *site)
{
    return (size_t)(site->first != 0) + (site->kind == SITE_CRITERION && site->second != 0);
}

static void add(struct reading *reading, struct site site)
{
    struct covered *covered = reading->covered;
    site.promotion = reading->promotion;
    site.event = reading->event;
    site.visited = reading->seen.visited;
    site.used = reading->seen.used;
    site.elsewhere = reading->seen.elsewhere;
    site.why = reading->why;
    site.shown = reading->event->use.file != PLAN_NONE ? reading->event->use : site.place;
    site.serial = covered->sites.count;
    covered->failed |= !VECTOR_PUSH(&covered->sites, &ALLOC_DEFAULT, site);
}

static void collect_tests(struct reading *reading, const struct plan_criterion *criterion)
{
    if (criterion->kind == PLAN_TEST)
        reading->covered->failed |= !VECTOR_PUSH(&reading->tests, &ALLOC_DEFAULT, criterion);
    for (const struct plan_criterion *child = criterion->children; child != NULL; child = child->next)
        collect_tests(reading, child);
}

static const struct plan_event *find_event(const struct plan_promotion *promotion, const char *name)
{
    for (uint32_t i = 0; i < promotion->event_count; i++)
        if (text_equal(promotion->events[i].name, text_from(name)))
            return &promotion->events[i];
    return NULL;
}

static void read_event(void *context, uint32_t declared, const char *name, const struct coverage_event *seen,
                       struct coverage_ineligible why)
{
    struct reading *reading = context;
    reading->promotion = &reading->covered->compiler->plan.promotions.items[declared];
    reading->event = find_event(reading->promotion, name);
    reading->seen = *seen;
    reading->why = why;
    reading->tests.count = reading->test = 0;
    reading->row = reading->benefit = 0;
    if (reading->promotion->status != PLAN_ACTIVE) {
        reading->covered->passive++;
        reading->event = NULL;
    }
    if (reading->event == NULL)
        return;
    add(reading, (struct site){.kind = SITE_EVENT, .place = reading->event->place, .text = reading->event->name,
                               .first = seen->used});
    reading->first_site = reading->covered->sites.count;
    if (reading->event->when != NULL)
        collect_tests(reading, reading->event->when);
}

static void read_criterion(void *context, const struct coverage_criterion *seen)
{
    struct reading *reading = context;
    if (reading->event == NULL || reading->test >= reading->tests.count)
        return;
    const struct plan_criterion *test = reading->tests.items[reading->test++];
    add(reading, (struct site){.kind = SITE_CRITERION, .place = test->place, .text = test->text, .first = seen->held,
                               .second = seen->failed});
}

static bool same_place(struct plan_place a, struct plan_place b)
{
    return a.file == b.file && a.start == b.start && a.end == b.end;
}

/* A benefit beside a ladder stands in each of its rows, and is one all the same. */
static struct site *find_benefit(struct reading *reading, struct plan_place place)
{
    struct covered *covered = reading->covered;
    for (size_t i = reading->first_site; i < covered->sites.count; i++)
        if (covered->sites.items[i].kind == SITE_BENEFIT && same_place(covered->sites.items[i].place, place))
            return &covered->sites.items[i];
    return NULL;
}

static void read_benefit(void *context, uint32_t row, uint64_t given)
{
    struct reading *reading = context;
    const struct plan_event *event = reading->event;
    if (event == NULL)
        return;
    if (row != reading->row)
        reading->benefit = 0;
    reading->row = row;
    const struct plan_benefit *benefits = event->row_count != 0 ? event->rows[row].benefits : event->benefits;
    struct plan_place place = benefits[reading->benefit++].place;
    struct text text = sources_text(&reading->covered->compiler->sources, (struct span){place.file, place.start, place.end});
    struct site *known = find_benefit(reading, place);
    if (known != NULL)
        known->first += given;
    else
        add(reading, (struct site){.kind = SITE_BENEFIT, .place = place, .text = text, .first = given});
}

static int compare_sites(const void *left, const void *right)
{
    const struct site *a = left, *b = right;
    if (a->shown.file != b->shown.file)
        return a->shown.file < b->shown.file ? -1 : 1;
    if (a->shown.start != b->shown.start)
        return a->shown.start < b->shown.start ? -1 : 1;
    return a->serial < b->serial ? -1 : a->serial > b->serial;
}

bool covered_make(struct covered *covered, const promo_compiler *compiler, const struct coverage *coverage)
{
    struct reading reading = {.covered = covered};
    *covered = (struct covered){.compiler = compiler, .baskets = coverage->baskets};
    coverage_read(coverage, &(struct coverage_reader){&reading, read_event, read_criterion, read_benefit});
    VECTOR_DONE(&reading.tests, &ALLOC_DEFAULT);
    if (covered->sites.count > 1)
        qsort(covered->sites.items, covered->sites.count, sizeof *covered->sites.items, compare_sites);
    for (size_t i = 0; i < covered->sites.count; i++) {
        covered->outcomes += site_outcomes(&covered->sites.items[i]);
        covered->reached += site_reached(&covered->sites.items[i]);
    }
    return !covered->failed;
}

void covered_done(struct covered *covered)
{
    VECTOR_DONE(&covered->sites, &ALLOC_DEFAULT);
}

bool covered_at_least(const struct covered *covered, int64_t millionths)
{
    return (int64_t)covered->reached * 1000000 >= millionths * (int64_t)covered->outcomes;
}
